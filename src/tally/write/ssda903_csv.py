"""How is an SSDA903 return written as the files that the department's portal takes?

One CSV file for each table of the year, with the columns of the year in their order, days as 31/03/2026, yes and no as
1 and 0. A table without rows is a file with its heading alone, so that the portal gets what it expects.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tally.data import Data
from tally.tables import Column, Kind

FILES = {
    "Header": "header.csv",
    "Episodes": "episodes.csv",
    "Reviews": "reviews.csv",
    "UASC": "uasc.csv",
    "OC2": "oc2.csv",
    "OC3": "oc3.csv",
    "AD1": "ad1.csv",
    "PlacedAdoption": "placed_for_adoption.csv",
    "PrevPerm": "previous_permanence.csv",
    "Missing": "missing.csv",
    "SWEpisodes": "sw_episodes.csv",
    "DoLo": "dolo.csv",
}


def write(data: Data, folder: Path) -> list[Path]:
    """Write the files into a folder, which is made where it is not there. Gives back what was written, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in data.collection.tables:
        if table.is_in(data.year):
            columns = [_as_text(column) for column in table.columns if column.is_in(data.year)]
            path = folder / FILES[table.name]
            data[table.name].select(columns).write_csv(path, quote_style="necessary")
            written.append(path)
    return written


def _as_text(column: Column) -> pl.Expr:
    match column.kind:
        case Kind.DATE:
            return pl.col(column.name).dt.strftime("%d/%m/%Y")
        case Kind.FLAG:
            return pl.col(column.name).cast(pl.Int8)
    return pl.col(column.name)
