"""What do the pages of supervision say? No queries, no permissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from threshold.people.models import Passage
from threshold.quality.actions.supervisions import PERSONAL, SECTIONS
from threshold.quality.models import Supervision
from threshold.quality.queries.supervisions import Due

WHO_READS = {
    Supervision.Kind.CASE: "This becomes part of the record of each child whom you choose: who may see them reads it.",
    Supervision.Kind.PERSONAL: (
        "The two of you read this, those who supervise you in turn, and an auditor who was given it to audit. "
        "Nobody else."
    ),
}


def case_sections(passages: Mapping[str, Sequence[Passage]]) -> list[tuple[str, list[str]]]:
    """The title and the paragraphs of each section that has any for this reader."""
    return [(title, [one.text for one in passages[code]]) for code, title in SECTIONS.items() if passages.get(code)]


def personal_sections(supervision: Supervision) -> list[tuple[str, list[str]]]:
    return [(title, [text]) for code, title in PERSONAL.items() if (text := getattr(supervision, code))]


DUE_HEADER = ("Worker", "Supervisor", "Team", "Kind", "Last", "Due")


def due_row(due: Due) -> tuple[str, ...]:
    one = due.arrangement
    return (
        one.worker.name, one.supervisor.name, one.team.name, due.kind_label,
        due.last_on.isoformat() if due.last_on else "", due.clock.due_at.date().isoformat(),
    )  # fmt: skip
