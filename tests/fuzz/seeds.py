"""Good files to begin from: a census with one of each thing, and the files of SSDA903."""

from __future__ import annotations

import functools

from tally.cin import examples
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
