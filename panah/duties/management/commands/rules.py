"""`panah rules`: the rulebook on the command line, and how much of it is enforced and proven."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from panah.duties.coverage import coverage, proving_tests
from panah.duties.rulebook import rulebook


class Command(BaseCommand):
    """List the rules, or count them."""

    help = "List the rules of the country with how each is enforced and whether a test proves it; or only count them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--coverage", action="store_true", help="print only: rules N · enforced N · proven N")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["coverage"]:
            self._list()
        self.stdout.write(str(coverage()))

    def _list(self) -> None:
        proven = proving_tests()
        for rule in rulebook().rules:
            mark = "proven" if rule.id in proven else "-"
            self.stdout.write(f"{rule.id:<8} {rule.kind}  {rule.enforced:<10} {mark:<7} {rule.where or '-'}")
