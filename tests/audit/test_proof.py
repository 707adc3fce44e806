"""The four attacks on the trail, each by somebody who owns the database: every one is found and named."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.env import DatabaseRole
from panah.audit import anchor, keys, proof, sealing
from panah.audit.findings import Finding, Kind
from panah.audit.models import Batch, Proof
from tests.audit.deeds import deeds, kinds, seal_everything, tamper, wait_for_others
from tests.database import Owner, as_owner
from tests.roles import connected_as
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def verify() -> Proof:
    with connected_as(DatabaseRole.WORKER):
        return proof.verify()


def sealed(world: World, *counts: int) -> list[Batch]:
    """Deeds under one seal for each count, as the worker puts them; give the seals."""
    for count in counts:
        deeds(world.leyla, count)
        with as_owner(connection.settings_dict["NAME"]) as owner:
            wait_for_others(owner)
        with connected_as(DatabaseRole.WORKER):
            seal_everything()
    with connected_as(DatabaseRole.WORKER):
        return list(Batch.objects.order_by("number"))


def ids_under(owner: Owner, batch: Batch) -> list[int]:
    rows = owner.execute(
        "SELECT id FROM audit_entry WHERE id BETWEEN %s AND %s ORDER BY xact, id", [batch.first_id, batch.last_id]
    ).fetchall()
    return [entry for (entry,) in rows]


def copy_of(entry: int, *, id: str = "DEFAULT", xact: str = "panah_moment()", at: str = "at") -> str:
    """SQL that writes an entry again, with another id, moment or time."""
    if id == "DEFAULT":
        id = "nextval('audit_entry_id_seq')"
    same = "member_id, unit_id, record_unit_id, service, code, kind, subject_id, purpose, request_id"
    columns = f"INSERT INTO audit_entry (xact, id, at, {same}) OVERRIDING SYSTEM VALUE"
    return f"{columns} SELECT {xact}, {id}, {at}, {same} FROM audit_entry WHERE id = {entry}"  # noqa: S608  The tests write what stands here.


@pytest.mark.rule("PRI-03")
def test_an_untouched_trail_is_whole(world: World) -> None:
    before = sealed(world, 5, 3)
    deeds(world.kamran, 2)
    outcome = verify()
    assert outcome.whole
    assert (outcome.seals, outcome.unsealed) == (before[-1].number, 2)
    assert outcome.entries == sum(batch.count for batch in before)


@pytest.mark.rule("PRI-03")
@pytest.mark.parametrize("column", ["at", "member_id", "unit_id", "record_unit_id", "code", "kind", "subject_id"])
def test_an_edited_entry_is_found(world: World, owner: Owner, column: str) -> None:
    victim = sealed(world, 4, 4)[0].last_id
    values = {"at": "at + interval '1 microsecond'", "code": "'x.y'", "kind": "'person'"}
    new = values.get(column, "gen_random_uuid()")
    tamper(owner, f"UPDATE audit_entry SET {column} = {new} WHERE id = %s", victim)  # noqa: S608  As above.
    outcome = verify()
    assert kinds(outcome) == [(Kind.EDITED, 1)]
    assert f"the entries {victim} were changed" in Finding.from_json(outcome.findings[0]).sentence


@pytest.mark.rule("PRI-03")
def test_a_deleted_entry_is_found(world: World, owner: Owner) -> None:
    ids = ids_under(owner, sealed(world, 5, 2)[0])
    tamper(owner, "DELETE FROM audit_entry WHERE id = ANY (%s)", ids[1:3])
    outcome = verify()
    assert kinds(outcome) == [(Kind.REMOVED, 2)]
    assert f"{ids[1]}, {ids[2]} are gone" in Finding.from_json(outcome.findings[0]).sentence


def test_all_entries_under_a_seal_in_the_middle_are_missed(world: World, owner: Owner) -> None:
    first, *_ = sealed(world, 3, 3)
    tamper(owner, "DELETE FROM audit_entry WHERE id <= %s", first.last_id)
    assert kinds(verify()) == [(Kind.REMOVED, first.count)]


@pytest.mark.rule("PRI-03")
def test_an_entry_put_among_the_sealed_ones_is_found(world: World, owner: Owner) -> None:
    first = sealed(world, 4, 2)[0]
    tamper(owner, copy_of(first.last_id, xact=str(first.horizon - 1)))
    assert kinds(verify()) == [(Kind.PUT_IN, 1)]


@pytest.mark.parametrize("sealed_later", [False, True])
def test_an_entry_that_takes_the_place_of_a_deleted_one_is_found(
    world: World, owner: Owner, sealed_later: bool
) -> None:
    victim = sealed(world, 4, 2)[0].last_id
    tamper(owner, "CREATE TEMP TABLE kept AS SELECT * FROM audit_entry WHERE id = %s", victim)
    tamper(owner, "DELETE FROM audit_entry WHERE id = %s", victim)
    tamper(owner, "INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT * FROM kept WHERE id = %s", victim)
    assert verify().whole
    tamper(owner, "DELETE FROM audit_entry WHERE id = %s", victim)
    tamper(owner, "UPDATE kept SET xact = panah_moment(), code = 'x.y'")
    tamper(owner, "INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT * FROM kept")
    if sealed_later:
        sealed(world, 1)
    assert (Kind.PUT_IN, 1) in kinds(verify())
    assert (Kind.REMOVED, 1) in kinds(verify())


@pytest.mark.parametrize("sealed_later", [False, True])
def test_an_entry_written_today_that_claims_to_be_older_is_found(
    world: World, owner: Owner, sealed_later: bool
) -> None:
    last = sealed(world, 3)[-1]
    tamper(owner, copy_of(last.last_id, at="at - interval '1 hour'"))
    if sealed_later:
        sealed(world, 1)
    assert kinds(verify()) == [(Kind.PUT_IN, 1)]


def test_an_entry_with_a_number_never_given_out_is_found(world: World, owner: Owner) -> None:
    last = sealed(world, 2)[-1]
    tamper(owner, copy_of(last.last_id, id="1000000", at="clock_timestamp()"))
    assert kinds(verify()) == [(Kind.PUT_IN, 1)]


@pytest.mark.rule("PRI-03")
def test_a_cut_off_end_is_found(world: World, owner: Owner) -> None:
    batches = sealed(world, 3, 4)
    ids = ids_under(owner, batches[-1])
    tamper(owner, "DELETE FROM audit_entry WHERE id = ANY (%s)", ids[2:])
    assert kinds(verify()) == [(Kind.CUT_OFF, 2)]


@pytest.mark.rule("PRI-03")
def test_a_cut_off_end_is_found_when_its_seals_are_cut_off_too(world: World, owner: Owner) -> None:
    batches = sealed(world, 3, 4, 2)
    tamper(owner, "DELETE FROM audit_entry WHERE id > %s", batches[-3].last_id)
    tamper(owner, "DELETE FROM audit_batch WHERE number > %s", batches[-3].number)
    outcome = verify()
    assert kinds(outcome) == [(Kind.SEALS_CUT_OFF, batches[-1].count + batches[-2].count)]
    assert f"seal {batches[-1].number} was the last one" in Finding.from_json(outcome.findings[0]).sentence


def test_an_emptied_trail_is_found(world: World, owner: Owner) -> None:
    total = sum(batch.count for batch in sealed(world, 3, 4))
    tamper(owner, "DELETE FROM audit_entry")
    tamper(owner, "DELETE FROM audit_batch")
    assert kinds(verify()) == [(Kind.SEALS_CUT_OFF, total)]


def test_a_cut_off_end_is_found_by_a_head_kept_on_paper(world: World, owner: Owner) -> None:
    batches = sealed(world, 3, 4)
    Path(settings.AUDIT_ANCHOR).unlink()
    tamper(owner, "DELETE FROM audit_entry WHERE id > %s", batches[-2].last_id)
    tamper(owner, "DELETE FROM audit_batch WHERE number = %s", batches[-1].number)
    with connected_as(DatabaseRole.WORKER):
        outcome = proof.verify({batches[-1].number: bytes(batches[-1].digest).hex()})
    assert [kind for kind, _ in kinds(outcome)] == [Kind.SEALS_CUT_OFF, Kind.NO_HEADS]


@pytest.mark.parametrize(
    "change",
    ["count = count + 1", "horizon = horizon - 1", "sealed_at = sealed_at - interval '1 s'", "last_id = last_id + 1",
     "leaves = leaves || leaves", "digest = sha256(digest)", "seen = seen + 1"],
)  # fmt: skip
def test_a_changed_seal_is_found(world: World, owner: Owner, change: str) -> None:
    number = sealed(world, 2, 2, 2)[-2].number
    tamper(owner, f"UPDATE audit_batch SET {change} WHERE number = %s", number)  # noqa: S608  As above.
    assert Kind.SEAL_CHANGED in [kind for kind, _ in kinds(verify())]


def test_a_seal_taken_out_of_the_middle_is_found(world: World, owner: Owner) -> None:
    number = sealed(world, 2, 2, 2)[-2].number
    tamper(owner, "DELETE FROM audit_batch WHERE number = %s", number)
    found = kinds(verify())
    assert found[0] == (Kind.SEAL_MISSING, 0)


def test_a_chain_made_anew_without_the_key_is_found(
    world: World, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cleverest attacker edits an entry, seals everything again with their own key, and replaces the anchor."""
    sealed(world, 3)
    tamper(owner, "UPDATE audit_entry SET code = 'x.y'")
    tamper(owner, "DELETE FROM audit_batch")
    Path(settings.AUDIT_ANCHOR).unlink()
    trusted = settings.AUDIT_PUBLIC_KEYS
    monkeypatch.setattr(settings, "AUDIT_KEY", tmp_path / "theirs" / "key")
    monkeypatch.setattr(settings, "AUDIT_PUBLIC_KEYS", tmp_path / "theirs" / "public")
    keys.ensure()
    with connected_as(DatabaseRole.OWNER):
        seal_everything()
    monkeypatch.setattr(settings, "AUDIT_PUBLIC_KEYS", trusted)
    assert {kind for kind, _ in kinds(verify())} == {Kind.SEAL_FOREIGN}


