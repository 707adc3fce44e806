"""Who guards a house: the police unit, its training, its rota, and a guard who comes along on a way out."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Appointment, Member, Unit
from panah.accounts.permissions import Permission, Role
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused, Stale
from panah.core.live import notify
from panah.shelter.models import Escort, EscortState, Guarding, GuardShift, House, SafetyCard, Stay, Training
from panah.shelter.refusing import saying
from panah.vault import folders, grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment

# Codes of the country's list `training_topic` without which there is no shift and no way out (POL-06).
AT_THE_DOOR, ON_THE_WAY = "safe_house_guard", "body_guard"
LONGEST_SHIFT, LONGEST_WAY = timedelta(hours=24), timedelta(days=3)
TOPIC = "door"


class NotGuards(BadInput):
    """Only the special unit, or police who provide security, is entrusted with a house."""

    sentence = _("Choose a police unit that guards safe houses, and give the number of the order.")
    rule = "SH-12"


class NotOfThisPost(BadInput):
    """Only guards of the unit that guards the house stand on its rota."""

    sentence = _("Only guards of the unit that guards this house stand on its rota.")
    rule = "SH-12"


class Untrained(Refused):
    """Without a training that counts there is no shift."""

    sentence = _("This person has no valid training for it on these days, so there is no shift.")
    rule = "POL-06"
    allow = _("A training that a colleague has entered and that counts until the last day.")


class GuardTaken(Refused):
    """The guard stands somewhere else at that time."""

    sentence = _("This person already has a shift at that time.")


class ImpossibleTime(BadInput):
    """Ends before it begins, or lasts too long."""

    sentence = _("The end lies after the beginning, and a shift lasts at most 24 hours.")


class OwnTraining(Refused):
    """Nobody vouches for themselves."""

    sentence = _("Somebody else enters your training.")
    rule = "POL-06"


class ShiftOver(Stale):
    """A shift that is over was stood."""

    sentence = _("This shift is over. Who stood at the door stays on record.")
    rule = "SH-12"


class WayGone(Stale):
    """Somebody else came along, or it was called off."""

    sentence = _("This way out has changed in the meantime. The page shows how it is now.")


REFUSALS: dict[str, type[Refused]] = {
    "guard_is_trained": Untrained,
    "guard_at_one_door_at_a_time": GuardTaken,
    "guard_shift_ends_after": ImpossibleTime,
    "escort_ends_after": ImpossibleTime,
}


def of_house(*, actor: Actor, house: House) -> Guarding:
    """Give how a house of the actor's unit is guarded; its security folder is made when it is first needed."""
    found = Guarding.visible(actor).filter(house=house)
    try:
        with transaction.atomic():
            return found.first() or _begun(actor, house)
    except IntegrityError:
        # Somebody else has just begun it; what they made is there.
        return found.get()


def _begun(actor: Actor, house: House) -> Guarding:
    folder = folders.create(actor=actor, compartment=Compartment.SECURITY)
    row = Guarding(folder=folder, house=house, unit_id=house.unit_id)
    row.save(force_insert=True)
    return row


def police_units() -> list[Unit]:
    """List the units that can be entrusted with a house: of the kinds the country names (SH-12); at most 100."""
    kinds = country().settings.guarding_units
    return list(Unit.objects.filter(kind__in=kinds, closed_at=None).order_by("code")[:100])


def entrust(*, actor: Actor, house_id: UUID, guard_unit_id: UUID, order_number: str, post: str) -> Guarding:
    """Have a police unit guard a house, by an order: the special unit or police who provide security (SH-12).

    It is shown the door's folder from now on and no other, and of it those alone who are appointed to guard.

    A unit that guarded before loses it at once. Raises NotHere, NotGuards.
    """
    actor.require(Permission.HOUSE_LEAD)
    house = House.gate(actor, house_id)
    unit = next((each for each in police_units() if each.id == guard_unit_id), None)
    if unit is None or not order_number.strip():
        raise NotGuards
    with transaction.atomic():
        row = of_house(actor=actor, house=house)
        before = row.guard_unit_id
        row.guard_unit_id, row.order_number, row.post = unit.id, order_number.strip()[:40], post.strip()
        row.since = timezone.now()
        row.save()
        grants.end_all(actor=actor, references=[row.reference], reason="guarding")
        basis = Basis(BasisKind.ASSIGNMENT, row.reference)
        grants.give(actor=actor, folder_id=row.folder_id, unit_id=unit.id, basis=basis)
        trail.write(actor, "guarding.entrusted", kind="house", subject=house.id)
        for each in {unit.id, before or unit.id, actor.unit}:
            notify(each, TOPIC)
    return row


