"""`threshold returns rules`: list the rules of a year."""

from __future__ import annotations

import argparse
import sys

from tally.commands.common import add_which
from tally.returns import RETURNS


def arguments(parser: argparse.ArgumentParser) -> None:
    add_which(parser)


def run(given: argparse.Namespace) -> int:
    found = RETURNS[given.collection]
    year, rules = found.year(given.year), found.rules
    for rule in rules.in_force(year):
        sys.stdout.write(f"{rule.code:6}  {rule.severity:5}  {rule.message}\n")
    left_out = rules.left_out_in(year)
    if left_out:
        sys.stdout.write("\nDefined by the department and not asked\n")
    for one in left_out:
        sys.stdout.write(f"{one.code:6}  {one.message}\n        {one.reason}\n")
    return 0
