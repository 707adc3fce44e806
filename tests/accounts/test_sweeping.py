"""What nobody can use any more is thrown away, and nothing else."""

import datetime as dt

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.utils import timezone

from panah.accounts import tasks
from panah.accounts.models import Attempt, Session
from panah.accounts.sign_in import WrongPassword, sign_in
from panah.accounts.sweeping import sweep
from tests.world import PASSWORD, World

DAY = dt.timedelta(days=1)


def test_old_tries_and_sessions_go_and_young_ones_stay(as_owner: None, world: World) -> None:
    with pytest.raises(WrongPassword):
        sign_in("leyla", "not the password")
    sign_in("leyla", PASSWORD)
    tries, sessions = Attempt.objects.count(), Session.objects.count()
    assert sweep() == (0, 0)
    with time_machine.travel(timezone.now() + 2 * DAY, tick=False):
        assert sweep() == (tries, sessions)


def test_the_worker_may_do_it_and_reads_no_key(as_worker: None, world: World) -> None:
    with time_machine.travel(timezone.now() + 2 * DAY, tick=False):
        tasks.sweep()
    assert not Session.objects.exists()
    for column in ("sealed_private_key", "token_digest"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            list(Session.objects.values_list(column))
