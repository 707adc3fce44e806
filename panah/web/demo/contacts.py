"""Years at the desk: contacts, cards and journals in the proportions that hotlines publish."""

import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models, transaction

from panah.core.ids import new_id
from panah.duties.models import Event
from panah.hotline.models import Contact, JournalEntry, StatCard
from panah.hotline.states import ContactState
from panah.vault import crypto, keyring
from panah.vault.models import BasisKind, Compartment, Folder, Grant
from panah.web.demo.people import Player
from panah.web.demo.words import FAMILY, GIVEN, JOURNAL, NOTES, OTHERWISE

BAKU = ZoneInfo("Asia/Baku")
BATCH = 500

# Weights out of a thousand. Four calls in five are about prevention, fewer than one in ten about a person in need
# (La Strada Moldova); the topics are those the ministry names (facts, section 7).
MOTIVES = {
    "work_abroad": 250, "study_abroad": 120, "marry_abroad": 90, "rest_abroad": 70, "migrant_registration": 110,
    "rights": 60, "about_hotline": 50, "adoption": 20, "domestic_violence": 60, "distress": 30, "help_self": 14,
    "help_other": 22, "trafficking_report": 16, "unpaid_work": 12, "child_begging": 8, "documents_lost": 12,
    "return_home": 8, "silent": 24, "wrong_number": 16, "nuisance": 8,
}  # fmt: skip
CATEGORIES = {
    "traveller": 560, "potential_victim": 60, "presumed_victim": 12, "relative": 120, "friend": 70, "witness": 18,
    "ngo": 20, "official": 30, "unknown": 110,
}  # fmt: skip
LANGUAGES = {"az": 830, "ru": 120, "en": 20, "tr": 30}
CHANNELS = {"phone": 910, "messenger": 40, "email": 20, "in_person": 30}
STATES = {"calm": 560, "worried": 240, "frightened": 60, "crying": 40, "angry": 40, "unknown": 60}
REGIONS = {"baku": 420, "absheron_khizi": 90, "ganja_dashkasan": 110, "lankaran_astara": 90, "": 290}
# From midnight: few at night, most from ten to eight in the evening.
HOURS = (14, 9, 7, 6, 6, 8, 14, 26, 44, 58, 66, 70, 68, 64, 66, 66, 64, 62, 58, 54, 48, 38, 28, 20)

HARD = {"help_self", "help_other", "trafficking_report", "unpaid_work", "child_begging", "domestic_violence"}


