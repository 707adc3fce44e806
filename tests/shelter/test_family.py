"""A child keeps in touch with its family; whoever is suspected is kept away, whoever writes what."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from panah.people.actions import links
from panah.people.actions.best_interest import NotSaid, OpinionMissing
from panah.people.models import BestInterest, Person
from panah.shelter.actions import door, family
from panah.shelter.actions.family import Decided, KeptAway, NotApproved, OnlyLead, Someone
from panah.shelter.actions.living import AgainstTheWill
from panah.shelter.blocklist import NameKeptAway
from panah.shelter.models import Acquaintance, AcquaintanceState, DoorCard, Encounter, EncounterState, Stay
from tests.people.making import registered
from tests.shelter.guarded import guarded
from tests.shelter.living import girl_moved_in, moved_in
from tests.world import World, acting

SOON = dt.timedelta(hours=3)


def someone(**changes: Any) -> Someone:
    usual: dict[str, Any] = {"name": "Nərgiz", "relation": "parent", "ways": ("call", "visit")}
    return Someone(**(usual | changes))


def proposed(world: World, stay: Stay, *, wished: bool = True, suspected: bool = False, **changes: Any) -> Acquaintance:
    with acting(world.sevinc) as actor:
        told = someone(**changes)
        return family.propose(actor=actor, stay_id=stay.id, someone=told, wished=wished, suspected=suspected)


def approved(world: World, stay: Stay, row: Acquaintance, ways: tuple[str, ...] = ("call", "visit")) -> Acquaintance:
    with acting(world.arzu) as actor:
        said = {"opinion": "agrees", "words": "She misses her mother"} if stay.is_child else {}
        return family.approve(actor=actor, stay_id=stay.id, acquaintance_id=row.id, ways=list(ways), **said)


def expected(world: World, stay: Stay, row: Acquaintance, way: str = "visit") -> Encounter:
    with acting(world.sevinc) as actor:
        at = timezone.now() + SOON
        return family.expect(actor=actor, stay_id=stay.id, acquaintance_id=row.id, way=way, at=at)


def linked(world: World, stay: Stay, *, suspicion: str) -> Person:
    """Somebody whom the shelter knows, linked to the resident as a parent."""
    other = registered(world.sevinc, names=())
    with acting(world.sevinc) as actor:
        links.record(
            actor=actor, person_id=stay.person_id, pseudonym=other.pseudonym, kind="parent", suspicion=suspicion
        )
    return other


@pytest.mark.rule("CH-11")
def test_a_child_speaks_to_its_mother_once_it_was_weighed(world: World) -> None:
    stay = girl_moved_in(world.sevinc)
    row = proposed(world, stay)
    assert row.state == AcquaintanceState.ASKED
    with acting(world.sevinc) as actor, pytest.raises(NotApproved):
        family.note_contact(actor=actor, stay_id=stay.id, acquaintance_id=row.id, way="call", at=timezone.now())
    with acting(world.arzu) as actor:
        with pytest.raises(OpinionMissing):
            family.approve(
                actor=actor,
                stay_id=stay.id,
                acquaintance_id=row.id,
                ways=["call"],
                opinion="not_asked",
                words="She misses her",
            )
        with pytest.raises(NotSaid):
            family.approve(actor=actor, stay_id=stay.id, acquaintance_id=row.id, ways=["call"])
    approved(world, stay, row, ("call",))
    with acting(world.sevinc) as actor:
        note = BestInterest.objects.get(person_id=stay.person_id, decision="family_contact")
        assert (note.folder_id, note.used_at is not None) == (stay.folder_id, True)
        call = family.note_contact(actor=actor, stay_id=stay.id, acquaintance_id=row.id, way="call", at=timezone.now())
        assert call.state == EncounterState.HELD
        with pytest.raises(NotApproved):
            family.expect(actor=actor, stay_id=stay.id, acquaintance_id=row.id, way="visit", at=timezone.now() + SOON)


@pytest.mark.rule("CH-11")
def test_a_suspected_parent_is_kept_away_whoever_recorded_the_suspicion(world: World) -> None:
    stay = girl_moved_in(world.sevinc)
    father = linked(world, stay, suspicion="person_said")
    row = proposed(world, stay, other_id=father.id)
    assert (row.state, row.suspected, row.reason) == (AcquaintanceState.BLOCKED, True, "suspected")
    with acting(world.arzu) as actor:
        with pytest.raises(KeptAway):
            family.approve(actor=actor, stay_id=stay.id, acquaintance_id=row.id, ways=["call"])
        with pytest.raises(KeptAway):
            family.note_contact(actor=actor, stay_id=stay.id, acquaintance_id=row.id, way="call", at=timezone.now())


@pytest.mark.rule("CH-11")
def test_a_suspicion_that_comes_up_later_cancels_the_visit_and_takes_it_off_the_door(world: World) -> None:
    stay = girl_moved_in(world.sevinc)
    mother = linked(world, stay, suspicion="")
    row = approved(world, stay, proposed(world, stay, other_id=mother.id))
    visit = expected(world, stay, row)
    with acting(world.sevinc) as actor:
        assert DoorCard.objects.filter(kind="visitor").count() == 1
        links.record(
            actor=actor,
            person_id=stay.person_id,
            pseudonym=mother.pseudonym,
            kind="parent",
            suspicion="investigation",
        )
        row.refresh_from_db()
        visit.refresh_from_db()
        assert (row.state, row.suspected) == (AcquaintanceState.BLOCKED, True)
        assert visit.state == EncounterState.CANCELLED
        assert not DoorCard.objects.filter(kind="visitor").exists()
        with pytest.raises(Decided):
            family.settle(actor=actor, stay_id=stay.id, encounter_id=visit.id, state=EncounterState.HELD)


@pytest.mark.rule("CH-11")
def test_the_database_lets_no_suspect_in_and_no_stranger(world: World) -> None:
    stay = girl_moved_in(world.sevinc)
    suspect = proposed(world, stay, suspected=True)
    asked = proposed(world, stay, name="Sevda")
    father = linked(world, stay, suspicion="court")
    with acting(world.arzu) as actor:
        rows = Acquaintance.objects
        with pytest.raises(IntegrityError, match="suspected_kept_away"), transaction.atomic():
            rows.filter(id=suspect.id).update(state="approved", decided_by_id=actor.member)
        asked.id, asked.other_id = father.id, father.id
        with pytest.raises(IntegrityError, match="suspected_kept_away"), transaction.atomic():
            asked.save(force_insert=True)
        held = Encounter(
            folder_id=stay.social_folder_id,
            stay=stay,
            unit_id=stay.unit_id,
            acquaintance=suspect,
            way="call",
            state=EncounterState.HELD,
            at=timezone.now(),
            by_id=actor.member,
        )
        with pytest.raises(IntegrityError, match="encounter_with_the_approved"), transaction.atomic():
            held.save(force_insert=True)


def test_nobody_is_brought_together_with_somebody_against_their_wish(world: World) -> None:
    stay = moved_in(world.sevinc)
    row = proposed(world, stay, wished=False)
    with acting(world.arzu) as actor, pytest.raises(AgainstTheWill):
        family.approve(actor=actor, stay_id=stay.id, acquaintance_id=row.id, ways=["call"])
    with acting(world.sevinc) as actor, pytest.raises(OnlyLead):
        family.approve(actor=actor, stay_id=stay.id, acquaintance_id=row.id, ways=["call"])


def test_a_visit_is_told_to_the_door_and_settled_once(world: World) -> None:
    stay = moved_in(world.sevinc)
    visit = expected(world, stay, approved(world, stay, proposed(world, stay)))
    with acting(world.sevinc) as actor:
        assert [card.name for card in DoorCard.objects.filter(kind="visitor")] == ["Nərgiz"]
        family.settle(actor=actor, stay_id=stay.id, encounter_id=visit.id, state=EncounterState.HELD)
        assert not DoorCard.objects.filter(kind="visitor").exists()
        with pytest.raises(Decided):
            family.settle(actor=actor, stay_id=stay.id, encounter_id=visit.id, state=EncounterState.CANCELLED)


def test_keeping_somebody_away_cancels_what_was_expected(world: World) -> None:
    stay = moved_in(world.sevinc)
    row = approved(world, stay, proposed(world, stay))
    visit = expected(world, stay, row)
    with acting(world.sevinc) as actor:
        family.keep_away(actor=actor, stay_id=stay.id, acquaintance_id=row.id, reason="threat", words="He shouted")
        visit.refresh_from_db()
        row.refresh_from_db()
        assert (visit.state, row.state, row.words) == (
            EncounterState.CANCELLED,
            AcquaintanceState.BLOCKED,
            "He shouted",
        )
        assert not DoorCard.objects.filter(kind="visitor").exists()
        with pytest.raises(NotApproved):
            family.expect(actor=actor, stay_id=stay.id, acquaintance_id=row.id, way="call", at=timezone.now() + SOON)


@pytest.mark.rule("CH-11")
def test_whoever_is_kept_away_comes_back_under_no_second_line_and_not_by_the_door(world: World) -> None:
    """The name is known again however it is spelt, the number however it is written; another name passes."""
    stay, stranger = girl_moved_in(world.sevinc), moved_in(world.sevinc)
    proposed(world, stay, name="Kərim Əliyev", reach="050 123 45 67", wished=False, suspected=True)
    for again in (someone(name="ALIYEV KERIM"), someone(name="An uncle", reach="+994 50 123-45-67")):
        with acting(world.sevinc) as actor, pytest.raises(NameKeptAway):
            family.propose(actor=actor, stay_id=stay.id, someone=again, wished=True)
    assert proposed(world, stay, name="Kərim Quliyev").state == AcquaintanceState.ASKED
    assert proposed(world, stranger, name="Kərim Əliyev").state == AcquaintanceState.ASKED
    place = guarded(world, stay.house)
    at = timezone.now() + SOON
    with acting(world.sevinc) as actor:
        with pytest.raises(NameKeptAway):
            door.expect_guest(actor=actor, house=place.house, name="Kerim Aliyev", start=at, end=at + SOON)
        card = door.expect_guest(actor=actor, house=place.house, name="A plumber", start=at, end=at + SOON)
    assert card.name == "A plumber"
