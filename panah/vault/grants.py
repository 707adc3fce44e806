"""Giving and ending the right to open a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import Stale
from panah.vault import keyring
from panah.vault.folders import Basis, sealed_grant
from panah.vault.models import BasisKind, Grant


class GrantGone(Stale):
    """The grant had ended already, or is not one this unit may end."""

    sentence = _("This right to see has already ended, or your unit cannot end it.")


@dataclass(frozen=True, slots=True)
class Sight:
    """One line of "who can see this": a unit, why, and until when."""

    grant_id: UUID
    unit_id: UUID
    basis_kind: BasisKind
    basis_reference: str
    granted_at: datetime
    until: datetime | None
    pending: bool
    ended_at: datetime | None
    suspended_at: datetime | None

    @property
    def live(self) -> bool:
        """Say whether the right holds now."""
        past = self.until is not None and self.until <= datetime.now(tz=self.until.tzinfo)
        return not (past or self.pending or self.ended_at or self.suspended_at)


def give(
    *,
    actor: Actor,
    folder_id: UUID,
    unit_id: UUID,
    basis: Basis,
    until: datetime | None = None,
    pending: bool = False,
) -> Grant:
    """Open a folder to another unit; raises KeyMissing when the actor cannot open it (every right has a basis).

    A pending grant opens nothing until its unit claims it by accepting what it was offered with.
    """
    grant = sealed_grant(
        actor=actor, folder_id=folder_id, key=keyring.needed().need(folder_id), unit_id=unit_id, basis=basis
    )
    grant.until, grant.pending = until, pending
    with transaction.atomic():
        grant.save(force_insert=True)
        trail.write(actor, "grant.given", kind="folder", subject=folder_id)
    return grant


def end(*, actor: Actor, grant_id: UUID, reason: str) -> None:
    """End a right to see at once; raises GrantGone when it is not there to end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT panah_end_grant(%s, %s)", [grant_id, reason[:100]])
        row = cursor.fetchone()
        if not row or not row[0]:
            raise GrantGone
        trail.write(actor, "grant.ended", kind="grant", subject=grant_id)


def claim(*, actor: Actor, reference: str) -> int:
    """Open what was offered to the actor's unit under this reference; gives how many folders opened."""
    return _by_reference(actor, "SELECT panah_claim_grants(%s)", [reference], "grant.claimed")


def end_all(*, actor: Actor, references: Sequence[str], reason: str) -> int:
    """End every grant given under these references (a consent withdrawn, an offer declined) with one statement.

    Gives how many ended.
    """
    return _by_reference(actor, "SELECT panah_end_grants_of(%s, %s)", [list(references), reason[:100]], "grant.ended")


def _by_reference(actor: Actor, statement: str, values: list[Any], code: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        (count,) = cursor.fetchone() or (0,)
        trail.write(actor, code, kind="basis")
    return int(count)


def who_can_see(folder_id: UUID) -> Sequence[Sight]:
    """List who can and could open a folder, for those who can open it; bounded to 500 lines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM panah_who_can_see(%s)", [folder_id])
        return [_sight(*row) for row in cursor.fetchall()]


def _sight(grant_id: UUID, unit_id: UUID, kind: str, *rest: Any) -> Sight:
    return Sight(grant_id, unit_id, BasisKind(kind), *rest)
