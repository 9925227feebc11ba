"""The measures of SSDA903 against figures that are counted here, in plain Python, straight from its files."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest

import tally

SAMPLE = Path(__file__).resolve().parents[5] / "shared" / "samples" / "ssda903" / "this_year"
FIRST, LAST = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def files() -> dict[str, Rows]:
    if not SAMPLE.exists():
        pytest.skip("The sample return is not on this machine; there is nothing to count.")
    found = {}
    for path in SAMPLE.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem.lower()] = list(csv.DictReader(file))
    return found


@pytest.fixture(scope="module")
def told(files: dict[str, Rows]) -> dict[str, tuple[float | None, float | None]]:
    measured = tally.measure([SAMPLE], "ssda903", "2025-26", population=100_000)
    return {one.measure.code: (one.figures.numerator, one.figures.denominator) for one in measured.results}


def day(text: str) -> dt.date | None:
    return dt.datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007 - a day has no zone


def age(born: str, on: dt.date) -> int:
    birth = day(born)
    assert birth
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


@pytest.fixture(scope="module")
def in_care(files: dict[str, Rows]) -> dict[str, Rows]:
    """The episodes of the children who are looked after on the last day and not in short breaks."""
    of_child: dict[str, Rows] = defaultdict(list)
    for row in files["episodes"]:
        of_child[row["CHILD"]].append(row)
    return {
        child: sorted(rows, key=lambda row: day(row["DECOM"]))
        for child, rows in of_child.items()
        if any(not row["DEC"] and day(row["DECOM"]) <= LAST and row["LS"] not in ("V3", "V4") for row in rows)
    }


def test_how_many_are_looked_after(in_care, told):
    assert told["CL01"] == (len(in_care), 100_000)
    assert len(in_care) > 1000


def test_who_moved_often(in_care, told):
    """A placement is an episode and those after it that change nothing but the legal status (L)."""
    often = 0
    for rows in in_care.values():
        placements: list[list[dict[str, str]]] = []
        for row in rows:
            if row["RNE"] == "L" and placements and placements[-1][-1]["DEC"] == row["DECOM"]:
                placements[-1].append(row)
            else:
                placements.append([row])
        lasting = [one for one in placements if not one[0]["PLACE"].startswith("T")]
        often += sum(not one[-1]["DEC"] or day(one[-1]["DEC"]) > FIRST - dt.timedelta(days=1) for one in lasting) >= 3
    assert told["CL02"] == (often, len(in_care))


def test_care_leavers(files, told):
    cohort = [
        row for row in files["oc3"] if 17 <= age(row["DOB"], LAST) <= 21 and row["IN_TOUCH"] not in ("DIED", "RHOM")
    ]
    assert told["CR01"] == (sum(row["IN_TOUCH"] == "YES" for row in cohort), len(cohort))
    assert told["CR02"] == (sum(row["ACCOM"].endswith("1") for row in cohort), len(cohort))
    assert told["CR03"] == (sum(row["ACTIV"][:1] in ("F", "P") for row in cohort), len(cohort))
    assert told["CR03"][0] < told["CR03"][1]


def test_reviews(files, told):
    held = [
        row for row in files["reviews"]
        if FIRST <= day(row["REVIEW"]) <= LAST and age(row["DOB"], day(row["REVIEW"])) >= 4
    ]  # fmt: skip
    took_part = sum(row["REVIEW_CODE"] in ("PN1", "PN2", "PN3", "PN5", "PN6") for row in held)
    assert told["CL05"] == (took_part, len(held))
