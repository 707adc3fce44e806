"""What is left of acknowledged work when server and database are killed in the middle of it.

Eight clients finish contacts through the JSON door and save drafts of a talk that is still open. Five times all
processes of the server and of the database are killed at once with SIGKILL, and come back: the database as `panah run`
revives it, the server by us. A client that gets no answer sends the same again, with the same token, until it has one;
now and then it also sends again what was answered already.

At the end everything that was ever acknowledged is looked for as its operator: the contact, its card, its journal,
opened and compared word by word, and the last draft acknowledged (or one sent later). Nothing may be there twice, and
the proof of the trail must hold, with seals made before, between and after the kills.

A killed process loses what it had not handed to the system; that the system hands it to the disk in time is what fsync
is for, and it is on here as in service (asserted). A power failure itself cannot be played by a program.
"""

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar
from uuid import UUID, uuid4

import psycopg

from bench.browser import Answer, Browser, Unexpected
from bench.intake import contact
from bench.stage import Stage, free_port, staged, stop, wait_for

KILLS, BETWEEN, LONGEST = 5, 6.0, 300.0
DRAFT_EVERY, TWICE_EVERY = 3, 10

T = TypeVar("T")
Say = Callable[[str], None]


@dataclass
class Client(threading.Thread):
    """One operator who finishes contacts and keeps notes of a talk, and what the server has acknowledged of it."""

    address: str
    session: str
    enough: threading.Event
    deadline: float
    contacts: dict[str, UUID] = field(default_factory=dict)
    talk: str = ""
    draft_sent: int = 0
    draft_kept: int = 0
    unanswered: int = 0
    known_already: int = 0
    failure: BaseException | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(self.address, self.session, seconds=10)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Work until told that it is enough; what is being sent then is sent to its end."""
        try:
            self._work()
        except BaseException as error:
            self.failure = error

    def _work(self) -> None:
        self._begin_talk()
        while not self.enough.is_set():
            self._finish_contact()
            if len(self.contacts) % DRAFT_EVERY == 0:
                self._save_draft()

    def _begin_talk(self) -> None:
        begun = {"channel": "phone", "direction": "incoming", "form_token": str(uuid4())}
        page = self._until_answered(lambda: self.browser.post("/hotline/contacts/new/", begun))
        self.talk = page.location.rstrip("/").rsplit("/", 1)[-1]

    def _finish_contact(self) -> None:
        given = contact()
        token = str(given["token"])
        given["journal"] = journal_of(token)
        answer = self._send_contact(given)
        self.contacts[token] = UUID(json.loads(answer.body)["id"])
        if len(self.contacts) % TWICE_EVERY == 0 and self._send_contact(given).body != answer.body:
            raise RuntimeError("a contact that was sent twice was answered differently")

    def _send_contact(self, given: Mapping[str, object]) -> Answer:
        answer = self._until_answered(lambda: self.browser.post_json("/api/hotline/contacts", given, {200, 201}))
        self.known_already += answer.status == 200
        return answer

    def _save_draft(self) -> None:
        self.draft_sent += 1
        number, path = self.draft_sent, f"/hotline/contacts/{self.talk}/draft/notes/"
        self._until_answered(lambda: self.browser.post(path, {"notes": draft_of(number)}, 204))
        self.draft_kept = number

    def _until_answered(self, send: Callable[[], T]) -> T:
        """Send again and again; a refusal is a mistake of the bench or of the server, and ends it."""
        while time.monotonic() < self.deadline:
            try:
                return send()
            except Unexpected as answer:
                if answer.status < 500:
                    raise
            except (OSError, http.client.HTTPException):
                pass
            self.unanswered += 1
            time.sleep(0.1)
        raise TimeoutError("the server did not come back in time")


def journal_of(token: str) -> str:
    """Give the words of one contact's journal: no two are alike."""
    return f"Journal {token}. " + "What was said stays between these covers. " * 6


def draft_of(number: int) -> str:
    """Give the words of one draft."""
    return f"Draft {number}. " + "She wants to think it over. " * 4


def run(kills: int = KILLS, say: Say = print, between: float = BETWEEN) -> dict[str, float]:
    """Let them work, kill, look; gives the figures."""
    deadline = time.monotonic() + LONGEST
    back = threading.Event()
    with staged(revived=back.set) as stage:
        _assert_durable(stage)
        port = free_port()
        server = stage.start_server(port)
        try:
            wait_for(f"http://127.0.0.1:{port}", server)
            clients = _started(stage, f"http://127.0.0.1:{port}", deadline)
            for turn in range(1, kills + 1):
                time.sleep(between * Random(turn).uniform(0.7, 1.3))
                server = _killed(stage, server, port, back)
                say(f"crash: killed and back {turn} of {kills}, {sum(len(c.contacts) for c in clients)} acknowledged")
                stage.panah("audit", "seal")
            time.sleep(between)
            _finished(clients)
        finally:
            stop(server)
        return _figures(stage, clients, kills)


