"""A telephone exchange to try things with: signs and sends events as a real one would (`panah demo calls`)."""

import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from panah.hotline.telephony import DeviceSecret

# Numbers of a range that belongs to nobody.
NUMBERS = tuple(f"+99412555{n:04d}" for n in range(100, 140))
# One caller in five does not wait.
HASTY = 0.2


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange: where it reports to and what it signs with."""

    address: str
    secret: DeviceSecret

    def report(self, call_id: str, kind: str, *, number: str = "", event_id: str = "") -> str:
        """Send one event and give how the call stands after it, or the HTTP status of a refusal.

        An event sent again changes nothing, so that repeating one asks how the call stands. An unreachable server
        raises OSError.
        """
        event = {
            "event_id": event_id or uuid4().hex,
            "call_id": call_id,
            "kind": kind,
            "at": datetime.now(UTC).isoformat(),
            "line": "152",
            "number": number,
        }
        body = json.dumps(event).encode()
        headers = self.secret.headers(body, at=datetime.now(UTC)) | {"Content-Type": "application/json"}
        address = f"{self.address}/api/telephony/events"
        request = urllib.request.Request(address, body, headers)  # noqa: S310  The address is the operator's own.
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return str(json.load(answer)["state"])
        except urllib.error.HTTPError as error:
            with error:
                return str(error.code)


@dataclass(slots=True)
class _Line:
    """One call that is being played: until when the caller rings and, once somebody has answered, talks."""

    turn: int
    call_id: str
    number: str
    rings_until: float
    talks_until: float | None = None


class Player:
    """Plays callers: they ring, hang up when nobody comes, and end the talk after a while when somebody does."""

    def __init__(self, exchange: Exchange, *, seconds: float, say: Callable[[str], None], seed: int = 152) -> None:
        """Ring about `seconds` apart; patience and talks are a few times that long."""
        self.exchange, self.seconds, self.say = exchange, seconds, say
        self.chance = random.Random(seed)  # noqa: S311  Nothing secret depends on it.
        self.lines: list[_Line] = []

    def play(self, calls: int) -> None:
        """Ring so many times, and go on until the last call is over."""
        for turn in range(1, calls + 1):
            self._ring(turn)
            self._attend(time.monotonic() + self.seconds * self.chance.uniform(0.5, 1.5))
        while self.lines:
            self._attend(time.monotonic() + self.seconds)

    def _ring(self, turn: int) -> None:
        number = self.chance.choice((*NUMBERS, ""))
        hasty = self.chance.random() < HASTY
        patience = self.seconds * (self.chance.uniform(0.5, 1.5) if hasty else self.chance.uniform(3, 6))
        line = _Line(turn, uuid4().hex, number, time.monotonic() + patience)
        state = self._asked(line)
        self.say(f"call {turn} rings ({'with a number' if number else 'number withheld'}): {state}")
        if state == "ringing":
            self.lines.append(line)

    def _attend(self, until: float) -> None:
        """Look after all calls that are on, until it is time for the next one."""
        while True:
            self.lines = [line for line in self.lines if self._goes_on(line, time.monotonic())]
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, self.seconds / 4, 1))

    def _goes_on(self, line: _Line, now: float) -> bool:
        """Move one call on; says whether it is still on."""
        if line.talks_until is None and self._asked(line) == "answered":
            line.talks_until = now + self.seconds * self.chance.uniform(2, 5)
            self.say(f"call {line.turn} is answered")
            self.exchange.report(line.call_id, "answered")
        if now < (line.rings_until if line.talks_until is None else line.talks_until):
            return True
        self.say(f"call {line.turn} {'hangs up' if line.talks_until is None else 'ends'}: {self._ended(line)}")
        return False

    def _asked(self, line: _Line) -> str:
        """Report the ringing, again and again: the answer says whether somebody has taken the call."""
        return self.exchange.report(line.call_id, "ringing", number=line.number, event_id=f"{line.call_id}-rings")

    def _ended(self, line: _Line) -> str:
        return self.exchange.report(line.call_id, "ended")
