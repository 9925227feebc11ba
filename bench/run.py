"""How fast is it, beside the barest page and the barest insert? Writes docs/reference/performance.md.

    make bench                                     100,000 contacts
    make bench CONTACTS=1000000                    and a million; each size keeps its own database in var/bench-…
    .venv/bin/python bench/run.py --only pages     the pages alone, or `improvement` alone (see improvement.py)

For each size: a private database is filled by `threshold seed-bulk` (once; kept for the next run), the production
server is started, and locust asks for one kind of page after another. The floor is measured in the same run: a
signed-in page with the base template and no domain query, and one row with one audit row written through the ORM.
Machines differ and are noisy: read the ratios.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import improvement

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PORT = 8123
USERS = 2  # one for each core: the time of a page, not of a queue
RESULTS = ROOT / "docs" / "reference" / "performance.json"
PAGE = ROOT / "docs" / "reference" / "performance.md"


def environment(contacts: int) -> dict[str, str]:
    return {
        **os.environ,
        "THRESHOLD_MODE": "demo",
        "THRESHOLD_VAR": str(ROOT / "var" / f"bench-{contacts}"),
        "DATABASE_URL": "",
    }


def fill(contacts: int, env: dict[str, str]) -> float | None:
    """Seed the database, unless it was. Returns the seconds it took."""
    mark = Path(env["THRESHOLD_VAR"]) / "filled"
    if mark.exists():
        return None
    subprocess.run([BIN / "threshold", "prepare"], env=env, check=True, stdout=subprocess.DEVNULL)
    began = time.monotonic()
    years = "10" if contacts >= 1_000_000 else "5"  # the largest authority's ten, a medium one's five
    command = [BIN / "threshold", "seed-bulk", "--contacts", str(contacts), "--seed", "1", "--years", years]
    subprocess.run(command, env=env, check=True)
    took = time.monotonic() - began
    mark.write_text(f"{took:.0f}\n")
    return took


def facts(env: dict[str, str]) -> dict[str, object]:
    """Sessions, pages to ask for, and the time of bare and real writes: asked of a process with the same settings."""
    script = ROOT / "bench" / "facts.py"
    out = subprocess.run([sys.executable, script], env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out.splitlines()[-1])


def load(name: str, paths: list[str], session: str, seconds: int, **more: str) -> dict[str, float]:
    """Ask for one kind of page. Times in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ, "BENCH_NAME": name, "BENCH_PATHS": "|".join(paths), "BENCH_SESSION": session,
            "BENCH_YEAR": str(dt.date.today().year), **more,  # noqa: DTZ011 - any day of this year
        }  # fmt: skip
        command = [
            BIN / "locust", "-f", ROOT / "bench" / "load.py", "--headless", "-u", str(USERS), "-r", str(USERS),
            "-t", f"{seconds}s", "--host", f"http://127.0.0.1:{PORT}", "--csv", f"{folder}/out", "--only-summary",
        ]  # fmt: skip
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
        with open(f"{folder}/out_stats.csv") as file:
            row = next(row for row in csv.DictReader(file) if row["Name"] == name)
    if int(row["Failure Count"]) or not int(row["Request Count"]):
        raise SystemExit(f"{name}: {row['Failure Count']} of {row['Request Count']} requests failed.\n{done.stderr}")
    return {
        "p50": float(row["50%"]), "p95": float(row["95%"]), "p99": float(row["99%"]),
        "per_second": float(row["Requests/s"]), "requests": int(row["Request Count"]),
    }  # fmt: skip


def wait_until_ready() -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/worried", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise SystemExit("The server did not come up within 60 seconds.")


