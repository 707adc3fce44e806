"""Citizenship decides nothing: foreign and stateless people are protected and helped like citizens (EQ-01)."""

import ast
from dataclasses import replace
from typing import Any

import pytest

from panah.accounts.permissions import Permission
from panah.duties.models import Duty, Event
from panah.people.actions import best_interest, notices
from panah.people.actions.registering import Facts
from panah.people.known import known
from panah.people.models import Notice, Person, StandingRecord
from panah.people.states import NoticeSubject
from panah.vault.models import Folder
from tests.architecture.sources import nodes, python_files, relative
from tests.people.making import ADULT, CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting

CITIZEN, OTHERS = "AZE", ("UKR", "XXA", "XXX", "")
STORING = {"models", "forms"}


def what_follows(by: Member, facts: Facts) -> dict[str, Any]:
    """Everything registering somebody brought about, but who it was and when."""
    person = registered(by, facts, names=(), phone="")
    with acting(by) as actor:
        held = known(actor, person.id)
        events = Event.objects.filter(matter_id=person.id).order_by("at", "id")
        told = Notice.sent_about(actor, person.id, NoticeSubject.CHILD)
        hidden = {"id", "pseudonym", "folder_id", "registered_at", "citizenship", "_state"}
        return {
            "person": {name: value for name, value in Person.objects.filter(id=person.id).values()[0].items()
                       if name not in hidden},
            "folders": sorted(Folder.objects.get(id=each).compartment for each in held.folder_ids.values()),
            "standings": [(row.standing, row.basis) for row in StandingRecord.history(person)],
            "events": [(event.code, event.facts, event.to_unit_id) for event in events],
            "duties": [(duty.rule, duty.step, duty.role, duty.is_open, (duty.due_at - duty.opened_at).days)
                       for duty in Duty.objects.filter(matter_id=person.id).order_by("rule", "step")],
            "told": [(notice.unit_id, notice.state) for notice in told],
            "asked": (best_interest.needed(person), best_interest.opinion_needed(person)),
            "minimised": {k: v for k, v in notices.Child.of(person).told.items() if k != "pseudonym"},
        }  # fmt: skip


@pytest.mark.rule("EQ-01")
@pytest.mark.parametrize("citizenship", OTHERS)
@pytest.mark.parametrize("facts", [ADULT, CHILD, Facts(without_care=True, without_papers=True)])
@pytest.mark.parametrize("by", ["leyla", "sevinc", "tural", "nigar"])
def test_the_same_follows_for_foreign_and_stateless_people(
    world: World, by: str, facts: Facts, citizenship: str
) -> None:
    worker: Member = getattr(world, by)
    citizen = what_follows(worker, replace(facts, citizenship=CITIZEN))
    assert what_follows(worker, replace(facts, citizenship=citizenship)) == citizen


def decides(node: ast.AST) -> list[ast.expr]:
    """The expressions on which a statement or expression turns."""
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        return [node.test]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Match):
        return [node.subject]
    return list(node.ifs) if isinstance(node, ast.comprehension) else []


def names_citizenship(node: ast.expr) -> bool:
    named = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    keyed = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return any("citizen" in name for name in named | keyed)


@pytest.mark.rule("EQ-01")
def test_no_decision_of_the_program_turns_on_citizenship() -> None:
    turning = {
        f"{relative(path)}:{getattr(expression, 'lineno', 0)}"
        for path in python_files("panah/")
        if not STORING & set(relative(path).split("/"))
        for node in nodes(path)
        for expression in decides(node)
        if names_citizenship(expression)
    }
    assert turning == set()
    assert not [permission for permission in Permission if "citizen" in permission]
