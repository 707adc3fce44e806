"""Every sentence a person reads exists in every language: nothing missing, nothing doubtful, no placeholder lost."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from config.env import ROOT

ROOMS = ROOT / "panah"
WORDS = ("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy")
TEXT = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALLS = re.compile(rf"\b(?:_|gettext)\(\s*{TEXT}|\bngettext\(\s*{TEXT}\s*,|\bpgettext\(\s*{TEXT}\s*,\s*{TEXT}")
# A sentence with its context, "" for most: one English word may be two elsewhere.
Sentence = tuple[str, str]
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%d")


def in_python(path: Path) -> Iterator[Sentence]:
    """The sentences that a module marks for translation."""
    with path.open("rb") as source:
        for _line, function, words, _comments in extract_python(source, dict.fromkeys(WORDS), [], {}):
            given = forms(words)
            # A context stands before the sentence it belongs to.
            context, first = given[:2] if str(function).startswith("p") else ("", given[0])
            if first:
                yield context, first


def in_template(path: Path) -> Iterator[Sentence]:
    """The sentences that a template marks for translation."""
    for found in CALLS.finditer(templatize(path.read_text("utf-8"))):
        alone, several, context, words = found.groups()
        yield ast.literal_eval(context or "''"), ast.literal_eval(alone or several or words)


def said() -> set[Sentence]:
    """Every sentence of the code."""
    python = {words for path in ROOMS.rglob("*.py") if "migrations" not in path.parts for words in in_python(path)}
    return python | {words for path in ROOMS.rglob("*.html") for words in in_template(path)}


def catalogue(language: str) -> Catalog:
    """The translations of one language."""
    with (ROOMS / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def first_of(message: Message) -> str:
    """The sentence itself; of one with a plural its singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(words: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """One form or several, as a list."""
    return [words] if isinstance(words, str) else list(words or ())


def test_the_reader_of_the_code_finds_sentences_of_both_kinds() -> None:
    found = said()
    assert ("", "My day") in found
    assert ("", "Your role does not include this step.") in found
    assert ("stock", "Left") in found


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_sentence_of_the_code_is_in_the_catalogue(language: str) -> None:
    known = {(message.context or "", first_of(message)) for message in catalogue(language) if message.id}
    assert sorted(said() - known) == []


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_sentence_is_translated_and_none_is_doubtful(language: str) -> None:
    messages = [message for message in catalogue(language) if message.id]
    assert [first_of(message) for message in messages if message.fuzzy or not all(forms(message.string))] == []


@pytest.mark.parametrize("language", ["az", "ru"])
def test_no_translation_loses_a_placeholder(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            wanted = set(HOLES.findall(forms(message.id)[-1]))
            found = [set(HOLES.findall(words)) for words in forms(message.string)]
            # The form for one may say the number in a word.
            assert found[-1] == wanted, first_of(message)
            assert all(each <= wanted for each in found), first_of(message)
