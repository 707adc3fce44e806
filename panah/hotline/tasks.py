"""What the worker does for the desk: counts hours, gives up lost calls, looks for gaps, deletes numbers, reminds."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from panah.accounts.models import Unit
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.functions import value
from panah.core.live import notify
from panah.core.schedule import scheduled
from panah.duties.models import OPEN, Duty
from panah.duties.timeline import happened
from panah.hotline.actions import rota
from panah.hotline.models import Call, CallBack, SignOff
from panah.hotline.states import CallState

# A call that rings this long was lost by the exchange: it is treated as missed and called back.
LOST_AFTER = timedelta(minutes=10)
RECOUNTED = timedelta(hours=26)
AT_ONCE = 500

_ROLL_UP = """
    INSERT INTO hotline_hourload (id, unit_id, hour, offered, answered, abandoned, missed, wait_seconds, contacts,
                                  talk_seconds, cards, card_delay_seconds)
    SELECT gen_random_uuid(), unit_id, hour, sum(offered), sum(answered), sum(abandoned), sum(missed), sum(wait),
           sum(contacts), sum(talk), sum(cards), sum(delay)
    FROM (
        SELECT unit_id, date_trunc('hour', ringing_at) AS hour, count(*) AS offered,
               count(answered_at) AS answered, count(*) FILTER (WHERE state = 'abandoned') AS abandoned,
               count(*) FILTER (WHERE state = 'missed') AS missed,
               coalesce(sum(extract(epoch FROM answered_at - ringing_at)), 0)::bigint AS wait,
               0 AS contacts, 0::bigint AS talk, 0 AS cards, 0::bigint AS delay
        FROM hotline_call WHERE ringing_at >= %(since)s GROUP BY 1, 2
        UNION ALL
        SELECT unit_id, date_trunc('hour', ended_at), 0, 0, 0, 0, 0, count(*), sum(minutes) * 60, count(*),
               coalesce(sum(extract(epoch FROM completed_at - ended_at)), 0)::bigint
        FROM hotline_statcard WHERE day >= %(day)s AND ended_at >= %(since)s GROUP BY 1, 2
    ) AS parts GROUP BY unit_id, hour
    ON CONFLICT (unit_id, hour) DO UPDATE SET
        offered = excluded.offered, answered = excluded.answered, abandoned = excluded.abandoned,
        missed = excluded.missed, wait_seconds = excluded.wait_seconds, contacts = excluded.contacts,
        talk_seconds = excluded.talk_seconds, cards = excluded.cards, card_delay_seconds = excluded.card_delay_seconds
"""


@scheduled("*/5 * * * *")
def roll_up() -> None:
    """Keep the load by the hour, every five minutes."""
    count_hours(timezone.now() - RECOUNTED)


def count_hours(since: datetime) -> None:
    """Count the hours since a moment anew; safe to repeat."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_ROLL_UP, {"since": hour, "day": timezone.localdate(hour)})


@scheduled("* * * * *")
def lost_calls() -> None:
    """Treat calls whose end the exchange never reported as missed, so that somebody rings back (HL-01)."""
    give_up(timezone.now())


def give_up(now: datetime) -> int:
    """Mark calls that ring too long as missed and keep them for a call-back; gives how many."""
    with transaction.atomic():
        lost = Call.objects.select_for_update(skip_locked=True).filter(
            state=CallState.RINGING, ringing_at__lt=now - LOST_AFTER
        )
        # The worker may not read the sealed number, and needs it for nothing.
        rows = list(lost.only("id", "unit_id", "withheld").order_by("ringing_at")[:100])
        for call in rows:
            Call.objects.filter(id=call.id).update(state=CallState.MISSED, ended_at=now)
            if not call.withheld:
                back = CallBack.objects.create(unit_id=call.unit_id, call=call, reason=CallState.MISSED, opened_at=now)
                _tell(call.unit_id, "callback.opened", call.id, "call_back", back.id, {"reason": "missed"})
            notify(call.unit_id, "calls")
    return len(rows)


@scheduled("0 5 * * *")
def sign_off_due() -> None:
    """Ask the directors each week to look at who opened hotline records (CON-10)."""
    ask_for_sign_off(timezone.now())


def ask_for_sign_off(now: datetime) -> list[UUID]:
    """Open the duty for every hotline whose last sign-off is older than the country's period; gives the units asked."""
    asked = []
    for unit in _hotlines():
        signed = SignOff.objects.filter(unit_id=unit.id).order_by("-period_end").values_list("period_end", flat=True)
        last = signed.first()
        old = last is None or last < now - country().settings.hotline_confidentiality_check_every
        if old and not Duty.objects.filter(OPEN, unit_id=unit.id, rule="CON-10").exists():
            _tell(unit.id, "access.signoff_due", unit.id, "unit", unit.id, {"day": timezone.localdate(now).isoformat()})
            asked.append(unit.id)
    return asked


@scheduled("*/10 * * * *")
def gaps() -> None:
    """Look for gaps in the rotas every ten minutes: a gap comes nearer also where nobody touches the rota (HL-01)."""
    look_at_rotas(timezone.now())


def look_at_rotas(now: datetime) -> list[UUID]:
    """Compare the rota of every hotline with what is needed; gives the units in which something has changed."""
    units = [unit.id for unit in _hotlines()]
    return [unit_id for unit_id in units if rota.look_for_gaps(Actor(unit_id=unit_id, service="worker"), now)]


@scheduled("40 4 * * *")
def numbers() -> None:
    """Delete callers' numbers each night, when they have been kept for as long as the country says (CON-12)."""
    forget_numbers(timezone.now())


def forget_numbers(now: datetime) -> int:
    """Delete the numbers that were kept long enough by `now`, with what they are found by; gives how many.

    Counted from the end of the contact, call or block; a contact whose situation is open keeps its number. Each is a
    line in the trail. The worker reads none of them: a function of the database takes them away.
    """
    before, whole = now - country().settings.hotline_number_kept, 0
    while done := value("panah_forget_numbers", before, AT_ONCE):
        whole += done
    return whole


def _hotlines() -> list[Unit]:
    return list(Unit.objects.filter(kind="hotline", closed_at=None).order_by("code")[:1000])


def _tell(unit_id: UUID, code: str, matter: UUID, kind: str, subject: UUID, facts: dict[str, Any]) -> None:
    actor = Actor(unit_id=unit_id, service="worker")
    happened(
        actor, code, matter=matter, folder=None, unit_id=unit_id, subject_kind=kind, subject_id=subject, facts=facts
    )
