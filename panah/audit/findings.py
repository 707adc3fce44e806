"""What a proof may find, each as a plain sentence; ids and numbers only."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

NAMED = 10


class Kind(StrEnum):
    """The ways in which a trail can differ from the one that was sealed."""

    EDITED = "edited"
    REMOVED = "removed"
    PUT_IN = "put_in"
    CUT_OFF = "cut_off"
    SEAL_CHANGED = "seal_changed"
    SEAL_FOREIGN = "seal_foreign"
    SEAL_MISSING = "seal_missing"
    SEALS_CUT_OFF = "seals_cut_off"
    HEAD_DIFFERS = "head_differs"
    NO_HEADS = "no_heads"


SENTENCES = {
    Kind.EDITED: _("Edited: the entries %(ids)s were changed after seal %(seal)s was put on them (%(count)s in all)."),
    Kind.REMOVED: _("Deleted: the entries %(ids)s are gone from under seal %(seal)s (%(count)s in all)."),
    Kind.PUT_IN: _("Inserted: the entries %(ids)s were put in after seal %(seal)s was made (%(count)s in all)."),
    Kind.CUT_OFF: _(
        "Cut off: the trail ends too early; the entries %(ids)s and whatever followed are gone "
        "(%(count)s sealed ones in all)."
    ),
    Kind.SEAL_CHANGED: _("Seal %(seal)s itself was changed: its numbers no longer give its digest."),
    Kind.SEAL_FOREIGN: _("Seal %(seal)s was not signed with this installation's key."),
    Kind.SEAL_MISSING: _("Seal %(seal)s is missing from the chain or was replaced: the next one does not follow it."),
    Kind.SEALS_CUT_OFF: _(
        "Cut off: seal %(seal)s was the last one written down outside the database, but the database "
        "ends before it; %(count)s entries are gone."
    ),
    Kind.HEAD_DIFFERS: _("Seal %(seal)s is not the one that was written down outside the database."),
    Kind.NO_HEADS: _("The file of heads outside the database is gone: without it a cut-off end cannot be noticed."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: its kind, the seal it concerns, the first ids and how many there are."""

    kind: Kind
    seal: int
    ids: tuple[int, ...]
    count: int

    @classmethod
    def of(cls, kind: Kind, seal: int, ids: Sequence[int] = (), count: int | None = None) -> "Finding":
        """Make a finding that names at most NAMED ids."""
        return cls(kind, seal, tuple(ids[:NAMED]), len(ids) if count is None else count)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Finding":
        """Read a finding kept in a Proof row."""
        return cls(Kind(kept["kind"]), kept["seal"], tuple(kept["ids"]), kept["count"])

    def as_json(self) -> dict[str, Any]:
        """The finding as it is kept in a Proof row."""
        return asdict(self)

    @property
    def sentence(self) -> str:
        """The finding in words, in the current language."""
        more = ", …" if self.count > len(self.ids) else ""
        named = ", ".join(map(str, self.ids)) + more
        return str(SENTENCES[self.kind]) % {"ids": named, "seal": self.seal, "count": self.count}
