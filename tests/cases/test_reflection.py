"""The reflection period: granted without a question, ended for three reasons, known by a code that names nobody."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from config.env import DatabaseRole
from panah.cases.actions import reflection
from panah.cases.actions.reflection import (
    AskedTooOften,
    NotYetOver,
    NoVictim,
    OneAtATime,
    UnknownChoice,
    WishMissing,
)
from panah.cases.models import Case, CloseReason, Reflection, ReflectionChoice, ReflectionCode
from panah.cases.states import DecisionStep
from panah.cases.tasks import forget_checks
from panah.core.errors import Forbidden
from panah.core.functions import rows
from panah.duties.models import Duty, Event
from panah.people.models import Person
from panah.vault import codes
from tests.cases.deciding import case_of, certified, found, granted, took
from tests.database import Owner
from tests.roles import connected_as
from tests.world import Person as Member
from tests.world import World, acting


@pytest.fixture
def case(world: World) -> Case:
    return case_of(world.nigar)


def chosen(by: Member, case: Case, choice: str) -> ReflectionChoice:
    with acting(by) as actor:
        return reflection.choose(actor=actor, case_id=case.id, choice=choice, words="Let me think")


def closed(by: Member, case: Case, reason: CloseReason, words: str = "") -> Reflection:
    with acting(by) as actor:
        return reflection.close(actor=actor, case_id=case.id, reason=reason, words=words)


def checked(world: World, code: str) -> Any:
    with acting(world.ramin) as actor:
        return reflection.verify(actor=actor, code=code).until


def run_out(case: Case, by: Member) -> Reflection:
    """A period whose days are over and which nobody closed."""
    with acting(by) as actor:
        person = Person.gate(actor, case.person_id)
        now = timezone.now()
        row = Reflection(
            folder_id=person.folder_id,
            person=person,
            unit_id=actor.unit,
            opened_by_id=actor.member,
            opened_at=now - dt.timedelta(days=31),
            ends_at=now - dt.timedelta(hours=1),
        )
        row.save(force_insert=True)
    return row


@pytest.mark.rule("RR-01")
def test_thirty_days_of_the_person_s_own(world: World, case: Case) -> None:
    """Days are counted from the day after; the clock of the rulebook says the same."""
    period = granted(world.nigar, case)
    assert (period.last_day - timezone.localdate(period.opened_at)).days == 30
    with acting(world.nigar, reading=True):
        duty = Duty.objects.get(rule="RR-01", step="end", matter_id=case.person_id)
        assert duty.due_at == period.ends_at
        assert (duty.due_at - duty.alert_at).days == 10


@pytest.mark.rule("RR-01")
@pytest.mark.parametrize("step", [None, DecisionStep.PRESUME, DecisionStep.PROPOSE_VICTIM])
def test_a_potential_a_presumed_and_an_identified_victim_have_it(
    world: World, case: Case, step: DecisionStep | None
) -> None:
    if step is DecisionStep.PROPOSE_VICTIM:
        found(world, case)
    elif step is not None:
        took(world.nigar, case, step)
    assert granted(world.nigar, case).is_running


@pytest.mark.rule("RR-01")
def test_no_decision_ends_it(world: World, case: Case) -> None:
    period = granted(world.nigar, case)
    for choice in ("not_cooperate", "undecided", "cooperate", "not_cooperate"):
        chosen(world.nigar, case, choice)
        with acting(world.nigar, reading=True) as actor:
            assert Reflection.running(Person.gate(actor, case.person_id)) == period
    with acting(world.nigar, reading=True):
        latest = ReflectionChoice.of(period)[0]
        assert (latest.choice, latest.words) == ("not_cooperate", "Let me think")
        told = Event.timeline(case.person_id).filter(code="reflection.chosen")
        assert [event.facts for event in told] == [{}] * 4
    with pytest.raises(UnknownChoice):
        chosen(world.nigar, case, "obey")
    with pytest.raises(NotYetOver):
        closed(world.nigar, case, CloseReason.TIME)


@pytest.mark.rule("RR-01")
def test_the_database_ends_it_for_no_other_reason(world: World, case: Case) -> None:
    period = granted(world.nigar, case)
    now = timezone.now()
    lies: list[dict[str, Any]] = [
        {"closed_at": now, "close_reason": "not_cooperate"},
        {"closed_at": now, "close_reason": "time"},
        {"closed_at": now, "close_reason": "not_a_victim"},
        {"closed_at": now},
        {"ends_at": now},
    ]
    with acting(world.orxan):
        for lie in lies:
            with pytest.raises(IntegrityError), transaction.atomic():
                Reflection.objects.filter(id=period.id).update(**lie)


def test_one_at_a_time(world: World, case: Case) -> None:
    period = granted(world.nigar, case)
    with pytest.raises(OneAtATime):
        granted(world.nigar, case)
    with acting(world.nigar), pytest.raises(IntegrityError), transaction.atomic():
        Reflection(
            folder_id=period.folder_id,
            person_id=case.person_id,
            unit_id=period.unit_id,
            opened_by_id=period.opened_by_id,
            opened_at=period.opened_at,
            ends_at=period.ends_at,
        ).save(force_insert=True)


def test_one_whose_days_are_over_protects_no_more_and_makes_room(world: World, case: Case) -> None:
    old = run_out(case, world.nigar)
    assert not old.is_running
    assert granted(world.nigar, case).is_running
    with acting(world.nigar, reading=True) as actor:
        rows = Reflection.of(Person.gate(actor, case.person_id))
        assert [(row.close_reason, row.is_running) for row in rows] == [("", True), ("time", False)]


def test_the_person_can_wish_it_to_end(world: World, case: Case) -> None:
    granted(world.nigar, case)
    with pytest.raises(WishMissing):
        closed(world.nigar, case, CloseReason.OWN_WISH)
    period = closed(world.nigar, case, CloseReason.OWN_WISH, "I have decided, I go home")
    assert (period.close_reason, period.is_running) == ("own_wish", False)


@pytest.mark.rule("RR-04")
def test_who_was_found_to_be_no_victim_has_none(world: World, case: Case) -> None:
    found(world, case, DecisionStep.PROPOSE_OTHER)
    with pytest.raises(NoVictim):
        granted(world.nigar, case)
    with pytest.raises(IntegrityError):
        run_out(case, world.nigar)


@pytest.mark.rule("RR-03")
def test_a_code_says_until_when_and_nothing_else(world: World, case: Case) -> None:
    period = granted(world.nigar, case)
    code = certified(world.nigar, case)
    assert checked(world, code) == period.last_day
    assert checked(world, code.lower().replace("-", " ")) == period.last_day
    assert checked(world, codes.new_code()) is None
    assert checked(world, "'; DROP TABLE") is None


@pytest.mark.rule("RR-03")
def test_a_code_holds_no_longer_than_its_period_and_its_paper(world: World, case: Case) -> None:
    granted(world.nigar, case)
    lost = certified(world.nigar, case)
    newer = certified(world.nigar, case)
    assert checked(world, lost) is None
    assert checked(world, newer) is not None
    found(world, case, DecisionStep.PROPOSE_OTHER)
    assert checked(world, newer) is None


@pytest.mark.rule("RR-03")
def test_the_answer_reveals_neither_person_nor_unit(world: World, case: Case) -> None:
    """What the database hands out is a word and a moment; the officer sees no row of it."""
    granted(world.nigar, case)
    code = certified(world.nigar, case)
    with acting(world.ramin), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_verify_protection(%s)", [codes.digest(code)])
        assert [column.name for column in cursor.description] == ["answer", "protected_until"]
        assert cursor.fetchone()[0] == "protected"
        assert Reflection.objects.count() == 0
        assert Person.objects.count() == 0
    for stranger in (world.leyla, world.nigar, world.orxan, world.rauf):
        with acting(stranger) as actor, pytest.raises(Forbidden):
            reflection.verify(actor=actor, code=code)
        with acting(stranger), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM panah_verify_protection(%s)", [codes.digest(code)])


@pytest.mark.rule("RR-03")
def test_the_code_is_kept_nowhere(world: World, case: Case) -> None:
    granted(world.nigar, case)
    certified(world.nigar, case)
    with acting(world.nigar), pytest.raises(DatabaseError), transaction.atomic():
        ReflectionCode.objects.count()


@pytest.mark.django_db(transaction=True)
def test_only_the_slow_hash_of_it_is(world: World, case: Case, owner: Owner) -> None:
    granted(world.nigar, case)
    code = certified(world.nigar, case)
    (row,) = owner.execute("SELECT digest, reflection_id::text FROM cases_reflectioncode").fetchall()
    assert bytes(row[0]) == codes.digest(code)
    facts = owner.execute("SELECT string_agg(facts::text, '') FROM duties_event").fetchone()
    assert code not in str(facts)
    assert len({codes.new_code() for _draw in range(50)}) == 50


@pytest.mark.rule("RR-03")
def test_nobody_guesses_for_long(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def digest(code: str) -> bytes:
        made.append(code)
        return code.encode()

    monkeypatch.setattr(codes, "digest", digest)
    for guess in range(30):
        assert checked(world, f"guess {guess}") is None
    with pytest.raises(AskedTooOften):
        checked(world, "one more")
    # The hash is slow on purpose: it is not made for who has asked too often.
    assert len(made) == 30
    with acting(world.ramin):
        assert rows("panah_verify_protection", b"past our own code") == [("throttled", None)]


@pytest.mark.django_db(transaction=True)
def test_who_looked_up_codes_is_forgotten_after_a_day(world: World, case: Case, owner: Owner) -> None:
    checked(world, "AAAA-BBBB-CCCC")
    checked(world, "AAAA-BBBB-DDDD")
    owner.execute(
        "UPDATE cases_reflectioncheck SET at = at - interval '2 days' "
        "WHERE id = (SELECT id FROM cases_reflectioncheck LIMIT 1)"
    )
    with connected_as(DatabaseRole.WORKER):
        assert forget_checks() == 1
    assert owner.execute("SELECT count(*) FROM cases_reflectioncheck").fetchone() == (1,)
