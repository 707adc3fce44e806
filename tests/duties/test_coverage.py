"""What counts as proven: a marked test that passed, in whatever process, and as long as its file is the same."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from config import env
from panah.duties import coverage
from panah.duties.rulebook import rulebook
from tests.rule_coverage import digest, merged

HERE = "tests/duties/test_coverage.py"
STORY = """
import pytest

@pytest.mark.rule("HL-08")
@pytest.mark.rule("HL-09")
def test_passes(): assert __name__

@pytest.mark.rule("HL-01")
def test_fails(): assert not __name__

@pytest.mark.rule("HL-02")
def test_skipped(): pytest.skip("later")

@pytest.mark.rule("HL-03")
@pytest.mark.xfail(strict=True, reason="not yet")
def test_expected_to_fail(): assert not __name__

@pytest.fixture
def broken():
    yield
    raise RuntimeError

@pytest.mark.rule("HL-04")
def test_breaks_afterwards(broken): assert __name__

@pytest.mark.rule("HL-05")
@pytest.mark.parametrize("number", [1, 2])
def test_only_half(number): assert number == 1
"""


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> Path:
    """The file of the coverage, for this test alone."""
    settings.VAR = tmp_path
    return coverage.file()


def run(tmp_path: Path, story: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run a test file in a pytest of its own that writes into `tmp_path`."""
    test = tmp_path / "test_story.py"
    test.write_text(story)
    plugins = ["-p", "pytest_django.plugin", "-p", "xdist.plugin", "-p", "tests.rule_coverage"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "--confcutdir", str(tmp_path), "-c", os.devnull]
    rules = ["-o", "markers=rule(id): a rule", "-o", f"cache_dir={tmp_path}", "--rootdir", str(env.ROOT)]
    environment = os.environ | {"PANAH_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    # What else is installed has no part in it, and loading it would be most of the run.
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(env.ROOT)}
    # A session closes the common temporary folder to others, and databases of the outer run live below it.
    environment["PYTEST_DEBUG_TEMPROOT"] = str(tmp_path)
    return subprocess.run(
        [*command, *rules, *options, str(test)],
        cwd=env.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.system
@pytest.mark.parametrize("processes", ["0", "2"])
def test_only_what_passed_in_all_its_phases_proves_a_rule(tmp_path: Path, kept: Path, processes: str) -> None:
    said = run(tmp_path, STORY, "-n", processes)
    proven = coverage.proving_tests()
    assert {rule: len(tests) for rule, tests in proven.items()} == {"HL-08": 1, "HL-09": 1, "HL-05": 1}, said.stdout


@pytest.mark.system
def test_a_mark_for_a_rule_that_does_not_exist_stops_the_run(tmp_path: Path, kept: Path) -> None:
    story = "import pytest\n@pytest.mark.rule('HL-99')\ndef test_it(): assert __name__\n"
    said = run(tmp_path, story, "-n", "0")
    assert said.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the rulebook has no rule HL-99" in said.stdout + said.stderr
    assert not kept.exists()


def test_a_later_run_adds_and_overrules() -> None:
    same = digest(HERE)
    known = {f"{HERE}::a": {"file": same, "rules": ["HL-01"]}, f"{HERE}::b": {"file": same, "rules": ["HL-02"]}}
    after = merged(known, {f"{HERE}::b": ["HL-02"], f"{HERE}::c": ["HL-03"]}, {f"{HERE}::b"})
    assert {test[-1] for test in after} == {"a", "c"}


def test_what_a_changed_or_missing_file_proved_is_forgotten() -> None:
    known = {
        f"{HERE}::changed": {"file": "0" * 16, "rules": ["HL-01"]},
        "tests/gone.py::gone": {"file": "", "rules": ["HL-02"]},
    }
    assert merged(known, {}, ()) == {}


def test_the_command_prints_exactly_one_line(kept: Path) -> None:
    tests = {"a": {"file": "", "rules": ["HL-08", "HL-09"]}, "b": {"file": "", "rules": ["HL-08", "XX-01"]}}
    kept.write_text(json.dumps(tests))
    said = StringIO()
    call_command("rules", "--coverage", stdout=said)
    enforced = sum(rule.is_enforced for rule in rulebook().rules)
    assert said.getvalue() == f"rules 181 · enforced {enforced} · proven 2\n"


def test_without_a_test_run_nothing_is_proven(kept: Path) -> None:
    said = StringIO()
    call_command("rules", stdout=said)
    lines = said.getvalue().splitlines()
    assert len(lines) == 182
    assert lines[-1].endswith("· proven 0")
