"""What a store of sealed files does, and how it says that it cannot."""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panah.core.errors import Refused

log = logging.getLogger("panah.store")
_NAME = re.compile(r"([0-9a-f]{2})/([0-9a-f]{30}\1)")


class StoreProblem(Refused):
    """The store cannot be used now; `reason` tells who looks after the installation why, in one sentence."""

    status = 503
    sentence = _("Documents cannot be stored or fetched just now. Nothing was lost: try again in a while.")

    def __init__(self, reason: str) -> None:
        """Take the reason; the person at work reads the sentence."""
        super().__init__()
        self.reason = reason
        log.warning("store.unusable %s", reason)


@dataclass(frozen=True, slots=True)
class Lying:
    """A file in the store: its id, its size in bytes, and when it was written."""

    file_id: UUID
    size: int
    at: datetime


class Store(Protocol):
    """A place for sealed files. Whatever it does raises StoreProblem where the store cannot be used."""

    def write(self, file_id: UUID, pieces: Iterable[bytes]) -> None:
        """Write a file once, whole or not at all; raises FileExistsError, and whatever `pieces` raises."""

    def read(self, file_id: UUID) -> BinaryIO:
        """Give a file to be read from its beginning and closed; raises FileNotFoundError."""

    def has(self, file_id: UUID) -> bool:
        """Say whether a file is there."""

    def drop(self, file_id: UUID) -> None:
        """Take a file away; nothing where there is none."""

    def lying(self) -> Iterator[Lying]:
        """Give every file that is there whole."""

    def give_up(self, before: datetime) -> int:
        """Take away what was begun before a moment and never became a file; gives how many."""

    def check(self) -> None:
        """Raise StoreProblem unless the store answers and lets us in."""


def name_of(file_id: UUID) -> str:
    """Give the name of a file; the end of an id is random, so that folders fill evenly."""
    return f"{file_id.hex[-2:]}/{file_id.hex}"


def id_of(name: str) -> UUID | None:
    """Give the id of a file by its name, or None for what is none of ours."""
    found = _NAME.fullmatch(name)
    return UUID(found[2]) if found else None
