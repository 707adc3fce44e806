"""Making folders and opening many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils import timezone

from panah.core import statements
from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.vault import crypto, keyring
from panah.vault.models import BasisKind, Compartment, Folder, Grant


@dataclass(frozen=True, slots=True)
class Basis:
    """What a right to see rests on: its kind, and the consent, article, decision or assignment it refers to."""

    kind: BasisKind
    reference: str = ""


class InFolder(Protocol):
    """Anything that lies in a folder."""

    folder_id: UUID


_MAKE = "SELECT panah_make_folder($1, $2, $3, $4, $5)"


def create(*, actor: Actor, compartment: Compartment) -> Folder:
    """Make a folder with a fresh key and give it to the actor's unit, with one statement.

    Row rules look at what is there already: what lies in the folder is written with a later one.
    """
    key, unit = crypto.new_key(), actor.unit
    folder = Folder(compartment=compartment, owner_unit_id=unit, created_at=timezone.now())
    boxed = crypto.box(keyring.public_key(unit), key, keyring.grant_place(folder.id, unit))
    statements.follow(_MAKE, [folder.id, str(compartment), unit, new_id(), boxed])
    folder._state.adding = False
    keyring.needed().learn(folder.id, key)
    return folder


def sealed_grant(*, actor: Actor, folder_id: UUID, key: bytes, unit_id: UUID, basis: Basis) -> Grant:
    """Give an unsaved grant: the folder key sealed to the unit's public key."""
    place = keyring.grant_place(folder_id, unit_id)
    return Grant(
        folder_id=folder_id,
        unit_id=unit_id,
        sealed_key=crypto.box(keyring.public_key(unit_id), key, place),
        basis_kind=basis.kind,
        basis_reference=basis.reference,
        granted_by_id=actor.member_id,
        granted_by_unit_id=actor.unit,
        granted_at=timezone.now(),
    )


def preload(rows: Iterable[InFolder]) -> None:
    """Open the folders of all rows of a page with one query."""
    ring = keyring.current()
    if ring is not None:
        ring.preload({row.folder_id for row in rows})
