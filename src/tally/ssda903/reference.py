"""Which tables can stand beside SSDA903, and how are they read?

Two things that its rules ask about are in no file of the return: what Ofsted knows of a provider, and where a postcode
is. Whoever has such a list gives it as CSV with these columns, in any order and any case; others are left out.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from tally.read.csv import typed
from tally.read.problems import Unreadable
from tally.read.values import bare
from tally.tables import Column, Kind, Table

#: Several codes in one cell stand with blanks between. A provider that is still open has no CLOSED.
TABLES = {
    "providers": Table(
        "providers",
        (
            Column("URN"),
            Column("PLACE_CODES", Kind.CODE),
            Column("PROVIDER_CODES", Kind.CODE),
            Column("POSTCODE"),
            Column("OPENED", Kind.DATE),
            Column("CLOSED", Kind.DATE),
        ),
        title="What Ofsted has registered",
    ),
    "postcodes": Table(
        "postcodes",
        (Column("POSTCODE"), Column("LA"), Column("EASTING", Kind.NUMBER), Column("NORTHING", Kind.NUMBER)),
        title="Where a postcode is: the authority, and metres of the national grid",
    ),
}


def postcode(column: str) -> pl.Expr:
    """A postcode without blanks and in capitals, so that two ways to write one are the same."""
    return pl.col(column).str.replace_all(" ", "", literal=True).str.to_uppercase()


def read(name: str, path: Path) -> pl.DataFrame:
    """The list of that name, from one file.

    Raises:
        KeyError: there is no such list.
        Unreadable: the file is no CSV, or has not its columns.
    """
    columns = [column.name for column in TABLES[name].columns]
    try:
        texts = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
    except (PolarsError, OSError) as error:
        raise Unreadable(f"{path.name} cannot be read as CSV: {error}.") from None
    texts = texts.rename({column: column.strip().upper() for column in texts.columns})
    missing = [column for column in columns if column not in texts.columns]
    if missing:
        raise Unreadable(f"{path.name} is no list of {name}: it has no column {', '.join(missing)}.")
    return typed_list(name, texts)


def typed_list(name: str, texts: pl.DataFrame) -> pl.DataFrame:
    """The list made of its columns as text; of several rows about one thing the first stands."""
    table = TABLES[name]
    rows = texts.select(
        typed(column.kind, bare(pl.col(column.name))).alias(column.name) for column in table.columns
    ).with_columns(POSTCODE=postcode("POSTCODE"))
    if name == "providers":
        rows = rows.with_columns(URN=pl.col("URN").str.to_uppercase())
    key = table.columns[0].name
    return rows.filter(pl.col(key).is_not_null() & pl.col(key).is_first_distinct())
