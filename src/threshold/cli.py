"""The `threshold` command: Django's commands by their own names, with the database looked after.

Where DATABASE_URL is unset the private server is started for the length of the command, unless another command
already runs it.
"""

from __future__ import annotations

import contextlib
import os
import sys

#: Commands that never touch a database.
_WITHOUT_DATABASE = {"help", "--help", "version", "--version", "check-pack", "collectstatic"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the setting above

    from threshold.config import embedded_postgres  # noqa: PLC0415

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    needs_server = not os.environ.get("DATABASE_URL") and command not in _WITHOUT_DATABASE
    try:
        with embedded_postgres.running() if needs_server else contextlib.nullcontext():
            execute_from_command_line(["threshold", *sys.argv[1:]])
    except embedded_postgres.ServerFailed as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
