"""What do the pages of re-audits say? No queries, no permissions."""

from __future__ import annotations

import datetime as dt

from threshold.quality.grades import COLOURS, RANK, Grade
from threshold.quality.models import ReAuditProposal
from threshold.quality.queries.re_audits import Comparison
from threshold.quality.states import ReAuditState
from threshold.ui import filters

GRADE_COLOURS = {grade.value: colour for grade, colour in COLOURS.items()}
STATES = {ReAuditState.PROPOSED: "yellow", ReAuditState.ACCEPTED: "green", ReAuditState.DECLINED: "grey"}


def tags(proposal: ReAuditProposal, today: dt.date) -> list[tuple[str, str]]:
    found = [(proposal.get_state_display(), STATES[ReAuditState(proposal.state)])]
    return found + ([("Overdue", "red")] if proposal.state == ReAuditState.PROPOSED and proposal.due_on < today else [])


def why(proposal: ReAuditProposal) -> str:
    """In a table: the grade that called for it, or that something was to be put right."""
    if proposal.because == ReAuditProposal.Because.GRADE:
        return Grade(proposal.audit.agreed_grade).label
    return "An action was raised"


def headline(proposal: ReAuditProposal) -> list[tuple[str, str]]:
    audit = proposal.audit
    what = {
        ReAuditState.PROPOSED: "The quality assurance lead accepts it, or declines it with the reason",
        ReAuditState.ACCEPTED: "The re-audit has an auditor",
        ReAuditState.DECLINED: "Nothing: it was declined",
    }[ReAuditState(proposal.state)]
    return [
        ("Who", audit.person.display_name if audit.person else "Practice"),
        ("Why now", proposal.get_because_display()),
        ("What next", what),
        ("By when", filters.date(proposal.due_on)),
    ]


def change_in_words(comparison: Comparison | None) -> str:
    """ "Better in 2 of 5 parts, the same in 3." Empty where the second audit is not complete."""
    if comparison is None or not comparison.is_complete:
        return ""
    pairs = [(one.before, one.after) for one in comparison.lines if one.before and one.after]
    moves = [RANK[Grade(after)] - RANK[Grade(before)] for before, after in pairs]
    if not moves:
        return "The two audits have no part in common that both graded."
    better, worse = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    return f"Better in {better} of {len(moves)} parts, the same in {len(moves) - better - worse}, worse in {worse}."


CSV_HEADER = ("Proposal", "Audit", "Child", "Team", "Because", "Due", "State", "Re-audit", "Reason for declining")


def csv_row(proposal: ReAuditProposal) -> tuple[str, ...]:
    audit = proposal.audit
    return (
        proposal.reference, audit.reference, audit.person.reference if audit.person else "", audit.team.name,
        proposal.get_because_display(), proposal.due_on.isoformat(), proposal.get_state_display(),
        proposal.re_audit.reference if proposal.re_audit else "", proposal.decline_reason,
    )  # fmt: skip
