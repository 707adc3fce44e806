"""A row in every table for each of two units, made by the owner in one transaction that is taken back.

Tables are walked, so that the table of a new room is attacked from its first day. The rows need make no sense, only
be there: foreign keys and checks rest while they are put in, and all of it is undone with the transaction. Triggers
rest to the end, so that it is the row rules alone that are attacked.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

from panah.core.database import panah_models
from panah.core.ids import new_id
from panah.vault.models import Folder, Grant
from tests.attack.intruder import Database
from tests.world import Person

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
Made = dict[str, Any]


@dataclass
class Estate:
    """What belongs to one person's unit: a row of each table, by the table's name, as column and value."""

    person: Person
    folder: UUID = field(default_factory=new_id)
    rows: dict[str, Made] = field(default_factory=dict)


def fill(owner: Database, *estates: Estate) -> None:
    """Put the rows in; `owner` is a superuser's connection in a transaction."""
    owner.execute("SET LOCAL session_replication_role = replica")
    checks = owner.execute("""
        SELECT conrelid::regclass, conname FROM pg_constraint
        WHERE contype = 'c' AND connamespace = 'public'::regnamespace
    """)
    for table, name in checks.fetchall():
        owner.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), sql.Identifier(name)))
    for model in panah_models():
        owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(model._meta.db_table)))
        for estate in estates:
            row = _row(model, estate)
            estate.rows[model._meta.db_table] = row if insert(owner, model, row) else _founded(owner, model, estate)
    owner.execute("SET LOCAL session_replication_role = origin")


def insert(database: Database, model: type[models.Model], row: Made) -> bool:
    """Put one row in, unless one like it is there already."""
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING")
    table = sql.Identifier(model._meta.db_table)
    return database.execute(statement.format(table, columns, places), list(row.values())).rowcount == 1


def _founded(owner: Database, model: type[models.Model], estate: Estate) -> Made:
    """What the small country has of this kind already: the keys of a member or unit."""
    whose = next(name for name in ("member_id", "unit_id") if name in {f.column for f in model._meta.local_fields})
    statement = sql.SQL("SELECT * FROM {} WHERE {} = %s LIMIT 1")
    cursor = owner.execute(
        statement.format(sql.Identifier(model._meta.db_table), sql.Identifier(whose)), [getattr(estate.person, whose)]
    )
    found = cursor.fetchone()
    assert found
    assert cursor.description
    return dict(zip((column.name for column in cursor.description), found, strict=True))


def _row(model: type[models.Model], estate: Estate) -> Made:
    row = {str(each.column): _value(each, model, estate) for each in model._meta.local_concrete_fields}
    if model is Folder:
        row["id"] = estate.folder
    if model is Grant:
        row["basis_reference"] = "attack"
    return {column: value for column, value in row.items() if value is not ...}


def _value(each: Any, model: type[models.Model], estate: Estate) -> Any:
    """What belongs to the estate where the column says whose it is; otherwise the plainest thing that fits."""
    if isinstance(each, models.ForeignKey):
        return _related(each, estate)
    if each.column.endswith("unit_id"):
        return estate.person.unit_id
    if each.column in {"member_id", "signed_by_id", "granted_by_id"}:
        return estate.person.member_id
    if isinstance(each, models.AutoField):
        return int(new_id()) % 10**12
    if each.null or each.db_default is not models.NOT_PROVIDED:
        return None if each.null else ...
    return _plain(each)


def _related(each: models.ForeignKey[Any, Any], estate: Estate) -> Any:
    target = each.related_model
    assert isinstance(target, type)
    if target is Folder:
        return estate.folder
    if target._meta.label == "accounts.Member":
        return estate.person.member_id
    made = estate.rows.get(target._meta.db_table)
    return made["id"] if made else None if each.null else new_id()


def _plain(each: Any) -> Any:
    kinds: dict[type, Any] = {
        models.UUIDField: new_id(),
        models.BooleanField: False,
        models.JSONField: Jsonb({}),
        ArrayField: [],
        models.BinaryField: new_id().bytes,
        models.DateTimeField: NOW,
        models.DateField: NOW.date(),
        models.FloatField: 1.0,
        models.IntegerField: int(new_id()) % 30_000,
        models.DecimalField: Decimal(1),
        models.TextField: "attack",
        models.CharField: new_id().hex[-16:][: each.max_length] if _once(each) else "attack"[: each.max_length],
    }
    return next(value for kind, value in kinds.items() if isinstance(each, kind))


def _once(each: Any) -> bool:
    """Whether two rows cannot have the same value, alone or with others."""
    constraints = [one for one in each.model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return each.unique or any(each.name in one.fields for one in constraints)
