"""Everything CI runs, the longest check first; with --tests also the tests: unit, system, browser."""

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
SPREAD = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# What fails by chance is told with all its words and asked once more; a part in which more than three fail is broken.
AGAIN = ["--reruns", "1", "--max-suite-reruns", "3", "--rerun-show-tracebacks"]
PYTEST = ["pytest", "-q", *SPREAD, *AGAIN]
TESTS: dict[str, list[str]] = {
    # None of these waits for another program; a watch over each, that ends with it, would be a thread for each.
    "unit tests": [*PYTEST, "-m", "not system and not browser", "-o", "faulthandler_timeout=0"],
    "system tests": [*PYTEST, "-m", "system"],
    "browser tests": [*PYTEST, "-m", "browser"],
}
# The tests start dozens of processes; each would compile everything again if it were not kept.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def passes(name: str, command: list[str]) -> bool:
    """Run one step, showing its own words only if it fails or is a test."""
    print(f"panah: {name} …", flush=True)
    began = time.monotonic()
    quiet = subprocess.PIPE if name in CHECKS else None
    words = [str(BIN / command[0]), *command[1:]]
    done = subprocess.run(words, cwd=ROOT, env=ENVIRONMENT, stdout=quiet, stderr=quiet, text=True, check=False)
    if done.returncode:
        print(done.stdout or "", done.stderr or "", sep="")
        print(f"panah: {name} FAILED", flush=True)
        return False
    print(f"panah: {name} passed in {time.monotonic() - began:.0f} s", flush=True)
    return True


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
