"""Deeds of the small country, sealed and tampered with."""

import time

from panah.audit import proof, sealing, trail
from panah.audit.findings import Finding, Kind
from panah.audit.models import Proof
from panah.core.ids import new_id
from tests.database import Owner
from tests.world import Person, acting

PATIENCE = 30
OTHERS = """
    SELECT coalesce(max(e.xact), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint + panah_shift()
    FROM audit_entry e
"""


def deeds(person: Person, count: int, code: str = "contact.viewed") -> None:
    """Have a person do something several times, each in a transaction of its own."""
    for _ in range(count):
        with acting(person) as actor:
            trail.write(actor, code, kind="contact", subject=new_id())


def wait_for_others(owner: Owner) -> None:
    """Wait until nothing that began before the newest entry is still running: then one seal takes all of them."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        rows = owner.execute(OTHERS).fetchone()
        if rows and rows[0]:
            return
        time.sleep(0.02)


def seal_everything() -> int:
    """Seal until nothing is left; whatever another test still has running holds the last entries back."""
    sealed, until = sealing.seal(), time.monotonic() + PATIENCE
    while proof.verify().unsealed and time.monotonic() < until:
        time.sleep(0.02)
        sealed += sealing.seal()
    return sealed


def kinds(outcome: Proof) -> list[tuple[Kind, int]]:
    """What a proof found: kind and how many entries."""
    found = [Finding.from_json(finding) for finding in outcome.findings]
    return [(finding.kind, finding.count) for finding in found]


def tamper(owner: Owner, statement: str, *values: object) -> None:
    """Do as the owner of the database what the trail refuses: its guards are taken off and put back."""
    tables = ("audit_entry", "audit_batch")
    with owner.transaction():
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER panah_only_grows")
        owner.execute(statement, values)
        for table in tables:
            owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER panah_only_grows")
