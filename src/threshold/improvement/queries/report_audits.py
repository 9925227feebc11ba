"""What did the audits of a quarter find? Grades by tool and domain with their intervals; no audit is told by itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count

from threshold.improvement.reporting.canonical import fixed
from threshold.insight.periods import Period
from threshold.quality import pack
from threshold.quality.grades import Grade
from threshold.quality.models import Audit, AuditAction, AuditGrade, ThemeTag
from threshold.quality.models.judgements import Pen
from threshold.quality.states import AuditState
from threshold.quality.statistics import FEW, wilson

_ENOUGH = (Grade.OUTSTANDING, Grade.GOOD)


def told(first: dt.date, last: dt.date) -> dict[str, Any]:
    """The audits completed in the quarter: how many, their grades, and what became of their actions."""
    period = Period(first, last, "quarter")
    done = Audit.objects.filter(
        state=AuditState.COMPLETE, completed_at__gte=period.starts_at, completed_at__lt=period.ends_at
    )
    whole: dict[str, Counter[str]] = defaultdict(Counter)
    for tool, grade, number in done.values_list("tool", "agreed_grade").annotate(n=Count("pk")).order_by("tool"):
        whole[tool][grade or ""] += number
    domains = _by_domain(done)
    found = pack.of()
    titles: dict[str, Any] = {tool.code: tool for tool in found.tools} | {tool.code: tool for tool in found.dip_samples}
    tools = []
    for code in sorted(whole):
        tool = titles.get(code)
        named = {domain.code: domain.title for domain in getattr(tool, "domains", ())}
        graded = Counter({grade: n for grade, n in whole[code].items() if grade})
        tools.append(
            {
                "code": code,
                "title": tool.title if tool else code,
                "completed": whole[code].total(),
                "whole": _grades(graded),
                "domains": [
                    {"code": domain, "title": named.get(domain, domain), **_grades(counts)}
                    for domain, counts in sorted(
                        domains[code].items(), key=lambda item: list(named).index(item[0]) if item[0] in named else 99
                    )
                ],
            }
        )
    return {
        "completed": sum(tool["completed"] for tool in tools),
        "tools": tools,
        "themes": _themes(done),
        "actions": _actions(period),
    }


def _themes(done: Any) -> list[dict[str, Any]]:
    """What the audits were about: each theme with how many of them carry it, and how many of those were good."""
    rows = ThemeTag.objects.filter(subject_type=Audit._meta.label_lower, subject_id__in=done.values("pk"))
    carried: dict[str, list[int]] = defaultdict(list)
    for theme, audit in rows.values_list("theme", "subject_id"):
        carried[theme].append(audit)
    grades = dict(done.exclude(agreed_grade="").values_list("pk", "agreed_grade"))
    told = []
    for theme, audits in carried.items():
        graded = [grades[audit] for audit in audits if audit in grades]
        told.append(
            {
                "code": theme,
                "title": pack.of().theme_title(theme),
                "audits": len(audits),
                "graded": len(graded),
                "good_or_better": sum(grade in _ENOUGH for grade in graded),
            }
        )
    return sorted(told, key=lambda one: (-one["audits"], one["title"]))


def _by_domain(done: Any) -> dict[str, dict[str, Counter[str]]]:
    """Grades of domains by tool: what was agreed, and the auditor's where nobody graded a second time."""
    rows = (
        AuditGrade.objects.filter(audit__in=done, pen__in=(Pen.AGREED, Pen.AUDITOR))
        .exclude(domain="")
        .order_by("audit_id", "domain", "pen")
        .values_list("audit_id", "audit__tool", "domain", "pen", "grade")
    )
    final: dict[tuple[int, str, str], tuple[str, str]] = {}
    for audit, tool, domain, pen, grade in rows:
        if pen == Pen.AGREED or (audit, tool, domain) not in final:
            final[audit, tool, domain] = (pen, grade)
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (_, tool, domain), (_, grade) in final.items():
        found[tool][domain][grade] += 1
    return found


def _grades(counts: Counter[str]) -> dict[str, Any]:
    n = counts.total()
    enough = sum(counts[grade] for grade in _ENOUGH)
    low, high = wilson(enough, n)
    return {
        "n": n,
        "grades": {grade.value: counts[grade] for grade in Grade},
        "good_or_better": enough,
        "percent": fixed(100 * enough / n if n else None, 1),
        "low": fixed(100 * low if n else None, 1),
        "high": fixed(100 * high if n else None, 1),
        "is_few": n < FEW,
    }


def _actions(period: Period) -> dict[str, int]:
    """Actions from audits, whichever quarter the audit was of."""
    instants = {"gte": period.starts_at, "lt": period.ends_at}
    raised = AuditAction.objects.filter(**{f"raised_at__{name}": at for name, at in instants.items()})
    closed = AuditAction.objects.filter(**{f"closed_at__{name}": at for name, at in instants.items()})
    late = AuditAction.objects.filter(state__in=("open", "evidenced"), due_on__lte=period.last)
    return {"raised": raised.count(), "closed": closed.count(), "late": late.count()}
