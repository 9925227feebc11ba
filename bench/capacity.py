"""How long does the capacity simulation take? Writes docs/reference/capacity-performance.json.

    .venv/bin/python bench/capacity.py                    one year of 20,000 contacts, 100 replications; and growth
    .venv/bin/python bench/capacity.py --replications 10  the same, quicker

No database: the front door is made up, and busy for three quarters of its workers' time at every size. Stated are
processor seconds (a machine that does other things does not change them) and the most memory that the process held.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from threshold.core.calendar import Hours
from threshold.insight.capacity.arrivals import Mark, Pattern
from threshold.insight.capacity.fit import Work
from threshold.insight.capacity.rota import WEEKDAYS, Shift
from threshold.insight.capacity.scenario import PRESENT, Scenario
from threshold.insight.capacity.simulate import Setting, run

RESULTS = ROOT / "docs" / "reference" / "capacity-performance.json"
SIZES = (2_000, 5_000, 10_000, 20_000)


def setting(contacts: int) -> Setting:
    """A front door with so many contacts a year."""
    per_day = contacts / 365
    kinds = (1.6 * per_day, *(1.3 * per_day,) * 4, *(0.5 * per_day,) * 3)
    hours = tuple(0.02 if hour < 8 or hour > 18 else 0.68 / 11 for hour in range(24))
    marks = (Mark(0, True, 0.0), *(Mark(1, False, 180.0),) * 3, *(Mark(2, False, 0.0),) * 6)
    work = Work(work=120.0, variety=0.8, held_share=0.04, held_minutes=900.0, screening_share=0.25)
    workers = max(1, round(contacts * 120 / (252 * 510 * 0.75)))
    rota = (Shift("Day", dt.time(8, 45), dt.time(17, 15), WEEKDAYS, workers),)
    return Setting(work, Pattern(kinds, (1.0,) * 12, (hours, hours), 0.05, (marks, marks)), rota,
                   Hours(dt.time(8, 45), dt.time(17, 15)), dt.date(2026, 4, 1))  # fmt: skip


def measure(contacts: int, scenario: Scenario, replications: int) -> dict[str, object]:
    began, busy = time.monotonic(), time.process_time()
    found = run(setting(contacts), scenario, seed=1, replications=replications)
    seconds, elapsed = time.process_time() - busy, time.monotonic() - began
    share = found.in_day
    return {
        "contacts_a_year": round(found.arrived.mean),
        "scenario": scenario.in_words(),
        "replications": replications,
        "processor_seconds": round(seconds, 2),
        "elapsed_seconds": round(elapsed, 2),
        "processor_seconds_a_year": round(seconds / replications, 4),
        "microseconds_a_contact": round(1e6 * seconds / replications / found.arrived.mean, 1),
        "most_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "in_day": None if share is None else [round(share.mean, 4), round(share.low, 4), round(share.high, 4)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    few = max(2, options.replications // 10)
    rows = [measure(contacts, PRESENT, few) for contacts in SIZES]
    rows.append(measure(SIZES[-1], PRESENT, options.replications))
    rows.append(measure(SIZES[-1], Scenario(demand=200), few))
    options.out.write_text(json.dumps({"made_by": "bench/capacity.py", "runs": rows}, indent=2) + "\n")
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
