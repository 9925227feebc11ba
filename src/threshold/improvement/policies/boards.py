"""When may a board be set up, a meeting or decision be recorded, a follow-up be answered?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import Board, FollowUp, Meeting
from threshold.improvement.states import FollowUpState


def check_can_set_up(*, name: str, chair: str, starts_on: dt.date | None, is_ours: bool, is_named: bool) -> None:
    """Of our own boards the first day and the chair are known; of an example perhaps not the first day."""
    if not name.strip():
        raise Refused("Say what the board is called.")
    if not chair.strip():
        raise Refused("Say which office chairs the board.")
    if is_ours and starts_on is None:
        raise Refused("Say since when there has been this board.")
    if is_named:
        raise Refused("There is a board of this name already. Open it, or give this one another name.")


def check_can_change(board: Board, *, chair: str, ends_on: dt.date | None) -> None:
    if not chair.strip():
        raise Refused("Say which office chairs the board.")
    if ends_on is not None and board.starts_on is not None and ends_on < board.starts_on:
        raise Refused("The board cannot end before it began.")


def check_can_meet(board: Board, *, held_on: dt.date, today: dt.date, has_met: bool, roles: Sequence[str]) -> None:
    """A meeting lies within the board's days, and not in the future: what is recorded is what was said."""
    if held_on > today:
        raise Refused("A meeting is recorded when it has been held. Choose a day that is not in the future.")
    if (board.starts_on and held_on < board.starts_on) or (board.ends_on and held_on > board.ends_on):
        raise Refused("The board did not exist on that day. Check the day, or the board's first and last day.")
    if has_met:
        raise Refused("This board's meeting of that day is recorded already. Open it and add to it.")
    tidy = [role.strip().casefold() for role in roles]
    if not all(tidy):
        raise Refused("Say which office was there, or remove the empty line.")
    if len(set(tidy)) < len(tidy):
        raise Refused("One office is named twice. Name each of them once.")


def check_can_decide(
    meeting: Meeting, *, is_ours: bool, asked: str, told: str, decided: str, why: str, due_on: Sequence[dt.date]
) -> None:
    """Our own decisions say what was asked, told, decided and why; an example says what the public record does."""
    if not decided.strip():
        raise Refused("Say what the board decided.")
    if is_ours and not (asked.strip() and told.strip()):
        raise Refused("Say what the board was asked and what members were told.")
    if is_ours and not why.strip():
        raise Refused("Say why the board decided this.")
    if any(day < meeting.held_on for day in due_on):
        raise Refused("A follow-up cannot be due before the meeting. Choose a later day.")


def check_can_answer(follow_up: FollowUp, *, is_owner: bool, may_govern: bool, answer: str) -> None:
    """Its owner answers, or whoever keeps the board's papers for an owner without an account."""
    if not (is_owner or may_govern):
        raise NotPermitted("Only its owner, or whoever keeps the board's papers, can answer this.")
    if follow_up.state != FollowUpState.OPEN:
        raise Refused("This was answered already.")
    if not answer.strip():
        raise Refused("Say what came of it, or why it is no longer wanted.")
