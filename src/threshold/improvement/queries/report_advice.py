"""What did the government decide and its appointees advise, as a quarter's report tells it? Plain values, no names.

A report tells how things stood on the quarter's last day: what was answered or ended afterwards is the next one's.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch

from threshold.core.calendar import day_of
from threshold.core.models import Clock
from threshold.improvement.models import Advice, Appointment, Authority, Intervention, Variation

_CLOCK = "advice-answer"


def notices(authority: Authority, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Every notice and direction that was in force at some time of the quarter, with what happened to it: four
    queries.
    """
    varied = Variation.objects.prefetch_related("changes__obligation").order_by("varied_on", "pk")
    appointed = Appointment.objects.order_by("starts_on", "pk")
    rows = (
        Intervention.objects.filter(authority=authority, issued_on__lte=last)
        .exclude(ended_on__lt=first)
        .prefetch_related(Prefetch("variations", queryset=varied), Prefetch("appointments", queryset=appointed))
        .order_by("issued_on", "pk")
    )
    return [_notice(one, first, last) for one in rows]


def _notice(one: Intervention, first: dt.date, last: dt.date) -> dict[str, Any]:
    has_ended = one.ended_on is not None and one.ended_on <= last
    return {
        "reference": one.reference,
        "kind": one.get_kind_display(),
        "title": one.title,
        "issuer": one.issuer,
        "issued_on": _iso(one.issued_on),
        "issued_precision": one.date_precision,
        "issued_in_quarter": first <= one.issued_on <= last,
        "ended_on": _iso(one.ended_on) if has_ended else "",
        "ended_precision": one.end_precision,
        "end_reason": one.end_reason if has_ended else "",
        "varied": [
            {
                "on": _iso(varied.varied_on),
                "reason": varied.reason,
                "changes": [
                    {"number": change.obligation.number, "what": change.get_kind_display()}
                    for change in sorted(varied.changes.all(), key=lambda change: change.obligation.number)
                ],
            }
            for varied in one.variations.all()
            if first <= varied.varied_on <= last
        ],
        "appointed": [
            {
                "role": row.get_role_display(),
                "name": row.name,
                "from": _iso(row.starts_on),
                "from_precision": row.date_precision,
                "until": _iso(row.ends_on) if row.ends_on and row.ends_on <= last else "",
                "until_precision": row.end_precision,
            }
            for row in one.appointments.all()
            if row.starts_on <= last and not (row.ends_on and row.ends_on < first)
        ],
    }


def advice(authority: Authority, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """What was filed up to the quarter's end and was filed or answered in it, or waits for an answer at its end: two
    queries.
    """
    rows = [
        one
        for one in Advice.objects.filter(authority=authority).select_related("finding", "action").order_by(
            "given_at", "pk"
        )
        if day_of(one.given_at) <= last
    ]  # fmt: skip
    due = _due(rows)
    told = [_advice(one, due.get(one.pk), first, last) for one in rows]
    return [one for one in told if one["in_quarter"] or one["waits"]]


def _due(rows: list[Advice]) -> dict[int, dt.date]:
    clocks = Clock.objects.filter(
        rule=_CLOCK, subject_type=Advice._meta.label_lower, subject_id__in=[one.pk for one in rows]
    )
    return {clock.subject_id: day_of(clock.due_at) for clock in clocks}


def _advice(one: Advice, due_on: dt.date | None, first: dt.date, last: dt.date) -> dict[str, Any]:
    given_on = day_of(one.given_at)
    answered_on = day_of(one.answered_at) if one.answered_at else None
    is_answered = answered_on is not None and answered_on <= last
    waits = one.kind == Advice.Kind.RECOMMENDATION and not is_answered
    leads_to = ""
    if is_answered and one.finding is not None:
        leads_to = one.finding.reference
    elif is_answered and one.action is not None:
        leads_to = one.action.reference
    return {
        "reference": one.reference,
        "kind": one.kind,
        "of": one.get_given_as_display(),
        "title": one.title,
        "words": one.words,
        "given_on": _iso(given_on),
        "due_on": _iso(due_on) if waits else "",
        "is_late": bool(waits and due_on is not None and due_on < last),
        "answer": one.answer if is_answered else "",
        "answer_words": one.get_answer_display() if is_answered else "",
        "answer_reason": one.answer_reason if is_answered else "",
        "answered_on": _iso(answered_on) if is_answered else "",
        "leads_to": leads_to,
        "waits": waits,
        "in_quarter": first <= given_on or bool(is_answered and answered_on and first <= answered_on),
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
