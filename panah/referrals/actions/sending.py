"""Sending somebody to another unit in one step: the consent, if it is given now, and the offer; all or nothing."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.cases.actions.consents import Agreement
from panah.cases.models import Case
from panah.core.actor import Actor
from panah.core.errors import NotHere
from panah.referrals.actions import offering, transferring
from panah.referrals.actions.offering import Offer
from panah.referrals.models import Referral
from panah.vault.models import Compartment


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the form of a new referral asks about the offer. With `agreement`, the consent is recorded with it."""

    receiver_unit_id: UUID
    compartments: frozenset[Compartment]
    need: str
    urgency: str
    message: str
    classified: bool = False
    agreement: Agreement | None = None
    legal_basis: str = ""
    basis_reason: str = ""
    form_token: UUID


def send(*, actor: Actor, person_id: UUID, matter_id: UUID, wish: Wish, previous: Referral | None = None) -> Referral:
    """Record the consent given now, if there is one, and offer the person (CON-06, CON-07, HL-11).

    A form sent twice gives the referral it made. Raises what recording and offering raise.
    """
    actor.require(Permission.REFERRAL_SEND)
    earlier = sent_already(actor, wish.form_token)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        if wish.agreement is not None:
            consents.record(actor=actor, person_id=person_id, matter=matter_id, agreement=wish.agreement)
        return offering.offer(actor=actor, offer=_offer(person_id, matter_id, wish), previous=previous)


def sent_already(actor: Actor, form_token: UUID) -> Referral | None:
    """Give the referral that a form made when it was sent the first time."""
    return Referral.sent(actor).filter(form_token=form_token).first()


def from_case(*, actor: Actor, case_id: UUID, wish: Wish) -> Referral:
    """Send the person of a case to another unit. What is shared is the person's own, never the file of the case.

    It belongs to the person's matter, so that it ends the duties that wait for it there (NRM-11, AC-02). Raises
    NotHere for a case of another unit, and what sending raises.
    """
    case = _own_case(actor, case_id)
    return send(actor=actor, person_id=case.person_id, matter_id=case.person_id, wish=wish)


def hand_on(*, actor: Actor, referral_id: UUID, wish: Wish) -> Referral:
    """Hand somebody on whom the unit accepted: a new offer on a basis of its own, bound to the first one's end."""
    earlier = sent_already(actor, wish.form_token)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        first = transferring.begin(actor=actor, referral_id=referral_id)
        return send(actor=actor, person_id=first.person_id, matter_id=first.person_id, wish=wish, previous=first)


def refused(*, actor: Actor, case_id: UUID, recipient_unit_id: UUID) -> None:
    """Write down that the person of a case does not agree to this recipient; nothing is shared."""
    case = _own_case(actor, case_id)
    consents.refuse(
        actor=actor,
        matter=case.person_id,
        folder_id=case.folder_id,
        recipient_unit_id=recipient_unit_id,
        subject_kind="case",
        subject_id=case.id,
    )


def _own_case(actor: Actor, case_id: UUID) -> Case:
    case = Case.opened(actor, case_id)
    if case.unit_id not in actor.unit_ids:
        raise NotHere
    return case


def _offer(person_id: UUID, matter_id: UUID, wish: Wish) -> Offer:
    return Offer(
        person_id=person_id,
        receiver_unit_id=wish.receiver_unit_id,
        matter_id=matter_id,
        compartments=wish.compartments,
        need=wish.need,
        urgency=wish.urgency,
        message=wish.message,
        classified=wish.classified,
        legal_basis=wish.legal_basis,
        basis_reason=wish.basis_reason,
        form_token=wish.form_token,
    )
