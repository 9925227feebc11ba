#!/usr/bin/env python3
"""How fast, and how surely, is a new person matched against 100,000 people in PostgreSQL?

    DATABASE_URL=postgresql://… .venv/bin/python scripts/bench_matching.py [--people 100000] [--explain]

Makes the scratch database `threshold_match_bench` on that server, fills it with made-up families and leaves it
there for the next run (--fresh makes it anew, --drop removes it at the end). No other database is touched.
"""

# ruff: noqa: PLC0415, T201 - Django is imported once the database is there; a script prints

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from urllib.parse import urlsplit, urlunsplit

DATABASE = "threshold_match_bench"
SEED = 7
BATCH = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--arrivals", type=int, default=500)
    parser.add_argument("--explain", action="store_true", help="print the plan of every query of one match")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--drop", action="store_true")
    wanted = parser.parse_args()
    server = os.environ.get("DATABASE_URL")
    if not server:
        raise SystemExit("DATABASE_URL is not set. Point it at a PostgreSQL server where a database may be made.")
    _scratch(server, wanted.fresh)
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    os.environ.setdefault("THRESHOLD_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from threshold.people.matching.synthetic import make

    world = make(seed=SEED, people=wanted.people, arrivals=wanted.arrivals)
    person_of = fill(world)
    if wanted.explain:
        explain(world)
    measure(world, person_of)
    if wanted.drop:
        from django.db import connection

        connection.close()
        _scratch(server, fresh=True, make=False)


def _scratch(server: str, fresh: bool, make: bool = True) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as db:
        if fresh:
            db.execute(f'DROP DATABASE IF EXISTS "{DATABASE}"')
        if make and not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            db.execute(f'CREATE DATABASE "{DATABASE}"')


def fill(world) -> dict[int, int]:  # type: ignore[no-untyped-def]
    """Write the people on file, unless this very set is there. Returns each entity's person id."""
    import datetime as dt

    from django.db import connection

    from threshold.access.models import User
    from threshold.people.matching.places import fold_line, tidy_postcode
    from threshold.people.models import (
        Address,
        Identifier,
        Identity,
        Person,
        PersonAddress,
        PersonName,
        Relationship,
    )
    from threshold.people.names import columns

    now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    parents = {(r.family, name) for r in world.on_file for name in r.details.carers}
    on_file = [(r.entity, r.family, r.details) for r in world.on_file]
    from threshold.people.matching.comparison import Details

    adults = {(r.family, r.details.names[0]): r.entity for r in world.on_file if not r.details.carers}
    extra = sorted(key for key in parents if key not in adults)
    on_file += [(-n, family, Details((name,))) for n, (family, name) in enumerate(extra, 1)]
    adults |= {(family, name): -n for n, (family, name) in enumerate(extra, 1)}
    ids = {entity: n for n, (entity, _, _) in enumerate(on_file, 1)}
    if Person.objects.count() == len(on_file):
        return ids
    if Person.objects.exists():
        raise SystemExit("The scratch database holds other people. Run again with --fresh.")
    started = time.monotonic()
    user = User.objects.create(email="bench@severnshire.example", name="Bench")
    people, names, numbers, homes, related = [], [], [], [], []
    places: dict[tuple[int, str, str], Address] = {}
    for entity, family, d in on_file:
        pk = ids[entity]
        kind = "unborn" if d.expected_on else "child" if d.carers else "adult"
        given, family_name, _ = d.names[0]
        people.append(
            Person(id=pk, identity_id=pk, kind=kind, given_name=given, family_name=family_name, sex=d.sex or "U",
                   birth_on=d.birth_on, expected_on=d.expected_on, created_at=now, created_by=user)
        )  # fmt: skip
        names.append(
            PersonName(person_id=pk, given_name=given, family_name=family_name, recorded_at=now,
                       **columns(given, family_name))
        )  # fmt: skip
        numbers += [
            Identifier(person_id=pk, kind=n.kind, value=n.value, is_verified=n.is_verified, source="bench",
                       recorded_on=now.date())
            for n in d.identifiers
        ]  # fmt: skip
        for place in d.addresses:
            key = (family, place.line, place.postcode)
            if key not in places:
                places[key] = Address(id=len(places) + 1, line_1=place.line, postcode=tidy_postcode(place.postcode),
                                      line_folded=fold_line(place.line))  # fmt: skip
            ends_on = None if place.is_current else dt.date(2024, 1, 1)
            homes.append(PersonAddress(person_id=pk, address=places[key], ends_on=ends_on))
        related += [
            Relationship(person_id=ids[adults[family, name]], other_id=pk, kind="parent") for name in set(d.carers)
        ]
    Identity.objects.bulk_create([Identity(id=p.pk, created_at=now) for p in people], BATCH)
    for model, rows in (
        (Person, people), (PersonName, names), (Address, list(places.values())), (PersonAddress, homes),
        (Identifier, numbers), (Relationship, related),
    ):  # fmt: skip
        model.objects.bulk_create(rows, BATCH)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"Wrote {len(people):,} people in {time.monotonic() - started:.0f} s")
    return ids


