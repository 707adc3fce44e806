"""What the plan's actions see to, tried by hand: by SQL in one's own session, past the actions."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from panah.core.functions import rows
from panah.people.actions.registering import register
from panah.people.models import StandingRecord
from panah.plan.models import Measure, Participant, Report, Share, Slot
from tests.people.making import ADULT
from tests.plan.reporting import first_round
from tests.world import Person as Member
from tests.world import World, acting

REFUSED = "alone writes|another body reports"


@pytest.fixture
def slot(world: World) -> Slot:
    """What the ministry of education is asked about its first measure."""
    with acting(world.vefa) as actor:
        first_round(actor)
        return Slot.objects.get(measure__code="1.a", participant__code="MOE")


def reported(by: Member, slot: Slot, **changes: Any) -> None:
    with acting(by) as actor, transaction.atomic():
        usual = {"number": 7, "done": "x", "saved_at": timezone.now(), "by_id": actor.member, "unit_id": actor.unit}
        Report(slot=slot, **(usual | changes)).save(force_insert=True)


@pytest.mark.rule("NAP-01")
def test_nobody_reports_for_others_and_nobody_answers_themselves(world: World, slot: Slot) -> None:
    with pytest.raises(ProgrammingError, match=REFUSED):
        reported(world.habil, slot)
    with pytest.raises(ProgrammingError, match=REFUSED):
        reported(world.tarana, slot, answer="approved", answered_at=timezone.now(), submitted_at=timezone.now())
    reported(world.tarana, slot)
    with acting(world.vefa):
        assert Report.objects.filter(slot=slot).count() == 1


@pytest.mark.rule("NAP-01")
def test_what_is_reported_on_the_office_asks(world: World, slot: Slot) -> None:
    with acting(world.habil) as actor:
        other = Measure.objects.get(plan=slot.plan, code="1.c")
        share = Share(round=slot.round, participant=Participant.objects.get(code="MUNI"), unit_id=actor.unit)
        with pytest.raises((ProgrammingError, IntegrityError), match=REFUSED), transaction.atomic():
            share.save(force_insert=True)
        forged = Slot(
            round=slot.round, share=slot.share, plan=slot.plan, measure=other, participant=slot.participant,
            part="lead", unit_id=actor.unit, due_on=slot.due_on, state="approved", progress=100,
        )  # fmt: skip
        with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
            forged.save(force_insert=True)


@pytest.mark.rule("NC-03")
def test_seven_are_told_as_five(world: World) -> None:
    over = timezone.now() - timedelta(days=200)
    with acting(world.nigar) as actor:
        for _ in range(7):
            person = register(actor=actor, facts=ADULT)
            StandingRecord.objects.create(
                folder_id=person.folder_id, person=person, standing="presumed", basis="decision", unit_id=actor.unit,
                by_id=actor.member, at=over,
            )  # fmt: skip
    with acting(world.tarana):
        assert rows("panah_figure", "victims_presumed", [], over.date()) == [("", "", 5)]
