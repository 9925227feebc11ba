"""Which of a child's spans does a day lie in?"""

from __future__ import annotations

import polars as pl


def value_on(rows: pl.DataFrame, day: str, spans: pl.DataFrame, value: str) -> pl.Series:
    """For each row the value of the span of its child in which a day lies; null where there is none.

    Args:
        spans: `child`, `start`, `end` (null while it goes on; not in the span itself) and the value. Of several the one
            that started last counts.
    """
    known = spans.filter(pl.col("child").is_not_null() & pl.col("start").is_not_null())
    known = known.select("child", "start", "end", value).sort("start", maintain_order=True)
    asked = rows.select("child", at=day).with_row_index("place")
    answerable = asked.filter(pl.col("at").is_not_null() & pl.col("child").is_not_null()).sort("at")
    found = answerable.join_asof(known, left_on="at", right_on="start", by="child", check_sortedness=False)
    is_in_span = pl.col("end").is_null() | (pl.col("end") > pl.col("at"))
    found = found.select("place", pl.when(is_in_span).then(pl.col(value)).alias("found"))
    return asked.join(found, on="place", how="left", maintain_order="left")["found"].alias(value)
