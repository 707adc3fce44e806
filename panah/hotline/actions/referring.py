"""From a contact to a referral: the person, the consent and the offer in one step, or the refusal of consent."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.core.actor import Actor
from panah.hotline.actions import drafts, situations
from panah.hotline.actions.situations import NoSuchPerson
from panah.hotline.models import Contact
from panah.hotline.states import DraftForm
from panah.people import pseudonyms
from panah.people.actions import identity, matching, registering
from panah.people.actions.identity import Named, Reached
from panah.people.actions.matching import Elsewhere
from panah.people.actions.registering import Facts
from panah.people.models import Person
from panah.referrals.actions import sending
from panah.referrals.actions.sending import Wish
from panah.referrals.models import Referral
from panah.vault import index

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Who is to be referred: somebody known by id or by false name, or somebody new with what is known of them."""

    person_id: UUID | None = None
    pseudonym: str = ""
    facts: Facts = field(default_factory=Facts)
    names: tuple[str, ...] = ()
    phone: str = ""
    # The person is somebody else than those who look alike.
    another: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the person is to be registered."""
        return self.person_id is None and not self.pseudonym

    def told(self) -> index.Known:
        """Give what the person is found by."""
        return index.Known(names=self.names, phones=(self.phone,) if self.phone else ())


def persons_of(contact: Contact) -> list[Person]:
    """Give the potential victims of the situation a contact belongs to; at most MOST."""
    if contact.situation is None:
        return []
    rows = contact.situation.people.select_related("person").order_by("added_at", "id")[:MOST]
    return [row.person for row in rows]


def compare(*, actor: Actor, someone: Someone, wish: Wish) -> None:
    """Compare somebody new with the persons the unit can open; raises LooksKnown, unless it is somebody else (PRI-05).

    Apart from `refer`, because a rehearsal takes everything back, and the trail keeps what was looked up.
    """
    actor.require(Permission.REFERRAL_SEND)
    sent = Referral.sent(actor).filter(form_token=wish.form_token).exists()
    if someone.is_new and not someone.another and not sent:
        matching.require_new(actor=actor, words=someone.told())


def elsewhere(*, actor: Actor, someone: Someone) -> Elsewhere:
    """Ask whether another unit may know somebody new; never which one (CON-14)."""
    if not someone.is_new:
        return Elsewhere.NOT_ASKED
    return matching.elsewhere(actor=actor, words=someone.told())


def refer(*, actor: Actor, contact_id: UUID, someone: Someone, wish: Wish) -> Referral:
    """Refer somebody from a contact: register them if they are new, record the consent, offer them (HL-11).

    All of it happens or nothing. The person joins the situation of the contact. A form sent twice gives the referral
    it made. Raises what registering, recording and offering raise.
    """
    actor.require(Permission.REFERRAL_SEND)
    contact = Contact.gate(actor, contact_id)
    earlier = sending.sent_already(actor, wish.form_token)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        person = _person(actor, contact, someone)
        referral = sending.send(actor=actor, person_id=person.id, matter_id=contact.id, wish=wish)
        situation = situations.open_new(actor=actor, contact_id=contact.id)
        situations.add_person(actor=actor, situation_id=situation.id, pseudonym=person.pseudonym)
        drafts.discard(actor=actor, contact=contact, form=DraftForm.REFERRAL)
    return referral


def rehearse(*, actor: Actor, contact_id: UUID, someone: Someone, wish: Wish) -> Referral:
    """Do it all and take it all back: what would be refused is refused now, and the page shows what would be sent."""
    with transaction.atomic():
        referral = refer(actor=actor, contact_id=contact_id, someone=someone, wish=wish)
        transaction.set_rollback(True)
    return referral


def refused(*, actor: Actor, contact_id: UUID, recipient_unit_id: UUID) -> None:
    """Write down that the caller does not agree to this recipient; nothing is shared."""
    contact = Contact.gate(actor, contact_id)
    consents.refuse(
        actor=actor,
        matter=contact.id,
        folder_id=contact.folder_id,
        recipient_unit_id=recipient_unit_id,
        subject_kind="contact",
        subject_id=contact.id,
    )


def _person(actor: Actor, contact: Contact, someone: Someone) -> Person:
    if someone.person_id is not None:
        return Person.gate(actor, someone.person_id)
    if someone.pseudonym:
        named = Person.visible(actor).filter(pseudonym=pseudonyms.written(someone.pseudonym)).first()
        if named is None:
            raise NoSuchPerson
        return named
    person = registering.register(actor=actor, facts=someone.facts, names=someone.names, matter=contact.id)
    if someone.names:
        identity.save_identity(actor=actor, person_id=person.id, words=Named(names=someone.names))
    if someone.phone:
        identity.save_reach(actor=actor, person_id=person.id, words=Reached(phone=someone.phone))
    return person
