"""The assistance centre: visits, rights explained, a victim presumed, and a place in a shelter in one step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.cases.actions import consents
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Refused, Stale
from panah.duties.timeline import happened
from panah.people.actions import registering
from panah.people.actions.registering import Facts
from panah.people.models import Person
from panah.referrals import receivers
from panah.referrals.actions import sending
from panah.referrals.models import Referral
from panah.shelter.actions.agreeing import Agreed
from panah.shelter.models import CentreVisit, Guest, House, HouseKind
from panah.vault import folders
from panah.vault.models import Compartment

SHELTER, RIGHTS = "shelter", "rights"


class UnknownService(BadInput):
    """Nothing, or something that no list has."""

    sentence = _("Choose what was done at this visit from the list. Nothing was lost.")
    rule = "AC-01"


class NoLanguage(BadInput):
    """Rights are explained in a language."""

    sentence = _("Say in which language the person's rights were explained.")
    rule = "AC-01"


class RightsFirst(Refused):
    """Who agrees to something knows their rights."""

    sentence = _("First explain to the person what protects their rights. Then ask whether they want a place.")
    rule = "AC-01"
    allow = _("A visit at which the rights were explained, with the language.")


class PresumedAlready(Stale):
    """The centre wrote it down before."""

    sentence = _("Your centre has written down before that it presumes a victim here.")
    rule = "AC-02"


class NoSigns(BadInput):
    """A presumption says what was seen."""

    sentence = _("Write in a few words what you saw or heard that makes you presume it.")
    rule = "AC-02"


class NoShelter(BadInput):
    """Not a shelter."""

    sentence = _("Choose a shelter.")
    rule = "AC-02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was done at a visit. `language` is the one in which rights were explained, if they were."""

    services: Sequence[str]
    language: str = ""
    with_interpreter: bool = False
    words: str = ""
    house_id: UUID | None = None

    def checked(self) -> "Visit":
        """Give it back; raises UnknownService, or NoLanguage for rights explained in none."""
        offered = country().codes("centre_service")
        if not self.services or any(code not in offered for code in self.services):
            raise UnknownService
        if RIGHTS in self.services and self.language not in country().codes("language"):
            raise NoLanguage
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Agreed):
    """A place asked of a shelter on consent that is given now."""

    shelter_id: UUID


def welcome(*, actor: Actor, facts: Facts) -> Guest:
    """Register somebody who came to the centre, under a false name, and open their place here.

    Of a child the bodies that protect children are told in the same transaction, without asking consent (AC-03).
    Nothing is mandatory. Raises UnknownFact.
    """
    actor.require(Permission.VISIT_WRITE)
    with transaction.atomic():
        person = registering.register(actor=actor, facts=facts)
        return _open(actor, person)


def receive(*, actor: Actor, person_id: UUID) -> Guest:
    """Open the place of somebody the centre knows already; gives the one there is. Raises NotHere."""
    actor.require(Permission.VISIT_WRITE)
    known = Guest.known(actor, person_id)
    return known or _open(actor, Person.gate(actor, person_id))


def _open(actor: Actor, person: Person) -> Guest:
    now = timezone.now()
    guest = Guest(
        person=person,
        pseudonym=person.pseudonym,
        unit_id=actor.unit,
        is_child=person.is_child,
        opened_at=now,
        opened_by_id=actor.member,
        last_visit_at=now,
    )
    with transaction.atomic():
        guest.folder = folders.create(actor=actor, compartment=Compartment.SOCIAL)
        guest.save(force_insert=True)
        _tell(actor, guest, "visit.guest_opened", child=guest.is_child)
    return guest


