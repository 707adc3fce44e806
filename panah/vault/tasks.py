"""What the worker does for the vault: it forgets questions, and sweeps files that nobody knows."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from panah.core.database import panah_models
from panah.core.schedule import scheduled
from panah.core.store import Store, store
from panah.vault.models import MatchCheck
from panah.vault.stored import StoredModel

# Long after the hour over which a member's questions are counted.
CHECKS_KEPT = timedelta(days=1)
# Long after the longest step in which a file is written before its row.
FILES_AWAITED = timedelta(days=1)
AT_ONCE = 1000

log = logging.getLogger("panah.vault")


@scheduled("33 * * * *")
def sweep_checks() -> None:
    """Forget each hour which members asked a day ago whether somebody is known elsewhere; the trail keeps that."""
    forget_checks()


def forget_checks() -> int:
    """Delete old questions to the match index, as the worker; gives how many."""
    gone, _tables = MatchCheck.objects.filter(at__lt=timezone.now() - CHECKS_KEPT).delete()
    return gone


@scheduled("50 3 * * *")
def sweep_files() -> None:
    """Take sealed files out of the store each night that no document knows."""
    drop_unknown(timezone.now())


def drop_unknown(now: datetime) -> int:
    """Drop files a day old that have no row, for their step was rolled back or cut off; gives how many.

    Where more files are unknown than known the database is not the one they belong to, and none is touched. Raises
    StoreProblem.
    """
    kept, before = store(), now - FILES_AWAITED
    kept.give_up(before)
    known, unknown = _told_apart(kept, before)
    if len(unknown) > known:
        log.error("documents.sweep_refused unknown=%s known=%s", len(unknown), known)
        return 0
    for file_id in unknown:
        kept.drop(file_id)
    if unknown:
        log.info("documents.swept %s", len(unknown))
    return len(unknown)


def _told_apart(kept: Store, before: datetime) -> tuple[int, list[UUID]]:
    """Give how many of the old files have a row, and those that have none."""
    known, unknown = 0, []
    old = (lying.file_id for lying in kept.lying() if lying.at < before)
    while some := list(islice(old, AT_ONCE)):
        there = _with_a_row(some)
        known += len(there)
        unknown += [each for each in some if each not in there]
    return known, unknown


def _with_a_row(some: Sequence[UUID]) -> set[UUID]:
    """Give those files that a document of any room knows."""
    models = [each for each in panah_models() if issubclass(each, StoredModel)]
    return {
        found for each in models for found in each._default_manager.filter(id__in=some).values_list("id", flat=True)
    }
