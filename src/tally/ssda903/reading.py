"""How are the files of SSDA903 read into its tables?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tally.data import Data
from tally.read import csv
from tally.read.problems import Problem, unread
from tally.ssda903.tables import SSDA903
from tally.years import CollectionYear


def read(paths: Sequence[Path], year: CollectionYear) -> tuple[Data, list[Problem]]:
    """The return's tables and its faults of form, from a folder, a ZIP or its files. Raises Unreadable."""
    found = csv.read(paths, SSDA903, year, child="CHILD")
    return Data(SSDA903, year, found.frames, found.names, unread(found.problems)), found.problems
