"""How is a census file read into its tables?"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tally.cin.tables import CIN, TREE
from tally.data import Data
from tally.read import xml
from tally.read.problems import Problem, unread
from tally.years import CollectionYear


def read(path: Path, year: CollectionYear) -> tuple[Data, list[Problem]]:
    """The census's tables and its faults of form. Raises Unreadable."""
    found = xml.read(path, TREE, CIN, year)
    return Data(CIN, year, found.frames, _names(found.frames), unread(found.problems)), found.problems


def _names(frames: dict[str, pl.DataFrame]) -> pl.Series:
    """What the authority calls each child: the first identifier that stands in the child's record."""
    known = frames["ChildIdentifiers"].select("child", "LAchildID").unique("child", keep="first", maintain_order=True)
    return frames["Child"].select("child").join(known, on="child", how="left", maintain_order="left")["LAchildID"]
