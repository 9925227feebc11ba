"""How did the grades go, by month or quarter, team, tool and domain? Numbers only, so everybody who reads them may.

Only complete audits count: while a second auditor grades blind, nothing of the first grade may be seen, not even by
subtraction. A child whose record is hidden from somebody who reads children's records is not counted for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth, TruncQuarter

from threshold.access.models import Team
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core.calendar import LONDON, add_months, day_of
from threshold.quality import pack
from threshold.quality.grades import Grade
from threshold.quality.models import Audit, AuditGrade, Pen
from threshold.quality.queries.scoping import about_visible_or_nobody
from threshold.quality.queries.themes import with_theme
from threshold.quality.states import AuditState
from threshold.quality.statistics import wilson

GOOD = (Grade.GOOD, Grade.OUTSTANDING)
#: With fewer audits than this a share says little, and the page says so.
FEW = 10
PERIODS = {"month": 12, "quarter": 8}


@dataclass(frozen=True)
class Share:
    """How many of some audits were good or better, with the 95% interval as shares of one."""

    label: str
    good: int
    total: int
    #: The first day of the period, for a share of one.
    begins_on: dt.date | None = None

    @property
    def share(self) -> float | None:
        return self.good / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.good, self.total)

    @property
    def is_small(self) -> bool:
        return self.total < FEW


@dataclass(frozen=True)
class Trend:
    """The periods, the oldest first, and all of them together."""

    by: str
    periods: list[Share]
    whole: Share

    @property
    def total(self) -> int:
        return self.whole.total


def sees_totals_only(scope: Scope) -> bool:
    """Whether this reader sees no child, and so the whole authority's quarters: no month, team or theme of a few."""
    return scope.reach is Reach.NOBODY


def counted_audits(scope: Scope, *, team_id: int | None = None, tool: str = "", theme: str = "") -> QuerySet[Audit]:
    """The complete, graded audits that count for this reader."""
    scope.require(Permission.QUALITY_READ)
    found = Audit.objects.filter(state=AuditState.COMPLETE).exclude(agreed_grade="")
    if not sees_totals_only(scope):
        found = about_visible_or_nobody(found, scope)
    if team_id is not None:
        found = found.filter(team=team_id)
    if tool:
        found = found.filter(tool=tool)
    return with_theme(found, theme) if theme else found


def trend(
    scope: Scope,
    *,
    by: str = "quarter",
    team_id: int | None = None,
    tool: str = "",
    domain: str = "",
    theme: str = "",
) -> Trend:
    """The share that was good or better in each of the last months or quarters. One query.

    Args:
        domain: a domain's code; the grade of the whole audit where it is empty.
    """
    firsts = _firsts(by, day_of(scope.now))
    rows, grade = _graded(scope, firsts[0], team_id=team_id, tool=tool, domain=domain, theme=theme)
    cut = TruncMonth if by == "month" else TruncQuarter
    counted = {
        row["begins"].date(): (row["good"], row["total"])
        for row in rows.annotate(begins=cut("moment", tzinfo=LONDON))
        .order_by()
        .values("begins")
        .annotate(total=Count("pk"), good=Count("pk", filter=Q(**{f"{grade}__in": GOOD})))
    }
    periods = [Share(_label(by, first), *counted.get(first, (0, 0)), first) for first in firsts]
    whole = Share("All", sum(one.good for one in periods), sum(one.total for one in periods))
    return Trend(by, periods, whole)


def by_team(scope: Scope, *, by: str = "quarter", **asked: Any) -> list[Share]:
    """Each team's share over the same periods together, by name."""
    rows, grade = _graded(scope, _firsts(by, day_of(scope.now))[0], **asked)
    team = "team__name" if rows.model is Audit else "audit__team__name"
    return _shares(rows, team, grade)


def by_tool(scope: Scope, *, by: str = "quarter", **asked: Any) -> list[Share]:
    rows, grade = _graded(scope, _firsts(by, day_of(scope.now))[0], **asked)
    titles = tools()
    found = _shares(rows, "tool" if rows.model is Audit else "audit__tool", grade)
    return [Share(titles.get(one.label, one.label), one.good, one.total) for one in found]


def by_domain(scope: Scope, *, tool: str, by: str = "quarter", **asked: Any) -> list[Share]:
    """Each domain of one tool, in the tool's order."""
    firsts = _firsts(by, day_of(scope.now))
    asked.pop("domain", None)
    audits = counted_audits(scope, tool=tool, **asked).filter(completed_at__gte=_begin(firsts[0]))
    rows = AuditGrade.objects.filter(audit__in=audits, pen=Pen.AGREED).exclude(domain="")
    counted = {one.label: one for one in _shares(rows, "domain", "grade")}
    titles = domains(tool)
    return [
        Share(title, *((one.good, one.total) if (one := counted.get(code)) else (0, 0)))
        for code, title in titles.items()
    ]


def _graded(scope: Scope, first: dt.date, *, domain: str = "", **asked: Any) -> tuple[QuerySet[Any, Any], str]:
    """The rows to count, their moment as `moment`, and the name of their grade."""
    audits = counted_audits(scope, **asked).filter(completed_at__gte=_begin(first))
    if not domain:
        return audits.annotate(moment=F("completed_at")), "agreed_grade"
    grades = AuditGrade.objects.filter(audit__in=audits, pen=Pen.AGREED, domain=domain)
    return grades.annotate(moment=F("audit__completed_at")), "grade"


def _shares(rows: QuerySet[Any, Any], group: str, grade: str) -> list[Share]:
    counted = (
        rows.order_by()
        .values(group)
        .annotate(total=Count("pk"), good=Count("pk", filter=Q(**{f"{grade}__in": GOOD})))
        .order_by(group)
    )
    return [Share(row[group], row["good"], row["total"]) for row in counted]


# --- Periods, and what can be chosen ------------------------------------------------------------------------------


def _firsts(by: str, today: dt.date) -> list[dt.date]:
    """The first days of the last periods, the oldest first; the present one is the last."""
    step = 1 if by == "month" else 3
    now = today.replace(day=1, month=today.month if by == "month" else (today.month - 1) // 3 * 3 + 1)
    return [add_months(now, -step * number) for number in range(PERIODS[by])][::-1]


def _begin(first: dt.date) -> dt.datetime:
    return dt.datetime.combine(first, dt.time(), LONDON)


def _label(by: str, first: dt.date) -> str:
    """ "Mar 2026"; a quarter of the financial year as "Q4 2025-26"."""
    if by == "month":
        return f"{first:%b %Y}"
    year = first.year if first.month > 3 else first.year - 1
    return f"Q{(first.month - 4) % 12 // 3 + 1} {year}-{(year + 1) % 100:02}"


def tools() -> dict[str, str]:
    """The graded tools of the pack: title by code."""
    return {tool.code: tool.title for tool in pack.of().tools}


def domains(tool: str) -> dict[str, str]:
    return next(
        ({domain.code: domain.title for domain in one.domains} for one in pack.of().tools if one.code == tool), {}
    )


def teams(scope: Scope) -> Iterable[Team]:
    """The teams with an audit that counts, for whoever may look at one team."""
    if sees_totals_only(scope):
        return Team.objects.none()
    return Team.objects.filter(pk__in=counted_audits(scope).values("team_id")).order_by("name")
