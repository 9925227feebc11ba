"""How is the demo authority made? `seed(now)` is what `threshold demo` calls before it serves.

A year's history is written in bulk; the last week and everything that is open is played by the actions. All of
it is one transaction: a seeding that was killed has left nothing, and the next one starts afresh.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from threshold.core.calendar import day_of
from threshold.demo import cast, county, loop, nights
from threshold.demo.book import Book
from threshold.demo.bulk import TABLES, InBulk, Ledger
from threshold.demo.plan import Planner, in_order
from threshold.demo.play import ByActions
from threshold.demo.steps import Step

#: A year and six weeks, so that "this week" has the same week of last year beside it.
HISTORY = dt.timedelta(days=410)
#: Played by the actions, which take some two hundred times as long as the bulk path for the same rows.
RECENT = dt.timedelta(days=7)
#: Shifts and meetings go back this far. They are always played by the actions, after the history.
NIGHTS = dt.timedelta(days=14)
CONTACTS = 1700
#: With these two about 600 families.
SHARE_OF_NEW = 0.25
SURGE_BEGAN = dt.timedelta(days=48)


def plan(number: int, now: dt.datetime, *, contacts: int = CONTACTS) -> list[Step]:
    """Everything that has happened in the county up to now, in the order of time."""
    today = day_of(now)
    planner = Planner(
        seed=number,
        first=day_of(now - HISTORY),
        last=today - dt.timedelta(days=6),  # this week's contacts are the cast's
        contacts=contacts,
        share_of_new=SHARE_OF_NEW,
        surge_from=day_of(now - SURGE_BEGAN),
    )
    steps = [step for step in in_order(planner.courses()) if step.at <= now]
    steps = sorted(steps + cast.scenes(planner, steps, now), key=lambda step: step.at)
    latest = [step for step in steps if step.at >= now - NIGHTS - dt.timedelta(days=8)]
    first = day_of(now - NIGHTS) + dt.timedelta(days=1)
    steps += nights.shifts(planner.random, latest, first, now)
    steps += nights.meetings(planner.random, latest, planner.triage, first, now)
    return sorted((step for step in steps if step.at <= now), key=lambda step: step.at)


def seed(
    now: dt.datetime,
    *,
    number: int = 1,
    contacts: int = CONTACTS,
    recent: dt.timedelta = RECENT,
    tell: Callable[[str], None] = lambda line: None,
) -> bool:
    """Make the demo authority as it is at a moment; the same number and moment give the same one.

    Args:
        number: another one makes another county.
        recent: how far back the actions play what the bulk path could write.
        tell: is told how far it has come.

    Returns:
        False where it is there already; then nothing is done.
    """
    if county.is_there():
        return False
    now = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
    tell("planning")
    steps = plan(number, now, contacts=contacts)
    with transaction.atomic(), _quiet("threshold.outbox"):
        place = county.set_up(started=now - HISTORY)
        play(steps, place, by_actions_from=now - recent, tell=tell)
        # All of it is one transaction: without this the database plans the next thousands of reads for empty tables.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        tell("the improvement of the last year")
        loop.play(place, now, number=number)
    return True


def play(
    steps: list[Step],
    place: county.County,
    *,
    by_actions_from: dt.datetime,
    tell: Callable[[str], None] = lambda line: None,
) -> None:
    """Play a plan: in bulk up to a moment, by the actions from then on."""
    book = Book()
    ledger = Ledger(TABLES)
    player = InBulk(place, book, ledger)
    recent = [step for step in steps if step.at >= by_actions_from or not player.knows(step)]
    for step in steps:
        if step.at < by_actions_from and player.knows(step):
            player.play(step)
    ledger.flush(everything=True)
    actions = ByActions(place, book)
    for number, step in enumerate(recent):
        if number % 100 == 0:
            tell(f"{number * 100 // len(recent)}%")
        actions.play(step)


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """The worker's line for each message is for its own log."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
