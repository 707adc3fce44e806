"""Somebody with the owner's hands moves what is sealed: it opens where it was written and nowhere else.

Here row rules do not help, for the owner stands above them. What remains are the keys.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from panah.core.errors import KeyMissing
from panah.core.ids import new_id
from panah.hotline.actions import rota
from panah.hotline.actions.contacts import Talk, write
from panah.hotline.models import Contact, Handover
from panah.vault import crypto, index, keyring
from panah.vault.fields import SEALED, SealedBytes, SealedJSON, SealedText
from panah.vault.models import UnitKeyShare
from tests.attack.intruder import named
from tests.database import Owner
from tests.hotline.given import an_open_contact
from tests.world import Person, World, acting, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

NOTES, NAME = "He keeps her papers in the cellar", "Zümrüd Qaraqoyunlu"


def a_contact(person: Person, notes: str = NOTES) -> Contact:
    contact = an_open_contact(person)
    with acting(person) as actor:
        return write(actor=actor, contact_id=contact.id, talk=Talk(notes=notes, caller_name=NAME))


def words_of(person: Person, contact_id: UUID) -> tuple[str, str]:
    """Notes and name as a person reads them now."""
    with acting(person):
        contact = Contact.objects.get(id=contact_id)
        return contact.notes, contact.caller_name


def ciphertext(owner: Owner, contact: Contact, column: str) -> bytes:
    found = owner.execute(named("SELECT {} FROM hotline_contact WHERE id = %s", column), [contact.id]).fetchone()
    assert found
    return bytes(found[0])


def change(owner: Owner, table: str, row: UUID, **values: Any) -> None:
    """As the owner, who stands above row rules and switches the triggers off."""
    with owner.transaction():
        owner.execute(named("ALTER TABLE {} DISABLE TRIGGER USER", table))
        for column, value in values.items():
            owner.execute(named("UPDATE {} SET {} = %s WHERE id = %s", table, column), [value, row])
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        owner.execute(named("ALTER TABLE {} ENABLE TRIGGER USER", table))


@pytest.mark.rule("CON-01")
def test_a_ciphertext_opens_in_its_own_row_and_column_alone(world: World, owner: Owner) -> None:
    mine, other = a_contact(world.leyla), a_contact(world.leyla, notes="Something else")
    notes, name = ciphertext(owner, mine, "notes"), ciphertext(owner, mine, "caller_name")
    change(owner, "hotline_contact", mine.id, notes=name, caller_name=notes)
    assert words_of(world.leyla, mine.id) == (SEALED, SEALED)
    change(owner, "hotline_contact", mine.id, notes=notes, caller_name=name)
    assert words_of(world.leyla, mine.id) == (NOTES, NAME)
    change(owner, "hotline_contact", other.id, notes=notes)
    assert words_of(world.leyla, other.id) == (SEALED, NAME)
    change(owner, "hotline_contact", other.id, notes=notes, folder_id=mine.folder_id)
    assert words_of(world.leyla, other.id) == (SEALED, SEALED)


def test_a_changed_ciphertext_is_a_lock_and_no_error(world: World, owner: Owner) -> None:
    contact = a_contact(world.leyla)
    sealed = ciphertext(owner, contact, "notes")
    for damaged in (
        sealed[:-1],
        sealed[:-1] + bytes([sealed[-1] ^ 1]),
        b"\x02" + sealed[1:],
        b"\x01",
        b"",
        NOTES.encode(),
    ):
        change(owner, "hotline_contact", contact.id, notes=damaged)
        assert words_of(world.leyla, contact.id)[0] == SEALED
    assert signed_in(world.leyla).get(f"/hotline/contacts/{contact.id}/").status_code == 200


@pytest.mark.rule("CON-11", "PRI-01")
def test_a_row_moved_into_anothers_folder_stays_shut(world: World, owner: Owner) -> None:
    mine, theirs = a_contact(world.leyla), a_contact(world.samira)
    change(owner, "hotline_contact", mine.id, folder_id=theirs.folder_id, unit_id=world.samira.unit_id)
    assert words_of(world.samira, mine.id) == (SEALED, SEALED)
    notes = ciphertext(owner, mine, "notes")
    change(owner, "hotline_contact", theirs.id, notes=notes)
    assert words_of(world.samira, theirs.id)[0] == SEALED


@pytest.mark.rule("CON-03", "PRI-01")
def test_a_grant_put_into_another_units_hands_opens_nothing(world: World, owner: Owner) -> None:
    mine, theirs = a_contact(world.leyla), a_contact(world.samira)
    grant, own = (
        owner.execute("SELECT id, sealed_key FROM vault_grant WHERE folder_id = %s", [folder]).fetchone()
        for folder in (mine.folder_id, theirs.folder_id)
    )
    assert grant
    assert own
    change(owner, "vault_grant", grant[0], unit_id=world.samira.unit_id)
    assert words_of(world.samira, mine.id) == (SEALED, SEALED)
    change(owner, "vault_grant", grant[0], sealed_key=own[1])
    assert words_of(world.samira, mine.id) == (SEALED, SEALED)
    change(owner, "vault_grant", own[0], basis_reference="moved", folder_id=mine.folder_id)
    assert words_of(world.samira, mine.id) == (SEALED, SEALED)
    with acting(world.samira), pytest.raises(KeyMissing):
        keyring.needed().need(mine.folder_id)


@pytest.mark.rule("PRI-01")
def test_a_unit_key_that_was_moved_opens_nothing_and_breaks_nothing(world: World, owner: Owner) -> None:
    contact = a_contact(world.leyla)
    share = owner.execute(
        "SELECT sealed_private_key FROM vault_unitkeyshare WHERE member_id = %s", [world.leyla.member_id]
    ).fetchone()
    assert share
    for member, unit in (
        (world.samira, world.samira.unit_id),  # Another's share in the place of her own.
        (world.samira, world.leyla.unit_id),  # And beside it, with an appointment that goes with it.
    ):
        owner.execute("DELETE FROM vault_unitkeyshare WHERE member_id = %s", [member.member_id])
        owner.execute(
            "INSERT INTO vault_unitkeyshare (id, unit_id, member_id, sealed_private_key, given_at) "
            "VALUES (%s, %s, %s, %s, now())",
            [new_id(), unit, member.member_id, share[0]],
        )
    owner.execute(
        "UPDATE accounts_appointment SET unit_id = %s WHERE member_id = %s", [contact.unit_id, world.samira.member_id]
    )
    assert words_of(world.samira, contact.id) == (SEALED, SEALED)
    assert signed_in(world.samira).get(f"/hotline/contacts/{contact.id}/").status_code == 200


@pytest.mark.rule("PRI-01")
def test_the_keys_of_colleagues_are_out_of_sight(world: World) -> None:
    with acting(world.director):
        assert set(UnitKeyShare.objects.values_list("member_id", flat=True)) == {world.director.member_id}
    with acting(world.samira), pytest.raises(KeyMissing):
        keyring.needed().index_key(world.leyla.unit_id)
    with acting(world.samira):
        assert keyring.needed().unit_pair(world.leyla.unit_id) is None


def test_a_note_to_a_unit_opens_in_its_own_row_alone(world: World, owner: Owner) -> None:
    with acting(world.leyla) as actor:
        first = rota.hand_over(actor=actor, words=NOTES)
        second = rota.hand_over(actor=actor, words="All quiet")
    sealed = owner.execute("SELECT words FROM hotline_handover WHERE id = %s", [first.id]).fetchone()
    assert sealed
    change(owner, "hotline_handover", second.id, words=sealed[0])
    change(owner, "hotline_handover", first.id, unit_id=world.samira.unit_id)
    with acting(world.leyla):
        assert Handover.objects.get(id=second.id).words == SEALED
    with acting(world.samira):
        assert Handover.objects.get(id=first.id).words == SEALED


@pytest.mark.rule("PRI-01")
def test_the_session_in_the_database_opens_nothing_without_its_cookie(world: World, owner: Owner) -> None:
    """Somebody with database and disk swaps sealed keys between sessions: neither of them opens any more."""
    rows = owner.execute(
        "SELECT id, sealed_private_key FROM accounts_session WHERE member_id = ANY (%s) AND ended_at IS NULL",
        [[world.leyla.member_id, world.samira.member_id]],
    ).fetchall()
    (first, sealed), (second, other) = rows
    change(owner, "accounts_session", first, sealed_private_key=other)
    change(owner, "accounts_session", second, sealed_private_key=sealed)
    for person in (world.leyla, world.samira):
        assert signed_in(person).get("/").status_code == 302


@pytest.fixture
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that has just started and knows no unit's key yet; what it learns is forgotten afterwards."""
    monkeypatch.setattr(keyring, "_proven", set())
    keyring.stored_public_key.cache_clear()
    yield
    keyring.stored_public_key.cache_clear()


