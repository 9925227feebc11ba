"""How are the shares of good audits drawn, and what do they say in words? No queries, no permissions."""

from __future__ import annotations

from collections.abc import Iterable

from threshold.quality.queries.trends import FEW, Share, Trend
from threshold.ui import charts, filters
from threshold.ui.charts import Chart, Point


def percent(share: float | None) -> str:
    return "None" if share is None else f"{100 * share:.0f}%"


def chart(trend: Trend, title: str) -> Chart:
    """Three lines: the share that was good or better, and the limits between which the true share lies."""

    def points(which: str) -> list[Point]:
        return [Point(one.label, _value(one, which), _shown(one, which)) for one in periods]

    # From the first audit on: what came before there were any is not worth half of the picture.
    first = next((place for place, one in enumerate(trend.periods) if one.total), 0)
    periods = trend.periods[first:]

    series = {"Good or better": points("share"), "Lower limit": points("low"), "Upper limit": points("high")}
    return charts.lines(title, series, label_heading="Month" if trend.by == "month" else "Quarter")


def is_drawn(trend: Trend) -> bool:
    """A line needs two periods: one alone is said in words and stands in the table."""
    return sum(one.total > 0 for one in trend.periods) > 1


def _value(one: Share, which: str) -> float | None:
    if one.share is None:
        return None
    return 100 * {"share": one.share, "low": one.interval[0], "high": one.interval[1]}[which]


def _shown(one: Share, which: str) -> str:
    if one.share is None:
        return "No audit"
    if which == "share":
        return f"{percent(one.share)} ({one.good} of {one.total}{', few' if one.is_small else ''})"
    return percent(one.interval[0] if which == "low" else one.interval[1])


def in_words(trend: Trend) -> str:
    """What may be read out of it, and what may not."""
    whole = trend.whole
    if not whole.total:
        return "No audit is complete in this time."
    low, high = whole.interval
    said = (
        f"{whole.good} of {filters.plural(whole.total, 'audit')} "
        f"{'was' if whole.total == 1 else 'were'} good or better: {percent(whole.share)}. "
        f"From that number of audits, the true share probably lies between {percent(low)} and {percent(high)}."
    )
    if whole.is_small:
        return f"{said} Fewer than {FEW} audits are too few to say that practice is better or worse."
    small = sum(one.is_small for one in trend.periods if one.total)
    if small:
        said += f" {_times(small)} fewer than {FEW} audits: what looks like a change there may be chance."
    return said


def _times(small: int) -> str:
    return "One of the periods has" if small == 1 else f"{small} of the periods have"


def rows(shares: Iterable[Share]) -> list[list[str]]:
    """For a table: what, how many, how many of them good, the share, its limits."""
    return [
        [
            one.label,
            str(one.total),
            str(one.good),
            f"{percent(one.share)}{' (few)' if one.total and one.is_small else ''}",
            f"{percent(one.interval[0])} to {percent(one.interval[1])}" if one.total else "",
        ]
        for one in shares
    ]


CSV_HEADER = ("Group", "What", "Audits", "Good or better", "Share", "Lower limit", "Upper limit")


def csv_rows(group: str, shares: Iterable[Share]) -> list[tuple[str, ...]]:
    return [
        (group, one.label, str(one.total), str(one.good), percent(one.share), *map(percent, one.interval))
        for one in shares
    ]
