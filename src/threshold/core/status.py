"""Which moves may a record make, and how is a move written?

An app's `states.py` holds a `TransitionTable`: plain data, from which `threshold docs` draws the diagram that
the build checks. `move` is the only function that changes a state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from threshold.core.actors import Actor
from threshold.core.errors import Refused
from threshold.core.models import StatusChange


@dataclass(frozen=True)
class TransitionTable:
    """The states of one kind of record.

    Attributes:
        title: what the diagram is of.
        states: the enum, with its labels.
        initial: the states a record may be made in.
        moves: from each state, where it may go.
        owners: who has the record in hand in each state, in words.
    """

    title: str
    states: type[models.TextChoices]
    initial: frozenset[str]
    moves: Mapping[str, frozenset[str]]
    owners: Mapping[str, str]

    def __post_init__(self) -> None:
        known = set(self.states.values)
        named = set(self.moves) | set(self.owners) | self.initial | {s for to in self.moves.values() for s in to}
        if named - known or known - set(self.moves) or known - set(self.owners):
            raise ValueError(f"{self.title}: states, moves and owners do not name the same states.")

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, in the order of the enum."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {value} : {self.states(value).label}" for value in self.states.values]
        lines += [f"    [*] --> {value}" for value in self.states.values if value in self.initial]
        for value in self.states.values:
            targets = [to for to in self.states.values if to in self.moves[value]]
            lines += [f"    {value} --> {to}" for to in targets]
            if not targets:
                lines.append(f"    {value} --> [*]")
        return "\n".join(lines)


def begin(thing: Any, *, by: Actor, now: dt.datetime, reason: str = "") -> None:
    """Write the first row of a new record's history. The record is saved and in its initial state."""
    table: TransitionTable = thing.TRANSITIONS
    if thing.state not in table.initial:
        raise ValueError(f"{table.title}: {thing.state} is not a state to begin in.")
    _append(thing, "", thing.state, by=by, now=now, reason=reason)


def move(
    thing: Any,
    to: str,
    *,
    by: Actor,
    now: dt.datetime,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """Move a locked record to another state and append the row of its history.

    Args:
        values: fields that belong to the new state and are saved with it in one statement.

    Raises:
        Refused: the table has no such move.
    """
    table: TransitionTable = thing.TRANSITIONS
    before = thing.state
    if to not in table.moves[before]:
        now_label, to_label = table.states(before).label.lower(), table.states(to).label.lower()
        raise Refused(f"This is now “{now_label}” and cannot become “{to_label}”. Open it again to see why.")
    for name, value in (values or {}).items():
        setattr(thing, name, value)
    thing.state = to
    thing.save(update_fields=["state", *(values or {})])
    _append(thing, before, to, by=by, now=now, reason=reason)


def _append(thing: Any, before: str, to: str, *, by: Actor, now: dt.datetime, reason: str) -> None:
    StatusChange.objects.create(
        subject_type=thing._meta.label_lower,
        subject_id=thing.pk,
        from_state=before,
        to_state=to,
        at=now,
        by_id=by.pk,
        reason=reason,
    )


def history(thing: Any) -> models.QuerySet[StatusChange]:
    """The record's moves, oldest first."""
    return (
        StatusChange.objects.filter(subject_type=thing._meta.label_lower, subject_id=thing.pk)
        .select_related("by")
        .order_by("at", "pk")
    )
