"""Whatever is written into an address or a form, the answer is a page with a sentence and never a broken one."""

import re
from uuid import UUID

import pytest
from django.forms import BaseForm

from config import env
from panah.accounts.gate import COOKIE, token_text
from tests.database import taken_back
from tests.permissions.test_routes import PAGES, PIECE, client_of, known
from tests.world import World

__all__ = ["known"]  # The fixture is found here by its name.

# Names that views take from an address or a form without asking a form for them.
TAKEN = re.compile(r"""\b(?:GET|POST)(?:\.get|\.getlist)?[\[(]\s*["'](\w+)["']""")
ZERO = "a\0b"  # A sign that PostgreSQL does not know.
ODD = ("9" * 400, "2026-02-31T25:61", "'; DROP TABLE x; -- %s {{ x }} <script>", "-1", "")


def every_form() -> set[type[BaseForm]]:
    """Every form of the project, as far as it is imported; the routes import all of them."""
    found, waiting = set(), [BaseForm]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found |= {form for form in below if form.__module__.startswith("panah.")}
    return found


def every_name() -> set[str]:
    """The names of all that can be sent: the fields of the forms, and what views take by themselves."""
    fields = {name for form in every_form() for name in getattr(form, "base_fields", {})}
    sources = (path.read_text("utf-8") for path in (env.ROOT / "panah").rglob("*.py"))
    return {"older", "newer"} | fields | {name for source in sources for name in TAKEN.findall(source)}


def test_the_names_are_found() -> None:
    assert {"notes", "login", "words", "older", "number"} <= every_name()


def rubbish(kind: str) -> dict[str, str]:
    """Something for every name: the same sign for all, or of everything something."""
    return {name: ZERO if kind == "zero" else ODD[place % len(ODD)] for place, name in enumerate(sorted(every_name()))}


@pytest.mark.system
@pytest.mark.parametrize("kind", ["zero", "odd"])
@pytest.mark.parametrize("login", ["director", "nigar"])
def test_rubbish_gets_a_sentence(world: World, known: dict[str, UUID], login: str, kind: str) -> None:
    person = getattr(world, login)
    client, sent, broken = client_of(person), rubbish(kind), {}
    for route in PAGES:
        for ask in (client.get, client.post):
            # Signing out and locking are among the forms.
            client.cookies[COOKIE] = token_text(person.token)
            with taken_back():
                status = ask(route.address(known), sent, headers=PIECE).status_code
            if status >= 500:
                broken[f"{ask.__name__} {route.written}"] = status
    assert broken == {}