@pytest.mark.rule("PRI-01")
def test_nothing_is_sealed_to_a_key_put_in_the_place_of_the_units_own(
    world: World, owner: Owner, fresh_process: None
) -> None:
    owner.execute(
        "UPDATE vault_unitkey SET public_key = %s WHERE unit_id = %s", [crypto.new_pair().public, world.leyla.unit_id]
    )
    before = owner.execute("SELECT count(*) FROM vault_grant").fetchone()
    with pytest.raises(keyring.KeyForged):
        an_open_contact(world.leyla)
    with pytest.raises(keyring.KeyForged), acting(world.leyla) as actor:
        rota.hand_over(actor=actor, words=NOTES)
    assert owner.execute("SELECT count(*) FROM vault_grant").fetchone() == before
    assert an_open_contact(world.samira).number


def test_another_units_search_finds_nothing_by_the_same_number(world: World, owner: Owner) -> None:
    """Not even when the tokens are put into its own index: they are made with another key."""
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        write(actor=actor, contact_id=contact.id, talk=Talk(caller_number="+994 55 739 18 46"))
        assert index.find_phone(actor, "055 739 18 46")
    owner.execute("UPDATE vault_indexentry SET unit_id = %s", [world.samira.unit_id])
    with acting(world.samira) as actor:
        assert not index.find_phone(actor, "055 739 18 46")


def test_what_anyone_may_write_to_a_unit_only_the_unit_reads(world: World) -> None:
    """Sealing to a public key gives nothing back to the one who sealed."""
    with acting(world.samira):
        row = Handover(unit_id=world.leyla.unit_id, author_id=world.samira.member_id, written_at=timezone.now())
        sealed = crypto.box(keyring.public_key(world.leyla.unit_id), NOTES.encode(), b"handover")
        assert NOTES.encode() not in sealed
        assert keyring.needed().unit_pair(row.unit_id) is None


def test_a_column_that_is_added_later_holds_nothing_and_no_ciphertext() -> None:
    """Rows that were there before say nothing; empty bytes would read as words nobody can open."""
    with connection.schema_editor(collect_sql=True) as editor:
        for kind in (SealedText, SealedJSON, SealedBytes):
            assert editor.effective_default(kind(null=True)) is None
