"""How much of the rulebook is enforced, and how much of that is proven by a test that passed.

The test run writes down which tests carrying a rule's mark have passed (`tests/rule_coverage.py`). Where the tests were
never run nothing counts as proven, and the page says nothing of it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from panah.duties.rulebook import Rulebook, rulebook


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts of `panah rules --coverage`."""

    rules: int
    enforced: int
    proven: int

    def __str__(self) -> str:
        """The line the command prints."""
        return f"rules {self.rules} · enforced {self.enforced} · proven {self.proven}"


def file() -> Path:
    """Where the test run writes and the page reads."""
    return Path(settings.VAR) / "rule-coverage.json"


def is_measured() -> bool:
    """Say whether the tests have ever been run on this installation."""
    return file().exists()


def proving_tests() -> dict[str, list[str]]:
    """The tests that passed, by the rule they prove; a rule without one is not in it."""
    try:
        kept = json.loads(file().read_text("utf-8"))
    except FileNotFoundError:
        return {}
    found: dict[str, list[str]] = {}
    for test, passed in sorted(kept.items()):
        for rule in passed["rules"]:
            found.setdefault(rule, []).append(test)
    return found


def coverage(rules: Rulebook | None = None) -> Coverage:
    """Count the rules, those something enforces, and those a passing test proves."""
    book = rules or rulebook()
    proven = proving_tests().keys() & book.by_id.keys()
    return Coverage(len(book.rules), sum(rule.is_enforced for rule in book.rules), len(proven))
