"""`panah setup`: found a country from its pack, once."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import transaction

from panah.accounts import setting_up
from panah.accounts.orders import day_given
from panah.accounts.setting_up import Founder
from panah.core.country import country
from panah.core.errors import Refused
from panah.vault.recovery import Share

SHARES = """
Recovery key of {country}
  Any {needed} of these {count} shares rejoin it. Give each to a different keeper, on paper, to be locked away.
  They are printed now and stored nowhere.
"""
FOUNDERS = """
Heads of the units
  Each opens /accounts/join/ and types the code within {days} days. Whoever holds a code becomes that head: hand it over
  in person. They are printed now and stored nowhere.
"""


class Command(BaseCommand):
    """Print what must be kept, once, and keep none of it."""

    help = "Set up a country: recovery key, bodies, units with their keys, an invitation for the head of each unit."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--order", required=True, help="number of the order that appoints the heads")
        parser.add_argument("--date", required=True, type=day_given, help="its date, YYYY-MM-DD")

    @no_translations
    def handle(self, *_args: Any, order: str, date: dt.date, **_options: Any) -> None:
        # What is printed once is printed before it holds: where the paper jams, nothing is set up.
        try:
            with transaction.atomic():
                founded = setting_up.set_up(order_number=order, order_date=date)
                self.print_shares(founded.shares)
                self.print_founders(founded.founders)
                self.stdout.flush()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(f"The shares could not be printed ({error}). Nothing was set up.") from None

    def print_shares(self, shares: list[Share]) -> None:
        """One share on a line."""
        needed = country().settings.recovery_needed
        self.stdout.write(SHARES.format(country=country().name("en"), needed=needed, count=len(shares)))
        for share in shares:
            self.stdout.write(f"  {share}")

    def print_founders(self, founders: list[Founder]) -> None:
        """One head on a line: unit, role, login, code."""
        self.stdout.write(FOUNDERS.format(days=setting_up.INVITATION_LASTS.days))
        for founder in founders:
            self.stdout.write(f"  {founder.unit:<24} {founder.role.value:<20} {founder.login:<26} {founder.code}")
