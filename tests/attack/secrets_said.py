"""Words that nobody else says, and every way in which a byte of them could be found again."""

import base64
import json
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from panah.vault import names

# Made anew for each run, so that nothing an earlier run left on the disk is taken for a leak of this one.
_CHANCE = random.Random(uuid.uuid4().int)
_LATIN = ("çə", "şü", "ğı", "zö", "xə", "qu", "vi", "ro", "ma", "de")
_CYRILLIC = ("жы", "щу", "фё", "ца", "хэ", "бю", "гя", "пи", "ко", "де")
_PLAIN = ("ba", "ke", "zi", "vo", "ru", "mo", "ta", "le", "fi", "du")
_PAGES = ("cp1251", "cp1254", "cp857", "cp866", "koi8-r", "latin-1", "iso8859-9", "mac-turkish")
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le")


def _stem(syllables: Iterable[str]) -> str:
    return "".join(_CHANCE.choice(tuple(syllables)) for _syllable in range(8))


def _number() -> str:
    return "55" + "".join(_CHANCE.choice("23456789") for _digit in range(7))


@dataclass(frozen=True)
class Said:
    """The secrets of one story: three word stems that every name and sentence in it is made of, and the numbers."""

    latin: str = field(default_factory=lambda: _stem(_LATIN))
    cyrillic: str = field(default_factory=lambda: _stem(_CYRILLIC))
    plain: str = field(default_factory=lambda: _stem(_PLAIN))
    numbers: tuple[str, ...] = field(default_factory=lambda: tuple(_number() for _each in range(4)))
    document: str = field(default_factory=lambda: "AZE" + "".join(_CHANCE.choice("123456789") for _digit in range(9)))

    @property
    def name(self) -> str:
        """A full name in Latin letters."""
        return f"{self.latin.capitalize()}xanım {self.plain.capitalize()}qızı"

    @property
    def name_in_cyrillic(self) -> str:
        """Another name, in the other alphabet."""
        return f"{self.cyrillic.capitalize()}а {self.plain.capitalize()}ova"

    def sentence(self, about: str) -> str:
        """A narrative; `about` tells one from the other in a failing test."""
        return f"{about}: {self.plain}, {self.latin}dan qaçdı; {self.cyrillic} сказала, что боится."

    def phone(self, which: int) -> str:
        """A telephone number as people write it."""
        number = self.numbers[which]
        return f"+994 {number[:2]} {number[2:5]} {number[5:7]} {number[7:]}"

    def needles(self) -> dict[str, set[bytes]]:
        """Every form each secret could stand in, by the secret."""
        folded = {names.normalise(f"{self.latin} {self.plain}"), names.normalise(self.cyrillic)}
        stems = {self.latin, self.cyrillic, self.plain, *(word for text in folded for word in text.split())}
        found = {stem: forms(stem) for stem in stems}
        found |= {number: forms(number) for number in (*self.numbers, self.document)}
        return found | {
            number: {written.encode() for written in _spaced(number)} for number in map(self.phone, range(4))
        }


def _spaced(number: str) -> set[str]:
    """A telephone number with its usual blanks and dashes."""
    short = "0" + number.removeprefix("+994 ").replace(" ", "", 1)
    return {number, number.replace(" ", "-"), number.replace(" ", ""), short}


def forms(text: str) -> set[bytes]:
    """Every form a text could stand in: as it is and in capitals, in each encoding, written as JSON, hex or base64."""
    found: set[bytes] = set()
    for each in {text, text.capitalize(), text.upper(), text.casefold()}:
        found |= {each.encode(), each.encode().hex().encode(), each.encode().hex().upper().encode()}
        found |= {json.dumps(each)[1:-1].encode(), *(each.encode(wide) for wide in _WIDE)}
        found |= {_page(each, page) for page in _PAGES} | _in_base64(each.encode())
    return {form for form in found if len(form) > 6}


def _page(text: str, page: str) -> bytes:
    try:
        return text.encode(page)
    except UnicodeEncodeError:
        return b""


def _in_base64(raw: bytes) -> set[bytes]:
    """The middle of the text in base64, wherever in a longer one it may begin."""
    found = set()
    for shift in range(3):
        middle = base64.b64encode(bytes(shift) + raw)
        # The first and last signs also depend on what stands before and behind.
        kept = middle[-(-shift * 4 // 3) :].rstrip(b"=")[:-1]
        found |= {kept, kept.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def found_in(haystack: bytes, needles: dict[str, set[bytes]]) -> set[str]:
    """The secrets of which some form stands in there; letters of either case count."""
    folded = haystack.decode("utf-8", "ignore").casefold()
    return {
        secret
        for secret, wanted in needles.items()
        if any(form in haystack for form in wanted) or secret.casefold() in folded
    }
