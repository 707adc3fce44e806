"""What the worker does by the clock."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from procrastinate.contrib.django import app


def scheduled(cron: str) -> Callable[[Callable[[], None]], Any]:
    """Let the worker do this at these minutes; `cron` is written as in a crontab, in UTC.

    A task of which one run still waits is not put in the queue a second time.
    """

    def wrap(work: Callable[[], None]) -> Any:
        @wraps(work)
        def run(**_minute: int) -> None:
            work()

        room = work.__module__.split(".")[1]
        return app.periodic(cron=cron)(app.task(queueing_lock=f"{room}.{work.__name__}", pass_context=False)(run))

    return wrap
