"""The demonstration is built whole or not at all: Ctrl-C half-way leaves nothing that would pass for a country."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.env import DatabaseRole
from panah.accounts.models import Unit
from panah.core.country import country
from panah.hotline.models import Contact
from panah.vault.models import Folder, MatchKey
from panah.web.demo import building
from tests.database import Owner
from tests.roles import connected_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def empty(owner: Owner) -> None:
    """A migrated database in which nobody has founded anything."""
    with owner.transaction():
        rows = owner.execute("SELECT tablename FROM pg_tables WHERE tablename ~ '^(accounts|vault)_'").fetchall()
        for (table,) in rows:
            # Foreign keys are looked at when the transaction ends, and by then all is gone.
            owner.execute(f"DELETE FROM {table}".encode())  # noqa: S608


def demo(**options: Any) -> str:
    said = io.StringIO()
    with connected_as(DatabaseRole.OWNER):
        call_command("demo", days=3, per_day=4, stdout=said, **options)
    return said.getvalue()


def counted() -> tuple[int, ...]:
    with connected_as(DatabaseRole.OWNER):
        return tuple(model.objects.count() for model in (Unit, Contact, Folder, MatchKey))


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["_make_rota", "_write_history", "count_hours"])
def test_a_build_that_was_stopped_leaves_nothing_and_is_done_anew(
    empty: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(building, step, interrupt)
        with pytest.raises(KeyboardInterrupt):
            demo(if_empty=True)
    assert counted() == (0, 0, 0, 0)
    assert "contacts written" in demo(if_empty=True)
    units, contacts, folders, match_keys = counted()
    assert units == sum(len(body.units) for body in country().units)
    assert contacts > 3
    assert folders > units
    assert match_keys == 1


def test_a_country_that_is_there_is_not_built_again(empty: None) -> None:
    demo()
    before = counted()
    assert demo(if_empty=True) == ""
    with pytest.raises(CommandError, match="a country in this database already"):
        demo()
    assert counted() == before
