"""Somebody who stands up for the child, its parents and its papers: recorded, with clocks (CH-12, CH-21)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from panah.core.errors import NotHere
from panah.duties.models import Duty
from panah.people.actions import best_interest, children
from panah.people.actions.best_interest import BestInterestMissing, NoChild
from panah.people.actions.children import NotOffered
from panah.people.models import ChildStep, Guardian, Person
from tests.people.making import ADULT, CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting

ADVOCATE: dict[str, Any] = {
    "kind": "advocate", "name": "Rəna Quliyeva", "contact": "012 000 00 00", "since": date(2026, 2, 1)
}  # fmt: skip


def open_duties(by: Member, person: Person, rule: str) -> list[str]:
    with acting(by):
        return [duty.step for duty in Duty.about([person.id]) if duty.rule == rule and duty.is_open]


def stepped(by: Member, person: Person, kind: str) -> ChildStep:
    with acting(by) as actor:
        return children.take_step(actor=actor, person_id=person.id, kind=kind, words="Asked the registry")


@pytest.mark.rule("CH-12")
@pytest.mark.parametrize(("by", "step"), [("sevinc", "tracing"), ("tural", "tracing_from_centre")])
def test_a_child_whom_nobody_cares_for_starts_the_search_for_the_parents(world: World, by: str, step: str) -> None:
    worker: Member = getattr(world, by)
    person = registered(worker, replace(CHILD, without_care=True))
    assert open_duties(worker, person, "CH-12") == [step]
    stepped(worker, person, "papers")
    assert open_duties(worker, person, "CH-12") == [step]
    stepped(worker, person, "tracing")
    assert open_duties(worker, person, "CH-12") == []


@pytest.mark.rule("CH-21")
@pytest.mark.parametrize(("by", "step"), [("sevinc", "papers"), ("tural", "papers_from_centre")])
def test_a_child_without_papers_has_them_asked_for(world: World, by: str, step: str) -> None:
    worker: Member = getattr(world, by)
    person = registered(worker, replace(CHILD, without_papers=True))
    assert open_duties(worker, person, "CH-21") == [step]
    stepped(worker, person, "papers")
    assert open_duties(worker, person, "CH-21") == []


@pytest.mark.rule("CH-12", "CH-21")
def test_what_is_missing_may_turn_out_later_and_nobody_is_told_of_the_child_again(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    assert open_duties(world.sevinc, person, "CH-12") == []
    with acting(world.sevinc) as actor:
        children.note_need(actor=actor, person_id=person.id, without_care=True, without_papers=True)
    assert open_duties(world.sevinc, person, "CH-12") == ["tracing"]
    assert open_duties(world.sevinc, person, "CH-21") == ["papers"]
    assert open_duties(world.sevinc, person, "CH-01") == []


def named(by: Member, person: Person, **changes: Any) -> Guardian:
    with acting(by) as actor:
        return children.name_guardian(actor=actor, person_id=person.id, **(ADVOCATE | changes))


@pytest.mark.rule("CH-12", "CH-13")
def test_care_is_arranged_only_with_a_note_on_the_best_interests(world: World) -> None:
    person = registered(world.sevinc, replace(CHILD, without_care=True))
    with pytest.raises(BestInterestMissing):
        named(world.sevinc, person, kind="foster")
    with acting(world.sevinc):
        assert Guardian.of(person) == []
    with acting(world.sevinc) as actor:
        best_interest.write(
            actor=actor, person_id=person.id, decision="guardian", opinion="agrees", words="She knows them"
        )
    named(world.sevinc, person, kind="foster")
    assert open_duties(world.sevinc, person, "CH-12") == []


def test_a_guardian_advocate_follows_another_and_the_history_stays(world: World) -> None:
    person = registered(world.sevinc, replace(CHILD, without_care=True))
    named(world.sevinc, person)
    named(world.sevinc, person, name="Vüsal Nəbiyev")
    with acting(world.sevinc) as actor:
        best = Guardian.of(Person.gate(actor, person.id))
        for row in best:
            assert row.folder_id == person.folder_id
    with acting(world.sevinc):
        newest, earlier = Guardian.of(person)
        assert (newest.name, newest.ended_at) == ("Vüsal Nəbiyev", None)
        assert earlier.ended_at is not None
    # An advocate stands up for the child and does not take care of it.
    assert open_duties(world.sevinc, person, "CH-12") == ["tracing"]


def test_what_is_not_on_the_list_or_not_a_child_or_not_ours_is_refused(world: World) -> None:
    child, adult = registered(world.sevinc, CHILD), registered(world.sevinc, ADULT)
    for refusal, changes in ((NotOffered, {"kind": "uncle"}), (NotOffered, {"name": " "})):
        with pytest.raises(refusal):
            named(world.sevinc, child, **changes)
    with pytest.raises(NotOffered):
        stepped(world.sevinc, child, "haircut")
    with pytest.raises(NoChild):
        stepped(world.sevinc, adult, "papers")
    with pytest.raises(NotHere):
        stepped(world.tural, child, "papers")
    with acting(world.sevinc) as actor, pytest.raises(NotOffered):
        children.note_need(actor=actor, person_id=child.id, without_care=False, without_papers=False)
