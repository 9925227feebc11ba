"""`threshold backup FILE`: everything that Threshold keeps, in one checked file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from threshold.core import backup, encryption, journal, postgres_programs


class Command(BaseCommand):
    help = "Writes the database and the files into one file, and reads it back. People may go on working."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--passphrase-file", type=Path, help="encrypt it with the passphrase in this file")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        secret: Path | None = options["passphrase_file"]
        now = timezone.now()
        try:
            passphrase = encryption.read_passphrase(secret) if secret else None
            manifest = backup.make(file, now=now, passphrase=passphrase)
        except (backup.BackupFailed, encryption.UnusablePassphrase, postgres_programs.NoFittingProgram) as error:
            raise CommandError(str(error)) from None
        by = get_user_model()._default_manager.service("worker_service")
        journal.record("core.backup", by=by, now=now, kind=journal.Kind.READ, detail={"encrypted": bool(passphrase)})
        rows, files = sum(manifest.rows.values()), len(manifest.parts) - 1
        self.stdout.write(f"{file}: {rows} rows and {files} files, checked. {file.stat().st_size:,} bytes.")
        if not passphrase:
            self.stdout.write("It is not encrypted: it holds everything about every child. Keep it accordingly.")
