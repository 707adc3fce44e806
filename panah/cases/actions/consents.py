"""Recording, looking up and withdrawing consent (CON-06, CON-07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.models.consents import MOST, Consent, ConsentUse
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.people.models import Person
from panah.vault import grants
from panah.vault.models import Compartment

WITHDRAWN = "withdrawn"


class UnknownAnswer(BadInput):
    """A code of the consent form that the country's lists do not have."""

    sentence = _("One of the answers about the consent is not on the list. Please choose again; nothing was lost.")


class ImpossibleConsent(BadInput):
    """A consent from the future, or one that has ended already."""

    sentence = _("A consent is given now or earlier, and ends in the future.")
    rule = "CON-07"


class ChildAlone(Refused):
    """A child cannot consent alone."""

    sentence = _("A child's consent needs a grown-up's as well: an unsuspected guardian's, or the guardianship body's.")
    rule = "CH-13"
    allow = _(
        "Consent of the child together with a guardian, or of the guardianship body; in danger, another basis in law."
    )


class AlreadyWithdrawn(Stale):
    """The consent was withdrawn before."""

    sentence = _("This consent was withdrawn already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the person agreed to, as it was said. `given_at` is now unless it was said earlier."""

    recipient_unit_id: UUID
    purpose: str
    compartments: frozenset[Compartment]
    language: str
    given_how: str
    given_by: str
    until: datetime
    evidence: str = ""
    given_at: datetime | None = None

    def checked(self, person: Person) -> "Agreement":
        """Give it back; raises UnknownAnswer, ImpossibleConsent or ChildAlone for what cannot be right."""
        codes = {
            "consent_purpose": self.purpose,
            "language": self.language,
            "consent_way": self.given_how,
            "consent_giver": self.given_by,
        }
        known = all(code in country().codes(name) for name, code in codes.items())
        if not known or not self.compartments or not Unit.objects.filter(id=self.recipient_unit_id).exists():
            raise UnknownAnswer
        now = timezone.now()
        if (self.given_at or now) > now or self.until <= now:
            raise ImpossibleConsent
        if person.is_child and self.given_by == "person":
            raise ChildAlone
        return self


def record(
    *, actor: Actor, person_id: UUID, matter: UUID, agreement: Agreement, folder_id: UUID | None = None
) -> Consent:
    """Record what a person agreed to share with one recipient, what for and until when (CON-06).

    The evidence is sealed in the person's case folder; a consent that says where the person lives, in the whereabouts
    folder that is named (CON-14). Raises NotHere, UnknownAnswer, ImpossibleConsent, ChildAlone.
    """
    actor.require(Permission.CONSENT_RECORD)
    person = Person.gate(actor, person_id)
    agreement.checked(person)
    consent = Consent(
        folder_id=folder_id or person.folder_id,
        person=person,
        matter_id=matter,
        purpose=agreement.purpose,
        recipient_unit_id=agreement.recipient_unit_id,
        compartments=sorted(agreement.compartments),
        language=agreement.language,
        given_how=agreement.given_how,
        given_by=agreement.given_by,
        evidence=agreement.evidence,
        given_at=agreement.given_at or timezone.now(),
        until=agreement.until,
        recorded_by_id=actor.member,
        recorded_by_unit_id=actor.unit,
    )
    with transaction.atomic():
        consent.save(force_insert=True)
        _happened(actor, "consent.given", consent, purpose=consent.purpose, compartments=consent.compartments)
    return consent


def refuse(
    *, actor: Actor, matter: UUID, folder_id: UUID, recipient_unit_id: UUID, subject_kind: str, subject_id: UUID
) -> None:
    """Write down that consent for a recipient was refused: the duty to refer ends, and nothing is shared.

    It lies in the folder of what it came from, for who refuses need not be registered. Raises UnknownAnswer.
    """
    actor.require(Permission.CONSENT_RECORD)
    recipient = Unit.objects.filter(id=recipient_unit_id).first()
    if recipient is None:
        raise UnknownAnswer
    happened(
        actor,
        "consent.refused",
        matter=matter,
        folder=folder_id,
        unit_id=actor.unit,
        subject_kind=subject_kind,
        subject_id=subject_id,
        facts={"recipient_kind": recipient.kind},
    )


def live_consent(actor: Actor, person_id: UUID, recipient_unit_id: UUID, compartments: Iterable[str]) -> Consent | None:
    """Give the newest live consent that names this recipient and covers these compartments, or None (CON-06).

    A unit shares only on consent it took itself: so it can end the sharing when the consent is withdrawn.
    """
    actor.require(Permission.PERSON_VIEW)
    wanted = frozenset(compartments)
    given = Consent.objects.filter(
        person_id=person_id,
        recipient_unit_id=recipient_unit_id,
        recorded_by_unit_id__in=actor.unit_ids,
        withdrawn_at=None,
        until__gt=timezone.now(),
    )
    return next((row for row in given.order_by("-id")[:MOST] if row.covers(recipient_unit_id, wanted)), None)


def rest_on(*, actor: Actor, consent: Consent, reference: str) -> None:
    """Write into the ledger that a sharing rests on a consent, so that it ends with it.

    The database refuses a consent that is not live at this moment: prior consent, not later (CON-07).
    """
    row = ConsentUse(
        folder_id=consent.folder_id,
        consent=consent,
        reference=reference,
        used_at=timezone.now(),
        used_by_id=actor.member,
    )
    row.save(force_insert=True)


def withdraw(*, actor: Actor, consent_id: UUID) -> Consent:
    """Withdraw a consent: every right to see that rests on it ends at once, and the recipient is told (CON-06).

    Where something had been shared, the recipient's duty to give it back or destroy it begins. However many rights
    there are, they end with one statement. Done by the unit that recorded it. Raises NotHere, AlreadyWithdrawn.
    """
    actor.require(Permission.CONSENT_RECORD)
    consent = Consent.gate(actor, consent_id)
    if consent.recorded_by_unit_id not in actor.unit_ids:
        raise NotHere
    with transaction.atomic():
        waiting = Consent.objects.filter(id=consent.id, withdrawn_at=None)
        if not waiting.update(withdrawn_at=timezone.now(), withdrawn_by_id=actor.member):
            raise AlreadyWithdrawn
        references = list(consent.uses.values_list("reference", flat=True))
        grants.end_all(actor=actor, references=references, reason=WITHDRAWN)
        kind = Unit.objects.values_list("kind", flat=True).get(id=consent.recipient_unit_id)
        _happened(
            actor,
            "consent.withdrawn",
            consent,
            purpose=consent.purpose,
            receiver_kind=kind,
            shared=bool(references),
        )
        for topic in ("referrals", "returns"):
            notify(consent.recipient_unit_id, topic)
    consent.refresh_from_db(fields=["withdrawn_at", "withdrawn_by_id"])
    return consent


def _happened(actor: Actor, code: str, consent: Consent, **facts: str | bool | list[str]) -> None:
    """Tell the timeline; a withdrawal is addressed to the recipient, whose clock ends with it."""
    happened(
        actor,
        code,
        matter=consent.matter_id,
        folder=consent.folder_id,
        unit_id=actor.unit,
        subject_kind="consent",
        subject_id=consent.id,
        facts=facts,
        to_unit=consent.recipient_unit_id if code == "consent.withdrawn" else None,
    )
