"""What do the pages of compliments, complaints and challenges say? No queries, no permissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from threshold.quality.models import VoiceRecord, VoiceStage
from threshold.quality.queries.voices import Counts
from threshold.quality.states import VoiceState
from threshold.quality.voice_stages import stage_of
from threshold.ui import filters

Kind = VoiceRecord.Kind
COLOURS = {VoiceState.OPEN: "yellow", VoiceState.ANSWERED: "blue", VoiceState.CLOSED: "grey"}
#: As headings of tiles and lists, where the whole label is too long.
SHORT = {
    Kind.COMPLIMENT: "Compliments",
    Kind.COMPLAINT: "Complaints",
    Kind.IRO_CHALLENGE: "Reviewing officers' challenges",
    Kind.AGENCY_CHALLENGE: "Challenges between agencies",
}


def tags(voice: VoiceRecord) -> list[tuple[str, str]]:
    if voice.kind == Kind.COMPLIMENT:
        return [("Compliment", "green")]
    found = [(voice.get_state_display(), COLOURS[VoiceState(voice.state)])]
    return found + ([(voice.get_outcome_display(), "purple")] if voice.outcome else [])


def headline(voice: VoiceRecord, stages: Sequence[VoiceStage]) -> list[tuple[str, str]]:
    last = stages[-1] if stages else None
    what = "Nothing: this is closed"
    when = "No deadline"
    if last and voice.state == VoiceState.OPEN:
        what = f"{stage_of(voice.kind, last.stage).title}"
        when = filters.date(last.due_on)
    elif voice.state == VoiceState.ANSWERED:
        what = "Whoever made it is content, or asks for the next stage"
    return [
        ("Who", voice.person.display_name if voice.person else voice.team.name),
        (
            "Why now",
            f"{voice.get_kind_display()}: {voice.get_came_from_display().lower()}, {filters.date(voice.received_on)}",
        ),
        ("What next", what),
        ("By when", when),
    ]


def tiles(counts: Counts, kind: str, waiting: bool) -> list[dict[str, Any]]:
    home = reverse("voices")
    found: list[dict[str, Any]] = [
        {"value": counts.waiting, "label": "Waiting for an answer", "href": f"{home}?show=waiting", "current": waiting,
         "tone": "danger" if counts.overdue else "", "hint": f"{counts.overdue} overdue" if counts.overdue else ""}
    ]  # fmt: skip
    for code, title in SHORT.items():
        number = counts.by_kind.get(code, 0)
        found.append(
            {"value": number, "label": title, "href": f"{home}?kind={code}", "current": kind == code,
             "tone": "" if number else "quiet"}
        )  # fmt: skip
    return found


def stage_now(voice: Any, today: dt.date) -> str:
    """The open stage of a row of the list and its day: "Stage 1: the manager answers, 3 days late"."""
    for stage in voice.open_stages:
        title = stage_of(voice.kind, stage.stage).title
        late = (today - stage.due_on).days
        return (
            f"{title}, {filters.plural(late, 'day')} late" if late > 0 else f"{title}, by {filters.date(stage.due_on)}"
        )
    return ""


def is_late(voice: Any, today: dt.date) -> bool:
    return any(stage.due_on < today for stage in voice.open_stages)


CSV_HEADER = ("Reference", "Kind", "From", "Child", "Team", "Came in", "State", "Stage", "Due", "Outcome")


def csv_row(voice: Any) -> tuple[str, ...]:
    stage = next(iter(voice.open_stages), None)
    return (
        voice.reference, voice.get_kind_display(), voice.get_came_from_display(),
        voice.person.reference if voice.person else "", voice.team.name, voice.received_on.isoformat(),
        voice.get_state_display(), stage_of(voice.kind, stage.stage).title if stage else "",
        stage.due_on.isoformat() if stage else "", voice.get_outcome_display(),
    )  # fmt: skip
