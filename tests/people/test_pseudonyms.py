"""False names are coined, easy to say, unlike the real one, and given once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.people import pseudonyms
from panah.people.pseudonyms import NoneLeft, coin, near, written
from panah.vault.names import normalise

REAL = st.sampled_from(
    [
        "Aysel Məmmədova",
        "Тарико Иванова",
        "Leyla",
        "Əli",
        "Nigar Quliyeva",
        "Mərziyə",
        "Dürdanə Həsənli",
        "Tarivo",
        "Ян",
    ]
)


@given(names=st.lists(REAL, max_size=6))
def test_no_false_name_is_near_a_real_one(names: list[str]) -> None:
    false = coin(names)
    mine = normalise(false)
    for theirs in (word for name in names for word in normalise(name).split()):
        assert mine[:2] != theirs[:2]
        assert not (len(theirs) >= 3 and theirs in mine)


@given(names=st.lists(REAL, max_size=3))
def test_it_is_said_in_three_open_syllables_and_ends_as_no_name_does(names: list[str]) -> None:
    assert re.fullmatch(r"([A-Z][aeiou])([a-z][aeiou])[a-z]o \d{4}", coin(names))


@pytest.mark.parametrize(
    ("false", "real"),
    [
        ("Tarivo 1234", "Tarlan"),
        ("Tarivo 1234", "ТАРИВО"),
        ("Tarivo 1234", "Darivo"),
        ("Tarivo 1234", "Karivə"),
        ("Lemano 1234", "Əli Lemanova"),
    ],
)
def test_what_begins_alike_or_sounds_alike_is_near(false: str, real: str) -> None:
    assert near(false, [real])


def test_what_is_unlike_is_not_near() -> None:
    assert not near("Tarivo 1234", ["Gülnar Səfərli", "Ян"])


def test_names_that_leave_no_false_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "_word", lambda: "tarivo")
    with pytest.raises(NoneLeft):
        coin(["Tarlan"])


@pytest.mark.parametrize("typed", ["tarivo 4821", " Tarivo-4821", "TARIVO4821 "])
def test_it_is_read_however_it_was_typed(typed: str) -> None:
    assert written(typed) == "Tarivo 4821"


@pytest.mark.parametrize("typed", ["", "Aysel", "4821", "Tarivo 48210", "+994501234567"])
def test_other_words_are_no_false_name(typed: str) -> None:
    assert written(typed) == ""
