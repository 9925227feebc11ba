"""Which areas are judged in an inspection that ends on a day, and which framework was in force then?

Data, from Ofsted's published frameworks. `areas.py` names the areas and kinds; this says when each counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from threshold.improvement.areas import GRADED, Area, Framework, InspectionKind


@dataclass(frozen=True)
class Period:
    """What a framework judged from its first to its last day. `last` is None while it is in force."""

    framework: Framework
    first: dt.date
    last: dt.date | None
    areas: tuple[Area, ...]


_THREE = (Area.LEADERS, Area.HELP_AND_PROTECTION, Area.IN_CARE)
PERIODS = (
    Period(
        Framework.SIF,
        dt.date(2013, 11, 1),
        # Its last re-inspections ended in the summer of 2018, beside the first inspections of the next framework.
        dt.date(2018, 8, 31),
        (Area.OVERALL, *_THREE, Area.CARE_LEAVERS, Area.ADOPTION),
    ),
    Period(Framework.ILACS, dt.date(2018, 1, 1), dt.date(2022, 12, 31), (Area.OVERALL, *_THREE)),
    Period(Framework.ILACS, dt.date(2023, 1, 1), dt.date(2026, 3, 31), (Area.OVERALL, *_THREE, Area.CARE_LEAVERS)),
    Period(Framework.ILACS, dt.date(2026, 4, 1), None, (*_THREE, Area.CARE_LEAVERS)),
    Period(Framework.JTAI, dt.date(2015, 10, 1), None, ()),
)


def areas_on(framework: str, day: dt.date) -> tuple[Area, ...]:
    """The areas that an inspection under this framework judges when it ends on that day; none where it is not known."""
    for period in PERIODS:
        if period.framework == framework and period.first <= day and (period.last is None or day <= period.last):
            return period.areas
    return ()


def was_in_force(framework: str, day: dt.date) -> bool:
    """Whether the framework was in force. An earlier one, or none of Ofsted's, has no dates here."""
    if framework in (Framework.EARLIER, Framework.NONE):
        return True
    return any(
        period.framework == framework and period.first <= day and (period.last is None or day <= period.last)
        for period in PERIODS
    )


def areas_of(kind: str, framework: str, day: dt.date) -> tuple[Area, ...]:
    """What may be graded: nothing in a visit, a joint inspection, a self-evaluation or a peer review."""
    return areas_on(framework, day) if kind in GRADED else ()


def framework_for(kind: str, day: dt.date) -> Framework:
    """The framework that a look of this kind on a day belongs to."""
    if kind == InspectionKind.JTAI:
        return Framework.JTAI
    if kind in (InspectionKind.PEER_REVIEW,):
        return Framework.NONE
    if day >= dt.date(2018, 1, 1):
        return Framework.ILACS
    return Framework.SIF if day >= dt.date(2013, 11, 1) else Framework.EARLIER
