"""A folder of the acting member's unit, and a short way to say that something happened in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.duties.engine import Happening
from panah.duties.timeline import happened
from panah.vault import folders
from panah.vault.models import Compartment

Happen = Callable[..., Happening]


@pytest.fixture
def happen() -> Happen:
    """`happen(actor, "contact.ended")`: in one matter, about one contact, unless said otherwise."""
    matter, contact = new_id(), new_id()
    opened: dict[UUID, UUID] = {}

    def happens(actor: Actor, code: str, kind: str = "contact", subject: UUID = contact, **more: Any) -> Happening:
        if actor.unit not in opened:
            opened[actor.unit] = folders.create(actor=actor, compartment=Compartment.HOTLINE).id
        given = {"matter": matter, "folder": opened[actor.unit], "unit_id": actor.unit}
        return happened(actor, code, subject_kind=kind, subject_id=subject, **(given | more))

    return happens
