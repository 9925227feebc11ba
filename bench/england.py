"""How long does all of England take, on this machine and on a cluster of Spark? Writes performance-england.md.

    .venv/bin/python bench/england.py                          153 authorities, 600,000 children; keeps them in var/
    .venv/bin/python bench/england.py --children 60000         a tenth of them

The authorities are made up, of sizes as unequal as the real ones, and archived (`threshold returns archive`); making
them is no part of the figures. Then the command checks all of them twice: on this machine in a process for each core,
and on a standalone cluster of Apache Spark with two workers of one core each, started and ended here. Both answers must
be the same byte for byte, or nothing is written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import filecmp
import json
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import a_cluster
from tally.authorities import AUTHORITIES
from tally.returns import RETURNS
from tally.synthesise import as_cin, faults_cin
from tally.synthesise.dice import Dice
from tally.synthesise.faults import plant
from tally.synthesise.world import make
from tally.write import archive, cin_xml
from tally.years import CollectionYear

RESULTS = ROOT / "docs" / "reference" / "performance-england.json"
PAGE = ROOT / "docs" / "reference" / "performance-england.md"
YEAR = CollectionYear("2025-26")
#: The standard deviation of the logarithm of an authority's size.
UNEQUAL = 0.75
#: So many authorities are made; the others are copies of them, as making a child takes longer than checking one.
DIFFERENT = 17
LOOKED_AFTER = 0.131
#: In what part of the children a fault is planted.
FAULTS = 0.05
MOST_SECONDS = 30 * 60
TICKS = os.sysconf("SC_CLK_TCK")
Result = dict[str, Any]


# --- The authorities ------------------------------------------------------------------------------------------------


def sizes(authorities: int, children: int) -> list[int]:
    """How many children each authority has: spread as a log-normal is, and together so many."""
    normal = statistics.NormalDist(sigma=UNEQUAL)
    different = min(authorities, DIFFERENT)
    weights = [math.exp(normal.inv_cdf((place + 0.5) / different)) for place in range(different)]
    each = [weights[place % different] for place in range(authorities)]
    return [max(20, round(children * weight / sum(each))) for weight in each]


def build(folder: Path, authorities: int, children: int) -> None:
    """Make and archive every authority that is not there yet. A second run finds all of them."""
    made: dict[int, Path] = {}
    codes = [code for _, code, _ in AUTHORITIES][:authorities]
    for code, size in zip(codes, sizes(authorities, children), strict=True):
        place = archive.place(folder, code)
        if not (place / archive.MANIFEST).exists():
            if size in made:
                shutil.copytree(made[size], place, dirs_exist_ok=True)
            else:
                _make(place, size)
        made.setdefault(size, place)


def _make(place: Path, size: int) -> None:
    world = make(children=size, looked_after=round(size * LOOKED_AFTER), seed=size, year=YEAR, authority="999")
    rules = RETURNS["cin"].rules
    faulty, _ = plant(as_cin.census(world), faults_cin.FAULTS, rules, "cin.xml", rate=FAULTS, dice=Dice(size))
    with tempfile.TemporaryDirectory() as made:
        census = Path(made) / "cin.xml"
        cin_xml.write(faulty, census)
        archive.write(*RETURNS["cin"].read([census], YEAR), place)


# --- A run ----------------------------------------------------------------------------------------------------------


class Watch:
    """The memory of everything that this process started, asked for twice a second: the most at one time."""

    def __init__(self) -> None:
        self.most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while not self._ended.wait(0.5):
            pages = sum(int(_told(one, "statm").split()[1]) for one in _started() if _told(one, "statm"))
            self.most = max(self.most, pages * page)


def _told(process: int, what: str) -> str:
    """What the kernel says of a process; "" where it has ended."""
    try:
        return Path(f"/proc/{process}/{what}").read_text()
    except OSError:
        return ""


def _fields(process: int) -> list[str]:
    """Of its `stat`, what stands behind the name, which may hold blanks."""
    return _told(process, "stat").rpartition(")")[2].split()


def _started() -> list[int]:
    """Every process below this one."""
    parents = {
        int(one): int(fields[1]) for one in os.listdir("/proc") if one.isdigit() and (fields := _fields(int(one)))
    }
    found, added = {os.getpid()}, True
    while added:
        below = {process for process, parent in parents.items() if parent in found} - found
        found |= below
        added = bool(below)
    return sorted(found - {os.getpid()})


def _processor(running: list[int]) -> float:
    """Seconds of the processor: of what ran below this process and ended, and of what runs with what it started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    now = sum(sum(map(int, fields[11:15])) for one in running if (fields := _fields(one))) / TICKS
    return ended.ru_utime + ended.ru_stime + now


