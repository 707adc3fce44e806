"""Ending and extending what others may see of a case, by the unit whose folders they are."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.cases.models import Case
from panah.cases.sights import parts
from panah.core.actor import Actor
from panah.core.errors import NotHere, Refused
from panah.vault import grants


class TooLong(Refused):
    """Longer than the basis of the right lasts."""

    sentence = _("A right to see lasts no longer than what it rests on, and at most a year.")
    rule = "CON-06"
    allow = _("A new consent of the person, with a later end.")


def end(*, actor: Actor, case_id: UUID, grant_id: UUID) -> None:
    """End another unit's right to see a part of a case at once. Raises NotHere, GrantGone."""
    actor.require(Permission.CASE_CLOSE)
    _mine(actor, case_id, grant_id)
    grants.end(actor=actor, grant_id=grant_id, reason="ended_by_owner")


def extend(*, actor: Actor, case_id: UUID, grant_id: UUID, until: datetime) -> None:
    """Let another unit see a part of a case for longer, never beyond the end of the consent (CON-06).

    Raises NotHere, TooLong.
    """
    actor.require(Permission.CASE_CLOSE)
    _mine(actor, case_id, grant_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT panah_extend_grant(%s, %s)", [grant_id, until])
        (extended,) = cursor.fetchone() or (False,)
        if not extended:
            raise TooLong
        trail.write(actor, "grant.extended", kind="grant", subject=grant_id)


def _mine(actor: Actor, case_id: UUID, grant_id: UUID) -> None:
    """Raise NotHere unless the right is to a folder of the actor's unit, about this case."""
    lines = [line for part in parts(actor, Case.gate(actor, case_id)) for line in part.lines]
    if not any(line.grant_id == grant_id and line.endable for line in lines):
        raise NotHere
