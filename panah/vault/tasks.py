"""What the worker does for the vault."""

from datetime import timedelta

from django.utils import timezone

from panah.core.schedule import scheduled
from panah.vault.models import MatchCheck

# Long after the hour over which a member's questions are counted.
CHECKS_KEPT = timedelta(days=1)


@scheduled("33 * * * *")
def sweep_checks() -> None:
    """Forget each hour which members asked a day ago whether somebody is known elsewhere; the trail keeps that."""
    forget_checks()


def forget_checks() -> int:
    """Delete old questions to the match index, as the worker; gives how many."""
    gone, _tables = MatchCheck.objects.filter(at__lt=timezone.now() - CHECKS_KEPT).delete()
    return gone
