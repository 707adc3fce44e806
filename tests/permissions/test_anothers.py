"""Every address that names something, asked and posted to with what belongs to another unit.

The other unit has a row in every table; who asks is somebody of each kind of role. Triggers rest meanwhile, so that it
is the views and the row rules alone that have to hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.db import connection

from config.env import DatabaseRole
from panah.accounts.gate import COOKIE, token_text
from panah.core.database import panah_models
from panah.core.ids import new_id
from tests.attack.filling import Estate, fill
from tests.attack.intruder import named
from tests.attack.test_rows import BESIDES, OPEN, PLAN, key_of
from tests.database import taken_back
from tests.permissions.routes import Route
from tests.permissions.test_routes import ASKED, QUIET, bare_refusals, client_of, kinds
from tests.permissions.test_rubbish import every_form
from tests.roles import connected_as
from tests.world import Person, World

__all__ = ["bare_refusals"]  # The fixture is found here by its name.

TABLES: dict[str, Any] = {model._meta.db_table: model for model in panah_models()}
# What every body that takes part may read by its address, on purpose.
EVERYBODYS = OPEN | {f"plan_{each}" for each in PLAN} | {"plan_sharedpaper"}
# What an address calls otherwise than its table.
CALLED = {
    ("accounts", "factor"): "accounts_secondfactor", ("cases", "order"): "vault_suspensionorder",
    ("people", "act"): "people_coercedact", ("plan", "file"): "plan_enclosure", ("plan", "paper"): "plan_sharedpaper",
    ("plan", "proposal"): "plan_budgetproposal", ("plan", "request"): "plan_foreignrequest",
    ("plan", "tie"): "plan_hotlinetie", ("plan", "decision"): "plan_meetingdecision",
    ("plan", "office"): "accounts_unit", ("plan", "row"): "plan_measure",
    ("plan", "call"): "plan_budgetcall", ("referrals", "item"): "referrals_agendaitem",
    ("referrals", "request"): "referrals_assistance", ("referrals", "letter"): "referrals_outsideletter",
    ("referrals", "task"): "referrals_followup", ("referrals", "notice"): "people_notice",
    ("cases", "notice"): "cases_servicenotice", ("cases", "screening"): "cases_casescreening",
    ("cases", "measure"): "cases_safetymeasure", ("shelter", "ask"): "shelter_prolongationask",
    ("shelter", "booking"): "shelter_roombooking", ("shelter", "card"): "shelter_doorcard",
    ("shelter", "check"): "shelter_roomcheck", ("shelter", "child"): "shelter_watchedchild",
    ("shelter", "item"): "shelter_stockitem", ("shelter", "record"): "shelter_servicerecord",
    ("shelter", "note"): "shelter_shiftnote", ("shelter", "assignment"): "shelter_careassignment",
    ("shelter", "shift"): "shelter_guardshift", ("hotline", "note"): "hotline_handover",
}  # fmt: skip
SHUT = {403, 404, 405}
# Ways in which an answer to a form may say no: it is asked for something else first, or is told that it came too late.
SAID_NO = SHUT | {302, 409, 422}


def table_of(route: Route, place: str) -> str:
    """The table that holds what a place of an address names."""
    room, thing = route.written.partition("/")[0], place.removesuffix("_id")
    plain = thing.replace("_", "")
    known = [CALLED.get((room, thing), ""), f"{room}_{plain}"]
    return next(each for each in [*known, *(t for t in TABLES if t.partition("_")[2] == plain)] if each in TABLES)


def tables_of(route: Route) -> set[str]:
    return {table_of(route, place) for place in route.ids}


def plausible(turn: int) -> dict[str, str]:
    """Something that fits for every name of every form; where forms differ, another one each turn."""
    fitting: dict[str, list[str]] = {}
    for form in sorted(every_form(), key=lambda each: f"{each.__module__}.{each.__qualname__}"):
        for name, field in getattr(form, "base_fields", {}).items():
            fitting.setdefault(name, []).append(_fits(field))
    return {name: values[turn % len(values)] for name, values in fitting.items()}


def _fits(field: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return next((str(value) for value, _label in _flat(field.choices) if value), "")
    days = {forms.DateField: "2026-03-01", forms.DateTimeField: "2026-03-01T12:00", forms.TimeField: "12:00"}
    numbers = {forms.IntegerField: "1", forms.DecimalField: "1", forms.UUIDField: str(new_id())}
    return next((text for kind, text in (days | numbers).items() if isinstance(field, kind)), "on")


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        yield from _flat(label) if isinstance(label, list | tuple) else [(value, label)]


@contextmanager
def estate_of_others() -> Iterator[Estate]:
    """A unit that nobody of the tests works in, with a row in every table; around it the server's login goes on."""
    estate = Estate(Person("nobody", new_id(), new_id(), b""))
    with connected_as(DatabaseRole.OWNER), taken_back():
        database = connection.connection
        fill(database, estate)
        for table, model in TABLES.items():
            if "names" in {field.column for field in model._meta.local_fields}:
                database.execute(named("UPDATE {} SET names = '{{\"en\": \"Theirs\"}}' WHERE names = '{{}}'", table))
        before = prints(database, estate)
        database.execute("SET LOCAL SESSION AUTHORIZATION panah_web")
        yield estate
        database.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT")
        after = prints(database, estate)
        assert {table for table in before if before[table] != after[table]} == set()


def prints(database: Any, estate: Estate) -> dict[str, Any]:
    """What each row of the others is, whole."""
    statement = "SELECT md5(t::text) FROM {} t WHERE {} = %s"
    return {
        table: database.execute(named(statement, table, model._meta.pk.column), [key_of(estate, table)]).fetchone()
        for table, model in TABLES.items()
    }


def answers(person: Person, route: Route, known: dict[str, UUID], typed: list[dict[str, str]]) -> list[int]:
    """What is said to one who looks, and to one who sends forms, first an empty one and then some that may fit."""
    client, address = client_of(person), route.address(known)
    said = [client.get(address, headers=QUIET).status_code]
    for form in [{}, *typed]:
        client.cookies[COOKIE] = token_text(person.token)
        said.append(client.post(address, form, headers=QUIET).status_code)
        if said[-1] in SHUT:
            break
    return said


@pytest.mark.system
@pytest.mark.rule("PRI-01", "CON-01")
@pytest.mark.django_db(transaction=True)
def test_nobody_opens_or_changes_what_is_anothers_by_its_address(world: World, bare_refusals: None) -> None:
    wrong, asked, typed = {}, 0, [plausible(turn) for turn in range(5)]
    named_things = [(route, tables_of(route)) for route in ASKED if route.ids and not tables_of(route) <= EVERYBODYS]
    with estate_of_others() as estate:
        for login, held in kinds().items():
            for route, tables in named_things:
                if not set(route.gate or ()) & held or tables & BESIDES.get(login, set()):
                    continue
                known = {place: key_of(estate, table_of(route, place)) for place in route.ids}
                looked, *sent = answers(getattr(world, login), route, known, typed)
                asked += 1
                if looked not in SHUT or not set(sent) <= SAID_NO:
                    wrong[f"{login} {route.written}"] = (looked, *sent)
    assert wrong == {}
    assert len(named_things) > 150
    assert asked > 500
