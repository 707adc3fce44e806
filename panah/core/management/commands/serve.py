"""`panah serve`: the web server."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from config import env
from config.ports import free_port
from config.supervisor import end_with_parent
from panah.core.store import warn_unless_it_answers


class Command(BaseCommand):
    """Answer requests with several processes until told to stop."""

    help = "Run the web server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=env.HOST.read())
        parser.add_argument("--port", type=int, default=env.PORT.read(), help="0 takes a free one")
        parser.add_argument("--workers", type=int, default=env.WORKERS.read())
        parser.add_argument("--with-parent", action="store_true", help="end when the standard input does")

    def handle(self, *_: Any, host: str, port: int, workers: int, with_parent: bool, **__: Any) -> None:
        if with_parent:
            end_with_parent()
        warn_unless_it_answers()
        chosen = free_port(host, port)
        self.stdout.write(f"panah: serving on http://{host}:{chosen}")
        self.stdout.flush()
        Granian(
            "config.asgi:application",
            address=host,
            port=chosen,
            # The application has no start-up of its own to be told about.
            interface=Interfaces.ASGINL,
            loop=Loops.uvloop,
            workers=workers,
            respawn_failed_workers=True,
            workers_kill_timeout=5,
            log_level=LogLevels.warning,
            log_access=False,
        ).serve()
