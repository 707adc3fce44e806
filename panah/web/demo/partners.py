"""The memoranda under which the organisations of the demonstration work, one of them soon to be renewed (NGO-01)."""

import datetime as dt

from django.utils import timezone

from panah.accounts.models import Unit
from panah.referrals.models import Memorandum
from panah.referrals.models.memoranda import NGO_KINDS
from panah.web.demo.people import Player

# How many days ago each was signed, and in how many it ends; the second will be asked about.
SPANS = ((400, 330), (700, 20), (90, 640))


def sign_memoranda(cast: dict[str, Player]) -> None:
    """Sign a memorandum of the special unit with every organisation of the country."""
    supervisor, now = cast["orxan"], timezone.localtime()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    units = Unit.objects.filter(kind__in=NGO_KINDS).order_by("code")
    rows = []
    for place, unit in enumerate(units):
        since, ends = SPANS[place % len(SPANS)]
        signed = today - dt.timedelta(days=since)
        rows.append(
            Memorandum(
                partner=unit,
                special_unit_id=supervisor.unit_id,
                number=f"AM-{signed.year}-{place + 1:02d}",
                starts_at=signed,
                ends_at=today + dt.timedelta(days=ends),
                document=f"{place + 1}",
                recorded_by_id=supervisor.member.id,
                recorded_at=signed,
            )
        )
    Memorandum.objects.bulk_create(rows)
