"""Writes down which rules of the rulebook the tests have proven, for `panah rules --coverage` and the page Rulebook.

A test proves the rules it is marked with when it passes in all its phases. What a test file proved is kept from run to
run, so that stages can run apart, and is forgotten as soon as the file changes or the test fails.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterable
from typing import Any

import pytest

from config import env

PROPERTY = "rules"


def rules_of(item: pytest.Item) -> list[str]:
    """The rule ids an item is marked with; raises UsageError for a mark without one."""
    marks = list(item.iter_markers("rule"))
    if any(not mark.args or mark.kwargs for mark in marks):
        raise pytest.UsageError(f'{item.nodeid}: write the mark as rule("HL-08")')
    return sorted({rule for mark in marks for rule in mark.args})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the rule ids on the items' reports, and refuse ids the rulebook does not have."""
    # Rooms can be imported only after Django is set up, which is later than this file is read.
    from panah.duties.rulebook import rulebook

    for item in items:
        if rules := rules_of(item):
            unknown = [rule for rule in rules if rule not in rulebook().by_id]
            if unknown:
                raise pytest.UsageError(f"{item.nodeid}: the rulebook has no rule {', '.join(unknown)}")
            item.user_properties.append((PROPERTY, rules))


def pytest_configure(config: pytest.Config) -> None:
    """Only the process that gathers all reports writes."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(), "rule-coverage")


class Recorder:
    """Gathers the outcome of every marked test of one run."""

    def __init__(self) -> None:
        self.rules: dict[str, list[str]] = {}
        self.not_passed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a phase of a test; one that was skipped, or expected to fail, proves nothing."""
        rules = dict(report.user_properties).get(PROPERTY)
        if isinstance(rules, list):
            self.rules[report.nodeid] = rules
            if not report.passed or hasattr(report, "wasxfail"):
                self.not_passed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Add what this run proved to what is known."""
        from panah.duties import coverage

        if not self.rules:
            return
        file = coverage.file()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.with_suffix(".lock").open("a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            known = json.loads(file.read_text("utf-8")) if file.exists() else {}
            draft = file.with_suffix(".new")
            draft.write_text(json.dumps(merged(known, self.rules, self.not_passed), indent=1, sort_keys=True), "utf-8")
            draft.replace(file)


def merged(known: dict[str, Any], ran: dict[str, list[str]], not_passed: Iterable[str]) -> dict[str, Any]:
    """What is known after a run: tests of unchanged files from before, overruled by the tests that ran."""
    kept = {test: entry for test, entry in known.items() if entry["file"] and entry["file"] == digest(test)}
    fresh = {test: {"file": digest(test), "rules": rules} for test, rules in ran.items()}
    return {test: entry for test, entry in (kept | fresh).items() if test not in set(not_passed)}


def digest(test: str) -> str:
    """A fingerprint of the file a test stands in; empty when there is no such file any more."""
    path = env.ROOT / test.partition("::")[0]
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""
