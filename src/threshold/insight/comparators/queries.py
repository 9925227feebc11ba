"""How do England, the region and authorities like ours do, and where would we stand among all?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.insight import compute, pack
from threshold.insight.models import GradeRow, StatisticsFile, StatisticsRow
from threshold.insight.periods import financial_year


@dataclass(frozen=True)
class Indicator:
    """A published figure: a column of a publication, or a column in a hundred of another one."""

    publication: str
    column: str
    title: str
    unit: str
    better: str = "neither"
    of: str = ""

    @property
    def key(self) -> str:
        return f"{self.column}-of-{self.of}" if self.of else self.column


_REFERRALS, _SOURCES, _PLANS = "Referrals and Re-referrals", "Source of referral", "Child Protection Plans"
_SECTION_47 = "Section 47s and Initial Child Protection Conferences"
#: What may be compared, in the order of the list.
INDICATORS = {
    indicator.key: indicator
    for indicator in (
        Indicator(_REFERRALS, "Referrals_rate", "Referrals", "rate"),
        Indicator(_REFERRALS, "Re_referrals_percent", "Re-referrals within 12 months", "percent", "lower"),
        Indicator(_REFERRALS, "No_Further_Action_percent", "Referrals that ended with no further action", "percent"),
        Indicator(_REFERRALS, "Not_in_Need_percent", "Referrals assessed as not in need", "percent"),
        Indicator(_SOURCES, "Police", "Referrals that came from the police", "percent", of="Referrals"),
        Indicator(_SOURCES, "Schools", "Referrals that came from schools", "percent", of="Referrals"),
        Indicator("Duration of assessment", "Assessments_completed_rate", "Assessments completed", "rate"),
        Indicator("Duration of assessment", "Median_days", "Days that an assessment takes (median)", "days", "lower"),
        Indicator("Children in Need", "At31_episodes_rate", "Children in need on 31 March", "rate"),
        Indicator(_SECTION_47, "Section47_rate", "Section 47 enquiries", "rate"),
        Indicator(_SECTION_47, "ICPC_rate", "Initial child protection conferences", "rate"),
        Indicator(_PLANS, "CPP_At31_rate", "Child protection plans on 31 March", "rate"),
        Indicator(
            "Child Protection Plans which are a second or subsequent plan",
            "CPP_subsequent_percent",
            "Plans that are a second or later one",
            "percent",
            "lower",
        ),
    )
}
#: The published figure beside one of our measures, where it counts the same thing.
OF_MEASURE = {
    "FD04": "Referrals_rate",
    "FD05": "Re_referrals_percent",
    "FD07": "Police-of-Referrals",
    "FD07-S": "Schools-of-Referrals",
}
SIGN_WORDS = {
    "c": "withheld", "z": "not applicable", "x": "not available", "u": "unreliable", "k": "close to nought",
    "low": "close to nought", ":": "not available", "..": "not available", ".": "not applicable",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One area's published figure of one year: a number, or in words why there is none."""

    area: str
    name: str
    year: int
    value: float | None
    why_not: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a value stands among the authorities that have one: 1 is the best, or the highest where none is better."""

    rank: int
    among: int

    @property
    def quartile(self) -> int:
        """1 is the quarter with the best, or the highest; by position, so that each holds as many authorities."""
        return min(4, (self.rank - 1) * 4 // max(self.among, 1) + 1)


@dataclass(frozen=True)
class Comparison:
    """A published figure over the years, beside ours of the same financial years."""

    indicator: Indicator
    file: StatisticsFile
    years: list[int]
    england: list[Figure | None]
    region: list[Figure | None]
    region_name: str
    #: By year, the middle of the neighbours that have a figure.
    neighbours_median: list[float | None]
    #: The latest year, the best or highest first, then those without a figure.
    neighbours: list[Figure]
    authorities: list[Figure]
    ours: list[float | None] = field(default_factory=list)
    our_standing: Standing | None = None

    @property
    def year(self) -> int:
        return self.years[-1]


def comparison(scope: Scope, key: str, *, code: str = "", now: dt.datetime | None = None) -> Comparison | None:
    """What is published about an indicator; None where no file with it was imported.

    Args:
        code: our measure of the same thing, whose official value of each year is set beside it.
    """
    scope.require(Permission.NUMBERS_READ)
    indicator = INDICATORS[key]
    file = StatisticsFile.objects.filter(publication=indicator.publication, is_current=True).first()
    needed = {indicator.column, indicator.of} - {""}
    if file is None or not needed <= set(file.columns) or file.last_year is None:
        return None
    wanted = pack.of().comparators
    rows = StatisticsRow.objects.filter(file=file)
    figures = [_figure(row, indicator) for row in rows.filter(level="authority", year=file.last_year)]
    years = sorted(set(rows.filter(level="national").values_list("year", flat=True)))
    england = {row.year: _figure(row, indicator) for row in rows.filter(level="national")}
    region_rows = list(rows.filter(level="regional", area=wanted.region))
    region = {row.year: _figure(row, indicator) for row in region_rows}
    like_us: dict[int, list[float]] = {}
    for row in rows.filter(level="authority", area__in=wanted.statistical_neighbours):
        value = _figure(row, indicator).value
        if value is not None:
            like_us.setdefault(row.year, []).append(value)
    ordered = _ordered(figures, indicator)
    ours = _ours(code, years, now or scope.now) if code else []
    latest = ours[-1] if ours else None
    return Comparison(
        indicator=indicator,
        file=file,
        years=years,
        england=[england.get(year) for year in years],
        region=[region.get(year) for year in years],
        region_name=region_rows[0].name if region_rows else "",
        neighbours_median=[median(like_us[year]) if year in like_us else None for year in years],
        neighbours=[figure for figure in ordered if figure.area in wanted.statistical_neighbours],
        authorities=ordered,
        ours=ours,
        our_standing=None if latest is None else standing(latest, ordered, indicator.better),
    )


def standing(value: float, figures: Sequence[Figure], better: str) -> Standing:
    """Where a value would stand among these. Those with the same value share the better rank."""
    known = [figure.value for figure in figures if figure.value is not None]
    before = sum(other < value if better == "lower" else other > value for other in known)
    return Standing(before + 1, len(known) + 1)


def ranks(figures: Sequence[Figure], better: str) -> dict[str, Standing]:
    """The standing of each of them, by code."""
    known = [figure for figure in figures if figure.value is not None]
    found = {}
    for figure in known:
        others = [other for other in known if other is not figure]
        assert figure.value is not None  # noqa: S101 - for the type checker: `known` says so
        found[figure.area] = standing(figure.value, others, better)
    return found


def _ordered(figures: Sequence[Figure], indicator: Indicator) -> list[Figure]:
    sign = 1 if indicator.better == "lower" else -1
    return sorted(figures, key=lambda figure: (figure.value is None, sign * (figure.value or 0), figure.name))


def _figure(row: StatisticsRow, indicator: Indicator) -> Figure:
    text = row.figures.get(indicator.column, "x")
    value, why_not = _number(text)
    if indicator.of and value is not None:
        whole, why_not = _number(row.figures.get(indicator.of, "x"))
        value = 100 * value / whole if whole else None
        why_not = why_not or ("" if value is not None else "no cases")
    return Figure(row.area, row.name, row.year, value, why_not)


def _number(text: str) -> tuple[float | None, str]:
    """A published figure, or why there is none. Never nought for something withheld."""
    if text in SIGN_WORDS:
        return None, SIGN_WORDS[text]
    return float(text), ""


def _ours(code: str, years: Sequence[int], now: dt.datetime) -> list[float | None]:
    """Our official values of the same financial years; None for a year that is not over, or without cases."""
    periods = [financial_year(dt.date(year, 3, 31)) for year in years]
    found = compute.readings([code], periods, now=now)[code]
    return [
        reading.value if reading.numerator and reading.period.ends_at <= now else None for reading in found
    ]  # fmt: skip


# --- Grades -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WantedGrades:
    """Which authorities a list of grades shows; empty does not narrow it."""

    region: str = ""
    area: str = ""
    grade: str = ""
    only_neighbours: bool = False


AREAS = {
    "overall": "Overall",
    "leaders": "Leaders",
    "help_and_protection": "Help and protection",
    "in_care": "Children in care",
    "care_leavers": "Care leavers",
}
REGIONS = {
    "E": "East of England", "EM": "East Midlands", "GL": "London", "NE": "North East", "NW": "North West",
    "SE": "South East", "SW": "South West", "WM": "West Midlands", "YH": "Yorkshire and the Humber",
}  # fmt: skip


def grades_file(scope: Scope) -> StatisticsFile | None:
    scope.require(Permission.NUMBERS_READ)
    return StatisticsFile.objects.filter(kind=StatisticsFile.Kind.GRADES, is_current=True).first()


def grades(scope: Scope, wanted: WantedGrades) -> list[GradeRow]:
    """The latest grades of the authorities that are wanted, by name."""
    scope.require(Permission.NUMBERS_READ)
    rows = GradeRow.objects.filter(file__is_current=True)
    if wanted.region:
        rows = rows.filter(region=wanted.region)
    if wanted.grade and wanted.area in AREAS:
        rows = rows.filter(**{wanted.area: wanted.grade})
    if wanted.only_neighbours:
        rows = rows.filter(area__in=pack.of().comparators.statistical_neighbours)
    return list(rows.order_by("name"))
