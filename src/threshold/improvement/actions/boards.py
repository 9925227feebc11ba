"""How is it recorded who governs, when they met, what they decided and what came of it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import calendar, clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.improvement.models import (
    Attendance,
    Authority,
    Board,
    BoardDecision,
    FollowUp,
    Meeting,
    SourceDocument,
)
from threshold.improvement.policies import authorities
from threshold.improvement.policies import boards as policies
from threshold.improvement.states import FollowUpState


@dataclass(frozen=True)
class Task:
    """A follow-up to be: who does what by when. Either an account or the title of a job."""

    words: str
    due_on: dt.date
    owner: User | None = None
    owner_role: str = ""


@action("improvement.set_up_board", permission=Permission.GOVERNANCE_RECORD)
def set_up_board(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    name: str,
    chair: str,
    purpose: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Board:
    """Record a board.

    Args:
        chair: the office that chairs it.
        starts_on: may be left out for an example whose sources do not tell.

    Raises:
        Refused: it has no name or chair, or one of this name is here.
    """
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    policies.check_can_set_up(
        name=name,
        chair=chair,
        starts_on=starts_on,
        is_ours=authority.is_ours,
        is_named=Board.objects.filter(authority=authority, name__iexact=name.strip()).exists(),
    )
    board = Board(
        authority=authority, kind=kind, name=name.strip(), chair=chair.strip(), purpose=purpose.strip(),
        starts_on=starts_on, made_at=now, made_by=by,
    )  # fmt: skip
    policies.check_can_change(board, chair=chair, ends_on=ends_on)
    board.ends_on = ends_on
    board.save()
    journal.record("improvement.set_up_board", by=by, now=now, subject=board)
    return board


@action("improvement.change_board", permission=Permission.GOVERNANCE_RECORD)
def change_board(
    board: Board,
    *,
    by: User,
    now: dt.datetime,
    chair: str,
    purpose: str = "",
    ends_on: dt.date | None = None,
    expected_version: int | None = None,
) -> Board:
    """Another office chairs it, its purpose is said better, or it has ended. Its meetings stay."""
    board = lock(board, expected_version=expected_version)
    authorities.check_may_be_written(board.authority)
    policies.check_can_change(board, chair=chair, ends_on=ends_on)
    change(board, chair=chair.strip(), purpose=purpose.strip(), ends_on=ends_on)
    journal.record("improvement.change_board", by=by, now=now, subject=board)
    return board


@action("improvement.record_meeting", permission=Permission.GOVERNANCE_RECORD)
def record_meeting(
    board: Board,
    *,
    by: User,
    now: dt.datetime,
    held_on: dt.date,
    date_precision: str = "day",
    summary: str = "",
    present: Sequence[str] = (),
    apologies: Sequence[str] = (),
    papers: Sequence[SourceDocument] = (),
) -> Meeting:
    """Record a meeting that was held.

    Args:
        present, apologies: offices, never persons ("Director of children's services").
        papers: documents of the same authority.

    Raises:
        Refused: it lies in the future or outside the board's days, or is recorded already.
    """
    board = lock(board)  # two recordings of one day: the second waits here and then sees the first
    authorities.check_may_be_written(board.authority)
    roles = [*present, *apologies]
    policies.check_can_meet(
        board,
        held_on=held_on,
        today=calendar.day_of(now),
        has_met=board.meetings.filter(held_on=held_on).exists(),
        roles=roles,
    )
    meeting = Meeting.objects.create(
        board=board, held_on=held_on, date_precision=date_precision, summary=summary.strip(), recorded_at=now,
        recorded_by=by,
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, role=role.strip(), was_present=place < len(present))
        for place, role in enumerate(roles)
    )
    meeting.papers.set([paper for paper in papers if paper.authority_id == board.authority_id])
    journal.record("improvement.record_meeting", by=by, now=now, subject=meeting)
    return meeting


@action("improvement.add_paper", permission=Permission.GOVERNANCE_RECORD)
def add_paper(meeting: Meeting, *, by: User, now: dt.datetime, paper: SourceDocument) -> Meeting:
    """Lay a document before a meeting."""
    meeting = lock(meeting)
    authorities.check_may_be_written(meeting.board.authority)
    authorities.check_same(paper.authority_id == meeting.board.authority_id)
    meeting.papers.add(paper)
    journal.record("improvement.add_paper", by=by, now=now, subject=meeting, detail={"document": paper.pk})
    return meeting


@action("improvement.record_decision", permission=Permission.GOVERNANCE_RECORD)
def record_decision(
    meeting: Meeting,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    decided: str,
    outcome: str = BoardDecision.Outcome.AGREED,
    asked: str = "",
    told: str = "",
    questions: str = "",
    why: str = "",
    tasks: Sequence[Task] = (),
) -> BoardDecision:
    """What the board was asked, what members were told and asked, what it decided as a body, and why.

    Raises:
        Refused: something of our own decision is not said, or a task is due before the meeting.
    """
    meeting = lock(meeting)
    authority = meeting.board.authority
    authorities.check_may_be_written(authority)
    policies.check_can_decide(
        meeting,
        is_ours=authority.is_ours,
        asked=asked,
        told=told,
        decided=decided,
        why=why,
        due_on=[task.due_on for task in tasks],
    )
    last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = BoardDecision.objects.create(
        meeting=meeting, number=last + 1, title=title.strip(), asked=asked.strip(), told=told.strip(),
        questions=questions.strip(), outcome=outcome, decided=decided.strip(), why=why.strip(), recorded_at=now,
        recorded_by=by,
    )  # fmt: skip
    for task in tasks:
        _begin_task(decision, task, by=by, now=now, is_ours=authority.is_ours)
    journal.record("improvement.record_decision", by=by, now=now, subject=decision)
    return decision


def _begin_task(decision: BoardDecision, task: Task, *, by: User, now: dt.datetime, is_ours: bool) -> None:
    follow_up = FollowUp.objects.create(
        decision=decision, words=task.words.strip(), owner=task.owner, owner_role=task.owner_role.strip(),
        due_on=task.due_on,
    )  # fmt: skip
    status.begin(follow_up, by=by, now=now)
    if is_ours:
        held_on = decision.meeting.held_on
        clocks.start(
            "board-follow-up",
            follow_up,
            started_at=min(now, calendar.end_of_day(held_on)),
            owner_id=task.owner.pk if task.owner else None,
            limit=(task.due_on - held_on).days,
            unit=clocks.Unit.CALENDAR_DAYS,
        )


@action("improvement.answer_follow_up", permission=Permission.PLAN_ACT)
def answer_follow_up(
    follow_up: FollowUp,
    *,
    by: User,
    now: dt.datetime,
    answer: str,
    state: str = FollowUpState.DONE,
    expected_version: int | None = None,
) -> FollowUp:
    """Its owner says what came of it, or that it is no longer wanted and why."""
    follow_up = lock(follow_up, expected_version=expected_version)
    authorities.check_may_be_written(follow_up.decision.meeting.board.authority)
    policies.check_can_answer(
        follow_up,
        is_owner=follow_up.owner_id == by.pk,
        may_govern=by.may(Permission.GOVERNANCE_RECORD),
        answer=answer,
    )
    follow_up.version += 1
    values = {"answer": answer.strip(), "answered_on": calendar.day_of(now), "version": follow_up.version}
    status.move(follow_up, state, by=by, now=now, values=values)
    if state == FollowUpState.DONE:
        clocks.stop("board-follow-up", follow_up, now=now)
    else:
        clocks.cancel("board-follow-up", follow_up, now=now, reason="No longer wanted")
    journal.record("improvement.answer_follow_up", by=by, now=now, subject=follow_up, detail={"state": state})
    return follow_up
