"""The risk in a case, telling the person what protection there is, and measures that go on until the threat is gone."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from config.env import DatabaseRole
from panah.cases.actions import safety
from panah.cases.actions.cases import CaseClosed
from panah.cases.actions.closing import MeasureGoesOn, propose
from panah.cases.models import Case, RiskAssessment, SafetyBriefing, SafetyMeasure, SafetyReview
from panah.cases.tasks import ask_for_reviews
from panah.cases.work import work_of
from panah.core.country import country
from panah.duties.models import OPEN, Duty, Event
from panah.duties.timeline import happened
from panah.people.models import PersonRole
from panah.vault.models import Compartment
from tests.cases.filing import again, closed, opened, protected, registered
from tests.roles import connected_as
from tests.world import Person as Member
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db


def tomorrow(days: int = 1) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def assessed(by: Member, case: Case, **changes: Any) -> RiskAssessment:
    usual: dict[str, Any] = {
        "level": "high",
        "areas": ["debt", "family"],
        "words": "He rings her mother.",
        "review_on": tomorrow(),
    }
    with acting(by) as actor:
        return safety.assess(actor=actor, case_id=case.id, **(usual | changes))


def reviewed(by: Member, measure: SafetyMeasure, finding: str) -> SafetyReview:
    with acting(by) as actor:
        return safety.review(
            actor=actor, case_id=measure.case_id, measure_id=measure.id, finding=finding, words="He was convicted."
        )


def duties(by: Member, rule: str, *subjects: Any) -> list[Duty]:
    with acting(by):
        return list(Duty.objects.filter(OPEN, rule=rule, unit_id=by.unit_id, subject_id__in=subjects))


def test_the_newest_assessment_counts(world: World) -> None:
    case = opened(world.nigar)
    assessed(world.nigar, case)
    newest = assessed(world.nigar, case, level="low", review_on=tomorrow(40))
    with acting(world.nigar):
        assert RiskAssessment.latest([case.id]) == {case.id: newest}
        assert len(RiskAssessment.of(case)) == 2


@pytest.mark.parametrize(
    "changes", [{"level": "huge"}, {"areas": ["moon"]}, {"review_on": tomorrow(0)}, {"review_on": tomorrow(400)}]
)
def test_an_assessment_that_cannot_be_is_refused(world: World, changes: dict[str, Any]) -> None:
    case = opened(world.nigar)
    with pytest.raises(safety.UnknownAnswer):
        assessed(world.nigar, case, **changes)


def test_the_next_look_stands_on_the_day_of_who_works_on_it(world: World) -> None:
    case = opened(world.nigar)
    assessed(world.nigar, case, review_on=tomorrow(20))
    with acting(world.nigar) as actor:
        assert work_of(actor).reviews == ()
    assessed(world.nigar, case, review_on=tomorrow(2))
    with acting(world.nigar) as actor:
        assert work_of(actor).reviews == ((case, tomorrow(2)),)
    with acting(world.murad) as actor:
        assert work_of(actor).reviews == ()


@pytest.mark.rule("SAF-02")
def test_telling_the_person_in_their_language_ends_the_duty_to_tell(world: World) -> None:
    person = registered(world.nigar)
    case = opened(world.nigar, person)
    with acting(world.nigar) as actor:
        happened(
            actor,
            "victim.presumed",
            matter=person.id,
            folder=person.folder_id,
            unit_id=actor.unit,
            subject_kind="person",
            subject_id=person.id,
            facts={"unit_kind": "special_unit", "child": False},
        )
    assert [duty.role for duty in duties(world.nigar, "SAF-02", person.id)] == ["officer"]
    with acting(world.nigar) as actor:
        safety.explain(actor=actor, case_id=case.id, language="ru", with_interpreter=True)
        (told,) = SafetyBriefing.of(case)
    assert (told.language, told.with_interpreter, told.by_id) == ("ru", True, world.nigar.member_id)
    assert duties(world.nigar, "SAF-02", person.id) == []


def test_telling_needs_a_language(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.nigar) as actor, pytest.raises(safety.UnknownAnswer):
        safety.explain(actor=actor, case_id=case.id, language="elvish", with_interpreter=False)


@pytest.mark.rule("SAF-01")
@pytest.mark.rule("CON-03")
def test_a_measure_lies_in_a_security_folder_of_its_own(world: World) -> None:
    case = opened(world.nigar)
    measure = protected(world.nigar, case)
    with acting(world.nigar):
        folder = SafetyMeasure.objects.get(id=measure.id).folder
        assert folder.compartment == Compartment.SECURITY
        assert folder.id not in (case.folder_id, case.person.folder_id)


@pytest.mark.rule("SAF-01")
def test_only_the_special_unit_takes_measures(world: World) -> None:
    case = opened(world.tural)
    with pytest.raises(safety.OnlyDepartment):
        protected(world.tural, case)
    assert "Begin a measure" not in signed_in(world.tural).get(f"/cases/{case.id}/safety/").content.decode()


@pytest.mark.rule("SAF-03")
def test_a_measure_has_no_end_but_the_finding_of_a_lead(world: World) -> None:
    case = opened(world.nigar)
    measure = protected(world.nigar, case)
    for finding in ("persists", "grown", "lessened"):
        reviewed(world.nigar, measure, finding)
    with pytest.raises(safety.OnlyLead):
        reviewed(world.nigar, measure, "eliminated")
    with acting(world.nigar):
        assert list(SafetyMeasure.running(case)) == [measure]
    review = reviewed(world.orxan, measure, "eliminated")
    with acting(world.nigar):
        ended = SafetyMeasure.objects.get(id=measure.id)
        assert (ended.ended_by_id, list(SafetyMeasure.running(case))) == (review.id, [])
    with pytest.raises(safety.MeasureEnded):
        reviewed(world.orxan, measure, "persists")


@pytest.mark.rule("SAF-03")
@pytest.mark.parametrize("finding", [None, "lessened"])
def test_the_database_ends_no_measure_without_that_finding(world: World, finding: str | None) -> None:
    measure = protected(world.nigar, opened(world.nigar))
    review = reviewed(world.nigar, measure, finding) if finding else None
    with acting(world.orxan), pytest.raises(DatabaseError), transaction.atomic():
        SafetyMeasure.objects.filter(id=measure.id).update(ended_at=timezone.now(), ended_by=review)


@pytest.mark.rule("SAF-03")
@pytest.mark.parametrize("change", [{"case_id": None}, {"since": timezone.now()}, {"kind": "alarm"}])
def test_the_database_lets_nobody_move_or_change_a_measure(world: World, change: dict[str, Any]) -> None:
    measure = protected(world.nigar, opened(world.nigar))
    if "case_id" in change:
        change = {"case_id": opened(world.nigar).id}
    with acting(world.orxan), pytest.raises(DatabaseError), transaction.atomic():
        SafetyMeasure.objects.filter(id=measure.id).update(**change)


@pytest.mark.rule("SAF-03")
def test_a_review_ends_the_duty_and_sets_the_next_day(world: World) -> None:
    measure = protected(world.nigar, opened(world.nigar))
    with acting(world.nigar) as actor:
        SafetyMeasure.objects.filter(id=measure.id).update(review_on=timezone.localdate())
        happened(
            actor,
            "safety.review_due",
            matter=measure.case_id,
            folder=measure.folder_id,
            unit_id=measure.unit_id,
            subject_kind="measure",
            subject_id=measure.id,
        )
    assert len(duties(world.nigar, "SAF-03", measure.id)) == 1
    reviewed(world.nigar, measure, "persists")
    assert duties(world.nigar, "SAF-03", measure.id) == []
    with acting(world.nigar):
        assert SafetyMeasure.objects.get(id=measure.id).review_on > timezone.localdate()


@pytest.mark.rule("SAF-05")
@pytest.mark.parametrize("role", [PersonRole.WITNESS, PersonRole.RELATIVE, PersonRole.CONTRIBUTOR])
def test_a_witness_is_kept_as_safe_as_a_victim(world: World, role: PersonRole) -> None:
    """The same case, the same measure that only a finding ends, the same refusal to close over it."""
    case = opened(world.nigar, registered(world.nigar, role=role))
    measure = protected(world.nigar, case)
    with acting(world.nigar) as actor, pytest.raises(MeasureGoesOn):
        propose(actor=actor, case_id=case.id, reason="returned")
    with pytest.raises(safety.OnlyLead):
        reviewed(world.nigar, measure, "eliminated")


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("SAF-03")
def test_the_worker_asks_for_the_review_once_and_reads_no_words(world: World) -> None:
    case = opened(world.nigar)
    measure = protected(world.nigar, case)
    day = timezone.localdate(timezone.now() + country().settings.safety_review_every)
    with connected_as(DatabaseRole.WORKER):
        assert [ask_for_reviews(each) for each in (day - dt.timedelta(days=1), day, day)] == [0, 1, 0]
    (duty,) = duties(world.nigar, "SAF-03", measure.id)
    assert (duty.role, duty.member_id) == ("officer", None)
    reviewed(world.nigar, measure, "persists")
    assert duties(world.nigar, "SAF-03", measure.id) == []


def test_nothing_begins_in_a_closed_case(world: World) -> None:
    case = opened(world.nigar)
    closed(case, world.nigar, world.orxan)
    with acting(world.orxan) as actor, pytest.raises(CaseClosed):
        safety.begin(actor=actor, case_id=case.id, kind="escort", words="")
    assert again(world.orxan, case).is_closed


def test_the_page_takes_it_all_and_the_timeline_tells_it(world: World) -> None:
    case, browser = opened(world.nigar), signed_in(world.nigar)
    there = f"/cases/{case.id}/safety/"
    risk = {"level": "acute", "areas": ["debt"], "words": "He waits", "review_on": tomorrow().isoformat()}
    assert browser.post(f"{there}risk/", risk).status_code == 302
    assert browser.post(f"{there}risk/", risk | {"review_on": "2020-01-01"}).status_code == 422
    assert browser.post(f"{there}explained/", {"language": "az"}).status_code == 302
    assert browser.post(f"{there}measures/", {"kind": "alarm", "words": "A button"}).status_code == 302
    with acting(world.nigar):
        (measure,) = SafetyMeasure.of(case)
    assert browser.post(f"{there}measures/{measure.id}/review/", {"finding": "persists"}).status_code == 302
    page = browser.get(there).content.decode()
    assert all(words in page for words in ("Danger to life", "He waits", "A button", "The threat goes on"))
    with acting(world.nigar):
        told = list(Event.objects.filter(matter_id__in=case.matters).values_list("code", flat=True))
    wanted = {"case.risk_assessed", "safety.explained", "safety.measure_begun", "safety.reviewed"}
    assert wanted <= set(told)
