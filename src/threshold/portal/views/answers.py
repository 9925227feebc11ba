"""A partner's one-time link: the code, the question, the answer. Then it opens nothing any more."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from threshold.core import drafts
from threshold.core.clients import client_address
from threshold.core.errors import Refused
from threshold.frontdoor import links, pack
from threshold.frontdoor.actions.gathering import check_code
from threshold.frontdoor.models import InformationRequest
from threshold.people import documents
from threshold.portal import actions, limits, partners, presenters, queries, service, visits
from threshold.portal.answer_forms import AnswerForm, CodeForm
from threshold.portal.views.files import file_page
from threshold.portal.views.rooms import room, show
from threshold.ui.forms import as_draft, from_draft


@room
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The whole of the link: what it shows depends on what has happened."""
    asked = links.request_for(token, timezone.now())
    if asked is None:
        return _closed(request, token)
    if not partners.is_open(request, token):
        return _ask_for_code(request, asked, token)
    form = _open(request, token)
    refusal = ""
    if form.is_bound and "attach" in request.POST:
        return redirect("portal_answer_files", token)
    if form.is_bound and form.is_valid():
        try:
            return _send(request, asked, token, form)
        except Refused as refused:
            refusal = refused.sentence
    context = {
        "asked": asked,
        "form": form,
        "token": token,
        "refusal": refusal,
        "agency": pack.of().agency(asked.agency),
    }
    found = drafts.load(partners.draft_key(token, "files"))
    lines = presenters.file_lines(documents.of_record(found)) if found else []
    return show(request, "answer", context | {"files": lines, "basis": presenters.lawful_basis(asked)})


@room
def files(request: HttpRequest, token: str) -> HttpResponse:
    """Files that go with the answer."""
    asked = links.request_for(token, timezone.now())
    if asked is None or not partners.is_open(request, token):
        return redirect("portal_answer", token)
    href = reverse("portal_answer", args=[token])
    context = {"lead": "They go with your answer when you send it.", "back_href": href}
    return file_page(request, partners.draft_key(token, "files"), next_href=href, context=context)


def _ask_for_code(request: HttpRequest, asked: InformationRequest, token: str) -> HttpResponse:
    """Five attempts; what was typed before the half hour was over is kept for when the code is right again."""
    kept = visits.keep_what_was_typed(request)
    form = CodeForm(request.POST if request.method == "POST" and not kept else None)
    if form.is_bound and form.is_valid():
        limits.count(limits.ANSWER_CODES, client_address(request))
        now = timezone.now()
        if check_code(asked, by=service.account(), now=now, code=form.cleaned_data["code"]):
            partners.open_link(request, token)
            return redirect("portal_answer", token)
        if links.request_for(token, now) is None:
            return _closed(request, token)
        form.add_error("code", "This is not the code. After five wrong codes the link stops working")
    return show(request, "answer_code", {"form": form, "kept": kept})


def _open(request: HttpRequest, token: str) -> AnswerForm:
    """The answer as it was sent, which is kept first, or as it was typed before."""
    key = partners.draft_key(token)
    if request.method == "POST":
        limits.count(limits.PAGES_OF_A_VISIT, key.owner)
        drafts.save(key, as_draft(request.POST), timezone.now())
        return AnswerForm(request.POST)
    typed = drafts.load(key)
    draft = from_draft(typed.typed).copy() if typed else None
    for name in ("submission_key", "draft_token", "attach"):
        if draft is not None:
            draft.pop(name, None)
    return AnswerForm(draft=draft, initial={"draft_token": key.token()})


def _send(request: HttpRequest, asked: InformationRequest, token: str, form: AnswerForm) -> HttpResponse:
    actions.send_answer(
        asked,
        by=service.account(),
        now=timezone.now(),
        answer=form.answer(),
        files=drafts.load(partners.draft_key(token, "files")),
        submission_key=form.cleaned_data["submission_key"],
    )
    partners.discard(token)
    partners.mark_answered(request, token)
    return redirect("portal_answer", token)


def _closed(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you to whoever has just answered here; to everybody else one and the same page, whatever the reason."""
    if partners.is_open(request, token) and queries.was_answered(_submission_key(request)):
        partners.mark_answered(request, token)  # the second of two presses
    if partners.was_answered_here(request, token):
        return show(request, "answer_sent")
    return show(request, "dead_link", status=404)


def _submission_key(request: HttpRequest) -> uuid.UUID:
    form = AnswerForm(request.POST)
    return form.cleaned_data["submission_key"] if form.is_valid() else uuid.UUID(int=0)
