"""The daily triage meetings: their records, the actions still to do, and every decision in one place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible, Refused
from threshold.frontdoor import actions, presenters, queries_meetings
from threshold.frontdoor.forms_triage import (
    DiscussForm,
    FindContactForm,
    MeetingForm,
    RecordFilterForm,
    kind_choices,
)
from threshold.frontdoor.models import Contact, TriageItem, TriageMeeting
from threshold.frontdoor.queries import get_visible_contact
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

ITEM_HEADER = (
    "Meeting", "Kind", "Held", "Chair", "Child", "Contact", "Decision", "Why", "Action", "Who does it", "By when",
    "Done",
)  # fmt: skip


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_READ)
    return scope


def _context(scope: Scope, **more: Any) -> dict[str, Any]:
    """What the three lists share: the numbers of their tabs, and how things are called."""
    return {
        "today": day_of(scope.now),
        "titles": dict(kind_choices()),
        "to_do": queries_meetings.actions_to_do(scope).count(),
        "presenters": presenters,
        "may": scope.may,
        "P": Permission,
        **more,
    }


@require_GET
def triage_meetings(request: HttpRequest) -> HttpResponseBase:
    """The meetings, the latest first."""
    scope = _scope(request)
    titles = dict(kind_choices())
    kind = request.GET.get("kind", "")
    kind = kind if kind in titles else ""
    found = queries_meetings.meetings(scope, kind=kind)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_triage_meetings")
        rows = (
            (row.reference, titles.get(row.kind, row.kind), row.held_at.isoformat(), str(row.chaired_by),
             row.attendees, row.children, row.to_do)
            for row in found.iterator(500)
        )  # fmt: skip
        header = ("Meeting", "Kind", "Held", "Chair", "Who was there", "Children", "Actions to do")
        return csv_response("triage-meetings", header, rows)
    by_kind = queries_meetings.meetings_by_kind(scope)
    overdue = queries_meetings.actions_to_do(scope).filter(action_due_on__lt=day_of(scope.now)).count()
    context = _context(scope, page=paginate(found, request.GET), kind=kind, by_kind=by_kind, overdue=overdue)
    return render(request, "frontdoor/triage_meetings.html", context)


@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Open the record of a meeting; the children come next."""
    scope = _scope(request)
    scope.require(Permission.TRIAGE_RECORD)
    chairs = queries_meetings.possible_chairs(scope)
    form, working = open_form(request, MeetingForm, "frontdoor.record_meeting", chairs=chairs)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        meeting = working.attempt(
            request,
            form,
            lambda: actions.record_meeting(
                by=scope.user, now=scope.now, kind=data["kind"], held_at=data["held_at"],
                chaired_by=form.chairs[data["chair"]], attendees=data["attendees"],
                submission_key=data["submission_key"],
            ),
        )  # fmt: skip
        if meeting:
            return redirect("triage_meeting", meeting.reference)
    return render(request, "frontdoor/meeting_new.html", {"form": form, "working": working})


