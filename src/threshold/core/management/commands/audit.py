"""`threshold audit verify`: is the audit log what was written? For investigators, and for a nightly job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from threshold.core import journal

_MOST_SHOWN = 100


class Command(BaseCommand):
    help = "Verifies the audit log. Ends with 1 and names the places where it was changed, cut or reordered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--anchor", type=Path, help="heads noted earlier and kept elsewhere, to verify against")
        parser.add_argument("--write-anchor", type=Path, help="where to note the heads, if the log is sound")

    def handle(self, *args: Any, **options: Any) -> None:
        anchor: Path | None = options["anchor"]
        try:
            anchors = journal.anchors_from_json(anchor.read_text()) if anchor else {}
        except (OSError, ValueError, AttributeError, TypeError):
            raise CommandError(
                f"{anchor} cannot be read as an anchor. Give a file that --write-anchor wrote."
            ) from None
        result = journal.verify(anchors)
        for flaw in result.flaws[:_MOST_SHOWN]:
            row = f", row {flaw.entry_id}" if flaw.entry_id else ""
            place = f"chain {flaw.chain}, entry {flaw.sequence}{row}: " if flaw.sequence else ""
            self.stderr.write(place + flaw.sentence)
        if result.flaws:
            raise CommandError(
                f"Flaws found: {len(result.flaws)}, in {result.entries} entries. Keep the database as it is, and "
                "compare it with a backup."
            )
        if options["write_anchor"]:
            options["write_anchor"].write_text(journal.anchors_as_json(result))
        self.stdout.write(f"{result.entries} entries, none changed, missing or out of order.")
