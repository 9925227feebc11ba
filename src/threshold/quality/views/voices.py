"""The pages of compliments, complaints and challenges."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, status
from threshold.core.calendar import day_of
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.quality.actions import voices as actions
from threshold.quality.forms.voices import AnswerForm, CloseForm, ExtendForm, FurtherForm, RecordForm
from threshold.quality.models import VoiceRecord
from threshold.quality.presenters import voices as presenters
from threshold.quality.queries import learning, themes
from threshold.quality.queries import voices as queries
from threshold.quality.states import VoiceState
from threshold.quality.views.common import form_page, scope_of
from threshold.quality.voice_stages import after, stage_of
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


def _reader(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not queries.may_read(scope):
        raise NotPermitted("Your role does not give you this page.")
    return scope


@require_GET
def voices(request: HttpRequest) -> HttpResponseBase:
    """What families, reviewing officers and other agencies told us, the latest first."""
    scope = _reader(request)
    kind, waiting = request.GET.get("kind", ""), request.GET.get("show") == "waiting"
    kind = kind if kind in VoiceRecord.Kind.values else ""
    found = queries.voices(scope, kind=kind, waiting=waiting)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("quality.export_voices")
        return csv_response("compliments-complaints-challenges", presenters.CSV_HEADER, map(presenters.csv_row, found))
    page = paginate(found, request.GET)
    context = {
        "page": page, "kind": kind, "waiting": waiting, "tiles": presenters.tiles(queries.counts(scope), kind, waiting),
        "themes": themes.titles_of_all(page.items), "today": day_of(scope.now), "presenters": presenters,
        "may_record": scope.may(Permission.VOICE_RECORD), "may_export": scope.may(Permission.LISTS_EXPORT),
    }  # fmt: skip
    return render(request, "quality/voices.html", context)


@require_GET
def voice(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: what was said, each stage with its answer, and what was learned."""
    scope = _reader(request)
    voice = queries.get_visible_voice(scope, reference)
    scope.note("quality.read_voice", subject=voice, about=[voice.person_id] if voice.person_id else [])
    stages = queries.stages_of(voice)
    context = {
        "voice": voice,
        "tags": presenters.tags(voice),
        "headline": presenters.headline(voice, stages),
        "stages": [(stage_of(voice.kind, stage.stage).title, stage) for stage in stages],
        "clocks": [clocks.explain(clock, scope.now) for clock in queries.running_clocks(voice)],
        "history": list(status.history(voice)),
        "verbs": _verbs(scope, voice, stages),
        "learned": learning.entries_from(scope, voice),
        "themes": themes.titles_of(voice),
        "may_tag": themes.may_tag(scope.user, voice),
        "may_learn": scope.may(Permission.LEARNING_WRITE),
    }
    return render(request, "quality/voice.html", context)


def _verbs(scope: Scope, voice: VoiceRecord, stages: list[Any]) -> list[str]:
    if not scope.may(Permission.VOICE_RECORD) or not stages or voice.state == VoiceState.CLOSED:
        return []
    last, waits = stages[-1], voice.state == VoiceState.OPEN
    is_challenge = voice.kind != VoiceRecord.Kind.COMPLAINT
    verbs = []
    if waits and not (is_challenge and voice.recorded_by_id == scope.user.pk):
        verbs.append("answer")
    if waits and not last.extended_at and stage_of(voice.kind, last.stage).extended_limit:
        verbs.append("extend")
    if (not waits or is_challenge) and after(voice.kind, last.stage):
        verbs.append("further")
    return [*verbs, "close"]


@require_http_methods(["GET", "POST"])
def new_voice(request: HttpRequest) -> HttpResponse:
    """Record what was said."""
    scope = _reader(request)
    scope.require(Permission.VOICE_RECORD)
    return form_page(
        request, RecordForm, "quality.record_voice", act=lambda form: _record(scope, form),
        after=lambda voice: reverse("voice", args=[voice.reference]), done="It is recorded.",
        title="Record a compliment, complaint or challenge",
        options={"teams": queries.teams_to_choose(day_of(scope.now))}, context={"back": reverse("voices")},
    )  # fmt: skip


def _record(scope: Scope, form: RecordForm) -> VoiceRecord:
    data = form.cleaned_data
    person = queries.person_called(scope, data["person"]) if data["person"] else None
    if data["person"] and person is None:
        raise Refused("There is no child with this reference here. Check it, or find the child by the search.")
    return actions.record_voice(
        data["kind"], by=scope.user, now=scope.now, came_from=data["came_from"], team=form.teams[data["team"]],
        received_on=data["received_on"], summary=data["summary"], wanted=data["wanted"], person=person,
        submission_key=data["submission_key"],
    )  # fmt: skip


VERBS: dict[str, tuple[Any, str, str]] = {
    "answer": (AnswerForm, "Answer this stage", "The answer is written down."),
    "extend": (ExtendForm, "Take longer", "The longer time counts from now on."),
    "further": (FurtherForm, "Take it to the next stage", "It is at the next stage."),
    "close": (CloseForm, "Close it", "It is closed."),
}


@require_http_methods(["GET", "POST"])
def change_voice(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Answer, extend, take further, close: each a form and one action."""
    scope = _reader(request)
    scope.require(Permission.VOICE_RECORD)
    voice = queries.get_visible_voice(scope, reference)
    if verb not in VERBS or voice.kind == VoiceRecord.Kind.COMPLIMENT:
        raise NotVisible
    form_class, title, done = VERBS[verb]
    page = reverse("voice", args=[reference])
    return form_page(
        request, form_class, f"quality.voice.{verb}", subject=voice, act=lambda form: _act(scope, voice, verb, form),
        after=lambda voice: page, done=done, title=title, options={"kind": voice.kind} if verb == "answer" else None,
        context={"caption": f"{voice.get_kind_display()} {voice.reference}", "back": page, "person": voice.person},
    )  # fmt: skip


def _act(scope: Scope, voice: VoiceRecord, verb: str, form: Any) -> VoiceRecord:
    data = form.cleaned_data
    who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": data["version"]}
    match verb:
        case "answer":
            return actions.answer_voice(voice, answer=data["answer"], outcome=data["outcome"], **who)
        case "extend":
            return actions.extend_voice(voice, reason=data["reason"], **who)
        case "further":
            return actions.take_voice_further(voice, reason=data["reason"], **who)
    return actions.close_voice(voice, reason=data["reason"], is_withdrawn=data["how"] == "withdrawn", **who)
