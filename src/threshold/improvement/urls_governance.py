"""The addresses of boards, options, history, publications and the inspection room. Ours are plain; an example's
begin with its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from threshold.improvement.views import appraisals, boards, history, publications, room


def _both(route: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """A list of ours, and the same of an example."""
    return [path(route, view, name=name), path(f"examples/<slug:slug>/{route}", view, name=f"example_{name}")]


HISTORY = [
    *_both("history", history.history_page, "history"),
    path("history/add/<slug:verb>", history.add_to_history, name="add_to_history"),
    path("history/providers/<int:number>/end", history.end_provider, name="end_provider"),
    path("history/strategies/<int:number>", history.strategy_page, name="strategy"),
    path("history/strategies/<int:number>/change", history.change_strategy, name="change_strategy"),
]
BOARDS = [
    *_both("boards", boards.boards_page, "boards"),
    path("boards/new", boards.new_board, name="new_board"),
    path("boards/<int:number>", boards.board_page, name="governing_board"),
    path("boards/<int:number>/<slug:verb>", boards.change_board, name="change_board"),
    path("meetings/<str:reference>", boards.meeting_page, name="meeting"),
    path("meetings/<str:reference>/<slug:verb>", boards.change_meeting, name="change_meeting"),
    path("decisions/<str:reference>", boards.decision_page, name="board_decision"),
    path("decisions/<str:reference>/follow-ups/<int:number>", boards.answer_follow_up, name="answer_follow_up"),
]
OPTIONS = [
    *_both("options", appraisals.options_page, "options"),
    path("options/new", appraisals.new_options, name="new_options"),
    path("options/<str:reference>", appraisals.option_paper, name="option_paper"),
    path("options/<str:reference>/score/<int:number>", appraisals.score_option, name="score_option"),
    path("options/<str:reference>/decide", appraisals.decide_options, name="decide_options"),
]
PUBLICATIONS = [
    path("publications", publications.publications_page, name="publications"),
    path("publications/new", publications.new_publication, name="new_publication"),
    path("publications/add-source", publications.add_source, name="add_source"),
    path("publications/<str:reference>", publications.publication_page, name="publication"),
    path("publications/<str:reference>/whose/<int:number>", publications.name_voice, name="name_voice"),
    path("publications/<str:reference>/<slug:verb>", publications.change_publication, name="change_publication"),
]
ROOM = [
    path("inspection-rooms", room.rooms_page, name="rooms"),
    path("inspection-rooms/<str:reference>", room.room_page, name="room"),
    path("inspection-rooms/<str:reference>/add/<slug:verb>", room.add_to_room, name="add_to_room"),
    path("inspection-rooms/<str:reference>/requests/<int:number>", room.request_page, name="room_request"),
    path(
        "inspection-rooms/<str:reference>/requests/<int:number>/<slug:verb>",
        room.change_request,
        name="change_room_request",
    ),
    path(
        "inspection-rooms/<str:reference>/interviews/<int:number>/cancel",
        room.cancel_interview,
        name="cancel_interview",
    ),
    path("inspection-rooms/<str:reference>/snapshots/<int:number>", room.snapshot_page, name="room_snapshot"),
    path("inspection-rooms/<str:reference>/cases/<int:number>", room.sample_page, name="room_sample"),
]

GOVERNANCE: list[URLPattern] = [*HISTORY, *BOARDS, *OPTIONS, *PUBLICATIONS, *ROOM]
