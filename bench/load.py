"""Filling a database with years of one hotline: a thousand contacts, a hundred thousand, a million.

The newest 3,000 are truly sealed, by the code that builds the demonstration (`panah.web.demo.contacts`). The older ones
are filler, copied in by the database itself: they have all the rows a contact has (folder, grant, contact, card,
journal, timeline, done duties; every second one a number in the blind index, every tenth a situation), the same codes
in the same proportions, and random bytes of the same size where words would be sealed. So row counts, indexes, row
rules and plans are real; only opening the words of an old contact gives a lock. A filler row is like the newest real
row of its kind but for the columns said here, so that a new column of a model is filled by itself.

Imported only after Django is set up, as the owner.
"""

import datetime as dt
import os
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from panah.accounts.entering import entered
from panah.accounts.models import Appointment, Member, Unit
from panah.core.actor import Actor
from panah.duties.models import Duty, Event
from panah.hotline.actions import intake, situations, wrap_up
from panah.hotline.models import Contact, JournalEntry, Situation, StatCard
from panah.vault import crypto, keyring
from panah.vault.models import Folder, Grant, IndexEntry
from panah.web.demo.contacts import CATEGORIES, CHANNELS, LANGUAGES, MOTIVES, REGIONS, STATES, History
from panah.web.demo.people import Player

SEALED, BATCH = 3_000, 100_000
PER_DAY = 250
STEP = dt.timedelta(days=1) / PER_DAY
BLOBS = 500
NUMBER = "+994125550152"

WEIGHTS = {
    "motive": MOTIVES,
    "caller_category": CATEGORIES,
    "language": LANGUAGES,
    "channel": CHANNELS,
    "caller_state": STATES,
    "region": REGIONS,
}
Say = Callable[[str], None]


