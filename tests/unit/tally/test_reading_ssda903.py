"""The files of SSDA903 are known by their columns and read as they stand; what is no file of it is refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tally import Report, check
from tally.read import csv
from tally.read.problems import Unreadable
from tally.ssda903 import examples
from tally.ssda903.reading import read
from tally.ssda903.tables import SSDA903
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n"
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "ssda903"


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """Read some files; say what was read, and which faults were found: (fault, table, element, line). That a whole file
    is missing is a fault without a table, and left out here.
    """

    def reading(*contents: str | bytes, year: CollectionYear = YEAR) -> tuple[Any, list[tuple[str, str, str, int]]]:
        for number, content in enumerate(contents):
            (tmp_path / f"{number}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
        data, problems = read([tmp_path], year)
        return data, [(one.fault.value, one.table, one.element, one.line) for one in problems if one.table]

    return reading


def test_files_are_known_by_their_columns_in_any_order_and_any_case(told):
    data, faults = told(
        "Review_Code,review,Child,DOB\nPN1,01/09/2025,A1,05/01/2010\n", HEADER + "A1,F,05/01/2010,WBRI,,,\n"
    )
    assert faults == []
    assert data["Reviews"].row(0, named=True) == {
        "row": 0, "line": 2, "parent": 0, "child": 0, "CHILD": "A1", "DOB": dt.date(2010, 1, 5),
        "REVIEW": dt.date(2025, 9, 1), "REVIEW_CODE": "PN1",
    }  # fmt: skip
    assert data["Header"]["child"].to_list() == [0]
    assert data.names.to_list() == ["A1"]
    assert data["Episodes"].height == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_make_no_difference(told, encoding):
    data, faults = told((HEADER + "Zoë1,f,5/1/2010, wbri ,,,\r\n").encode(encoding))
    assert faults == []
    row = data["Header"].row(0, named=True)
    assert (row["CHILD"], row["SEX"], row["ETHNIC"], row["DOB"]) == ("Zoë1", "F", "WBRI", dt.date(2010, 1, 5))


def test_lines_are_those_of_the_file_whatever_stands_in_a_cell(told):
    data, _ = told(HEADER + 'A1,F,05/01/2010,WBRI,"a\nb",,\n\nA2,F,05/01/2010,WBRI,,,\n')
    assert data["Header"]["line"].to_list() == [2, 5]
    assert data["Header"]["UPN"].to_list() == ["a\nb", None]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEADER + "A1,F,2010,WBRI,,,\n", ("bad_value", "Header", "DOB", 2)),
        (HEADER + "A1,F,31/02/2010,WBRI,,,\n", ("bad_value", "Header", "DOB", 2)),
        (HEADER + "A1,F,05/01/2010,WBRI,,yes,\n", ("bad_value", "Header", "MOTHER", 2)),
        (HEADER + "A1,F,٠٥/٠١/٢٠١٠,WBRI,,,\n", ("bad_value", "Header", "DOB", 2)),
        (HEADER.replace("MOTHER", "SHOES") + "A1,F,05/01/2010,WBRI,,4,\n", ("unknown", "Header", "SHOES", 1)),
        (HEADER.replace(",MC_DOB", "") + "A1,F,05/01/2010,WBRI,,\n", ("missing", "Header", "MC_DOB", 1)),
        (HEADER.replace("\n", ",DOB\n") + "A1,F,05/01/2010,WBRI,,,,x\n", ("too_many", "Header", "DOB", 1)),
    ],
)
def test_each_fault_of_form_is_told_and_the_rest_is_read(told, text, fault):
    data, faults = told(text)
    assert fault in faults
    assert data["Header"]["CHILD"].to_list() == ["A1"]


def test_a_row_that_names_no_child_is_told_and_kept(told):
    data, faults = told(
        HEADER + "A1,F,05/01/2010,WBRI,,,\n ,F,05/01/2010,WBRI,,,\n", REVIEWS + ",05/01/2010,01/09/2025,PN1\n"
    )
    assert faults == [("missing", "Header", "CHILD", 3), ("missing", "Reviews", "CHILD", 2)]
    assert data["Reviews"]["child"].to_list() == [None]


def test_a_file_without_the_column_of_children_is_told_once(told):
    data, faults = told(HEADER.removeprefix("CHILD,") + "F,05/01/2010,WBRI,,,\nM,05/01/2011,WBRI,,,\n")
    assert faults == [("missing", "Header", "CHILD", 1)]
    assert data["Header"].height == 2


def test_figures_of_other_alphabets_are_no_number_and_no_crash(told):
    header = "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR\n"
    data, faults = told(header + "A1,,,,,٢,,\n")
    assert faults == [("bad_value", "AD1", "NB_ADOPTR", 2)]
    assert data["AD1"]["NB_ADOPTR"].to_list() == [None]


def test_a_value_that_is_there_and_cannot_be_read_is_told_from_one_that_is_missing(told):
    data, _ = told(HEADER + "A1,F,2010,WBRI,,,\nA2,F,,WBRI,,,\n")
    assert data["Header"].filter(data.is_unread("Header", "DOB"))["CHILD"].to_list() == ["A1"]
    assert data["Header"]["DOB"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ([HEADER, HEADER], "both hold Header"),
        (["NAME,SHOES\nA,4\n"], "is none of the files of SSDA903.* those of no table"),
        ([""], "is none of the files"),
        ([b"\x81\x8d\x8f" * 10], "is no text"),
        ([HEADER + 'A1,"F\n'], "cannot be read as CSV"),
        ([HEADER + "A" * 200_000 + "\n"], "cannot be read as CSV"),
        ([], "nothing of the return there"),
    ],
)
def test_what_is_no_file_of_the_return_is_refused_in_a_sentence(told, contents, said):
    with pytest.raises(Unreadable, match=said):
        told(*contents)


def test_files_of_later_years_are_unknown_before(told):
    order = "CHILD,DOB,DOLO_START,DOLO_END\nA1,05/01/2010,01/05/2026,\n"
    with pytest.raises(Unreadable, match="DoLo is not collected in that year"):
        told(order)
    assert told(order, year=CollectionYear("2026-27"))[0]["DoLo"].height == 1


def test_a_file_that_was_left_out_is_told_and_without_two_of_them_there_is_no_return(tmp_path):
    def check_with(**files: str) -> Report:
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content)
        return check(tmp_path, "ssda903", "2025-26", tmp_path, rules=["1000"])

    alone = check_with(header=HEADER + "A1,F,05/01/2010,WBRI,,,\n")
    assert [(found.child, found.table, found.message) for found in alone.findings] == [
        (None, "", "Episodes is missing.")
    ]
    of_this, of_last = alone.notes
    assert of_this.startswith("Of 2025-26 these came without a file")
    assert "Episodes, Reviews, UASC," in of_this
    assert "Header" not in of_this
    assert of_last.startswith("Of 2024-25 these came without a file")
    columns = [column.name for column in SSDA903.table("Episodes").columns if column.is_in(YEAR)]
    both = check_with(episodes=",".join(columns) + "\n")
    assert both.findings == []
    assert " Episodes," not in both.notes[0]


def test_a_zip_is_read_as_a_folder(tmp_path):
    path = tmp_path / "return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("this year/header.csv", HEADER + "A1,F,05/01/2010,WBRI,,,\n")
        packed.writestr("this year/notes.txt", "Sent on Monday")
    assert read([path], YEAR)[0]["Header"].height == 1


def test_a_zip_that_unpacks_to_far_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(csv, "MOST_BYTES", 1_000_000)
    path = tmp_path / "return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("header.csv", HEADER + "\n" * 2_000_000)
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        read([path], YEAR)
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        read([path], YEAR)


def test_last_year_is_beside_this_year():
    data = examples.data_of({"Header": [{}], "previous": {"Header": [{"SEX": "F"}, {"CHILD": "2"}]}}, YEAR)
    assert data.previous is not None
    assert (data.previous.year.name, data.previous["Header"].height) == ("2024-25", 2)


def test_an_example_that_names_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no table Shoes"):
        examples.data_of({"Shoes": [{}]}, YEAR)
    with pytest.raises(ValueError, match="SIZE"):
        examples.data_of({"Header": [{"SIZE": "4"}]}, YEAR)


@pytest.mark.parametrize(("folder", "children"), [("this_year", 2700), ("last_year", 1347), ("d2i_fake", 2675)])
def test_the_samples_are_read(folder, children):
    if not (SAMPLES / folder).exists():
        pytest.skip(f"{folder} lies in shared/samples/ssda903, which is not beside this checkout")
    report = check([SAMPLES / folder], "ssda903", "2026-27" if folder == "d2i_fake" else "2025-26")
    assert report.tables["Header"] == children
    assert report.crashed == []
