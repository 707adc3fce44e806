"""Who plays in the day of the bench: the telephone exchange, operators, and the officer who receives referrals."""

import http.client
import json
import queue
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import uuid4

from bench.browser import Browser, Unexpected

# Of a hundred calls: so many hang up before anybody answers, so many withhold their number.
IMPATIENT, WITHHELD = 8, 15
LINK = "[0-9a-f-]{36}"
ADULT = {"sex": "female", "age_band": "adult", "age_basis": "declared", "given_by": "person"}
CHILD = {"sex": "male", "age_band": "child", "age_basis": "estimated", "given_by": "guardian"}
JOURNAL = "What was said, what was agreed, and what comes next; for those alone who may read it. " * 3


@dataclass
class Line:
    """One caller on the telephone, or one letter or visit, as it comes in."""

    channel: str
    external: str = field(default_factory=lambda: uuid4().hex)
    answered: threading.Event = field(default_factory=threading.Event)


@dataclass
class Day:
    """What everybody of the day shares."""

    address: str
    seconds: float
    department: str
    seen: Counter[str] = field(default_factory=Counter)
    # Calls by the id the server gave them; letters and visits that lie on the desk.
    calls: dict[str, Line] = field(default_factory=dict)
    by_hand: "queue.SimpleQueue[Line]" = field(default_factory=queue.SimpleQueue)
    closing: threading.Event = field(default_factory=threading.Event)
    talks: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str, more: int = 1) -> None:
        """Note that something was done."""
        with self.lock:
            self.seen[what] += more


class Exchange:
    """The telephone exchange: rings, hangs up, and hears from the operators when a call is answered and over."""

    def __init__(self, day: Day) -> None:
        from panah.web.demo.building import exchange_secret

        self.day, self.secret = day, exchange_secret()

    def report(self, line: Line, kind: str, number: str = "") -> str:
        """Send one signed event; gives the server's id of the call."""
        now = datetime.now(UTC)
        event = {"event_id": uuid4().hex, "call_id": line.external, "kind": kind, "at": now.isoformat(), "line": "152",
                 "number": number}  # fmt: skip
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json"} | self.secret.headers(body, at=now)
        host = http.client.HTTPConnection(self.day.address.removeprefix("http://"), timeout=30)
        host.request("POST", "/api/telephony/events", body, headers)
        answer = host.getresponse()
        text = answer.read()
        host.close()
        if answer.status != 200:
            raise Unexpected(answer.status, f"telephony answered {answer.status}")
        return str(json.loads(text)["call"])

    def ring(self, line: Line, chance: Random) -> None:
        """Let a call ring; an impatient caller hangs up after a while if nobody has answered."""
        from panah.hotline.exchange import NUMBERS

        number = "" if chance.random() * 100 < WITHHELD else chance.choice(NUMBERS)
        call_id = self.report(line, "ringing", number)
        self.day.calls[call_id] = line
        self.day.count("calls rung")
        self.day.count("… number withheld", not number)
        if chance.random() * 100 < IMPATIENT:
            threading.Timer(chance.uniform(0.02, 0.3), self._hang_up, [line]).start()

    def _hang_up(self, line: Line) -> None:
        if not line.answered.is_set():
            self.report(line, "ended")

    def play(self, contacts: int, chance: Random) -> None:
        """Let everything come in, hour by hour."""
        begun = time.monotonic()
        for moment, line in _arrivals(contacts, self.day.seconds, chance):
            time.sleep(max(0.0, begun + moment - time.monotonic()))
            if line.channel == "phone":
                self.ring(line, chance)
            else:
                self.day.by_hand.put(line)
                self.day.count("letters, messages and visits")


def _arrivals(contacts: int, seconds: float, chance: Random) -> Iterator[tuple[float, Line]]:
    from panah.web.demo.contacts import CHANNELS, HOURS

    hours = sorted(chance.choices(range(24), HOURS, k=contacts))
    moments = sorted((hour + chance.random()) / 24 * seconds for hour in hours)
    for moment in moments:
        yield moment, Line(_pick(CHANNELS, chance))


