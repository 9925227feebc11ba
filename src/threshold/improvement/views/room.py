"""The inspection room: what was asked for and given, what was sealed, who is interviewed, which cases were drawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks
from threshold.improvement.actions import room as actions
from threshold.improvement.forms import room as forms
from threshold.improvement.models import CaseSample, DocumentRequest, Inspection, RoomSnapshot, StaffInterview
from threshold.improvement.queries import authorities
from threshold.improvement.queries import room as queries
from threshold.improvement.states import DocumentRequestState
from threshold.improvement.views.sending import made_once
from threshold.improvement.views.steps import Step, offered, step_for, take

R = Permission.ROOM_USE
S = DocumentRequestState


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def rooms_page(request: HttpRequest) -> HttpResponse:
    """The inspections, each with its room."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(R)
    authority = authorities.ours(scope)
    return render(request, "improvement/rooms.html", {"inspections": queries.rooms(scope, authority)})


@require_GET
def room_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One inspection's room."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(R)
    inspection = queries.get_inspection(scope, reference)
    requests = list(queries.requests_of(scope, inspection))
    running = queries.clocks_of(requests)
    context = {
        "inspection": inspection,
        "requests": requests,
        "due": {pk: clocks.explain(clock, scope.now) for pk, clock in running.items()},
        "given": queries.given_in(inspection),
        "snapshots": inspection.snapshots.select_related("drawn_by").order_by("-number"),
        "interviews": queries.interviews_of(inspection),
        "samples": inspection.case_samples.select_related("drawn_by").order_by("number"),
        "sees_people": queries.sees_people(scope),
        "verbs": [(verb, title) for verb, title in offered(scope, _ROOM, inspection)
                  if verb != "draw" or queries.sees_people(scope)],
    }  # fmt: skip
    return render(request, "improvement/room.html", context)


def _ask(scope: Scope, inspection: Inspection, data: dict[str, Any], form: forms.AskForm) -> Any:
    return made_once(
        scope, form, DocumentRequest, partial(actions.record_request, inspection), words=data["words"],
        asked_by=data["asked_by"], owner=form.owners[data["owner"]],
        working_days=data["working_days"],
    )  # fmt: skip