def measure(contacts: int, seconds: int) -> dict[str, object]:
    env = environment(contacts)
    seeding = fill(contacts, env)
    keeper = subprocess.Popen([BIN / "threshold", "serve", "--port", str(PORT)], env=env, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready()
        known = facts(env)
        session, bare = str(known["session"]), str(known["bare_session"])
        pages: dict[str, list[str]] = known["pages"]  # type: ignore[assignment]
        rows = {"floor": load("floor", ["/"], bare, seconds)}
        for name, paths in pages.items():
            rows[name] = load(name, paths, session, seconds)
        rows["recording a contact"] = load("recording a contact", ["/"], session, seconds, BENCH_RECORDS="yes")
        rows["floor again"] = load("floor again", ["/"], bare, seconds)
    finally:
        keeper.send_signal(signal.SIGTERM)
        keeper.wait(timeout=30)
    return {
        "contacts": contacts, "people": known["people"], "seeding_seconds": seeding, "rows": rows,
        "writes": known["writes"],
    }  # fmt: skip


def write_page(results: dict[str, dict[str, object]]) -> None:
    lines = [
        "# How fast it is",
        "",
        "Written by `make bench`; do not edit. Measured with the production server on two cores, "
        f"{USERS} users who ask without a pause. The floor is a signed-in page with the base template and no domain "
        "query, asked for in the same run, before and after the others. Times are milliseconds. These machines are "
        "noisy: the ratios say more than the times. Two hundred restricted records are hidden from the reader, as in a "
        "real authority.",
        "",
    ]
    for key in sorted(results, key=int):
        result = results[key]
        rows: dict[str, dict[str, float]] = result["rows"]  # type: ignore[assignment]
        floor = statistics.mean([rows["floor"]["p95"], rows["floor again"]["p95"]])
        lines += [
            f"## {int(key):,} contacts, {result['people']:,} people",
            "",
            "| Page | p50 | p95 | p99 | requests a second | p95 against the floor | aim: 4 times |",
            "|---|---|---|---|---|---|---|",
        ]
        for name, row in rows.items():
            ratio = row["p95"] / floor
            is_judged = not name.startswith(("floor", "recording"))
            verdict = ("met" if ratio <= 4 else "short") if is_judged else ""
            lines.append(
                f"| {name} | {row['p50']:.0f} | {row['p95']:.0f} | {row['p99']:.0f} | {row['per_second']:.0f} "
                f"| {ratio:.1f} | {verdict} |"
            )
        writes: dict[str, float] = result["writes"]  # type: ignore[assignment]
        lines += [
            "",
            f"Recording a contact by its action: median {writes['record']:.1f} ms; one row with one audit row through "
            f"the ORM: {writes['bare']:.1f} ms; {writes['record'] / writes['bare']:.1f} times (aim: 4). "
            f"One contact writes {writes['rows']:.0f} rows, the bare insert two.",
            "",
            f"Finding whom a newly named child may be, among {result['people']:,} people: median "
            f"{writes['match']:.0f} ms "
            f"(aim for 100,000: under 200), {writes['match'] / writes['bare']:.0f} times the bare insert.",
            "",
        ]
    sizes = sorted(results, key=int)
    if len(sizes) > 1:
        small, large = results[sizes[0]]["rows"], results[sizes[-1]]["rows"]
        lines += [
            f"## {int(sizes[-1]):,} against {int(sizes[0]):,} contacts",
            "",
            "| Page | p95 grows by | aim: 1.25 times |",
            "|---|---|---|",
        ]
        for name in small:  # type: ignore[attr-defined]
            ratio = large[name]["p95"] / small[name]["p95"]  # type: ignore[index]
            lines.append(f"| {name} | {ratio:.2f} | {'met' if ratio <= 1.25 else 'short'} |")
        lines.append("")
    PAGE.write_text("\n".join(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=int, nargs="+", default=[100_000])
    parser.add_argument("--seconds", type=int, default=15, help="for each kind of page")
    parser.add_argument("--only", choices=("pages", "improvement"))
    options = parser.parse_args()
    if options.only != "improvement":
        measure_pages(options.contacts, options.seconds)
    if options.only != "pages":
        sizes = {contacts: environment(contacts) for contacts in sorted({improvement.SMALL, *options.contacts})}
        for contacts, env in sizes.items():
            fill(contacts, env)
        improvement.run(sizes)
        print(improvement.PAGE.read_text())


def measure_pages(sizes: list[int], seconds: int) -> None:
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for contacts in sizes:
        results[str(contacts)] = measure(contacts, seconds)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        write_page(results)
    print(PAGE.read_text())


if __name__ == "__main__":
    main()
