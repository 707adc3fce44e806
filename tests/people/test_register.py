"""Registering a person: a false name at once, three folders, a first status, and a child where the age is open."""

import pytest
from django.db import IntegrityError, connection, transaction

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Event
from panah.people import pseudonyms
from panah.people.actions import registering
from panah.people.actions.registering import Facts, UnknownFact
from panah.people.known import known
from panah.people.models import AgeBasis, Identity, Person, PersonRole, Reach, Standing, StandingRecord
from panah.vault.fields import SEALED
from panah.vault.models import Folder
from tests.people.making import ADULT, CHILD, NAMES, registered
from tests.world import World, acting


@pytest.mark.rule("CON-05")
@pytest.mark.rule("REG-03")
def test_the_false_name_comes_with_the_first_record_and_the_real_one_stays_apart(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor:
        held = known(actor, person.id)
        assert held.identity is not None
        assert held.identity.names == list(NAMES)
        assert not pseudonyms.near(person.pseudonym, NAMES)
        folders = Folder.objects.filter(id__in=held.folder_ids.values())
        assert {folder.compartment for folder in folders} == {"case", "identity", "contact"}
        assert {held.pseudonym, held.identity.pseudonym} == {person.pseudonym}
    with connection.cursor() as cursor, acting(world.leyla):
        cursor.execute("SELECT to_jsonb(p)::text || to_jsonb(i)::text FROM people_person p JOIN people_identity i "
                       "ON i.person_id = p.id WHERE p.id = %s", [person.id])  # fmt: skip
        (stored,) = cursor.fetchone() or ("",)
    assert person.pseudonym in stored
    assert not any(part in stored for part in ("Aysel", "Məmmədova", "AYSEL"))


@pytest.mark.rule("CON-05")
def test_a_false_name_is_given_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["Tarivo 1000", "Tarivo 1000", "Melugo 2000"])
    monkeypatch.setattr(pseudonyms, "coin", lambda _names: next(drawn))
    first = registered(world.leyla, names=(), phone="")
    second = registered(world.samira, names=(), phone="")
    assert (first.pseudonym, second.pseudonym) == ("Tarivo 1000", "Melugo 2000")


def test_it_gives_up_after_a_few_draws_rather_than_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "coin", lambda _names: "Tarivo 1000")
    registered(world.leyla, names=(), phone="")
    with pytest.raises(IntegrityError), acting(world.leyla) as actor:
        registering.register(actor=actor, facts=ADULT)


@pytest.mark.rule("DEF-02")
def test_at_the_hotline_somebody_is_a_potential_victim_by_a_dated_record_of_the_body(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.kamran):
        (record,) = StandingRecord.history(Person.objects.get(id=person.id))
    assert (record.standing, record.basis, record.unit_id) == (Standing.POTENTIAL, "hotline", world.leyla.unit_id)
    assert (record.by_id, record.at) == (world.leyla.member_id, person.registered_at)


@pytest.mark.rule("DEF-02")
def test_there_are_no_other_statuses_and_none_is_ever_rewritten(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(id=person.id).update(standing="cleared")
    with acting(world.leyla), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'people_standingrecord', 'UPDATE, DELETE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.rule("DEF-03")
@pytest.mark.parametrize("role", PersonRole)
def test_witnesses_relatives_and_helpers_are_kept_as_secret_as_victims(world: World, role: PersonRole) -> None:
    person = registered(world.leyla, Facts(role=role, age_band="adult", age_basis=AgeBasis.DECLARED))
    assert person.role == role
    with acting(world.nigar) as actor:
        assert not Identity.objects.filter(person_id=person.id).exists()
        with pytest.raises(NotHere):
            known(actor, person.id)


@pytest.mark.rule("CH-04")
@pytest.mark.parametrize(
    ("band", "basis", "child"),
    [
        ("14_17", AgeBasis.DECLARED, True),
        ("child", AgeBasis.ESTIMATED, True),
        ("", AgeBasis.PRESUMED, True),
        ("unknown", AgeBasis.DECLARED, True),
        ("adult", AgeBasis.PRESUMED, True),
        ("18_20", AgeBasis.PRESUMED, True),
        ("18_20", AgeBasis.DECLARED, False),
        ("adult", AgeBasis.ESTIMATED, False),
        ("48_plus", AgeBasis.DOCUMENT, False),
    ],
)
def test_whose_age_cannot_be_established_is_a_child(world: World, band: str, basis: AgeBasis, child: bool) -> None:
    person = registered(world.leyla, Facts(age_band=band, age_basis=basis))
    assert person.is_child is child
    with acting(world.leyla):
        codes = list(Event.objects.filter(subject_id=person.id).order_by("at", "id").values_list("code", flat=True))
    assert codes == ["person.registered", *(["victim.child_presumed"] if child else [])]


@pytest.mark.rule("CH-04")
def test_the_database_knows_no_adult_of_unknown_age(world: World) -> None:
    person = registered(world.leyla, Facts())
    with acting(world.leyla), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(id=person.id).update(is_child=False)


@pytest.mark.parametrize(
    "facts", [Facts(sex="robot"), Facts(age_band="7"), Facts(citizenship="ZZZ"), Facts(language="klingon")]
)
def test_a_code_on_no_list_is_refused(world: World, facts: Facts) -> None:
    with acting(world.leyla) as actor, pytest.raises(UnknownFact):
        registering.register(actor=actor, facts=facts)


def test_nothing_is_mandatory(world: World) -> None:
    assert registered(world.leyla, Facts(), names=(), phone="").pseudonym


@pytest.mark.parametrize("name", ["gunel", "malika", "rauf", "aygun"])
def test_who_may_not_register_is_refused(world: World, name: str) -> None:
    with acting(getattr(world, name)) as actor, pytest.raises(Forbidden):
        registering.register(actor=actor, facts=CHILD)


@pytest.mark.rule("PRI-01")
def test_a_colleague_sees_the_person_and_another_unit_sees_nothing(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.kamran) as actor:
        assert known(actor, person.id).pseudonym == person.pseudonym
    for stranger in (world.samira, world.nigar, world.sevinc):
        with acting(stranger) as actor:
            assert not Person.objects.filter(id=person.id).exists()
            assert not Reach.objects.filter(person_id=person.id).exists()
            with pytest.raises(NotHere):
                known(actor, person.id)


def test_words_without_their_key_are_a_lock(world: World) -> None:
    person = registered(world.leyla)
    with acting(world.leyla) as actor:
        row = known(actor, person.id).identity
    assert row is not None
    assert row.names == SEALED
