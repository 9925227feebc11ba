"""Which boards are there, when did they meet, and what is still to be done of what they decided?"""

from __future__ import annotations

from django.db.models import Count, Prefetch, QuerySet

from threshold.access.models import User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.improvement.models import Authority, Board, BoardDecision, FollowUp, Meeting, SourceDocument
from threshold.improvement.states import FollowUpState


def visible_boards(scope: Scope) -> QuerySet[Board]:
    """Every board, for whoever reads improvement: what boards decide names no child."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return Board.objects.none()
    return Board.objects.select_related("authority")


def boards_of(scope: Scope, authority: Authority) -> list[Board]:
    """By name, each with `meeting_count` and `decision_count`."""
    found = visible_boards(scope).filter(authority=authority)
    return list(
        found.annotate(
            meeting_count=Count("meetings", distinct=True), decision_count=Count("meetings__decisions", distinct=True)
        ).order_by("name")
    )


def get_board(scope: Scope, number: int) -> Board:
    """Raises NotVisible where there is none of that number for this person."""
    found = visible_boards(scope).filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def meetings_of(board: Board) -> QuerySet[Meeting]:
    """The latest first, each with its decisions."""
    decisions = Prefetch("decisions", queryset=BoardDecision.objects.order_by("number"))
    return board.meetings.select_related("board").prefetch_related(decisions).order_by("-held_on")


def get_meeting(scope: Scope, reference: str) -> Meeting:
    found = (
        Meeting.objects.filter(pk=references.read(reference, "K") or 0, board__in=visible_boards(scope))
        .select_related("board__authority")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def get_decision(scope: Scope, reference: str) -> BoardDecision:
    found = (
        BoardDecision.objects.filter(pk=references.read(reference, "J") or 0, meeting__board__in=visible_boards(scope))
        .select_related("meeting__board__authority")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def get_follow_up(decision: BoardDecision, number: int) -> FollowUp:
    found = decision.follow_ups.select_related("owner").filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def open_follow_ups(scope: Scope, authority: Authority, *, mine: bool = False) -> list[FollowUp]:
    """What is still to be done, the earliest first."""
    rows = FollowUp.objects.filter(
        decision__meeting__board__in=visible_boards(scope).filter(authority=authority), state=FollowUpState.OPEN
    )
    if mine:
        rows = rows.filter(owner=scope.user)
    return list(rows.select_related("owner", "decision__meeting__board").order_by("due_on", "pk")[:200])


def decisions_of(scope: Scope, authority: Authority) -> list[BoardDecision]:
    """The latest first: what an options appraisal can be tied to."""
    rows = BoardDecision.objects.filter(meeting__board__in=visible_boards(scope).filter(authority=authority))
    return list(rows.select_related("meeting__board").order_by("-meeting__held_on", "-number")[:200])


def papers_to_lay(meeting: Meeting) -> list[SourceDocument]:
    """The authority's documents that are not before this meeting yet."""
    rows = meeting.board.authority.documents.exclude(meetings=meeting)
    return list(rows.order_by("-added_at", "-pk")[:200])


def owners(scope: Scope) -> list[User]:
    """Who can be given a task: people with an account who act on the plan."""
    return list(staff_who_may(Permission.PLAN_ACT, day_of(scope.now)))
