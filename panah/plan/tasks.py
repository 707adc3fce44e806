"""What the worker does for plans: opens rounds of reporting, and asks for the year's budget."""

from django.utils import timezone
from procrastinate.contrib.django import app

from panah.plan import refreshers
from panah.plan.actions import budgets, meetings, rounds


@app.periodic(cron="20 5 * * *")
@app.task(queueing_lock="plan.rounds", pass_context=False)
def open_rounds(timestamp: int) -> None:  # noqa: ARG001  The scheduler hands over the minute it ran for.
    """Ask for reports on the periods that are over, and once a year for what the next budget needs."""
    rounds.open_due(timezone.localdate())
    budgets.call_for(timezone.localdate())
    meetings.remind(rounds.office(), timezone.now())


@app.periodic(cron="40 5 * * *")
@app.task(queueing_lock="plan.refreshers", pass_context=False)
def watch_trainings(timestamp: int) -> None:  # noqa: ARG001
    """Ask for the trainings that lapsed, and end what was caught up with (HL-19, POL-05)."""
    refreshers.watch(timezone.localdate())
