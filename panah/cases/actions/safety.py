"""The risk in a case, telling the person what protection there is, and the measures that protect them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.actions.cases import told, writable
from panah.cases.models import Case, RiskAssessment, SafetyBriefing, SafetyMeasure, SafetyReview
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Forbidden, Refused, Stale
from panah.duties.timeline import happened
from panah.people.models import Person
from panah.vault import folders
from panah.vault.models import Compartment

# The kind of unit that takes safety measures, and the finding that alone ends one.
PROTECTOR, ELIMINATED = "special_unit", "eliminated"
LATEST_REVIEW = timedelta(days=366)


class UnknownAnswer(BadInput):
    """A code that the country's lists do not have, or a day that cannot be."""

    sentence = _("One of the answers is not on the list, or the day is not in the coming year. Nothing was lost.")


class OnlyDepartment(Forbidden):
    """Safety measures are taken by the special police unit."""

    sentence = _("Safety measures are taken and reviewed by the special police unit.")
    rule = "SAF-01"


class OnlyLead(Refused):
    """That a threat is gone is found by the lead of the special police unit."""

    status = 403
    sentence = _("Only a lead of the special police unit finds that the threat is fully eliminated.")
    rule = "SAF-03"
    allow = _("The finding of a lead; until then the measure goes on.")


class MeasureEnded(Stale):
    """The measure has ended before."""

    sentence = _("This safety measure has ended already.")
    rule = "SAF-03"


def assess(*, actor: Actor, case_id: UUID, level: str, areas: list[str], words: str, review_on: date) -> RiskAssessment:
    """Assess the risk in a case and say when to look again; the newest assessment counts.

    Raises NotHere, NotAssigned, CaseClosed, UnknownAnswer.
    """
    case = writable(actor, case_id)
    _known(risk_level=[level], risk_area=areas)
    today = timezone.localdate()
    if not today < review_on <= today + LATEST_REVIEW:
        raise UnknownAnswer
    risk = RiskAssessment(
        folder_id=case.folder_id,
        case=case,
        level=level,
        areas=sorted(set(areas)),
        words=words.strip(),
        by_id=actor.member,
        at=timezone.now(),
        review_on=review_on,
    )
    with transaction.atomic():
        risk.save(force_insert=True)
        told(actor, "case.risk_assessed", case, level=level, review_on=review_on)
    return risk


def explain(*, actor: Actor, case_id: UUID, language: str, with_interpreter: bool) -> SafetyBriefing:
    """Record that the person was told, in a language they understand, what protection there is (SAF-02).

    It ends the duty to tell them. Raises NotHere, NotAssigned, CaseClosed, UnknownAnswer.
    """
    case = writable(actor, case_id)
    person = Person.gate(actor, case.person_id)
    _known(language=[language])
    briefing = SafetyBriefing(
        folder_id=person.folder_id,
        person=person,
        case=case,
        language=language,
        with_interpreter=with_interpreter,
        by_id=actor.member,
        by_unit_id=actor.unit,
        at=timezone.now(),
    )
    with transaction.atomic():
        briefing.save(force_insert=True)
        happened(
            actor,
            "safety.explained",
            matter=person.id,
            folder=person.folder_id,
            unit_id=actor.unit,
            subject_kind="person",
            subject_id=person.id,
            facts={"language": language, "interpreter": with_interpreter},
        )
    return briefing


def begin(*, actor: Actor, case_id: UUID, kind: str, words: str) -> SafetyMeasure:
    """Begin a measure that protects the person, in a security folder of its own (SAF-01); it has no end date (SAF-03).

    Raises NotHere, NotAssigned, CaseClosed, OnlyDepartment, UnknownAnswer.
    """
    case = writable(actor, case_id)
    _protecting(case)
    _known(safety_measure=[kind])
    with transaction.atomic():
        measure = SafetyMeasure(
            folder=folders.create(actor=actor, compartment=Compartment.SECURITY),
            case=case,
            unit_id=case.unit_id,
            kind=kind,
            words=words.strip(),
            since=timezone.now(),
            by_id=actor.member,
            review_on=_next_review(),
        )
        measure.save(force_insert=True)
        _happened(actor, "safety.measure_begun", measure, kind=kind)
    return measure


def review(*, actor: Actor, case_id: UUID, measure_id: UUID, finding: str, words: str) -> SafetyReview:
    """Look at the threat behind a measure again (SAF-03): it goes on, or is found fully eliminated and so ends.

    Only a lead finds the latter. Raises NotHere, NotAssigned, OnlyDepartment, UnknownAnswer, OnlyLead, MeasureEnded.
    """
    case = writable(actor, case_id)
    _protecting(case)
    _known(threat_finding=[finding])
    if finding == ELIMINATED and not actor.may(Permission.CASE_CLOSE):
        raise OnlyLead
    measure = SafetyMeasure.gate(case, measure_id)
    if measure.ended_at is not None:
        raise MeasureEnded
    row = SafetyReview(
        folder_id=measure.folder_id,
        measure=measure,
        finding=finding,
        words=words.strip(),
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _follow(actor, measure, row)
    return row


def _follow(actor: Actor, measure: SafetyMeasure, row: SafetyReview) -> None:
    """End the measure, or set the day of the next review."""
    _happened(actor, "safety.reviewed", measure, finding=row.finding)
    if row.finding == ELIMINATED:
        measure.ended_at, measure.ended_by = row.at, row
        measure.save(update_fields=["ended_at", "ended_by"])
        _happened(actor, "safety.measure_ended", measure)
    else:
        measure.review_on = _next_review()
        measure.save(update_fields=["review_on"])


def _happened(actor: Actor, code: str, measure: SafetyMeasure, **facts: Any) -> None:
    happened(
        actor,
        code,
        matter=measure.case_id,
        folder=measure.folder_id,
        unit_id=measure.unit_id,
        subject_kind="measure",
        subject_id=measure.id,
        facts=facts,
    )


def _next_review() -> date:
    return timezone.localdate(timezone.now() + country().settings.safety_review_every)


def _protecting(case: Case) -> None:
    if not Unit.objects.filter(id=case.unit_id, kind=PROTECTOR).exists():
        raise OnlyDepartment


def _known(**codes: list[str]) -> None:
    if any(code not in country().codes(name) for name, wanted in codes.items() for code in wanted):
        raise UnknownAnswer