def measure(world, person_of: dict[int, int]) -> None:  # type: ignore[no-untyped-def]
    """Match every arrival once, as a contact would, and count what was found and how long it took."""
    from threshold.people.matching import candidates
    from threshold.people.matching.model import Verdict
    from threshold.people.models import Person

    seconds, tally = [], Counter[str]()
    on_file = {record.entity for record in world.on_file}
    for arrival in [*world.arrivals[:5], *world.arrivals]:  # the first five warm the caches and are dropped
        started = time.perf_counter()
        suggestions = candidates.suggest(arrival.details, among=Person.objects.all())
        seconds.append(time.perf_counter() - started)
        likely = {s.person_id for s in suggestions if s.verdict is Verdict.LIKELY}
        shown = {s.person_id for s in suggestions if s.verdict is not Verdict.UNLIKELY}
        truth = person_of[arrival.entity] if arrival.entity in on_file else 0
        tally["likely"] += len(likely)
        tally["likely and right"] += truth in likely
        tally["shown"] += len(shown)
        if truth:
            found = candidates._find(arrival.details, Person.objects.all())
            tally["known"] += 1
            tally["found"] += truth in found
            tally["shown and right"] += truth in shown
    seconds = sorted(seconds[5:])
    print(f"{Person.objects.count():,} people, {len(seconds):,} arrivals")
    print(f"time: median {statistics.median(seconds) * 1000:.0f} ms, "
          f"p95 {seconds[int(len(seconds) * 0.95)] * 1000:.0f} ms, worst {seconds[-1] * 1000:.0f} ms")  # fmt: skip
    print(f"found among the candidates: {tally['found'] / tally['known']:.2%}")
    print(f"recall: likely {tally['likely and right'] / tally['known']:.1%}, "
          f"likely or possible {tally['shown and right'] / tally['known']:.1%}")  # fmt: skip
    print(f"precision: likely {tally['likely and right'] / tally['likely']:.1%}; "
          f"shown per arrival {tally['shown'] / len(world.arrivals):.1f}")  # fmt: skip


def explain(world) -> None:  # type: ignore[no-untyped-def]
    """The plan and time of each query of one match, as PostgreSQL ran it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from threshold.people.matching.candidates import suggest
    from threshold.people.models import Person

    with CaptureQueriesContext(
        connection,
    ) as queries:
        suggest(world.arrivals[0].details, among=Person.objects.all())
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            print(f"\n-- {float(query['time']) * 1000:.0f} ms: {query['sql'][:300]}")
            if query["sql"].startswith("SELECT") and "set_config" not in query["sql"]:
                cursor.execute("SET pg_trgm.similarity_threshold = 0.45")
                cursor.execute(f"EXPLAIN ANALYZE {query['sql']}")
                print("\n".join(line for (line,) in cursor.fetchall()))


if __name__ == "__main__":
    sys.exit(main())
