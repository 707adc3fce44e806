"""Whatever is done in whatever order: the status is its last record, and the timeline tells the duties."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.cases.actions import reflection
from panah.cases.models import Case, CloseReason, Decision, Reflection
from panah.cases.states import MOVES, DecisionStep, Path, Taken
from panah.core.errors import Refused
from panah.duties.engine import replay
from panah.duties.models import Duty, Event
from panah.duties.rulebook import rulebook
from panah.duties.timeline import terms
from panah.people.models import Person, Standing, StandingRecord
from tests.cases.deciding import WHY, case_of, granted, took
from tests.world import Person as Member
from tests.world import World, acting

DEEDS = [*DecisionStep.values, "grant", "choose", "wish"]
stories = st.lists(st.tuples(st.sampled_from(["nigar", "orxan", "zaur"]), st.sampled_from(DEEDS)), max_size=9)
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def done(by: Member, case: Case, deed: str) -> bool:
    """Try one thing; a refusal changes nothing."""
    try:
        if deed in DecisionStep.values:
            took(by, case, DecisionStep(deed))
        elif deed == "grant":
            granted(by, case)
        else:
            with acting(by) as actor:
                _reflected(actor, case, deed)
    except Refused:
        return False
    return True


def _reflected(actor: Any, case: Case, deed: str) -> None:
    if deed == "choose":
        reflection.choose(actor=actor, case_id=case.id, choice="undecided")
    else:
        reflection.close(actor=actor, case_id=case.id, reason=CloseReason.OWN_WISH, words=WHY)


def live(case: Case) -> dict[Any, Any]:
    rows = Duty.objects.filter(matter_id=case.person_id)
    return {(row.opened_by, row.rule, row.step): (row.done_at, row.cancelled_at, row.due_at) for row in rows}


@pytest.mark.rule("DEF-02")
@given(story=stories)
@FEW
def test_no_sequence_leaves_the_status_beside_its_record(world: World, story: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        case = case_of(world.nigar)
        for who, deed in story:
            done(getattr(world, who), case, deed)
        with acting(world.nigar) as actor, connection.cursor() as cursor:
            person = Person.gate(actor, case.person_id)
            steps, periods = Decision.history(person), Reflection.of(person)
            assert StandingRecord.history(person)[-1].standing == person.standing
            assert person.standing == (steps[-1].after if steps else "potential")
            assert all(row.before == before.after for before, row in pairwise(steps))
            assert sum(row.closed_at is None for row in periods) <= (person.standing != "not_a_victim")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)


@pytest.mark.rule("DEF-02")
@given(story=stories)
@FEW
def test_replaying_the_timeline_gives_the_duties(world: World, story: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        case = case_of(world.nigar)
        for who, deed in story:
            done(getattr(world, who), case, deed)
        with acting(world.nigar, reading=True):
            events = [event.happening() for event in Event.timeline(case.person_id)]
            tasks = replay(rulebook(), terms(), events)
            told = {key: (task.done_at, task.cancelled_at, task.due_at) for key, task in tasks.items()}
            assert told == live(case)
        transaction.set_rollback(True)


class Imagined:
    """A step in memory."""

    can_be_appealed = True

    def __init__(self, number: int, step: DecisionStep, before: Standing, about: Taken | None) -> None:
        self.id, self.by_id = UUID(int=number), UUID(int=number % 3)
        self.step: str = step
        self.before: str = before
        self.about_id = about.id if about else None


@given(st.lists(st.sampled_from(list(DecisionStep)), max_size=30))
def test_the_table_itself_never_leads_where_the_law_knows_nothing(steps: list[DecisionStep]) -> None:
    """A finding only after a proposal for exactly that; back only to what was before; no step out of nothing."""
    path = Path(Standing.POTENTIAL)
    for number, step in enumerate(steps):
        if not path.allows(step):
            continue
        about, move = path.about(step), MOVES[step]
        assert (about is None) is (not move.about)
        restored = about.before if move.restores and about else None
        after = Standing(restored or move.after or path.standing)
        if step in (DecisionStep.IDENTIFY, DecisionStep.REJECT):
            assert about is path.proposal
            assert about is not None
        path = Path(after, (*path.steps, Imagined(number + 1, step, path.standing, about)))
        assert path.standing != Standing.NOT_A_VICTIM or path.finding is not None
