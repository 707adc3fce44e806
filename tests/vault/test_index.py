"""A unit finds its own people by name, telephone and document; nobody else finds anything."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panah.core.errors import KeyMissing
from panah.core.ids import new_id
from panah.vault import index, keyring, names
from panah.vault.models import IndexEntry
from panah.vault.tokens import token
from tests.world import Person, World, acting

AYSEL, GUNEL = "Aysel Məmmədova Əli qızı", "Günel Həsənova Rəşad qızı"


def written(person: Person, **known: object) -> UUID:
    """A subject that the person's unit can find by what is known."""
    subject = new_id()
    with acting(person) as actor:
        index.write(actor=actor, subject_kind="person", subject_id=subject, **known)  # type: ignore[arg-type]
    return subject


def found(person: Person, text: str) -> list[UUID]:
    with acting(person, reading=True) as actor:
        return [hit.subject_id for hit in index.find_name(actor, text)]


HANDS = ["Məmmədova Aysel", "Айсель Мамедова Алиевна", "Aysel Mammadova 1994", "AYSEL MEMMEDOVA", "Ayesl Məmmədova"]


@pytest.mark.parametrize("text", [AYSEL, *HANDS, "aysel"])
def test_a_name_is_found_however_it_is_written(world: World, text: str) -> None:
    aysel = written(world.leyla, names=[AYSEL], born=1994)
    written(world.leyla, names=[GUNEL], born=1994)
    assert found(world.leyla, text)[:1] == [aysel]
    assert found(world.kamran, text)[:1] == [aysel]


def test_the_likeliest_comes_first(world: World) -> None:
    near = written(world.leyla, names=["Aysel Məmmədli Vəli qızı"], born=1994)
    same = written(world.leyla, names=[AYSEL], born=1994)
    older = written(world.leyla, names=[AYSEL], born=1958)
    with acting(world.leyla) as actor:
        hits = index.find_name(actor, f"{AYSEL} 1994")
    assert [hit.subject_id for hit in hits] == [same, older, near]
    assert hits[0].likeness == 1 > hits[1].likeness > hits[2].likeness > 0


def test_no_more_come_than_asked_for(world: World) -> None:
    latest = [written(world.leyla, names=[AYSEL]) for _ in range(4)][::-1]
    with acting(world.leyla) as actor:
        hits = index.find_name(actor, AYSEL, at_most=3)
    assert [hit.subject_id for hit in hits] == latest[:3]


@pytest.mark.rule("PRI-01")
def test_another_unit_finds_nothing(world: World) -> None:
    written(world.leyla, names=[AYSEL], phones=["0501234567"])
    assert found(world.samira, AYSEL) == []
    with acting(world.nigar) as actor:
        assert index.find_phone(actor, "+994501234567") == []


@pytest.mark.rule("PRI-01")
def test_stolen_tokens_find_nothing_for_another_unit(world: World) -> None:
    written(world.leyla, names=[AYSEL])
    with acting(world.leyla):
        tokens = IndexEntry.objects.get().tokens
    with acting(world.samira), connection.cursor() as cursor:
        for unit_id in (world.leyla.unit_id, world.samira.unit_id):
            arrays = [[0] * len(tokens), [10] * len(tokens), tokens]
            cursor.execute("SELECT * FROM panah_find(%s, '', %s, %s, %s, 10)", [unit_id, *arrays])
            assert cursor.fetchall() == []
        assert not IndexEntry.objects.exists()


def test_nobody_reaches_another_units_index_key(world: World) -> None:
    with acting(world.samira), pytest.raises(KeyMissing):
        keyring.needed().index_key(world.leyla.unit_id)


def test_two_units_have_no_token_in_common(world: World) -> None:
    written(world.leyla, names=[AYSEL])
    written(world.samira, names=[AYSEL])
    stored = []
    for person in (world.leyla, world.samira):
        with acting(person):
            stored.append(set(IndexEntry.objects.get().tokens))
    assert len(stored[0]) == len(stored[1]) > 20
    assert not stored[0] & stored[1]


