"""Which returns are there, and how is each read?"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from tally.cin import reading as cin_reading
from tally.cin.rules import RULES as CIN_RULES
from tally.cin.tables import CIN
from tally.data import Data
from tally.read.problems import Problem, Unreadable
from tally.read.sources import Source, only_files
from tally.rules import Rules
from tally.ssd import reading as ssd_reading
from tally.ssd.tables import SSD
from tally.ssda903 import reading as ssda903_reading
from tally.ssda903 import reference as ssda903_reference
from tally.ssda903.rules import RULES as SSDA903_RULES
from tally.ssda903.tables import SSDA903
from tally.tables import Collection
from tally.years import CollectionYear


@dataclass(frozen=True)
class Return:
    """A return, its rules, and what reads its files and the lists that can stand beside it."""

    collection: Collection
    rules: Rules
    read: Callable[[Sequence[Source], CollectionYear], tuple[Data, list[Problem]]]
    lists: Mapping[str, Callable[[Path], pl.DataFrame]] = field(default_factory=dict)


def _read_cin(sources: Sequence[Source], year: CollectionYear) -> tuple[Data, list[Problem]]:
    paths = only_files(sources)
    if len(paths) != 1:
        raise Unreadable("The children in need census is one XML file. Name that file alone.")
    return cin_reading.read(paths[0], year)


def _read_ssda903(sources: Sequence[Source], year: CollectionYear) -> tuple[Data, list[Problem]]:
    return ssda903_reading.read(only_files(sources), year)


RETURNS = {
    "cin": Return(CIN, CIN_RULES, _read_cin),
    "ssda903": Return(
        SSDA903,
        SSDA903_RULES,
        _read_ssda903,
        {name: functools.partial(ssda903_reference.read, name) for name in ssda903_reference.TABLES},
    ),
    "ssd": Return(SSD, Rules(SSD, guidance="Standard Safeguarding Dataset 1.4.5"), ssd_reading.read),
}
