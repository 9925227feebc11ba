"""How is the demo authority made? `seed(now)` is what `threshold demo` calls before it serves."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from collections.abc import Iterator

from django.db import transaction

from threshold.core.calendar import day_of
from threshold.demo import county
from threshold.demo.book import Book
from threshold.demo.play import ByActions
from threshold.demo.plan import Planner, in_order
from threshold.demo.steps import Step

HISTORY_DAYS = 396  # a year and a month: "this week" has the same week of last year beside it
CONTACTS = 110


def seed(now: dt.datetime, *, number: int = 1, tell: Callable[[str], None] = print) -> bool:
    if county.is_there():
        return False
    today = day_of(now)
    planner = Planner(seed=number, first=today - dt.timedelta(days=30), last=today, contacts=CONTACTS, share_of_new=0.41)
    steps = [step for step in in_order(planner.courses()) if step.at <= now]
    with transaction.atomic():
        place = county.set_up(started=now - dt.timedelta(days=70))
        player = ByActions(place, Book())
        logging.getLogger("threshold.outbox").setLevel(logging.WARNING)
        for step in steps:
            player.play(step)
    return True
