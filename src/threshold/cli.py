"""The `threshold` command: Django's commands by their own names, with the database looked after.

Where DATABASE_URL is unset the private server is kept running for the length of the command. A command's name may
be typed with hyphens or underscores: `threshold load-pack`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType

#: Commands that never touch a database.
_WITHOUT_DATABASE = {"help", "--help", "version", "--version", "check", "check_pack", "collectstatic", "docs"}


def main() -> None:
    if sys.argv[1:2] == ["returns"]:
        from tally import command as returns  # noqa: PLC0415 - tally needs nothing of what is below, and starts faster

        raise SystemExit(returns.main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the setting above

    from threshold.config import embedded_postgres, parents  # noqa: PLC0415

    arguments = sys.argv[1:] or ["help"]
    command = arguments[0] if arguments[0].startswith("-") else arguments[0].replace("-", "_")
    if command == "improvement" and arguments[1:2] == ["import-report"] and "--json" in arguments:
        from threshold.improvement.ofsted import command as report  # noqa: PLC0415 - needs no settings either

        raise SystemExit(report.main(arguments[2:]))
    opens_pack = command == "continuity_pack" and "open" in arguments  # for the day without a database
    without = command in _WITHOUT_DATABASE or opens_pack
    needs_server = not os.environ.get("DATABASE_URL") and not without
    signal.signal(signal.SIGTERM, _leave)
    parents.stop_with_parent()
    try:
        with embedded_postgres.running() if needs_server else contextlib.nullcontext():
            execute_from_command_line(["threshold", command, *arguments[1:]])
    except embedded_postgres.ServerFailed as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _leave(number: int, frame: FrameType | None) -> None:
    """End by way of every `finally`, so that the database is stopped too; a second signal does not cut that short."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
