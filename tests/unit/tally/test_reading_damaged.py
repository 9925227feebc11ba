"""Whatever is done to a file, it is read or it is refused in a sentence: never a crash, and no rule crashes on it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

import an_old_workbook
from a_workbook import workbook
from damaged import TOKENS, VALUES, Edit, damaged, damaged_cells, read_or_refused
from fuzz.seeds import census, data_set, expanded, files, lists
from tally.annex_a import reading as annex_a_reading
from tally.cin import reading as cin_reading
from tally.read.problems import Unreadable
from tally.ssd import reading as ssd_reading
from tally.ssda903 import reading as ssda903_reading
from tally.years import CollectionYear

YEAR = CollectionYear("2026-27")
NUMBERS = st.integers(0, 2**32 - 1)
EDITS = st.lists(st.builds(Edit, st.integers(0, 7), NUMBERS, NUMBERS, st.integers(0, len(TOKENS) - 1)), max_size=6)
SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def read_census(path: Path, content: bytes) -> Any:
    path.write_bytes(content)
    return read_or_refused(lambda: cin_reading.read(path, YEAR), rules=True)


def read_files(path: Path, contents: dict[str, bytes]) -> Any:
    folder = path / "return"
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.csv").write_bytes(content)
    return read_or_refused(lambda: ssda903_reading.read([folder], YEAR), rules=True)


@SETTINGS
@given(EDITS)
@example([])
def test_a_damaged_census_is_read_or_refused(tmp_path, edits):
    data = read_census(tmp_path / "census.xml", damaged(census(), edits))
    assert data is not None or edits


@SETTINGS
@given(st.sampled_from(sorted(files())), EDITS)
@example("Header", [])
def test_damaged_files_are_read_or_refused(tmp_path, name, edits):
    data = read_files(tmp_path, files() | {name: damaged(files()[name], edits)})
    assert data is not None or edits


# --- The XML form of SSDA903 ----------------------------------------------------------------------------------------


@SETTINGS
@given(EDITS)
@example([])
def test_a_damaged_xml_form_is_read_or_refused(tmp_path, edits):
    path = tmp_path / "return.xml"
    path.write_bytes(damaged(expanded(), edits))
    data = read_or_refused(lambda: ssda903_reading.read([path], YEAR), rules=True)
    assert data is not None or edits


@SETTINGS
@given(st.randoms(use_true_random=False))
def test_the_order_of_elements_does_not_matter(tmp_path, random):
    """But that of rows: an episode is told apart from the next by where it stands."""

    def shuffled(element: Any) -> None:
        for inner in element:
            shuffled(inner)
        if element.tag in ("HEADER", "EPISODE", "AREVIEW", "OC2"):
            inside = list(element)
            random.shuffle(inside)
            element[:] = inside

    path = tmp_path / "return.xml"
    path.write_bytes(expanded())
    expected, told = ssda903_reading.read([path], YEAR)
    root = etree.fromstring(expanded())
    shuffled(root)
    path.write_bytes(etree.tostring(root))
    data, problems = ssda903_reading.read([path], YEAR)
    for name, frame in expected.frames.items():
        assert data[name].drop("line").equals(frame.drop("line")), name
    assert len(problems) == len(told)


# --- Annex A --------------------------------------------------------------------------------------------------------

CELL_EDITS = st.lists(st.builds(Edit, st.integers(0, 8), NUMBERS, NUMBERS, st.integers(0, len(VALUES) - 1)), max_size=8)


def some_lists(first: int, number: int = 2) -> dict[str, Any]:
    return dict(list(lists().items())[first : first + number])


def read_lists(path: Path, content: bytes, *, rules: bool = True) -> Any:
    path.write_bytes(content)
    return read_or_refused(lambda: annex_a_reading.read([path], YEAR), rules=rules)


@SETTINGS
@given(st.integers(0, 9), CELL_EDITS)
@example(0, [])
def test_lists_with_damaged_cells_are_read_or_refused(tmp_path, first, edits):
    content = an_old_workbook.xlsb(damaged_cells(some_lists(first), edits))
    assert read_lists(tmp_path / "lists.xlsb", content) is not None or edits


@SETTINGS
@given(st.sampled_from(["xls", "xlsb", "xlsx"]), EDITS)
@example("xls", [])
def test_a_damaged_workbook_is_read_or_refused(tmp_path, form, edits):
    sheets = some_lists(0)
    content = workbook(sheets) if form == "xlsx" else getattr(an_old_workbook, form)(sheets)
    assert read_lists(tmp_path / f"lists.{form}", damaged(content, edits), rules=False) is not None or edits


@SETTINGS
@given(st.integers(0, 10), st.randoms(use_true_random=False), st.sampled_from([str.upper, str.lower, str.title]))
def test_neither_the_order_of_columns_nor_the_case_of_headings_matters(tmp_path, number, random, case):
    (sheet, cells), *_ = some_lists(number).items()
    order = list(range(len(cells[0])))
    random.shuffle(order)
    headings = [case(text) for text in cells[0]]
    other = [[row[place] for place in order] for row in (headings, *cells[1:])]
    expected = read_lists(tmp_path / "lists.xlsb", an_old_workbook.xlsb({sheet: cells}), rules=False)
    data = read_lists(tmp_path / "lists.xlsb", an_old_workbook.xlsb({sheet: other}), rules=False)
    assert (data.held, data.names.to_list()) == (expected.held, expected.names.to_list())
    for name, frame in expected.frames.items():
        assert data[name].equals(frame), name


# --- The Standard Safeguarding Dataset ------------------------------------------------------------------------------


@SETTINGS
@given(st.sampled_from(sorted(data_set())), EDITS)
@example("ssd_person", [])
def test_a_damaged_data_set_is_read_or_refused(tmp_path, name, edits):
    folder = tmp_path / "ssd"
    folder.mkdir(exist_ok=True)
    for one in {"ssd_person", "ssd_cin_episodes", name}:
        (folder / f"{one}.csv").write_bytes(damaged(data_set()[one], edits) if one == name else data_set()[one])
    data = read_or_refused(lambda: ssd_reading.read([folder], YEAR))
    for one in folder.iterdir():
        one.unlink()
    assert data is not None or edits


@pytest.mark.parametrize("token", TOKENS, ids=[repr(token[:16]) for token in TOKENS])
def test_whatever_stands_for_a_value_is_read_or_refused(tmp_path, token):
    """In many places at once, so that each kind of value meets it."""
    random = Random(7)
    places = [random.randrange(2**20) for _ in range(100)]
    # Of the pieces of a census every fourth is a value, and of those of a CSV file every second.
    values = [Edit(0, 4 * place + 2, 0, TOKENS.index(token)) for place in places]
    cells = [Edit(0, 2 * place, 0, TOKENS.index(token)) for place in places]
    read_census(tmp_path / "census.xml", damaged(census(), values))
    read_files(tmp_path, {name: _with_damaged_rows(content, cells) for name, content in files().items()})


def _with_damaged_rows(content: bytes, edits: list[Edit]) -> bytes:
    header, _, rows = content.partition(b"\n")
    return header + b"\n" + damaged(rows, edits)


@pytest.mark.parametrize("text", ["٣", "१२", "²"])
def test_figures_of_other_scripts_are_no_numbers(tmp_path, text):
    data = read_census(
        tmp_path / "census.xml", census().replace(b"<NumberOfPreviousCPP>0<", f"<NumberOfPreviousCPP>{text}<".encode())
    )
    assert data["ChildProtectionPlans"]["NumberOfPreviousCPP"].to_list() == [None]
    assert data.unread["ChildProtectionPlans", "NumberOfPreviousCPP"] == [0]


@pytest.mark.parametrize("day", ["0000-01-01", "-001-01-01", "+201-01-01", "2025-2-001", "٢٠٢٥-٠١-٠١"])
def test_a_day_that_no_calendar_has_is_none(tmp_path, day):
    data = read_census(tmp_path / "census.xml", census().replace(b">2026-05-01<", f">{day}<".encode()))
    assert data["CINdetails"]["CINreferralDate"].to_list() == [None, None]
    files_with_day = {"Header": f"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,F,{day},WBRI,,,\n".encode()}
    assert read_files(tmp_path, files_with_day)["Header"]["DOB"].to_list() == [None]


@pytest.mark.parametrize("day", ["01/01/0000", "32/01/2026", "1/1/20261", "٣١/١٢/٢٠٢٥"])
def test_a_british_day_that_no_calendar_has_is_none(tmp_path, day):
    files_with_day = {"Header": f"CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,F,{day},WBRI,,,\n".encode()}
    assert read_files(tmp_path, files_with_day)["Header"]["DOB"].to_list() == [None]


# --- Archives -------------------------------------------------------------------------------------------------------


def packed(path: Path, contents: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return path


@SETTINGS
@given(st.lists(st.tuples(NUMBERS, st.integers(0, 255)), max_size=4), NUMBERS)
def test_a_damaged_zip_is_read_or_refused(tmp_path, bytes_put, cut):
    path = packed(tmp_path / "return.zip", {f"{name}.csv": content for name, content in files().items()})
    content = bytearray(path.read_bytes())
    for at, value in bytes_put:
        content[at % len(content)] = value
    path.write_bytes(content[: cut % (20 * len(content))])
    read_or_refused(lambda: ssda903_reading.read([path], YEAR))


def test_names_in_a_zip_lead_nowhere(tmp_path):
    header = files()["Header"]
    path = packed(tmp_path / "return.zip", {"../../header.csv": header, "/etc/notes.txt": b"x", "inner.zip": b"PK"})
    before = sorted(one for one in tmp_path.parent.rglob("*"))
    assert read_or_refused(lambda: ssda903_reading.read([path], YEAR)) is not None
    assert sorted(one for one in tmp_path.parent.rglob("*")) == before


def test_an_encrypted_zip_is_refused(tmp_path):
    path = packed(tmp_path / "return.zip", {"header.csv": files()["Header"]})
    content = bytearray(path.read_bytes())
    # The first bit of an entry's flags says that it is encrypted: once in its own header, once in the directory.
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        ssda903_reading.read([path], YEAR)
