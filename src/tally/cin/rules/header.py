"""Which year is the return about? The rule of the header."""

from __future__ import annotations

from tally.cin.rules.common import ERROR, col, rule
from tally.data import Data
from tally.rules import Found


@rule(
    "100", ERROR, "The reference date is not the last day of the census year, 31 March.",
    reads=("Header.ReferenceDate",), blames="Header.ReferenceDate",
    fails=(
        {"Header": {"ReferenceDate": "2025-03-31"}}, {"Header": {"ReferenceDate": "2026-03-30"}}, {"LAchildID": "A"},
    ),
    passes=(
        {"Header": {"ReferenceDate": "2026-03-31"}},
        [{"Header": {"ReferenceDate": "2026-03-31"}, "LAchildID": "A"}, {"LAchildID": "B"}],
    ),
)  # fmt: skip
def reference_date(data: Data) -> Found:
    """The published logic names a day of 2022; what is meant is the last day of the year that is checked. A return
    without a header fails as a whole.
    """
    rows = data["Header"]
    return rows.is_empty() or rows.filter(col("ReferenceDate").ne_missing(data.year.last_day))
