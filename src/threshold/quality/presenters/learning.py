"""What do the pages of the learning log say? No queries, no permissions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from threshold.quality.models import LearningEntry
from threshold.quality.states import LearningState

L = LearningState
COLOURS = {L.NOTED: "yellow", L.CHANGED: "blue", L.PROVED: "green"}


def tiles(counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    return [
        {
            "value": counts.get(code, 0),
            "label": label,
            "href": f"{reverse('learning_log')}?state={code}",
            "current": state == code,
            "tone": "" if counts.get(code) else "quiet",
        }
        for code, label in L.choices
    ]


def steps(entry: LearningEntry) -> list[dict[str, str]]:
    """The three steps, and at which the lesson stands."""
    place = list(L).index(L(entry.state))
    return [
        {"text": label, "status": "done" if number <= place else "now" if number == place + 1 else "cannot start yet"}
        for number, label in enumerate(L.labels)
    ]


def verbs(entry: LearningEntry, *, is_published: bool) -> list[str]:
    following = {L.NOTED: ["change"], L.CHANGED: ["prove"], L.PROVED: []}[L(entry.state)]
    return following + ([] if is_published else ["correct"])


CSV_HEADER = ("Reference", "Source", "Record", "What we learned", "What changed", "Proof", "Measure", "State", "Noted")


def csv_row(entry: Any) -> tuple[str, ...]:
    """Of an entry with `shows_source`: the record stands in the file of whoever may see it."""
    source = entry.source_reference if entry.shows_source else ""
    return (
        entry.reference, entry.get_source_display(), source, f"{entry.title}\n{entry.learned}",
        entry.changed, entry.proof, entry.proof_measure, entry.get_state_display(), entry.noted_at.isoformat(),
    )  # fmt: skip
