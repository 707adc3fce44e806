"""A clean clone is prepared with the Python that was named, and what goes wrong is one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import env
from scripts import bootstrap


def test_make_begins_with_the_python_that_is_named() -> None:
    told = env.for_child({"PYTHON": "/opt/another/python3"})
    said = subprocess.run(
        ["make", "--silent", "--eval=named:; @echo $$PYTHON", "named"],
        cwd=env.ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "/opt/another/python3\n"


def test_no_python_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    told = {"PATH": str(tmp_path), "PYTHON": "python2"}
    done = subprocess.run(
        ["/bin/sh", "scripts/bootstrap.sh", "run"], cwd=env.ROOT, env=told, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("panah: Python 3.11 or newer is needed")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("[Errno 28] No space left on device: '/srv'", "There is no space left on the disk."),
        ("PermissionError: [Errno 13] Permission denied: '/srv'", bootstrap.UNWRITABLE),
        ("OSError: [Errno 30] Read-only file system: '/srv'", bootstrap.UNWRITABLE),
        ("ConnectionError: no route to host", "Is there a network?"),
    ],
)
def test_what_a_step_ended_with_is_one_sentence(words: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bootstrap.run(sys.executable, "-c", f"import sys; sys.exit({words!r})", trouble="Is there a network?")
    assert capsys.readouterr().err.splitlines() == [words, f"panah: {sentence}"]
