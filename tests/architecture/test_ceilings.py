"""Files and functions stay small. The exceptions are named here, and the list may only shrink."""

from pathlib import Path

from tests.architecture.sources import files, functions, python_files, relative

FILE, FUNCTION, TEMPLATE, TEST_FILE = 400, 40, 120, 500
# Add nothing here: split the file instead.
EXCEPTIONS: frozenset[str] = frozenset()


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def too_long(paths: list[Path], ceiling: int) -> set[str]:
    return {f"{relative(p)}: {lines(p)} lines" for p in paths if lines(p) > ceiling and relative(p) not in EXCEPTIONS}


def test_files() -> None:
    assert not too_long(python_files("panah/", "config/", "scripts/", "bench/"), FILE)


def test_scripts_of_the_browser_and_of_the_database() -> None:
    assert not too_long([*files(".js", "panah/"), *files(".sql", "panah/"), *files(".css", "panah/")], FILE)


def test_test_files() -> None:
    assert not too_long(python_files("tests/"), TEST_FILE)


def test_templates() -> None:
    assert not too_long(files(".html", "panah/"), TEMPLATE)


def test_functions() -> None:
    long = set()
    for path in python_files("panah/", "config/", "scripts/", "bench/", "tests/"):
        for function in functions(path):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > FUNCTION:
                long.add(f"{relative(path)}: {function.name} has {length} lines")
    assert not long - EXCEPTIONS


def test_no_exception_outlives_its_reason() -> None:
    """An exception for a file that is gone or short again must be taken off the list."""
    needed = too_long(python_files("panah/", "config/"), FILE)
    assert {entry for entry in EXCEPTIONS if entry not in needed} == set()
