"""What the worker does for the accounts."""

from procrastinate.contrib.django import app

from panah.accounts import sweeping


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="accounts.sweep", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001  The scheduler hands over the minute it ran for.
    """Sweep old tries and sessions each hour."""
    sweeping.sweep()
