"""`threshold serve`: the web server, until it is stopped."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from threshold.config import serving


class Command(BaseCommand):
    help = "Serves Threshold until SIGTERM or Ctrl-C. Run `threshold prepare` first, and `threshold worker` beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1", help="where to listen; a proxy with TLS stands before it")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=max(2, os.cpu_count() or 2))
        parser.add_argument("--threads", type=int, default=4, help="for each process; each has a database connection")

    def handle(self, *args: Any, **options: Any) -> None:
        connections.close_all()  # the processes must not inherit an open one
        try:
            serving.serve(
                options["address"], options["port"], processes=options["processes"], threads=options["threads"]
            )
        except serving.PortInUse as error:
            raise CommandError(str(error)) from None
