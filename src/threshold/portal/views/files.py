"""Files that go along: added and removed one by one, on the public form and on a partner's answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from threshold.core import drafts
from threshold.core.drafts import DraftKey
from threshold.core.errors import Refused
from threshold.people import documents
from threshold.portal import actions, limits, pages, policies, presenters, service, visits
from threshold.portal.forms import UploadForm
from threshold.portal.views.rooms import room, show


@room
def files(request: HttpRequest) -> HttpResponse:
    """Add or remove files of the public form."""
    visit = visits.required(request)
    context = {
        "visit": visit,
        "exit_shown": True,
        "lead": "For example, a picture or a report. You do not have to add any.",
        "back_href": pages.before("files", visit),
    }
    return file_page(request, visit.files, next_href=pages.BY_SLUG["check"].url, context=context)


def file_page(request: HttpRequest, key: DraftKey, *, next_href: str, context: dict[str, Any]) -> HttpResponse:
    """The page of files.

    Args:
        key: the draft that the files belong to, which is made with the first of them.
        next_href: where "Continue" leads.
    """
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound:
        limits.count(limits.FILES, key.owner)
        if _done(request, form, key):
            return redirect(next_href if "go_on" in request.POST else request.path)
    found = drafts.load(key)
    lines = presenters.file_lines(documents.of_record(found)) if found else []
    context |= {"form": form, "files": lines, "most": policies.MOST_FILES, "next_href": next_href}
    return show(request, "files", context)


def _done(request: HttpRequest, form: UploadForm, key: DraftKey) -> bool:
    """Do what the pressed button asks. False where the form has to say why not."""
    number = request.POST.get("remove", "")
    if number.isascii() and number.isdigit() and len(number) < 12:
        found = drafts.load(key)
        if found is not None:
            actions.remove_file(found, by=service.account(), now=timezone.now(), document_id=int(number))
        return True
    if not form.is_valid():
        return False
    upload = form.cleaned_data["file"]
    if upload is None:
        if "go_on" not in request.POST:
            form.add_error("file", "Choose a file first")
        return "go_on" in request.POST
    try:
        actions.attach_file(visits.made(key), by=service.account(), now=timezone.now(), upload=upload)
    except Refused as refusal:
        form.add_error("file", refusal.sentence)
    return not form.errors
