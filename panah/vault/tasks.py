"""What the worker does for the vault."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from panah.vault.models import MatchCheck

# Long after the hour over which a member's questions are counted.
CHECKS_KEPT = timedelta(days=1)


@app.periodic(cron="33 * * * *")
@app.task(queueing_lock="vault.sweep_checks", pass_context=False)
def sweep_checks(timestamp: int) -> None:  # noqa: ARG001  The scheduler hands over the minute it ran for.
    """Forget each hour which members asked a day ago whether somebody is known elsewhere; the trail keeps that."""
    forget_checks()


def forget_checks() -> int:
    """Delete old questions to the match index, as the worker; gives how many."""
    gone, _tables = MatchCheck.objects.filter(at__lt=timezone.now() - CHECKS_KEPT).delete()
    return gone
