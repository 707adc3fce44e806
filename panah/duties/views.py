"""The page Rulebook: every rule, where it comes from, how it is kept, and whether a test proves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from panah.accounts.gate import PanahRequest, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.duties.coverage import coverage, is_measured, proving_tests
from panah.duties.forms import GROUPS, RulebookForm
from panah.duties.rulebook import Rule, rulebook


@dataclass(frozen=True, slots=True)
class Line:
    """A rule with the number of tests that prove it."""

    rule: Rule
    tests: int


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of one group, under its name."""

    name: Any
    lines: list[Line]


@require_GET
@requires(Permission.RULEBOOK)
def rules(request: PanahRequest) -> HttpResponse:
    """The whole rulebook, or what the words and filters in the address leave of it."""
    book = rulebook()
    form = RulebookForm(book, request.GET)
    found = form.found()
    context = {
        "form": form,
        "groups": grouped(found),
        "shown": len(found),
        "coverage": coverage(book),
        "measured": is_measured(),
        "sources": book.sources,
        "filtered": any(request.GET.values()),
    }
    return page(request, "duties/rulebook.html", context)


def grouped(found: Iterable[Rule]) -> list[Group]:
    """Rules under the names of their groups, in the order of the rulebook."""
    tests = proving_tests()
    return [
        Group(GROUPS.get(group, group), [Line(rule, len(tests.get(rule.id, ()))) for rule in members])
        for group, members in groupby(found, key=lambda rule: rule.group)
    ]
