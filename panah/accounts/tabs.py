"""The pages of one thing, side by side: each is drawn for whom its own gate admits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import resolve, reverse
from django.utils.functional import Promise

from panah.core.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a thing: its words and its address by name; who may open it is said by the view's own gate."""

    label: Words
    url_name: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A part as it is drawn."""

    label: Words
    url: str
    current: bool


def tabs_of(actor: Actor, parts: Sequence[Part], subject_id: UUID, current: str) -> list[Tab]:
    """Give the tabs the actor may open; `current` is the url name of the page that is shown."""
    return [
        Tab(part.label, reverse(part.url_name, args=(subject_id,)), part.url_name == current)
        for part in parts
        if actor.may_any(_gate(part.url_name))
    ]


@lru_cache(maxsize=64)
def _gate(url_name: str) -> Any:
    """Give the gate of a part's page: the same on every thing of its kind."""
    return getattr(resolve(reverse(url_name, args=(UUID(int=0),))).func, "gate", ())
