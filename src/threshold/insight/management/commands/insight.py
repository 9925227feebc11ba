"""`threshold insight TASK`: what measures and charts offer at a command line.

A further task adds its parser in `add_arguments` and names the method that does it as `run`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from threshold.access.models import User
from threshold.core.errors import UserFacingError
from threshold.insight.capacity import command as capacity
from threshold.insight.comparators.actions import import_statistics


class Command(BaseCommand):
    help = "Imports published statistics to compare with; simulates the front door's capacity."

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK")
        statistics = tasks.add_parser(
            "import-statistics", help="Reads tables of the Department for Education, or the list of inspection grades."
        )
        statistics.add_argument("files", nargs="+", type=Path, metavar="FILE")
        statistics.add_argument(
            "--population", default="", help="the population estimates that the rates are made with"
        )
        statistics.set_defaults(run=self.import_statistics)
        simulation = tasks.add_parser("simulate", help="Simulates the front door's next year.")
        capacity.add_arguments(simulation)
        simulation.set_defaults(run=self.simulate)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["run"](**options):
            sys.exit(1)

    def simulate(self, **options: Any) -> bool:
        capacity.simulate(options, self.stdout)
        return True

    def import_statistics(self, *, files: list[Path], population: str, **options: Any) -> bool:
        """Each file by itself: one that is refused does not hold up the others. Returns whether all were taken."""
        all_taken = True
        for path in files:
            try:
                content = path.read_bytes()
                file, is_new = import_statistics(
                    content, by=User.objects.service("worker_service"), now=timezone.now(), name=path.name,
                    population=population,
                )  # fmt: skip
            except OSError as error:
                self.stderr.write(f"{path.name}: cannot be read: {error.strerror}. Nothing was imported from it.")
                all_taken = False
            except UserFacingError as refused:
                self.stderr.write(f"{refused.sentence} Nothing was imported from it.")
                all_taken = False
            else:
                what = "imported" if is_new else "is already there"
                self.stdout.write(f"{path.name}: {what}: {file.publication}.")
        return all_taken
