"""Filling a database with the cases of two hundred units: a thousand of them, a million.

The newest ones of the first unit are real, made by the actions of the program. The older ones are filler, copied in by
the database itself as `bench.load` does it for contacts: each has all the rows a case has (four folders with a grant
each and one more for another unit, the person with identity, ways to reach and status, the case with who works on it,
a note, a task, a risk assessment, four events), and random bytes of the same size where words would be sealed.

Imported only after Django is set up, as the owner.
"""

import datetime as dt
import os
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from bench.load import BLOBS, Like
from panah.accounts.entering import entered
from panah.accounts.models import Unit
from panah.cases.actions import notes, safety, tasks
from panah.cases.actions.cases import open_case
from panah.cases.models import Assignment, Case, CaseSource, Note, RiskAssessment, Task
from panah.core.actor import Actor
from panah.duties.models import Event
from panah.duties.timeline import happened
from panah.people.actions import identity
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis, Identity, Person, Reach, StandingRecord
from panah.vault.models import Folder, Grant

REAL, LONG_EVENTS, BATCH, FULL, HANDS = 40, 200, 50_000, 1_000, 2
STEP = dt.timedelta(minutes=5)
ADULT = Facts(sex="female", age_band="27_29", age_basis=AgeBasis.DOCUMENT, citizenship="AZE", language="az")
WORDS = "She told in her own order how it went on from there. " * 6


