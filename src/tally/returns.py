"""Which returns are there, and how is each read?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tally.cin import reading as cin_reading
from tally.cin.rules import RULES as CIN_RULES
from tally.cin.tables import CIN
from tally.data import Data
from tally.read.problems import Problem, Unreadable
from tally.rules import Rules
from tally.ssda903 import reading as ssda903_reading
from tally.ssda903.rules import RULES as SSDA903_RULES
from tally.ssda903.tables import SSDA903
from tally.tables import Collection
from tally.years import CollectionYear


@dataclass(frozen=True)
class Return:
    """A return, its rules, and what reads its files."""

    collection: Collection
    rules: Rules
    read: Callable[[Sequence[Path], CollectionYear], tuple[Data, list[Problem]]]


def _read_cin(paths: Sequence[Path], year: CollectionYear) -> tuple[Data, list[Problem]]:
    if len(paths) != 1:
        raise Unreadable("The children in need census is one XML file. Name that file alone.")
    return cin_reading.read(paths[0], year)


RETURNS = {
    "cin": Return(CIN, CIN_RULES, _read_cin),
    "ssda903": Return(SSDA903, SSDA903_RULES, ssda903_reading.read),
}