class Archive:
    """The contacts of one hotline, from now backwards."""

    def __init__(self, token: str, say: Say) -> None:
        """Begin with the hotline of an operator's session and a few contacts of theirs that went all the way."""
        self.say = say
        with entered(urlsafe_b64decode(token)) as inside:
            self.unit = Unit.objects.get(id=inside.actor.unit)
            self.situations = [_situation(inside.actor) for _ in range(SITUATIONS)]
        self.count = Contact.objects.count()
        self.earliest = timezone.now() - dt.timedelta(days=1)
        members = Member.objects.filter(id__in=Appointment.objects.filter(unit_id=self.unit.id).values("member_id"))
        self.operators = [Player(member, self.unit.id) for member in members.order_by("login")]

    def fill(self, total: int) -> float:
        """Add older contacts until there are about so many; gives the seconds it took."""
        started = time.perf_counter()
        while self.count < min(total, SEALED):
            self._seal(min(total, SEALED) - self.count)
        while self.count < total:
            self._copy(min(total - self.count, BATCH))
            self.say(f"{self.count:,} of {total:,} contacts")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        return time.perf_counter() - started

    def _seal(self, wanted: int) -> None:
        """Write the days before the earliest, truly sealed; about as many contacts as wanted."""
        days = max(1, round(wanted / PER_DAY))
        first = timezone.localdate(self.earliest) - dt.timedelta(days=days)
        ring = keyring.Keyring(self.operators[0].member.id, crypto.new_pair().private, [self.unit.id])
        history = History(unit_id=self.unit.id, operators=self.operators, ring=ring, seed=self.count)
        # Its numbers go on where the last stretch ended.
        history.made = self.count
        self.count = history.write(first=first, days=days, per_day=wanted / days, said=lambda *_: None)
        self.earliest = dt.datetime.combine(first, dt.time(), tzinfo=timezone.get_current_timezone())

    def _copy(self, count: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # The rows refer to one another by construction; checking each of them would take most of the time.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute(FILLER, self._values(count))
            for kind in KINDS:
                kind.copy(cursor)
            cursor.execute("DROP TABLE filler")
        self.count += count
        self.earliest -= count * STEP

    def _values(self, count: int) -> dict[str, Any]:
        chance = Random(self.count)
        codes = {name: [code for code, weight in weights.items() for _ in range(weight)]
                 for name, weights in WEIGHTS.items()}  # fmt: skip
        return codes | {
            "count": count,
            "made": self.count,
            "latest": self.earliest,
            "step": STEP,
            "operators": [player.member.id for player in self.operators],
            "notes": [b"\x01" + os.urandom(chance.randint(100, 300)) for _ in range(BLOBS)],
            "words": [b"\x01" + os.urandom(chance.randint(250, 600)) for _ in range(BLOBS)],
        }


SITUATIONS, LINKED = 20, 3


def _situation(actor: Actor) -> Situation:
    """Take a few contacts about one matter, from the first word to the journal, as the desk does."""
    linked = [_finished(actor) for _ in range(LINKED)]
    situation = situations.open_new(actor=actor, contact_id=linked[0].id)
    for contact in linked[1:]:
        situations.link(actor=actor, contact_id=contact.id, number=situation.number)
    return situations.summarise(actor=actor, situation_id=situation.id, summary="Three calls about one agency. " * 5)


def _finished(actor: Actor) -> Contact:
    ended = timezone.now() - dt.timedelta(minutes=1)
    facts = {"caller_category": "relative", "motive": "help_other", "outcome": "advice", "language": "az"}
    finished = intake.Finished(
        token=uuid4(),
        channel="phone",
        started_at=ended - dt.timedelta(minutes=7),
        ended_at=ended,
        card=wrap_up.Card(facts),
        journal="The mother of a young woman asks what to do. " * 8,
        notes="She has not called home for a week. " * 6,
        caller_name="Aysel Quliyeva",
        caller_number=NUMBER,
    )
    return intake.record(actor=actor, finished=finished)[0]


# What every filler contact is made from, oldest first, so that ids grow as they did in life.
FILLER = """
    CREATE TEMPORARY TABLE filler AS
    SELECT %(made)s + n AS n, n - 1 AS place, began, began + make_interval(secs => 60 + random() * 1200) AS ended,
           uuidv7(began - clock_timestamp()) AS contact, uuidv7(began - clock_timestamp()) AS folder,
           uuidv7(began - clock_timestamp()) AS ending,
           (%(operators)s::uuid[])[1 + floor(random() * cardinality(%(operators)s::uuid[]))::int] AS operator,
           (%(motive)s::text[])[1 + floor(random() * 1000)::int] AS motive,
           (%(caller_category)s::text[])[1 + floor(random() * 1000)::int] AS caller_category,
           (%(language)s::text[])[1 + floor(random() * 1000)::int] AS language,
           (%(channel)s::text[])[1 + floor(random() * 1000)::int] AS channel,
           (%(caller_state)s::text[])[1 + floor(random() * 1000)::int] AS caller_state,
           (%(region)s::text[])[1 + floor(random() * 1000)::int] AS region,
           (%(notes)s::bytea[])[1 + floor(random() * 500)::int] AS notes,
           (%(words)s::bytea[])[1 + floor(random() * 500)::int] AS words,
           random() < 0.03 AS is_child, random() < 0.01 AS in_danger, random() < 0.12 AS is_repeated,
           CASE WHEN (n - 1) %% 20 < 2 THEN md5(format('%%s %%s', %(made)s, (n - 1) / 20))::uuid END AS situation
    FROM (SELECT n, %(latest)s::timestamptz - n * %(step)s::interval AS began
          FROM generate_series(%(count)s, 1, -1) n) each
"""


@dataclass(frozen=True, slots=True)
class Like:
    """Filler rows of one kind: like the newest real row of the table but for some columns.

    `which` says among which rows the real one is, `some` for which filler contacts there is one; otherwise for all.
    """

    model: type[Model]
    changed: Mapping[str, str]
    which: str = "true"
    some: str = "true"

    def copy(self, cursor: Any) -> None:
        """Write the rows."""
        table = self.model._meta.db_table
        columns = [str(each.column) for each in self.model._meta.local_concrete_fields]
        chosen = ", ".join(self.changed.get(column, f's."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM filler f, '  # noqa: S608
            f'(SELECT * FROM "{table}" WHERE {self.which} ORDER BY id DESC LIMIT 1) s WHERE {self.some}'
        )


CODES = {name: f"f.{name}" for name in (*WEIGHTS, "is_child", "in_danger", "is_repeated")}
NUISANCE = {"is_nuisance": "f.motive = 'nuisance'"}
FOLDER = {"folder_id": "f.folder"}
NEW = {"id": "uuidv7(f.began - clock_timestamp())"}
CLOSED = "f.ended + interval '4 min'"
ABOUT = {"matter_id": "f.contact", "subject_id": "f.contact"}

KINDS: tuple[Like, ...] = (
    Like(Folder, {"id": "f.folder", "created_at": "f.began"}, "compartment = 'hotline'"),
    Like(Grant, NEW | FOLDER | {"granted_at": "f.began"}),
    Like(Situation, {"id": "f.situation", "number": "'SIT-F' || f.n", "opened_at": "f.began", "folder_id": "f.folder"},
         some="f.place % 20 = 0"),
    Like(Contact, CODES | NUISANCE | FOLDER | {
        "id": "f.contact", "number": "'HL-F' || f.n", "operator_id": "f.operator", "notes": "f.notes",
        "started_at": "f.began", "ended_at": "f.ended", "closed_at": CLOSED, "situation_id": "f.situation",
        "form_token": "gen_random_uuid()",
    }),
    Like(StatCard, CODES | NUISANCE | NEW | {
        "contact_id": "f.contact", "operator_id": "f.operator", "day": "f.began::date",
        "hour": "extract(hour FROM f.began)", "minutes": "ceil(extract(epoch FROM f.ended - f.began) / 60)",
        "ended_at": "f.ended", "completed_at": CLOSED,
    }),
    Like(JournalEntry, NEW | FOLDER | {
        "contact_id": "f.contact", "author_id": "f.operator", "words": "f.words", "written_at": CLOSED,
        "form_token": "gen_random_uuid()",
    }),
    *(Like(Event, FOLDER | ABOUT | {"id": identity, "at": at, "member_id": "f.operator"}, f"code = '{code}'")
      for code, identity, at in (("contact.opened", NEW["id"], "f.began"), ("contact.ended", "f.ending", "f.ended"),
                                 ("card.completed", NEW["id"], CLOSED), ("journal.written", NEW["id"], CLOSED),
                                 ("contact.closed", NEW["id"], CLOSED))),
    *(Like(Duty, NEW | ABOUT | {
        "opened_by": "f.ending", "opened_at": "f.ended", "alert_at": "f.ended + interval '15 min'",
        "due_at": "f.ended + interval '1 hour'", "done_at": CLOSED, "member_id": "f.operator",
        "done_by_id": "f.operator",
    }, f"rule = '{rule}'") for rule in ("HL-08", "HL-09")),
    Like(IndexEntry, NEW | {"subject_id": "f.contact", "tokens": "ARRAY[hashint8extended(f.n / 3, 152)]"},
         "subject_kind = 'contact' AND kind = 'phone'", "f.place % 2 = 0"),
)  # fmt: skip
