"""Journeys home: safe from the first day to the last, and a child only to somebody who is confirmed."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from panah.core.errors import NotHere
from panah.people.actions import best_interest
from panah.people.actions.best_interest import BestInterestMissing
from panah.people.models import Person
from panah.shelter.actions import admitting, journeys, leaving
from panah.shelter.actions.journeys import JourneyMovedOn, NoReceiver, NoSafetyPlan, Plan, PlannedAlready, UnknownAnswer
from panah.shelter.models import Category, Journey, Stay
from tests.people.making import ADULT, CHILD, registered
from tests.shelter.living import girl_moved_in, house_of, moved_in
from tests.world import Person as Member
from tests.world import World, acting, signed_in

SAFE = Plan(destination="GEO", safety=("escort", "met"), words="The train at seven.")
AUNT: dict[str, Any] = {"kind": "guardian", "receiver": "Nino, her aunt, Tbilisi", "confirmed_by": "guardianship"}


def planned(by: Member, person: Person, plan: Plan = SAFE) -> Journey:
    with acting(by) as actor:
        return journeys.plan(actor=actor, person_id=person.id, plan=plan)


def confirmed(by: Member, journey: Journey, **changes: Any) -> Journey:
    with acting(by) as actor:
        return journeys.confirm_receiver(actor=actor, journey_id=journey.id, **(AUNT | changes))


def departed(by: Member, journey: Journey) -> Journey:
    with acting(by) as actor:
        return journeys.depart(actor=actor, journey_id=journey.id)


def weighed(by: Member, person: Person) -> None:
    with acting(by) as actor:
        best_interest.write(
            actor=actor, person_id=person.id, decision="return", opinion="agrees", words="Her aunt raised her."
        )


@pytest.mark.rule("CH-16", "CH-13")
def test_a_child_goes_home_only_to_somebody_named_and_confirmed(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    journey = planned(world.sevinc, person)
    weighed(world.sevinc, person)
    with pytest.raises(NoReceiver):
        departed(world.sevinc, journey)
    for wrong in ({"kind": "moon"}, {"confirmed_by": ""}, {"receiver": " "}):
        with pytest.raises(UnknownAnswer):
            confirmed(world.sevinc, journey, **wrong)
    confirmed(world.sevinc, journey)
    assert departed(world.sevinc, journey).departed_at is not None
    with acting(world.sevinc) as actor:
        assert Journey.gate(actor, journey.id).receiver == AUNT["receiver"]


@pytest.mark.rule("CH-16", "CH-13")
def test_a_confirmed_receiver_does_not_replace_the_note_on_the_best_interests(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    journey = confirmed(world.sevinc, planned(world.sevinc, person))
    with pytest.raises(BestInterestMissing):
        departed(world.sevinc, journey)


@pytest.mark.rule("CH-16")
def test_the_database_lets_no_child_set_out_to_nobody(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    journey = planned(world.sevinc, person)
    with acting(world.sevinc):
        rows = Journey.objects.filter(id=journey.id)
        with pytest.raises(IntegrityError, match="journey_of_child_has_receiver"), transaction.atomic():
            rows.update(departed_at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(is_child=False)
        with pytest.raises(IntegrityError, match="protected as a child"), transaction.atomic():
            Journey.objects.create(
                folder_id=journey.folder_id, person=person, pseudonym=person.pseudonym, unit_id=journey.unit_id,
                is_child=False, destination="GEO", safety=["met"], planned_at=timezone.now(),
                planned_by_id=journey.planned_by_id, cancelled_at=None, departed_at=timezone.now(),
            )  # fmt: skip


@pytest.mark.rule("CH-16")
def test_who_was_confirmed_is_the_one_who_receives_the_child(world: World) -> None:
    person = registered(world.sevinc, CHILD)
    journey = confirmed(world.sevinc, planned(world.sevinc, person))
    weighed(world.sevinc, person)
    departed(world.sevinc, journey)
    with pytest.raises(JourneyMovedOn):
        confirmed(world.sevinc, journey, receiver="Somebody else")
    with acting(world.sevinc), pytest.raises(IntegrityError, match="has begun"), transaction.atomic():
        Journey.objects.filter(id=journey.id).update(receiver_kind="sponsor")


@pytest.mark.rule("POL-09", "REP-07")
def test_a_safety_plan_lives_from_the_first_day_until_the_person_has_settled(world: World) -> None:
    person = registered(world.nigar, ADULT)
    for nothing in ((), ("moon",)):
        with pytest.raises(NoSafetyPlan):
            planned(world.nigar, person, Plan(destination="GEO", safety=nothing))
    journey = planned(world.nigar, person)
    departed(world.nigar, journey)
    with acting(world.nigar) as actor:
        with pytest.raises(NoSafetyPlan):
            journeys.change_safety(actor=actor, journey_id=journey.id, safety=())
        with pytest.raises(IntegrityError, match="journey_has_safety_plan"), transaction.atomic():
            Journey.objects.filter(id=journey.id).update(safety=[])
        changed = journeys.change_safety(actor=actor, journey_id=journey.id, safety=("visits_after",), words="Weekly")
        assert (changed.safety, changed.is_open) == (["visits_after"], True)
        assert not journeys.settle(actor=actor, journey_id=journey.id).is_open
        with pytest.raises(JourneyMovedOn):
            journeys.change_safety(actor=actor, journey_id=journey.id, safety=("met",))


def test_a_grown_up_may_travel_without_a_receiver_and_one_journey_at_a_time(world: World) -> None:
    person = registered(world.nigar, ADULT)
    journey = planned(world.nigar, person)
    with pytest.raises(PlannedAlready):
        planned(world.nigar, person)
    with acting(world.nigar) as actor:
        journeys.cancel(actor=actor, journey_id=journey.id)
        with pytest.raises(JourneyMovedOn):
            journeys.depart(actor=actor, journey_id=journey.id)
        with pytest.raises(JourneyMovedOn):
            journeys.settle(actor=actor, journey_id=journey.id)
    again = planned(world.nigar, person)
    assert departed(world.nigar, again).departed_at is not None
    with acting(world.nigar) as actor, pytest.raises(JourneyMovedOn):
        journeys.cancel(actor=actor, journey_id=again.id)


@pytest.mark.rule("PRI-01")
def test_a_journey_is_the_business_of_who_plans_it(world: World) -> None:
    journey = planned(world.nigar, registered(world.nigar, ADULT))
    with acting(world.sevinc) as actor:
        assert not Journey.objects.filter(id=journey.id).exists()
        with pytest.raises(NotHere):
            Journey.gate(actor, journey.id)


@pytest.mark.rule("CH-16")
def test_the_pages_lead_from_the_plan_to_the_end(world: World) -> None:
    person, client = registered(world.sevinc, CHILD), signed_in(world.sevinc)
    form: dict[str, Any] = {"pseudonym": "Nobody 1", "destination": "GEO", "safety": ["escort"], "words": "By train"}
    assert client.post("/shelter/journeys/new/", form).status_code == 422
    place = client.post("/shelter/journeys/new/", form | {"pseudonym": person.pseudonym})["Location"]
    page = client.get(place).content.decode()
    assert "A child does not set out before somebody is named" in page
    assert "Sets out" not in page
    refused = client.post(f"{place}depart/")
    assert (refused.status_code, b"CH-16" in refused.content) == (409, True)
    assert client.post(f"{place}receiver/", AUNT | {"receiver": ""}).status_code == 422
    assert client.post(f"{place}receiver/", AUNT).status_code == 302
    weighed(world.sevinc, person)
    assert client.post(f"{place}depart/").status_code == 302
    assert client.post(f"{place}safety/", {"safety": []}).status_code == 422
    assert client.post(f"{place}safety/", {"safety": ["met"]}).status_code == 302
    assert client.post(f"{place}settle/").status_code == 302
    assert "Settled" in client.get("/shelter/journeys/").content.decode()


def test_one_that_is_not_wanted_is_called_off_on_its_page(world: World) -> None:
    client, journey = signed_in(world.nigar), planned(world.nigar, registered(world.nigar, ADULT))
    assert client.post(f"/shelter/journeys/{journey.id}/cancel/").status_code == 302
    assert "Called off" in client.get(f"/shelter/journeys/{journey.id}/").content.decode()


@pytest.mark.rule("CH-16")
def test_a_child_on_its_own_leaves_a_house_for_home_only_on_its_journey(world: World) -> None:
    stay = girl_moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        with pytest.raises(NoReceiver):
            leaving.leave(actor=actor, stay_id=stay.id, reason="returned")
        with pytest.raises(IntegrityError, match="nobody is confirmed"), transaction.atomic():
            Stay.objects.filter(id=stay.id).update(state="left", left_at=timezone.now(), end_reason="returned")
    journey = confirmed(world.sevinc, planned(world.sevinc, stay.person))
    weighed(world.sevinc, stay.person)
    departed(world.sevinc, journey)
    with acting(world.sevinc) as actor:
        assert leaving.leave(actor=actor, stay_id=stay.id, reason="returned").left_at is not None


@pytest.mark.rule("REP-07", "SH-10")
def test_who_waits_for_the_journey_lives_in_the_shelter_and_goes_when_they_like(world: World) -> None:
    house, person = house_of(world.sevinc), registered(world.sevinc, ADULT)
    with acting(world.sevinc) as actor:
        waiting = Category.AWAITING_RETURN
        stay = admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id, category=waiting)
        assert stay.category == waiting
    planned(world.sevinc, person)
    grown_up = moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        assert leaving.leave(actor=actor, stay_id=grown_up.id, reason="returned").left_at is not None
