"""The pages of the learning log: the log, one lesson, and how it goes from noted to changed to proved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible, Refused
from threshold.quality import slots
from threshold.quality.actions import learning as actions
from threshold.quality.forms.learning import ChangeForm, CorrectForm, LearningFilterForm, NoteForm, ProveForm
from threshold.quality.models import LearningEntry
from threshold.quality.presenters import learning as presenters
from threshold.quality.queries import learning as queries
from threshold.quality.queries import themes
from threshold.quality.states import LearningState
from threshold.quality.views.common import form_page, scope_of
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


def _reader(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    return scope


@require_GET
def learning_log(request: HttpRequest) -> HttpResponseBase:
    """What was learned, the latest first."""
    scope = _reader(request)
    form = LearningFilterForm(request.GET or None)
    form.fields["state"].choices = LearningState.choices  # type: ignore[attr-defined]
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    asked = {name: chosen.get(name, "") for name in ("state", "source", "words")}
    found = queries.entries(scope, **asked)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("quality.export_learning")
        rows = queries.with_source_shown(scope, found).iterator(500)
        return csv_response("learning", presenters.CSV_HEADER, map(presenters.csv_row, rows))
    page = paginate(found, request.GET, size=25)
    context = {
        "page": page, "form": form, "themes": themes.titles_of_all(page.items), "colours": presenters.COLOURS,
        "tiles": presenters.tiles(queries.counts_by_state(scope), asked["state"]), "is_filtered": any(asked.values()),
        "may_write": scope.may(Permission.LEARNING_WRITE), "may_export": scope.may(Permission.LISTS_EXPORT),
    }  # fmt: skip
    return render(request, "quality/learning_log.html", context)


@require_GET
def learning_entry(request: HttpRequest, reference: str) -> HttpResponse:
    """One lesson: what was learned, what changed because of it, and what shows that it helped."""
    scope = _reader(request)
    entry = queries.get_entry(scope, reference)
    writes = scope.may(Permission.LEARNING_WRITE)
    published = queries.is_published(entry)
    context = {
        "entry": entry,
        "origin": queries.origin_of(scope, entry),
        "proof_audit": queries.audit_called(scope, entry.proof_audit.reference) if entry.proof_audit else None,
        "may_measure": scope.may(Permission.NUMBERS_READ),
        "measure_title": slots.measures().get(entry.proof_measure, ""),
        "steps": presenters.steps(entry),
        "colours": presenters.COLOURS,
        "verbs": presenters.verbs(entry, is_published=published) if writes else [],
        "themes": themes.titles_of(entry),
        "may_tag": writes,
        "bulletins": queries.bulletins_with(scope, entry),
    }
    return render(request, "quality/learning_entry.html", context)


@require_http_methods(["GET", "POST"])
def new_learning(request: HttpRequest) -> HttpResponse:
    """Write down what was learned; from a record's page its reference and kind are filled in."""
    scope = _reader(request)
    scope.require(Permission.LEARNING_WRITE)
    origin = queries.origin_called(scope, request.GET.get("from", ""))
    initial = {"reference": origin.record.reference, "source": origin.source} if origin else None
    return form_page(
        request, NoteForm, "quality.note_learning", act=lambda form: _note(scope, form.cleaned_data), initial=initial,
        after=lambda entry: reverse("learning_entry", args=[entry.reference]), done="It stands in the learning log.",
        title="What did we learn?", context={"back": origin.href if origin else reverse("learning_log")},
    )  # fmt: skip


def _note(scope: Scope, data: dict[str, Any]) -> LearningEntry:
    origin = queries.origin_called(scope, data["reference"]) if data["reference"] else None
    if data["reference"] and origin is None:
        raise Refused("There is no record with this reference here. Check it, or leave it empty.")
    return actions.note_learning(
        data["source"], by=scope.user, now=scope.now, title=data["title"], learned=data["learned"], origin=origin,
        submission_key=data["submission_key"],
    )  # fmt: skip


VERBS: dict[str, tuple[Any, str]] = {
    "correct": (CorrectForm, "Say it better"),
    "change": (ChangeForm, "What was changed?"),
    "prove": (ProveForm, "How do we know that it helped?"),
}


@require_http_methods(["GET", "POST"])
def change_learning(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Correct, changed, proved: each a form and one action."""
    scope = _reader(request)
    scope.require(Permission.LEARNING_WRITE)
    entry = queries.get_entry(scope, reference)
    if verb not in VERBS:
        raise NotVisible
    form_class, title = VERBS[verb]
    page = reverse("learning_entry", args=[reference])
    return form_page(
        request, form_class, f"quality.learning.{verb}", subject=entry,
        act=lambda form: _act(scope, entry, verb, form.cleaned_data), after=lambda _: page, done="It is written down.",
        title=title, initial={"title": entry.title, "learned": entry.learned} if verb == "correct" else None,
        options={"measures": slots.measures()} if verb == "prove" else None,
        context={"caption": entry.title, "back": page},
    )  # fmt: skip


def _act(scope: Scope, entry: LearningEntry, verb: str, data: dict[str, Any]) -> LearningEntry:
    who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": data["version"]}
    match verb:
        case "correct":
            return actions.correct_learning(entry, title=data["title"], learned=data["learned"], **who)
        case "change":
            return actions.change_because_of_learning(entry, changed=data["changed"], **who)
    audit = queries.audit_called(scope, data["audit"]) if data["audit"] else None
    if data["audit"] and audit is None:
        raise Refused("There is no complete audit with this reference here. Check it, or name a measure.")
    return actions.prove_learning(entry, proof=data["proof"], measure=data["measure"], audit=audit, **who)
