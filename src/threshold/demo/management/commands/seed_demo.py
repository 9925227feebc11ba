"""`threshold seed-demo`: fill an empty database with the demo authority."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from threshold.config.environment import PRODUCTION
from threshold.core.calendar import LONDON
from threshold.demo.seed import seed


class Command(BaseCommand):
    help = "Fills an empty database with Severnshire, a county that does not exist. Does nothing where it is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another number makes another county")
        parser.add_argument("--today", help="the day it is in Severnshire, such as 2026-03-11; today if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        if PRODUCTION:
            raise CommandError("This is a production database. The demo needs THRESHOLD_MODE=demo.")
        began = time.monotonic()
        made = seed(_moment(options["today"]), number=options["seed"], tell=self._tell)
        if made:
            self._tell(f"done in {time.monotonic() - began:.0f} seconds")
            self.stdout.write("")
        else:
            self.stdout.write("Severnshire is there already: nothing was done.")

    def _tell(self, how_far: str) -> None:
        self.stdout.write(f"\rMaking Severnshire: {how_far}      ", ending="")
        self.stdout.flush()


def _moment(today: str | None) -> dt.datetime:
    if not today:
        return timezone.now()
    try:
        day = dt.date.fromisoformat(today)
    except ValueError:
        raise CommandError("Give the day as year, month and day, such as 2026-03-11.") from None
    return dt.datetime.combine(day, dt.time(11, 0), LONDON).astimezone(dt.UTC)
