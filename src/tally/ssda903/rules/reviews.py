"""Does how the child took part in a review fit the child's age on that day?"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.common import ERROR, age_on, col, rule

#: From this age on it is told how the child took part.
_AGE = 4
_READS = ("Reviews.DOB", "Reviews.REVIEW", "Reviews.REVIEW_CODE")


def _review(*rows: tuple[str, str, str]) -> dict[str, object]:
    """Reviews by the child's birth, the day and the code."""
    return {"Reviews": [{"DOB": born, "REVIEW": day, "REVIEW_CODE": code} for born, day, code in rows]}


@rule(
    "440", ERROR, "The review says that the child was under four, and the child was four or older on its day.",
    reads=_READS, blames=_READS,
    fails=(
        _review(("2021-06-01", "2025-06-01", "PN0")),
        _review(("2022-01-01", "2025-06-01", "PN0"), ("2010-01-01", "2025-06-01", "pn0")),
    ),
    passes=(
        _review(("2021-06-02", "2025-06-01", "PN0"), ("2021-06-01", "2025-06-01", "PN4")),
        _review(("", "2025-06-01", "PN0"), ("2010-01-01", "", "PN0")),
    ),
)  # fmt: skip
def too_old_for_no_part(data: Data) -> pl.DataFrame:
    return data["Reviews"].filter((col("REVIEW_CODE") == "PN0") & (age_on(col("DOB"), col("REVIEW")) >= _AGE))


@rule(
    "441", ERROR, "The review says how the child took part, and the child was under four on its day.",
    reads=_READS, blames=_READS,
    fails=(
        _review(("2021-06-02", "2025-06-01", "PN1")),
        _review(("2010-01-01", "2025-06-01", "PN7"), ("2024-01-01", "2025-06-01", "PN7")),
    ),
    passes=(
        _review(("2021-06-01", "2025-06-01", "PN1"), ("2021-06-02", "2025-06-01", "PN0")),
        _review(("", "2025-06-01", "PN1"), ("2024-01-01", "", "PN1"), ("2024-01-01", "2025-06-01", "PN9")),
    ),
)  # fmt: skip
def too_young_for_a_part(data: Data) -> pl.DataFrame:
    took_part = col("REVIEW_CODE").is_in([f"PN{number}" for number in range(1, 8)])
    return data["Reviews"].filter(took_part & (age_on(col("DOB"), col("REVIEW")) < _AGE))
