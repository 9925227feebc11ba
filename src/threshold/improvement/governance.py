"""What do boards, publications, the history and the inspection room add to the page "Improvement"?"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.improvement import slots
from threshold.improvement.models import Authority
from threshold.improvement.queries import authorities, boards, room


def _links(scope: Scope, authority: Authority) -> Iterator[slots.Link]:
    if authority.is_ours:
        yield slots.Link("History", reverse("history"), "Everything dated, on one line of time")
        yield slots.Link("Boards and decisions", reverse("boards"), "What members were told, asked and decided")
        yield slots.Link("Options that were weighed", reverse("options"))
        yield slots.Link("Publications", reverse("publications"), "Each quotation checked against its source")
        if scope.may(Permission.ROOM_USE):
            yield slots.Link("Inspection rooms", reverse("rooms"), "What inspectors asked for and were given")
    else:
        slug = authority.slug
        yield slots.Link("History", reverse("example_history", args=[slug]), "Everything dated, on one line of time")
        yield slots.Link("Boards and decisions", reverse("example_boards", args=[slug]))
        yield slots.Link("Options that were weighed", reverse("example_options", args=[slug]))


def _waiting(scope: Scope) -> Iterator[slots.Waiting]:
    asked_for = room.my_requests(scope)
    due = {pk: day_of(clock.due_at) for pk, clock in room.clocks_of(asked_for).items()}
    for asked in asked_for:
        href = reverse("room_request", args=[asked.inspection.reference, asked.number])
        yield slots.Waiting("Inspectors ask for", asked.words, href, due.get(asked.pk))
    for task in boards.open_follow_ups(scope, authorities.ours(scope), mine=True):
        href = reverse("board_decision", args=[task.decision.reference])
        yield slots.Waiting("A board asked for", task.words, href, task.due_on)


def register() -> None:
    slots.add_home_links("Governance", _links)
    slots.add_waiting(_waiting)
