"""Schools, courses and programmes of residents: wanted by them, free, and for children made for children."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import Refused, Stale
from panah.people.actions import identity
from panah.shelter.actions import helping
from panah.shelter.actions.living import NotThatTime, cared_for, said, wanted
from panah.shelter.actions.stays import known, tell
from panah.shelter.models import Enrolment, Learning, Stay

# A child's schooling: at a school, or in the house as long as that is safer.
SCHOOLING = (Learning.SCHOOL, Learning.LESSONS)
# What each of them is as a service of the house.
SERVICES = {
    Learning.SCHOOL: "schooling",
    Learning.LESSONS: "schooling",
    Learning.VOCATIONAL: "vocational",
    Learning.SKILLS: "capacity_building",
    Learning.PROGRAMME: "rehabilitation",
    Learning.CHILD_PROGRAMME: "rehabilitation",
}


class NotForChildren(Refused):
    """A programme for adults is no programme for a child, nor the other way round."""

    sentence = _("Children take part in programmes made for children, and adults in those for adults.")
    rule = "CH-14"
    allow = _("A programme from the list of those for the person's age.")


class Ended(Stale):
    """It has ended before."""

    sentence = _("This has ended already.")


class NoSchool(Refused):
    """Letters are written to schools, about children who go there."""

    sentence = _("A letter is written for a school that somebody goes to now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody learns what: the course by code, the school or teacher, the class, the language, and from when."""

    code: str
    provider: str
    since: date
    level: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolView:
    """All that a school is told (CH-17): who comes, into which class, in which language, and from which day."""

    name: str
    born: str
    level: str
    language: str
    since: date


def enrol(*, actor: Actor, stay_id: UUID, place: Place, agreed: bool) -> Enrolment:
    """Enrol a resident who wants it; a child's schooling is arranged with that (CH-10), programmes fit the age (CH-14).

    Raises NotHere, NotResident, UnknownAnswer, NotWritten, NotThatTime, AgainstTheWill, NotForChildren.
    """
    stay = cared_for(actor, stay_id)
    wanted(agreed)
    kind = Learning(country().codes("enrolment")[known("enrolment", place.code)].group)
    if (kind == Learning.PROGRAMME and stay.is_child) or (kind == Learning.CHILD_PROGRAMME and not stay.is_child):
        raise NotForChildren
    row = Enrolment(
        folder_id=stay.social_folder_id,
        stay=stay,
        unit_id=stay.unit_id,
        kind=kind,
        code=place.code,
        is_child=stay.is_child,
        agreed=agreed,
        provider=said(place.provider),
        level=place.level.strip(),
        language=known("language", place.language) if place.language else "",
        since=place.since,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        row.save(force_insert=True)
        _tell(actor, stay, kind)
        helping.also(actor, stay, SERVICES[kind])
    return row


def _tell(actor: Actor, stay: Stay, kind: Learning) -> None:
    arranged = kind in SCHOOLING and stay.is_child
    tell(actor, stay, "stay.schooling_arranged" if arranged else "stay.enrolled", kind=kind)


def finish(*, actor: Actor, stay_id: UUID, enrolment_id: UUID, result: str, on: date | None = None) -> Enrolment:
    """End an enrolment, at once where the resident does not want it any more (REH-02).

    Raises NotHere, NotResident, UnknownAnswer, NotThatTime, Ended.
    """
    stay = cared_for(actor, stay_id)
    row = Enrolment.gate(actor, stay, enrolment_id)
    day = on or max(timezone.localdate(), row.since)
    if day < row.since:
        raise NotThatTime
    with transaction.atomic():
        running = Enrolment.objects.filter(id=row.id, ended_on=None)
        changed = {"ended_on": day, "result": known("enrolment_result", result), "ended_by_id": actor.member}
        if not running.update(**changed):
            raise Ended
        tell(actor, stay, "stay.enrolment_ended", kind=row.kind, result=result)
    row.refresh_from_db()
    return row


def for_school(*, actor: Actor, stay_id: UUID, enrolment_id: UUID, purpose: str) -> SchoolView:
    """Give what the letter to a child's school holds, and nothing that says why the child is here (CH-17).

    The name is opened for a purpose that goes into the trail. Raises NotHere, NotResident, NoSchool, NeedsPurpose.
    """
    stay = cared_for(actor, stay_id, Permission.IDENTITY_OPEN)
    row = Enrolment.gate(actor, stay, enrolment_id)
    if row.kind != Learning.SCHOOL or row.ended_on is not None:
        raise NoSchool
    who = identity.open_identity(actor=actor, person_id=stay.person_id, purpose=purpose)
    return SchoolView(
        name=who.names[0] if who.names else "",
        born=who.birth_date,
        level=row.level,
        language=row.language,
        since=row.since,
    )
