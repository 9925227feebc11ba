"""`threshold improvement TASK`: what the improvement loop offers at a command line.

A further task adds its parser in `add_arguments` and names the method that does it as `run`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from threshold.core.errors import UserFacingError
from threshold.improvement.ofsted import command


class Command(BaseCommand):
    help = "Imports inspection reports."

    def add_arguments(self, parser: CommandParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK")
        report = tasks.add_parser("import-report", help="Reads an Ofsted report (PDF).")
        command.add_arguments(report)
        report.set_defaults(run=self.import_report)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["run"](**options)
        except UserFacingError as refused:
            self.stderr.write(refused.sentence)
            sys.exit(command.REFUSED)

    def import_report(self, *, file: Path, out: Path | None, **options: Any) -> None:
        command.print_json(file, out)
