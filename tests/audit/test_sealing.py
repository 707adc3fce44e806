"""Sealing: everything once, in order, also with transactions that overtake each other, crashes and restores."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.env import DatabaseRole
from panah.audit import anchor, chain, keys, sealing
from panah.audit.models import Batch, Entry
from tests.audit.deeds import deeds, seal_everything
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = "INSERT INTO audit_entry (service, code, kind, purpose, request_id) VALUES ('setup', 'a.b', '', '', '')"


def test_what_is_sealed_once_is_not_sealed_again(world: World) -> None:
    deeds(world.leyla, 3)
    with connected_as(DatabaseRole.WORKER):
        first = seal_everything()
        again = sealing.seal()
        assert (first, again) == (Entry.objects.count(), 0)
        assert sum(batch.count for batch in Batch.objects.all()) == first


def test_entries_of_a_running_transaction_wait_and_none_is_lost(world: World, owner: Owner) -> None:
    with owner.transaction():
        owner.execute(INSERT)
        deeds(world.leyla, 2)
        with connected_as(DatabaseRole.WORKER):
            sealing.seal()
            assert not Batch.objects.exists() or Batch.objects.latest("number").last_id < Entry.objects.latest("id").id
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
        sealed = [row for batch in Batch.objects.all() for row in _ids(batch)]
        assert sorted(sealed) == sorted(Entry.objects.values_list("id", flat=True))
        assert len(sealed) == len(set(sealed))


def _ids(batch: Batch) -> list[int]:
    leaves = bytes(batch.leaves)
    return [int.from_bytes(leaves[at : at + 8], "big") for at in range(0, len(leaves), chain.LEAF)]


def test_a_long_trail_is_sealed_in_batches_of_whole_transactions(
    world: World, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "AT_MOST", 4)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
        last = Batch.objects.count()
    deeds(world.leyla, 6)
    with owner.transaction():
        for _ in range(9):
            owner.execute(INSERT)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
        *small, whole = [batch.count for batch in Batch.objects.order_by("number")[last:]]
    # How the six fall into batches depends on what else runs on the same server; none is larger than it may be.
    assert (sum(small), whole) == (6, 9)
    assert max(small) <= 4


def test_heads_lost_in_a_crash_are_written_at_the_next_seal(world: World) -> None:
    path = Path(settings.AUDIT_ANCHOR)
    deeds(world.leyla, 1)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
        whole = path.read_text()
        path.write_text(whole[:-20])
        sealing.seal()
        numbers = list(Batch.objects.order_by("number").values_list("number", flat=True))
    assert [head.number for head in anchor.heads()] == numbers


def test_the_anchor_holds_what_the_seal_holds(world: World) -> None:
    deeds(world.leyla, 2)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
        last = Batch.objects.latest("number")
    head = list(anchor.heads())[-1]
    assert (head.digest, head.count, head.last_id) == (bytes(last.digest).hex(), last.count, last.last_id)
    assert keys.signed_by_any(keys.public_keys(), bytes.fromhex(head.signature), bytes.fromhex(head.digest))
    assert json.loads(Path(settings.AUDIT_ANCHOR).read_text().splitlines()[-1])["number"] == last.number


def test_the_private_key_is_readable_by_its_owner_alone() -> None:
    assert Path(settings.AUDIT_KEY).stat().st_mode & 0o777 == 0o600


def test_an_existing_key_is_never_replaced() -> None:
    before = Path(settings.AUDIT_KEY).read_text()
    keys.ensure()
    assert Path(settings.AUDIT_KEY).read_text() == before
    assert len(keys.public_keys()) == 1


def test_without_a_key_nothing_is_sealed(world: World) -> None:
    deeds(world.leyla, 1)
    Path(settings.AUDIT_KEY).unlink()
    with connected_as(DatabaseRole.WORKER), pytest.raises(keys.NoSigningKey, match="panah audit key"):
        sealing.seal()


def test_a_restored_database_is_noticed_and_mended_by_migrating(world: World, owner: Owner) -> None:
    """In a restored database the transaction numbers start again, as they do here when the shift is taken back."""
    shift = "CREATE OR REPLACE FUNCTION panah_shift() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT {}::bigint'"
    owner.execute(shift.format(5_000_000))
    deeds(world.leyla, 2)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
    owner.execute(shift.format(0))
    with connected_as(DatabaseRole.WORKER), pytest.raises(sealing.Behind, match="panah migrate"):
        sealing.seal()
    rules = Path(settings.ROOT) / "panah" / "audit" / "sql" / "trail.sql"
    owner.execute(rules.read_text())
    deeds(world.leyla, 2)
    with connected_as(DatabaseRole.WORKER):
        assert seal_everything() == 2
    owner.execute(shift.format(0))


def test_two_sealers_take_turns(world: World, owner: Owner) -> None:
    deeds(world.leyla, 1)
    with owner.transaction():
        owner.execute("SELECT pg_advisory_xact_lock(816)")
        with connected_as(DatabaseRole.WORKER), connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
            with pytest.raises(Exception, match="lock timeout"):
                sealing.seal()
