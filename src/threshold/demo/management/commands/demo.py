"""`threshold demo`: one command from nothing to a believable authority in the browser."""

from __future__ import annotations

import json
import os
import shutil
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from threshold.config import embedded_postgres, serving
from threshold.config.environment import MODE
from threshold.demo import seed
from threshold.demo.accounts import ACCOUNTS, PASSWORD

ADDRESS = "127.0.0.1"


class Command(BaseCommand):
    help = "Serves the demo authority. The first run seeds it; later runs keep what is there."
    requires_system_checks = ()  # `serve` runs them; a second run should start in seconds

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="throw the demo's data away and seed it afresh")

    def handle(self, *args: Any, **options: Any) -> None:
        if MODE == "production":
            raise CommandError("The demo's people sign in with known passwords. Set THRESHOLD_MODE=demo to run it.")
        port: int = options["port"]
        try:
            serving.check_port_is_free(ADDRESS, port)
        except serving.PortInUse as error:
            raise CommandError(str(error)) from None
        if options["reset"]:
            self._throw_away()
        call_command("prepare", stdout=self.stdout)
        self._seed()
        connections.close_all()
        # The links in messages must lead back to this demo, whatever port it was given.
        os.environ.setdefault("THRESHOLD_PUBLIC_URL", f"http://{ADDRESS}:{port}")
        code = serving.run_together(
            [["serve", "--address", ADDRESS, "--port", str(port)], ["worker"]],
            is_ready=lambda: _is_healthy(port),
            announce=lambda: self._announce(port),
        )
        if code:
            raise CommandError("The server or the worker ended by itself. What it said stands above.")

    def _throw_away(self) -> None:
        if os.environ.get("DATABASE_URL"):
            raise CommandError(
                "--reset only throws the private database away. DATABASE_URL is set: unset it, or drop that database "
                "yourself."
            )
        connections.close_all()
        embedded_postgres.recreate_database()
        for folder in (settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH):
            shutil.rmtree(folder, ignore_errors=True)

    def _seed(self) -> None:
        """All or nothing, and only once: a seeding that was interrupted leaves no half authority behind."""
        seed.seed(timezone.now(), tell=lambda line: self._say(f"Seeding Severnshire: {line}"))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _announce(self, port: int) -> None:
        width = max(len(account.email) for account in ACCOUNTS)
        lines = [f"\nSevernshire, a fictional county, is at http://{ADDRESS}:{port}\n"]
        lines += [f"Who can sign in, each with the password {PASSWORD}:"]
        lines += [f"  {account.email:{width}}  {account.role}: {account.try_this}." for account in ACCOUNTS]
        lines += ["", "Ctrl-C stops it. What you enter is kept; `make demo-reset` starts afresh."]
        self._say("\n".join(lines))


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}/health", timeout=2) as answer:
            return bool(json.load(answer)["status"] == "ok")
    except (OSError, ValueError):  # not listening yet, or 503 while a part is not ready
        return False
