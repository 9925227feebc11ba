"""Words and colours that the pages of improvement share."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from threshold.core.calendar import day_of
from threshold.improvement import codes
from threshold.improvement.forms.common import shortened
from threshold.improvement.models import Authority, Evidence
from threshold.improvement.queries.proofs import Standing, number
from threshold.improvement.states import FindingState, ObligationState, PlanActionState, Rag
from threshold.insight.spc import Verdict
from threshold.ui import filters

FINDING_COLOURS = {
    FindingState.OPEN: "yellow", FindingState.CLOSURE_PROPOSED: "blue", FindingState.CLOSED: "green",
    FindingState.REOPENED: "red",
}  # fmt: skip
ACTION_COLOURS = {
    PlanActionState.NOT_STARTED: "grey", PlanActionState.IN_PROGRESS: "blue", PlanActionState.DELIVERED: "purple",
    PlanActionState.CLOSED: "green", PlanActionState.CANCELLED: "grey",
}  # fmt: skip
OBLIGATION_COLOURS = {
    ObligationState.OPEN: "yellow", ObligationState.MET_PROPOSED: "blue", ObligationState.MET: "green",
    ObligationState.LIFTED: "grey",
}  # fmt: skip
RAG_COLOURS = {Rag.BLUE: "blue", Rag.GREEN: "green", Rag.AMBER: "orange", Rag.RED: "red"}
#: What a chart says of its latest month, in two or three words, and the tag's colour.
VERDICTS = {
    Verdict.TOO_FEW: ("Too few months to tell", "grey"),
    Verdict.ORDINARY: ("No change beyond chance", "grey"),
    Verdict.BETTER: ("Changed for the better", "green"),
    Verdict.WORSE: ("Changed for the worse", "red"),
    Verdict.CHANGED: ("Changed", "purple"),
}


def at(name: str, authority: Authority) -> str:
    """The address of a list: ours is plain, an example's begins with its own."""
    return reverse(name) if authority.is_ours else reverse(f"example_{name}", args=[authority.slug])


def href(name: str, *arguments: Any) -> str:
    """The address of a page of another part; empty where this installation has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def owner(record: Any) -> str:
    return str(record.owner) if record.owner else record.owner_role or "Nobody"


def state_tag(record: Any) -> tuple[str, str]:
    """A finding's, action's or requirement's state."""
    colours: dict[Any, str] = {**FINDING_COLOURS, **ACTION_COLOURS}
    if record._meta.model_name == "obligation":
        colours = dict(OBLIGATION_COLOURS)
    return record.get_state_display(), colours[record.state]


def rag_tag(record: Any) -> tuple[str, str]:
    return (record.get_rag_display(), RAG_COLOURS[record.rag]) if record.rag else ("Not rated", "grey")


def verdict_tag(standing: Standing) -> tuple[str, str] | None:
    return VERDICTS[Verdict(standing.verdict)] if standing.verdict else None


def met_tag(standing: Standing) -> tuple[str, str]:
    if standing.is_met is None:
        return "Cannot be said yet", "grey"
    return ("Reached", "green") if standing.is_met else ("Not reached", "orange")


def is_late(record: Any, now: dt.datetime) -> bool:
    """Whether something that is still to be done is past its day."""
    undone = {
        PlanActionState.NOT_STARTED, PlanActionState.IN_PROGRESS, ObligationState.OPEN, ObligationState.MET_PROPOSED,
    }  # fmt: skip
    return record.due_on is not None and record.state in undone and record.due_on < day_of(now)


def pounds(amount: Decimal | None) -> str:
    """£1,200.50, or £250,000 where there are no pence."""
    if amount is None:
        return "£0"
    return f"£{amount:,.2f}".removesuffix(".00")


def evidence_title(evidence: Evidence) -> str:
    """What a piece of evidence is, without a word about a child."""
    match evidence.kind:
        case Evidence.Kind.READING:
            measure = codes.measures().get(evidence.measure)
            value = None if evidence.value is None else float(evidence.value)
            return f"{codes.measure_title(evidence.measure)}: {number(value, measure.unit if measure else '')}"
        case Evidence.Kind.AUDIT:
            return f"Audit “{_tool(evidence)}”, graded {evidence.get_grade_display().lower() or 'nothing'}"
        case Evidence.Kind.AUDITS:
            grade = evidence.get_at_least_display().lower()
            return f"Audits “{_tool(evidence)}”: {evidence.numerator} of {evidence.denominator} {grade} or better"
        case Evidence.Kind.DOCUMENT:
            return evidence.document.title if evidence.document else "Document"
    return "What somebody saw or heard"


def evidence_period(evidence: Evidence) -> str:
    if evidence.first_on is None:
        return ""
    if evidence.first_on == evidence.last_on:
        return filters.date(evidence.first_on)
    return f"{filters.date(evidence.first_on)} to {filters.date(evidence.last_on)}"


def _tool(evidence: Evidence) -> str:
    domain = codes.domains(evidence.tool).get(evidence.domain, evidence.domain) if evidence.domain else ""
    return ", ".join(filter(None, [codes.tools().get(evidence.tool, evidence.tool), domain]))


def evidence_entry(evidence: Evidence) -> dict[str, Any]:
    """A row of a timeline of evidence."""
    return {
        "title": evidence_title(evidence), "at": evidence.added_at, "by": evidence.added_by, "text": evidence.shows,
        "href": reverse("evidence", args=[evidence.reference]), "note": evidence_period(evidence),
        "tags": [] if evidence.kind == Evidence.Kind.OBSERVATION else [(evidence.get_kind_display(), "grey")],
    }  # fmt: skip


__all__ = [
    "ACTION_COLOURS", "FINDING_COLOURS", "at", "evidence_entry", "evidence_period", "evidence_title", "href", "is_late",
    "met_tag", "owner", "pounds", "rag_tag", "shortened", "state_tag", "verdict_tag",
]  # fmt: skip
