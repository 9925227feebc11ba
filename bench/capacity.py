"""How long does the capacity simulation take? Prints JSON.

    .venv/bin/python bench/capacity.py                    one year of 20,000 contacts, 100 replications; and growth
    .venv/bin/python bench/capacity.py --replications 10  the same, quicker

No database: the front door is made up, and busy for three quarters of its workers' time at every size. Stated are
processor seconds (a machine that does other things does not change them) and the most memory that the process held. The
floor is the queue of simpy's own tutorial: as many contacts and workers, each contact a process that waits for a worker
and keeps them for a while, without shifts, opening hours, partners, ratings, or anything written down.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import simpy

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from threshold.core.calendar import Hours
from threshold.insight.capacity.arrivals import Mark, Pattern
from threshold.insight.capacity.fit import Work
from threshold.insight.capacity.rota import WEEKDAYS, Shift
from threshold.insight.capacity.scenario import PRESENT, Scenario
from threshold.insight.capacity.simulate import Setting, run

SIZES = (2_000, 5_000, 10_000, 20_000)


def workers_for(contacts: int) -> int:
    """How many are busy for three quarters of their time."""
    return max(1, round(contacts * 120 / (252 * 510 * 0.75)))


def floor(contacts: int, number: int) -> float:
    """Processor seconds of one year of the plainest queue, with so many workers."""
    chance, opened = Random(1), 252 * 510.0  # noqa: S311 - repeatable
    world = simpy.Environment()
    workers = simpy.Resource(world, number)

    def contact() -> Iterator[simpy.Event]:
        with workers.request() as turn:
            yield turn
            yield world.timeout(chance.expovariate(1 / 120))

    def arrivals() -> Iterator[simpy.Event]:
        while True:
            yield world.timeout(chance.expovariate(contacts / opened))
            world.process(contact())

    world.process(arrivals())
    busy = time.process_time()
    world.run(until=opened)
    return time.process_time() - busy


def setting(contacts: int) -> Setting:
    """A front door with so many contacts a year."""
    per_day = contacts / 365
    kinds = (1.6 * per_day, *(1.3 * per_day,) * 4, *(0.5 * per_day,) * 3)
    hours = tuple(0.02 if hour < 8 or hour > 18 else 0.68 / 11 for hour in range(24))
    marks = (Mark(0, True, 0.0), *(Mark(1, False, 180.0),) * 3, *(Mark(2, False, 0.0),) * 6)
    work = Work(work=120.0, variety=0.8, held_share=0.04, held_minutes=900.0, screening_share=0.25)
    rota = (Shift("Day", dt.time(8, 45), dt.time(17, 15), WEEKDAYS, workers_for(contacts)),)
    return Setting(work, Pattern(kinds, (1.0,) * 12, (hours, hours), 0.05, (marks, marks)), rota,
                   Hours(dt.time(8, 45), dt.time(17, 15)), dt.date(2026, 4, 1))  # fmt: skip


def measure(contacts: int, scenario: Scenario, replications: int) -> dict[str, object]:
    began, busy = time.monotonic(), time.process_time()
    found = run(setting(contacts), scenario, seed=1, replications=replications)
    seconds, elapsed = time.process_time() - busy, time.monotonic() - began
    share = found.in_day
    least = min(floor(contacts * scenario.demand // 100, workers_for(contacts)) for _ in range(3))
    return {
        "workers": workers_for(contacts),
        "floor_a_year": round(least, 4),
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
    options = parser.parse_args()
    few = max(2, options.replications // 10)
    run(setting(SIZES[0]), PRESENT, seed=1, replications=1)  # what is done once for a process
    rows = [measure(contacts, PRESENT, few) for contacts in SIZES]
    rows.append(measure(SIZES[-1], PRESENT, options.replications))
    rows.append(measure(SIZES[-1], Scenario(demand=200), few))
    print(json.dumps({"runs": rows}))


if __name__ == "__main__":
    main()
