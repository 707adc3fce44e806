"""Another unit's person can be guessed at, with one word for an answer and only so often."""

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from config.env import DatabaseRole
from panah.core.errors import KeyMissing
from panah.core.ids import new_id
from panah.vault import match, tasks
from panah.vault.index import Known
from tests.database import Owner
from tests.roles import connected_as
from tests.world import Person, World, acting

AYSEL = "Aysel Məmmədova Əli qızı"


@pytest.fixture
def aysel(world: World) -> UUID:
    """A person whom Leyla's hotline registers."""
    person = new_id()
    known = Known(names=[AYSEL], phones=["0501234567"], documents=["AZE 12345678"], born=1994)
    with acting(world.leyla) as actor:
        match.register(actor=actor, subject_id=person, known=known)
    return person


def asked(person: Person, **known: object) -> bool:
    with acting(person) as actor:
        return match.known_elsewhere(actor=actor, known=Known(**known))  # type: ignore[arg-type]


@pytest.mark.rule("CON-14")
@pytest.mark.usefixtures("aysel")
@pytest.mark.parametrize(
    "known",
    [
        {"phones": ["+994 50 123 45 67"]},
        {"documents": ["aze12345678"]},
        {"names": [AYSEL]},
        {"names": ["Айсель Маммадова Алиевна"]},
        {"names": ["Ayesl Məmmədova Əli qızı"]},
        {"names": ["Aysel Məmmədova"], "born": 1994},
        {"names": ["Günel Həsənova"], "phones": ["0501234567"]},
    ],
)
def test_a_person_of_another_unit_is_possibly_known(world: World, known: dict[str, object]) -> None:
    assert asked(world.samira, **known) is True


@pytest.mark.usefixtures("aysel")
@pytest.mark.parametrize(
    "known",
    [
        {"names": ["Aysel Məmmədova"]},
        {"names": ["Aysel Məmmədova Rəşad qızı"]},
        {"names": ["Ayesl Məmədva Əli qızı"]},
        {"names": ["Aysel Məmmədova"], "born": 1958},
        {"phones": ["0501234568"]},
        {"names": [], "phones": [], "documents": []},
        {},
    ],
)
def test_too_little_or_too_different_is_not_known(world: World, known: dict[str, object]) -> None:
    assert asked(world.samira, **known) is False


@pytest.mark.usefixtures("aysel")
def test_ones_own_people_are_not_elsewhere(world: World) -> None:
    assert asked(world.leyla, names=[AYSEL], phones=["0501234567"]) is False
    assert asked(world.kamran, phones=["0501234567"]) is False


def test_registering_again_replaces_and_an_empty_list_removes(world: World, aysel: UUID) -> None:
    with acting(world.leyla) as actor:
        match.register(actor=actor, subject_id=aysel, known=Known(phones=["0557654321"], documents=[]))
    assert asked(world.samira, phones=["0557654321"])
    assert not asked(world.samira, phones=["0501234567"])
    assert not asked(world.samira, documents=["AZE12345678"])
    assert asked(world.samira, names=[AYSEL])


@pytest.mark.rule("PRI-01")
@pytest.mark.usefixtures("aysel")
def test_a_unit_that_registers_nobody_cannot_ask(world: World) -> None:
    for person in (world.sevinc, world.rauf, world.nigar):
        with pytest.raises(KeyMissing):
            asked(person, names=[AYSEL])
        with acting(person) as actor, pytest.raises(KeyMissing):
            match.register(actor=actor, subject_id=new_id(), known=Known(names=[AYSEL]))


@pytest.mark.rule("PRI-01")
@pytest.mark.usefixtures("aysel")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM vault_matchentry",
        "SELECT * FROM vault_matchcheck",
        "DELETE FROM vault_matchcheck",
        "INSERT INTO vault_matchentry SELECT gen_random_uuid(), 1, 1, 'name', '{1}'",
    ],
)
def test_the_server_reaches_the_tables_only_through_the_functions(world: World, statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="permission denied")
    with acting(world.leyla), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(statement)


@pytest.mark.parametrize("call", ["panah_match(1, '{0}', '{0}', '{1}')", "panah_match_write(1, 1, 'name', '{1}')"])
def test_the_functions_refuse_who_does_not_hold_the_match_key(world: World, call: str) -> None:
    refused = pytest.raises(DatabaseError, match="not permitted")
    with acting(world.sevinc), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(f"SELECT {call}")


@pytest.mark.rule("CON-14")
@pytest.mark.usefixtures("aysel")
def test_a_member_asks_thirty_times_an_hour(world: World) -> None:
    for _ in range(30):
        assert asked(world.samira, phones=["0501234567"])
    with pytest.raises(match.AskedTooOften):
        asked(world.samira, phones=["0501234567"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("aysel")
def test_who_asked_is_forgotten_after_a_day_and_not_before(world: World, owner: Owner) -> None:
    for _question in range(2):
        asked(world.samira, phones=["+994125550101"])
    owner.execute(
        "UPDATE vault_matchcheck SET at = at - interval '25 hours' WHERE id = (SELECT id FROM vault_matchcheck LIMIT 1)"
    )
    with connected_as(DatabaseRole.WORKER):
        tasks.sweep_checks()
        assert tasks.forget_checks() == 0
    assert owner.execute("SELECT count(*) FROM vault_matchcheck").fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_every_question_is_in_the_trail_without_what_was_asked(world: World, owner: Owner) -> None:
    asked(world.samira, names=[AYSEL], phones=["0501234567"])
    rows = owner.execute("SELECT e::text FROM audit_entry e WHERE code = 'match.asked'").fetchall()
    assert len(rows) == 1
    assert str(world.samira.member_id) in rows[0][0]
    assert "0501234567" not in rows[0][0]


@pytest.mark.django_db(transaction=True)
def test_a_row_names_neither_unit_nor_person(world: World, owner: Owner, aysel: UUID) -> None:
    rows = [row[0] for row in owner.execute("SELECT m::text FROM vault_matchentry m").fetchall()]
    assert len(rows) == 3
    for row in rows:
        assert str(world.leyla.unit_id) not in row
        assert str(aysel) not in row
