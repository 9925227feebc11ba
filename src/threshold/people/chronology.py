"""How does an event reach a person's chronology, and how do people curate it?

Entries are written by the action that they tell of, linked to its record; nothing is typed twice. What a
person adds is a weight and a note.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.people import policies, queries
from threshold.people.models import ChronologyEntry, Person
from threshold.people.names import tidy


def add(
    person: Person | int,
    *,
    at: dt.datetime,
    kind: str,
    title: str,
    source: Any,
    by: User,
    team_id: int | None = None,
) -> ChronologyEntry:
    """Write one line of a person's history. Called inside an action of the app that owns `source`.

    Args:
        kind: a short code of what happened, such as `contact` or `decision`.
        title: one sentence in plain words. It is shown to everybody who may see this person, so it must not
            name another child.
        source: the saved record that the line tells of.
    """
    return ChronologyEntry.objects.create(
        person_id=person if isinstance(person, int) else person.pk,
        at=at,
        kind=kind,
        title=tidy(title, longest=200, what="A line of the chronology"),
        source_type=source._meta.label_lower,
        source_id=source.pk,
        by=by,
        team_id=team_id,
    )


def withdraw(
    person: Person | int, *, kind: str, source: Any, reason: str, by: User, now: dt.datetime
) -> ChronologyEntry | None:
    """Take back the latest line of that kind about `source`: it was about somebody else. The line itself stays.

    A plain function for the actions of the apps above, which write the audit entry. None where there is no line.
    """
    entry = (
        ChronologyEntry.objects.select_for_update()
        .filter(
            person_id=person if isinstance(person, int) else person.pk,
            kind=kind,
            source_type=source._meta.label_lower,
            source_id=source.pk,
            withdrawn_at__isnull=True,
        )
        .order_by("-pk")
        .first()
    )
    if entry is not None:
        entry.withdrawn_at, entry.withdrawn_by = now, by
        entry.withdrawal_reason = tidy(reason, longest=300, what="A reason")
        entry.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    return entry


@action("people.curate_entry", permission=Permission.PEOPLE_WRITE)
def curate_entry(entry: ChronologyEntry, *, weight: str, note: str = "", by: User, now: dt.datetime) -> ChronologyEntry:
    """Say how much an entry matters, or leave it out with a note why. The entry itself stays.

    Raises:
        NotVisible: the person is hidden from this user.
        Refused: the weight is none of the three, an entry is left out without a note, or it was withdrawn.
    """
    entry = lock(entry)
    queries.require_visible(Scope(by, now), entry.person_id)
    note = tidy(note, longest=300, what="A note")
    policies.check_can_curate(weight=weight, note=note, is_withdrawn=entry.withdrawn_at is not None)
    entry.weight, entry.note = weight, note
    entry.save(update_fields=["weight", "note"])
    journal.record(
        "people.curate_entry", by=by, now=now, subject=entry, about=[entry.person_id], detail={"weight": weight}
    )
    return entry
