"""The keys a member holds for the length of one transaction: member, then units, then folders, opened as needed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.core.errors import KeyMissing, Refused
from panah.vault import crypto
from panah.vault.models import Grant, UnitKey, UnitKeyShare

_ring: ContextVar["Keyring | None"] = ContextVar("panah_keyring", default=None)
# Units whose stored public key was compared with the private one.
_proven: set[UUID] = set()


class KeyForged(Refused):
    """The public key stored for a unit is not that of its private key: somebody has put another in its place."""

    status = 500
    sentence = _(
        "The stored key of your unit is not its own: somebody has changed the database. Nothing was written. "
        "Tell your director and the administrator at once."
    )
    rule = "PRI-01"


class Keyring:
    """What one member can open. Keys are fetched once and forgotten with the transaction."""

    def __init__(self, member_id: UUID, private_key: bytes, unit_ids: Iterable[UUID]) -> None:
        """Start from the member's private key; no unit or folder is opened yet."""
        self._member = crypto.pair_from_private(private_key)
        self._member_id = member_id
        self._unit_ids = tuple(unit_ids)
        self._units: dict[UUID, crypto.KeyPair] | None = None
        self._folders: dict[UUID, bytes | None] = {}

    @property
    def member_pair(self) -> crypto.KeyPair:
        """The member's own pair, for what is sealed to this person alone (the second-factor secret)."""
        return self._member

    def unit_pair(self, unit_id: UUID) -> crypto.KeyPair | None:
        """Give the pair of a unit the member was admitted to, or None."""
        if self._units is None:
            shares = UnitKeyShare.objects.filter(member_id=self._member_id, unit_id__in=self._unit_ids)
            opened = {share.unit_id: self._open_share(share) for share in shares}
            self._units = {unit: pair for unit, pair in opened.items() if pair is not None}
        return self._units.get(unit_id)

    def _open_share(self, share: UnitKeyShare) -> crypto.KeyPair | None:
        """Open a unit's key; one that was moved here or damaged opens nothing, and pages show locks."""
        place = share_place(share.unit_id, share.member_id)
        try:
            return crypto.pair_from_private(crypto.unbox(self._member, bytes(share.sealed_private_key), place))
        except crypto.CannotOpen:
            return None

    def folder_key(self, folder_id: UUID) -> bytes | None:
        """Give the key of a folder, or None when no live grant of my units opens it."""
        if folder_id not in self._folders:
            self.preload([folder_id])
        return self._folders[folder_id]

    def need(self, folder_id: UUID) -> bytes:
        """Give the key of a folder; raises KeyMissing without one."""
        key = self.folder_key(folder_id)
        if key is None:
            raise KeyMissing
        return key

    def learn(self, folder_id: UUID, key: bytes) -> None:
        """Remember the key of a folder just made."""
        self._folders[folder_id] = key

    def forget(self, folder_id: UUID) -> None:
        """Drop a folder's key after its grant has ended."""
        self._folders.pop(folder_id, None)

    def preload(self, folder_ids: Iterable[UUID]) -> None:
        """Open the folders of a whole page with one query."""
        wanted = {folder_id for folder_id in folder_ids if folder_id not in self._folders}
        if not wanted:
            return
        self._folders.update(dict.fromkeys(wanted))
        live = Q(until__isnull=True) | Q(until__gt=timezone.now())
        open_to_me = Q(suspended_at__isnull=True) | Q(spared_members__contains=[self._member_id])
        grants = Grant.objects.filter(
            live,
            open_to_me,
            folder_id__in=wanted,
            unit_id__in=self._unit_ids,
            pending=False,
            ended_at__isnull=True,
        )
        for grant in grants.only("folder_id", "unit_id", "sealed_key"):
            pair = self.unit_pair(grant.unit_id)
            if pair is not None:
                self._folders[grant.folder_id] = _folder_key(pair, grant)

    def index_key(self, unit_id: UUID) -> bytes:
        """Give the key that makes a unit's blind-index tokens; raises KeyMissing for a unit not one's own."""
        folder_id = UnitKey.objects.values_list("index_folder_id", flat=True).filter(unit_id=unit_id).first()
        if folder_id is None:
            raise KeyMissing
        return self.need(folder_id)


def _folder_key(pair: crypto.KeyPair, grant: Grant) -> bytes | None:
    """Open a grant's folder key; one that was moved or damaged opens nothing, and the page shows a lock."""
    try:
        return crypto.unbox(pair, bytes(grant.sealed_key), grant_place(grant.folder_id, grant.unit_id))
    except crypto.CannotOpen:
        return None


def grant_place(folder_id: UUID, unit_id: UUID) -> bytes:
    """Give the place a sealed folder key is tied to."""
    return b"vault_grant:" + folder_id.bytes + unit_id.bytes


def share_place(unit_id: UUID, member_id: UUID) -> bytes:
    """Give the place a sealed unit key is tied to."""
    return b"vault_unitkeyshare:" + unit_id.bytes + member_id.bytes


def recovery_place(unit_id: UUID) -> bytes:
    """Give the place of a unit key sealed for recovery."""
    return b"vault_unitkey:" + unit_id.bytes


def current() -> Keyring | None:
    """Give the keyring of the running transaction, or None."""
    return _ring.get()


def needed() -> Keyring:
    """Give the keyring of the running transaction; raises KeyMissing without one."""
    ring = _ring.get()
    if ring is None:
        raise KeyMissing
    return ring


@contextmanager
def held(ring: Keyring | None) -> Iterator[None]:
    """Hold a keyring for the length of a block."""
    token = _ring.set(ring)
    try:
        yield
    finally:
        _ring.reset(token)


def public_key(unit_id: UUID) -> bytes:
    """Give a unit's public key, to seal something to; raises KeyMissing for a unit that has none yet.

    A member of the unit holds the private half, and with it proves once in each process that the stored key is the
    unit's own; raises KeyForged when it is not, so that nothing is sealed to a stranger.
    """
    key, ring = stored_public_key(unit_id), _ring.get()
    if unit_id not in _proven and ring is not None and (pair := ring.unit_pair(unit_id)) is not None:
        if pair.public != key:
            raise KeyForged
        _proven.add(unit_id)
    return key


@lru_cache(maxsize=4096)
def stored_public_key(unit_id: UUID) -> bytes:
    """Give the public key as it is stored; it never changes, and is read once in the life of a process."""
    key = UnitKey.objects.values_list("public_key", flat=True).filter(unit_id=unit_id).first()
    if key is None:
        raise KeyMissing
    return bytes(key)
