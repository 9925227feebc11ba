"""Texts that quote a letter or report: written, checked, approved by somebody else, published."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement.actions import publications as actions
from threshold.improvement.forms import publications as forms
from threshold.improvement.models import Publication
from threshold.improvement.presenters import publications as presenters
from threshold.improvement.queries import authorities
from threshold.improvement.queries import publications as queries
from threshold.improvement.states import PublicationState
from threshold.improvement.views.sending import made_once
from threshold.improvement.views.steps import Step, offered, step_for, take
from threshold.ui.paging import paginate

WRITE, APPROVE = Permission.PUBLICATION_WRITE, Permission.REPORT_APPROVE
S = PublicationState


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def publications_page(request: HttpRequest) -> HttpResponse:
    """What was published; drafts too for those who write or approve."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    authority = authorities.ours(scope)
    found = queries.visible_publications(scope, authority).order_by("-written_at", "-pk")
    context = {"page": paginate(found, request.GET), "may_write": scope.may(WRITE), "colours": presenters.STATES}
    return render(request, "improvement/publications.html", context)


def _choices(_scope: Scope, authority: Any) -> dict[str, Any]:
    return {"sources": queries.sources(authority)[:200], "inspections": queries.inspections(authority)}


_NEW = Step(
    title="Write a publication",
    permission=WRITE,
    form=forms.TextForm,
    act=lambda scope, authority, data, form: made_once(
        scope, form, Publication, partial(actions.write_publication, authority), kind=data["kind"], **form.facts()
    ),
    options=_choices,
    explanation="Each quotation is checked against the letter or report word by word.",
    done="Kept as a draft. Look at the check of its quotations.",
)


@require_http_methods(["GET", "POST"])
def new_publication(request: HttpRequest) -> HttpResponse:
    """Begin a statement, press release or web page."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(WRITE)
    authority = authorities.ours(scope)
    return take(request, _NEW, authority, name="new-publication", back=reverse("publications"), caption=authority.name)


_LETTER = Step(
    title="Add a letter or report",
    permission=WRITE,
    form=forms.LetterForm,
    act=lambda scope, authority, data, form: actions.add_source(
        authority, **_who(scope),
        **{name: data[name] for name in ("title", "source", "dated_on", "text", "upload")},
    ),
    explanation="A letter that is to be quoted is kept with its words, page by page.",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_source(request: HttpRequest) -> HttpResponse:
    """Keep a letter or report so that one can quote from it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(WRITE)
    authority = authorities.ours(scope)
    return take(request, _LETTER, authority, name="add-source", back=reverse("publications"), caption=authority.name)


_STEPS = {
    "approve": Step(
        title="Approve it",
        permission=APPROVE,
        form=forms.JustForm,
        act=lambda scope, text, data, form: actions.approve_publication(
            text, **_who(scope), expected_version=data["version"]
        ),
        offered=lambda text: text.state == S.DRAFT,
        explanation="You approve the text as it stands now. Whoever wrote it cannot.",
    ),
    "publish": Step(
        title="Publish it",
        permission=WRITE,
        form=forms.JustForm,
        act=lambda scope, text, data, form: actions.publish(text, **_who(scope), expected_version=data["version"]),
        offered=lambda text: text.state == S.APPROVED,
        explanation="From then on neither the text nor the result of its check can change.",
    ),
    "change": Step(
        title="Change the text",
        permission=WRITE,
        form=forms.TextForm,
        act=lambda scope, text, data, form: actions.change_publication(
            text, **_who(scope), **form.facts(), expected_version=data["version"]
        ),
        offered=lambda text: text.state != S.PUBLISHED,
        options=lambda scope, text: _choices(scope, text.authority),
        initial=lambda text: {
            "kind": text.kind, "title": text.title, "body": text.body, "source": str(text.source_id),
            "inspection": str(text.inspection_id or ""),
        },
    ),
    "send-back": Step(
        title="Make it a draft again",
        permission=APPROVE,
        form=forms.BackForm,
        act=lambda scope, text, data, form: actions.send_publication_back(
            text, **_who(scope), reason=data["reason"], expected_version=data["version"]
        ),
        offered=lambda text: text.state == S.APPROVED,
    ),
}  # fmt: skip


@require_GET
def publication_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One text, its quotations one by one, and what can be done with it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    text = queries.get_publication(scope, reference)
    verbs = [] if not text.authority.is_ours else offered(scope, _STEPS, text)
    if queries.had_a_hand_in(text, scope.user):
        verbs = [(verb, title) for verb, title in verbs if verb != "approve"]
    report = queries.report_of(text)
    context = {
        "text": text,
        "report": report,
        "quotations": presenters.quotations(report),
        "verbs": verbs,
        "may_write": scope.may(WRITE) and text.state != S.PUBLISHED,
        "colours": presenters.STATES,
    }
    return render(request, "improvement/publication.html", context)


@require_http_methods(["GET", "POST"])
def change_publication(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Approve, publish, change, or take an approval back."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, _STEPS, verb)
    text = queries.get_publication(scope, reference)
    back = reverse("publication", args=[reference])
    return take(request, step, text, name=f"publication-{verb}", back=back, caption=text.title)


@require_http_methods(["GET", "POST"])
def name_voice(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say whose words a quotation is that is not from the source."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(WRITE)
    text = queries.get_publication(scope, reference)
    words = _words_of(text, number)
    step = Step(
        title="Say whose words these are",
        permission=WRITE,
        form=forms.VoiceForm,
        act=lambda scope, text, data, form: actions.name_voice(
            text, **_who(scope), words=words, whose=data["whose"], expected_version=data["version"]
        ),
        explanation=f"“{words}”",
    )
    back = reverse("publication", args=[reference])
    return take(request, step, text, name=f"voice-{number}", back=back, caption=text.title)


def _words_of(text: Publication, number: int) -> str:
    findings = queries.report_of(text).findings
    if not 1 <= number <= len(findings):
        raise NotVisible
    return findings[number - 1].checked.quotation.words
