"""What the worker does for plans: opens rounds of reporting, and asks for the year's budget."""

from django.utils import timezone

from panah.core.schedule import scheduled
from panah.plan import refreshers
from panah.plan.actions import budgets, meetings, rounds


@scheduled("20 5 * * *")
def open_rounds() -> None:
    """Ask for reports on the periods that are over, and once a year for what the next budget needs."""
    rounds.open_due(timezone.localdate())
    budgets.call_for(timezone.localdate())
    meetings.remind(rounds.office(), timezone.now())


@scheduled("40 5 * * *")
def watch_trainings() -> None:
    """Ask for the trainings that lapsed, and end what was caught up with (HL-19, POL-05)."""
    refreshers.watch(timezone.localdate())
