"""Names, phone numbers and document numbers as the blind index sees them: pure functions without keys.

A name is written by many hands: Azerbaijani Latin or Cyrillic, Russian, Turkish, English, with or without its dots
and cedillas, in any order, with a slip of the finger. `normalise` folds all of these to one coarse *skeleton*;
`name_tokens` lists what is stored for a person and `query_plan` what is asked for. Both speak of values, never of
hashes: the key of a unit turns values into tokens in `panah.vault.index`.

A skeleton knows three vowels (a i u) and twelve consonants, because that is what survives the way through the other
alphabets: ə is written a or e; x, q, ğ, h, g and k replace one another (Hüseyn, Гусейн), as do c, ç, j and ж,
s and ş, t and d, p and b.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import phonenumbers

# Letters that no decomposition turns into plain Latin. What stands on the right is folded further by `_skeleton`.
_SPELLINGS: Final = """
    ə=e ı=i ğ=gh ş=sh ç=ch x=kh q=k w=v ø=o æ=e ł=l đ=d
    а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh
    ц=ts ч=ch ш=sh щ=sh ъ= ы=i ь= э=e ю=yu я=ya
    ә=e ө=o ү=u ғ=gh ҝ=g ҹ=j һ=h ј=y і=i ї=yi є=ye ґ=g
"""
_LETTERS: Final = str.maketrans(dict(pair.split("=") for pair in _SPELLINGS.split()))

# Signs inside a word that some write and some do not: apostrophes of every kind, and letters that draw nothing.
_SILENT: Final = frozenset("'`´‘’‛′ʹʻʼʽʾʿˈ\u115f\u1160\u3164\uffa0")

_CLUSTERS: Final = re.compile("dzh|dj|zh|ch|sh|kh|gh|ph|th|ts|c|j")
_CLUSTER_CLASS: Final = {
    "dzh": "c", "dj": "c", "zh": "c", "ch": "c", "c": "c", "j": "c",
    "sh": "s", "ts": "s", "kh": "k", "gh": "k", "ph": "f", "th": "d",
}  # fmt: skip
_CLASSES: Final = str.maketrans("gqhxtpweo", "kkkkdbvau")
_GLIDE: Final = re.compile("(?<=[aiu])y+|y+(?=[aiu])")
_DOUBLED: Final = re.compile(r"([^aiu])\1+")
_VOWELS: Final = re.compile("[aiu]+")

# Everything below is matched against skeletons, hence its odd spelling: oğlu is uklu, qızı is kizi, -ovna is -uvna.
_PARENT_WORDS: Final = frozenset({"uklu", "ukli", "kizi"})
_PATRONYMIC: Final = re.compile(r"^(.{2,})(?:[aiu]v(?:ic|na)|inicna|uklu|ukli|kizi)$")
_FAMILY: Final = re.compile(r"^(.{3,})(?:[aiu]va?|sk(?:i|aa)|zada|l[iu])$")

_YEAR: Final = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_WHOLE_ONLY_BELOW: Final = 3
_LONGEST_WORD: Final = 24
_MOST_WORDS: Final = 8
_LONGEST_TEXT: Final = 400
_SHORTEST_DOCUMENT: Final = 5
_UNSEEN: Final = frozenset({"Cf", "Cc", "Lm"})
_MARKS: Final = frozenset({"Mn", "Me"})

# Cyrillic capitals that look like Latin ones: on a passport nobody can tell which of the two was typed.
_LOOKALIKES: Final = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")


@dataclass(frozen=True, slots=True)
class Term:
    """One value that a search asks for: `part` counts the words of the query, `weight` says how much a match tells."""

    part: int
    weight: int
    value: str


class Weight:
    """How much one matching word adds to the rank of a hit.

    From `EXACT` up it is the word itself; below, something near it. `panah_find` knows this border as 8.
    """

    FATHER = 11
    SPELT = 10
    EXACT = 8
    KIN = 5
    SLIP = 4


def _plain(text: str) -> str:
    """Lower-case Latin as far as the alphabet is known, words parted by single spaces, nothing invisible."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(c for c in composed if c not in _SILENT and (c.isspace() or unicodedata.category(c) not in _UNSEEN))
    bare = (c for c in unicodedata.normalize("NFKD", kept.translate(_LETTERS)) if unicodedata.category(c) not in _MARKS)
    letters = unicodedata.normalize("NFC", "".join(bare).translate(_LETTERS))
    return " ".join("".join(c if c.isalpha() else " " for c in letters).split())


def _skeleton(word: str) -> str:
    """The coarse form of one plain word. A second application changes nothing."""
    classes = _CLUSTERS.sub(lambda found: _CLUSTER_CLASS[found.group()], word).translate(_CLASSES)
    return _DOUBLED.sub(r"\1", _GLIDE.sub("", classes).replace("y", "i"))


