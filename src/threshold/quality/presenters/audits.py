"""What do the pages of the programme, of audits and of alerts say? No queries, no permissions."""

from __future__ import annotations

from typing import Any

from threshold.core.models import StatusChange
from threshold.quality.grades import COLOURS, Grade
from threshold.quality.models import Audit, AuditAlert, ProgrammeItem
from threshold.quality.queries.programme import Progress
from threshold.quality.states import AlertState, AuditState, ProgrammeState
from threshold.quality.statistics import FEW, Kappa

AUDIT_COLOURS = {
    AuditState.ASSIGNED: "yellow",
    AuditState.IN_PROGRESS: "teal",
    AuditState.AWAITING_MODERATION: "purple",
    AuditState.IN_DISCUSSION: "orange",
    AuditState.COMPLETE: "green",
    AuditState.CANCELLED: "grey",
}
ALERT_COLOURS = {AlertState.RAISED: "red", AlertState.ANSWERED: "orange", AlertState.CLOSED: "grey"}

#: What each verb of an audit is called: the button, and the page's heading.
VERBS = {
    "hand-in": "Do the audit",
    "moderate": "Give the second grade",
    "agree": "Record the agreed grades",
    "raise-an-alert": "A child may be unsafe now",
    "stand-aside": "I know this family",
    "joint-view": "Record what you saw",
    "pass-on": "Pass on to somebody else",
    "ask-jointly": "Ask for a joint auditor",
    "find-a-moderator": "Look for a moderator again",
    "finish-alone": "Finish without a second grade",
    "cancel": "Cancel the audit",
}
ALERT_VERBS = {
    "answer": "Answer the alert",
    "pass-on": "Pass on or take over",
    "close": "Close the alert",
    "send-back": "Send back to the manager",
}
#: The one question of each verb that is asked in words: (question, hint).
WORDS = {
    "raise-an-alert": (
        "What makes you think that a child may be unsafe now?",
        "The manager of the team reads it at once. If a child is in danger this minute, telephone first.",
    ),
    "stand-aside": (
        "How do you know the family, or what else stands in the way?",
        "The next auditor is found at once.",
    ),
    "joint-view": ("What did you see?", "It is kept beside the auditor's judgement, and written once."),
    "pass-on": ("Why is it passed on?", "The next person is found by turns."),
    "finish-alone": ("Why is there no second grade?", ""),
    "cancel": ("Why is it cancelled?", ""),
}
ALERT_WORDS = {
    "answer": ("What did you do, how is the child now, and how do you know?", ""),
    "pass-on": ("Why does somebody else answer?", ""),
    "close": ("What did you see in the record?", "Look at the record, and not only at the answer."),
    "send-back": ("What is still missing?", "The manager reads it. The deadline does not move."),
}


def audit_tags(audit: Audit) -> list[tuple[str, str]]:
    return [(audit.get_state_display(), AUDIT_COLOURS[AuditState(audit.state)])]


def alert_tags(alert: AuditAlert) -> list[tuple[str, str]]:
    return [
        (alert.get_because_display(), "red" if alert.because == AuditAlert.Because.UNSAFE else "orange"),
        (alert.get_state_display(), ALERT_COLOURS[AlertState(alert.state)]),
    ]


def grade_tag(grade: str) -> tuple[str, str]:
    return Grade(grade).label, COLOURS[Grade(grade)]


def item_tag(item: ProgrammeItem, progress: Progress | None) -> tuple[str, str]:
    if item.state == ProgrammeState.DRAWN and progress and progress.is_done:
        return "Done", "green"
    colours = {"planned": "yellow", "drawn": "teal", "cancelled": "grey"}
    return item.get_state_display(), colours[item.state]


def item_step(row: StatusChange) -> str:
    """A step of an item's history; planned once more is a change."""
    return "Changed" if row.from_state == row.to_state else ProgrammeState(row.to_state).label


def kappa_in_words(kappa: Kappa) -> dict[str, Any]:
    """A line of the table of agreement; few pairs say so.

    Of a handful of pairs without a single step between them, or all on one line of the table, the large-sample formula
    gives an interval without width. It would look like certainty, so none is shown.
    """
    has_interval = kappa.low is not None and kappa.high is not None and kappa.low < kappa.high
    return {
        "n": kappa.n,
        "same": f"{kappa.percent:.0f}%" if kappa.percent is not None else "–",
        "value": _signed(kappa.value) if kappa.value is not None else "Cannot be computed",
        "interval": f"{_signed(kappa.low or 0)} to {_signed(kappa.high or 0)}" if has_interval else "–",
        "few": f"Fewer than {FEW}: a hint at most" if kappa.is_small else "",
    }


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
