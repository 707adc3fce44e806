"""Everything CI runs, in the order that fails fastest; with --tests also the tests: unit, system, browser."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "lint": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--quiet", "--check", "."],
    "contracts": ["lint-imports"],
    "templates": ["djlint", "panah", "--lint", "--quiet"],
    "types": ["mypy"],
}
# A file stays with one process, so that what its tests share is made once.
PYTEST = ["pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
TESTS: dict[str, list[str]] = {
    "unit tests": [*PYTEST, "-m", "not system and not browser"],
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
    """Run every step, so that one reading shows everything that is wrong."""
    steps = CHECKS | (TESTS if "--tests" in sys.argv else {})
    try:
        failed = [name for name, command in steps.items() if not passes(name, command)]
    except KeyboardInterrupt:
        sys.exit(130)
    if failed:
        sys.exit(f"panah: failed: {', '.join(failed)}.")
    print("panah: everything passed.")


if __name__ == "__main__":
    main()