def test_a_seal_that_differs_from_the_one_written_down_is_found(world: World) -> None:
    sealed(world, 2)
    path = Path(settings.AUDIT_ANCHOR)
    # There may be several heads: what another test has running holds a part of the deeds back.
    *earlier, last = path.read_text().splitlines()
    forged = json.dumps(json.loads(last) | {"digest": "00" * 32})
    path.write_text("\n".join([*earlier, forged]) + "\n")
    assert [kind for kind, _ in kinds(verify())] == [Kind.HEAD_DIFFERS]


def test_without_a_public_key_nothing_is_claimed(world: World) -> None:
    sealed(world, 1)
    Path(settings.AUDIT_PUBLIC_KEYS).unlink()
    with pytest.raises(keys.NoSigningKey, match="panah audit key"):
        verify()


def test_what_an_earlier_key_signed_is_still_trusted(world: World) -> None:
    sealed(world, 2)
    Path(settings.AUDIT_KEY).unlink()
    keys.ensure()
    sealed(world, 2)
    assert len(keys.public_keys()) == 2
    assert verify().whole


def test_a_long_transaction_s_entry_is_not_mistaken_for_one_slipped_in(world: World, owner: Owner) -> None:
    """It has a lower number and time than entries sealed meanwhile, and is sealed after them."""
    sealed(world, 1)
    with owner.transaction():
        owner.execute(
            "INSERT INTO audit_entry (service, code, kind, purpose, request_id) VALUES ('setup', 'a.b', '', '', '')"
        )
        deeds(world.leyla, 3)
        with connected_as(DatabaseRole.WORKER):
            sealing.seal()
        deeds(world.leyla, 1)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
    outcome = verify()
    assert (outcome.whole, outcome.unsealed) == (True, 0)
    assert list(anchor.heads())[-1].number == outcome.seals


def test_findings_name_a_few_and_count_all() -> None:
    finding = Finding.of(Kind.REMOVED, 7, list(range(100, 150)))
    assert Finding.from_json(finding.as_json()) == finding
    assert "100, 101, 102, 103, 104, 105, 106, 107, 108, 109, … are gone" in finding.sentence
    assert "50 in all" in finding.sentence


def test_a_clock_that_was_set_back_a_little_accuses_nobody(world: World, owner: Owner) -> None:
    last = sealed(world, 1)[-1]
    late = last.sealed_at - timedelta(seconds=1)
    tamper(owner, copy_of(last.last_id, at=f"'{late.isoformat()}'::timestamptz"))
    assert verify().whole
