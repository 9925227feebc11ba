"""The XML form of SSDA903: the same rows as the CSV files hold, and each fault with its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally import check
from tally.data import Data
from tally.read.problems import Unreadable
from tally.ssda903 import xml_form
from tally.ssda903.reading import read
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "ssda903"
ONE = """<?xml version='1.0' encoding='utf-8'?>
<EXPSSDA903>
<CHILD><HEADER><CHILDID>A1</CHILDID><UPN>UN3</UPN><SEX>F</SEX><DOB>05/01/2010</DOB><ETHNIC>wbri</ETHNIC>
<UASC>1</UASC><DUC>05/01/2028</DUC><AREVIEW><REVIEW>01/09/2025</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
<AREVIEW><REVIEW>01/12/2025</REVIEW><REVIEW_CODE>PN2</REVIEW_CODE></AREVIEW>
<AMISSING><MISSING>M</MISSING><MIS_START>01/05/2025</MIS_START><MIS_END/></AMISSING>
<MOTHER>1</MOTHER><MC_DOB>01/01/2026</MC_DOB><OC2><SDQ_SCORE>18</SDQ_SCORE><CONVICTED>0</CONVICTED></OC2>
<PERMANENCE><PREV_PERM>Z1</PREV_PERM></PERMANENCE>
<AD_PLACED><DATE_PLACED>01/06/2025</DATE_PLACED></AD_PLACED></HEADER>
<EPISODE><DECOM>01/04/2024</DECOM><RNE>S</RNE><PL>U6</PL><DEC>01/06/2025</DEC><REC>X1</REC></EPISODE>
<EPISODE><DECOM>01/06/2025</DECOM><RNE>P</RNE><PL>K2</PL></EPISODE></CHILD>
<CHILD><HEADER><CHILDID>A2</CHILDID><SEX>M</SEX><DOB>06/01/2007</DOB><UASC/><IN_TOUCH>YES</IN_TOUCH><ACTIV>F1</ACTIV>
<ACCOM>B1</ACCOM><DATE_INT>01/05/2025</DATE_INT><NB_ADOPTR>2</NB_ADOPTR></HEADER></CHILD>
</EXPSSDA903>
"""


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """Read a text; say what was read, and which faults were found: (fault, table, element, line, child)."""

    def reading(text: str | bytes, **beside: str) -> tuple[Any, list[tuple[str, str, str, int, str | None]]]:
        (tmp_path / "return.xml").write_bytes(text.encode() if isinstance(text, str) else text)
        for name, content in beside.items():
            (tmp_path / f"{name}.csv").write_text(content)
        data, problems = read([tmp_path], YEAR)
        return data, [
            (one.fault.value, one.table, one.element, one.line, None if one.child is None else data.names[one.child])
            for one in problems
        ]

    return reading


def test_every_element_becomes_a_row_of_its_file(told):
    data, faults = told(ONE)
    assert faults == []
    assert data.names.to_list() == ["A1", "A2"]
    born, other = dt.date(2010, 1, 5), dt.date(2007, 1, 6)
    expected = {
        "Header": [
            ("A1", "F", born, "WBRI", "UN3", True, dt.date(2026, 1, 1)), ("A2", "M", other, None, None, None, None),
        ],
        "Reviews": [("A1", born, dt.date(2025, 9, 1), "PN1"), ("A1", born, dt.date(2025, 12, 1), "PN2")],
        "UASC": [("A1", "F", born, dt.date(2028, 1, 5))],
        "OC3": [("A2", other, "YES", "F1", "B1")],
        "AD1": [("A2", other, dt.date(2025, 5, 1), None, None, 2, None, None)],
        "PlacedAdoption": [("A1", born, dt.date(2025, 6, 1), None, None)],
        "PrevPerm": [("A1", born, "Z1", None, None)],
        "Missing": [("A1", born, "M", dt.date(2025, 5, 1), None)],
    }  # fmt: skip
    for name, rows in expected.items():
        assert data[name].drop("row", "line", "parent", "child").rows() == rows, name
    assert data["OC2"].select("CHILD", "SDQ_SCORE", "CONVICTED", "TEETH_CHECK").rows() == [("A1", 18, False, None)]
    assert data["Episodes"].select("CHILD", "DECOM", "PLACE", "REC", "line").rows() == [
        ("A1", dt.date(2024, 4, 1), "U6", "X1", 10), ("A1", dt.date(2025, 6, 1), "K2", None, 11),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("was", "put", "fault"),
    [
        ("<SEX>F</SEX>", "<SHOES>4</SHOES>", ("unknown", "Header", "SHOES", 3, "A1")),
        ("<UASC>1</UASC>", "<UASC>maybe</UASC>", ("bad_value", "Header", "UASC", 3, "A1")),
        ("<UASC>1</UASC>", "<UASC>0</UASC>", ("misplaced", "Header", "DUC", 3, "A1")),
        ("<DECOM>01/06/2025", "<DECOM>soon", ("bad_value", "Episodes", "DECOM", 11, "A1")),
        ("<SDQ_SCORE>18", "<SDQ_SCORE>lots", ("bad_value", "OC2", "SDQ_SCORE", 7, "A1")),
        ("<CHILDID>A2</CHILDID>", "", ("missing", "Header", "CHILDID", 12, None)),
        ("</EXPSSDA903>", "<NOTE/></EXPSSDA903>", ("unknown", "", "NOTE", 14, None)),
        ("<CHILDID>A2", "<SEX>M</SEX><CHILDID>A2", ("too_many", "Header", "SEX", 12, "A2")),
    ],
)
def test_a_fault_is_told_with_its_line_and_child_and_the_rest_is_read(told, was, put, fault):
    data, faults = told(ONE.replace(was, put, 1))
    assert fault in faults
    assert data["Header"].height == 2


def test_the_order_of_elements_is_not_asked_for(told):
    first = "<SEX>F</SEX><DOB>05/01/2010</DOB>"
    assert told(ONE.replace(first, "<DOB>05/01/2010</DOB><SEX>F</SEX>"))[1] == []


def test_what_has_no_element_is_given_as_csv_beside_it(told):
    workers = "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\nA2,06/01/2007,SW1,01/05/2025,,MANAGE\n"
    data, faults = told(ONE, workers=workers)
    assert faults == []
    assert data["SWEpisodes"].select("child", "SW_ID").rows() == [(1, "SW1")]
    with pytest.raises(Unreadable, match="both hold Header"):
        told(ONE, workers=workers, header="CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<Message/>", "it begins with Message, not EXPSSDA903"),
        (ONE[:300], "it breaks at line"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><EXPSSDA903/>", "declares a document type"),
        ("", "it breaks at line"),
        ("<EXPSSDA903/>", "nothing"),
    ],
)
def test_what_is_no_such_return_is_refused(told, text, said):
    with pytest.raises(Unreadable, match=said):
        told(text)


@settings(max_examples=60, deadline=None)
@given(
    cut=st.integers(0, len(ONE)), put=st.sampled_from(["", "<", "&", "<CHILD>", "</HEADER>", "\x00", "<EPISODE/>", "x"])
)
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path_factory, cut, put):
    path = tmp_path_factory.mktemp("xml") / "return.xml"
    path.write_text(ONE[:cut] + put + ONE[cut:], encoding="utf-8")
    try:
        data, _ = read([path], YEAR)
    except Unreadable:
        return
    assert data["Header"].height <= 4


def test_it_is_checked_as_the_files_are(tmp_path):
    path = tmp_path / "return.xml"
    path.write_text(ONE, encoding="utf-8")
    report = check([path], "ssda903", "2025-26")
    assert report.crashed == []
    assert [finding.child for finding in report.of("103")] == ["A2"]


# --- The same return in both forms ----------------------------------------------------------------------------------


def _as_xml(data: Data) -> str:
    """A return in the XML form: what its files hold of each child, but for what has no element."""
    rows = {
        name: frame.drop("row", "line", "parent", "child").partition_by("CHILD", as_dict=True)
        for name, frame in data.frames.items()
    }

    def elements(table: str, child: str, *without: str) -> list[str]:
        found = rows[table].get((child,))
        return ["".join(_element(*cell) for cell in row.items() if cell[0] not in ("CHILD", *without))
                for row in ([] if found is None else found.iter_rows(named=True))]  # fmt: skip

    text = []
    for child in data.names:
        header = [_element("CHILDID", child), *elements("Header", child)]
        header += ["<UASC>1</UASC>" + status for status in elements("UASC", child, "SEX", "DOB")]
        header += [*elements("OC3", child, "DOB"), *elements("AD1", child, "DOB")]
        for table, name in xml_form._GROUPS.items():
            header += [f"<{name}>{inside}</{name}>" for inside in elements(table, child, "DOB")]
        episodes = [f"<EPISODE>{inside}</EPISODE>" for inside in elements("Episodes", child)]
        text.append(f"<CHILD><HEADER>{''.join(header)}</HEADER>{''.join(episodes)}</CHILD>")
    return f"<EXPSSDA903>{''.join(text)}</EXPSSDA903>"


def _element(column: str, value: Any) -> str:
    if value is None:
        return ""
    name = {"PLACE": "PL"}.get(column, column)
    told = value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else int(value) if value in (True, False) else value
    return f"<{name}>{escape(str(told))}</{name}>"


@pytest.mark.skipif(not SAMPLES.exists(), reason="shared/samples/ssda903 is not beside this checkout")
def test_a_whole_return_is_the_same_in_both_forms(tmp_path):
    data, _ = read([SAMPLES / "this_year"], YEAR)
    (tmp_path / "return.xml").write_text(_as_xml(data), encoding="utf-8")
    again, problems = read([tmp_path], YEAR)
    assert problems == []
    for name, frame in data.frames.items():
        if name not in ("SWEpisodes", "DoLo"):
            columns = frame.columns[4:]
            assert again[name].select(columns).sort(columns).equals(frame.select(columns).sort(columns)), name
