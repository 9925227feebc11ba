"""`threshold improvement TASK`: what the improvement loop offers at a command line.

A further task adds its parser in `add_arguments` and names the method that does it as `run`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone

from threshold.access.models import User
from threshold.core.errors import Refused, UserFacingError
from threshold.improvement.actions.drafts import import_report
from threshold.improvement.areas import Area
from threshold.improvement.models import Authority
from threshold.improvement.ofsted import command
from threshold.quality.grades import Grade


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

    def import_report(self, *, file: Path, by: str | None, source: str, **options: Any) -> None:
        """Keep the report as a draft of our own authority, to be compared on its page. (`--json` never comes here.)"""
        reader = User.objects.filter(email=by or "").first()
        if reader is None:
            who = f"Nobody here has the e-mail address {by}." if by else "It was not said who has this report read."
            raise Refused(
                f"{who} A draft names them. Give --by ADDRESS, or --json to print what it says and keep nothing."
            )
        data, read = command.read_file(file)
        draft = import_report(
            Authority.objects.get(is_ours=True), by=reader, now=timezone.now(), data=data, file_name=file.name,
            source=source or f"The file {file.name}", read=read,
        )  # fmt: skip
        self.stdout.write(f"{draft.document.title}: {draft.get_state_display().lower()}.")
        for area, grade in draft.read["judgements"].items():
            self.stdout.write(f"  {Area(area).label}: {Grade(grade).label}")
        needs, paragraphs = len(draft.read["needs_to_improve"]), len(draft.read["paragraphs"])
        self.stdout.write(f"  What needs to improve: {needs}. Numbered paragraphs: {paragraphs}.")
        for text in draft.warnings:
            self.stdout.write(f"  Mind: {text}")
        self.stdout.write(f"Compare it with the report at {reverse('review_report', args=[draft.pk])}")
