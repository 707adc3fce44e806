"""`panah plans`: the National Action Plans of the country pack come into the database."""

from typing import Any

from django.core.management.base import BaseCommand

from panah.plan.country_plans import load


class Command(BaseCommand):
    """Add the plans that are missing; whatever the coordinator's office has changed stays as it is."""

    help = "Put the plans of the country pack, and whom they name, into the database; safe to repeat."

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(f"{load()} plans are new.")
