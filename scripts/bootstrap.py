"""Prepare a clean clone: environment, libraries, assets, translations and, for the tests, a browser.

Runs on a bare Python 3.11 with nothing installed. Each step leaves a stamp with the fingerprint of what it was made
from, so that a second run does nothing; a step that was broken off has no stamp and is done again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ("requirements/base.txt", "requirements/dev.txt")
NEEDED_SPACE = 3 * 1024**3
# What is said by whatever writes, and the sentence for it.
UNWRITABLE = "A folder cannot be written to; the clone and the folder of PANAH_VAR must belong to this account."
OF_THE_DISK = {
    "No space left": "There is no space left on the disk.",
    "Permission denied": UNWRITABLE,
    "Read-only file system": UNWRITABLE,
}


def say(sentence: str) -> None:
    """Tell the person what happens now."""
    print(f"panah: {sentence}", flush=True)


def stop(sentence: str) -> None:
    """End with one sentence."""
    print(f"panah: {sentence}", file=sys.stderr, flush=True)
    sys.exit(1)


def run(*command: object, trouble: str) -> None:
    """Run a quiet command; if it fails, show the end of what it said and then the sentence."""
    said, words = subprocess.PIPE, [str(part) for part in command]
    done = subprocess.run(words, cwd=ROOT, text=True, check=False, stdout=said, stderr=subprocess.STDOUT)
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-12:]), file=sys.stderr)
        stop(next((sentence for words, sentence in OF_THE_DISK.items() if words in done.stdout), trouble))


def once(name: str, sources: list[Path], made: Path, step: Callable[[], None]) -> None:
    """Do the step unless its result is there and was made from the same sources."""
    digest = hashlib.sha256(sys.version.encode())
    for source in sources:
        digest.update(source.read_bytes())
    stamp = VENV / "stamps" / name
    if made.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    step()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest())


def environment() -> None:
    """A virtual environment of this Python."""
    if _works():
        return
    if shutil.disk_usage(ROOT).free < NEEDED_SPACE:
        stop("There is not enough space on the disk: 3 GB are needed beside the clone.")
    say("making an environment in .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    trouble = "Python could not make an environment; on Debian and Ubuntu, install the package python3-venv."
    run(sys.executable, "-m", "venv", VENV, trouble=trouble)


def _works() -> bool:
    asked = [str(PYTHON), "-m", "pip", "--version"]
    return PYTHON.exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def libraries() -> None:
    """Exactly the libraries the locks name, each checked against its hash."""

    def install() -> None:
        say("installing libraries, each checked against its hash (a few minutes the first time) …")
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        wanted = [part for lock in LOCKS for part in ("-r", lock)]
        run(*pip, "--require-hashes", *wanted, trouble="The libraries could not be installed; is there a network?")
        run(*pip, "--no-deps", "--no-build-isolation", "-e", ".", trouble="Panah itself could not be installed.")

    once("libraries", [ROOT / "pyproject.toml", *(ROOT / lock for lock in LOCKS)], VENV / "bin" / "panah", install)


def assets() -> None:
    """Style sheets and icons, from the packages that package-lock.json names."""

    def fetch() -> None:
        say("fetching style sheets and icons …")
        run(PYTHON, "scripts/assets.py", trouble="The assets could not be fetched; is there a network?")

    sources = [ROOT / "package-lock.json", ROOT / "scripts" / "assets.py", ROOT / "panah" / "web" / "icons.txt"]
    once("assets", sources, ROOT / os.environ.get("PANAH_VAR", "var") / "assets", fetch)


def translations() -> None:
    """Message catalogues in the form the program reads."""
    catalogues = sorted((ROOT / "panah" / "locale").glob("*/LC_MESSAGES/*.po"))
    stale = [po for po in catalogues if not _fresh(po.with_suffix(".mo"), po)]
    if stale:
        say("compiling translations …")
    for po in stale:
        compiler = [PYTHON, "-m", "babel.messages.frontend", "compile"]
        trouble = f"The translation {po.relative_to(ROOT)} could not be compiled."
        run(*compiler, "-i", po, "-o", po.with_suffix(".mo"), trouble=trouble)


def _fresh(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def browser() -> None:
    """A Chromium for the browser tests."""
    done = subprocess.run([str(PYTHON), "scripts/browser.py"], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def lock() -> None:
    """Resolve the dependencies anew and write both locks, with hashes and without addresses."""
    tools = ROOT / "var" / "lock"
    say("resolving the dependencies …")
    if not (tools / "bin" / "pip-compile").exists():
        run(sys.executable, "-m", "venv", tools, trouble="Python could not make an environment for the resolver.")
        run(tools / "bin" / "pip", "install", "--quiet", "pip-tools", trouble="The resolver could not be installed.")
    quiet = ["--quiet", "--upgrade", "--generate-hashes", "--allow-unsafe", "--strip-extras"]
    bare = ["--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    for name in ("base", "dev"):
        target = ["-o", f"requirements/{name}.txt", f"requirements/{name}.in"]
        trouble = f"requirements/{name}.in cannot be resolved."
        run(tools / "bin" / "pip-compile", *quiet, *bare, *target, trouble=trouble)
    environment()
    libraries()
    run(PYTHON, "scripts/assets.py", "--lock", trouble="package.json cannot be resolved.")


STEPS: dict[str, list[Callable[[], None]]] = {
    "run": [environment, libraries, assets, translations],
    "test": [environment, libraries, assets, translations, browser],
    "lock": [lock],
}


def main() -> None:
    """Do the steps of the purpose named on the command line."""
    try:
        for step in STEPS[sys.argv[1]]:
            step()
    except KeyboardInterrupt:
        stop("Stopped; what was begun is taken up again next time.")
    except OSError as problem:
        stop(f"{problem.strerror or problem}: {problem.filename or 'the disk'}.")


if __name__ == "__main__":
    main()
