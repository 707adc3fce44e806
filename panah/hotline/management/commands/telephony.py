"""`panah telephony`: let a telephone exchange report calls to a hotline, and believe it no longer."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from panah.core.errors import Refused
from panah.hotline.actions.devices import add_exchange, switch_off
from panah.hotline.telephony import DeviceSecret


class Command(BaseCommand):
    """Print the exchange's secret once and keep none of it."""

    help = "Let a telephone exchange report calls to a hotline (prints its secret once), or switch one off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", default="hotline", help="code of the hotline")
        parser.add_argument("--label", required=True, help="how the exchange is called in lists")
        parser.add_argument("--off", action="store_true", help="believe the exchange of this name no longer")

    @no_translations
    def handle(self, *_: Any, unit: str, label: str, off: bool, **__: Any) -> None:
        try:
            said = self.switch_off(unit, label) if off else self.add(unit, label)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(said)

    def add(self, unit: str, label: str) -> str:
        """Add an exchange; gives what is printed, with its secret."""
        secret = DeviceSecret(os.urandom(32))
        add_exchange(unit_code=unit, label=label, secret=secret)
        return f"Give this secret to the exchange and keep it nowhere else:\n  {secret.seed.hex()}"

    def switch_off(self, unit: str, label: str) -> str:
        """Switch off every exchange of this name; gives what is printed."""
        switch_off(unit_code=unit, label=label)
        return f"“{label}” is switched off: what it sends from now on is refused."
