"""What the architecture tests look at: the project's tracked and not ignored files."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from config.env import ROOT


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def python_files(*places: str) -> list[Path]:
    """The Python files under these folders, migrations left out: Django writes those."""
    return [p for p in files(".py", *places) if "migrations" not in p.parts]


def files(suffix: str, *places: str) -> list[Path]:
    """The project's files with this suffix under these folders."""
    return [p for p in project_files() if p.suffix == suffix and (not places or relative(p).startswith(places))]


def relative(path: Path) -> str:
    """The path as the repository names it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of that tree, walked once for all tests."""
    return tuple(ast.walk(tree(path)))


@cache
def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of the file."""
    return [node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
