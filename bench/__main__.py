"""Measure, print each figure beside its yardstick, and write bench/results.json.

    python -m bench                  all parts
    python -m bench intake pages     only these
    python -m bench --quick          small sizes, to see that it works

Each part runs in a process and on a stage of its own. A later run keeps what an earlier one found for the same commit.
"""

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from config import env

RESULTS = Path(__file__).with_name("results.json")
Figures = dict[str, Any]


def intake(quick: bool) -> Figures:
    """Finished contacts a second."""
    from bench import intake as part
    from bench.stage import staged

    with staged() as stage:
        return dict(part.measure(stage, rounds=1 if quick else part.ROUNDS))


def pages(quick: bool) -> Figures:
    """The desk's pages at three sizes."""
    from bench import pages as part

    return dict(part.run(part.QUICK, rounds=40) if quick else part.run())


def cases(quick: bool) -> Figures:
    """The pages of cases at two sizes, and the withdrawal of a consent."""
    from bench import cases as part

    return dict(part.run(part.QUICK, rounds=40) if quick else part.run())


def houses(quick: bool) -> Figures:
    """The bed board at three sizes, beds under contention, an admission."""
    from bench import houses as part

    return dict(part.run(part.QUICK, rounds=20, seconds=3) if quick else part.run())


def plans(quick: bool) -> Figures:
    """The pages of plans with one and with fifty, and one on paper."""
    from bench import plans as part

    return dict(part.run(part.QUICK, rounds=40, shape=part.SMALL) if quick else part.run())


def search(quick: bool) -> Figures:
    """Finding a person among a million."""
    from bench import search as part

    return dict(part.run(20_000 if quick else part.PEOPLE))


def crash(quick: bool) -> Figures:
    """Acknowledged work after kills."""
    from bench import crash as part

    return dict(part.run(2 if quick else part.KILLS))


PARTS: dict[str, Callable[[bool], Figures]] = {
    "intake": intake,
    "pages": pages,
    "cases": cases,
    "houses": houses,
    "plans": plans,
    "search": search,
    "crash": crash,
}

# Each figure that has an aim, the yardstick it is read beside, and the aim in words.
TABLE: tuple[tuple[str, str, str], ...] = (
    ("intake.per_second", "intake.yardstick.plain_form_per_second", ""),
    ("intake.ratio_to_plain", "", "≥ 0.5"),
    ("intake.ratio_to_psycopg", "intake.yardstick.psycopg_per_second", ""),
    ("intake_api.per_second", "intake.yardstick.plain_per_second", "> 400"),
    ("intake_api.ratio_to_plain", "", "≥ 0.5"),
    ("intake_api.ratio_to_psycopg", "intake.yardstick.psycopg_per_second", ""),
    *((f"pages.{page}.{figure}", f"pages.yardstick.{figure}", aim)
      for page in ("desk", "list", "list_deep", "contact", "situation")
      for figure, aim in (("p95_ms", ""), ("growth", "≤ 2"))),
    *((f"pages.{page}.{figure}", f"pages.case_yardstick.{figure}", aim)
      for page in ("case_list", "case_list_deep", "case_list_mine", "case_list_by_source", "case_list_by_state",
                   "case_list_by_standing", "case")
      for figure, aim in (("p95_ms", ""), ("growth", "≤ 2"))),
    ("pages.case_long.p95_ms", "pages.case_yardstick.p95_ms", "≤ 100"),
    ("pages.timeline_long.p95_ms", "pages.case_yardstick.p95_ms", "≤ 100"),
    ("consent.withdraw_seconds", "", ""),
    ("consent.grants_ended", "", "1000"),
    *((f"{page}.{figure}", f"board.yardstick.{figure}", aim)
      for page in ("board", "board_live", "board_zone", "board_free", "bed")
      for figure, aim in (("p95_ms", ""), ("growth", "≤ 2"))),
    ("bookings.per_second", "bookings.plain_per_second", ""),
    ("bookings.doubled", "", "0"),
    ("admission.p50_ms", "", ""),
    *((f"plan.{page}.{figure}", f"plan.yardstick.{figure}", aim)
      for page in ("list", "page", "progress", "timeline", "late")
      for figure, aim in (("p95_ms", ""), ("growth", "≤ 2"))),
    ("plan.pdf_seconds", "", ""),
    ("search.p95_ms", "search.plain_scan_p95_ms", "≤ 150"),
    ("search.recall_at_10", "search.plain_btree_recall_at_10_slip", "≥ 0.95"),
    ("crash.acknowledged", "", ""),
    ("crash.lost", "", "0"),
    ("crash.doubled", "", "0"),
)  # fmt: skip


def main() -> None:
    """Run the parts that were asked for, one after the other."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    asked.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all by default")
    asked.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    asked.add_argument("--into", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if unknown := set(given.parts) - PARTS.keys():
        asked.error(f"there is no part {', '.join(sorted(unknown))}")
    if given.into:
        Path(given.into).write_text(json.dumps(PARTS[given.parts[0]](given.quick)))
        return
    figures = {name: value for part in given.parts or PARTS for name, value in _apart(part, given.quick).items()}
    write(figures)


def _apart(part: str, quick: bool) -> Figures:
    """Run one part in its own process; its figures come back in a file."""
    with tempfile.TemporaryDirectory(prefix="panah-bench-") as folder:
        into = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "bench", part, "--into", str(into), *(["--quick"] if quick else [])]
        print(f"bench: {part}", flush=True)
        subprocess.run(command, cwd=env.ROOT, check=True)
        found: Figures = json.loads(into.read_text())
    return found | {f"{part}.quick": True} if quick else found


def write(figures: Figures) -> None:
    """Put the figures beside those of the same commit, print the table and write everything down."""
    commit, known = _commit(), _known()
    kept = known if known.get("commit") == commit else {}
    everything = kept | {"commit": commit, "machine": machine()} | figures
    RESULTS.write_text(json.dumps(everything, indent=2, ensure_ascii=False) + "\n")
    print(table(everything))


def table(figures: Mapping[str, Any]) -> str:
    """Give the figures that have an aim, each beside its yardstick."""
    rows = [("figure", "measured", "yardstick", "aim")]
    for name, yardstick, aim in TABLE:
        if name in figures:
            rows.append((name, _shown(figures[name]), _shown(figures.get(yardstick, "")), aim))
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(["", *lines, ""])


def _shown(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def _known() -> Figures:
    try:
        known: Figures = json.loads(RESULTS.read_text())
    except (OSError, ValueError):
        return {}
    return known


def _commit() -> str:
    """Name the commit, and how the files differ from it."""
    changes = _git("diff", "HEAD", "--", ".", f":!{RESULTS.relative_to(env.ROOT)}")
    named = _git("rev-parse", "HEAD") or "none"
    return f"{named}+{hashlib.sha256(changes.encode()).hexdigest()[:12]}" if changes else named


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=env.ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def machine() -> dict[str, Any]:
    """Say what it was measured on: never the name of the host nor a path."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": next(models, platform.machine()),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        # Above the number of cores somebody else was at work, and the figures are worse than the machine.
        "load_at_the_end": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
