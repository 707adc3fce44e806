"""Watching over look-ups: unusual hours of a member become alarms, in counts and codes (PRI-03)."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from panah.audit.models import Alarm
from panah.core.country import country

# Hours looked back at each time, so that a worker that stood still for a day misses nothing.
LOOKED_BACK = timedelta(hours=36)


def watch(now: datetime | None = None) -> int:
    """Raise the alarms of the whole hours that are over; safe to repeat. Gives how many are new.

    What counts as a look-up and how many are unusual is the country's to say. Of whom somebody looked is not read.
    """
    until = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        found = [
            Alarm(kind=kind, member_id=member, unit_id=unit, hour=hour, count=count, codes=sorted(codes))
            for kind, member, unit, hour, count, codes in _unusual(until - LOOKED_BACK, until)
        ]
        known = set(Alarm.objects.filter(hour__gte=until - LOOKED_BACK).values_list("kind", "member_id", "hour"))
        fresh = [alarm for alarm in found if (alarm.kind, alarm.member_id, alarm.hour) not in known]
        Alarm.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _unusual(since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    pack = country()
    settings = pack.settings
    asked: list[Any] = [
        since,
        until,
        list(settings.alarm_look_ups),
        pack.time_zone,
        time.fromisoformat(settings.alarm_night_from),
        time.fromisoformat(settings.alarm_night_to),
        settings.alarm_an_hour,
        settings.alarm_at_night,
        settings.alarm_refused,
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_unusual(%s, %s, %s, %s, %s, %s, %s, %s, %s)", asked)
        return list(cursor.fetchall())
