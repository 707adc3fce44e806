"""False names: coined, easy to say in any of the country's languages, and never near the real one (CON-05).

A false name is a word nobody bears and four digits: "Tarivo 4821". The word is made of open syllables and ends in o,
as hardly any given name of the region does, so that nobody takes it for a name. The digits make it unique enough
that a second draw is rarely needed; the database refuses a name given twice.
"""

import re
import secrets
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from panah.core.errors import BadInput
from panah.vault.names import normalise

_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"
_FEWEST_SLIPS = 3
_MOST_DRAWS = 2000
_WRITTEN = re.compile(r"\s*([a-z]{3,12})[\s-]*(\d{4})\s*\Z", re.IGNORECASE | re.ASCII)


class NoneLeft(BadInput):
    """So many names were given that every false name is near one of them."""

    sentence = _("These are too many names for one person: no false name is left that is unlike all of them.")


def coin(avoiding: Iterable[str] = ()) -> str:
    """Give a fresh false name that is not near any of these real names. Drawn by chance: it tells nothing.

    Raises NoneLeft for a list of names that leaves no word free, which no person's names do.
    """
    real = list(avoiding)
    for _draw in range(_MOST_DRAWS):
        word = _word()
        if not near(word, real):
            return f"{word.capitalize()} {1000 + secrets.randbelow(9000)}"
    raise NoneLeft


def near(false: str, real: Iterable[str]) -> bool:
    """Say whether a false name could remind anybody of one of the real names, in whatever spelling.

    Near is: beginning alike, one within the other, or fewer than three slips of typing apart.
    """
    words = [word for name in real for word in normalise(name).split()]
    return any(_near(mine, theirs) for mine in normalise(false).split() for theirs in words)


def written(text: str) -> str:
    """Give a false name as it is stored from how somebody typed it; empty when it cannot be one."""
    found = _WRITTEN.match(text)
    return f"{found[1].capitalize()} {found[2]}" if found else ""


def _word() -> str:
    syllables = [secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _at in range(2)]
    return "".join(syllables) + secrets.choice(_CONSONANTS) + "o"


def _near(mine: str, theirs: str) -> bool:
    alike = mine[:2] == theirs[:2]
    within = len(theirs) >= _FEWEST_SLIPS and (theirs in mine or mine in theirs)
    return alike or within or _slips(mine, theirs) < _FEWEST_SLIPS


def _slips(one: str, other: str) -> int:
    """Count the letters to put in, leave out or replace to turn one word into the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for above, mine in enumerate(one, 1):
        left, row[0] = row[0], above
        for at, theirs in enumerate(other, 1):
            left, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, left + (mine != theirs))
    return row[-1]
