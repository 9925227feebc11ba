"""`threshold restore FILE`: the database and the files as they were when the backup was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from threshold.core import backup, encryption, journal, postgres_programs
from threshold.core.restore import restore


class Command(BaseCommand):
    help = "Restores a backup, after reading it from end to end. Stop `threshold serve` and `threshold worker` first."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what the database holds now")
        parser.add_argument("--passphrase-file", type=Path, help="the file with the passphrase of an encrypted backup")

    def handle(self, *args: Any, **options: Any) -> None:
        secret: Path | None = options["passphrase_file"]
        try:
            passphrase = encryption.read_passphrase(secret) if secret else None
            restored = restore(options["file"].absolute(), replace=options["replace"], passphrase=passphrase)
        except (backup.BackupFailed, encryption.UnusablePassphrase, postgres_programs.NoFittingProgram) as error:
            raise CommandError(str(error)) from None
        manifest = restored.manifest
        self.stdout.write(
            f"Restored as of {manifest.made_at:%d %B %Y %H:%M} UTC: {sum(manifest.rows.values())} rows and "
            f"{len(manifest.parts) - 1} files, counted again."
        )
        if restored.audit.flaws:
            raise CommandError(
                "The audit log in this backup is not whole. Run `threshold audit verify` for the places."
            )
        self.stdout.write(f"The audit log's {restored.audit.entries} entries are whole.")
        if restored.needs_migrating:
            self.stdout.write("This version of Threshold is newer than the backup: run `threshold prepare` next.")
            return
        by = get_user_model()._default_manager.service("worker_service")
        detail = {"made_at": manifest.made_at.isoformat()}
        journal.record("core.restore", by=by, now=timezone.now(), detail=detail)
