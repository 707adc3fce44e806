"""A telephone exchange to try things with: signs and sends events as a real one would (`panah demo calls`)."""

import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from panah.hotline.telephony import DeviceSecret

# Numbers of a range that belongs to nobody.
NUMBERS = tuple(f"+99412555{n:04d}" for n in range(100, 140))


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange: where it reports to and what it signs with."""

    address: str
    secret: DeviceSecret

    def report(self, call_id: str, kind: str, *, number: str = "", event_id: str = "") -> int:
        """Send one event and give the HTTP status; an unreachable server raises OSError."""
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
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


def play(exchange: Exchange, *, calls: int, seconds: float, say: Callable[[str], None], seed: int = 152) -> None:
    """Ring `calls` times, about `seconds` apart; some callers hang up before anybody answers."""
    chance = random.Random(seed)  # noqa: S311  Nothing secret depends on it.
    for line in _calls(exchange, chance, calls, seconds):
        say(line)


def _calls(exchange: Exchange, chance: random.Random, calls: int, seconds: float) -> Iterator[str]:
    for turn in range(1, calls + 1):
        call_id, number = uuid4().hex, chance.choice((*NUMBERS, ""))
        status = exchange.report(call_id, "ringing", number=number)
        yield f"call {turn} of {calls} rings ({'number withheld' if not number else 'with a number'}): {status}"
        time.sleep(seconds * chance.uniform(0.5, 1.5))
        if chance.random() < 0.2:
            yield f"call {turn} hangs up: {exchange.report(call_id, 'ended')}"
