"""Admission to a house that is not in order: a warning and a reason, or nobody is admitted, as the country has it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from panah.core.country import country
from panah.core.country.settings import UnfitHouse
from panah.shelter import fitness
from panah.shelter.actions import admitting, moving, upkeep
from panah.shelter.actions.upkeep import Found, Looked, Paper
from panah.shelter.models import AdmissionStep, Bed, House, Stay, Step
from tests.shelter.making import arrival, make_house, prepared
from tests.world import World, acting, signed_in

DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def in_order(world: World) -> House:
    """A house where everything that was looked at is in order."""
    with acting(world.arzu) as actor:
        house = make_house(actor)
        looked = Looked(
            condition="medical_care", met=True, evidence="Seen", checked_on=today(), again_on=today() + 30 * DAY
        )
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked)
        upkeep.add_licence(
            actor=actor,
            house_id=house.id,
            paper=Paper(
                kind="licence", body="labour", number="7", issued_on=today() - DAY, valid_until=today() + 30 * DAY
            ),
        )
        found = Found(body="health", inspected_on=today(), result="fit")
        upkeep.note_inspection(actor=actor, house_id=house.id, found=found)
    return house


def unfit(world: World, house: House) -> None:
    """An inspection finds the house unfit."""
    with acting(world.arzu) as actor:
        found = Found(body="fire_service", inspected_on=today(), result="unfit", put_right_until=today() + 10 * DAY)
        upkeep.note_inspection(actor=actor, house_id=house.id, found=found)


def codes(house: House) -> list[str]:
    return [finding.code for finding in fitness.found(house)]


@pytest.mark.rule("SH-09", "SH-20")
def test_what_is_not_in_order_is_an_open_finding_a_condition_and_a_paper_that_lapsed(world: World) -> None:
    house = in_order(world)
    with acting(world.sevinc):
        assert codes(house) == []
    unfit(world, house)
    with acting(world.arzu) as actor:
        assert codes(house) == ["unfit.fire_service"]
        (row,) = [each for each in house.inspections.all() if each.result == "unfit"]
        upkeep.put_right(actor=actor, inspection_id=row.id)
        assert codes(house) == []
        with time_machine.travel(timezone.now() + 31 * DAY, tick=True):
            assert codes(house) == ["lapsed.medical_care", "ended.licence"]
            looked = Looked(
                condition="medical_care", met=False, evidence="Closed", checked_on=today(), again_on=today() + DAY
            )
            upkeep.check_condition(actor=actor, house_id=house.id, looked=looked)
            paper = Paper(kind="licence", body="labour", number="8", issued_on=today())
            upkeep.add_licence(actor=actor, house_id=house.id, paper=paper)
            assert codes(house) == ["not_met.medical_care"]


def ready(world: World, house: House) -> Stay:
    """Somebody for whom every other step is taken."""
    with acting(world.sevinc) as actor:
        stay = arrival(actor, house)
        prepared(actor, stay)
        bed = Bed.objects.filter(house=house).first()
        assert bed
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=bed.id)
    return stay


@pytest.mark.rule("SH-09", "SH-20")
def test_nobody_moves_into_an_unfit_house_without_a_reason_and_nobody_is_sent_away_for_it(world: World) -> None:
    house = in_order(world)
    stay = ready(world, house)
    unfit(world, house)
    with acting(world.sevinc) as actor:
        with pytest.raises(admitting.NotYet) as refusal:
            admitting.admit(actor=actor, stay_id=stay.id)
        assert refusal.value.step is Step.HOUSE
        with pytest.raises(fitness.HouseReasonNeeded):
            admitting.answer_house(actor=actor, stay_id=stay.id, reason="  ")
    client = signed_in(world.sevinc)
    assert client.get(reverse("shelter:admission", args=(stay.id,)))["Location"].endswith("/house/")
    step = reverse("shelter:admission_step", args=(stay.id, "house"))
    assert "An inspection found the house unfit" in client.get(step).content.decode()
    assert client.post(step, {"reason": ""}).status_code == 422
    assert client.post(step, {"reason": "Nowhere else tonight; the exit is guarded"}).status_code == 302
    with acting(world.sevinc) as actor:
        (taken,) = [each for each in AdmissionStep.of(stay) if each.step == Step.HOUSE]
        assert (taken.codes, taken.reason) == (["unfit.fire_service"], "Nowhere else tonight; the exit is guarded")
        assert admitting.admit(actor=actor, stay_id=stay.id).is_resident


def test_what_turns_up_after_the_reason_is_asked_about_again(world: World) -> None:
    house = in_order(world)
    unfit(world, house)
    stay = ready(world, house)
    with acting(world.sevinc) as actor:
        admitting.answer_house(actor=actor, stay_id=stay.id, reason="Nowhere else tonight")
    with acting(world.arzu) as actor:
        looked = Looked(
            condition="medical_care", met=False, evidence="Closed", checked_on=today(), again_on=today() + DAY
        )
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked)
    with acting(world.sevinc) as actor, pytest.raises(admitting.NotYet) as refusal:
        admitting.admit(actor=actor, stay_id=stay.id)
    assert refusal.value.step is Step.HOUSE


@pytest.mark.rule("SH-09")
def test_where_the_country_refuses_nobody_is_admitted_until_it_is_put_right(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = in_order(world)
    stay = ready(world, house)
    unfit(world, house)
    pack = country()
    strict = replace(pack, settings=replace(pack.settings, unfit_house=UnfitHouse.REFUSE))
    monkeypatch.setattr(fitness, "country", lambda: strict)
    with acting(world.sevinc) as actor:
        with pytest.raises(fitness.HouseUnfit):
            arrival(actor, house)
        with pytest.raises(fitness.HouseUnfit):
            admitting.answer_house(actor=actor, stay_id=stay.id, reason="Nowhere else tonight")
        with pytest.raises(fitness.HouseUnfit):
            admitting.admit(actor=actor, stay_id=stay.id)
