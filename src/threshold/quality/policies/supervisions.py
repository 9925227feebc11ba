"""Who may supervise whom, and when may a supervision be recorded?"""

from __future__ import annotations

import datetime as dt

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import Supervision

MOST_CHILDREN = 30


def check_can_arrange(
    *, is_same: bool, supervisor_may: bool, worker_is_in_team: bool, would_be_circular: bool, manages_team: bool
) -> None:
    """`would_be_circular`: the worker is above the supervisor already, so that both would read about each other."""
    if not manages_team:
        raise NotPermitted("Only a manager of the team says who supervises its workers.")
    if is_same:
        raise Refused("Nobody supervises themselves. Choose somebody else.")
    if not supervisor_may:
        raise Refused("This person's role does not give supervision. Choose a manager.")
    if not worker_is_in_team:
        raise Refused("This worker is not in the team today. Choose somebody who is.")
    if would_be_circular:
        raise Refused("This worker supervises the supervisor, directly or through others. Choose somebody else.")


def check_can_end(*, manages_team: bool, has_ended: bool) -> None:
    if not manages_team:
        raise NotPermitted("Only a manager of the team ends this.")
    if has_ended:
        raise Refused("This has ended already.")


def check_can_record(
    *,
    kind: str,
    is_supervisor: bool,
    held_on: dt.date,
    today: dt.date,
    began_on: dt.date,
    children: int,
    has_words: bool,
) -> None:
    if not is_supervisor:
        raise NotPermitted("Only the supervisor of this worker records their supervision.")
    if held_on > today:
        raise Refused("The day is in the future. Record a supervision after it was held.")
    if held_on < began_on:
        raise Refused("On that day you were not this worker's supervisor yet. Check the day.")
    if kind == Supervision.Kind.CASE and not children:
        raise Refused("Choose at least one child who was talked about.")
    if children > MOST_CHILDREN:
        raise Refused(f"More than {MOST_CHILDREN} children cannot be talked about in one supervision. Record two.")
    if not has_words:
        raise Refused("Say what was agreed. A supervision without a word of it did not help the worker or the child.")
