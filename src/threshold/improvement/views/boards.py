"""Boards, their meetings and decisions, and what was to be done."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.improvement.actions import boards as actions
from threshold.improvement.actions.documents import add_document
from threshold.improvement.forms import boards as forms
from threshold.improvement.models import Board, BoardDecision, FollowUp, Meeting
from threshold.improvement.queries import authorities
from threshold.improvement.queries import boards as queries
from threshold.improvement.states import FollowUpState
from threshold.improvement.views.sending import made_once
from threshold.improvement.views.steps import Step, step_for, take
from threshold.ui.paging import paginate

G = Permission.GOVERNANCE_RECORD


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def boards_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The boards, and what is still to be done of what they decided."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    authority = authorities.get_authority(scope, slug) if slug else authorities.ours(scope)
    context = {
        "authority": authority,
        "boards": queries.boards_of(scope, authority),
        "follow_ups": queries.open_follow_ups(scope, authority),
        "may_write": authority.is_ours and scope.may(G),
        "today": day_of(scope.now),
    }
    return render(request, "improvement/boards.html", context)


_NEW = Step(
    title="Record a board",
    permission=G,
    form=forms.BoardForm,
    act=lambda scope, authority, data, form: made_once(
        scope,
        form,
        Board,
        partial(actions.set_up_board, authority),
        **{name: data[name] for name in ("kind", "name", "chair", "purpose", "starts_on")},
    ),
)


@require_http_methods(["GET", "POST"])
def new_board(request: HttpRequest) -> HttpResponse:
    """Record a board that governs or scrutinises."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(G)
    authority = authorities.ours(scope)
    return take(request, _NEW, authority, name="new-board", back=reverse("boards"), caption=authority.name)


@require_GET
def board_page(request: HttpRequest, number: int) -> HttpResponse:
    """One board: what it is for, who chairs it, and its meetings, the latest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    board = queries.get_board(scope, number)
    context = {
        "board": board,
        "page": paginate(queries.meetings_of(board), request.GET, size=25),
        "may_write": board.authority.is_ours and scope.may(G),
    }
    return render(request, "improvement/board.html", context)


def _record_meeting(scope: Scope, board: Board, data: dict[str, Any], form: forms.MeetingForm) -> Meeting:
    return made_once(
        scope, form, Meeting, partial(actions.record_meeting, board), held_on=data["held_on"],
        summary=data["summary"], present=form.roles("present"),
        apologies=form.roles("apologies"),
    )  # fmt: skip


_BOARD = {
    "meeting": Step(title="Record a meeting", permission=G, form=forms.MeetingForm, act=_record_meeting),
    "change": Step(
        title="Change the board",
        permission=G,
        form=forms.ChangeBoardForm,
        act=lambda scope, board, data, form: actions.change_board(
            board, **_who(scope), chair=data["chair"], purpose=data["purpose"], ends_on=data["ends_on"],
            expected_version=data["version"],
        ),
        initial=lambda board: {"chair": board.chair, "purpose": board.purpose, "ends_on": board.ends_on},
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_board(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Record a meeting, or change what is known of the board."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, _BOARD, verb)
    board = queries.get_board(scope, number)
    return take(
        request, step, board, name=f"board-{verb}", back=reverse("governing_board", args=[number]), caption=board.name
    )


@require_GET
def meeting_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One meeting: who was there by office, its papers, and each decision."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    meeting = queries.get_meeting(scope, reference)
    context = {
        "meeting": meeting,
        "board": meeting.board,
        "attendance": meeting.attendance.order_by("pk"),
        "papers": meeting.papers.order_by("pk"),
        "decisions": meeting.decisions.prefetch_related("follow_ups__owner").order_by("number"),
        "may_write": meeting.board.authority.is_ours and scope.may(G),
    }
    return render(request, "improvement/meeting.html", context)


def _lay_paper(scope: Scope, meeting: Meeting, data: dict[str, Any], form: forms.PaperForm) -> Meeting:
    paper = form.papers.get(data["paper"]) or add_document(
        meeting.board.authority, **_who(scope), kind="paper", title=data["title"],
        source=f"Laid before the {meeting.board.name}", dated_on=meeting.held_on, upload=data["upload"],
    )  # fmt: skip
    return actions.add_paper(meeting, **_who(scope), paper=paper)


_MEETING = {
    "decision": Step(
        title="Record a decision",
        permission=G,
        form=forms.DecisionForm,
        act=lambda scope, meeting, data, form: made_once(
            scope, form, BoardDecision, partial(actions.record_decision, meeting), **form.facts()
        ),
        options=lambda scope, _meeting: {"owners": queries.owners(scope)},
        explanation="The board decides as a body: no member’s name is needed.",
    ),
    "paper": Step(
        title="Lay a paper before the meeting",
        permission=G,
        form=forms.PaperForm,
        act=_lay_paper,
        options=lambda _scope, meeting: {"papers": queries.papers_to_lay(meeting)},
    ),
}


@require_http_methods(["GET", "POST"])
def change_meeting(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Record a decision, or lay a paper before the meeting."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, _MEETING, verb)
    meeting = queries.get_meeting(scope, reference)
    back = reverse("meeting", args=[reference])
    return take(request, step, meeting, name=f"meeting-{verb}", back=back, caption=meeting.board.name)


@require_GET
def decision_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision: what was asked, told, asked by members, decided and why, and what came of it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    decision = queries.get_decision(scope, reference)
    context = {
        "decision": decision,
        "meeting": decision.meeting,
        "board": decision.meeting.board,
        "follow_ups": decision.follow_ups.select_related("owner").order_by("due_on", "pk"),
        "appraisals": decision.appraisals.order_by("pk"),
        "may_answer": lambda one: _may_answer(scope, decision, one),
        "today": day_of(scope.now),
    }
    return render(request, "improvement/decision.html", context)


def _may_answer(scope: Scope, decision: BoardDecision, follow_up: FollowUp) -> bool:
    is_theirs = follow_up.owner_id == scope.user.pk or scope.may(G)
    is_open = follow_up.state == FollowUpState.OPEN and decision.meeting.board.authority.is_ours
    return is_open and is_theirs and scope.may(Permission.PLAN_ACT)


_ANSWER = Step(
    title="Say what came of it",
    permission=Permission.PLAN_ACT,
    form=forms.FollowUpForm,
    act=lambda scope, follow_up, data, form: actions.answer_follow_up(
        follow_up, **_who(scope), answer=data["answer"], state=data["state"], expected_version=data["version"]
    ),
)


@require_http_methods(["GET", "POST"])
def answer_follow_up(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what came of something that a board asked to be done."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.PLAN_ACT)
    decision = queries.get_decision(scope, reference)
    follow_up = queries.get_follow_up(decision, number)
    if not _may_answer(scope, decision, follow_up):
        raise NotVisible
    back = reverse("board_decision", args=[reference])
    return take(request, _ANSWER, follow_up, name="answer-follow-up", back=back, caption=follow_up.words)
