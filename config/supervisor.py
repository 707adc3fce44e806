"""Keeps a few processes running together: starts them, starts again one that dies, and stops exactly these."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from config.env import for_child

PATIENCE, PAUSE = 10.0, 1.0
MOST_DEATHS, WITHIN = 5, 60.0


class GivenUp(Exception):
    """A part died too often; carries the sentence."""


@dataclass
class Part:
    """One process: its name for people, its `panah` command, what its environment adds, and when it last died."""

    name: str
    command: tuple[str, ...]
    told: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_DEATHS))

    def start(self, ended: queue.SimpleQueue["Part"]) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone, and tell when it ends."""
        command = [sys.executable, "-m", "panah", *self.command]
        process = subprocess.Popen(  # noqa: S603  The words are our own.
            command, env=for_child(self.told), start_new_session=True, stdin=subprocess.PIPE
        )
        self.process = process

        def wait() -> None:
            process.wait()
            ended.put(self)

        threading.Thread(target=wait, daemon=True).start()

    def stop(self) -> None:
        """Ask it to finish; after some patience end it and what it started."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def died(self) -> None:
        """Note a death; raise GivenUp when it was one too many."""
        self.deaths.append(time.monotonic())
        if len(self.deaths) == MOST_DEATHS and self.deaths[-1] - self.deaths[0] < WITHIN:
            raise GivenUp(f"The {self.name} ended {MOST_DEATHS} times in a minute; its last words are above.")


def end_with_parent() -> None:
    """In a part: finish when the supervisor is gone, even killed; the system then closes the pipe it holds open."""

    def wait() -> None:
        # Not through sys.stdin: its lock would be held for ever in every process forked from this one.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Treat a request to terminate as Ctrl-C."""
    raise KeyboardInterrupt


def supervise(parts: list[Part], say: Callable[[str], None], ready: Callable[[], None]) -> None:
    """Run the parts until Ctrl-C or SIGTERM, then stop them, the last started first."""
    ended: queue.SimpleQueue[Part] = queue.SimpleQueue()
    signal.signal(signal.SIGTERM, interrupt)
    try:
        for part in parts:
            part.start(ended)
        ready()
        while True:
            fallen = ended.get()
            say(f"the {fallen.name} has ended; starting it again")
            fallen.died()
            time.sleep(PAUSE)
            fallen.start(ended)
    except KeyboardInterrupt:
        say("stopping …")
    finally:
        # A second Ctrl-C must not leave a process behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for part in reversed(parts):
            part.stop()