def write(*, actor: Actor, guest_id: UUID, visit: Visit) -> CentreVisit:
    """Write down a visit: what was done, and in which language rights were explained (AC-01). Everything is free.

    Raises NotHere (also for a house of another centre), UnknownService, NoLanguage.
    """
    guest = Guest.gate(actor, guest_id)
    visit.checked()
    house = _site(actor, visit.house_id)
    explained = RIGHTS in visit.services
    row = CentreVisit(
        folder_id=guest.folder_id,
        guest=guest,
        unit_id=guest.unit_id,
        house=house,
        services=sorted(set(visit.services)),
        rights_language=visit.language if explained else "",
        with_interpreter=explained and visit.with_interpreter,
        words=visit.words.strip(),
        at=timezone.now(),
        by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _follow(guest, row)
        _tell(actor, guest, "visit.written", services=row.services, rights=explained)
    return row


def _site(actor: Actor, house_id: UUID | None) -> House | None:
    """Give the house of the centre, and the only one it has where none is named."""
    if house_id is not None:
        return House.gate(actor, house_id)
    houses = list(sites(actor)[:2])
    return houses[0] if len(houses) == 1 else None


def sites(actor: Actor) -> Any:
    """Give the open houses of the actor's centre."""
    return House.visible(actor).filter(kind=HouseKind.CENTRE, closed_on=None)


def _follow(guest: Guest, visit: CentreVisit) -> None:
    guest.last_visit_at, changed = visit.at, ["last_visit_at"]
    if visit.rights_language and guest.rights_told_at is None:
        guest.rights_told_at, guest.rights_language = visit.at, visit.rights_language
        changed += ["rights_told_at", "rights_language"]
    guest.save(update_fields=changed)


def presume(*, actor: Actor, guest_id: UUID, signs: str) -> Guest:
    """Write down that the centre presumes a victim, and why: the clock of a place in a shelter starts (AC-02).

    The status of the person is the special unit's to decide and does not change. Raises NotHere, NoSigns,
    PresumedAlready.
    """
    guest = Guest.gate(actor, guest_id)
    if not signs.strip():
        raise NoSigns
    with transaction.atomic():
        _presume(actor, guest, signs)
    return guest


def _presume(actor: Actor, guest: Guest, signs: str) -> None:
    if guest.presumed_at is not None:
        raise PresumedAlready
    guest.presumed_at, guest.presumed_by_id, guest.signs = timezone.now(), actor.member, signs.strip()
    guest.save(update_fields=["presumed_at", "presumed_by_id", "signs"])
    _tell(actor, guest, "victim.presumed", unit_kind=HouseKind.CENTRE.value)


def place(*, actor: Actor, guest_id: UUID, wish: Place) -> Referral:
    """Ask a shelter to take somebody in, on the person's consent given now: one step (AC-02).

    Whoever asks a shelter presumes a victim, so that is written down as well where it was not; the duty to find a place
    ends with the offer. The shelter learns the false name, the facts of the case and how to reach the person. Raises
    NotHere, RightsFirst, NoShelter, and what recording the consent and offering raise.
    """
    guest = Guest.gate(actor, guest_id)
    earlier = sending.sent_already(actor, wish.form_token)
    if earlier is not None:
        return earlier
    if guest.rights_told_at is None:
        raise RightsFirst
    shelter = receivers.receiver(actor, wish.shelter_id)
    if shelter.kind != SHELTER:
        raise NoShelter
    with transaction.atomic():
        if guest.presumed_at is None:
            _presume(actor, guest, wish.message)
        offered = wish.wish(shelter, purpose=SHELTER, need=SHELTER)
        return sending.send(actor=actor, person_id=guest.person_id, matter_id=guest.person_id, wish=offered)


def refused(*, actor: Actor, guest_id: UUID, shelter_id: UUID) -> None:
    """Write down that the person does not want a place in a shelter: nothing is shared, and the duty ends (AC-02).

    Raises NotHere, NoShelter.
    """
    guest = Guest.gate(actor, guest_id)
    if receivers.receiver(actor, shelter_id).kind != SHELTER:
        raise NoShelter
    consents.refuse(
        actor=actor,
        matter=guest.person_id,
        folder_id=guest.folder_id,
        recipient_unit_id=shelter_id,
        subject_kind="guest",
        subject_id=guest.id,
    )


def _tell(actor: Actor, guest: Guest, code: str, **facts: Any) -> None:
    """Write what happened into the matter of the person, in the centre's own folder."""
    happened(
        actor,
        code,
        matter=guest.person_id,
        folder=guest.folder_id,
        unit_id=guest.unit_id,
        subject_kind="guest",
        subject_id=guest.id,
        facts=facts,
    )
