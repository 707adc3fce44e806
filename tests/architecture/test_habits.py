"""Habits of the project that a machine can hold."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from config import env
from panah.core.country.settings import Settings
from panah.duties.rulebook import rulebook
from tests.architecture.sources import files, functions, nodes, project_files, python_files, relative

UNWANTED_NAMES = {"utils", "helpers", "managers", "signals", "selectors", "services", "misc", "common"}
# Pieces are joined so that this file is not what it looks for.
MACHINE = ["/" + "work/", "/" + "farm/", "/" + "root/", "/" + "home/"]
REGISTRIES = ["python" + "hosted", "registry." + "npmjs", "deb." + "debian", "arti" + "factory", ".j" + "frog"]


def test_every_function_says_what_it_takes_and_gives() -> None:
    silent = set()
    for path in python_files("panah/", "config/", "scripts/", "bench/", "tests/"):
        for function in functions(path):
            given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            named = [argument for argument in given if argument.arg not in {"self", "cls"}]
            if function.returns is None or any(argument.annotation is None for argument in named):
                silent.add(f"{relative(path)}:{function.lineno} {function.name}")
    assert not silent


def is_view(path: str) -> bool:
    return bool(re.search(r"/(views|api)(\.py|/)", path))


def test_views_reach_rows_only_through_a_gate() -> None:
    reaching = {
        f"{relative(path)}:{node.lineno}"
        for path in python_files("panah/")
        if is_view(relative(path))
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    }
    assert not reaching


def test_words_are_marked_by_a_name_that_is_collected() -> None:
    """Whoever collects the words to translate knows gettext's own names and `_`, and no other."""
    hidden = {
        f"{relative(path)}:{node.lineno} {alias.asname}"
        for path in python_files("panah/")
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in {None, "_"}
    }
    assert not hidden


def test_no_catch_all_files() -> None:
    assert not {relative(p) for p in python_files("panah/") if UNWANTED_NAMES & {p.stem, *p.parts}}


@pytest.mark.parametrize("path", files(".html", "panah/"), ids=relative)
def test_templates_compile(path: Path) -> None:
    name = relative(path).rpartition("/templates/")[2]
    get_template(name)


INLINE = re.compile(r"<[^>]*\s(on[a-z]+|style)\s*=|<style\b|<script(?![^>]*\bsrc=)[^>]*>|hx-on|href=.javascript:", re.I)


@pytest.mark.parametrize("path", files(".html", "panah/"), ids=relative)
def test_templates_have_no_inline_code(path: Path) -> None:
    source = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    assert not INLINE.search(source)


def test_nothing_names_a_machine_or_a_registry() -> None:
    named = set()
    for path in project_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        named |= {f"{relative(path)}: {word}" for word in [*MACHINE, *REGISTRIES] if word in text}
    assert not named


def test_every_setting_of_the_country_is_read_or_named_by_a_rule() -> None:
    """A number that nothing reads is a second truth beside the rulebook."""
    declaring = {"panah/core/country/settings.py", "panah/core/country/checks.py"}
    read = " ".join(p.read_text("utf-8") for p in python_files("panah/") if relative(p) not in declaring)
    named = {rule.config for rule in rulebook().rules}
    idle = {each.name for each in fields(Settings) if not re.search(rf"\b{each.name}\b", read)} - named
    assert not idle


def test_every_room_is_placed() -> None:
    rooms = {relative(p).split("/")[1] for p in project_files() if re.match(r"panah/\w+/__init__\.py$", relative(p))}
    assert rooms == set(settings.ROOMS)


def test_the_environment_page_is_the_table() -> None:
    assert env.table() in (env.ROOT / "docs" / "environment.md").read_text("utf-8")


def test_only_the_environment_table_reads_the_environment() -> None:
    reading = {
        relative(path)
        for path in python_files("panah/", "config/")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    # The asgi module and the command set the defaults for what comes after them.
    assert reading <= {"config/env.py", "config/asgi.py", "panah/__main__.py"}
