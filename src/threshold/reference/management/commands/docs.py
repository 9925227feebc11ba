"""`threshold docs`: writes the generated pages of `docs/reference`, or says which are stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from threshold.config.environment import ROOT
from threshold.reference.pages import PAGES


class Command(BaseCommand):
    help = "Writes docs/reference from the program. With --check, changes nothing and fails where a page is stale."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "reference")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        stale = []
        for name, make in PAGES.items():
            path, text = folder / name, make()
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if options["check"] and stale:
            raise CommandError(f"Stale in {folder.name}: {', '.join(stale)}. Run `threshold docs` and commit them.")
        self.stdout.write(f"Written: {', '.join(stale)}." if stale else "Every generated page is as the program is.")
