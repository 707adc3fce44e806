"""Each hour: residents whom nobody has offered what everybody is offered from the first day (SH-06, SH-16)."""

from datetime import datetime

from django.utils import timezone

from panah.core import functions
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.live import notify
from panah.core.schedule import scheduled
from panah.duties.timeline import happened

AT_ONCE = 500


@scheduled("35 * * * *")
def services_lacking() -> None:
    """Ask the houses to see to it, without anybody having to look at a page."""
    ask_for_services(timezone.now())


def ask_for_services(now: datetime) -> int:
    """Open the duty of the coordinator for every resident who lacks something in time; gives how many.

    Safe to repeat: while the duty is open nobody is asked again.
    """
    settings = country().settings
    before = now - settings.service_expected_within
    found = functions.rows("panah_stays_lacking", list(settings.service_expected), before, AT_ONCE)
    for stay, folder, unit in found:
        happened(
            Actor(unit_id=unit, service="worker"),
            "stay.services_lacking",
            matter=stay,
            folder=folder,
            unit_id=unit,
            subject_kind="stay",
            subject_id=stay,
        )
    for unit_id in {unit for _stay, _folder, unit in found}:
        notify(unit_id, "duties")
    return len(found)
