"""Find a Chromium for the browser tests, or install one: from Debian's packages as root there, else from Playwright."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def installed() -> str:
    """The path of a Chromium on this machine, the system's own first; empty if there is none."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def install() -> None:
    """Install one by the way that needs least of the machine."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("panah: installing Chromium from the system's packages …", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet", *step], env=quiet, check=False, **QUIET)  # type: ignore[call-overload]
        if installed():
            return
    print("panah: fetching Playwright's Chromium …", flush=True)
    extra = ["--with-deps"] if os.geteuid() == 0 else []
    subprocess.run([sys.executable, "-m", "playwright", "install", *extra, "chromium"], check=False)


def main() -> None:
    """Make sure there is one, or end with a sentence."""
    if not installed():
        install()
    if not installed():
        sys.exit("panah: No Chromium could be installed; install one and run `make test` again.")


if __name__ == "__main__":
    main()
