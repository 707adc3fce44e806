"""`panah audit verify|head|seal|key`: prove the trail, write its head down, seal it now, or make its key."""

import re
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from panah.audit import anchor, keys, proof, sealing
from panah.audit.findings import Finding
from panah.audit.models import Batch, Proof

HEAD_HELP = "a head written down earlier, NUMBER:DIGEST, that the trail must still hold; may be repeated"


class Command(BaseCommand):
    """What the keeper of the installation does with the trail, which nobody can read here."""

    help = "Prove that the trail of deeds is whole, write its head down, seal it now, or make its signing key."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="walk the whole chain; ends with 1 if anything was changed")
        verify.add_argument("--head", action="append", default=[], type=head_given, metavar="N:DIGEST", help=HEAD_HELP)
        verbs.add_parser("head", help="print the last seal, to be kept elsewhere, on paper for instance")
        verbs.add_parser("seal", help="seal what has been written since the last seal")
        verbs.add_parser("key", help="make the signing key unless there is one")

    @no_translations
    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        verbs = {"verify": self.verify, "head": self.head, "seal": self.seal, "key": self.key}
        try:
            verbs[verb](**options)
        except (keys.NoSigningKey, sealing.Behind) as problem:
            raise CommandError(str(problem)) from None

    def verify(self, *, head: list[tuple[int, str]], **_options: Any) -> None:
        """Prove the trail; each finding is a sentence, and any finding ends the command with 1."""
        outcome = proof.verify(dict(head))
        for finding in outcome.findings:
            self.stdout.write(Finding.from_json(finding).sentence)
        self.stdout.write(summary(outcome))
        if not outcome.whole:
            sys.exit(1)

    def head(self, **_options: Any) -> None:
        """Print the last seal in the form that `verify --head` takes."""
        last = Batch.objects.defer("leaves").order_by("-number").first()
        if last is None:
            raise CommandError("Nothing has been sealed yet.")
        known = anchor.head_of(last)
        self.stdout.write(f"{known.number}:{known.digest}")

    def seal(self, **_options: Any) -> None:
        """Seal now, as the worker does every minute."""
        self.stdout.write(f"{sealing.seal()} entries sealed.")

    def key(self, **_options: Any) -> None:
        """Make the key; an existing one stays."""
        keys.ensure()
        self.stdout.write("The key that signs the trail is there.")


def head_given(text: str) -> tuple[int, str]:
    """Read NUMBER:DIGEST; raises ArgumentTypeError with the sentence."""
    written = re.fullmatch(r"(\d+):([0-9a-fA-F]{64})", text)
    if written is None:
        raise ArgumentTypeError(
            "write a head as `panah audit head` prints it: a number, a colon, 64 letters and digits"
        )
    return int(written[1]), written[2].lower()


def summary(outcome: Proof) -> str:
    """The outcome in one line."""
    verdict = "The trail is whole" if outcome.whole else "The trail is NOT whole"
    seen = f"{outcome.entries} sealed entries under {outcome.seals} seals checked in {outcome.seconds} s"
    return f"{verdict}: {seen}; {outcome.unsealed} newer ones are not sealed yet."
