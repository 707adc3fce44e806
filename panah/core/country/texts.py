"""Texts that exist in every language of the country."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language


def say(words: Mapping[str, str]) -> str:
    """Give the text in the current language, or in the table's first language when that one is not there."""
    language = (get_language() or "").split("-")[0]
    return words.get(language) or next(iter(words.values()))


@dataclass(frozen=True, slots=True)
class Text:
    """One text in all languages; printing it (also in a template) says it in the current language."""

    words: Mapping[str, str] = field(hash=False)

    def __str__(self) -> str:
        """Say the text in the current language."""
        return say(self.words)
