"""Disclosure: a body asks, somebody else decides, and a trimmed extract in codes goes out once (PRI-04)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.actions.consents import live_consent
from panah.cases.models import Case, Disclosure, DisclosureState
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.people.models import Person
from panah.vault import folders, grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment

COORDINATOR = "coordinator"

# What an extract may hold: coded facts and nothing else. No name, no address, no telephone, no word, nothing of safety
# measures, health or whereabouts (CON-02); who wants those asks the person.
FIELDS: dict[str, Callable[[Person, Case], str]] = {
    "standing": lambda person, case: person.standing,
    "role": lambda person, case: person.role,
    "sex": lambda person, case: person.sex,
    "age_band": lambda person, case: person.age_band,
    "is_child": lambda person, case: "yes" if person.is_child else "no",
    "citizenship": lambda person, case: person.citizenship,
    "language": lambda person, case: person.language,
    "registered": lambda person, case: f"{timezone.localtime(person.registered_at):%Y-%m}",
    "case_state": lambda person, case: case.state,
}


class NoBasis(Refused):
    """Nothing goes out without a basis that fits."""

    sentence = _("Nothing is disclosed without the person's consent to this body, or a basis in law that fits it.")
    rule = "PRI-04"
    allow = _("A consent that names this body and covers the case facts, or a fitting basis in law.")


class NothingAsked(BadInput):
    """A request for nothing, for something no extract holds, or to oneself."""

    sentence = _("Choose a body other than your own, what it asks for and what for.")
    rule = "PRI-04"


class OwnRequest(Refused):
    """Who enters a request does not decide it."""

    sentence = _("You entered this request: somebody else decides it.")
    rule = "PRI-04"
    allow = _("The decision of another who may decide, in your unit or at the National Coordinator's office.")


class Decided(Stale):
    """Decided or given already."""

    sentence = _("This was decided or given out already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a body asks for: which facts, what for, on what basis, and by which letter."""

    to_unit_id: UUID
    purpose: str
    letter_number: str
    letter_date: date
    fields: tuple[str, ...]
    legal_basis: str = ""


def ask(*, actor: Actor, case_id: UUID, ask: Ask) -> Disclosure:
    """Write down that a body asks for information about the person of a case; refused at once without a basis (PRI-04).

    Who keeps people anonymous discloses on consent alone, or on a basis the country lets it use (CON-06, CON-07). The
    request lies in a folder of its own, which the National Coordinator's office holds too. Raises NotHere,
    NothingAsked, NoBasis.
    """
    actor.require(Permission.DISCLOSURE_ASK)
    case = Case.gate(actor, case_id)
    known = ask.purpose in country().codes("disclosure_purpose") and set(ask.fields) <= FIELDS.keys()
    to = Unit.objects.filter(id=ask.to_unit_id, closed_at=None).first()
    if to is None or not known or not ask.fields or to.id in actor.unit_ids:
        raise NothingAsked
    consent_id = _basis(actor, case, ask, to)
    with transaction.atomic():
        folder = folders.create(actor=actor, compartment=Compartment.CASE)
        row = Disclosure(
            folder=folder,
            case=case,
            person_id=case.person_id,
            pseudonym=case.pseudonym,
            unit_id=actor.unit,
            to_unit_id=to.id,
            purpose=ask.purpose,
            legal_basis=ask.legal_basis,
            consent_id=consent_id,
            letter_number=ask.letter_number,
            letter_date=ask.letter_date,
            asked_fields=sorted(set(ask.fields)),
            asked_at=timezone.now(),
            entered_by_id=actor.member,
        )
        row.save(force_insert=True)
        for office in Unit.objects.filter(kind=COORDINATOR, closed_at=None).exclude(id__in=actor.unit_ids)[:5]:
            grants.give(actor=actor, folder_id=folder.id, unit_id=office.id, basis=Basis(BasisKind.LAW, "PRI-04"))
            notify(office.id, "disclosures")
        _told(actor, "disclosure.asked", row, purpose=row.purpose, fields=row.asked_fields)
    return row


def _basis(actor: Actor, case: Case, ask: Ask, to: Unit) -> UUID | None:
    """Give the consent it rests on, or None for a basis in law that fits; raises NoBasis."""
    if not ask.legal_basis:
        consent = live_consent(actor, case.person_id, to.id, {Compartment.CASE})
        if consent is None:
            raise NoBasis
        return consent.id
    kind = Unit.objects.values_list("kind", flat=True).get(id=actor.unit)
    settings, bases = country().settings, country().codes("legal_basis")
    allowed = kind not in settings.consent_gated or ask.legal_basis in settings.consent_gated_bases
    if not allowed or ask.legal_basis not in bases or not {"any", to.kind} & set(bases[ask.legal_basis].group.split()):
        raise NoBasis
    return None


def decide(*, actor: Actor, disclosure_id: UUID, fields: tuple[str, ...], reason: str) -> Disclosure:
    """Decide a request: grant some of what was asked for, or nothing, with a reason (PRI-04).

    Raises NotHere, OwnRequest, NothingAsked, Decided.
    """
    actor.require(Permission.DISCLOSURE_DECIDE)
    row = Disclosure.gate(actor, disclosure_id)
    if row.entered_by_id == actor.member_id:
        raise OwnRequest
    if not set(fields) <= set(row.asked_fields) or not reason.strip():
        raise NothingAsked
    state = DisclosureState.GRANTED if fields else DisclosureState.REFUSED
    with transaction.atomic():
        waiting = Disclosure.objects.filter(id=row.id, state=DisclosureState.ASKED)
        decided = {"decided_at": timezone.now(), "decided_by_id": actor.member, "decided_by_unit_id": actor.unit}
        if not waiting.update(state=state, given_fields=sorted(set(fields)), **decided):
            raise Decided
        row.refresh_from_db()
        row.reason = reason.strip()
        row.save(update_fields=["reason"])
        _told(actor, "disclosure.decided", row, state=row.state, fields=row.given_fields)
        notify(row.unit_id, "disclosures")
    return row


def give(*, actor: Actor, disclosure_id: UUID) -> Disclosure:
    """Make the extract of a granted request: what was granted, as it is now, under the false name; once (PRI-04).

    Done by the unit that keeps the case; the basis has to hold still. Raises NotHere, NoBasis, Decided.
    """
    actor.require(Permission.DISCLOSURE_ASK)
    row = Disclosure.gate(actor, disclosure_id)
    if row.unit_id not in actor.unit_ids:
        raise NotHere
    if row.state != DisclosureState.GRANTED or row.given_at is not None:
        raise Decided
    case, person = Case.gate(actor, row.case_id), Person.gate(actor, row.person_id)
    if row.consent_id and live_consent(actor, person.id, row.to_unit_id, {Compartment.CASE}) is None:
        raise NoBasis
    row.extract = {name: FIELDS[name](person, case) for name in row.given_fields}
    row.given_at, row.given_by_id = timezone.now(), actor.member
    with transaction.atomic():
        row.save(update_fields=["extract", "given_at", "given_by_id"])
        _told(actor, "disclosure.given", row, fields=row.given_fields)
    return row


def _told(actor: Actor, code: str, row: Disclosure, **facts: str | list[str]) -> None:
    happened(
        actor,
        code,
        matter=row.case_id,
        folder=row.folder_id,
        unit_id=actor.unit,
        subject_kind="disclosure",
        subject_id=row.id,
        facts=facts,
        to_unit=row.to_unit_id,
    )
