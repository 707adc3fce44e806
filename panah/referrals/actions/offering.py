"""Offering a person to another unit: with consent that names it, or on a basis in law that a supervisor reviews."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Unit
from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.cases.models import Consent
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, KeyMissing, Refused
from panah.core.ids import new_id
from panah.duties.timeline import happened
from panah.people.known import Known, known
from panah.referrals.actions import memoranda
from panah.referrals.actions.moving import note_step, tell
from panah.referrals.bases import LegalBasis, ReasonMissing, consent_missing, fitting_basis
from panah.referrals.clock import answer_due
from panah.referrals.models import Override, Referral
from panah.referrals.receivers import may_hold, receiver
from panah.referrals.states import Side, Step
from panah.vault import folders, grants, keyring
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, Folder


class UnknownAnswer(BadInput):
    """A code of the form that the country's lists do not have."""

    sentence = _("One of the answers is not on the list. Please choose again; nothing was lost.")


class NoMessage(BadInput):
    """A referral says in words what it is about."""

    sentence = _("Write to the receiver in a few words what has happened and what you ask for.")


class TooMuch(Refused):
    """More than the receiver may ever hold, or than the sender has."""

    sentence = _("This recipient may not be given all of that: each body holds only what its task needs.")
    rule = "PRI-01"
    allow = _("Fewer kinds of information.")