class Cabinet:
    """The cases of all units, from now backwards."""

    def __init__(self, tokens: list[str], say: Callable[[str], None]) -> None:
        """Begin with a few real cases of each officer of the first unit, one of them with a long timeline."""
        self.say, self.officers = say, []
        for token in tokens:
            with entered(urlsafe_b64decode(token)) as inside:
                self.officers.append(inside.actor.member)
                real = [_real(inside.actor) for _ in range(REAL // len(tokens))]
        with entered(urlsafe_b64decode(tokens[0])) as inside:
            real = [_real(inside.actor)]
            _lengthen(inside.actor, real[0])
        self.long: UUID = real[0].id
        self.units = list(Unit.objects.order_by("code").values_list("id", flat=True))
        self.count = Case.objects.count()
        self.latest = timezone.now() - dt.timedelta(days=1)

    def fill(self, total: int) -> float:
        """Add older cases until there are so many; gives the seconds it took."""
        started = time.perf_counter()
        with ThreadPoolExecutor(HANDS) as hands, unindexed(hands, self.say):
            for made in hands.map(self._copy, list(self._batches(total))):
                self.say(f"{made:,} of {total:,} cases")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        return time.perf_counter() - started

    def _batches(self, total: int) -> Iterator[dict[str, Any]]:
        """Give what each batch is made from, one behind the other in time."""
        while self.count < total:
            count = min(total - self.count, BATCH)
            yield self._values(count)
            self.count += count
            self.latest -= count * STEP

    def _copy(self, values: dict[str, Any]) -> int:
        """Copy one batch in, with a connection of its own; gives how many cases there are with it."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # The rows refer to one another by construction; checking each of them would take most of the time.
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("SET LOCAL synchronous_commit = off")
                cursor.execute(FILLER, values)
                for kind in KINDS:
                    kind.copy(cursor)
                cursor.execute("DROP TABLE filler")
        finally:
            connection.close()
        return int(values["made"] + values["count"])

    def _values(self, count: int) -> dict[str, Any]:
        chance = Random(self.count)
        return {
            "count": count,
            "made": self.count,
            "latest": self.latest,
            "step": STEP,
            "first": self.units[0],
            "full": FULL,
            "units": self.units,
            "officers": self.officers,
            "words": [b"\x01" + os.urandom(chance.randint(250, 600)) for _ in range(BLOBS)],
        }


@contextmanager
def unindexed(hands: ThreadPoolExecutor, say: Callable[[str], None]) -> Iterator[None]:
    """Take away the indexes of the filled tables that hold nothing to be unique, and make them anew from all rows."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [sorted({kind.model._meta.db_table for kind in KINDS})])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    say(f"making {len(found)} indexes")
    list(hands.map(_index, [definition for _name, definition in found]))


def _index(definition: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(definition)
    finally:
        connection.close()


INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY (SELECT to_regclass(name) FROM unnest(%s::text[]) name) AND NOT i.indisunique
"""


def _real(actor: Actor) -> Case:
    """One case as the program makes it, with something on every page."""
    person = register(actor=actor, facts=ADULT, names=["Aysel Quliyeva"])
    identity.save_identity(actor=actor, person_id=person.id, words=identity.Named(names=("Aysel Quliyeva",)))
    case = open_case(actor=actor, person_id=person.id, source=CaseSource.REFERRAL)
    today = timezone.localdate()
    for _ in range(3):
        notes.write(actor=actor, case_id=case.id, words=WORDS, form_token=uuid4())
    due_on = today + dt.timedelta(days=9)
    tasks.add(actor=actor, case_id=case.id, title="Ring the clinic", due_on=due_on, assignee_id=actor.member)
    risk = {"level": "high", "areas": ["debt"], "words": WORDS, "review_on": today + dt.timedelta(days=20)}
    safety.assess(actor=actor, case_id=case.id, **risk)  # type: ignore[arg-type]
    return case


def _lengthen(actor: Actor, case: Case) -> None:
    """Let so much happen in a case that its timeline has two hundred events, a third of them about the person."""
    person = Person.gate(actor, case.person_id)
    for turn in range(LONG_EVENTS - Event.objects.filter(matter_id__in=case.matters).count()):
        matter, folder = (person.id, person.folder_id) if turn % 3 == 0 else (case.id, case.folder_id)
        happened(
            actor, "case.note_written", matter=matter, folder=folder, unit_id=actor.unit, subject_kind="case",
            subject_id=case.id,
        )  # fmt: skip


# What every filler case is made from, oldest first, so that ids grow as they did in life. Every unit has its share, the
# first more of the newest, so that its lists are full at every size: what is compared is the size and not the page.
FILLER = """
    CREATE TEMPORARY TABLE filler AS
    SELECT %(made)s + n AS n, began, began + interval '90 days' AS ended,
           uuidv7(began - clock_timestamp()) AS person, uuidv7(began - clock_timestamp()) AS file,
           uuidv7(began - clock_timestamp()) AS person_folder, uuidv7(began - clock_timestamp()) AS identity_folder,
           uuidv7(began - clock_timestamp()) AS reach_folder, uuidv7(began - clock_timestamp()) AS case_folder,
           (%(units)s::uuid[])[1 + whose] AS unit,
           (%(units)s::uuid[])[1 + (whose + 7) %% cardinality(%(units)s::uuid[])] AS other,
           CASE WHEN (%(units)s::uuid[])[1 + whose] = %(first)s
                THEN (%(officers)s::uuid[])[1 + floor(random() * cardinality(%(officers)s::uuid[]))::int]
                ELSE gen_random_uuid() END AS officer,
           (ARRAY['referral', 'found', 'border', 'consulate', 'self'])[1 + floor(random() * 5)::int] AS source,
           (ARRAY['potential', 'presumed', 'identified'])[1 + floor(random() * 3)::int] AS standing,
           (%(words)s::bytea[])[1 + floor(random() * 500)::int] AS words,
           n / cardinality(%(units)s::uuid[]) %% 10 <> 0 AS closed
    FROM (SELECT n, %(latest)s::timestamptz - n * %(step)s::interval AS began,
                 CASE WHEN %(made)s + n <= %(full)s AND n %% 3 = 0 THEN 0
                      ELSE n %% cardinality(%(units)s::uuid[]) END AS whose
          FROM generate_series(%(count)s, 1, -1) n) each
"""

NEW = {"id": "uuidv7(f.began - clock_timestamp())"}
IN_CASE, IN_PERSON = {"folder_id": "f.case_folder"}, {"folder_id": "f.person_folder"}
NAMED = {"pseudonym": "'Filler ' || f.n"}
OF_CASE, OF_PERSON = NEW | IN_CASE | {"case_id": "f.file"}, NEW | IN_PERSON | {"person_id": "f.person"}
ENDED = "CASE WHEN f.closed THEN f.ended END"
FOLDERS = (
    ("person_folder", "case"),
    ("identity_folder", "identity"),
    ("reach_folder", "contact"),
    ("case_folder", "case"),
)


def _grant(folder: str, unit: str, kind: str) -> Like:
    changed = {"folder_id": folder, "unit_id": unit, "granted_by_unit_id": "f.unit", "granted_at": "f.began"}
    basis = {"basis_kind": f"'{kind}'", "basis_reference": "'' || f.n" if kind == "consent" else "''"}
    return Like(Grant, NEW | changed | basis, "basis_kind = 'ownership'")


def _event(code: str, matter: str, folder: str, at: str) -> Like:
    about = {"matter_id": matter, "subject_id": matter, "folder_id": folder, "unit_id": "f.unit", "at": at}
    return Like(Event, NEW | about | {"member_id": "f.officer"}, f"code = '{code}'")


KINDS: tuple[Like, ...] = (
    *(Like(Folder, {"id": f"f.{name}", "created_at": "f.began", "owner_unit_id": "f.unit"},
           f"compartment = '{compartment}'") for name, compartment in FOLDERS),
    *(_grant(f"f.{name}", "f.unit", "ownership") for name, _compartment in FOLDERS),
    _grant("f.person_folder", "f.other", "consent"),
    Like(Person, IN_PERSON | NAMED | {
        "id": "f.person", "registered_by_unit_id": "f.unit", "registered_at": "f.began", "standing": "f.standing",
    }),
    Like(Identity, NEW | NAMED | {"folder_id": "f.identity_folder", "person_id": "f.person", "names": "f.words"}),
    Like(Reach, NEW | NAMED | {"folder_id": "f.reach_folder", "person_id": "f.person"}),
    Like(StandingRecord, OF_PERSON | {"unit_id": "f.unit", "by_id": "f.officer", "at": "f.began"}),
    Like(Case, IN_CASE | NAMED | {
        "id": "f.file", "number": "'CASE-F' || f.n", "person_id": "f.person", "unit_id": "f.unit",
        "source": "f.source", "state": "CASE WHEN f.closed THEN 'closed' ELSE 'open' END", "opened_at": "f.began",
        "opened_by_id": "f.officer", "closed_at": ENDED,
        "close_reason": "CASE WHEN f.closed THEN 'returned' ELSE '' END",
    }),
    Like(Assignment, OF_CASE | {
        "member_id": "f.officer", "since": "f.began", "by_id": "f.officer", "ended_at": ENDED,
        "ended_by_id": "CASE WHEN f.closed THEN f.officer END",
    }),
    Like(Note, OF_CASE | {
        "words": "f.words", "author_id": "f.officer", "at": "f.began", "form_token": "gen_random_uuid()",
    }),
    Like(Task, OF_CASE | {
        "assignee_id": "f.officer", "made_by_id": "f.officer", "made_at": "f.began", "due_on": "f.ended::date",
        "done_at": "f.ended", "done_by_id": "f.officer",
    }),
    Like(RiskAssessment, OF_CASE | {
        "by_id": "f.officer", "at": "f.began", "review_on": "f.ended::date", "words": "f.words",
    }),
    _event("person.registered", "f.person", "f.person_folder", "f.began"),
    _event("case.opened", "f.file", "f.case_folder", "f.began"),
    _event("case.assigned", "f.file", "f.case_folder", "f.began"),
    _event("case.note_written", "f.file", "f.case_folder", "f.began"),
)  # fmt: skip
