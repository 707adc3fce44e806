"""How many finished contacts a second the server takes over HTTP from eight clients, beside its yardsticks.

`intake.*` is the form, `intake_api.*` the JSON door. Yardsticks of the same run: the same words by the same door of a
plain view of the same Django (no sealing, row rules, duties or audit), and as three rows by bare psycopg. All take
turns of some seconds, so that whatever else the machine does touches them alike; a rate is the median of its turns, a
ratio the median of the ratios within a turn.
"""

import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psycopg

from bench.stage import Stage
from config import env

CLIENTS = 8
ROUNDS, SECONDS, WARM = 5, 4.0, 1.5
JOURNAL = "Calm talk about a contract that was never shown; the caller decides tomorrow and has the number. " * 3
NOTES = "Offered a job abroad; the agency keeps the passport. " * 4

Send = Callable[[], None]


class Line:
    """A kept connection of one client; it spends little, for what clients spend the server beside them lacks."""

    def __init__(self, address: str, path: str, headers: dict[str, str]) -> None:
        """Connect; each request will go to the path, with these headers."""
        parts = urlsplit(address)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"{path} HTTP/1.1", f"Host: {parts.netloc}", *(f"{name}: {told}" for name, told in headers.items())]
        self._head = "\r\n".join(lines).encode()

    def ask(self, method: str, body: str = "") -> tuple[int, str, str]:
        """Send a request; give the answer's status, head and body."""
        content = body.encode()
        self._socket.sendall(
            b"%s %s\r\nContent-Length: %d\r\n\r\n%s" % (method.encode(), self._head, len(content), content)
        )
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, got = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        while len(got) < int(length[1] if length else 0):
            got += self._more()
        return int(head.split(b" ", 2)[1]), head.decode("latin-1"), got.decode()

    def _more(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise RuntimeError("the server hung up")
        return piece

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def contact() -> dict[str, object]:
    """One finished contact as the JSON door takes it."""
    now = datetime.now(UTC)
    return {
        "token": str(uuid4()),
        "channel": "phone",
        "direction": "incoming",
        "started_at": (now - timedelta(minutes=7)).isoformat(),
        "ended_at": (now - timedelta(minutes=1)).isoformat(),
        "card": {"caller_category": "traveller", "motive": "work_abroad", "outcome": "advice", "language": "az"},
        "journal": JOURNAL,
        "notes": NOTES,
        "caller_name": "",
        "caller_number": "",
    }


def api_client(address: str, path: str, headers: dict[str, str]) -> Iterator[Send]:
    """Give one client's way to send: a kept connection, a new contact each time."""
    line = Line(address, path, {"Content-Type": "application/json", **headers})

    def send() -> None:
        status, _, body = line.ask("POST", json.dumps(contact()))
        if status != 201:
            raise RuntimeError(f"{path} answered {status}: {body[:300]!r}")

    yield send
    line.close()


def form_client(address: str, path: str, headers: dict[str, str], hidden: dict[str, str]) -> Iterator[Send]:
    """Give one client's way to send the same as a form."""
    line = Line(address, path, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def send() -> None:
        given = contact()
        card = given.pop("card")
        assert isinstance(card, dict)
        local = {name: datetime.fromisoformat(str(given[name])).astimezone(BAKU).strftime("%Y-%m-%dT%H:%M:%S")
                 for name in ("started_at", "ended_at")}  # fmt: skip
        fields = {**given, **card, **local, "form_token": given["token"], **hidden}
        status, _, body = line.ask("POST", urlencode(fields))
        if status not in (201, 302):
            raise RuntimeError(f"{path} answered {status}: {body[-600:]!r}")

    yield send
    line.close()


def member_client(address: str, path: str, token: str) -> Iterator[Send]:
    """Give one signed-in client's way to send the form: its page is opened once, then sent again and again."""
    first = Line(address, path, {"Cookie": f"panah_session={token}"})
    status, head, page = first.ask("GET")
    first.close()
    cookies = re.findall(r"(?im)^set-cookie: *([^;\r]+)", head)
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not found:
        raise RuntimeError(f"{path} showed no form ({status})")
    headers = {"Cookie": "; ".join([f"panah_session={token}", *cookies])}
    yield from form_client(address, path, headers, {"csrfmiddlewaretoken": found.group(1)})


BAKU = datetime.now().astimezone().tzinfo


def rate(clients: list[Iterator[Send]]) -> float:
    """Let all clients send for a while at once, as soon as each is ready; give contacts a second after the warm-up."""
    counts = [0] * len(clients)
    failures: list[BaseException] = []
    ready = threading.Barrier(len(clients))

    def work(place: int, client: Iterator[Send]) -> None:
        try:
            send = next(client)
            ready.wait()
            begin = time.perf_counter() + WARM
            end = begin + SECONDS
            while (now := time.perf_counter()) < end:
                send()
                counts[place] += now >= begin
        except BaseException as error:
            failures.append(error)
            ready.abort()

    threads = [threading.Thread(target=work, args=each) for each in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / SECONDS


def make_plain_tables(stage: Stage) -> None:
    """Make the tables of the plain view."""
    environment = stage.environment | {"DJANGO_SETTINGS_MODULE": "bench.plain.settings", "PANAH_DB_ROLE": "owner"}
    make = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(make, env=environment, cwd=env.ROOT, check=True)
    with psycopg.connect(stage.url, autocommit=True) as owner:
        owner.execute("GRANT SELECT, INSERT ON plain_plaincontact, plain_plaincard, plain_plainentry TO panah_web")


def psycopg_client(url: str) -> Iterator[Send]:
    """Give one client that writes the three rows itself, one transaction each."""
    line = psycopg.connect(url)

    def send() -> None:
        given, number = contact(), uuid4()
        line.execute(
            "INSERT INTO plain_plaincontact (id, number, channel, direction, facts, started_at, ended_at, notes,"
            " caller_name, caller_number, token) VALUES (%s, %s, 'phone', 'incoming', '{}', %s, %s, %s, '', '', %s)",
            [number, number.hex[:12], given["started_at"], given["ended_at"], NOTES, given["token"]],
        )
        line.execute(
            "INSERT INTO plain_plaincard (id, contact_id, caller_category, motive, outcome, day, minutes)"
            " VALUES (%s, %s, 'traveller', 'work_abroad', 'advice', now(), 5)",
            [uuid4(), number],
        )
        line.execute(
            "INSERT INTO plain_plainentry (id, contact_id, words, written_at) VALUES (%s, %s, %s, now())",
            [uuid4(), number, JOURNAL],
        )
        line.commit()

    yield send
    line.close()


def contenders(stage: Stage, plain: str, real: str) -> dict[str, Callable[[], list[Iterator[Send]]]]:
    """Give each way to send, as eight clients that are ready to begin."""
    bearers = [{"Authorization": f"Bearer {token}"} for token in stage.tokens]
    return {
        "plain": lambda: [api_client(plain, "/plain/", {}) for _ in range(CLIENTS)],
        "plain_form": lambda: [form_client(plain, "/plain/", {}, {}) for _ in range(CLIENTS)],
        "psycopg": lambda: [psycopg_client(stage.url) for _ in range(CLIENTS)],
        "intake": lambda: [member_client(real, "/hotline/contacts/record/", token) for token in stage.tokens],
        "intake_api": lambda: [api_client(real, "/api/hotline/contacts", headers) for headers in bearers],
    }


def measure(stage: Stage, rounds: int = ROUNDS) -> dict[str, float]:
    """Measure both doors and both yardsticks; ratios above 1 are faster than the yardstick."""
    make_plain_tables(stage)
    with stage.server(settings="bench.plain.settings") as plain, stage.server() as real:
        ways = contenders(stage, plain, real)
        turns = [{name: rate(clients()) for name, clients in ways.items()} for _ in range(rounds)]
    figures = {
        f"intake.yardstick.{name}_per_second": median(turn[name] for turn in turns)
        for name in ("plain", "plain_form", "psycopg")
    }

    def ratio(name: str, yardstick: str) -> float:
        return median(turn[name] / turn[yardstick] for turn in turns)

    for name, same_door in (("intake", "plain_form"), ("intake_api", "plain")):
        figures |= {
            f"{name}.per_second": median(turn[name] for turn in turns),
            f"{name}.ratio_to_plain": ratio(name, same_door),
            f"{name}.ratio_to_psycopg": ratio(name, "psycopg"),
        }
    # What the form costs over the plain view's cheaper door.
    figures["intake.ratio_to_plain_json"] = ratio("intake", "plain")
    return {name: round(value, 3) for name, value in figures.items()}
