"""Which team is a child with, as far as a return or a file beside it says?

The census of children in need and SSDA903 name no team. (SSDA903's file of social workers names workers, not teams.)
The Standard Safeguarding Dataset tells who worked with a child and in which team; Annex A has a team in most lists.
"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from tally.data import Data
from tally.measures.cohorts import NO_TEAM, with_team
from tally.read.problems import Unreadable

col = pl.col
#: What the columns of a file of teams are called.
COLUMNS = ("child", "team")
_IN_ANNEX_A = "Allocated Team"


def of_data(data: Data) -> dict[str, str]:
    """The team of each child for whom the return names one, by the child's identifier."""
    match data.collection.code:
        case "ssd":
            found = _of_ssd(data)
        case "annex-a":
            found = _of_annex_a(data)
        case _:
            return {}
    named = found.with_columns(child=data.name_of(found["child"])).drop_nulls()
    return dict(named.select(COLUMNS).iter_rows())


def _of_ssd(data: Data) -> pl.DataFrame:
    """The team of whoever works with the child on the last day of the year."""
    children = pl.DataFrame({"child": pl.int_range(len(data.names), dtype=pl.UInt32, eager=True)})
    found = with_team(data, children.with_columns(on=pl.lit(data.year.last_day)), "")
    return found.filter(col("team") != NO_TEAM).select("child", "team")


def _of_annex_a(data: Data) -> pl.DataFrame:
    """The team in the last of the lists that has one: a child in care stands among the children in need too."""
    lists = [frame.select("child", team=_IN_ANNEX_A) for frame in data.frames.values() if _IN_ANNEX_A in frame.columns]
    named = pl.concat(lists).drop_nulls()
    return named.unique("child", keep="last", maintain_order=True)


def of_file(path: Path) -> dict[str, str]:
    """The team of each child that a CSV file names, with the columns `child` and `team`; of two lines the last counts.

    Raises:
        Unreadable: it is no CSV of these columns.
        OSError: there is no such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            names = {name.strip().lower(): name for name in reader.fieldnames or () if name}
            if not set(COLUMNS) <= names.keys():
                raise Unreadable(f"{path.name} is no list of teams: its first line must name the columns child, team.")
            rows = [[(row[names[column]] or "").strip() for column in COLUMNS] for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable(f"{path.name} cannot be read as CSV. Export it once more, as CSV in UTF-8.") from None
    return {child: team for child, team in rows if child and team}
