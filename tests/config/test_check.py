"""A step of the checks says what failed, and asks a few tests once more before it calls them broken."""

import os
from pathlib import Path

import pytest

from scripts import check

pytestmark = pytest.mark.system
STORY = """
import pathlib, pytest

@pytest.mark.parametrize("turn", range({tests}))
def test_of_chance(turn):
    tried = pathlib.Path(__file__).with_name(f"tried-{{turn}}")
    tries = len(tried.read_text()) if tried.exists() else 0
    tried.write_text("x" * (tries + 1))
    assert tries >= {fails}
"""


@pytest.mark.parametrize(
    ("tests", "fails", "asked", "well"),
    [(1, 0, False, True), (2, 1, True, True), (1, 2, True, False), (check.FEW + 1, 1, False, False)],
)
def test_a_few_that_failed_are_asked_once_more(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tests: int,
    fails: int,
    asked: bool,
    well: bool,
) -> None:
    story = tmp_path / "test_story.py"
    story.write_text(STORY.format(tests=tests, fails=fails))
    alone = ["-c", os.devnull, "--rootdir", str(tmp_path), "-o", f"cache_dir={tmp_path / 'kept'}"]
    monkeypatch.setitem(check.TESTS, "story", [])
    # What else is installed has no part in it, and loading it would be most of the run.
    monkeypatch.setitem(check.ENVIRONMENT, "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(check, "FAILED", tmp_path / "kept" / "v" / "cache" / "lastfailed")
    assert check.passes("story", ["pytest", "-q", *alone, str(story)]) is well
    said = capfd.readouterr().out
    assert ("asking them again" in said) is asked
    assert ("AssertionError" in said) is (fails > 0)
    assert ("panah: story FAILED" in said) is not well