class NotAllotted(Refused):
    """Medical help is asked of the institutions allotted to victims."""

    sentence = _("Medical help is asked of a medical institution allotted to victims. Choose one of those.")
    rule = "AC-06"
    allow = _("A medical institution on the list of receivers.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is to be sent: who, to whom, exactly which folders, what is asked, the words, and what it rests on.

    Without `legal_basis` it rests on the person's consent. `form_token` makes a form sent twice one referral.
    """

    person_id: UUID
    receiver_unit_id: UUID
    matter_id: UUID
    compartments: frozenset[Compartment] = frozenset()
    need: str
    urgency: str
    message: str
    classified: bool = False
    legal_basis: str = ""
    basis_reason: str = ""
    form_token: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the offer turned out to rest on."""

    consent: Consent | None = None
    law: LegalBasis | None = None

    def basis(self, reference: str) -> Basis:
        return Basis(BasisKind.CONSENT if self.consent else BasisKind.LAW, reference)

    @property
    def until(self) -> datetime | None:
        return self.consent.until if self.consent else None

    @property
    def is_override(self) -> bool:
        return self.law is not None and self.law.is_override


@dataclass(frozen=True, slots=True)
class _Checked:
    """An offer that may be sent."""

    offer: Offer
    person: Known
    sender: Unit
    receiver: Unit
    ground: _Ground
    is_child: bool
    previous: Referral | None = None
    now: datetime = field(default_factory=timezone.now)

    @property
    def facts(self) -> dict[str, str | bool]:
        """What the timeline and the clocks learn of it."""
        return {
            "receiver_kind": self.receiver.kind,
            "urgency": self.offer.urgency,
            "need": self.offer.need,
            "child": self.is_child,
            "basis": self.offer.legal_basis or "consent",
        }


def offer(*, actor: Actor, offer: Offer, previous: Referral | None = None) -> Referral:
    """Offer a person to a unit: refused unless a live consent names it and covers the compartments (CON-06, CON-07).

    A basis in law that fits stands in for consent; it needs a reason and is reviewed (HL-11), except for the notice
    about a child to the bodies that protect children (CH-01, AC-03). The receiver gets the message at once and the
    person's chosen folders with the acceptance; its clock starts (NRM-06). `previous` is the referral it hands on.
    Raises ConsentMissing, BasisUnfit, ReasonMissing, TooMuch, NoReceiver, NoMemorandum, NotAllotted, UnknownAnswer,
    NoMessage, NotHere.
    """
    actor.require(Permission.REFERRAL_SEND)
    earlier = Referral.sent(actor).filter(form_token=offer.form_token).first() if offer.form_token else None
    if earlier is not None:
        return earlier
    checked = _checked(actor, offer, previous)
    with transaction.atomic():
        referral = _save(actor, checked)
        _share(actor, checked, referral)
        _tell(actor, checked, referral)
    return referral


def _checked(actor: Actor, offer: Offer, previous: Referral | None) -> _Checked:
    codes = {"referral_need": offer.need, "referral_urgency": offer.urgency}
    if not all(code in country().codes(name) for name, code in codes.items()):
        raise UnknownAnswer
    if not offer.message.strip():
        raise NoMessage
    person = known(actor, offer.person_id)
    if person.person is None:
        raise KeyMissing
    to = receiver(actor, offer.receiver_unit_id)
    memoranda.needed(to)
    if offer.need == "medical" and to.kind not in country().settings.medical_receivers:
        raise NotAllotted
    if not offer.compartments <= may_hold(to) & person.folder_ids.keys():
        raise TooMuch
    sender = Unit.objects.get(id=actor.unit)
    is_child = person.person.is_child
    ground = _ground(actor, offer, sender, to, is_child=is_child)
    return _Checked(offer, person, sender, to, ground, is_child, previous)


def _ground(actor: Actor, offer: Offer, sender: Unit, to: Unit, *, is_child: bool) -> _Ground:
    if not offer.legal_basis:
        consent = consents.live_consent(actor, offer.person_id, to.id, offer.compartments)
        if consent is None:
            raise consent_missing(sender)
        return _Ground(consent=consent)
    law = fitting_basis(sender, to, offer.legal_basis, is_child=is_child)
    if law.is_override and not offer.basis_reason.strip():
        raise ReasonMissing
    return _Ground(law=law)


def _save(actor: Actor, checked: _Checked) -> Referral:
    offer, consent, previous = checked.offer, checked.ground.consent, checked.previous
    cover, letters = (folders.create(actor=actor, compartment=Compartment.CASE) for _folder in range(2))
    referral = Referral(
        id=new_id(),
        folder=cover,
        letters=letters,
        number=_number(checked.now),
        sender_unit_id=actor.unit,
        receiver_unit_id=checked.receiver.id,
        sent_by_id=actor.member,
        matter_id=offer.matter_id,
        person_id=offer.person_id,
        pseudonym=checked.person.pseudonym,
        is_child=checked.is_child,
        urgency=offer.urgency,
        need=offer.need,
        compartments=sorted(offer.compartments),
        consent_id=consent.id if consent else None,
        legal_basis=offer.legal_basis,
        form_token=offer.form_token,
        previous=previous,
        offered_at=checked.now,
        answer_due_at=answer_due(checked.facts, checked.now),
    )
    referral.save(force_insert=True)
    note_step(actor, referral, Step.OFFER, Side.SENDER, words=offer.message.strip(), classified=offer.classified)
    return referral


def _number(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referrals_referral_numbers')")
        (drawn,) = cursor.fetchone() or (0,)
    return f"REF-{timezone.localtime(at).year}-{drawn:05d}"


def _share(actor: Actor, checked: _Checked, referral: Referral) -> None:
    """Open cover and letters to the receiver at once, the person's folders with the acceptance."""
    to, ground = checked.receiver.id, checked.ground
    basis = ground.basis(referral.number)
    cover = Basis(basis.kind, f"{referral.number} (cover)")
    grants.give(actor=actor, folder_id=referral.folder_id, unit_id=to, basis=cover)
    grants.give(actor=actor, folder_id=referral.letters_id, unit_id=to, basis=basis, until=ground.until)
    chosen = _chosen(checked.offer, checked.person.folder_ids)
    keyring.needed().preload(chosen)
    for folder_id in chosen:
        until = _no_longer_than_held(actor, checked.person, folder_id, ground.until)
        grants.give(actor=actor, folder_id=folder_id, unit_id=to, basis=basis, until=until, pending=True)
    if checked.previous is not None:
        # Who sent the person first sees what becomes of them: codes alone.
        grants.give(actor=actor, folder_id=referral.folder_id, unit_id=checked.previous.sender_unit_id, basis=cover)
    if ground.consent is not None:
        consents.rest_on(actor=actor, consent=ground.consent, reference=referral.number)


def _no_longer_than_held(actor: Actor, person: Known, folder_id: UUID, until: datetime | None) -> datetime | None:
    """Give the end of a right that is passed on: what a unit was itself given it gives on for no longer."""
    if person.person is not None and person.person.registered_by_unit_id in actor.unit_ids:
        return until
    held = [each.until for each in grants.who_can_see(folder_id) if each.unit_id in actor.unit_ids and each.live]
    ends = [moment for moment in held if moment is not None]
    if not held or len(ends) < len(held):
        return until
    return min(until, max(ends)) if until else max(ends)


def _chosen(offer: Offer, folder_ids: Mapping[Compartment, UUID]) -> list[UUID]:
    return [folder_ids[compartment] for compartment in sorted(offer.compartments)]


def _tell(actor: Actor, checked: _Checked, referral: Referral) -> None:
    tell(actor, referral, "referral.offered", Side.SENDER, **checked.facts)
    law = checked.ground.law
    if law is not None and law.is_override:
        _override(actor, checked, referral)
    elif law is not None:
        tell(actor, referral, "notification.sent", Side.SENDER, recipient=checked.receiver.kind, subject="child")


def _override(actor: Actor, checked: _Checked, referral: Referral) -> None:
    """Keep the reason in a folder of the sender's own and start the supervisor's duty to review it (HL-11)."""
    folder: Folder = folders.create(actor=actor, compartment=Compartment.CASE)
    Override(
        folder=folder,
        referral=referral,
        unit_id=referral.sender_unit_id,
        legal_basis=referral.legal_basis,
        reason=checked.offer.basis_reason.strip(),
        used_at=checked.now,
        used_by_id=actor.member,
    ).save(force_insert=True)
    happened(
        actor,
        "basis.override_used",
        matter=referral.matter_id,
        folder=folder,
        unit_id=referral.sender_unit_id,
        subject_kind="referral",
        subject_id=referral.id,
        facts={"basis": referral.legal_basis},
    )
