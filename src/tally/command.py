"""`threshold returns …`: the command line. It needs no database and no settings, and writes no child's data to a log.

Exit codes: 0 clean, 1 findings, 2 there is no answer, as the input could not be read, the command was wrong or somebody
stopped it, 3 a rule crashed or the program stopped.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from tally.read.problems import Unreadable
from tally.stopped import stopped

UNREADABLE, CRASHED = 2, 3
#: What can be done, each in the module of that name in `tally.commands`.
TASKS = {
    "check": "check a return",
    "mapping": "show what in a workbook was taken for what, and write the file that pins it",
    "rules": "list the rules of a year",
    "archive": "keep a return as it was read, to be checked among many",
    "measures": "say in numbers what a return tells",
    "compare": "say what changed between two runs or two files, by child",
    "explain": "say what a rule asks, and show what fails and what passes",
    "convert": "turn a return into another form, and say what could not come along",
    "synthesise": "write the returns of an authority that does not exist",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """What was typed stands in the message, and the address of a database holds a password."""
        super().error(re.sub(r"://\S+", "://…", message))


def main(arguments: Sequence[str]) -> int:
    parser = _parser(arguments[0] if arguments else "")
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
    except (Unreadable, ValueError, OSError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return UNREADABLE
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. No answer was written.\n")
        return UNREADABLE
    except Exception as error:
        sys.stderr.write(f"{stopped(error)} That is a fault of Threshold: please tell us what you asked for.\n")
        return CRASHED
    return code


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        what = error.strerror or type(error).__name__
        return f"{what}." if error.filename is None else f"{error.filename}: {what}."
    return str(error)


def _parser(wanted: str) -> argparse.ArgumentParser:
    """Every task by name, and what the wanted one takes: the others are not loaded."""
    parser = _Parser(prog="threshold returns", description="Checks and explains statutory returns.")
    tasks = parser.add_subparsers(required=True, metavar="TASK")
    for name, what in TASKS.items():
        of_task = tasks.add_parser(name, help=what)
        if name == wanted:
            task = importlib.import_module(f"tally.commands.{name}")
            task.arguments(of_task)
            of_task.set_defaults(run=task.run)
    return parser
