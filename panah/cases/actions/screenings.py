"""Screening in a case: an officers' set answered about the person. An aid, and never a finding (NRM-03, DEF-01)."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.cases.models import Case, CaseScreening
from panah.cases.screening import Answer, ScreeningResult, screen
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.country.indicators import IndicatorSet
from panah.duties.timeline import happened
from panah.people.models import Person, Standing


def complete(
    *,
    actor: Actor,
    case_id: UUID,
    indicator_set: IndicatorSet,
    answers: Mapping[str, str],
    is_child: bool,
    form_token: UUID | None = None,
) -> CaseScreening:
    """Keep a screening with its set and version, each answer sealed, the result in a code (NRM-03).

    A positive one of a potential victim starts the officer's clock to presume or to say why not (NRM-04). A form sent
    twice gives the screening it made. Raises NotHere, UnknownIndicator, UnknownAnswer, WrongIndicatorSet.
    """
    actor.require(Permission.CASE_WRITE)
    case = Case.opened(actor, case_id)
    if form_token and (known := CaseScreening.objects.filter(case=case, form_token=form_token).first()):
        return known
    result = screen(indicator_set, answers, is_child=is_child)
    kept = CaseScreening(
        folder_id=case.folder_id,
        case=case,
        set_id=indicator_set.id,
        version=indicator_set.version,
        is_child=is_child,
        answers={name: answer for name, answer in answers.items() if answer != Answer.UNKNOWN},
        result=result.result,
        positive=result.positive,
        done_by_id=actor.member,
        done_at=timezone.now(),
        form_token=form_token,
    )
    with transaction.atomic():
        kept.save(force_insert=True)
        _tell(actor, case, result)
    return kept


def _tell(actor: Actor, case: Case, result: ScreeningResult) -> None:
    """Write it into the person's matter: what a positive one asks for is done by a step about the person."""
    facts = {name: result.as_facts()[name] for name in ("positive", "child", "set", "version")}
    potential = Person.visible(actor).filter(id=case.person_id, standing=Standing.POTENTIAL).exists()
    happened(
        actor,
        "case.screened",
        matter=case.person_id,
        folder=case.folder_id,
        unit_id=case.unit_id,
        subject_kind="case",
        subject_id=case.id,
        facts={"potential": potential, **facts},
    )


def result_of(kept: CaseScreening) -> ScreeningResult:
    """Work out a kept screening again, by the version of the set it was made with."""
    return screen(country().indicator_set(kept.set_id, kept.version), kept.answers, is_child=kept.is_child)
