"""Good files to begin from: of each return one with something in every table."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from typing import Any

from a_workbook import headings
from tally.annex_a.tables import ANNEX_A, CHILD, NUMBERS
from tally.cin import examples
from tally.ssd.tables import SSD
from tally.ssda903 import xml_form
from tally.ssda903.tables import SSDA903
from tally.tables import Column, Kind
from tally.years import CollectionYear

YEAR = CollectionYear("2026-27")
#: A good value of each kind, as the CSV files have it.
_VALUES = {Kind.DATE: "01/05/2026", Kind.FLAG: "1", Kind.NUMBER: "1", Kind.TEXT: "A1"}


@functools.cache
def census() -> bytes:
    """Two children; there is something in every table."""
    plan = {
        "CPPstartDate": "2026-06-20", "InitialCategoryOfAbuse": "NEG", "LatestCategoryOfAbuse": "NEG",
        "NumberOfPreviousCPP": "0", "CPPreviewDate": ["2026-09-01", "2026-12-01"],
    }  # fmt: skip
    episode = {
        "CINreferralDate": "2026-05-01", "ReferralSource": "6", "PrimaryNeedCode": "N1", "ReferralNFA": "0",
        "Assessments": [{
            "AssessmentActualStartDate": "2026-05-02", "AssessmentAuthorisationDate": "2026-06-01",
            "AssessmentFactors": ["1A", "2B"],
        }],
        "CINPlanDates": [{"CINPlanStartDate": "2026-05-20", "CINPlanEndDate": "2026-06-20"}],
        "Section47": [{"S47ActualStartDate": "2026-06-01", "DateOfInitialCPC": "2026-06-20", "ICPCnotRequired": "0"}],
        "ChildProtectionPlans": [plan],
        "PreProceedingsandFGDM": [{"PPStartDate": "2026-07-01", "ReviewMeetingsCount": "1", "PPOutcome": "1"}],
    }  # fmt: skip
    first = {
        "LAchildID": "A1", "UPN": "A123456789012", "PersonBirthDate": "2016-05-01", "Sex": "F", "Ethnicity": "WBRI",
        "Disability": ["MOB", "AUT"], "CINdetails": [episode],
    }  # fmt: skip
    second = {
        "LAchildID": "A2",
        "ExpectedPersonBirthDate": "2027-05-01",
        "Sex": "U",
        "CINdetails": [episode | {"ChildProtectionPlans": []}],
    }
    header = {"Collection": "CIN", "Year": "2027", "ReferenceDate": "2027-03-31", "LEA": "885"}
    return examples.census([first | {"Header": header}, second]).replace(b"><", b">\n<")


@functools.cache
def files() -> dict[str, bytes]:
    """Each file with three rows of two children, by its table's name."""
    tables = [table for table in SSDA903.tables if table.is_in(YEAR)]
    return {table.name: _file([column for column in table.columns if column.is_in(YEAR)]) for table in tables}


def _file(columns: list[Column]) -> bytes:
    rows = [[_value(column, child) for column in columns] for child in ("A1", "A2", "A1")]
    return "".join(",".join(row) + "\n" for row in ([column.name for column in columns], *rows)).encode()


def _value(column: Column, child: str) -> str:
    if column.name == "CHILD":
        return child
    if column.codes:
        return SSDA903.codes(column.codes).valid_in(YEAR)[0]
    return _VALUES[column.kind]


@functools.cache
def expanded() -> bytes:
    """The XML form of SSDA903: two children, each element of it once in the first."""

    def elements(names: Iterable[str]) -> str:
        return "".join(f"<{name}>{values.get(name, 'A1')}</{name}>" for name in names)

    values = {
        {"CHILD": "CHILDID", "PLACE": "PL"}.get(column.name, column.name): _value(column, "A1")
        for table in SSDA903.tables
        for column in table.columns
    }
    values |= {"UASC": "1", "DUC": "01/05/2027"}
    own = xml_form._ELEMENTS
    groups = "".join(f"<{name}>{elements(own[name])}</{name}>\n" for name in xml_form._GROUPS.values())
    child = (
        f"<CHILD><HEADER>{elements(own['HEADER'])}\n{groups}</HEADER>\n<EPISODE>{elements(own['EPISODE'])}</EPISODE>"
    )
    again = "<CHILD><HEADER><CHILDID>A2</CHILDID><SEX>M</SEX><DOB>06/01/2007</DOB></HEADER></CHILD>\n"
    return f"<EXPSSDA903>\n{child}</CHILD>\n{again}</EXPSSDA903>\n".encode()


@functools.cache
def lists() -> dict[str, list[list[Any]]]:
    """The sheets of an Annex A, each with two rows of one child and one of another."""
    return {f"List {number}": [headings(name), *_list_rows(name)] for name, number in NUMBERS.items()}


def _list_rows(name: str) -> list[list[Any]]:
    return [[_cell(column, child) for column in ANNEX_A.table(name).columns] for child in ("1", "2", "1")]


def _cell(column: Column, child: str) -> Any:
    if column.name == CHILD:
        return child
    if column.codes:
        return ANNEX_A.codes(column.codes).codes[0].code
    return {Kind.DATE: dt.date(2026, 5, 1), Kind.FLAG: "Yes", Kind.NUMBER: 3}.get(column.kind, "A1")


@functools.cache
def data_set() -> dict[str, bytes]:
    """Each table of the data set with two rows of one person and one of another, whose keys fit each other."""
    return {table.name: _rows_of_data_set(table.name) for table in SSD.tables}


def _rows_of_data_set(name: str) -> bytes:
    table = SSD.table(name)
    rows = [",".join(column.name for column in table.columns)]
    for number, child in enumerate(("A1", "A2", "A1")):
        cells = []
        for column in table.columns:
            owner, _, referred = column.refers_to.partition(".")
            if column.name == table.person or referred == SSD.table("ssd_person").key:
                cells.append(f"A{number + 1}" if name == "ssd_person" else child)
            elif column.name == table.key or owner:
                cells.append(f"K{number}")
            elif column.codes:
                cells.append(SSD.codes(column.codes).codes[0].code)
            else:
                cells.append(_VALUES.get(column.kind, "1"))
        rows.append(",".join(cells))
    return ("\n".join(rows) + "\n").encode()
