"""`threshold load-pack`: brings a changed configuration pack into force, as a new version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from threshold.core import packs


class Command(BaseCommand):
    help = "Loads the configuration pack (THRESHOLD_PACK). Restart `serve` and `worker` afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = packs.load(Path(settings.PACK_FOLDER), now=timezone.now())
        except packs.PackError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The pack is in force as {version}. Restart `threshold serve` and `threshold worker`.")
