"""Checks of what a house must be like (SH-09), the papers it works under and what inspections found (SH-20)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Stale
from panah.shelter.models import ConditionCheck, House, Inspection, Licence
from panah.shelter.refusing import saying

FIT = "fit"


class WrongDay(BadInput):
    """A day that cannot be."""

    sentence = _("One of the days cannot be right: nothing is found in the future, and nothing ends before it begins.")


class TooLate(BadInput):
    """The next look lies too far ahead."""

    sentence = _("Each condition is looked at again sooner than that.")
    rule = "SH-09"


class NoEvidence(BadInput):
    """A check that shows nothing."""

    sentence = _("Say what shows it: a check without evidence is none.")
    rule = "SH-09"


class PaperKnown(BadInput):
    """The same paper is written down."""

    sentence = _("This paper is written down already.")
    rule = "SH-20"


class NothingToPutRight(Stale):
    """It was put right before, or nothing had to be."""

    sentence = _("Nothing of this inspection is open any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What somebody who looked at a condition found."""

    condition: str
    met: bool
    evidence: str
    checked_on: date
    again_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper a house works under."""

    kind: str
    body: str
    number: str
    issued_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an inspection found."""

    body: str
    inspected_on: date
    result: str
    words: str = ""
    put_right_until: date | None = None


def check_condition(*, actor: Actor, house_id: UUID, looked: Looked) -> ConditionCheck:
    """Write down a dated look at one of the seven conditions, with its evidence (SH-09).

    Raises NotHere, UnknownCode, WrongDay, TooLate, NoEvidence.
    """
    actor.require(Permission.PLACE_EDIT)
    house, today = House.gate(actor, house_id), timezone.localdate()
    country().codes("house_condition")[looked.condition]
    if looked.checked_on > today or looked.again_on <= looked.checked_on:
        raise WrongDay
    if looked.again_on > looked.checked_on + country().settings.house_check_every:
        raise TooLate
    if not looked.evidence.strip():
        raise NoEvidence
    check = ConditionCheck(
        unit_id=house.unit_id,
        house=house,
        condition=looked.condition,
        met=looked.met,
        evidence=looked.evidence.strip(),
        checked_on=looked.checked_on,
        again_on=looked.again_on,
        by_id=actor.member,
    )
    with saying({}):
        check.save(force_insert=True)
        trail.write(actor, "house.condition_checked", kind="house", subject=house.id)
    return check


def add_licence(*, actor: Actor, house_id: UUID, paper: Paper) -> Licence:
    """Write down a paper the house works under (SH-20); raises NotHere, UnknownCode, WrongDay, PaperKnown."""
    actor.require(Permission.PLACE_EDIT)
    house = House.gate(actor, house_id)
    country().codes("house_paper")[paper.kind], country().codes("house_controller")[paper.body]
    if paper.issued_on > timezone.localdate() or (paper.valid_until and paper.valid_until < paper.issued_on):
        raise WrongDay
    licence = Licence(
        unit_id=house.unit_id,
        house=house,
        kind=paper.kind,
        body=paper.body,
        number=paper.number.strip(),
        issued_on=paper.issued_on,
        valid_until=paper.valid_until,
        by_id=actor.member,
    )
    with saying({"licence_once": PaperKnown}):
        licence.save(force_insert=True)
        trail.write(actor, "house.paper_added", kind="house", subject=house.id)
    return licence


def note_inspection(*, actor: Actor, house_id: UUID, found: Found) -> Inspection:
    """Write down an inspection and what it found (SH-20); what was not in order has a day until which it is put right.

    Raises NotHere, UnknownCode, WrongDay.
    """
    actor.require(Permission.PLACE_EDIT)
    house = House.gate(actor, house_id)
    country().codes("house_controller")[found.body], country().codes("inspection_result")[found.result]
    until = None if found.result == FIT else found.put_right_until
    if found.inspected_on > timezone.localdate() or (found.result != FIT and until is None):
        raise WrongDay
    if until is not None and until < found.inspected_on:
        raise WrongDay
    row = Inspection(
        unit_id=house.unit_id,
        house=house,
        body=found.body,
        inspected_on=found.inspected_on,
        result=found.result,
        words=found.words.strip(),
        put_right_until=until,
        by_id=actor.member,
    )
    with saying({}):
        row.save(force_insert=True)
        trail.write(actor, "house.inspected", kind="house", subject=house.id)
    return row


def put_right(*, actor: Actor, inspection_id: UUID) -> Inspection:
    """Say that what an inspection found is put right today; raises NotHere, NothingToPutRight."""
    actor.require(Permission.PLACE_EDIT)
    row = Inspection.objects.filter(id=inspection_id, unit_id__in=actor.unit_ids).first()
    if row is None:
        raise NotHere
    row.put_right_on = timezone.localdate()
    with saying({}):
        open_one = Inspection.objects.filter(id=row.id, put_right_on=None, put_right_until__isnull=False)
        if not open_one.update(put_right_on=row.put_right_on):
            raise NothingToPutRight
        trail.write(actor, "house.put_right", kind="house", subject=row.house_id)
    return row
