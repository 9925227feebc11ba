"""How fast is a return checked, beside the validators of the sector? Writes docs/reference/performance-returns.md.

    make bench-returns                                  all sizes; the other validator alone takes some ten minutes
    .venv/bin/python bench/returns.py --small           the smallest sizes, to try it
    .venv/bin/python bench/returns.py --page            the page again, from the figures of the last run

Each validator is run on the same files as `threshold returns check`, in the same run, each time in a process of its
own: seconds as they passed, seconds of the processor, and the most memory it held. What both found is compared by
`differences.py`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import returns_page
from returns_peers import (
    BIN,
    PACKAGES,
    ROOT,
    VAR,
    Case,
    census,
    install,
    looked_after,
    our_command,
    postcodes,
    their_command,
)

RESULTS = ROOT / "docs" / "reference" / "performance-returns.json"
#: Children, and how often each program is run; the middle one counts.
CIN_SIZES = {1_000: 1, 5_000: 1, 10_000: 1}
SSDA903_SIZES = {500: 1, 2_000: 1}
#: How often ours and the floors are run, which are over soon.
OFTEN = 3
Result = dict[str, Any]
#: Python keeps the compiled form of modules, as it does unless it is told not to: else each start compiles them anew.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


# --- Measuring ----------------------------------------------------------------------------------------------------


def timed(command: Sequence[str | Path], times: int) -> Result:
    """Run a command several times, each in a fresh process: the middle seconds, the most memory.

    Raises:
        SystemExit: it could not be run (0, 1 and 3 say what came of a check).
    """
    runs = []
    for _ in range(times):
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1, 3):
            raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}.")
        runs.append((wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
    walls, processor, memory = zip(*runs, strict=True)
    return {
        "wall": round(statistics.median(walls), 3), "processor": round(statistics.median(processor), 3),
        "memory_mb": round(max(memory)), "times": times,
    }  # fmt: skip


def floor(case: Case) -> Result:
    command = [sys.executable, ROOT / "bench" / "floor.py", case.path, *([case.previous] if case.previous else [])]
    asked = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(OFTEN)]
    return {name: round(statistics.median(one[name] for one in asked), 4) for name in ("wall", "processor")}


def measure(case: Case, their_times: int) -> Result:
    """Both on one return. Ours are run before and after theirs; of the two the quieter counts."""
    ours, theirs = VAR / f"{case.name}.ours.json", VAR / f"{case.name}.theirs.json"
    if case.collection == "ssda903":
        postcodes(case)
    before = timed(our_command(case, ours), OFTEN)
    of_theirs = timed(their_command(case, theirs), their_times)
    after = timed(our_command(case, ours), OFTEN)
    report = json.loads(ours.read_text())
    return {
        "collection": case.collection, "children": case.children, "theirs": of_theirs, "floor": floor(case),
        "ours": min(before, after, key=lambda one: one["wall"]),
        "ours_other": max(before, after, key=lambda one: one["wall"])["wall"],
        "rows": sum(report["tables"].values()), "seconds": report["seconds"],
        "megabytes": round(sum(file.stat().st_size for file in _files(case)) / 1e6, 1),
    }  # fmt: skip


def _files(case: Case) -> list[Path]:
    folders = [path for path in (case.path, case.previous) if path]
    return [case.path] if case.path.is_file() else [file for folder in folders for file in folder.glob("*.csv")]


# --- All of it ----------------------------------------------------------------------------------------------------


def run(*, small: bool) -> None:
    began = os.getloadavg()[0]
    VAR.mkdir(parents=True, exist_ok=True)
    for collection in PACKAGES:
        install(collection)
    cin = dict(list(CIN_SIZES.items())[: 1 if small else None])
    ssda903 = dict(list(SSDA903_SIZES.items())[: 1 if small else None])
    cases = [(census(size), times) for size, times in cin.items()]
    cases += [(looked_after(size), times) for size, times in ssda903.items()]
    results: Result = {
        "on": dt.date.today().isoformat(),  # noqa: DTZ011 - the day on this machine
        "cores": os.cpu_count(),
        "packages": {name: packages[0] for name, packages in PACKAGES.items()},
        "start": timed([BIN / "threshold", "returns", "--help"], OFTEN),
        "cases": [measure(case, times) for case, times in cases],
        "load": [round(began, 1), round(os.getloadavg()[0], 1)],
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    returns_page.write(results)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="the smallest sizes alone")
    parser.add_argument("--page", action="store_true", help="write the page from the figures of the last run")
    options = parser.parse_args()
    if options.page:
        returns_page.write(json.loads(RESULTS.read_text()))
    else:
        run(small=options.small)


if __name__ == "__main__":
    main()