def _assert_durable(stage: Stage) -> None:
    with psycopg.connect(stage.url) as owner:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            if (found := owner.execute("SELECT current_setting(%s)", [setting]).fetchone()) != ("on",):
                raise RuntimeError(f"{setting} must be on, and is {found}")


def _started(stage: Stage, address: str, deadline: float) -> list[Client]:
    enough = threading.Event()
    clients = [Client(address, token, enough, deadline) for token in stage.tokens]
    for client in clients:
        client.start()
    return clients


def _finished(clients: list[Client]) -> None:
    clients[0].enough.set()
    for client in clients:
        client.join()
        if client.failure:
            raise client.failure


def _killed(
    stage: Stage, server: "subprocess.Popen[bytes]", port: int, back: threading.Event
) -> "subprocess.Popen[bytes]":
    """Kill every process of server and database at once, wait for the database and start the server again."""
    back.clear()
    postmaster = int((stage.data / "postmaster.pid").read_text().split()[0])
    doomed = [postmaster, *_descendants(postmaster), server.pid, *_descendants(server.pid)]
    for pid in doomed:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.wait()
    if not back.wait(60):
        raise RuntimeError("the database did not come back")
    again = stage.start_server(port)
    wait_for(f"http://127.0.0.1:{port}", again)
    return again


def _descendants(parent: int) -> Iterator[int]:
    """Give the children of a process that we started, and theirs."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _, rest = entry.read_text().partition(" (")
            if int(rest.rpartition(") ")[2].split()[1]) == parent:
                yield int(pid)
                yield from _descendants(int(pid))


def _figures(stage: Stage, clients: list[Client], kills: int) -> dict[str, float]:
    from django.db import connection

    # The connection of before the kills is dead.
    connection.close()
    losses = [loss for client in clients for loss in _lost(client)]
    acknowledged = sum(len(client.contacts) for client in clients)
    stage.panah("audit", "seal")
    stage.panah("audit", "verify")
    return {
        "crash.acknowledged": acknowledged,
        "crash.lost": len(losses),
        "crash.doubled": _doubled(acknowledged + len(clients)),
        "crash.drafts_acknowledged": sum(client.draft_kept for client in clients),
        "crash.sent_again": sum(client.unanswered for client in clients),
        "crash.known_already": sum(client.known_already for client in clients),
        "crash.kills": kills,
        "crash.trail_whole": 1,
    }


def _lost(client: Client) -> Iterator[str]:
    """Name what was acknowledged to a client and is not there, or does not open, or is not what was sent."""
    from django.db import connection

    from panah.accounts.entering import entered

    with entered(urlsafe_b64decode(client.session)) as inside, connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE panah_web")
        for token, contact_id in client.contacts.items():
            yield from _missing(token, contact_id)
        if not client.draft_kept <= _draft_number(inside.actor, UUID(client.talk)) <= client.draft_sent:
            yield "draft"


def _missing(token: str, contact_id: UUID) -> Iterator[str]:
    from bench.intake import NOTES
    from panah.duties.models import Duty, Event
    from panah.hotline.models import Contact, JournalEntry, StatCard

    found = list(Contact.objects.filter(form_token=token))
    if [each.id for each in found] != [contact_id] or found[0].notes != NOTES:
        yield "contact"
    if StatCard.objects.filter(contact_id=contact_id).count() != 1:
        yield "card"
    if [each.words for each in JournalEntry.objects.filter(contact_id=contact_id)] != [journal_of(token).strip()]:
        yield "journal"
    if Event.timeline(contact_id).filter(code="contact.closed").count() != 1:
        yield "event"
    if any(duty.is_open for duty in Duty.about([contact_id])):
        yield "duty"


def _draft_number(actor: object, contact_id: UUID) -> int:
    from panah.core.actor import Actor
    from panah.hotline.actions import drafts
    from panah.hotline.models import Contact
    from panah.hotline.states import DraftForm

    assert isinstance(actor, Actor)
    words = drafts.read(actor, Contact.gate(actor, contact_id), DraftForm.NOTES).words.get("notes", "")
    number = int(str(words).partition(".")[0].removeprefix("Draft ") or 0)
    return number if words == draft_of(number) else -1


def _doubled(expected: int) -> int:
    """Give how many contacts, cards or journals there are beyond those that were sent."""
    from panah.hotline.models import Contact, JournalEntry, StatCard

    there = Contact.objects.count()
    papers = StatCard.objects.count(), JournalEntry.objects.count()
    open_talks = Contact.objects.filter(closed_at=None).count()
    return abs(there - expected) + sum(abs(each - (there - open_talks)) for each in papers)


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:30} {value:>10,}")
