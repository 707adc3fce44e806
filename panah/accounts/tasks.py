"""What the worker does for the accounts."""

from panah.accounts import sweeping
from panah.core.schedule import scheduled


@scheduled("23 * * * *")
def sweep() -> None:
    """Sweep old tries and sessions each hour."""
    sweeping.sweep()