def normalise(text: str) -> str:
    """The skeletons of the words of a name, in the order written; empty when the text holds no letter that can be seen.

    Idempotent. "Aysel Məmmədova", "Айсель Маммадова", "AYSEL MEMMEDOVA" and "Aysel Mammadova" all give "asal mamaduva".
    """
    return " ".join(_skeleton(word) for word in _plain(text).split())


@dataclass(frozen=True, slots=True)
class _Word:
    """One telling word of a name; `father` where it says by itself that it is the father's name."""

    spelt: str
    skeleton: str
    father: bool

    def terms(self) -> dict[str, int]:
        """The values of the word, each with the weight of a match."""
        terms = dict.fromkeys(self._slips(), Weight.SLIP)
        terms |= dict.fromkeys(self._kin(), Weight.KIN)
        terms |= {"=" + self.skeleton: Weight.EXACT, "'" + self.spelt: Weight.SPELT}
        return terms | ({"/" + self.skeleton: Weight.FATHER} if self.father else {})

    def _kin(self) -> Iterator[str]:
        """What the word's relatives share: its consonants, and the stem of a family name without its ending."""
        frame = _VOWELS.sub("", self.skeleton)
        if len(frame) >= _WHOLE_ONLY_BELOW:
            yield "." + frame
        if family := _FAMILY.match(self.skeleton):
            yield "^" + family[1]

    def _slips(self) -> Iterator[str]:
        """The skeleton and all that remains of it with one letter left out.

        Two words one insertion, omission, replacement or transposition apart share at least one of these.
        """
        yield "~" + self.skeleton
        if len(self.skeleton) >= _WHOLE_ONLY_BELOW:
            yield from ("~" + self.skeleton[:i] + self.skeleton[i + 1 :] for i in range(len(self.skeleton)))


def _words(text: str) -> list[_Word]:
    """The telling words of a name: no "oğlu" or "qızı", no lone initials, a patronymic reduced to the father's name."""
    spelt = [word[:_LONGEST_WORD] for word in _plain(text[:_LONGEST_TEXT]).split()[:_MOST_WORDS]]
    skeletons = [_skeleton(word) for word in spelt]
    every = list(map(_word, spelt, skeletons, [*skeletons[1:], ""]))
    return [word for word in every if _tells(word.skeleton)] or every


def _word(spelt: str, skeleton: str, following: str) -> _Word:
    patronymic = _PATRONYMIC.match(skeleton)
    father = following in _PARENT_WORDS or patronymic is not None
    return _Word(spelt, patronymic[1] if patronymic else skeleton, father)


def _tells(skeleton: str) -> bool:
    return skeleton not in _PARENT_WORDS and not (len(skeleton) == 1 and skeleton.isascii())


def _joined(words: list[_Word]) -> list[str]:
    """Neighbouring words written as one, because a space is the commonest slip: Məmməd Əli, Məmmədəli."""
    return ["=" + _skeleton(left.spelt + right.spelt) for left, right in pairwise(words)]


def name_tokens(names: Iterable[str], *, born: int | None = None) -> tuple[str, ...]:
    """The values stored for a person known under these names, sorted and without repetition.

    `born` is the year of birth. Names without a visible letter add nothing.
    """
    values: set[str] = set()
    for words in map(_words, names):
        values.update(_joined(words))
        for word in words:
            values.update(word.terms())
    if values and born:
        values.add(f"y{born}")
    return tuple(sorted(values))


def query_plan(text: str) -> tuple[Term, ...]:
    """What to ask the index for: the terms of each word, then of a year of birth (1800 to 2099) if the text holds one.

    Empty when the text holds no name. A value appears once for a part, with its highest weight.
    """
    words = _words(text)
    joined = _joined(words)
    parts = [
        dict.fromkeys(joined[max(0, at - 1) : at + 1], Weight.EXACT) | word.terms() for at, word in enumerate(words)
    ]
    if parts and (year := _YEAR.search(unicodedata.normalize("NFKC", text))):
        parts.append(_year_terms(int(year[1])))
    return tuple(Term(part, weight, value) for part, terms in enumerate(parts) for value, weight in terms.items())


def _year_terms(year: int) -> dict[str, int]:
    return {f"y{year - 1}": Weight.SLIP, f"y{year + 1}": Weight.SLIP, f"y{year}": Weight.EXACT}


def phone(text: str, *, country: str) -> str | None:
    """The number in E.164 ("+994501234567"); None when it cannot be one.

    `country` is the ISO 3166 code whose numbers are written without a country code.
    """
    try:
        number = phonenumbers.parse(text, country.upper())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def document(text: str) -> str | None:
    """A document number in Latin capitals and digits without spaces or signs; None when too short or without a digit.

    Cyrillic capitals are read as the Latin ones they look like.
    """
    capitals = unicodedata.normalize("NFKC", text.replace("№", " ")).upper().translate(_LOOKALIKES)
    number = "".join(c for c in capitals if c.isalnum())
    return number if len(number) >= _SHORTEST_DOCUMENT and any(map(str.isdigit, number)) else None
