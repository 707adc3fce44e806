"""Referrals for tests: an adult or a child whom the hotline offers to somebody's unit."""

from typing import Any

from panah.core.ids import new_id
from panah.people.models import Identity, Person
from panah.referrals.actions import offering
from panah.referrals.actions.offering import Offer
from panah.referrals.models import Letter, Referral
from panah.vault import keyring
from tests.cases.making import ALL, consent
from tests.people.making import registered
from tests.world import Person as Member
from tests.world import acting

MESSAGE = "She asks to be fetched tonight; he keeps her passport"


def an_offer(person: Person, to: Member, **changes: Any) -> Offer:
    """An offer of everything the person has folders for; change what the test is about."""
    usual: dict[str, Any] = {
        "person_id": person.id,
        "receiver_unit_id": to.unit_id,
        "matter_id": new_id(),
        "compartments": ALL,
        "need": "protection",
        "urgency": "standard",
        "message": MESSAGE,
    }
    return Offer(**(usual | changes))


def sent(by: Member, person: Person, to: Member, **changes: Any) -> Referral:
    """Send an offer as it stands."""
    with acting(by) as actor:
        return offering.offer(actor=actor, offer=an_offer(person, to, **changes))


def offered(by: Member, to: Member, *, person: Person | None = None, **changes: Any) -> Referral:
    """Register a person, record the consent for this recipient, and offer them."""
    someone = person or registered(by)
    consent(by, someone, to)
    return sent(by, someone, to, **changes)


def overridden(by: Member, to: Member, *, person: Person | None = None, **changes: Any) -> Referral:
    """Offer somebody in danger without consent."""
    danger = {"legal_basis": "danger_to_life", "basis_reason": "He said he would kill her", "urgency": "emergency"}
    return sent(by, person or registered(by), to, **(danger | changes))


def names_seen(by: Member, referral: Referral) -> Any:
    """The names in the identity of the referred person as this member reads them; None where the row is invisible."""
    with acting(by):
        row = Identity.objects.filter(person_id=referral.person_id).first()
        return row and row.names


def letters_seen(by: Member, referral: Referral) -> list[str]:
    """The letters of a referral as this member reads them."""
    with acting(by):
        return [str(letter.words) for letter in Letter.of(referral).values()]


def opens(by: Member, folder_id: Any) -> bool:
    """Whether the member can open a folder now."""
    with acting(by):
        return keyring.needed().folder_key(folder_id) is not None