def run(folder: Path, out: Path, engine: str, master: str = "") -> Result:
    """Check all of them by the command, as a person would."""
    daemons = _started()
    env = {**os.environ, "SPARK_MASTER": master, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [
        sys.executable, "-c", "import sys; from tally.command import main; raise SystemExit(main(sys.argv[1:]))",
        "check", str(folder), "--return", "cin", "--year", YEAR.name, "--many", "--engine", engine,
        "--format", "json", "--out", str(out),
    ]  # fmt: skip
    before, began = _processor(daemons), time.monotonic()
    with Watch() as watch:
        done = subprocess.run(command, env=env, check=False, timeout=MOST_SECONDS, stderr=subprocess.PIPE, text=True)
    seconds = time.monotonic() - began
    time.sleep(5)  # until the cluster's executors have ended, so that their time is told
    if done.returncode not in (0, 1):
        raise SystemExit(f"{engine} ended with {done.returncode}.\n{done.stderr[-2000:]}")
    found = {
        "engine": engine, "seconds": round(seconds, 1), "processor": round(_processor(daemons) - before, 1),
        "memory_mb": round(watch.most / 1e6), "daemons": len(daemons),
    }  # fmt: skip
    print(json.dumps(found), flush=True)
    return found


def measure(folder: Path, one: Path) -> Result:
    """The runs, and what they were of. `one` is a folder with a single small authority: what starting takes."""
    with tempfile.TemporaryDirectory() as made:
        here, there = Path(made) / "local.json", Path(made) / "spark.json"
        runs = {"local": run(folder, here, "local"), "local, one authority": run(one, Path(made) / "one.json", "local")}
        with a_cluster.running(Path(made)) as master:
            runs["spark"] = run(folder, there, "spark", master)
            runs["spark, one authority"] = run(one, Path(made) / "one.json", "spark", master)
        if not filecmp.cmp(here, there, shallow=False):
            raise SystemExit("The cluster's reports are not those of this machine.")
        reports = [told["report"] for told in json.loads(here.read_bytes())["authorities"]]
        size = here.stat().st_size
    tables = [report["tables"] for report in reports]
    return {
        "authorities": len(reports),
        "children": sum(one["Child"] for one in tables),
        "largest": max(one["Child"] for one in tables),
        "rows": sum(sum(one.values()) for one in tables),
        "findings": sum(len(report["findings"]) for report in reports),
        "bytes": sum(path.stat().st_size for path in folder.rglob("*.parquet")),
        "report_bytes": size,
        "runs": runs,
    }


# --- The page -------------------------------------------------------------------------------------------------------


def write_page(results: Result) -> None:
    found, runs = results["england"], results["england"]["runs"]
    local, spark = runs["local"], runs["spark"]
    began, ended = results["load"]
    day = dt.date.fromisoformat(results["on"])
    lines = [
        "# How long all of England takes",
        "",
        f"Written by `bench/england.py` on {day.day} {day:%B %Y}; do not edit. {results['cores']} cores, on which "
        f"{began:.0f} programs wanted to run at the beginning and {ended:.0f} at the end: on a machine of its own the "
        "seconds are less. What follows from it for ten years is in [the explanation](../explanation/england.md).",
        "",
        f"{found['authorities']} made-up authorities with {found['children']:,} children in need, from "
        f"{found['children'] / found['authorities']:,.0f} on average to {found['largest']:,} in the largest: "
        f"{found['rows']:,} rows, archived as {found['bytes'] / 1e6:,.0f} MB of Parquet. All rules of the census of "
        f"{YEAR}. {min(DIFFERENT, found['authorities'])} were made, with a fault planted in {FAULTS:.0%} of the "
        "children, and the others are copies of them; nothing is kept between two. They give "
        f"{found['findings']:,} findings, {found['report_bytes'] / 1e6:,.0f} MB of JSON, "
        "the same byte for byte from both engines.",
        "",
        "| Engine | Seconds | Seconds of the processor | Memory of all processes at most, MB |",
        "|---|---|---|---|",
        *(
            f"| {name} | {one['seconds']:,.1f} | {one['processor']:,.1f} | {one['memory_mb']:,} |"
            for name, one in runs.items()
        ),
        "",
        "`local` is a process for each core; `spark` a standalone cluster on the same machine, a master and "
        f"{a_cluster.WORKERS} workers with a core each. Spark takes {spark['seconds'] / local['seconds']:.1f} times "
        f"the seconds and {spark['processor'] / local['processor']:.1f} times the processor. The runs of one authority "
        "of 100 children show how much of that is starting. Memory counts what processes share once for each of them; "
        "Spark's includes its own daemons.",
    ]
    PAGE.write_text("\n".join(lines) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--authorities", type=int, default=153)
    parser.add_argument("--children", type=int, default=600_000)
    parser.add_argument("--build-only", action="store_true", help="make the authorities, and measure another time")
    given = parser.parse_args()
    folder = ROOT / "var" / f"england-{given.authorities}-{given.children}"
    one = ROOT / "var" / "england-1-100"
    build(one, 1, 100)
    build(folder, given.authorities, given.children)
    if given.build_only:
        return
    began = os.getloadavg()[0]
    results: Result = {
        "on": dt.date.today().isoformat(),  # noqa: DTZ011 - the day on this machine
        "cores": os.cpu_count(),
        "england": measure(folder, one),
        "load": [round(began, 1), round(os.getloadavg()[0], 1)],
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    write_page(results)


if __name__ == "__main__":
    main()
