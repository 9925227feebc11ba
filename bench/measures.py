"""How long do a hundred series of measures take, beside one plain count of the same rows? Writes a JSON.

    THRESHOLD_MODE=demo THRESHOLD_VAR=var/bench-100000 .venv/bin/python bench/measures.py --out measures.json

Each of the measures is read over five years by month for the whole authority, by month and team, and by month for
three cohorts: with twenty measures a hundred series. The floor of a series is one aggregate query over the same rows,
grouped by month (and team) without any condition of the measure: what the database needs to look at them at all. Every
time is the middle of `--repeats` runs after one that warms the cache.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")

import django
from django.conf import settings
from django.db import connection

django.setup()

from django.utils import timezone

from threshold.config import embedded_postgres
from threshold.core import packs
from threshold.core.calendar import day_of
from threshold.frontdoor.models import ContactChild
from threshold.insight import compute, periods
from threshold.insight.cohorts import EVERYBODY, Cohort
from threshold.insight.measures import REGISTRY, Measure

COHORTS = (Cohort("age", "5-9"), Cohort("sex", "F"), Cohort("ethnicity", "white"))


def timed(run: Callable[[], Any], repeats: int) -> float:
    """Seconds, the middle of the runs."""
    run()
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def floor(measure: Measure, first: dt.date, last: dt.date, now: dt.datetime, *, by_team: bool) -> Callable[[], Any]:
    """One plain aggregate over the measure's own table, by month: no condition, no join but for the team."""
    rows = measure.rows(now)
    table, column = rows.model._meta.db_table, measure.when
    fields = {field.column for field in rows.model._meta.fields}
    column = column if column in fields else next(name for name in fields if name.endswith(("_at", "_on")))
    team = f", {measure.team}" if by_team and measure.team in fields else ""
    sql = (
        f'SELECT date_trunc(\'month\', "{column}"){team}, COUNT(*) FROM "{table}" '  # noqa: S608 - our own names
        f'WHERE "{column}" >= %s AND "{column}" < %s GROUP BY 1{", 2" if team else ""}'
    )
    if table == "core_clock":
        # Clocks of all rules share a table: the floor looks at those of the measure's rule.
        rules = sorted(set(rows.values_list("rule", flat=True)[:100000])) or [""]
        sql = sql.replace("WHERE", "WHERE rule = ANY(%s) AND")
        return lambda: _ask(sql, [rules, first, last])
    return lambda: _ask(sql, [first, last])


def _ask(sql: str, params: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def series(measure: Measure, wanted: list[periods.Period], now: dt.datetime) -> dict[str, Callable[[], Any]]:
    """The five ways in which a measure is read."""
    cohorts = [cohort for cohort in COHORTS if cohort.suits(measure)] or [EVERYBODY]
    found: dict[str, Callable[[], Any]] = {
        "by month": lambda: compute.readings([measure.code], wanted, now=now),
        "by month and team": lambda: compute.readings_by_team([measure.code], wanted, now=now),
    }
    for cohort in cohorts:
        name = f"by month, {cohort.title}"
        found[name] = lambda cohort=cohort: compute.readings([measure.code], wanted, cohort=cohort, now=now)  # type: ignore[misc]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="where the JSON is written; on the screen without it")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--months", type=int, default=60)
    asked = parser.parse_args()
    now = timezone.now()
    packs.load(Path(settings.PACK_FOLDER), now=now)  # a database of an earlier day does not know today's pack
    wanted = periods.months_back(day_of(now), asked.months)
    first, last = wanted[0].first, wanted[-1].last + dt.timedelta(days=1)
    rows: list[dict[str, Any]] = []
    for measure in REGISTRY.values():
        if not hasattr(measure.rows(now), "model"):
            continue
        for name, run in series(measure, wanted, now).items():
            least = timed(floor(measure, first, last, now, by_team="team" in name), asked.repeats)
            took = timed(run, asked.repeats)
            rows.append({"code": measure.code, "series": name, "seconds": took, "floor": least, "times": took / least})
    plain = [row for row in rows if row["series"] in ("by month", "by month and team")]
    result = {
        "children_on_contacts": ContactChild.objects.standing().count(),
        "months": asked.months,
        "series": len(rows),
        "seconds_together": sum(row["seconds"] for row in rows),
        "floor_together": sum(row["floor"] for row in rows),
        "times_floor_middle": statistics.median(row["times"] for row in plain),
        "times_floor_worst": max(plain, key=lambda row: row["times"]),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": rows,
    }
    text = json.dumps(result, indent=1)
    if asked.out:
        asked.out.write_text(text + "\n")
    print(
        text if not asked.out else json.dumps({key: value for key, value in result.items() if key != "rows"}, indent=1)
    )


if __name__ == "__main__":
    with contextlib.nullcontext() if os.environ.get("DATABASE_URL") else embedded_postgres.running():
        main()
