"""Throwing away what nobody can use any more: tries of long ago, and sessions past their end, with the keys in them."""

from datetime import timedelta

from django.utils import timezone

from panah.accounts.models import LONGEST_SESSION, Attempt, Session

# Long after the longest time over which failed tries are counted.
TRIES_KEPT = timedelta(days=1)


def sweep() -> tuple[int, int]:
    """Delete old tries and sessions, as the worker; gives how many of each. The trail keeps what happened."""
    now = timezone.now()
    tries, _tables = Attempt.objects.filter(at__lt=now - TRIES_KEPT).delete()
    sessions, _tables = Session.objects.filter(created_at__lt=now - LONGEST_SESSION - TRIES_KEPT).delete()
    return tries, sessions
