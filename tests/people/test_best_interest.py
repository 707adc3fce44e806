"""No decision about a child without saying why it serves the child, and what the child thinks (CH-07, CH-13)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from panah.core.errors import Forbidden, NotHere
from panah.people.actions import best_interest
from panah.people.actions.best_interest import BestInterestMissing, NoChild, NotSaid, OpinionMissing
from panah.people.models import BestInterest, Person
from tests.people.making import ADULT, CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

SAID: dict[str, Any] = {"decision": "placement", "opinion": "agrees", "words": "She is safe there and wants to stay"}


def noted(by: Member, person: Person, **changes: Any) -> BestInterest:
    with acting(by) as actor:
        return best_interest.write(actor=actor, person_id=person.id, **(SAID | changes))


@pytest.mark.rule("CH-13")
def test_a_decision_about_a_child_is_refused_without_a_note(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    with acting(world.sevinc) as actor, pytest.raises(BestInterestMissing) as refusal:
        best_interest.require(actor=actor, person=person, decision="placement")
    assert refusal.value.rule == "CH-13"


@pytest.mark.rule("CH-13")
def test_a_note_serves_the_one_decision_it_was_written_for(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    note = noted(world.sevinc, person)
    with acting(world.sevinc) as actor:
        with pytest.raises(BestInterestMissing):
            best_interest.require(actor=actor, person=person, decision="return")
        used = best_interest.require(actor=actor, person=person, decision="placement")
        assert used == note
        with pytest.raises(BestInterestMissing):
            best_interest.require(actor=actor, person=person, decision="placement")


@pytest.mark.rule("CH-13")
def test_a_note_of_long_ago_or_of_another_unit_serves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = registered(world.sevinc, CHILD)
    noted(world.sevinc, person)
    later = timezone.now() + timedelta(days=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with acting(world.sevinc) as actor, pytest.raises(BestInterestMissing):
        best_interest.require(actor=actor, person=person, decision="placement")


def test_of_an_adult_nothing_is_asked(world: World) -> None:
    person = registered(world.sevinc, ADULT)
    assert not best_interest.needed(person)
    with acting(world.sevinc) as actor:
        assert best_interest.require(actor=actor, person=person, decision="placement") is None
        with pytest.raises(NoChild):
            best_interest.write(actor=actor, person_id=person.id, **SAID)


@pytest.mark.rule("CH-07")
@pytest.mark.parametrize(
    ("band", "needed"), [("14_17", True), ("9_13", True), ("child", True), ("", True), ("0_8", False)]
)
def test_a_child_who_may_be_ten_is_asked_first(world: World, band: str, needed: bool) -> None:
    person = registered(world.sevinc, replace(CHILD, age_band=band))
    with acting(world.sevinc) as actor:
        if needed:
            with pytest.raises(OpinionMissing) as refusal:
                best_interest.write(actor=actor, person_id=person.id, **(SAID | {"opinion": "not_asked"}))
            assert refusal.value.rule == "CH-07"
        assert best_interest.opinion_needed(person) is needed
        note = best_interest.write(
            actor=actor, person_id=person.id, **(SAID | {"opinion": "unsure" if needed else "not_asked"})
        )
        assert note.opinion in {"unsure", "not_asked"}


def test_words_of_a_child_who_was_not_asked_stay_typed(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    said = SAID | {"opinion": "not_asked", "words": "A long reason, typed with care."}
    answer = signed_in(world.sevinc).post(reverse("people:child_deed", args=(person.id, "best_interest")), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert str(OpinionMissing.sentence) in page
    assert said["words"] in page
    with acting(world.sevinc):
        assert BestInterest.of(person) == []


@pytest.mark.parametrize("wrong", [{"decision": "haircut"}, {"opinion": "whatever"}, {"words": "  "}])
def test_a_note_says_something_from_the_lists(world: World, wrong: dict[str, str]) -> None:
    person = registered(world.sevinc, CHILD)
    with pytest.raises(NotSaid):
        noted(world.sevinc, person, **wrong)


def test_the_words_are_sealed_and_only_case_workers_of_the_unit_write_them(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    note = noted(world.sevinc, person)
    with acting(world.sevinc), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(b)::text FROM people_bestinterest b WHERE id = %s", [note.id])
        (stored,) = cursor.fetchone() or ("",)
        assert "safe there" not in stored
        assert BestInterest.of(person)[0].words == SAID["words"]
    for stranger, refusal in ((world.tural, NotHere), (world.leyla, Forbidden), (world.gunel, Forbidden)):
        with pytest.raises(refusal):
            noted(stranger, person)


@pytest.mark.rule("CH-13")
@pytest.mark.parametrize("change", ["used_at = NULL", "used_at = now() + interval '1 day'", "opinion = 'disagrees'"])
def test_a_used_note_cannot_be_freed_or_rewritten(world: World, change: str) -> None:
    person = registered(world.sevinc, CHILD)
    note = noted(world.sevinc, person)
    with acting(world.sevinc) as actor:
        best_interest.require(actor=actor, person=person, decision="placement")
    with acting(world.sevinc), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(f"UPDATE people_bestinterest SET {change} WHERE id = %s", [note.id])  # noqa: S608
