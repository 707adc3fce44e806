"""Code lists: what is stored is the id, what is read is the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy

from panah.core.country.texts import Text

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class UnknownCode(LookupError):
    """The program asks for a list or a code that the country does not have."""


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list; `group` gathers entries for a rule or a statistic, `source` names where it comes from.

    A retired code is read in old records and no longer offered.
    """

    id: str
    text: Text
    group: str = ""
    source: str = ""
    retired: bool = False

    @property
    def label(self) -> str:
        """The text in the current language."""
        return str(self.text)


@dataclass(frozen=True, slots=True)
class CodeList:
    """An ordered list of codes, such as the motives of an appeal."""

    name: Text
    codes: tuple[Code, ...]
    source: str = ""
    id: str = ""
    by_id: dict[str, Code] = field(init=False, hash=False, compare=False, repr=False)
    offered_ids: frozenset[str] = field(init=False, hash=False, compare=False, repr=False)
    _choices: list[Any] = field(init=False, hash=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {code.id: code for code in self.codes})
        object.__setattr__(self, "offered_ids", frozenset(code.id for code in self.offered))
        object.__setattr__(self, "_choices", [(code.id, _later(code.text)) for code in self.offered])

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, code_id: object) -> bool:
        return code_id in self.by_id

    def __getitem__(self, code_id: str) -> Code:
        """Give a code, retired or not; raises UnknownCode."""
        try:
            return self.by_id[code_id]
        except KeyError:
            raise UnknownCode(f"There is no code “{code_id}” in the list “{self.id}”.") from None

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids, retired ones too, as a database constraint needs them."""
        return tuple(self.by_id)

    @property
    def offered(self) -> tuple[Code, ...]:
        """The codes a person may choose today."""
        return tuple(code for code in self.codes if not code.retired)

    def in_group(self, group: str) -> tuple[str, ...]:
        """Give the ids of the codes of one group."""
        return tuple(code.id for code in self.codes if code.group == group)

    def choices(self) -> "list[tuple[str, StrPromise]]":
        """Give what a form offers; the labels speak the language of whoever reads them later."""
        return list(self._choices)


_later = lazy(str, str)
