"""A workbook of Annex A is read however it is laid out; what is not clear is told and left out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

import an_old_workbook
from a_workbook import headings, rows, whole, workbook
from tally import check
from tally.annex_a.reading import read, read_and_tell
from tally.annex_a.tables import CHILD, NUMBERS
from tally.read import workbook as reader
from tally.read.likeness import How
from tally.read.problems import Fault, Problem, Unreadable
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "annex-a"
CONTACT = {
    "Gender": "a) Male", "Ethnicity": "a) White", "Date of Birth": dt.date(2015, 5, 1), "Age of Child (Years)": 10,
    "Date of Contact": dt.date(2025, 6, 2), "Contact Source": "g) Police",
}  # fmt: skip


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """Read sheets as a workbook: the data, the problems but for absent lists, and what was taken for what."""

    def reading(sheets: dict[str, Any], merged: dict[str, list[str]] | None = None) -> tuple[Any, list[Problem], Any]:
        path = tmp_path / "lists.xlsx"
        path.write_bytes(workbook(sheets, merged))
        data, problems, seen = read_and_tell([path], YEAR)
        return data, [one for one in problems if one.fault is not Fault.NO_LIST], seen

    return reading


def _of(problems: list[Problem]) -> list[tuple[str, str, int]]:
    return [(one.fault.value, one.element, one.line) for one in problems]


def test_a_list_as_ofsted_lays_it_out_is_read_as_it_is(told):
    data, problems, seen = told({"List 1": rows("Contacts", CONTACT)})
    assert problems == []
    assert data["Contacts"].row(0, named=True) == {"row": 0, "line": 2, "parent": 0, "child": 0, CHILD: "1", **CONTACT}
    assert data.names.to_list() == ["1"]
    assert {header.how for header in seen.lists[0].columns.values()} == {How.SAME}


def test_titles_above_blank_columns_other_orders_and_notes_beside_do_not_matter(told):
    cells = [["", *row[::-1], "", "what we think of it"] for row in rows("Contacts", CONTACT)]
    above: list[list[Any]] = [["Annex A: list 1"], [], [None, "As at", dt.date(2025, 9, 1)]]
    data, problems, seen = told({"Working copy": above + cells})
    assert problems == []
    assert data["Contacts"]["line"].to_list() == [5]
    assert data["Contacts"]["Contact Source"].to_list() == ["g) Police"]
    assert (seen.lists[0].header, seen.lists[0].left) == (4, ("what we think of it",))


def test_headings_are_known_in_spite_of_capitals_line_breaks_slips_and_other_names(told):
    cells = rows("Contacts", CONTACT)
    cells[0] = [
        "child unique\nid ",
        "SEX",
        "Ethnicty",
        "DOB",
        "Age",
        "Date  of contact (dd/mm/yyyy)",
        "Contact Source:",
    ]
    data, problems, seen = told({"Sheet1": cells})
    assert problems == []
    assert data["Contacts"].height == 1
    by = {name: header.how for name, header in seen.lists[0].columns.items()}
    assert by == {
        CHILD: How.WORDS, "Gender": How.OTHER, "Ethnicity": How.SPELLING, "Date of Birth": How.OTHER,
        "Age of Child (Years)": How.OTHER, "Date of Contact": How.BEGINNING, "Contact Source": How.WORDS,
    }  # fmt: skip


def test_a_heading_that_is_missing_or_stands_twice_is_told_and_the_rest_is_read(told):
    cells = rows("Contacts", CONTACT)
    cells[0][1], cells[0][5] = "Date of Birth", "When"
    data, problems, _ = told({"List 1": cells})
    assert _of(problems) == [
        ("missing", "Gender", 1), ("too_many", "Date of Birth", 1), ("missing", "Date of Contact", 1),
    ]  # fmt: skip
    assert "“When”" in problems[0].seen
    assert data["Contacts"]["Contact Source"].to_list() == ["g) Police"]
    assert data["Contacts"]["Date of Birth"].to_list() == [None]


@pytest.mark.parametrize("written", ["2015-05-01", "01/05/2015", "1/5/2015", "01/05/2015 00:00:00", "2015-05-01T10:30"])
def test_a_date_may_be_text(told, written):
    data, problems, _ = told({"List 1": rows("Contacts", CONTACT | {"Date of Birth": written})})
    assert problems == []
    assert data["Contacts"]["Date of Birth"].to_list() == [dt.date(2015, 5, 1)]


def test_a_number_is_an_identifier_and_an_age_may_be_a_fraction(told):
    data, _, _ = told({"List 1": rows("Contacts", CONTACT | {CHILD: 9212044.0, "Age of Child (Years)": 6.138})})
    assert data["Contacts"].select(CHILD, "Age of Child (Years)").row(0) == ("9212044", 6)


@pytest.mark.parametrize(
    ("column", "written", "fault"),
    [
        ("Date of Contact", "soon", "bad_value"),
        ("Date of Contact", "31/02/2025", "bad_value"),
        ("Date of Contact", 45810, "bad_value"),
        ("Age of Child (Years)", "ten", "bad_value"),
        ("Contact Source", "a neighbour", "no_code"),
        ("Contact Source", None, "blank"),
        (CHILD, " ", "blank"),
    ],
)
def test_a_cell_that_does_not_fit_is_told_with_its_row(told, column, written, fault):
    cells = rows("Contacts", CONTACT, CONTACT | {column: written})
    data, problems, _ = told({"List 1": cells})
    assert [(one.fault.value, one.table, one.element, one.row, one.line) for one in problems] == [
        (fault, "Contacts", column, 1, 3)
    ]
    assert data["Contacts"].height == 2
    is_unread = data["Contacts"].filter(data.is_unread("Contacts", column))["row"].to_list()
    assert is_unread == ([] if fault == "blank" else [1])


def test_what_may_be_two_codes_is_told_and_not_taken(told):
    data, problems, _ = told({"List 9": rows("Leaving care services", {"Type of Accommodation": "B"})})
    assert data["Leaving care services"]["Type of Accommodation"].to_list() == [None]
    (unclear,) = (one for one in problems if one.fault is Fault.UNCLEAR)
    assert unclear.seen == "“B”, “a) With parents or relatives”, “b) Community home”"


def test_cells_that_are_merged_downwards_count_in_every_row(told):
    cells = rows("Contacts", CONTACT, CONTACT | {CHILD: None}, CONTACT | {CHILD: "2"})
    data, problems, _ = told({"List 1": cells}, {"List 1": ["A2:A3"]})
    assert problems == []
    assert data["Contacts"][CHILD].to_list() == ["1", "1", "2"]
    # A heading over two rows, beside a group's name.
    above = ["Child Unique ID", "About the child", None, None, None, "About the contact", None]
    data, problems, _ = told({"List 1": [above, *cells[:1], *cells[1:]]}, {"List 1": ["A1:A2", "B1:E1", "F1:G1"]})
    assert [one.element for one in problems] == [CHILD]
    assert data["Contacts"]["line"].to_list() == [3, 4, 5]


def test_rows_without_anything_are_left_out(told):
    data, _, _ = told({"List 1": [*rows("Contacts", CONTACT), [], [None, " "], rows("Contacts", CONTACT)[1]]})
    assert data["Contacts"]["line"].to_list() == [2, 5]
    assert data["Contacts"]["row"].to_list() == [0, 1]


def test_all_eleven_lists_are_told_apart_without_their_titles(told):
    data, problems, seen = told({f"Sheet{number}": [headings(name)] for name, number in NUMBERS.items()})
    assert problems == []
    assert [(one.table, one.sheet) for one in seen.lists] == [(name, f"Sheet{NUMBERS[name]}") for name in NUMBERS]
    assert data.held is not None
    assert len(data.held) == 169


def test_a_list_without_half_of_its_columns_is_known_by_its_title(told):
    cells = rows("Children in care", {"Date Started to be Looked After": dt.date(2025, 5, 1)})
    few = [[row[0], *row[7:20]] for row in cells]
    data, problems, _ = told({"List 8": few, "List 1": rows("Contacts")})
    assert data["Children in care"].height == 1
    assert sum(one.fault is Fault.MISSING for one in problems) == 20
    _, _, seen = told({"Other things": few, "List 1": rows("Contacts")})
    assert seen.left == {"Other things": "its headings are those of no list"}


def test_a_child_has_one_number_in_all_lists(told):
    data, _, _ = told({
        "List 1": rows("Contacts", CONTACT, CONTACT | {CHILD: 22}),
        "List 8": rows("Children in care", {CHILD: "22"}),
        "List 11": rows("(Prospective) adopters", {"Individual adopter identifier": "22"}),
    })  # fmt: skip
    assert data["Children in care"]["child"].to_list() == [1]
    assert data["(Prospective) adopters"]["child"].to_list() == [None]


def test_lists_that_are_not_there_are_told_and_their_checks_are_not_applicable(tmp_path):
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook({"List 6": rows("Children in need", {"Case Status": "a) Looked after child"})}))
    report = check([path], "annex-a", "2025-26")
    absent = [name for name in NUMBERS if name != "Children in need"]
    assert [one.table for one in report.of("form.no_list")] == absent
    reasons = {one.code: one.reason for one in report.rules if one.outcome == "not_applicable"}
    assert reasons["A0630"] == "Not given: Children in care."
    # Of a list that is not there no columns are named.
    assert reasons["A0201"] == "Not given: Early help."
    assert "A0807" in reasons
    assert "A0607" not in reasons


def test_a_folder_of_csv_files_is_a_workbook(tmp_path):
    (tmp_path / "contacts.csv").write_text(
        "Child Unique ID,Gender,Ethnicity,Date of Birth,Age,Date of Contact,Contact Source\n"
        "12.0,M,WBRI,01/05/2015,10.0,2025-06-02 00:00:00,6\n",
        encoding="utf-8",
    )
    data, problems = read([tmp_path], YEAR)
    assert [one for one in problems if one.fault is not Fault.NO_LIST] == []
    assert data["Contacts"].row(0)[4:] == (
        "12", "a) Male", "a) White", dt.date(2015, 5, 1), 10, dt.date(2025, 6, 2), "g) Police",
    )  # fmt: skip


# --- What is refused ------------------------------------------------------------------------------------------------


def _refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        read([path], YEAR)
    return str(refused.value)


def test_what_is_no_workbook_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "lists.xlsx"
    good = workbook(whole())
    assert "is no workbook" in _refused(path, b"Dear inspector")
    assert "is no workbook" in _refused(path, b"")
    assert "is damaged" in _refused(path, good[: len(good) // 2])
    assert "is damaged" in _refused(path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le")
    assert "locked with a password" in _refused(path, locked)
    assert "locked with a password" in _refused(path, an_old_workbook.xls(whole(), password=True))
    assert "No sheet is one of the lists" in _refused(path, workbook({"Budget": [["Team", "Cost"], ["North", 4]]}))
    assert "both like the list Contacts" in _refused(
        path, workbook({"List 1": rows("Contacts", CONTACT), "List 1 (2)": rows("Contacts", CONTACT)})
    )
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unreadable, match="no workbook and no CSV file"):
        read([tmp_path / "empty"], YEAR)


def test_a_second_sheet_of_a_list_that_holds_nothing_is_left_out(told):
    data, _, seen = told({"List 1": rows("Contacts", CONTACT), "List 1 template": rows("Contacts")})
    assert data["Contacts"].height == 1
    assert seen.left == {"List 1 template": "it has no rows, and List 1 is Contacts"}


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MOST_UNPACKED", 1_000_000)
    out = io.BytesIO(workbook(whole()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/picture.bin", bytes(2_000_000))
    assert "unpacks to more than 1 MB" in _refused(tmp_path / "lists.xlsx", out.getvalue())


def test_a_sheet_that_spans_a_whole_grid_is_refused_before_it_is_opened(tmp_path):
    cells: list[list[Any]] = rows("Contacts", CONTACT)
    good = workbook({"List 1": cells})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for entry in packed.infolist():
            content = packed.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            again.writestr(entry.filename, content)
    assert "span 17,179,869,184 cells" in _refused(tmp_path / "lists.xlsx", out.getvalue())


def test_a_table_that_repeats_a_cell_without_end_is_refused_before_it_is_opened(tmp_path):
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="List 1"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
    assert "span 17,179,869,184 cells" in _refused(tmp_path / "lists.ods", out.getvalue())


def test_an_open_document_is_read(tmp_path):
    def row(cells: list[Any]) -> str:
        return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"

    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        kind = {dt.date: ("date", "date-value"), int: ("float", "value")}.get(type(value), ("string", "string-value"))
        about = f'office:value-type="{kind[0]}" office:{kind[1]}="{value}"'
        return f"<table:table-cell {about}><text:p>{value}</text:p></table:table-cell>"

    name = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{name}:office:1.0" '
        f'xmlns:table="{name}:table:1.0" xmlns:text="{name}:text:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="List 1">'
        f"{''.join(map(row, rows('Contacts', CONTACT)))}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    path = tmp_path / "lists.ods"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"/>')
        packed.writestr("content.xml", content)
    data, problems = read([path], YEAR)
    assert [one for one in problems if one.fault is not Fault.NO_LIST] == []
    assert data["Contacts"].row(0, named=True) | CONTACT == data["Contacts"].row(0, named=True)


@pytest.mark.parametrize("form", ["xls", "xlsb", "xlsm"])
def test_each_of_excels_forms_says_the_same(form, told, tmp_path):
    born = CONTACT | {CHILD: 9212044.0, "Date of Birth": dt.date(2015, 3, 29)}
    sheets = whole(list_1=rows("Contacts", CONTACT, born), list_8=rows("Children in care", {"Placement postcode": "é"}))
    given = an_old_workbook.xlsm(workbook(sheets)) if form == "xlsm" else getattr(an_old_workbook, form)(sheets)
    path = tmp_path / f"lists.{form}"
    path.write_bytes(given)
    data, problems, seen = read_and_tell([path], YEAR)
    same, same_problems, same_seen = told(sheets)
    assert (problems, seen) == (same_problems, same_seen)
    assert {name: frame.rows() for name, frame in data.frames.items()} == {
        name: frame.rows() for name, frame in same.frames.items()
    }
    assert data["Contacts"]["Date of Birth"].to_list() == [dt.date(2015, 5, 1), dt.date(2015, 3, 29)]
    # In a folder it is found by its ending.
    (tmp_path / "lists.xlsx").unlink()
    assert read([tmp_path], YEAR)[0]["Contacts"].height == 2
    assert "is damaged" in _refused(path, given[: len(given) // 3])


def test_a_binary_sheet_that_spans_a_whole_grid_is_refused_before_it_is_opened(tmp_path):
    far = b"\x00\x11" + (1048575).to_bytes(4, "little") + bytes(13)
    far += b"\x05\x10" + (16383).to_bytes(4, "little") + bytes(12)
    assert "span 17,179,869,184 cells" in _refused(tmp_path / "lists.xlsb", _binary_with(far))


def test_a_binary_sheet_of_countless_records_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MOST_CELLS", 1000)
    nothing = b"\x0c\x00"
    (tmp_path / "lists.xlsb").write_bytes(_binary_with(nothing * 900))
    assert read([tmp_path / "lists.xlsb"], YEAR)[0]["Contacts"].height == 1
    # What is behind the first thousand is cut off within a record, and is not come to.
    assert "span 1,001 cells" in _refused(tmp_path / "lists.xlsb", _binary_with(nothing * 2000 + b"\xff"))


def _binary_with(records: bytes) -> bytes:
    """A good binary workbook with more records in its sheet."""
    out = io.BytesIO()
    good = an_old_workbook.xlsb({"List 1": rows("Contacts", CONTACT)})
    with zipfile.ZipFile(io.BytesIO(good)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for entry in packed.infolist():
            end = b"\x92\x01\x00"
            again.writestr(entry.filename, packed.read(entry).replace(end, records + end))
    return out.getvalue()


def test_sheets_that_span_too_much_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MOST_CELLS", 26 * 40 * 10)
    one: list[list[Any]] = [*rows("Contacts", CONTACT), *[[]] * 36, ["x"]]
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook(whole(list_1=one)))
    assert read([path], YEAR)[0]["Contacts"].height == 2
    several = {f"Copy {number}": [*[[]] * 39, ["x"]] for number in range(10)}
    assert "cells, most of them blank" in _refused(path, workbook(whole(list_1=one) | several))


def test_the_sample_is_read_whole():
    if not SAMPLES.exists():
        pytest.skip("The sample lies in shared/samples/annex-a, which is not beside this checkout")
    for path in SAMPLES.glob("*.xlsx"):
        data, problems, seen = read_and_tell([path], YEAR)
        assert [one.table for one in seen.lists] == list(NUMBERS)
        assert [one.missing for one in seen.lists] == [[]] * 11
        assert all(frame.height >= 5 for frame in data.frames.values())
        # What is not read is what is no code of Ofsted's, and nothing else.
        unread = {one.seen for one in problems if one.fault is not Fault.BLANK}
        assert unread == {"“CS Assessment Updated”", "“PSRMEM - Support with memory and cognition”", "“1”"}
        assert check([path], "annex-a", "2025-26").crashed == []
