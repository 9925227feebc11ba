"""Writes docs/reference/matching.md: how well matching finds people, on made-up people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from threshold.config.environment import ROOT
from threshold.people.matching import evaluate

PAGE = ROOT / "docs" / "reference" / "matching.md"


class Command(BaseCommand):
    help = "Measure matching on made-up people and write docs/reference/matching.md (about 15 seconds)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if the page is not what this would write")
        parser.add_argument("--output", type=Path, default=PAGE)

    def handle(self, *args: Any, **options: Any) -> None:
        page = evaluate.page(evaluate.evaluate())
        output: Path = options["output"]
        if not options["check"]:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text(page)
            self.stdout.write(f"Wrote {output}")
        elif not output.exists() or output.read_text() != page:
            raise CommandError(f"{output} is out of date. Run `threshold matching-report` and commit it.")
