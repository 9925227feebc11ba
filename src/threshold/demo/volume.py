"""How is a large authority made for the benchmarks? The planner's contacts, copied into the tables as they are planned.

One transaction without plain indexes and foreign keys, which are made again at its end: a run that was killed has
left nothing, and every reference has been checked. Memory holds what is open at one moment, not what was written.
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from threshold.core.calendar import day_of
from threshold.demo import county
from threshold.demo.book import Book
from threshold.demo.bulk import TABLES, WITH_AUDIT, InBulk, Ledger, bare_tables
from threshold.demo.plan import Planner, in_order

#: Contacts about families that were not known before: with it about 60,000 children for 100,000 contacts.
SHARE_OF_NEW = 0.30
#: How many contacts are written at a time.
BATCH = 2_000


@dataclass(frozen=True)
class Written:
    """How much was written, and how long it took in seconds."""

    contacts: int
    people: int
    rows: int
    seconds: float
    of_it_indexes: float


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Millions of rows, none of them in a ring: looking for rings would be a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def write(
    *, contacts: int, seed: int, years: int, now: dt.datetime, tell: Callable[[str], None] = lambda line: None
) -> Written:
    """Write about so many contacts, spread over the years before now; make the county where it is not there."""
    began = time.monotonic()
    first = day_of(now) - dt.timedelta(days=365 * years)
    planner = Planner(seed=seed, first=first, last=day_of(now), contacts=contacts, share_of_new=SHARE_OF_NEW)
    rows = 0
    with _without_collecting(), transaction.atomic():
        place = county.load() if county.is_there() else county.set_up(started=now - dt.timedelta(days=366 * years))
        with bare_tables(WITH_AUDIT):
            ledger, book = Ledger(TABLES), Book()
            player = InBulk(place, book, ledger)
            for step in in_order(planner.courses()):
                if step.at > now:
                    break
                player.play(step)
                if len(book.contacts) >= BATCH:
                    rows += ledger.flush()
                    book.forget_contacts()
                    book.forget_people(planner.let_go)
                    planner.let_go.clear()
                    passed = time.monotonic() - began
                    tell(f"{planner.made:,} contacts, {planner.made / passed:,.0f} a second")
            rows += ledger.flush(everything=True)
            tell("making the indexes and checking the references")
            before_indexes = time.monotonic()
    ended = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Written(planner.made, planner.families.made, rows, ended - began, ended - before_indexes)
