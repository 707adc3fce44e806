"""Screening in a case: the officers' sets, kept with their version, sealed, explained, and no finding."""

import pytest
from django.db import connection
from django.utils import translation

from panah.cases.actions import screenings
from panah.cases.models import Case, CaseScreening
from panah.cases.questions import set_named, sets_for
from panah.cases.screening import UnknownIndicator, WrongIndicatorSet
from panah.cases.states import DecisionStep
from panah.core.country import country
from panah.core.country.indicators import AskedBy, Element
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.people.models import Person
from tests.cases.deciding import CHILD, OFFICERS, case_of, screened, took
from tests.world import World, acting

ADULT_SIGNS = {"gain.money_taken": "yes", "papers.held_by_other": "yes", "place.locked": "no"}


@pytest.fixture
def case(world: World) -> Case:
    return case_of(world.nigar)


@pytest.mark.rule("NRM-03")
def test_a_screening_keeps_its_set_its_version_and_seals_the_answers(world: World, case: Case) -> None:
    kept = screened(world.nigar, case, ADULT_SIGNS)
    assert (kept.set_id, kept.version, kept.result, kept.positive) == ("az-officer-adult", 1, "trafficking_signs", True)
    with acting(world.nigar, reading=True), connection.cursor() as cursor:
        assert CaseScreening.one(case, kept.id).answers == ADULT_SIGNS
        cursor.execute("SELECT answers FROM cases_casescreening WHERE id = %s", [kept.id])
        assert b"money_taken" not in bytes(cursor.fetchone()[0])
        facts = Event.timeline(case.person_id).get(code="case.screened").facts
    assert "money_taken" not in str(facts)


@pytest.mark.rule("DEF-01")
def test_it_explains_itself_and_is_no_finding(world: World, case: Case) -> None:
    kept = screened(world.nigar, case, ADULT_SIGNS)
    with acting(world.nigar, reading=True) as actor:
        result = screenings.result_of(CaseScreening.one(case, kept.id))
        assert Person.gate(actor, case.person_id).standing == "potential"
    assert not result.is_determination
    with translation.override("en"):
        lines = [str(line) for line in result.explanation]
    assert lines == ["Papers and the way here: 1 sign", "Work and money: 1 sign"]
    assert {each.element for each in result.elements if each.shown} == {Element.MEANS, Element.PURPOSE}


@pytest.mark.rule("NRM-04")
def test_a_positive_one_starts_the_officer_s_clock_until_the_person_is_presumed(world: World, case: Case) -> None:
    screened(world.nigar, case, {"place.locked": "yes"})
    assert not clocks(world, case)
    screened(world.nigar, case, ADULT_SIGNS)
    (duty,) = clocks(world, case)
    assert (duty.role, duty.is_open) == ("officer", True)


def clocks(world: World, case: Case) -> list[Duty]:
    with acting(world.nigar, reading=True):
        return list(Duty.objects.filter(rule="NRM-04", step="presume", matter_id=case.person_id))


@pytest.mark.rule("NRM-04")
def test_presuming_ends_it(world: World, case: Case) -> None:
    screened(world.nigar, case, ADULT_SIGNS)
    took(world.nigar, case, DecisionStep.PRESUME)
    (duty,) = clocks(world, case)
    assert not duty.is_open


def test_a_child_is_asked_a_child_s_questions(world: World) -> None:
    case = case_of(world.nigar, CHILD)
    kept = screened(world.nigar, case, {"days.daily_sum": "yes"}, child=True)
    assert kept.result == "child_exploitation"
    with pytest.raises(WrongIndicatorSet), acting(world.nigar) as actor:
        screenings.complete(
            actor=actor, case_id=case.id, indicator_set=set_named(OFFICERS[False]), answers={}, is_child=True
        )


@pytest.mark.parametrize("is_child", [True, False])
def test_officers_have_sets_of_their_own_beside_those_of_the_desk(is_child: bool) -> None:
    """Whoever meets the person sees things that nobody hears on the telephone."""
    officers = {each.id for each in sets_for(AskedBy.OFFICER, is_child=is_child)}
    desk = {each.id for each in sets_for(AskedBy.DESK, is_child=is_child)}
    assert officers - desk == {OFFICERS[is_child]}
    assert "az-national" in officers & desk
    assert len(list(country().indicator_set(OFFICERS[is_child]).indicators())) >= 15


def test_what_is_asked_of_nobody_is_refused(world: World, case: Case) -> None:
    with pytest.raises(UnknownIndicator):
        screened(world.nigar, case, {"tarot.card": "yes"})
    with pytest.raises(NotHere):
        set_named("tarot")
    with pytest.raises(Forbidden):
        screened(world.leyla, case, {})


def test_a_form_sent_twice_is_one_screening(world: World, case: Case) -> None:
    token = new_id()
    with acting(world.nigar) as actor:
        made = [
            screenings.complete(
                actor=actor,
                case_id=case.id,
                indicator_set=set_named(OFFICERS[False]),
                answers={},
                is_child=False,
                form_token=token,
            ).id
            for _sent in range(2)
        ]
    assert made[0] == made[1]
