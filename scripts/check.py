"""Everything CI runs, the longest check first; with --tests also the tests: unit, system, browser."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "types": ["mypy"],
    "lint": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--quiet", "--check", "."],
    "contracts": ["lint-imports"],
    "templates": ["djlint", "panah", "--lint", "--quiet"],
}
# A file stays with one process, so that what its tests share is made once.
PYTEST = ["pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
TESTS: dict[str, list[str]] = {
    # None of these waits for another program; a watch over each, that ends with it, would be a thread for each.
    "unit tests": [*PYTEST, "-m", "not system and not browser", "-o", "faulthandler_timeout=0"],
    "system tests": [*PYTEST, "-m", "system"],
    "browser tests": [*PYTEST, "-m", "browser"],
}
# What failed is told with all its words and asked once more; a part in which more than a few fail is broken.
FIRST, AGAIN, FEW = ["--cache-clear"], ["--last-failed"], 3
# How pytest ends when all tests ran and some failed; a run that broke off is not asked for the rest of its answers.
SOME_FAILED = 1
FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
# The tests start dozens of processes; each would compile everything again if it were not kept.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: list[str], *, aloud: bool) -> int:
    """Run one program and give how it ended; its own words are shown if it is to speak aloud, else only if it fails."""
    quiet = None if aloud else subprocess.PIPE
    words = [str(BIN / command[0]), *command[1:]]
    done = subprocess.run(words, cwd=ROOT, env=ENVIRONMENT, stdout=quiet, stderr=quiet, text=True, check=False)
    if done.returncode and not aloud:
        print(done.stdout, done.stderr, sep="")
    return done.returncode


def few_failed() -> bool:
    """Whether only a few tests failed in the last run."""
    return FAILED.exists() and len(json.loads(FAILED.read_text("utf-8"))) <= FEW


def passes(name: str, command: list[str]) -> bool:
    """Run one step. A test that passes only when asked again is named by what failed before it (ADR 43)."""
    print(f"panah: {name} …", flush=True)
    began, tests = time.monotonic(), name in TESTS
    ended = run([*command, *(FIRST if tests else [])], aloud=tests)
    if tests and ended == SOME_FAILED and few_failed():
        print(f"panah: {name}: a few failed, see above; asking them again …", flush=True)
        ended = run([*command, *AGAIN], aloud=True)
    how = "FAILED" if ended else f"passed in {time.monotonic() - began:.0f} s"
    print(f"panah: {name} {how}", flush=True)
    return ended == 0


def main() -> None:
    """Run every step, so that one reading shows everything that is wrong; the checks two at a time, as the tests do."""
    try:
        with ThreadPoolExecutor(2) as together:
            passed = dict(zip(CHECKS, together.map(passes, CHECKS, CHECKS.values()), strict=True))
        if "--tests" in sys.argv:
            passed |= {name: passes(name, command) for name, command in TESTS.items()}
    except KeyboardInterrupt:
        sys.exit(130)
    if failed := [name for name, well in passed.items() if not well]:
        sys.exit(f"panah: failed: {', '.join(failed)}.")
    print("panah: everything passed.")


if __name__ == "__main__":
    main()
