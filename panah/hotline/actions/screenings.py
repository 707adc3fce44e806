"""Screenings: questions of an indicator set answered while listening; what they add up to opens protection (NRM-04)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from panah.accounts.permissions import Permission
from panah.cases.screening import Answer, ScreeningResult, screen
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.country.indicators import IndicatorSet
from panah.core.errors import NotHere
from panah.hotline.actions import drafts
from panah.hotline.actions.steps import held, tell
from panah.hotline.models import Contact, Screening
from panah.hotline.states import ContactStep, DraftForm
from panah.people.models import Person


def complete(
    *,
    actor: Actor,
    contact_id: UUID,
    indicator_set: IndicatorSet,
    answers: Mapping[str, str],
    is_child: bool,
    person_id: UUID | None = None,
    form_token: UUID | None = None,
) -> Screening:
    """Keep a screening with the version of its set, each answer, and act, means and purpose apart (DEF-01, NRM-03).

    A positive one asks for protection at once (NRM-04, HL-11); none is a finding about the person. A form sent twice
    gives the screening it made. Raises UnknownIndicator, UnknownAnswer, WrongIndicatorSet, NotHere, NotYours, MovedOn.
    """
    actor.require(Permission.SCREEN)
    if form_token and (known := Screening.objects.filter(form_token=form_token).first()):
        return known
    contact = held(actor, contact_id, ContactStep.WRITE)
    result = screen(indicator_set, answers, is_child=is_child)
    screening = Screening(
        folder_id=contact.folder_id,
        contact=contact,
        person=_person(actor, person_id),
        set_id=indicator_set.id,
        version=indicator_set.version,
        is_child=is_child,
        answers={name: answer for name, answer in answers.items() if answer != Answer.UNKNOWN},
        facts=result.as_facts(),
        result=result.result,
        positive=result.positive,
        done_by_id=actor.member,
        done_at=timezone.now(),
        form_token=form_token,
    )
    screening.save(force_insert=True)
    told = {name: result.as_facts()[name] for name in ("positive", "child", "set", "version")}
    tell(actor, contact, "screening.completed", kind="screening", subject=screening.id, facts=told)
    _put_away(actor, contact, indicator_set.id)
    return screening


def keep(*, actor: Actor, contact_id: UUID, set_id: str, answers: Mapping[str, str]) -> None:
    """Keep the answers given so far to one set; what was answered of another one stays beside them.

    Raises NotHere, TooLong, KeyMissing.
    """
    before = drafts.read(actor, Contact.gate(actor, contact_id), DraftForm.SCREENING).words
    words = {**before, set_id: [f"{name}={answer}" for name, answer in answers.items()]}
    drafts.save(actor=actor, contact_id=contact_id, form=DraftForm.SCREENING, words=words)


def kept(actor: Actor, contact: Contact, set_id: str) -> tuple[dict[str, str], datetime | None]:
    """Give the answers kept so far to one set, and when they were kept."""
    draft = drafts.read(actor, contact, DraftForm.SCREENING)
    if set_id not in draft.words:
        return {}, None
    name_and_answer = (each.partition("=") for each in draft.words[set_id])
    return {name: answer for name, _sign, answer in name_and_answer}, draft.saved_at


def _put_away(actor: Actor, contact: Contact, set_id: str) -> None:
    """Put away what was kept of one set; the half-done others stay."""
    words = drafts.read(actor, contact, DraftForm.SCREENING).words
    others = {name: answers for name, answers in words.items() if name != set_id}
    if others:
        drafts.save(actor=actor, contact_id=contact.id, form=DraftForm.SCREENING, words=others)
    else:
        drafts.discard(actor=actor, contact=contact, form=DraftForm.SCREENING)


def _person(actor: Actor, person_id: UUID | None) -> Person | None:
    if person_id is None:
        return None
    person = Person.visible(actor).filter(id=person_id).first()
    if person is None:
        raise NotHere
    return person


def of_contact(contact: Contact) -> list[Screening]:
    """Give the screenings of a contact, newest first; bounded."""
    return list(Screening.objects.filter(contact=contact).order_by("-done_at", "-id")[:50])


def result_of(screening: Screening) -> ScreeningResult:
    """Work out a kept screening again, by the version of the set it was made with."""
    indicator_set = country().indicator_set(screening.set_id, screening.version)
    return screen(indicator_set, screening.answers, is_child=screening.is_child)


def one(contact: Contact, screening_id: UUID) -> Screening:
    """Give one screening of a contact; raises NotHere."""
    found = Screening.objects.filter(contact=contact, id=screening_id).select_related("done_by").first()
    if found is None:
        raise NotHere
    return found