def relieve(*, actor: Actor, house_id: UUID) -> Guarding:
    """Have the police unit guard the house no longer: it sees neither door nor rota from now on. Raises NotHere."""
    actor.require(Permission.HOUSE_LEAD)
    with transaction.atomic():
        row = of_house(actor=actor, house=House.gate(actor, house_id))
        before, row.guard_unit_id, row.since = row.guard_unit_id, None, None
        row.save()
        grants.end_all(actor=actor, references=[row.reference], reason="guarding")
        trail.write(actor, "guarding.ended", kind="house", subject=row.house_id)
        for each in {before or actor.unit, actor.unit}:
            notify(each, TOPIC)
    return row


def record_training(
    *, actor: Actor, member_id: UUID, topic: str, trained_on: date, valid_until: date, certificate: str = ""
) -> Training:
    """Write down a colleague's training and until when it counts (POL-06, SH-21). Raises OwnTraining, NotOfThisPost."""
    actor.require(Permission.GUARD_ROTA)
    if member_id == actor.member_id:
        raise OwnTraining
    if not Appointment.objects.filter(member_id=member_id, unit_id=actor.unit, ended_at=None).exists():
        raise NotOfThisPost(_("Only trainings of your own unit's members are entered here."))
    if not trained_on <= valid_until or trained_on > timezone.localdate():
        raise ImpossibleTime(_("A training lies behind us and counts until a day after it."))
    row = Training(
        unit_id=actor.unit,
        member_id=member_id,
        topic=country().codes("training_topic")[topic].id,
        trained_on=trained_on,
        valid_until=valid_until,
        certificate=certificate.strip()[:40],
        recorded_at=timezone.now(),
        recorded_by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        trail.write(actor, "training.recorded", kind="member", subject=member_id)
    return row


def withdraw_training(*, actor: Actor, training_id: UUID) -> None:
    """Say that a training does not count; shifts that rested on it stay and are seen. Raises NotHere, OwnTraining."""
    actor.require(Permission.GUARD_ROTA)
    row = Training.gate(actor, training_id)
    if row.member_id == actor.member_id:
        raise OwnTraining
    with transaction.atomic():
        Training.objects.filter(id=row.id, withdrawn_at=None).update(withdrawn_at=timezone.now())
        trail.write(actor, "training.withdrawn", kind="member", subject=row.member_id)


def add_shift(*, actor: Actor, guarding_id: UUID, member_id: UUID, start: datetime, end: datetime) -> GuardShift:
    """Put a guard on the rota of a house; nothing in it is about residents (SH-12).

    Raises NotHere, ImpossibleTime, NotOfThisPost, Untrained (POL-06), GuardTaken.
    """
    actor.require(Permission.GUARD_ROTA)
    guarding = Guarding.gate(actor, guarding_id)
    if not timedelta(0) < end - start <= LONGEST_SHIFT:
        raise ImpossibleTime
    if guarding.guard_unit_id != actor.unit or not _guards(actor, member_id):
        raise NotOfThisPost
    need_training(member_id, AT_THE_DOOR, start, end)
    shift = GuardShift(
        folder_id=guarding.folder_id,
        guarding=guarding,
        member_id=member_id,
        starts_at=start,
        ends_at=end,
        made_at=timezone.now(),
        made_by_id=actor.member,
    )
    with transaction.atomic():
        with saying(REFUSALS):
            shift.save(force_insert=True)
        trail.write(actor, "guard.shift_made", kind="shift", subject=shift.id)
        _tell(guarding)
    return shift


def withdraw_shift(*, actor: Actor, shift_id: UUID) -> None:
    """Take a guard's shift off the rota; one that is over stays on it, for that is who stood there.

    Raises NotHere, ShiftOver.
    """
    actor.require(Permission.GUARD_ROTA)
    shift = GuardShift.objects.filter(id=shift_id, withdrawn_at=None).select_related("guarding").first()
    if shift is None or actor.unit not in (shift.guarding.guard_unit_id, shift.guarding.unit_id):
        raise NotHere
    if shift.ends_at <= timezone.now():
        raise ShiftOver
    with transaction.atomic():
        GuardShift.objects.filter(id=shift_id, withdrawn_at=None).update(withdrawn_at=timezone.now())
        trail.write(actor, "guard.shift_withdrawn", kind="shift", subject=shift_id)
        _tell(shift.guarding)


def need_training(member_id: UUID, topic: str, start: datetime, end: datetime) -> None:
    """Raise Untrained unless a training on the topic counts from the first to the last day (POL-06)."""
    first, last = timezone.localdate(start), timezone.localdate(end)
    counting = Training.objects.filter(member_id=member_id, topic=topic, withdrawn_at=None)
    if not counting.filter(trained_on__lte=first, valid_until__gte=last).exists():
        raise Untrained


def ask_escort(*, actor: Actor, stay_id: UUID, place: str, start: datetime, end: datetime, words: str = "") -> Escort:
    """Ask the guards to walk beside a resident on a way out: a task of its own. Only if the person wants it (SH-10).

    Raises NotHere, NotGuards where nobody guards the house, ImpossibleTime.
    """
    actor.require(Permission.HOUSE_WRITE)
    stay = Stay.gate(actor, stay_id)
    guarding = of_house(actor=actor, house=stay.house)
    known = SafetyCard.objects.filter(stay=stay).first()
    if guarding.guard_unit_id is None or known is None or known.card_id is None:
        raise NotGuards(_("No police unit guards this house yet, or the guards do not know this person."))
    if not timedelta(0) < end - start <= LONGEST_WAY or end <= timezone.now():
        raise ImpossibleTime(_("The way back lies after the way out, and within three days."))
    row = Escort(
        folder_id=guarding.folder_id,
        guarding=guarding,
        card_id=known.card_id,
        place=country().codes("escort_place")[place].id,
        words=words.strip(),
        starts_at=start,
        ends_at=end,
        asked_at=timezone.now(),
        asked_by_id=actor.member,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        trail.write(actor, "escort.asked", kind="escort", subject=row.id)
        _tell(guarding)
    return row


def take_escort(*, actor: Actor, escort_id: UUID) -> Escort:
    """Come along; of two guards one is told that the other was first. Raises NotHere, Untrained, WayGone."""
    actor.require(Permission.ESCORT)
    row = Escort.gate(actor, escort_id)
    need_training(actor.member, ON_THE_WAY, row.starts_at, row.ends_at)
    with saying(REFUSALS):
        _move(actor, row, EscortState.ASKED, EscortState.TAKEN, member_id=actor.member)
    return row


def end_escort(*, actor: Actor, escort_id: UUID) -> Escort:
    """Say that one is back, by the body guard who went along. Raises NotHere, WayGone."""
    actor.require(Permission.ESCORT)
    row = Escort.gate(actor, escort_id)
    if row.member_id != actor.member_id:
        raise NotHere
    _move(actor, row, EscortState.TAKEN, EscortState.DONE)
    return row


def call_off_escort(*, actor: Actor, escort_id: UUID) -> Escort:
    """Call a way out off, by the house. Raises NotHere, WayGone."""
    actor.require(Permission.HOUSE_WRITE)
    row = Escort.gate(actor, escort_id)
    if row.state not in (EscortState.ASKED, EscortState.TAKEN):
        raise WayGone
    _move(actor, row, EscortState(row.state), EscortState.CALLED_OFF)
    return row


def _move(actor: Actor, row: Escort, before: EscortState, after: EscortState, **fields: UUID) -> None:
    with transaction.atomic():
        if not Escort.objects.filter(id=row.id, state=before).update(state=after, **fields):
            raise WayGone
        trail.write(actor, f"escort.{after.value}", kind="escort", subject=row.id, record_unit=row.guarding.unit_id)
        _tell(row.guarding)


def guards_of(actor: Actor) -> list[Member]:
    """List the members of the actor's unit who stand at doors; at most 200."""
    appointed = Appointment.objects.filter(unit_id=actor.unit, role=Role.GUARD, ended_at=None)
    return list(Member.objects.filter(id__in=appointed.values("member_id"), disabled_at=None).order_by("alias")[:200])


def _guards(actor: Actor, member_id: UUID) -> bool:
    return any(each.id == member_id for each in guards_of(actor))


def _tell(guarding: Guarding) -> None:
    for unit_id in filter(None, (guarding.unit_id, guarding.guard_unit_id)):
        notify(unit_id, TOPIC)
