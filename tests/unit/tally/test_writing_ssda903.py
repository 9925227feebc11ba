"""What is written as SSDA903 is read again as the same, in every year."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tally.data import Data
from tally.ssda903.reading import read
from tally.ssda903.tables import SSDA903
from tally.tables import Column, Kind, Table
from tally.write.ssda903_csv import FILES, write
from tally.years import CollectionYear

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "ssda903"
#: Whatever a file can hold, without space around it: that is taken away when it is read.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(
    lambda text: pl.Series([text]).str.strip_chars()[0] == text
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXTS,
    Kind.CODE: TEXTS.map(lambda text: pl.Series([text]).str.to_uppercase()[0]),
    Kind.DATE: st.dates(dt.date(1000, 1, 1)),
    Kind.FLAG: st.booleans(),
    Kind.NUMBER: st.integers(0, 999_999_999),
}


def _cells(column: Column) -> st.SearchStrategy[Any]:
    return st.none() | VALUES[column.kind]


@st.composite
def returns(draw: st.DrawFn) -> Data:
    """A return of any year with anything in its tables."""
    year = CollectionYear(draw(st.sampled_from(SSDA903.years)))
    children = draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))
    frames = {table.name: draw(_rows(table, year, children)) for table in SSDA903.tables if table.is_in(year)}
    return Data(SSDA903, year, frames, pl.Series(children))


@st.composite
def _rows(draw: st.DrawFn, table: Table, year: CollectionYear, children: list[str]) -> pl.DataFrame:
    columns = [column for column in table.columns if column.is_in(year)]
    one = {column.name: _cells(column) for column in columns} | {"CHILD": st.sampled_from(children)}
    rows = draw(st.lists(st.fixed_dictionaries(one), max_size=3))
    keys = {"row": 0, "line": 0, "parent": 0, "child": 0}
    return pl.DataFrame([keys | row for row in rows], schema=table.schema(year))


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop("row", "line", "parent", "child")


@settings(max_examples=80, deadline=None)
@given(data=returns())
def test_what_is_written_is_read_as_the_same(data):
    with tempfile.TemporaryDirectory() as folder:
        write(data, Path(folder))
        again, problems = read([Path(folder)], data.year)
    assert problems == []
    for name, frame in data.frames.items():
        assert_frame_equal(_columns(again[name]), _columns(frame))


@pytest.mark.parametrize(
    ("folder", "year"), [("this_year", "2025-26"), ("last_year", "2024-25"), ("d2i_fake", "2026-27")]
)
def test_the_samples_come_back(folder, year, tmp_path):
    if not (SAMPLES / folder).exists():
        pytest.skip(f"{folder} lies in shared/samples/ssda903, which is not beside this checkout")
    data, _ = read([SAMPLES / folder], CollectionYear(year))
    write(data, tmp_path)
    again, problems = read([tmp_path], data.year)
    assert problems == []
    for name, frame in data.frames.items():
        assert_frame_equal(_columns(again[name]), _columns(frame))


def test_files_have_the_columns_of_the_year_in_their_order(tmp_path):
    year = CollectionYear("2022-23")
    frames = {table.name: table.empty(year) for table in SSDA903.tables if table.is_in(year)}
    day = {"row": 0, "line": 2, "parent": 0, "child": 0, "CHILD": "A,1", "DOB": dt.date(2010, 2, 1), "MOTHER": True}
    frames["Header"] = pl.DataFrame([day], schema=SSDA903.table("Header").schema(year))
    written = write(Data(SSDA903, year, frames, pl.Series(["A,1"])), tmp_path / "new")
    assert [path.name for path in written] == [
        name for table, name in FILES.items() if table not in ("SWEpisodes", "DoLo")
    ]
    assert written[0].read_text() == 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"A,1",,01/02/2010,,,1,\n'
    assert written[1].read_text().startswith("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,")
