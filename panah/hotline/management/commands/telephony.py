"""`panah telephony`: let a telephone exchange report calls to a hotline."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from panah.core.errors import Refused
from panah.hotline.actions.devices import add_exchange
from panah.hotline.telephony import DeviceSecret


class Command(BaseCommand):
    """Print the exchange's secret once and keep none of it."""

    help = "Let a telephone exchange report calls to a hotline; prints its secret once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", default="hotline", help="code of the hotline")
        parser.add_argument("--label", required=True, help="how the exchange is called in lists")

    def handle(self, *_: Any, unit: str, label: str, **__: Any) -> None:
        secret = DeviceSecret(os.urandom(32))
        try:
            add_exchange(unit_code=unit, label=label, secret=secret)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Give this secret to the exchange and keep it nowhere else:\n  {secret.seed.hex()}")
