"""Which rules does the department define that no return can break? Each with the reason why it is not asked."""

from __future__ import annotations

from tally.rules import LeftOut
from tally.ssda903.rules.common import RULES
from tally.ssda903.tables import FROM_DEPRIVATION_OF_LIBERTY

_NO_STATUS = (
    "The status stands beside the child's name in no file: a child is an unaccompanied asylum seeker who has a row in "
    "the file UASC, and the day on which that ended stands in the same row. In the XML form, which has the status, a "
    "status that is neither yes nor no and a day without the status are told as faults of form; one that is left blank "
    "is taken for no, as samples of that form leave it."
)

RULES.leave_out(
    LeftOut("105", "Whether the child is an unaccompanied asylum seeker is missing or no code.", _NO_STATUS),
    LeftOut("303", "The day on which the status ended is told of a child who never had it.", _NO_STATUS),
    LeftOut(
        "411", "The placement is said to lie in the authority's area, and it lies in another's.",
        "Neither is in a file. Both are worked out from one postcode, that of the placement, so they cannot disagree; "
        "whether the authority's own placements lie in its area is asked by 1015.",
    ),
    LeftOut(
        "706", "An order was in force at the end of last year, and none that began on that day is told this year.",
        "Orders are told since 2026-27, so the return of 2027-28 is the first that has orders of a year before it. "
        "Then what 576 asks of times missing is to be asked of them.",
        since=FROM_DEPRIVATION_OF_LIBERTY,
    ),
)  # fmt: skip