@require_GET
def triage_meeting(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One meeting: who was there, and what was decided about each child."""
    scope = _scope(request)
    meeting = queries_meetings.get_meeting(scope, reference)
    items = queries_meetings.items_of(scope, meeting)
    about = [item.child.person_id for item in items]
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_triage_meeting", subject=meeting, about=about)
        return csv_response(f"triage-{meeting.reference}", ITEM_HEADER, map(_item_row, items))
    scope.note("frontdoor.read_triage_meeting", subject=meeting, about=about)
    return render(request, "frontdoor/meeting.html", _context(scope, meeting=meeting, items=items))


@require_http_methods(["GET", "POST"])
def discuss_child(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a child: first the contact's reference, then which child and what was decided."""
    scope = _scope(request)
    scope.require(Permission.TRIAGE_RECORD)
    meeting = queries_meetings.get_meeting(scope, reference)
    find = FindContactForm(request.GET if "contact" in request.GET else None)
    contact = _contact(scope, find)
    if contact is None:
        context = _context(scope, meeting=meeting, find=find, forms=[find])
        return render(request, "frontdoor/meeting_find.html", context)
    children = queries_meetings.children_to_discuss(scope, meeting, contact)
    name = f"frontdoor.discuss_child.{contact.pk}"
    form, working = open_form(request, DiscussForm, name, meeting, children=children)
    if request.method == "POST" and form.is_valid():
        item = working.attempt(request, form, lambda: _discuss(scope, meeting, form))
        if item:
            messages.success(request, "The decision is on the meeting's record.")
            return redirect("triage_meeting", reference)
    context = _context(scope, meeting=meeting, contact=contact, form=form, working=working, children=children)
    return render(request, "frontdoor/meeting_discuss.html", context)


@require_POST
def complete_action(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One action is done. Goes back to where the button was."""
    scope = _scope(request)
    scope.require(Permission.TRIAGE_RECORD)
    item = queries_meetings.get_item(scope, queries_meetings.get_meeting(scope, reference), number)
    try:
        actions.complete_triage_action(item, by=scope.user, now=scope.now)
        messages.success(request, "The action is marked as done.")
    except Refused as refusal:  # somebody else was quicker
        messages.info(request, refusal.sentence)
    return redirect("triage_actions") if request.POST.get("back") == "list" else redirect("triage_meeting", reference)


@require_GET
def triage_actions(request: HttpRequest) -> HttpResponseBase:
    """What meetings agreed and nobody has marked as done, the most overdue first."""
    scope = _scope(request)
    found = queries_meetings.actions_to_do(scope).select_related("meeting__chaired_by")
    only_overdue = request.GET.get("when") == "overdue"
    if only_overdue:
        found = found.filter(action_due_on__lt=day_of(scope.now))
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_triage_actions")
        return csv_response("triage-actions", ITEM_HEADER, map(_item_row, found.iterator(500)))
    context = _context(scope, page=paginate(found, request.GET), only_overdue=only_overdue)
    return render(request, "frontdoor/triage_actions.html", context)


@require_GET
def triage_record(request: HttpRequest) -> HttpResponseBase:
    """The central record: every decision of every meeting, found by kind, day and words."""
    scope = _scope(request)
    form = RecordFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries_meetings.central_record(scope, **wanted).select_related("meeting__chaired_by")
    if form.is_bound and not form.is_valid():
        found = found.none()
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_triage_record")
        return csv_response("triage-record", ITEM_HEADER, map(_item_row, found.iterator(500)))
    query = request.GET.copy()
    query["format"] = "csv"
    context = _context(scope, page=paginate(found, request.GET), form=form, csv_href=f"?{query.urlencode()}")
    return render(request, "frontdoor/triage_record.html", context)


def _contact(scope: Scope, find: FindContactForm) -> Contact | None:
    """The contact of a typed reference. A hidden one reads like one that does not exist."""
    if not (find.is_bound and find.is_valid()):
        return None
    try:
        return get_visible_contact(scope, find.cleaned_data["contact"])
    except NotVisible:
        find.add_error("contact", "There is no contact with this reference. Check it")
        return None


def _discuss(scope: Scope, meeting: TriageMeeting, form: DiscussForm) -> TriageItem:
    data = form.cleaned_data
    return actions.discuss_child(
        meeting,
        by=scope.user,
        now=scope.now,
        child=form.children[data["child"]],
        decision=data["decision"],
        reason=data["reason"],
        task=data["task"],
        task_owner=data["task_owner"],
        task_due_on=data["task_due_on"],
        submission_key=data["submission_key"],
    )


def _item_row(item: TriageItem) -> tuple[Any, ...]:
    titles = dict(kind_choices())
    return (
        item.meeting.reference, titles.get(item.meeting.kind, item.meeting.kind), item.meeting.held_at.isoformat(),
        str(item.meeting.chaired_by), item.child.person.reference, item.child.contact.reference, item.decision,
        item.reason, item.action, item.action_owner, item.action_due_on or "",
        item.action_done_at.isoformat() if item.action_done_at else "",
    )  # fmt: skip
