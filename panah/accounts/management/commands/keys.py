"""`panah keys check|recover`: rejoin the country's recovery key from its shares, in memory and for one purpose."""

import datetime as dt
import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from panah.accounts.models import Unit
from panah.accounts.recovering import invite_to_recovered
from panah.core.errors import Refused
from panah.vault.crypto import KeyPair
from panah.vault.models import RecoveryKey
from panah.vault.recovery import Share, rejoin

RECOVERED = """The unit's key is opened and sealed into this invitation of {login}:

  {code}

It is good for {days} days at /accounts/join/ and is printed only now. Whoever holds it becomes that member."""


class Command(BaseCommand):
    """Ask the keepers for their shares; nothing they type is shown, stored or logged."""

    help = (
        "Rejoin the recovery key from its shares: to check that the shares are good, or to bring a unit back to life."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="say whether the shares rejoin the key; changes nothing")
        recover = verbs.add_parser("recover", help="invite somebody to a unit in which nobody can admit any more")
        recover.add_argument("--unit", required=True, help="code of the unit")
        recover.add_argument("--login", required=True, help="who is invited: a new login, or a member of the unit")
        recover.add_argument("--role", default="", help="role of a newcomer; the one that leads the unit if not given")
        recover.add_argument("--order", default="", help="number of the appointment order of a newcomer")
        recover.add_argument("--date", default=None, type=dt.date.fromisoformat, help="its date, YYYY-MM-DD")

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        try:
            if verb == "check":
                self.ask_for_key()
                self.stdout.write("The shares rejoin the recovery key.")
            else:
                self.recover(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def recover(self, *, unit: str, login: str, role: str, order: str, date: dt.date | None, **_options: Any) -> None:
        """Open the unit's key with the rejoined one, and invite."""
        found = Unit.objects.filter(code=unit).first()
        if found is None:
            raise CommandError(f"There is no unit “{unit}”.")
        pair = self.ask_for_key()
        invited = invite_to_recovered(found, pair, login=login, role=role, order_number=order, order_date=date)
        self.stdout.write(RECOVERED.format(login=login, code=invited.code, days=invited.lasts.days))

    def ask_for_key(self) -> KeyPair:
        """Ask for as many shares as are needed, one line each; raises SharesDoNotFit."""
        known = RecoveryKey.objects.order_by("-made_at").first()
        if known is None:
            raise CommandError("This country is not set up yet: `panah setup` makes the recovery key.")
        asked = [self.ask(f"Share {n} of {known.shares_needed}: ") for n in range(1, known.shares_needed + 1)]
        return rejoin([Share.parse(text) for text in asked], public=bytes(known.public_key))

    def ask(self, question: str) -> str:
        """Read one line without showing it; from a pipe, read it as it comes."""
        return getpass(question) if sys.stdin.isatty() else sys.stdin.readline()
