"""Orders that suspend access to everything about a person, declared conflicts of interest, and saying so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import Refused, Stale
from panah.core.ids import new_id
from panah.vault.models import Compartment, Conflict

_FALSE_NAME = re.compile(r"([a-z]{3,12})-?(\d{4})\Z", re.IGNORECASE | re.ASCII)


class NobodyCalled(Refused):
    """Nobody is known by this false name or number."""

    status = 422
    sentence = gettext_lazy("Nobody is known by this false name or case number. Please look at the decision again.")


class OrderGone(Stale):
    """The order was lifted already, or was entered by another unit."""

    sentence = gettext_lazy("This order was lifted already, or another unit entered it.")
    rule = "CON-08"


class ConflictGone(Stale):
    """The declaration was lifted already, or is one's own."""

    sentence = gettext_lazy(
        "This declaration was lifted already, or it is your own: somebody else who leads the unit does it."
    )
    rule = "PRI-03"


class Suspended(Refused):
    """An order of the prosecution body or the court stops access here."""

    status = 403
    rule = "CON-08"
    allow = gettext_lazy("A new decision of the prosecution body or the court; or being one of the officials it names.")


class Conflicted(Refused):
    """The member has declared a conflict of interest about this person."""

    status = 403
    sentence = gettext_lazy("You have declared a conflict of interest here, so this is closed to you.")
    rule = "PRI-03"
    allow = gettext_lazy("Somebody else who leads your unit lifts the declaration.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision of a prosecution body or court, as it is cited."""

    number: str
    decided_on: date
    body: str


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody an order can name, by the alias and unit they are known by."""

    member_id: UUID
    alias: str
    unit_id: UUID


def called(text: str) -> str:
    """Give a false name or the number of a case as it is stored from how somebody typed it."""
    words = text.split()
    typed = _FALSE_NAME.match("".join(words))
    return f"{typed[1].capitalize()} {typed[2]}" if typed else "".join(words).upper()[:40]


def enter(
    *,
    actor: Actor,
    label: str,
    decision: Decision,
    scope: Sequence[Compartment] = (),
    spared: Sequence[UUID] = (),
) -> UUID:
    """Suspend access to everything about a person at once, but for the officials named (CON-08); gives the order's id.

    `label` is the false name or the number of a case; whoever enters the order learns no more. Folders and rights that
    are made later are under it too. Raises NobodyCalled.
    """
    order = new_id()
    values = [order, called(label), decision.number, decision.decided_on, decision.body, list(scope), list(spared)]
    with transaction.atomic():
        if not _value("SELECT panah_order_enter(%s, %s, %s, %s, %s, %s::text[], %s::uuid[])", values):
            raise NobodyCalled
        trail.write(actor, "order.entered", kind="order", subject=order)
    return order


def lift(*, actor: Actor, order_id: UUID, decision: Decision) -> None:
    """Give access back by a new decision (CON-08); what another standing order covers stays shut. Raises OrderGone."""
    values = [order_id, decision.number, decision.decided_on, decision.body]
    with transaction.atomic():
        if not _value("SELECT panah_order_lift(%s, %s, %s, %s)", values):
            raise OrderGone
        trail.write(actor, "order.lifted", kind="order", subject=order_id)


def officials() -> list[Official]:
    """List whom an order can name, by alias; for those who may enter one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_officials()")
        return [Official(*row) for row in cursor.fetchall()]


def declare_conflict(*, actor: Actor, label: str) -> UUID:
    """Declare a conflict of interest: the person is closed to the acting member at once, and to nobody else (PRI-03).

    Without a label it says that a relative may come in. The answer does not tell whether the person is known here.
    """
    with transaction.atomic():
        _value("SELECT panah_conflict_declare(%s, %s)", [new_id(), called(label)])
        standing = Conflict.objects.filter(member_id=actor.member, label=called(label), lifted_at=None)
        declared: UUID = standing.values_list("id", flat=True).get()
        trail.write(actor, "conflict.declared", kind="conflict", subject=declared)
    return declared


def lift_conflict(*, actor: Actor, conflict_id: UUID) -> None:
    """Lift another member's declaration, by who leads the unit; raises ConflictGone."""
    with transaction.atomic():
        if not _value("SELECT panah_conflict_lift(%s)", [conflict_id]):
            raise ConflictGone
        trail.write(actor, "conflict.lifted", kind="conflict", subject=conflict_id)


def withheld(subject: UUID) -> Refused | None:
    """Say why the acting units are not shown what they hold a right to; None where they hold none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_withheld(%s)", [subject])
        row = cursor.fetchone()
    if row is None:
        return None
    reason, body, number, decided_on = row
    return Conflicted() if reason == "conflict" else Suspended(_suspended(body, number, decided_on))


def _suspended(body: str, number: str, decided_on: date) -> str:
    said = {"body": body, "number": number, "day": date_format(decided_on, "DATE_FORMAT")}
    return _("Access was suspended by decision %(number)s of %(day)s, %(body)s.") % said


def _value(statement: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (value,) = cursor.fetchone() or (None,)
    return value
