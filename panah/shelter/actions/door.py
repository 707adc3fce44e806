"""The cards at the door: what guards know of who lives here and who is expected, and nothing else (SH-12)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Stale
from panah.core.live import notify
from panah.people import pseudonyms
from panah.people.actions.photos import TooLarge, cleaned
from panah.shelter import blocklist
from panah.shelter.actions import guarding
from panah.shelter.models import Acquaintance, CardKind, DoorCard, Guarding, House, SafetyCard, Stay

MOST_BYTES = 200_000
# A card of a visitor outlives the visit by this.
FORGOTTEN_AFTER = timedelta(hours=12)


class NoName(BadInput):
    """A guard has to know whom to let in."""

    sentence = _("Give the name under which the door lets this visitor in, and from when until when.")


class PassedAlready(Stale):
    """Somebody wrote it down before."""

    sentence = _("Somebody has written this down already. The page shows who is in the house now.")


def card_for(*, actor: Actor, stay: Stay, name: str = "") -> DoorCard:
    """Make the card of somebody who moves in: how they are called in the house, and no more. Safe to repeat.

    Nothing on it leads to the person or the stay; what ties them lies in the stay's own folder.
    """
    actor.require(Permission.HOUSE_WRITE)
    place = guarding.of_house(actor=actor, house=stay.house)
    known = _safety(actor, stay)
    if known.card is not None:
        return known.card
    card = DoorCard(
        folder_id=place.folder_id,
        guarding=place,
        kind=CardKind.RESIDENT,
        name=name.strip() or _called(),
        made_at=timezone.now(),
    )
    with transaction.atomic():
        card.save(force_insert=True)
        SafetyCard.objects.filter(id=known.id).update(card=card)
        _tell(place)
    return card


def rename(*, actor: Actor, stay_id: UUID, name: str, help_needed: str) -> SafetyCard:
    """Say how the guards call a resident, and which help the person needs to get out in a hurry. Raises NotHere."""
    actor.require(Permission.HOUSE_WRITE)
    stay = Stay.gate(actor, stay_id)
    if help_needed:
        country().codes("evacuation_help")[help_needed]
    with transaction.atomic():
        card = card_for(actor=actor, stay=stay)
        card.name = name.strip() or card.name
        card.save(update_fields=["name"])
        fields = {"help": help_needed, "changed_at": timezone.now(), "changed_by_id": actor.member}
        SafetyCard.objects.filter(stay=stay).update(**fields)
        trail.write(actor, "door.card_changed", kind="stay", subject=stay.id)
        _tell(card.guarding)
    return SafetyCard.objects.get(stay=stay)


def show_face(*, actor: Actor, stay_id: UUID, content: bytes) -> DoorCard:
    """Put a small picture on a resident's card, without what cameras write into it. Raises TooLarge, NoPicture."""
    actor.require(Permission.HOUSE_WRITE)
    stay = Stay.gate(actor, stay_id)
    if len(content) > MOST_BYTES:
        raise TooLarge(_("The picture for the door is larger than 200 kB. Make it smaller and try again."))
    kind, picture = cleaned(content)
    with transaction.atomic():
        card = card_for(actor=actor, stay=stay)
        card.face_kind, card.face = kind, picture
        card.save(update_fields=["face_kind", "face"])
        trail.write(actor, "door.face_written", kind="stay", subject=stay.id)
        _tell(card.guarding)
    return card


def forget(*, actor: Actor, stay: Stay) -> None:
    """Delete the card of somebody who has left: the guards keep nothing of them. Safe to repeat."""
    actor.require(Permission.HOUSE_WRITE)
    for known in SafetyCard.objects.filter(stay=stay, card__isnull=False).select_related("card__guarding"):
        card = known.card
        if card is not None:
            place = card.guarding
            card.delete()
            _tell(place)


def expect(*, actor: Actor, house: House, name: str, start: datetime, end: datetime) -> DoorCard:
    """Tell the door of a visitor who was approved: a name and a time, not whom they visit. Raises NoName.

    Cards of visits that are over are deleted on the way, but for whoever has not gone out.
    """
    actor.require(Permission.HOUSE_WRITE)
    if not name.strip() or end <= start:
        raise NoName
    place = guarding.of_house(actor=actor, house=house)
    card = DoorCard(
        folder_id=place.folder_id,
        guarding=place,
        kind=CardKind.VISITOR,
        name=name.strip(),
        from_at=start,
        until_at=end,
        made_at=timezone.now(),
    )
    with transaction.atomic():
        over = timezone.now() - FORGOTTEN_AFTER
        cards = DoorCard.objects.filter(guarding=place, kind=CardKind.VISITOR, until_at__lt=over)
        cards.exclude(in_at__isnull=False, out_at__isnull=True).delete()
        card.save(force_insert=True)
        trail.write(actor, "door.visitor_expected", kind="house", subject=house.id)
        _tell(place)
    return card


def expect_guest(*, actor: Actor, house: House, name: str, start: datetime, end: datetime) -> DoorCard:
    """Tell the door of somebody who comes to the house and to no resident. Raises NoName, NameKeptAway (CH-11)."""
    actor.require(Permission.HOUSE_WRITE)
    blocklist.let_pass(Acquaintance.kept_out(house), name)
    return expect(actor=actor, house=house, name=name, start=start, end=end)


def passed(*, actor: Actor, card_id: UUID, inward: bool) -> None:
    """Write that a visitor came in or went out, by whoever stands at the door now or works in the house.

    Whoever is inside stands on the list for leaving in a hurry. Raises NotHere, PassedAlready.
    """
    card = DoorCard.gate(actor, card_id)
    with transaction.atomic():
        if not functions.value("panah_visitor_passed", card.id, inward):
            raise PassedAlready
        trail.write(
            actor,
            "door.visitor_came_in" if inward else "door.visitor_went_out",
            kind="house",
            subject=card.guarding.house_id,
            record_unit=card.guarding.unit_id,
        )
        _tell(card.guarding)


def expect_no_more(*, actor: Actor, card_id: UUID) -> None:
    """Take a visitor off the door's list; one that is not there any more is no mistake."""
    actor.require(Permission.HOUSE_WRITE)
    card = DoorCard.objects.filter(id=card_id, kind=CardKind.VISITOR).select_related("guarding").first()
    if card is not None:
        place = card.guarding
        card.delete()
        _tell(place)


def see_face(*, actor: Actor, card_id: UUID) -> DoorCard:
    """Give a card with its picture to the house and to a guard who stands at this door now. Raises NotHere."""
    card = DoorCard.gate(actor, card_id)
    if not card.face_kind or not card.face:
        raise NotHere
    return card


def _called() -> str:
    """Coin how the guards call somebody whom nobody named yet: the false name would lead to the case (CON-14)."""
    return pseudonyms.coin().partition(" ")[0]


def _help_for(stay: Stay) -> str:
    """Say what help on the way out follows from what somebody needed when they came; who knows better changes it."""
    if "walking" in stay.needs:
        return "walking"
    return "infant" if stay.is_child and "baby" in stay.needs else ""


def _safety(actor: Actor, stay: Stay) -> SafetyCard:
    made = {
        "folder_id": stay.folder_id,
        "help": _help_for(stay),
        "changed_at": timezone.now(),
        "changed_by_id": actor.member,
    }
    row, _fresh = SafetyCard.objects.select_related("card__guarding").get_or_create(stay=stay, defaults=made)
    return row


def _tell(place: Guarding) -> None:
    for unit_id in filter(None, (place.unit_id, place.guard_unit_id)):
        notify(unit_id, guarding.TOPIC)
