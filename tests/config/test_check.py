"""A step of the checks says what failed, and asks a few tests once more before it calls them broken."""

import os
from collections.abc import Callable
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


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bool]:
    """Run a test file as a step of its own; gives whether it passed."""
    alone = ["-c", os.devnull, "--rootdir", str(tmp_path), "-o", f"cache_dir={tmp_path / 'kept'}"]
    monkeypatch.setitem(check.TESTS, "story", [])
    # What else is installed has no part in it, and loading it would be most of the run.
    monkeypatch.setitem(check.ENVIRONMENT, "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(check, "FAILED", tmp_path / "kept" / "v" / "cache" / "lastfailed")

    def passes(story: str) -> bool:
        test = tmp_path / "test_story.py"
        test.write_text(story)
        return check.passes("story", ["pytest", "-q", *alone, str(test)])

    return passes


@pytest.mark.parametrize(
    ("tests", "fails", "asked", "well"),
    [(1, 0, False, True), (2, 1, True, True), (1, 2, True, False), (check.FEW + 1, 1, False, False)],
)
def test_a_few_that_failed_are_asked_once_more(
    step: Callable[[str], bool], capfd: pytest.CaptureFixture[str], tests: int, fails: int, asked: bool, well: bool
) -> None:
    assert step(STORY.format(tests=tests, fails=fails)) is well
    said = capfd.readouterr().out
    assert ("asking them again" in said) is asked
    assert ("AssertionError" in said) is (fails > 0)
    assert ("panah: story FAILED" in said) is not well


def test_a_run_that_broke_off_has_not_passed(step: Callable[[str], bool], capfd: pytest.CaptureFixture[str]) -> None:
    broken = STORY.format(tests=1, fails=1) + "\ndef test_breaks_off():\n    pytest.exit('no more')\n"
    assert not step(broken)
    assert "asking them again" not in capfd.readouterr().out
