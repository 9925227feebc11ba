"""What would a quarter's report say if it were frozen now? Everything in it, as plain values that do not change.

Numbers are official ones: they count everybody, and no child is named. Who answers for something is told as a job,
never as a person. Ten or so queries besides two for each measure, whatever the size of the authority.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q

from threshold.access.models import Membership
from threshold.access.roles import ROLES
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.improvement import quarters
from threshold.improvement.models import (
    ActionAnswer,
    Authority,
    DueChange,
    Finding,
    FindingClosure,
    Judgement,
    Obligation,
    Plan,
    PlanAction,
    QuarterlyReport,
)
from threshold.improvement.policies import reports as policies
from threshold.improvement.queries import report_advice, report_audits, report_measures, reports
from threshold.improvement.reporting import canonical, difference, public
from threshold.improvement.reporting.canonical import fixed
from threshold.improvement.states import FindingState, ObligationState, PlanActionState

#: The shape of what is frozen. A later shape gets another number, and those before it are still read: 1 told no
#: notices and no advice, and no themes of audits.
FORMAT = 2
_UNDONE = (PlanActionState.NOT_STARTED, PlanActionState.IN_PROGRESS)


def whole(report: QuarterlyReport, scope: Scope) -> dict[str, Any]:
    """The report as it stands at this moment, with what is different from the quarter before: for `canonical.dumps`."""
    found = content(report, scope)
    earlier = reports.before(report)
    before = canonical.loads(earlier.content) if earlier else None
    found["difference"] = difference.between(before, found)
    found["compared_with"] = (
        {"label": before["quarter"]["label"], "edition": before["edition"], "sha256": earlier.sha256}
        if before and earlier
        else None
    )
    return found


def for_everybody(report: QuarterlyReport, frozen: dict[str, Any], *, published_on: dt.date) -> dict[str, Any]:
    """What publishing opens to everybody, made of what was frozen and of what is out already."""
    names = reports.staff_names()
    return public.content(
        frozen,
        earlier=reports.published_before(report.authority),
        published_on=published_on.isoformat(),
        is_fit=lambda text: policies.is_fit_for_everybody(text, staff_names=names),
    )


def content(report: QuarterlyReport, scope: Scope) -> dict[str, Any]:
    """The report without the comparison."""
    first, last = report.quarter_starts_on, quarters.last_day(report.quarter_starts_on)
    today = day_of(scope.now)
    jobs = _Jobs(today)
    found: dict[str, Any] = {
        "format": FORMAT,
        "authority": {"name": report.authority.name, "slug": report.authority.slug},
        "quarter": {"first": iso(first), "last": iso(last), "label": quarters.label(first), "slug": report.slug},
        "title": report.title,
        "edition": report.edition,
        "correction_reason": report.correction_reason,
        "taken_on": iso(today),
        "sections": [
            {"kind": s.kind, "title": s.get_kind_display(), "text": s.text, "is_public": s.is_public}
            for s in sorted(report.sections.all(), key=lambda s: list(type(s).Kind).index(type(s).Kind(s.kind)))
        ],
        "measures": report_measures.told(report.measures, last, scope),
        "audits": report_audits.told(first, last),
        "findings": _findings(report.authority, first, last),
        "obligations": _obligations(report.authority, last, jobs),
        "notices": report_advice.notices(report.authority, first, last),
        "advice": report_advice.advice(report.authority, first, last),
        "judgements": _judgements(report.authority, last),
        "plan": None,
        "risks": [],
        "money": None,
    }
    plan = _plan_of(report.authority, last)
    if plan is not None:
        found["plan"] = _plan(plan, last, jobs)
        found["risks"] = _risks(plan, last, jobs)
        found["money"] = _money(plan, first, last)
    return found


def iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


class _Jobs:
    """The job of somebody with an account, looked up for all of them at once."""

    def __init__(self, on: dt.date) -> None:
        self._titles: dict[int, str] = {}
        rows = Membership.objects.current(on).order_by("-pk").values_list("user_id", "role")
        for user_id, role in rows.filter(Q(user__is_active=True)):
            self._titles[user_id] = ROLES[role].title if role in ROLES else ""

    def of(self, thing: Any) -> str:
        """`owner_role` where the owner has no account, otherwise the owner's job."""
        return thing.owner_role or self._titles.get(thing.owner_id or 0, "") or "A member of staff"


def closed_findings(authority: Authority, first: dt.date, last: dt.date) -> list[Finding]:
    """The findings that were closed in these days and are closed still."""
    rows = Finding.objects.filter(authority=authority, state=FindingState.CLOSED)
    return [one for one in rows.order_by("closed_at", "pk") if one.closed_at and first <= day_of(one.closed_at) <= last]


