"""How is SSDA903 written as its CSV files?"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tally.data import Data
from tally.tables import KEYS, Kind

#: What the department calls the files.
FILES = {
    "Header": "header.csv", "Episodes": "episodes.csv", "Reviews": "reviews.csv", "UASC": "uasc.csv", "OC2": "oc2.csv",
    "OC3": "oc3.csv", "AD1": "ad1.csv", "PlacedAdoption": "placed_for_adoption.csv",
    "PrevPerm": "previous_permanence.csv", "Missing": "missing.csv", "SWEpisodes": "sw_episodes.csv",
    "DoLo": "dolo.csv",
}  # fmt: skip


def write(data: Data, folder: Path) -> None:
    """One file a table of the year, days as 31/03/2026."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in data.frames.items():
        table = data.collection.table(name)
        flags = [column.name for column in table.columns if column.kind is Kind.FLAG and column.name in frame.columns]
        texts = frame.drop(*KEYS).with_columns(pl.col(flag).cast(pl.Int8) for flag in flags)
        texts.write_csv(folder / FILES[name], date_format="%d/%m/%Y")
