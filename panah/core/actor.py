"""Who acts: handed to every action, written on every step."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from panah.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """One member (or one named service) acting for one unit, for the length of one transaction.

    `unit_id` is the unit acted for; `unit_ids` are all units the member is appointed to.
    `service` names a non-human actor ("telephony", "worker", "setup") and is empty for members.
    """

    member_id: UUID | None = None
    unit_id: UUID | None = None
    unit_ids: tuple[UUID, ...] = ()
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    session_id: UUID | None = None
    service: str = ""
    request_id: str = ""
    purpose: str = ""
    alias: str = ""

    def may(self, permission: str) -> bool:
        """Say whether one of the actor's roles carries the permission."""
        return str(permission) in self.permissions

    def may_any(self, permissions: Iterable[str]) -> bool:
        """Say whether at least one of the permissions is held."""
        return any(self.may(permission) for permission in permissions)

    def require(self, permission: str) -> None:
        """Raise Forbidden unless the permission is held (PRI-01)."""
        if not self.may(permission):
            raise Forbidden

    @property
    def unit(self) -> UUID:
        """The unit acted for; raises Forbidden for an actor without one."""
        if self.unit_id is None:
            raise Forbidden
        return self.unit_id

    @property
    def member(self) -> UUID:
        """The acting member; raises Forbidden for a service."""
        if self.member_id is None:
            raise Forbidden
        return self.member_id