class History:
    """Writes back-dated contacts of one unit in batches; the words are sealed like any others."""

    def __init__(self, *, unit_id: UUID, operators: Sequence[Player], ring: keyring.Keyring, seed: int) -> None:
        """Take the unit, who sat at its desk, and a keyring that remembers the keys of the folders made."""
        self.unit_id, self.operators, self.ring = unit_id, operators, ring
        # Deterministic on purpose: the same country every time.
        self.chance = random.Random(seed)  # noqa: S311
        self.made = 0

    def write(self, *, first: dt.date, days: int, per_day: float, said: Callable[[int, int], None]) -> int:
        """Write `days` days from `first`; `said(done, of)` hears of the progress. Gives the number of contacts."""
        rows = self._moments(first, days, per_day)
        total = round(days * per_day)
        while batch := list(islice(rows, BATCH)):
            self._store([self._contact(moment) for moment in batch])
            self.made += len(batch)
            said(self.made, max(total, self.made))
        return self.made

    def _moments(self, first: dt.date, days: int, per_day: float) -> Iterator[dt.datetime]:
        for day in range(days):
            date = first + dt.timedelta(days=day)
            weekend = 0.75 if date.weekday() >= 5 else 1.1
            count = max(0, round(self.chance.gauss(per_day * weekend, per_day**0.5)))
            hours = sorted(self.chance.choices(range(24), HOURS, k=count))
            for hour in hours:
                minute, second = self.chance.randrange(60), self.chance.randrange(60)
                yield dt.datetime(date.year, date.month, date.day, hour, minute, second, tzinfo=BAKU)

    def _pick(self, weights: dict[str, int]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _contact(self, moment: dt.datetime) -> Contact:
        motive = self._pick(MOTIVES)
        hard = motive in HARD
        minutes = max(0.5, self.chance.lognormvariate(1.6 if not hard else 2.6, 0.6))
        end = moment + dt.timedelta(minutes=min(minutes, 110))
        return Contact(
            id=new_id(moment),
            folder_id=new_id(moment),
            unit_id=self.unit_id,
            number="",
            operator=self.chance.choice(self.operators).member,
            channel=self._pick(CHANNELS),
            language=self._pick(LANGUAGES),
            caller_category=self._pick(CATEGORIES),
            motive=motive,
            caller_state=self._pick(STATES),
            region=self._pick(REGIONS),
            outcome="psychological_aid" if motive == "distress" else "referral" if hard else "advice",
            end_reason="",
            is_child=motive == "child_begging" or self.chance.random() < 0.03,
            in_danger=hard and self.chance.random() < 0.1,
            is_repeated=self.chance.random() < 0.12,
            is_nuisance=motive == "nuisance",
            notes=self.chance.choice(NOTES.get(motive, OTHERWISE)),
            caller_name=self._name() if self.chance.random() < 0.25 else "",
            state=ContactState.CLOSED,
            started_at=moment,
            ended_at=end,
            closed_at=end + dt.timedelta(minutes=self.chance.uniform(1, 9)),
        )

    def _name(self) -> str:
        return f"{self.chance.choice(GIVEN)} {self.chance.choice(FAMILY)}"

    def _store(self, contacts: list[Contact]) -> None:
        for place, contact in enumerate(contacts):
            contact.number = f"HL-{contact.started_at.year}-D{self.made + place + 1:05d}"
            self.ring.learn(contact.folder_id, crypto.new_key())
        with transaction.atomic(), keyring.held(self.ring):
            _insert([self._folder(contact) for contact in contacts])
            _insert([self._grant(contact) for contact in contacts])
            _insert(contacts)
            _insert([card_of(contact) for contact in contacts])
            _insert([self._journal(contact) for contact in contacts])
            _insert([event for contact in contacts for event in self._events(contact)])
        for contact in contacts:
            self.ring.forget(contact.folder_id)

    def _folder(self, contact: Contact) -> Folder:
        return Folder(
            id=contact.folder_id,
            compartment=Compartment.HOTLINE,
            owner_unit_id=self.unit_id,
            created_at=contact.started_at,
        )

    def _grant(self, contact: Contact) -> Grant:
        key = self.ring.need(contact.folder_id)
        place = keyring.grant_place(contact.folder_id, self.unit_id)
        return Grant(
            id=new_id(contact.started_at),
            folder_id=contact.folder_id,
            unit_id=self.unit_id,
            sealed_key=crypto.box(keyring.public_key(self.unit_id), key, place),
            basis_kind=BasisKind.OWNERSHIP,
            granted_by_unit_id=self.unit_id,
            granted_at=contact.started_at,
        )

    def _journal(self, contact: Contact) -> JournalEntry:
        return JournalEntry(
            id=new_id(contact.ended_at),
            folder_id=contact.folder_id,
            contact=contact,
            author=contact.operator,
            words=self.chance.choice(JOURNAL),
            written_at=closing(contact),
        )

    def _events(self, contact: Contact) -> Iterator[Event]:
        for code, at in (
            ("contact.opened", contact.started_at),
            ("contact.ended", contact.ended_at or contact.started_at),
            ("contact.closed", closing(contact)),
        ):
            yield Event(
                id=new_id(at),
                folder_id=contact.folder_id,
                code=code,
                at=at,
                matter_id=contact.id,
                subject_kind="contact",
                subject_id=contact.id,
                unit_id=self.unit_id,
                member_id=contact.operator_id,
            )


def closing(contact: Contact) -> dt.datetime:
    """Give when a contact of the history was closed; all of them were."""
    return contact.closed_at or contact.started_at


def card_of(contact: Contact) -> StatCard:
    """Give the card of a closed contact, as the desk would have filled it."""
    local = contact.started_at.astimezone(BAKU)
    if not (contact.ended_at and contact.closed_at):
        raise ValueError("history writes closed contacts only")
    shared = ("channel", "language", "caller_category", "motive", "caller_state", "outcome", "heard_from", "region",
              "country", "is_child", "in_danger", "is_repeated", "is_nuisance")  # fmt: skip
    return StatCard(
        id=new_id(contact.ended_at),
        unit_id=contact.unit_id,
        contact=contact,
        operator_id=contact.operator_id,
        day=local.date(),
        hour=local.hour,
        minutes=max(1, round((contact.ended_at - contact.started_at).total_seconds() / 60)),
        ended_at=contact.ended_at,
        completed_at=contact.closed_at,
        advice_count=1 if contact.outcome == "advice" else 0,
        referral_count=1 if contact.outcome == "referral" else 0,
        **{name: getattr(contact, name) for name in shared},
    )


def _insert(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
