"""`panah directory`: the directory of services begins with those of the country pack."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from panah.core.country import country
from panah.hotline.actions.directory import load_services


class Command(BaseCommand):
    """Add what is missing; whatever the director has changed or taken out stays as it is."""

    help = "Put the services of the country pack into the directory; safe to repeat."

    def handle(self, *_: Any, **__: Any) -> None:
        invented = 0 if settings.PANAH_DEMO else sum(not each.public for each in country().services)
        self.stdout.write(f"{load_services()} services are new in the directory.")
        if invented:
            self.stdout.write(f"{invented} of the pack were left out: their numbers are invented, for demonstrations.")
