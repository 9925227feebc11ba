"""How long do a hundred series of measures take, beside one plain count of the same rows? Prints JSON.

    THRESHOLD_MODE=demo THRESHOLD_VAR=var/bench-100000 .venv/bin/python bench/measures.py

Each measure is read over five years by month for the whole authority, by month and team, and by month for up to three
cohorts. The floor of a series is one aggregate query in plain SQL over the same table and days, by month (and team,
where the table has it): no condition of the measure, no join, nothing made by the ORM. Both are asked in turn, so that
what else the machine does falls on both; given are the middle times. Beside them stand the pages that show measures,
against a signed-in page without a query to its subject, for somebody from whom two hundred children are hidden.
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
from django.db import connection, transaction

django.setup()

from django.test import Client
from django.utils import timezone

from threshold.access.models import Membership, User
from threshold.config import embedded_postgres
from threshold.core import packs
from threshold.core.calendar import day_of
from threshold.core.models import Clock
from threshold.frontdoor.models import ContactChild
from threshold.insight import compute, periods
from threshold.insight.cohorts import Cohort
from threshold.insight.measures import REGISTRY, Measure
from threshold.people.models import Person, Restriction

COHORTS = (Cohort("age", "5-9"), Cohort("sex", "F"), Cohort("ethnicity", "white"))
HIDDEN = 200
PAGES = {
    "all measures": ("team_manager", "/measures"),
    "all measures, for a councillor": ("elected_member", "/measures"),
    "one measure, with teams": ("team_manager", "/measures/FD02"),
    "one measure, by age": ("team_manager", "/measures/FD02?by=age"),
    "the list behind it": ("team_manager", "/measures/FD02/list"),
}
BARE = ("elected_member", "/")


def in_turn(runs: dict[str, Callable[[], Any]], repeats: int) -> dict[str, float]:
    """Seconds of each, the middle of its runs; one run of each before them fills the caches."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(repeats + 1):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            if turn:
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) for name, times in taken.items()}


# --- Measures ---------------------------------------------------------------------------------------------------


def floor(measure: Measure, first: dt.date, last: dt.date, now: dt.datetime, *, by_team: bool) -> Callable[[], Any]:
    """One plain aggregate over the measure's own table, by month."""
    rows = measure.rows(now)
    table, column = rows.model._meta.db_table, measure.when
    fields = {field.column for field in rows.model._meta.fields}
    team = f", {measure.team}" if by_team and measure.team in fields else ""
    where, params = f'"{column}" >= %s AND "{column}" < %s', [first, last]
    if rows.model is Clock:
        # The clocks of all rules share a table: the floor looks at those of the measure's rule.
        where, params = f"rule = ANY(%s) AND {where}", [list(rows.values_list("rule", flat=True).distinct()), *params]
    sql = (
        f'SELECT date_trunc(\'month\', "{column}"){team}, COUNT(*) FROM "{table}" '  # noqa: S608 - our own names
        f"WHERE {where} GROUP BY 1{', 2' if team else ''}"
    )
    return lambda: _ask(sql, params)


def _ask(sql: str, params: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def series(measure: Measure, wanted: list[periods.Period], now: dt.datetime) -> dict[str, Callable[[], Any]]:
    """The ways in which a measure is read."""
    found: dict[str, Callable[[], Any]] = {"month": lambda: compute.readings([measure.code], wanted, now=now)}
    if measure.team:
        found["month and team"] = lambda: compute.readings_by_team([measure.code], wanted, now=now)
    for cohort in COHORTS:
        if cohort.suits(measure):
            found[f"month, {cohort.dimension}"] = lambda cohort=cohort: compute.readings(  # type: ignore[misc]
                [measure.code], wanted, cohort=cohort, now=now
            )
    return found


def all_series(months: int, repeats: int, now: dt.datetime) -> list[dict[str, Any]]:
    wanted = periods.months_back(day_of(now), months)
    first, last = wanted[0].first, wanted[-1].last + dt.timedelta(days=1)
    found = []
    for measure in REGISTRY.values():
        rows = measure.rows(now).count()
        for name, run in series(measure, wanted, now).items():
            plain = floor(measure, first, last, now, by_team="team" in name)
            taken = in_turn({"floor": plain, "seconds": run}, repeats)
            found.append({"code": measure.code, "title": measure.title, "series": name, "rows": rows, **taken})
    return found


# --- Pages ------------------------------------------------------------------------------------------------------


def pages(repeats: int, now: dt.datetime) -> dict[str, dict[str, float]]:
    """Seconds and queries of each page; what is written for it is rolled back."""
    with transaction.atomic():
        people = {role: _somebody(role) for role in ("team_manager", "elected_member")}
        children = list(
            Person.objects.filter(kind="child").order_by("pk").values_list("pk", flat=True)[: 20 * HIDDEN : 20]
        )
        Restriction.objects.bulk_create(
            Restriction(
                person_id=pk, kind="allow_list", message="Ask the service manager", reason="Bench", starts_at=now,
                started_by=people["team_manager"],
            )
            for pk in children
        )  # fmt: skip
        clients = {role: Client(headers={"host": "127.0.0.1"}) for role in people}
        for role, client in clients.items():
            client.force_login(people[role], settings.AUTHENTICATION_BACKENDS[0])
        asked = {"bare": BARE, **PAGES}
        queries = {name: _queries(clients[role], address) for name, (role, address) in asked.items()}
        taken = in_turn(
            {
                name: (lambda role=role, address=address: clients[role].get(address))
                for name, (role, address) in asked.items()
            },
            repeats,
        )
        transaction.set_rollback(True)
    return {name: {"seconds": taken[name], "queries": queries[name]} for name in asked}


def _somebody(role: str) -> User:
    user = User.objects.create(email=f"bench.{role}@pages.example", name="Bench Person")
    Membership.objects.create(user=user, role=role, team=None, starts_on=dt.date(2020, 1, 1))
    return User.objects.get(pk=user.pk)


def _queries(client: Client, address: str) -> int:
    counted = []
    with connection.execute_wrapper(lambda run, *args: (counted.append(1), run(*args))[1]):
        status = client.get(address).status_code
    if status != 200:
        raise SystemExit(f"{address} answered {status}.")
    return len(counted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--months", type=int, default=60)
    asked = parser.parse_args()
    now = timezone.now()
    packs.load(Path(settings.PACK_FOLDER), now=now)  # a database of an earlier day does not know today's pack
    rows = all_series(asked.months, asked.repeats, now)
    result = {
        "children_on_contacts": ContactChild.objects.standing().count(),
        "months": asked.months,
        "rows": rows,
        "pages": pages(asked.repeats, now),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    with contextlib.nullcontext() if os.environ.get("DATABASE_URL") else embedded_postgres.running():
        main()
