"""What is written is what was read: whatever stands in the lists; and a damaged file is read or refused."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from a_workbook import headings, rows, whole, workbook
from tally.annex_a.mapping import codes_of
from tally.annex_a.reading import read
from tally.annex_a.tables import ANNEX_A, CHILD, NUMBERS
from tally.data import Data
from tally.read.problems import Fault, Unreadable
from tally.tables import Column, Kind
from tally.write.annex_a_xlsx import sheet_name, write
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "annex-a"
#: What Excel cannot hold, or a reader takes for nothing: control characters, halves of a pair, blanks alone.
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30)


def _again(data: Data, folder: Path) -> Data:
    path = folder / "written.xlsx"
    write(data, path)
    again, problems = read([path], YEAR)
    assert {one.fault for one in problems} <= {Fault.BLANK}
    return again


def _same(one: Data, other: Data) -> None:
    for name, frame in one.frames.items():
        assert frame.drop("line").equals(other[name].drop("line")), name
    assert one.names.to_list() == other.names.to_list()


def _cell(column: Column) -> st.SearchStrategy[Any]:
    match column.kind:
        case Kind.DATE:
            filled: st.SearchStrategy[Any] = st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1))
        case Kind.NUMBER:
            filled = st.integers(0, 999_999_999)
        case Kind.TEXT:
            filled = TEXT
        case _:
            filled = st.sampled_from(codes_of(column))
    return st.none() | filled


def _lists() -> st.SearchStrategy[dict[str, list[list[Any]]]]:
    def of(name: str) -> st.SearchStrategy[list[list[Any]]]:
        columns = ANNEX_A.table(name).columns
        return st.lists(st.tuples(*map(_cell, columns)).map(list), max_size=3).map(
            lambda below: [headings(name), *below]
        )

    return st.lists(st.sampled_from(sorted(NUMBERS)), min_size=1, max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({f"List {NUMBERS[name]}": of(name) for name in names})
    )


@given(_lists())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_is_read_is_written_and_read_the_same(sheets):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        path.write_bytes(workbook(sheets))
        data, _ = read([path], YEAR)
        _same(data, _again(data, Path(folder)))


def test_it_is_as_ofsted_heads_it_and_nothing_becomes_more_than_text(tmp_path):
    given = {
        CHILD: "0012", "Gender": "a) Male", "Date of referral": dt.date(2025, 6, 2), "Referral NFA?": "No",
        "Number of Referrals in Last 12 Months": 2, "Allocated Team": "=HYPERLINK(1)", "Allocated Worker": "https://a.example",
    }  # fmt: skip
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook({"List 3": rows("Referrals", given)}))
    write(read([path], YEAR)[0], path)
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == [sheet_name(name) for name in NUMBERS]
    assert max(map(len, book.sheet_names)) <= 31
    first, second = book.get_sheet_by_name("List 3 Referrals").to_python()
    assert first == headings("Referrals")
    assert dict(zip(first, second, strict=True)) == dict.fromkeys(first, "") | given
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet3.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'state="frozen"' in sheet


def test_the_same_data_makes_the_same_file(tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook(whole()))
    data, _ = read([path], YEAR)
    write(data, tmp_path / "one.xlsx")
    write(data, tmp_path / "other.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()


def test_a_day_that_excel_does_not_know_is_text(tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook({"List 1": rows("Contacts", {"Date of Birth": "01/01/1900"})}))
    data, _ = read([path], YEAR)
    assert _again(data, tmp_path)["Contacts"]["Date of Birth"].to_list() == [dt.date(1900, 1, 1)]


def test_where_nothing_can_be_written_is_said(tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook(whole()))
    data, _ = read([path], YEAR)
    with pytest.raises(OSError, match="cannot be written"):
        write(data, tmp_path / "nowhere" / "lists.xlsx")


def test_the_sample_is_written_and_read_the_same(tmp_path):
    if not SAMPLES.exists():
        pytest.skip("The sample lies in shared/samples/annex-a, which is not beside this checkout")
    for path in SAMPLES.glob("*.xlsx"):
        data, _ = read([path], YEAR)
        _same(data, _again(data, tmp_path))


#: What XML and its readers stumble over.
ODD = [b'"', b"<", b"</row>", b"&#0;", b"9" * 30, b"-1"]

# --- What is damaged ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good() -> bytes:
    filled = {"Gender": "a) Male", "Date of Contact": dt.date(2025, 6, 2), "Contact Source": "g) Police"}
    return workbook(whole(list_1=rows("Contacts", filled, filled)))


def _read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        path.write_bytes(content)
        try:
            data, _ = read([path], YEAR)
        except Unreadable as refused:
            assert str(refused).endswith(".")
        else:
            assert isinstance(data["Contacts"], pl.DataFrame)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_that_were_changed_are_read_or_refused(good, data):
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    _read_or_refused(bytes(changed[: data.draw(st.integers(0, len(changed)))] if data.draw(st.booleans()) else changed))


@given(
    st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]), st.data()
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_part_that_was_changed_is_read_or_refused(good, part, data):
    """The ZIP is whole, so what stands in the part comes through to whoever reads the XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as packed, zipfile.ZipFile(out, "w") as again:
        for entry in packed.infolist():
            content = packed.read(entry)
            if entry.filename == f"xl/{part}":
                at = data.draw(st.integers(0, len(content)))
                put = data.draw(
                    st.binary(max_size=6) | st.sampled_from([b'"', b"<", b"</row>", b"&#0;", b"9" * 30, b"-1"])
                )
                content = content[:at] + put + content[at + data.draw(st.integers(0, 9)) :]
            again.writestr(entry.filename, content)
    _read_or_refused(out.getvalue())


@given(st.lists(st.lists(st.none() | st.text(max_size=8) | st.floats(allow_nan=False, allow_infinity=False)
                         | st.booleans() | st.dates(dt.date(1900, 3, 1)), max_size=9), max_size=6))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_whatever_stands_below_the_headings_is_read(below):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        path.write_bytes(workbook({"List 1": [headings("Contacts"), *below]}))
        data, problems = read([path], YEAR)
        assert data["Contacts"].height <= len(below)
        assert all(one.line >= 2 for one in problems if one.row is not None)
