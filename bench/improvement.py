"""How fast are measures, the quarterly report, an import and the simulation? Writes performance-improvement.md.

    make bench                                                        these after the pages
    .venv/bin/python bench/run.py --only improvement                  these alone

Each part is a program of its own beside this one, run on the databases that `bench/run.py` fills: a small one of 10,000
contacts and the one that was asked for, so that growth is seen. No part may take longer than `MOST_SECONDS`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "reference" / "performance-improvement.json"
PAGE = ROOT / "docs" / "reference" / "performance-improvement.md"
MOST_SECONDS = 20 * 60
SMALL = 10_000
#: How many times the floor a measure may take.
AIM = 3
Result = dict[str, Any]


def measure(contacts: int, env: dict[str, str]) -> Result:
    """What depends on how much an authority has."""
    _ask("practice.py", env)  # audits, supervision and the plan, once
    return {"contacts": contacts, "measures": _ask("measures.py", env), "report": _ask("report.py", env)}


def the_rest(env: dict[str, str]) -> Result:
    """What does not."""
    return {"simulation": _ask("capacity.py", env), "import": _ask("import_report.py", env)}


def _ask(script: str, env: dict[str, str]) -> Any:
    """The JSON that a part prints."""
    command = [sys.executable, ROOT / "bench" / script]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True, timeout=MOST_SECONDS)
    return json.loads(done.stdout[done.stdout.index("{") :])


# --- The page ---------------------------------------------------------------------------------------------------


def write_page(results: Result) -> None:
    """The tables, from all sizes that were measured."""
    sizes = sorted(results["sizes"].values(), key=lambda size: size["contacts"])
    began, ended = results["load"]
    lines = [
        "# How fast the improvement loop is",
        "",
        f"Written by `make bench` on {_day(results['on'])}; do not edit. {os.cpu_count()} cores, on which {began:.0f} "
        f"programs wanted to run at the beginning and {ended:.0f} at the end: on a machine of its own the seconds are "
        "a fraction of these. Read the ratios to the floor, which was asked in turn with what it is the floor of, and "
        "the seconds of the processor, which others do not lengthen. What falls short, and why, is in "
        "[the explanation](../explanation/speed.md).",
        "",
        *_measures(sizes),
        *_pages(sizes),
        *_report(sizes),
        *_import(results["rest"]["import"]),
        *_simulation(results["rest"]["simulation"]["runs"]),
    ]
    PAGE.write_text("\n".join(lines).rstrip() + "\n")


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _table(columns: list[str], rows: list[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]


def _times(row: Result) -> float:
    return float(row["seconds"] / row["floor"])


def _measures(sizes: list[Result]) -> list[str]:
    large = sizes[-1]["measures"]
    lines = [
        "## Measures",
        "",
        f"{len(large['rows'])} series: each measure over five years by month for the whole authority, by month and "
        "team, and by month for children of 5 to 9, girls, and White children. The floor is one plain count of the "
        f"same rows by month (and team) without any condition or join. The aim is {AIM} times.",
        "",
    ]
    ways = list(dict.fromkeys(row["series"] for row in large["rows"]))
    columns = [
        "Contacts",
        "Series",
        "Number",
        "All together, s",
        "Their floors, s",
        "Middle ratio",
        f"Within {AIM} times",
    ]
    rows = []
    for size in sizes:
        for way in [*ways, "all"]:
            found = [row for row in size["measures"]["rows"] if way in ("all", row["series"])]
            met = sum(_times(row) <= AIM for row in found)
            rows.append(
                [
                    f"{size['contacts']:,}", f"by {way}" if way != "all" else "all", str(len(found)),
                    f"{sum(row['seconds'] for row in found):.2f}", f"{sum(row['floor'] for row in found):.2f}",
                    f"{statistics.median(map(_times, found)):.1f}", f"{met} of {len(found)}",
                ]
            )  # fmt: skip
    lines += _table(columns, rows)
    memory = ", ".join(f"{size['measures']['memory_mb']} MB at {size['contacts']:,}" for size in sizes)
    lines += [f"Memory of the process that asks, pages included: {memory}.", ""]
    by_code = {(row["code"], row["series"]): row for row in sizes[0]["measures"]["rows"]}
    told = []
    for code in dict.fromkeys(row["code"] for row in large["rows"]):
        mine = {row["series"]: row for row in large["rows"] if row["code"] == code}
        month = mine["month"]
        before = by_code.get((code, "month"))
        grows = f"{month['seconds'] / before['seconds']:.1f}" if before and len(sizes) > 1 else ""
        team, cohorts = mine.get("month and team"), [mine[way] for way in ways if "," in way and way in mine]
        told.append(
            [
                f"{code} {month['title']}", f"{month['rows']:,}", f"{1000 * month['seconds']:.0f}",
                f"{1000 * month['floor']:.1f}", f"{_times(month):.1f}", f"{_times(team):.1f}" if team else "",
                f"{max(map(_times, cohorts)):.1f}" if cohorts else "", grows,
                f"{sum(_times(row) <= AIM for row in mine.values())} of {len(mine)}",
            ]
        )  # fmt: skip
    lines += [f"At {sizes[-1]['contacts']:,} contacts:", ""]
    lines += _table(
        ["Measure", "Rows", "By month, ms", "Floor, ms", "Ratio", "By team, ratio", "Slowest cohort, ratio",
         f"By month, grows from {sizes[0]['contacts']:,} by", f"Its series within {AIM} times"],
        told,
    )  # fmt: skip
    return lines


def _pages(sizes: list[Result]) -> list[str]:
    columns = ["Page", "Queries", *(f"Seconds at {size['contacts']:,}" for size in sizes)]
    rows = []
    for name, page in sizes[-1]["measures"]["pages"].items():
        title = "a signed-in page with no query to its subject" if name == "bare" else name
        seconds = [f"{size['measures']['pages'][name]['seconds']:.2f}" for size in sizes]
        rows.append([title, str(page["queries"]), *seconds])
    lines = [
        "## Pages that show measures",
        "",
        "Nothing is kept between two requests: every number is counted anew.",
        "",
    ]
    return [*lines, *_table(columns, rows)]


def _report(sizes: list[Result]) -> list[str]:
    report = sizes[-1]["report"]
    columns = ["Part"]
    for size in sizes:
        columns += [f"Seconds at {size['contacts']:,}", "of the processor here"]
    rows = [
        [name, *(f"{value:.1f}" for size in sizes for value in size["report"]["parts"][name])]
        for name in report["parts"]
    ]
    rows.append(["numbers to files, together", *(f"{v:.1f}" for size in sizes for v in size["report"]["end to end"])])
    weights = ", ".join(f"{form} {size / 1000:,.0f} kB" for form, size in report["bytes"].items())
    lines = [
        "## The quarterly report",
        "",
        f"{report['measures']} measures with two years of months and their charts, the audits of the quarter, 150 "
        "findings, 60 requirements and 120 actions. Approving does all of it once more inside its transaction (what "
        "was drawn before is not drawn again), and publishing makes the version for everybody.",
        "",
    ]
    memory = ", ".join(f"{size['report']['memory_mb']} MB at {size['contacts']:,} contacts" for size in sizes)
    return [*lines, *_table(columns, rows), f"Memory: {memory}. Files: {weights}.", ""]


def _import(found: Result) -> list[str]:
    names = list(found["reports"][0])
    rows = [[str(report[name]) for name in names] for report in found["reports"]]
    refused = ", ".join(f"{name.replace('_mb', ', MB')}: {value}" for name, value in next(
        value for key, value in found.items() if key.startswith("refusal")
    ).items())  # fmt: skip
    lines = [
        "## One inspection report imported",
        "",
        "From the PDF to its judgements and numbered paragraphs. The floor is the bare text of the same pages.",
        "",
    ]
    columns = [f"{name[0].upper()}{name[1:]}".replace("_mb", ", MB") for name in names]
    return [*lines, *_table(columns, rows), f"A file that unpacks without end is refused ({refused}).", ""]


def _simulation(runs: list[Result]) -> list[str]:
    columns = [
        "Contacts a year", "Workers", "Scenario", "Replications", "Processor seconds", "One year", "Floor of a year",
        "Ratio", "Memory, MB",
    ]  # fmt: skip
    rows = [
        [
            f"{run['contacts_a_year']:,}", str(run["workers"]), run["scenario"], str(run["replications"]),
            f"{run['processor_seconds']:.1f}", f"{run['processor_seconds_a_year']:.2f}", f"{run['floor_a_year']:.2f}",
            f"{run['processor_seconds_a_year'] / run['floor_a_year']:.1f}", str(run["most_memory_mb"]),
        ]
        for run in runs
    ]  # fmt: skip
    lines = [
        "## The simulation of the front door",
        "",
        "The floor is the plainest queue of the same library, simpy, with as many contacts and workers: no shifts, no "
        "waiting for partners, no ratings, nothing written down.",
        "",
    ]
    return [*lines, *_table(columns, rows)]


def run(sizes: dict[int, dict[str, str]]) -> None:
    """Measure each size in its environment, and write the page."""
    began = os.getloadavg()[0]
    results: Result = {
        "on": dt.date.today().isoformat(),  # noqa: DTZ011 - the day on this machine
        "sizes": {str(contacts): measure(contacts, env) for contacts, env in sizes.items()},
        "rest": the_rest(next(iter(sizes.values()))),
        "load": [round(began, 1), round(os.getloadavg()[0], 1)],
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    write_page(results)
