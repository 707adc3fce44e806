"""`panah worker`: the background worker."""

import asyncio
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DeleteJobCondition

from config.supervisor import end_with_parent
from panah.core.store import warn_unless_it_answers


class Command(BaseCommand):
    """Take jobs and timed tasks from the queue in PostgreSQL until told to stop."""

    help = "Run the background worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is waiting, then end")
        parser.add_argument("--with-parent", action="store_true", help="end when the standard input does")

    def handle(self, *_: Any, once: bool, with_parent: bool, **__: Any) -> None:
        if with_parent:
            end_with_parent()
        warn_unless_it_answers()
        asyncio.run(work(wait=not once))


async def work(*, wait: bool) -> None:
    """Work with connections of its own: Django's belong to one thread, and the queue listens on one for ever."""
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as worker:
        async with worker.open_async():
            await worker.run_worker_async(wait=wait, delete_jobs=DeleteJobCondition.SUCCESSFUL)
