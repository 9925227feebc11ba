"""`threshold seed-bulk`: fill a database with as many contacts as a benchmark wants."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from threshold.config.environment import PRODUCTION
from threshold.demo import volume


class Command(BaseCommand):
    help = "Writes many contacts quickly, for benchmarks: a made-up county over some years. Never in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--contacts", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--years", type=int, default=5)

    def handle(self, *args: Any, **options: Any) -> None:
        if PRODUCTION:
            raise CommandError("This is a production database. Set THRESHOLD_MODE=demo for a benchmark.")
        if options["contacts"] < 1 or options["years"] < 1:
            raise CommandError("Ask for at least one contact over at least one year.")
        written = volume.write(
            contacts=options["contacts"], seed=options["seed"], years=options["years"], now=timezone.now(),
            tell=self._tell,
        )  # fmt: skip
        self.stdout.write(
            f"\n{written.contacts:,} contacts about {written.people:,} people in {written.rows:,} rows: "
            f"{written.seconds:,.0f} seconds, {written.contacts / written.seconds:,.0f} contacts a second, indexes "
            f"and references in {written.of_it_indexes:,.0f} seconds of them."
        )

    def _tell(self, how_far: str) -> None:
        self.stdout.write(f"\r{how_far}      ", ending="")
        self.stdout.flush()