_ROOM = {
    "ask": Step(
        title="Write down a request", permission=R, form=forms.AskForm, act=_ask,
        options=lambda scope, _inspection: {"owners": queries.owners(scope)},
    ),
    "interview": Step(
        title="Plan an interview", permission=R, form=forms.InterviewForm,
        act=lambda scope, inspection, data, form: made_once(
            scope, form, StaffInterview, partial(actions.plan_interview, inspection), **form.facts()
        ),
        options=lambda scope, _inspection: {"teams": queries.teams(scope)},
        explanation="Interviews with staff. Conversations with children are never listed here.",
    ),
    "draw": Step(
        title="Draw cases", permission=R, form=forms.DrawForm,
        act=lambda scope, inspection, data, form: made_once(
            scope, form, CaseSample, partial(actions.draw_cases, inspection),
            **{name: data[name] for name in ("kind", "first_on", "last_on", "size", "seed")},
        ),
        explanation="The list follows from the seed and the population alone, so that anybody can draw it again.",
    ),
    "seal": Step(
        title="Seal what was given", permission=R, form=forms.JustForm,
        act=lambda scope, inspection, data, form: made_once(
            scope, form, RoomSnapshot, partial(actions.seal_snapshot, inspection)
        ),
        explanation="Everything that inspectors have been given up to now is frozen with a fingerprint.",
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_to_room(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Write down a request, plan an interview, draw cases, or seal what was given."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, _ROOM, verb)
    if verb == "draw":
        scope.require(Permission.PEOPLE_READ)
    inspection = queries.get_inspection(scope, reference)
    back = reverse("room", args=[reference])
    return take(request, step, inspection, name=f"room-{verb}", back=back, caption=inspection.title)


_REQUEST = {
    "answer": Step(
        title="Answer it", permission=R, form=forms.AnswerForm,
        act=lambda scope, asked, data, form: actions.answer_request(
            asked, **_who(scope), **form.given(), expected_version=data["version"]
        ),
        offered=lambda asked: asked.state == S.OPEN,
        options=lambda _scope, asked: {
            "documents": queries.documents_to_give(asked.inspection.authority)[:100],
            "evidence": queries.evidence_to_give(asked.inspection.authority)[:100],
        },
    ),
    "hand-on": Step(
        title="Give it to somebody else", permission=R, form=forms.OwnerForm,
        act=lambda scope, asked, data, form: actions.hand_request_on(
            asked, **_who(scope), owner=form.owners[data["owner"]], expected_version=data["version"]
        ),
        offered=lambda asked: asked.state == S.OPEN,
        options=lambda scope, _asked: {"owners": queries.owners(scope)},
    ),
    "withdraw": Step(
        title="It is no longer wanted", permission=R, form=forms.ReasonForm,
        act=lambda scope, asked, data, form: actions.withdraw_request(
            asked, **_who(scope), reason=data["reason"], expected_version=data["version"]
        ),
        offered=lambda asked: asked.state == S.OPEN,
    ),
    "ask-again": Step(
        title="The inspector needs more", permission=R, form=forms.ReasonForm,
        act=lambda scope, asked, data, form: actions.ask_again(
            asked, **_who(scope), reason=data["reason"], expected_version=data["version"]
        ),
        offered=lambda asked: asked.state == S.ANSWERED,
    ),
}  # fmt: skip


@require_GET
def request_page(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One request: what was asked, by when, what was given."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(R)
    inspection = queries.get_inspection(scope, reference)
    asked = queries.get_request(scope, inspection, number)
    running = queries.clocks_of([asked])
    context = {
        "inspection": inspection,
        "asked": asked,
        "given": asked.given.select_related("given_by").order_by("given_at", "pk"),
        "clocks": [clocks.explain(clock, scope.now) for clock in running.values()],
        "verbs": offered(scope, _REQUEST, asked),
    }
    return render(request, "improvement/room_request.html", context)


@require_http_methods(["GET", "POST"])
def change_request(request: HttpRequest, reference: str, number: int, verb: str) -> HttpResponse:
    """Answer a request, hand it on, withdraw it, or ask again."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, _REQUEST, verb)
    inspection = queries.get_inspection(scope, reference)
    asked = queries.get_request(scope, inspection, number)
    back = reverse("room_request", args=[reference, number])
    return take(request, step, asked, name=f"request-{verb}", back=back, caption=f"Request {asked.number}")


_CANCEL = Step(
    title="Cancel the interview",
    permission=R,
    form=forms.ReasonForm,
    act=lambda scope, interview, data, form: actions.cancel_interview(interview, **_who(scope), reason=data["reason"]),
    is_grave=True,
)


@require_http_methods(["GET", "POST"])
def cancel_interview(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take an interview off the list, with the reason."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(R)
    inspection = queries.get_inspection(scope, reference)
    interview = queries.get_interview(scope, inspection, number)
    back = reverse("room", args=[reference])
    return take(request, _CANCEL, interview, name="cancel-interview", back=back, caption=interview.job_title)


@require_GET
def snapshot_page(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What was sealed, and whether drawing it again gives the same bytes. `?format=json` are the bytes."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(R)
    inspection = queries.get_inspection(scope, reference)
    snapshot = queries.get_snapshot(scope, inspection, number)
    if request.GET.get("format") == "json":
        response = HttpResponse(snapshot.content.encode(), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="snapshot-{inspection.reference}-{number}.json"'
        return response
    context = {
        "inspection": inspection,
        "snapshot": snapshot,
        "is_as_sealed": queries.is_as_sealed(snapshot),
        "given": queries.given_in(inspection, until=snapshot.drawn_at),
    }
    return render(request, "improvement/room_snapshot.html", context)


@require_GET
def sample_page(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The cases that were drawn, for whoever may see the children."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(R)
    scope.require(Permission.PEOPLE_READ)
    inspection = queries.get_inspection(scope, reference)
    sample = queries.get_sample(scope, inspection, number)
    people = queries.people_of(scope, sample)
    scope.note("improvement.read_case_sample", subject=sample, about=[person.pk for person in people])
    context = {"inspection": inspection, "sample": sample, "people": people}
    return render(request, "improvement/room_sample.html", context)