def _pick(weights: dict[str, int], chance: Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


@dataclass
class Worker(threading.Thread):
    """Somebody signed in, until the day is over."""

    day: Day
    exchange: Exchange
    token: str
    chance: Random
    failure: BaseException | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(self.day.address, self.token)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Work until nothing is left."""
        try:
            closing = False
            while self.turn() or not closing:
                # What came in before the doors closed is still taken.
                closing = self.day.closing.is_set()
        except BaseException as error:
            self.failure = error

    def turn(self) -> bool:
        """Do the next thing; says whether there was one."""
        raise NotImplementedError

    def post(self, path: str, fields: dict[str, Any]) -> str:
        """Send a form and give where it leads."""
        return self.browser.post(path, fields).location


class Operator(Worker):
    """One of four at the desk."""

    def turn(self) -> bool:
        """Take the call that waits longest, then a call-back, then what lies on the desk."""
        page = self.browser.get("/hotline/calls/").body
        for pattern in (rf"/hotline/calls/({LINK})/answer/", rf"/hotline/call-backs/({LINK})/\""):
            for found in re.findall(pattern, page):
                if self._take(found, answering="answer" in pattern):
                    return True
        try:
            line = self.day.by_hand.get_nowait()
        except queue.Empty:
            time.sleep(0.05)
            return False
        begun = {"channel": line.channel, "direction": "incoming", "form_token": str(uuid4())}
        self._talk(self.post("/hotline/contacts/new/", begun), None)
        return True

    def _take(self, found: str, *, answering: bool) -> bool:
        try:
            path = f"/hotline/calls/{found}/answer/" if answering else f"/hotline/call-backs/{found}/"
            contact = self.post(path, {})
        except Unexpected as answer:
            if answer.status != 409:
                raise
            self.day.count("answered by a colleague first")
            return False
        line = self._line_of(found) if answering else None
        if line:
            line.answered.set()
            self.exchange.report(line, "answered")
        self.day.count("calls answered" if answering else "calls returned")
        self._talk(contact, line)
        if not answering:
            self.post(f"/hotline/call-backs/{found}/close/", {"reached": "yes"})
        return True

    def _line_of(self, call_id: str) -> Line:
        """Give the exchange's line of a call, which may have been answered before the exchange knew its id."""
        while call_id not in self.day.calls:
            time.sleep(0.01)
        return self.day.calls[call_id]

    def _talk(self, contact: str, line: Line | None) -> None:
        from panah.web.demo.contacts import CATEGORIES, HARD, LANGUAGES, MOTIVES, REGIONS, STATES
        from panah.web.demo.words import NOTES, OTHERWISE

        began = time.monotonic()
        chance, motive = self.chance, _pick(MOTIVES, self.chance)
        notes = chance.choice(NOTES.get(motive, OTHERWISE))
        facts = {"motive": motive, "caller_category": _pick(CATEGORIES, chance), "language": _pick(LANGUAGES, chance),
                 "caller_state": _pick(STATES, chance), "region": _pick(REGIONS, chance)}  # fmt: skip
        self.browser.get(contact)
        self.browser.post(f"{contact}draft/notes/", facts | {"notes": notes[: len(notes) // 2]}, 204)
        self.day.count("drafts kept")
        self.post(f"{contact}write/", facts | {"notes": notes})
        outcome = self._help(contact, motive, is_hard=motive in HARD)
        time.sleep(chance.uniform(0.1, 0.6))
        self.post(f"{contact}end/", {"end_reason": "finished"})
        if line:
            self.exchange.report(line, "ended")
        self.day.talks.append(time.monotonic() - began)
        self._wrap_up(contact, facts, outcome)

    def _help(self, contact: str, motive: str, *, is_hard: bool) -> str:
        """Do what the caller needs; gives the outcome for the card."""
        if motive == "child_begging":
            self.post(f"{contact}flags/", {"flag": "child.up"})
        if not is_hard:
            return "directory" if self.chance.random() < 0.5 and self._advise(contact) else "advice"
        self._screen(contact, is_child=motive == "child_begging")
        if self.chance.random() < 0.15:
            self._alert(contact)
        linked = self.chance.random() < 0.5
        if linked:
            self.post(f"{contact}situation/", {})
            self.day.count("situations opened")
        if self.chance.random() < 0.6:
            sent = self._refer(contact, is_child=motive == "child_begging")
            # A referral of somebody new opens a situation for them where there is none.
            self.day.count("situations opened", sent and not linked)
            return "referral" if sent else "declined"
        return "directory" if self._advise(contact) else "advice"

    def _advise(self, contact: str) -> bool:
        type_ = self.chance.choice(("shelter", "legal_help", "psychological", "police"))
        answer = self.browser.post(f"{contact}services/", {"words": "", "type": type_}, 200)
        services = re.findall(rf"{contact}services/({LINK})/", answer.body) or re.findall(
            rf"{contact}services/({LINK})/", self.browser.post(f"{contact}services/", {"words": ""}, 200).body
        )
        if services:
            self.post(f"{contact}services/{services[0]}/", {})
            self.day.count("services told of")
        return bool(services)

    def _screen(self, contact: str, *, is_child: bool) -> None:
        path = f"{contact}screening/{'ilo-child-labour' if is_child else 'az-national'}/"
        page = self.browser.get(path).body
        names = dict.fromkeys(re.findall(r'name="(q\.[^"]+)"', page))
        answers = {name: self.chance.choices(("yes", "no", "unknown"), (25, 45, 30))[0] for name in names}
        told = answers | {"child": "1" if is_child else "0"}
        self.browser.post(f"{path}result/", told, 200)
        self.post(f"{path}done/", told | {"form_token": str(uuid4())})
        self.day.count("screenings")

    def _alert(self, contact: str) -> None:
        self.post(f"{contact}danger/", {"kind": "threat"})
        for step in ("stay", "colleague", "police"):
            self.post(f"{contact}danger/step/", {"step": step})
        self.post(f"{contact}danger/over/", {"danger_words": "The police have taken it over."})
        self.day.count("dangers declared")

    def _refer(self, contact: str, *, is_child: bool) -> bool:
        """Ask for consent and refer to the Department; one in six does not agree. For a child its guardian agrees."""
        if self.chance.random() < 1 / 6:
            self.post(f"{contact}refer/refused/", {"receiver": self.day.department})
            self.day.count("consents refused")
            return False
        page = self.browser.get(f"{contact}refer/").body
        whose = CHILD if is_child else ADULT
        wish = whose | _first_choices(page, ("need", "given_how", "purpose")) | {
            "who": "new", "receiver": self.day.department, "urgency": "standard", "basis": "now",
            "consent_language": "az", "until": _in_days(60), "evidence": "Yes, tell them.", "form_token": str(uuid4()),
            "message": "Wants help to leave and is in no danger tonight; please ring in the morning.",
        }  # fmt: skip
        self.browser.post(f"{contact}refer/", wish | {"step": "review"}, 200)
        self.post(f"{contact}refer/", wish | {"step": "send"})
        self.day.count("referrals sent")
        return True

    def _wrap_up(self, contact: str, facts: dict[str, str], outcome: str) -> None:
        papers = facts | {"outcome": outcome, "journal": JOURNAL, "form_token": str(uuid4()), "end_reason": "finished"}
        where = self.post(f"{contact}finish/", papers)
        if where != "/hotline/":
            raise Unexpected(302, "a contact with card and journal did not close")
        self.day.count("cards and journals written")


class Officer(Worker):
    """Who receives referrals in the Department."""

    def turn(self) -> bool:
        """Answer what waits: most is accepted, and its outcome reported."""
        waiting = re.findall(rf"/referrals/({LINK})/\"", self.browser.get("/referrals/received/").body)
        fresh = [each for each in dict.fromkeys(waiting) if self.day.seen[each] == 0]
        for referral in fresh:
            self.day.count(referral)
            self._answer(f"/referrals/{referral}/")
        if not fresh:
            time.sleep(0.3)
        return bool(fresh)

    def _answer(self, path: str) -> None:
        page = self.browser.get(path).body
        if f"{path}accept/" not in page:
            return
        if self.chance.random() < 0.15:
            self.post(f"{path}decline/", _first_choices(page, ("reason",)) | {"words": ""})
            self.day.count("referrals declined")
            return
        self.post(f"{path}accept/", {})
        self.day.count("referrals accepted")
        page = self.browser.get(path).body
        self.post(f"{path}report/", _first_choices(page, ("outcome",)) | {"note": "Met the same day."})
        self.day.count("outcomes reported")


def _first_choices(page: str, names: tuple[str, ...]) -> dict[str, str]:
    """Give the first real choice of each list on a page, or of each group of buttons."""
    chosen = {}
    for name in names:
        listed = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
        values = re.findall(r'<option value="([^"]+)"', listed.group()) if listed else []
        pressed = re.findall(rf'<input type="radio" name="{name}" value="([^"]+)"', page)
        chosen[name] = (values or pressed or [""])[0]
    return chosen


def _in_days(days: int) -> str:
    return datetime.fromtimestamp(time.time() + days * 86400, UTC).date().isoformat()
