"""`threshold returns rules`: list the rules of a year."""

from __future__ import annotations

import argparse
import sys

from tally.commands.common import add_which
from tally.returns import RETURNS
from tally.years import CollectionYear


def arguments(parser: argparse.ArgumentParser) -> None:
    add_which(parser)


def run(given: argparse.Namespace) -> int:
    for rule in RETURNS[given.collection].rules.in_force(CollectionYear(given.year)):
        sys.stdout.write(f"{rule.code:6}  {rule.severity:5}  {rule.message}\n")
    return 0
