"""A name is the same name however it is written; nothing that cannot be seen is a name."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from panah.vault import names

# One person, written by many hands.
HANDS = {
    "Aysel Məmmədova": ["AYSEL MƏMMƏDOVA", "Aysel Memmedova", "Айсель Маммадова", "Aysel Mammadova", "Ајсел Мәммәдова"],
    "Hüseyn Quliyev": ["Huseyn Guliyev", "Хусейн Гулиев", "Гусейн Кулиев", "Hüseyn Kuliyev", "Һүсејн Гулијев"],
    "Şəhla Əliyeva": ["Shahla Aliyeva", "Sehla Eliyeva", "Шахла Алиева", "Şehla Aliyeva", "Шәһла Әлијева"],
    "Cavid Ağayev": ["Javid Aghayev", "Джавид Агаев", "Cavit Ağayev", "Dzhavid Agaev", "Ҹавид Ағајев"],
    "Çingiz Xəlilov": ["Chingiz Khalilov", "Чингиз Халилов", "Cingiz Halilov", "Cengiz Xelilov"],
    "Gülnarə İsmayılzadə": ["Gulnara Ismayilzada", "Гюльнара Исмайылзаде", "gülnare ismayilzade"],
    "Züleyxa Qasımlı": ["Zuleykha Gasimli", "Зулейха Гасымлы", "Zuleyha Kasımlı"],
    "Ülviyyə Rüstəmova": ["Ulviyya Rustamova", "Ульвия Рустамова", "Ülviye Rüstemova"],
    "Наталья Жукова": ["Natalya Jukova", "Natalia Zhukova", "NATALYA ZHUKOVA"],
}
FATHERS = ["Əli qızı", "Əli oğlu", "Ali kizi", "Ali oghlu", "Али кызы", "Алиевна", "Алиевич", "Aliyevna", "Əlioğlu"]

AZERBAIJANI = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
words = st.text(AZERBAIJANI, min_size=3, max_size=14)
anything = st.text(max_size=60)


def shared(stored: str, asked: str) -> set[int]:
    """The words of the asked name that the stored name answers."""
    values = set(names.name_tokens([stored]))
    return {term.part for term in names.query_plan(asked) if term.value in values}


@pytest.mark.parametrize(("name", "hand"), [(name, hand) for name, hands in HANDS.items() for hand in hands])
def test_every_word_is_found_however_it_is_written(name: str, hand: str) -> None:
    assert shared(name, hand) == {0, 1}
    assert shared(hand, name) == {0, 1}


@pytest.mark.parametrize("hand", HANDS["Aysel Məmmədova"])
def test_the_alphabets_give_one_skeleton(hand: str) -> None:
    assert names.normalise(hand).startswith("asal mamad")
    assert names.normalise("Aysel Mammadova") == "asal mamaduva"


@pytest.mark.parametrize("hand", FATHERS)
def test_a_patronymic_is_the_fathers_name(hand: str) -> None:
    assert {term.value for term in names.query_plan(hand)} >= {"=ali"}
    assert len({term.part for term in names.query_plan(f"Aysel {hand}")}) == 2


def test_a_father_is_told_from_a_child_of_the_same_name() -> None:
    values = set(names.name_tokens(["Məmməd Əliyev Həsən oğlu"]))
    best = {}
    for text in ("Məmməd Əliyev Həsən oğlu", "Həsən Əliyev Məmməd oğlu"):
        found = {(t.part, t.weight) for t in names.query_plan(text) if t.value in values}
        best[text] = sum(max(w for p, w in found if p == part) for part in {p for p, _ in found})
    assert best["Məmməd Əliyev Həsən oğlu"] > best["Həsən Əliyev Məmməd oğlu"]


def test_a_family_name_is_found_under_another_ending() -> None:
    for other in ("Məmmədli", "Məmmədzadə", "Məmmədova", "Мамедов"):
        assert shared("Məmmədov", other) == {0}


def test_fatima_is_fatma() -> None:
    for hand in ("Fatma", "Fatima", "Фатима", "FATİMƏ"):
        assert shared("Fatimə", hand) == {0}


def test_names_with_and_without_a_space_find_each_other() -> None:
    assert shared("Məmməd Əli", "Məmmədəli") == {0}
    assert shared("Məmmədəli", "Məmməd Əli") == {0, 1}


def test_initials_do_not_count_beside_a_name() -> None:
    assert {term.part for term in names.query_plan("A. Məmmədova")} == {0}
    assert names.query_plan("A.")


@given(anything)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = names.normalise(text)
    assert names.normalise(once) == once


@given(words)
def test_case_and_accents_do_not_matter(word: str) -> None:
    upper = word.replace("i", "İ").replace("ı", "I").upper()
    assert names.normalise(upper) == names.normalise(word)
    assert names.normalise(unicodedata.normalize("NFD", word)) == names.normalise(word)


RUSSIAN = dict(zip("abcçdeəfğgxıijklmnoprsştuvz", "абжчдеафггхыижклмнопрсштувз", strict=True)) | {"c": "дж"}
ENGLISH = dict(zip("əxğcçşqıöüj", ("a", "kh", "gh", "j", "ch", "sh", "g", "i", "o", "u", "zh"), strict=True))
TURKISH = {"ə": "e", "x": "h", "q": "k"}


@given(st.text("".join(RUSSIAN), min_size=1, max_size=14))
def test_the_way_through_russian_keeps_the_skeleton(word: str) -> None:
    # Russian has one letter for ts, so that т followed by с is already a spelling of its own.
    assume(not any(pair in word for pair in ("ts", "tş")))
    assert names.normalise("".join(RUSSIAN[c] for c in word)) == names.normalise(word)


@given(words)
def test_the_way_through_english_and_turkish_keeps_the_skeleton(word: str) -> None:
    plain = word.replace("h", "x")
    assume(not any(pair in plain for pair in ("dj", "dc")))
    assert names.normalise("".join(ENGLISH.get(c, c) for c in plain)) == names.normalise(plain)
    assert names.normalise("".join(TURKISH.get(c, c) for c in plain.replace("x", "q"))) == names.normalise(plain)


skeletons = st.text("abcdfiklmnrsuvz", min_size=3, max_size=14).map(names.normalise).filter(lambda s: len(s) > 2)
places = st.integers(min_value=0, max_value=13)


@given(skeletons, places, st.sampled_from("abcdfiklmnrsuvz"), st.sampled_from(["insert", "omit", "replace", "swap"]))
def test_one_slip_always_shares_a_token(word: str, place: int, letter: str, kind: str) -> None:
    at = place % len(word)
    slipped = {
        "insert": word[:at] + letter + word[at:],
        "omit": word[:at] + word[at + 1 :],
        "replace": word[:at] + letter + word[at + 1 :],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[kind]
    # Where the slip doubles a letter or makes an ending like a patronymic's, more than one letter changes.
    assume(names.normalise(slipped) == slipped and "=" + slipped in names.name_tokens([slipped]))
    assume("=" + word in names.name_tokens([word]))
    assert shared(word, slipped) == {0}


UNREADABLE = ["", " ", "\u200b\u200d", "\u00ad", "\ufeff\u2060", "\u3164\uffa0", "\u2800", "...", "1994", "👩"]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_seen_or_read_is_no_name(text: str) -> None:
    assert names.normalise(text) == ""
    assert names.query_plan(text) == ()
    assert names.name_tokens([text], born=1994) == ()


@given(words, st.sampled_from(["\u200b", "\u200d", "\u00ad", "\u2060", "\u202e", "\x07", "'", "ʼ", "’"]), places)
def test_invisible_characters_and_apostrophes_change_nothing(word: str, unseen: str, place: int) -> None:
    at = place % len(word)
    assert names.normalise(word[:at] + unseen + word[at:]) == names.normalise(word)


@given(st.lists(anything, max_size=4))
def test_any_text_gives_a_bounded_number_of_values(written: list[str]) -> None:
    assert len(names.name_tokens(written)) <= 4 * 8 * 32
    assert len(names.query_plan(" ".join(written))) <= 9 * 35


def test_other_scripts_are_kept_and_found() -> None:
    for name in ("მარიამ", "محمد", "李娜", "Μαρία"):
        assert names.normalise(name)
        assert shared(name, name) == {0}


def test_a_year_of_birth_is_a_word_of_its_own() -> None:
    values = names.name_tokens(["Aysel"], born=1994)
    asked = {term.value: term.weight for term in names.query_plan("Aysel 12.03.1994") if term.part == 1}
    assert "y1994" in values
    assert asked == {"y1994": names.Weight.EXACT, "y1993": names.Weight.SLIP, "y1995": names.Weight.SLIP}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("050 123 45 67", "+994501234567"),
        ("(050) 123-45-67", "+994501234567"),
        ("+994 50 123 45 67", "+994501234567"),
        ("00994501234567", "+994501234567"),
        ("٠٥٠١٢٣٤٥٦٧", "+994501234567"),
        ("+7 905 123-45-67", "+79051234567"),
        ("+90 532 123 45 67", "+905321234567"),
        ("anonymous", None),
        ("12", None),
        ("", None),
        ("+", None),
        ("0" * 500, None),
    ],
)
def test_a_telephone_number_has_one_form(text: str, number: str | None) -> None:
    assert names.phone(text, country="az") == number


@given(anything)
def test_no_text_is_too_strange_for_a_number(text: str) -> None:
    assert (names.phone(text, country="az") or "+").startswith("+")
    assert (names.document(text) or "A1").isalnum()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("AZE 12345678", "AZE12345678"),
        ("aze№12345678", "AZE12345678"),
        ("АА-1234567", "AA1234567"),
        ("АА 1234567", "AA1234567"),
        ("5abc7x1", "5ABC7X1"),
        ("1234", None),
        ("passport", None),
        ("\u200b\u200b\u200b\u200b\u200b", None),
    ],
)
def test_a_document_number_has_one_form(text: str, number: str | None) -> None:
    assert names.document(text) == number
