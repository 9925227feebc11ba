"""`threshold check-pack FOLDER`: would this configuration pack be accepted? Changes nothing, needs no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from threshold.core import packs


class Command(BaseCommand):
    help = "Checks a configuration pack and says what to correct."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder. Give the folder that holds the pack's .toml files.")
        try:
            packs.read(folder)
        except packs.PackError as error:
            raise CommandError(str(error)) from None
        self.stdout.write("The pack is in order.")
