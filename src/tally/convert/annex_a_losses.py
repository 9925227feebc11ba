"""What of Annex A has no place in the Standard Safeguarding Dataset, list by list and column by column?"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tally.annex_a.rules.common import ADOPTERS, ADOPTION, CARE, ENQUIRIES, NEED, PROTECTION, REFERRALS
from tally.annex_a.tables import AGE, ANNEX_A, BIRTH, ETHNICITY, GENDER
from tally.convert.annex_a_rows import DISABLED, first_said
from tally.convert.annex_a_words import is_department_code
from tally.convert.converted import Loss, lost
from tally.convert.frames import unread
from tally.data import Data

col = pl.col

#: What is counted in the lists, or said of the months before. There it follows from the things themselves.
_COUNTED = (
    (REFERRALS, "Number of Referrals in Last 12 Months"),
    (ENQUIRIES, "Number of Section 47 Enquiries in the last 12 months"),
    (ENQUIRIES, "Number of ICPCs in the last 12 months"),
    (PROTECTION, "Number of Previous Child Protection Plans"),
    (PROTECTION, "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"),
    (CARE, "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"),
    (CARE, "Number of Placements in the Last 12 months"),
    (CARE, "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"),
    (CARE, "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months"),
)
#: What has no place there.
_NOWHERE = (
    (CARE, "Placement Location"),
    (CARE, "LA of Placement"),
    (CARE, "Was the child offered a Return Interview after their last missing episode (Y/N)?"),
    (CARE, "Did the child accept a Return Interview after their last missing episode (Y/N)?"),
)
_COUNTED_THERE = "What is counted here is counted there from the things themselves."
#: The columns that do not come along: of which list ("" is every one), and why.
_GONE = (
    ("", AGE, "The age follows from the date of birth there."),
    *((table, column, _COUNTED_THERE) for table, column in _COUNTED),
    *((table, column, "There is no place for it.") for table, column in _NOWHERE),
    (NEED, "Case Status", "It follows there from what is open, as far as the lists tell it."),
    (ADOPTION, "Date the Child Entered Care", "It stands there with an episode of care."),
)
#: The columns whose codes may be several of the department's.
_CODED = {
    column.name: column.codes
    for table in ANNEX_A.tables
    for column in table.columns
    if column.codes and column.codes not in ("Status", "Yes, no or unknown", "Eligibility", "Permanence")
}
_KEPT_IN_WORDS = "It is several of the department's codes, or none; it stands there in Ofsted's words."


def losses(data: Data) -> Iterator[Loss]:
    """What does not come along of the lists, with the number of rows."""
    yield from unread(data)
    for table in ANNEX_A.tables:
        yield from _of_list(data, table.name)


def _of_list(data: Data, name: str) -> Iterator[Loss]:
    frame = data[name]
    if name == ADOPTERS:
        yield from _some(name, "", frame.height, "Adopters have no place there.")
        return
    yield from _some(name, "", frame["child"].null_count(), "The row names no child.")
    for column in (GENDER, ETHNICITY, BIRTH, DISABLED):
        if column in frame.columns:
            first = first_said(data, column).rename({column: "said"})
            others = frame.join(first, on="child", how="left").filter(col(column) != col("said")).height
            yield from _some(name, column, others, "A child has one there, that of the first list that says it.")
    for column in (one for one in frame.columns if one in _CODED):
        several = col(column).is_not_null() & ~is_department_code(_CODED[column], col(column))
        yield from _some(name, column, frame.filter(several).height, _KEPT_IN_WORDS)
    if name == REFERRALS:
        needed = data[NEED].select("child", day="CIN Start Date")
        alone = frame.join(needed, left_on=["child", "Date of referral"], right_on=["child", "day"], how="anti").height
        yield from _some(name, "", alone, "No child in need is of its day: there it is an episode that nothing closes.")
    for table, column, reason in _GONE:
        if table == name or (not table and column in frame.columns):
            yield from lost(data, name, column, reason)


def _some(table: str, column: str, rows: int, reason: str) -> list[Loss]:
    return [Loss(table, column, rows, reason)] if rows else []
