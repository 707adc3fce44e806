"""The rota: shifts, hand-over, and gaps found before they happen (HL-01)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.models import Appointment
from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NotHere, Refused
from panah.core.live import notify
from panah.duties.timeline import happened
from panah.hotline.coverage import Span, gaps
from panah.hotline.models import CoverageGap, Handover, Shift

LOOK_AHEAD = timedelta(days=14)
LONGEST_SHIFT = timedelta(hours=24)


class ShiftsOverlap(Refused):
    """The member already sits at the desk at that time."""

    sentence = _("This person already has a shift at that time.")


class ImpossibleShift(BadInput):
    """A shift that ends before it begins, or lasts longer than a day."""

    sentence = _("A shift ends after it begins and lasts at most 24 hours.")


class NotOfThisDesk(BadInput):
    """Only members of the hotline stand on its rota."""

    sentence = _("Only members of this hotline stand on its rota.")


class ShiftOver(Refused):
    """A shift that is over."""

    sentence = _("This shift is over: who was at the desk stays written down.")


def add_shift(*, actor: Actor, member_id: UUID, start: datetime, end: datetime, kind: str) -> Shift:
    """Put a member on the rota; raises ShiftsOverlap, ImpossibleShift, NotOfThisDesk or UnknownCode (HL-01, HL-02)."""
    actor.require(Permission.ROTA_EDIT)
    if not timedelta(0) < end - start <= LONGEST_SHIFT:
        raise ImpossibleShift
    if not Appointment.objects.filter(member_id=member_id, unit_id=actor.unit, ended_at=None).exists():
        raise NotOfThisDesk
    now = timezone.now()
    shift = Shift(
        unit_id=actor.unit,
        member_id=member_id,
        kind=country().codes("shift_kind")[kind].id,
        starts_at=start,
        ends_at=end,
        made_by_id=actor.member,
        made_at=now,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                shift.save(force_insert=True)
        except IntegrityError as error:
            raise ShiftsOverlap from error
        trail.write(actor, "shift.made", kind="shift", subject=shift.id)
        check_coverage(actor=actor)
    return shift


def withdraw_shift(*, actor: Actor, shift_id: UUID) -> Shift:
    """Take a shift off the rota; the gap it leaves is found at once. Raises NotHere or ShiftOver."""
    actor.require(Permission.ROTA_EDIT)
    with transaction.atomic():
        shift = Shift.objects.select_for_update().filter(id=shift_id, unit_id=actor.unit, withdrawn_at=None).first()
        if shift is None:
            raise NotHere
        if shift.is_over:
            raise ShiftOver(rule="HL-01")
        shift.withdrawn_at = timezone.now()
        shift.save(update_fields=["withdrawn_at"])
        trail.write(actor, "shift.withdrawn", kind="shift", subject=shift_id)
        check_coverage(actor=actor)
    return shift


def check_coverage(*, actor: Actor, now: datetime | None = None) -> list[CoverageGap]:
    """Compare the next 14 days with what is needed: a duty for each new gap, filled ones are closed (HL-01)."""
    actor.require(Permission.ROTA_EDIT)
    look_for_gaps(actor, now or timezone.now())
    return list(CoverageGap.open_ones(actor))


def look_for_gaps(actor: Actor, now: datetime) -> bool:
    """Do the same for whoever acts for the hotline, the worker included; says whether anything has changed."""
    missing, window = missing_ahead(actor, now), ahead_of(now)
    with transaction.atomic():
        known = list(CoverageGap.open_ones(actor))
        same = [(gap, span) for gap in known for span in missing if _same(gap.span, span, window)]
        for gap, span in same:
            if span.end > gap.ends_at:
                CoverageGap.objects.filter(id=gap.id).update(ends_at=span.end)
        filled = [gap for gap in known if gap not in {gap for gap, _span in same}]
        fresh = [span for span in missing if span not in {span for _gap, span in same}]
        for gap in filled:
            _close(actor, gap)
        for span in fresh:
            _open(actor, span)
        if filled or fresh:
            notify(actor.unit, "rota")
    return bool(filled or fresh)


def ahead_of(now: datetime) -> Span:
    """Give the two weeks from this minute on."""
    minute = now.replace(second=0, microsecond=0)
    return Span(minute, minute + LOOK_AHEAD)


def missing_ahead(actor: Actor, now: datetime) -> list[Span]:
    """Give the stretches of the coming two weeks in which too few are on the rota (HL-01)."""
    window = ahead_of(now)
    shifts = [shift.span for shift in Shift.between(actor, window)]
    return gaps(shifts, window, needed=country().settings.hotline_on_duty)


def _same(known: Span, found: Span, window: Span) -> bool:
    """A gap keeps being itself while the window moves over it: what has passed is cut off, and its far end grows."""
    begins = known.start == found.start or known.start <= found.start == window.start
    ends = known.end == found.end or known.end < found.end == window.end
    return begins and ends


def _open(actor: Actor, span: Span) -> None:
    """Keep a gap and start its clock; one that somebody else has found at this moment is kept once."""
    gap, fresh = CoverageGap.objects.get_or_create(
        unit_id=actor.unit,
        starts_at=span.start,
        ends_at=span.end,
        closed_at=None,
        defaults={"found_at": timezone.now()},
    )
    if fresh:
        _tell(actor, "shift.gap_found", gap)


def _close(actor: Actor, gap: CoverageGap) -> None:
    if CoverageGap.objects.filter(id=gap.id, closed_at=None).update(closed_at=timezone.now()):
        _tell(actor, "shift.gap_closed", gap)


def _tell(actor: Actor, code: str, gap: CoverageGap) -> None:
    facts = {"minutes": gap.span.minutes}
    happened(
        actor, code, matter=gap.id, folder=None, unit_id=gap.unit_id, subject_kind="gap", subject_id=gap.id, facts=facts
    )


def hand_over(*, actor: Actor, words: str) -> Handover:
    """Leave a note for the next shift."""
    actor.require(Permission.ROTA_VIEW)
    if not words.strip():
        raise BadInput
    with transaction.atomic():
        note = Handover(unit_id=actor.unit, author_id=actor.member, words=words, written_at=timezone.now())
        note.save(force_insert=True)
        trail.write(actor, "handover.written", kind="handover", subject=note.id)
        notify(actor.unit, "rota")
    return note


def take_over(*, actor: Actor, note_id: UUID) -> None:
    """Say that a hand-over note was read; the first reader is kept."""
    actor.require(Permission.ROTA_VIEW)
    rows = Handover.objects.filter(id=note_id, unit_id=actor.unit, read_at=None).exclude(author_id=actor.member)
    if rows.update(read_at=timezone.now(), read_by_id=actor.member):
        trail.write(actor, "handover.read", kind="handover", subject=note_id)
