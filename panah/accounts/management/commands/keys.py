"""`panah keys check|recover|renew`: rejoin the country's recovery key from its shares, in memory, for one purpose."""

import datetime as dt
import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import transaction

from panah.accounts.models import Unit
from panah.accounts.orders import day_given
from panah.accounts.recovering import invite_to_recovered, renew, whom_to_invite
from panah.core.country import country
from panah.core.errors import Refused
from panah.vault.crypto import KeyPair
from panah.vault.models import RecoveryKey
from panah.vault.recovery import MistypedShare, SameShare, Share, rejoin

RECOVERED = """The unit's key is opened and sealed into this invitation of {login}:

  {code}

It is good for {days} days at /accounts/join/ and is printed only now. Whoever holds it becomes that member."""
NEW_SHARES = """
New recovery key of {country}
  Any {needed} of these {count} shares rejoin it. Give each to a different keeper, on paper, to be locked away.
  They are printed now and stored nowhere.
"""
TYPE_BACK = """
Nothing is changed yet. To show that the paper is good, type {needed} of the new shares from it."""
RENEWED = """The new key is in force. Destroy the old shares: they open nothing here any more, but they still open every
backup made before today."""


class Command(BaseCommand):
    """Ask the keepers for their shares; nothing they type is shown, stored or logged."""

    help = (
        "Rejoin the recovery key from its shares: to check that the shares are good, to bring a unit back to life, or "
        "to put a new key with new shares in its place."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="say whether the shares rejoin the key; changes nothing")
        verbs.add_parser("renew", help="make a new recovery key with new shares; the old ones become worthless")
        recover = verbs.add_parser("recover", help="invite somebody to a unit in which nobody can admit any more")
        recover.add_argument("--unit", required=True, help="code of the unit")
        recover.add_argument("--login", required=True, help="who is invited: a new login, or a member of the unit")
        recover.add_argument("--role", default="", help="role of a newcomer; the one that leads the unit if not given")
        recover.add_argument("--order", default="", help="number of the appointment order of a newcomer")
        recover.add_argument("--date", default=None, type=day_given, help="its date, YYYY-MM-DD")

    @no_translations
    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        try:
            if verb == "check":
                self.ask_for_key()
                self.stdout.write("The shares rejoin the recovery key.")
            elif verb == "renew":
                self.renew()
            else:
                self.recover(**options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None

    def recover(self, *, unit: str, login: str, role: str, order: str, date: dt.date | None, **_options: Any) -> None:
        """Open the unit's key with the rejoined one, and invite."""
        found = Unit.objects.filter(code=unit).first()
        if found is None:
            raise CommandError(f"There is no unit “{unit}”.")
        # Who is meant is settled first, so that no keeper types a share for nothing.
        who = whom_to_invite(found, login=login, role=role, order_number=order, order_date=date)
        invited = invite_to_recovered(found, self.ask_for_key(), who)
        self.stdout.write(RECOVERED.format(login=who.login, code=invited.code, days=invited.lasts.days))

    def renew(self) -> None:
        """Print new shares; the new key is in force once enough of them were typed back, and not before."""
        old, chosen = self.ask_for_key(), country().settings
        with transaction.atomic():
            shares = renew(old, needed=chosen.recovery_needed, holders=chosen.recovery_shares)
            name, needed = country().name("en"), chosen.recovery_needed
            self.stdout.write(NEW_SHARES.format(country=name, needed=needed, count=len(shares)))
            for share in shares:
                self.stdout.write(f"  {share}")
            self.stdout.write(TYPE_BACK.format(needed=needed))
            self.ask_for_key()
        self.stdout.write(RENEWED)

    def ask_for_key(self) -> KeyPair:
        """Ask for as many shares of the newest key as are needed, one line each; raises SharesDoNotFit."""
        known = RecoveryKey.objects.order_by("-made_at").first()
        if known is None:
            raise CommandError("This country is not set up yet: `panah setup` makes the recovery key.")
        shares: list[Share] = []
        while len(shares) < known.shares_needed:
            shares.append(self.ask_for_share(f"Share {len(shares) + 1} of {known.shares_needed}: ", shares))
        return rejoin(shares, public=bytes(known.public_key))

    def ask_for_share(self, question: str, given: list[Share]) -> Share:
        """Ask for one more share; a slip is said at once, and at a terminal that share alone is asked for again."""
        while True:
            try:
                share = Share.parse(self.ask(question))
                if share.number in {one.number for one in given}:
                    raise SameShare
            except (MistypedShare, SameShare) as slip:
                if not sys.stdin.isatty():
                    raise
                self.stderr.write(str(slip))
            else:
                return share

    def ask(self, question: str) -> str:
        """Read one line without showing it; from a pipe, read it as it comes."""
        return getpass(question) if sys.stdin.isatty() else sys.stdin.readline()
