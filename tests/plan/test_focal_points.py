"""Who reports for a body: named by the coordinator's office; what waits for nobody is one sentence of My day."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from panah.accounts.models import Unit
from panah.duties.models import Duty
from panah.plan import today
from panah.plan.actions import focal, liaison, reporting, rounds
from panah.plan.actions.focal import NoFocalPoint
from panah.plan.actions.reporting import Said
from panah.plan.actions.rounds import Period
from panah.plan.models import Participant, Share, Slot
from tests.plan.reporting import FIRST_HALF, first_round
from tests.world import Person, World, acting, signed_in


def asked_of(person: Person) -> list[tuple[str, str]]:
    with acting(person) as actor:
        return [(duty.step, duty.subject_kind) for duty in Duty.mine(actor) if duty.rule == "NAP-01"]


def open_duties(person: Person) -> int:
    """How many reports a unit is asked for: more than a page shows."""
    with acting(person) as actor:
        return Duty.objects.filter(unit_id=actor.unit, rule="NAP-01", done_at=None, cancelled_at=None).count()


def named(world: World, body: str, by: Person) -> None:
    with acting(by) as other:
        unit = other.unit
    with acting(world.vefa) as actor:
        focal.name(actor=actor, participant=body, unit_id=unit)


@pytest.mark.rule("NAP-01", "NC-01")
def test_what_nobody_begun_goes_over_to_who_is_named(world: World) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
    assert asked_of(world.vefa) == [("progress_office", "share")]
    before = len(asked_of(world.habil))
    named(world, "MUNI", world.habil)
    assert asked_of(world.vefa) == []
    assert len(asked_of(world.habil)) == before + 1
    slot = Slot.objects.get(participant__code="MUNI")
    with acting(world.habil) as actor:
        assert slot.unit_id == Share.objects.get(id=slot.share_id).unit_id == actor.unit
        reporting.hand_in(actor=actor, slot_id=slot.id, said=Said(done="Two streets lit"))
    assert len(asked_of(world.habil)) == before


@pytest.mark.rule("NAP-01", "NC-01")
def test_all_of_it_goes_over_in_as_many_statements_as_one_round(world: World) -> None:
    """More rounds than there are in half a century."""
    with acting(world.vefa) as actor:
        plan = first_round(actor).plan
    with CaptureQueriesContext(connection) as of_one:
        named(world, "MUNI", world.habil)
    with acting(world.vefa) as actor:
        for day in range(1, 60):
            begins = FIRST_HALF.begins_on + timedelta(day)
            assert rounds.open_round(actor, plan, Period(begins, FIRST_HALF.ends_on))
    assert Share.objects.filter(participant__code="MUNI", unit_id=world.habil.unit_id).count() == 60
    before = open_duties(world.tarana)
    with CaptureQueriesContext(connection) as of_many:
        named(world, "MUNI", world.tarana)
    assert len(of_many) <= len(of_one)
    assert not Share.objects.filter(participant__code="MUNI").exclude(unit_id=world.tarana.unit_id).exists()
    assert not Slot.objects.filter(participant__code="MUNI").exclude(unit_id=world.tarana.unit_id).exists()
    assert open_duties(world.tarana) == before + 60


@pytest.mark.rule("NAP-01")
def test_a_report_that_was_begun_stays_with_who_began_it(world: World) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
        slot = Slot.objects.get(participant__code="MUNI")
        reporting.save(actor=actor, slot_id=slot.id, said=Said(done="Half"))
        office = actor.unit
    named(world, "MUNI", world.habil)
    assert Participant.objects.get(code="MUNI").unit_id != office == Slot.objects.get(id=slot.id).unit_id
    with acting(world.vefa), pytest.raises(DatabaseError, match="stays as it was written"):
        Slot.objects.filter(id=slot.id).update(unit_id=Participant.objects.get(code="MUNI").unit_id)


@pytest.mark.rule("NC-01")
def test_only_the_office_names_and_only_who_reports_on_plans(world: World) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
        hotline = Unit.objects.exclude(kind="plan_participant").order_by("code")[0]
        with pytest.raises(NoFocalPoint):
            focal.name(actor=actor, participant="MUNI", unit_id=hotline.id)
    assert signed_in(world.tarana).get("/plan/people/focal-points/").status_code == 403
    with acting(world.tarana) as actor, pytest.raises(DatabaseError):
        Slot.objects.filter(participant__code="MOE").update(unit_id=hotline.id)


@pytest.mark.rule("NAP-01")
def test_my_day_says_in_one_row_what_waits_for_nobody(world: World) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
        told = {each.url: each.words for each in today.sentences(actor)}
    assert told["/plan/people/focal-points/"].startswith("1 report of a body without a focal point is missing, due by")
    page = signed_in(world.vefa).get("/").content.decode()
    assert "Report progress for a body that has no focal point" not in page
    assert "/plan/people/focal-points/" in page


def test_naming_on_the_page(world: World) -> None:
    with acting(world.vefa) as actor:
        first_round(actor)
        liaison.draw_in(actor=actor, code="TVR", names={"en": "Television", "az": "Televiziya", "ru": "Телевидение"})
    client = signed_in(world.vefa)
    page = client.get("/plan/people/focal-points/").content.decode()
    assert "National Coordinator" in page.split("Municipalities")[1]
    assert page.index("Municipalities") < page.index("Television") < page.index("Ministry of Education")
    assert client.post("/plan/people/focal-points/", {"participant": "TVR"}).status_code == 422
    with acting(world.tarana) as actor:
        unit = actor.unit
    assert client.post("/plan/people/focal-points/", {"participant": "TVR", "unit_id": str(unit)}).status_code == 302
    assert Participant.objects.get(code="TVR").unit_id == unit