def test_numbers_are_found_in_any_writing_and_never_as_names(world: World) -> None:
    subject = written(world.leyla, phones=["050 123 45 67", "+7 905 123-45-67"], documents=["AZE 12345678"])
    with acting(world.leyla) as actor:
        assert [hit.subject_id for hit in index.find_phone(actor, "(050) 123-45-67")] == [subject]
        assert [hit.subject_id for hit in index.find_phone(actor, "+79051234567")] == [subject]
        assert [hit.subject_id for hit in index.find_document(actor, "aze12345678")] == [subject]
        assert index.find_phone(actor, "anonymous") == []
        assert index.find_document(actor, "?") == []
        assert index.find_name(actor, "1994") == []


def test_one_kind_is_not_crowded_out_by_another(world: World) -> None:
    person = written(world.leyla, phones=["0501234567"], names=[AYSEL])
    with acting(world.leyla) as actor:
        for _ in range(12):
            known = {"names": [AYSEL], "phones": ["0501234567"]}
            index.write(actor=actor, subject_kind="contact", subject_id=new_id(), **known)  # type: ignore[arg-type]
        for hits in (
            index.find_phone(actor, "0501234567", subject_kind="person"),
            index.find_name(actor, AYSEL, subject_kind="person"),
        ):
            assert [hit.subject_id for hit in hits] == [person]
        assert {hit.subject_kind for hit in index.find_phone(actor, "0501234567")} == {"contact"}


def test_writing_again_replaces_a_kind_and_leaves_the_others(world: World) -> None:
    subject = written(world.leyla, names=[AYSEL], phones=["0501234567"])
    with acting(world.leyla) as actor:
        index.write(actor=actor, subject_kind="person", subject_id=subject, names=[GUNEL])
        assert index.find_name(actor, AYSEL) == []
        assert [hit.subject_id for hit in index.find_name(actor, GUNEL)] == [subject]
        assert [hit.subject_id for hit in index.find_phone(actor, "0501234567")] == [subject]
        index.write(actor=actor, subject_kind="person", subject_id=subject, phones=[])
        assert index.find_phone(actor, "0501234567") == []
        assert index.find_name(actor, GUNEL)


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        ({"names": ["\u200b\u2060"]}, index.NoName),
        ({"names": [AYSEL, "..."]}, index.NoName),
        ({"phones": ["12"]}, index.NoNumber),
        ({"documents": ["passport"]}, index.NoDocument),
        ({"names": ["Aysel"] * 21}, index.TooMany),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_stored(
    world: World, known: dict[str, list[str]], refusal: type[Exception]
) -> None:
    with acting(world.leyla) as actor:
        with pytest.raises(refusal):
            index.write(actor=actor, subject_kind="person", subject_id=new_id(), **known)  # type: ignore[arg-type]
        assert not IndexEntry.objects.exists()


def test_a_search_costs_two_questions_to_the_database(world: World) -> None:
    written(world.leyla, names=[AYSEL])
    with acting(world.leyla) as actor:
        keyring.needed().index_key(actor.unit)
        with CaptureQueriesContext(connection) as asked:
            assert index.find_name(actor, AYSEL)
        assert len(asked) == 2


def test_the_one_is_found_among_thousands_of_namesakes(world: World) -> None:
    with acting(world.leyla) as actor:
        key = keyring.needed().index_key(actor.unit)
        tokens = [token(key, value) for value in names.name_tokens(["Xəlilova"])]
        shared = {"unit_id": actor.unit, "subject_kind": "person", "kind": "name", "tokens": tokens}
        IndexEntry.objects.bulk_create(
            (IndexEntry(subject_id=new_id(), **shared) for _ in range(5100)), batch_size=1000
        )
    nigar = written(world.leyla, names=["Nigar Xəlilova"])
    assert found(world.leyla, "Nigar Xəlilova")[0] == nigar
    assert found(world.leyla, "Niagr Xəlilova")[0] == nigar
    assert len(found(world.leyla, "Xəlilova")) == 10
