"""`threshold continuity-pack`: makes, and opens, the encrypted page for a day without the system."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core import encryption
from threshold.core.errors import UserFacingError
from threshold.frontdoor import continuity


class Command(BaseCommand):
    help = "Makes or opens the continuity pack. `open` needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="what", required=True)
        make = parts.add_parser("make", help="write the open contacts and hand-overs into an encrypted file")
        make.add_argument("file", type=Path)
        make.add_argument("--as", dest="email", required=True, help="the e-mail address of the person it is made for")
        opened = parts.add_parser("open", help="decrypt a pack into a page that any browser shows")
        opened.add_argument("file", type=Path)
        opened.add_argument("--out", type=Path, required=True, help="the page to write; destroy it after use")
        for part in (make, opened):
            part.add_argument("--passphrase-file", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            passphrase = encryption.read_passphrase(options["passphrase_file"])
            if options["what"] == "make":
                self._make(options["file"], passphrase, options["email"])
            else:
                self._open(options["file"], passphrase, options["out"])
        except (encryption.UnusablePassphrase, UserFacingError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}. Nothing was written.") from None

    def _make(self, file: Path, passphrase: str, email: str) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True, is_service=False).first()
        if user is None:
            raise CommandError("No active account has this e-mail address. Give the one its owner signs in with.")
        sealed = encryption.seal(continuity.page(Scope(user, timezone.now())).encode(), passphrase)
        _write(file, sealed)
        self.stdout.write(f"{file}: made for {user.email}, {len(sealed):,} bytes. Keep the passphrase somewhere else.")

    def _open(self, file: Path, passphrase: str, out: Path) -> None:
        try:
            page = encryption.unseal(file.read_bytes(), passphrase)
        except encryption.WrongPassphrase:
            raise CommandError("The passphrase does not open this file, or the file was changed.") from None
        _write(out, page)
        self.stdout.write(f"{out}: open it in a browser, and destroy it after use.")


def _write(target: Path, content: bytes) -> None:
    """For our own eyes only, and whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
