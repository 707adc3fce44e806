"""What every step of a contact has in common: who may take it, when, and how it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.errors import Forbidden, Stale
from panah.duties.timeline import Occurrence, happened_together
from panah.hotline.models import Contact
from panah.hotline.states import MOVES, ContactStep


class NotYours(Forbidden):
    """A contact is written by the operator who has it (CON-04)."""

    sentence = _("A colleague has this contact. Ask them, or the director can take it over.")
    rule = "CON-04"


class MovedOn(Stale):
    """The step does not fit where the contact stands now."""

    sentence = _("This contact has moved on since the page was opened. The page shows how it is now.")


class SentTwice(Stale):
    """The same form arrived twice at once; the first one counts."""

    sentence = _("This was sent twice. The first one counts, and it is saved.")


def may(actor: Actor, contact: Contact, step: ContactStep) -> bool:
    """Say whether the actor can take a step with a contact as it stands: what cannot work is not drawn."""
    move = MOVES[step]
    mine = move.anyone or contact.operator_id == actor.member_id
    return mine and contact.state in move.before and actor.may(move.permission)


def held(actor: Actor, contact_id: UUID, step: ContactStep) -> Contact:
    """Give a contact to take a step with, held until the transaction ends.

    Raises Forbidden, NotHere, NotYours for a colleague's contact (CON-04), or MovedOn.
    """
    move = MOVES[step]
    actor.require(move.permission)
    contact = Contact.held(actor, contact_id)
    if not move.anyone and contact.operator_id != actor.member:
        raise NotYours
    if contact.state not in move.before:
        raise MovedOn
    return contact


def occurrence(
    contact: Contact,
    code: str,
    *,
    kind: str = "contact",
    subject: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Occurrence:
    """Put into words of the timeline what happened in a contact; the contact is the matter."""
    return Occurrence(
        code=code,
        matter=contact.id,
        folder=contact.folder_id,
        unit_id=contact.unit_id,
        subject_kind=kind,
        subject_id=subject or contact.id,
        facts=facts or {},
        at=at,
    )


def tell(
    actor: Actor,
    contact: Contact,
    code: str,
    *,
    kind: str = "contact",
    subject: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one thing that happened in a contact onto its timeline."""
    happened_together(actor, [occurrence(contact, code, kind=kind, subject=subject, facts=facts)])
