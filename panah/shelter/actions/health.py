"""The health record and the medicines of a resident: in the health folder, and by the resident's own will."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.shelter.actions import helping
from panah.shelter.actions.living import NotThatTime, announce_day, cared_for, said, tell_health, wanted
from panah.shelter.actions.stays import known
from panah.shelter.models import Dose, DoseState, HealthEntry, Medicine
from panah.shelter.refusing import saying

MEDICINE = "medicine"
# A dose is written down at most this long before its time.
EARLY = timedelta(hours=2)
A_MINUTE = timedelta(minutes=1)


class NotInThePlan(BadInput):
    """A dose the plan of medicines does not have."""

    sentence = _("The plan has no dose of this medicine at that time.")


class DoseWritten(Stale):
    """Somebody has written down this dose."""

    sentence = _("What became of this dose was written down a moment ago. Nobody takes it twice.")
    rule = "SH-06"


class MedicineEnded(Stale):
    """The medicine is not taken any more."""

    sentence = _("This medicine has ended already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescribed:
    """A medicine as it was prescribed: its name, how much, by whom, at which times of the day, from when to when."""

    name: str
    dose: str
    times: tuple[time, ...]
    since: date
    until: date | None = None
    prescribed_by: str = ""


def enter(*, actor: Actor, stay_id: UUID, kind: str, words: str, agreed: bool) -> HealthEntry:
    """Write into the health record; what was a service is on record as one, without a word of it (SH-06).

    Raises NotHere, NotResident, UnknownAnswer, NotWritten, AgainstTheWill.
    """
    stay = cared_for(actor, stay_id, Permission.HEALTH_WRITE)
    wanted(agreed)
    service = country().codes("health_entry")[known("health_entry", kind)].group
    entry = HealthEntry(
        folder_id=stay.health_folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        kind=kind,
        agreed=agreed,
        words=said(words),
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        entry.save(force_insert=True)
        tell_health(actor, stay, "stay.health_noted")
        if service:
            helping.also(actor, stay, service)
    return entry


def prescribe(*, actor: Actor, stay_id: UUID, medicine: Prescribed, agreed: bool) -> Medicine:
    """Put a medicine into the plan that the resident wants to take; it ends the duty to see to it (SH-06).

    Raises NotHere, NotResident, NotWritten, NotThatTime, AgainstTheWill.
    """
    stay = cared_for(actor, stay_id, Permission.HEALTH_WRITE)
    wanted(agreed)
    if not medicine.times or (medicine.until and medicine.until < medicine.since):
        raise NotThatTime
    row = Medicine(
        folder_id=stay.health_folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        name=said(medicine.name),
        dose=said(medicine.dose),
        prescribed_by=medicine.prescribed_by.strip(),
        times=sorted(set(medicine.times)),
        since=medicine.since,
        until=medicine.until,
        agreed=agreed,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        tell_health(actor, stay, "stay.medicine_arranged")
        helping.also(actor, stay, MEDICINE)
    return row


def stop(*, actor: Actor, stay_id: UUID, medicine_id: UUID) -> None:
    """End a medicine: the doctor or the resident wants no more of it. Raises NotHere, NotResident, MedicineEnded."""
    stay = cared_for(actor, stay_id, Permission.HEALTH_WRITE)
    row = Medicine.gate(actor, stay, medicine_id)
    with transaction.atomic():
        running = Medicine.objects.filter(id=row.id, ended_at=None)
        if not running.update(ended_at=timezone.now(), ended_by_id=actor.member):
            raise MedicineEnded
        tell_health(actor, stay, "stay.medicine_ended")
        announce_day(stay)


def hand_out(*, actor: Actor, stay_id: UUID, medicine_id: UUID, due_at: datetime, state: DoseState) -> Dose:
    """Write down what became of one dose of the plan, once; it is offered, and nobody has to take it (SH-06).

    Raises NotHere, NotResident, NotInThePlan, DoseWritten.
    """
    stay = cared_for(actor, stay_id, Permission.HEALTH_WRITE)
    medicine = Medicine.gate(actor, stay, medicine_id)
    latest = medicine.ended_at or timezone.now() + EARLY
    if due_at not in doses_of(medicine, timezone.localdate(due_at)) or due_at > latest:
        raise NotInThePlan
    dose = Dose(
        folder_id=stay.health_folder_id,
        medicine=medicine,
        stay=stay,
        unit_id=stay.unit_id,
        due_at=due_at,
        state=state,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        with saying({"dose_once": DoseWritten}):
            dose.save(force_insert=True)
        tell_health(actor, stay, f"stay.dose_{state}")
        announce_day(stay)
    return dose


def doses_of(medicine: Medicine, day: date) -> list[datetime]:
    """Give the moments of a day at which a medicine is taken; none outside the plan, or before it was written."""
    if day < medicine.since or (medicine.until and day > medicine.until):
        return []
    moments = (timezone.make_aware(datetime.combine(day, each)) for each in medicine.times)
    return [moment for moment in moments if moment > medicine.at - A_MINUTE]
