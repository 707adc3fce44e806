"""What import-linter does not say: views are nobody's library, and the order inside a room."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import nodes, python_files, relative

EDGES = {"views", "api", "urls", "forms"}
# Inside a room a file knows only those before it; what is not named here may stand anywhere below the edges.
ORDER = ["states", "models", "actions", "forms", "views", "urls"]


def imported(path: Path) -> set[str]:
    """The modules the file imports, wherever in the file it does so."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", python_files("panah/"), ids=relative)
def test_nobody_imports_another_rooms_edge(path: Path) -> None:
    room = relative(path).split("/")[1]
    foreign = {
        name
        for name in imported(path)
        if (found := re.match(r"panah\.(\w+)\.(\w+)", name)) and found[2] in EDGES and found[1] != room
    }
    if relative(path) == "panah/web/api.py":
        # The one place where the rooms' parts of the JSON API are put together, as config.urls does for their pages.
        foreign = {name for name in foreign if ".api" not in name}
    assert not foreign


@pytest.mark.parametrize("path", python_files("panah/"), ids=relative)
def test_a_room_is_built_in_order(path: Path) -> None:
    parts = relative(path).removesuffix(".py").split("/")
    here = parts[2] if len(parts) > 2 else ""
    if here not in ORDER:
        return
    later = {f"panah.{parts[1]}.{name}" for name in ORDER[ORDER.index(here) + 1 :]}
    assert not {name for name in imported(path) if ".".join(name.split(".")[:3]) in later}