def _findings(authority: Authority, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    signed = FindingClosure.objects.filter(was_signed_off=True).order_by("answered_at").prefetch_related("evidence")
    answers = ActionAnswer.objects.select_related("action").order_by("action__due_on", "pk")
    rows = (
        Finding.objects.filter(authority=authority)
        .select_related("inspection")
        .prefetch_related(Prefetch("closures", queryset=signed), Prefetch("answered_by", queryset=answers))
        .order_by("raised_at", "pk")
    )
    return [_finding(one, first, last) for one in rows if day_of(one.raised_at) <= last]


def _finding(one: Finding, first: dt.date, last: dt.date) -> dict[str, Any]:
    closures = list(one.closures.all())
    final = closures[-1] if closures else None
    closed_on = day_of(one.closed_at) if one.closed_at else None
    is_closed = one.state == FindingState.CLOSED and closed_on is not None and closed_on <= last
    inspection = one.inspection
    return {
        "reference": one.reference,
        "kind": one.get_kind_display(),
        "words": one.words,
        "source": inspection.title if inspection else "",
        "page": one.page or 0,
        "is_public": bool(inspection and inspection.is_published and one.kind == Finding.Kind.INSPECTION),
        "state": one.state if is_closed or one.state != FindingState.CLOSED else FindingState.OPEN.value,
        "closed_on": iso(closed_on) if is_closed else "",
        "closed_in_quarter": bool(is_closed and closed_on and first <= closed_on <= last),
        "better_how": final.reason if is_closed and final else "",
        "evidence": [
            {"kind": e.get_kind_display(), "shows": e.shows} for e in sorted(final.evidence.all(), key=lambda e: e.pk)
        ]
        if is_closed and final
        else [],
        "reopened_because": next((c.reopening_reason for c in reversed(closures) if c.reopening_reason), ""),
        "actions": [answer.action.reference for answer in one.answered_by.all()],
    }


def _obligations(authority: Authority, last: dt.date, jobs: _Jobs) -> list[dict[str, Any]]:
    rows = Obligation.objects.filter(intervention__authority=authority, intervention__issued_on__lte=last)
    rows = rows.select_related("intervention").order_by("intervention__issued_on", "intervention_id", "number")
    return [
        {
            "reference": one.reference,
            "intervention": one.intervention.title,
            "number": one.number,
            "words": one.words,
            "state": one.state,
            "due_on": iso(one.due_on),
            "met_on": iso(one.met_on),
            "is_late": bool(one.due_on and one.due_on < last and one.state not in _OBLIGATION_ENDED),
            "owner": jobs.of(one),
        }
        for one in rows
    ]


_OBLIGATION_ENDED = (ObligationState.MET, ObligationState.LIFTED)


def _judgements(authority: Authority, last: dt.date) -> list[dict[str, Any]]:
    rows = Judgement.objects.filter(inspection__authority=authority, inspection__ends_on__lte=last)
    rows = rows.select_related("inspection").order_by("inspection__ends_on", "inspection_id", "area")
    return [
        {
            "inspection": one.inspection.title,
            "ended_on": iso(one.inspection.ends_on),
            "area": one.area,
            "area_title": one.get_area_display(),
            "grade": one.grade,
            "grade_title": one.get_grade_display(),
            "is_public": one.inspection.is_published,
        }
        for one in rows
    ]


def _plan_of(authority: Authority, last: dt.date) -> Plan | None:
    plans = Plan.objects.filter(authority=authority, starts_on__lte=last)
    return plans.filter(closed_at__isnull=True).first() or plans.order_by("-closed_at").first()


def _plan(plan: Plan, last: dt.date, jobs: _Jobs) -> dict[str, Any]:
    actions = (
        PlanAction.objects.filter(outcome__priority__plan=plan)
        .select_related("outcome__priority")
        .prefetch_related(Prefetch("moves", queryset=DueChange.objects.order_by("at", "pk")))
        .order_by("outcome__priority__number", "outcome__number", "due_on", "pk")
    )
    told: list[dict[str, Any]] = []
    within: dict[int, int] = {}
    for one in actions:
        priority = one.outcome.priority
        within[priority.number] = within.get(priority.number, 0) + 1
        moves = list(one.moves.all())
        told.append(
            {
                "reference": one.reference,
                "number": f"{priority.number}.{within[priority.number]}",
                "priority": priority.number,
                "title": one.title,
                "outcome": one.outcome.words,
                "state": one.state,
                "rag": one.rag,
                "rag_reason": one.rag_reason,
                "starts_on": iso(one.starts_on),
                "due_on": iso(one.due_on),
                "moved_because": moves[-1].reason if moves else "",
                "is_late": one.due_on < last and one.state in _UNDONE,
                "owner": jobs.of(one),
            }
        )
    return {
        "title": plan.title,
        "priorities": [
            {"number": p.number, "title": p.title, "why": p.why} for p in plan.priorities.order_by("number")
        ],
        "actions": told,
    }


def _risks(plan: Plan, last: dt.date, jobs: _Jobs) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk,
            "words": one.words,
            "likelihood": one.likelihood,
            "impact": one.impact,
            "score": one.score,
            "mitigation": one.mitigation,
            "is_closed": one.closed_at is not None,
            "closing_reason": one.closing_reason,
            "owner": jobs.of(one),
        }
        for one in plan.risks.order_by("closed_at", "-likelihood", "-impact", "pk")
        if day_of(one.raised_at) <= last
    ]


def _money(plan: Plan, first: dt.date, last: dt.date) -> dict[str, Any]:
    rows = [one for one in plan.investments.select_related("action").order_by("given_on", "pk") if one.given_on <= last]
    return {
        "total": fixed(sum((one.amount for one in rows), Decimal(0)), 2),
        "in_quarter": fixed(sum((one.amount for one in rows if one.given_on >= first), Decimal(0)), 2),
        "given": [
            {
                "amount": fixed(one.amount, 2),
                "given_by": one.given_by,
                "given_on": iso(one.given_on),
                "purpose": one.purpose,
                "action": one.action.reference if one.action else "",
                "came_of_it": one.came_of_it,
            }
            for one in rows
        ],
    }
