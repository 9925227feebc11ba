"""The emergency duty team's log: a night's work written down, handed over in the morning and accepted."""

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
from threshold.core.errors import NotVisible, Refused
from threshold.frontdoor import actions, pack, presenters, queries_meetings
from threshold.frontdoor.forms_shifts import AcceptShiftForm, HandOverShiftForm, ShiftEntryForm
from threshold.frontdoor.models import Shift, ShiftEntry
from threshold.frontdoor.queries import open_shifts, with_children
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

ENTRY_HEADER = (
    "Shift", "Worker", "When", "What", "Contact", "Person", "Decision", "Why", "For the day team", "By when", "Done",
)  # fmt: skip


def _scope(request: HttpRequest) -> Scope:
    """For those who keep the log and those who take it over."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Permission.SHIFT_RECORD):
        scope.require(Permission.SHIFT_ACCEPT)
    return scope


@require_GET
def shifts(request: HttpRequest) -> HttpResponseBase:
    """My running shift, what waits for the day team, and every shift before."""
    scope = _scope(request)
    found = queries_meetings.with_counts(scope, queries_meetings.visible_shifts(scope))
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_shifts")
        rows = (
            (shift.reference, str(shift.worker), shift.get_state_display(), shift.starts_at.isoformat(),
             _iso(shift.ends_at), shift.lines, shift.to_do, str(shift.accepted_by or ""), _iso(shift.accepted_at))
            for shift in found.iterator(500)
        )  # fmt: skip
        header = ("Shift", "Worker", "State", "Began", "Ended", "Lines", "Open follow-ups", "Accepted by", "Accepted")
        return csv_response("night-log", header, rows)
    to_do = queries_meetings.follow_ups(scope)
    context = {
        "now": scope.now,
        "mine": queries_meetings.my_running_shift(scope),
        "open_shifts": [shift for shift in open_shifts(scope) if shift.worker_id != scope.user.pk],
        "to_do": to_do.count(),
        "overdue": to_do.filter(follow_up_due_at__lt=scope.now).count(),
        "page": paginate(found, request.GET, size=25),
        "presenters": presenters,
        "may": scope.may,
        "P": Permission,
    }
    return render(request, "frontdoor/shifts.html", context)


@require_POST
def start_shift(request: HttpRequest) -> HttpResponse:
    """Begin my shift, or go on with the one that is running."""
    scope = _scope(request)
    scope.require(Permission.SHIFT_RECORD)
    shift = actions.start_shift(by=scope.user, now=scope.now)
    return redirect("shift", shift.reference)


@require_http_methods(["GET", "POST"])
def shift_page(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One shift: the log, what the day team must do, and for its own worker the next line to write."""
    scope = _scope(request)
    shift = queries_meetings.get_shift(scope, reference)
    form, working = open_form(request, ShiftEntryForm, "frontdoor.add_shift_entry", shift, scope=scope)
    if request.method == "POST":
        scope.require(Permission.SHIFT_RECORD)
        added = working.attempt(request, form, lambda: _add(scope, shift, form)) if form.is_valid() else None
        if added:
            messages.success(request, "The line is in the log.")
            return redirect("shift", reference)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        entries = queries_meetings.entries_of(scope, shift)
        about = queries_meetings.people_about(entries, [])
        scope.note("frontdoor.export_shift", subject=shift, about=about)
        return csv_response(f"night-log-{shift.reference}", ENTRY_HEADER, map(_entry_row, entries))
    writes = shift.worker_id == scope.user.pk and shift.state == Shift.State.OPEN
    context = _log(scope, shift, "frontdoor.read_shift") | {"form": form if writes else None, "working": working}
    context["accept"] = AcceptShiftForm()
    return render(request, "frontdoor/shift.html", context)


@require_http_methods(["GET", "POST"])
def hand_over_shift(request: HttpRequest, reference: str) -> HttpResponse:
    """The end of my shift: a note, and below it what the day team will see."""
    scope = _scope(request)
    scope.require(Permission.SHIFT_RECORD)
    shift = queries_meetings.get_shift(scope, reference)
    if shift.worker_id != scope.user.pk:
        raise NotVisible
    form, working = open_form(request, HandOverShiftForm, "frontdoor.hand_over_shift", shift)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.hand_over_shift(
                shift, by=scope.user, now=scope.now, note=data["note"], submission_key=data["submission_key"]
            ),
        ):
            messages.success(request, "Your shift is handed over. The day team can read and accept it.")
            return redirect("shift", reference)
    context = _log(scope, shift, "frontdoor.read_shift") | {"form": form, "working": working}
    return render(request, "frontdoor/shift_hand_over.html", context)


@require_POST
def accept_shift(request: HttpRequest, reference: str) -> HttpResponse:
    """The day team takes on what is open."""
    scope = _scope(request)
    scope.require(Permission.SHIFT_ACCEPT)
    shift = queries_meetings.get_shift(scope, reference)
    form, working = open_form(request, AcceptShiftForm, "frontdoor.accept_shift", shift)
    key = form.cleaned_data["submission_key"] if form.is_valid() else None
    accepted = key and working.attempt(
        request, form, lambda: actions.accept_shift(shift, by=scope.user, now=scope.now, submission_key=key)
    )
    if accepted:
        messages.success(request, "You have accepted the shift. Its follow-ups stay listed until they are done.")
        return redirect("shift", reference)
    context = _log(scope, queries_meetings.get_shift(scope, reference), "frontdoor.read_shift")
    return render(request, "frontdoor/shift.html", context | {"forms": [form], "accept": form})


@require_GET
def print_shift(request: HttpRequest, reference: str) -> HttpResponse:
    """The hand-over on paper, for whoever prints it."""
    scope = _scope(request)
    shift = queries_meetings.get_shift(scope, reference)
    context = _log(scope, shift, "frontdoor.print_shift")
    return render(request, "frontdoor/shift_print.html", context | {"authority": pack.of().authority})


@require_GET
def follow_ups(request: HttpRequest) -> HttpResponseBase:
    """What the nights left to do, the most overdue first."""
    scope = _scope(request)
    found = queries_meetings.follow_ups(scope).select_related("shift__worker", "contact", "person")
    if request.GET.get("when") == "overdue":
        found = found.filter(follow_up_due_at__lt=scope.now)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_follow_ups")
        return csv_response("follow-ups", ENTRY_HEADER, map(_entry_row, found.iterator(500)))
    page = paginate(found, request.GET)
    context = {
        "now": scope.now, "page": page, "entries": _with_names(scope, page.items),
        "only_overdue": request.GET.get("when") == "overdue", "presenters": presenters, "may": scope.may,
        "P": Permission,
    }  # fmt: skip
    return render(request, "frontdoor/shift_follow_ups.html", context)


@require_POST
def complete_follow_up(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One follow-up is done. Goes back to where the button was."""
    scope = _scope(request)
    scope.require(Permission.SHIFT_ACCEPT)
    entry = queries_meetings.get_entry(scope, queries_meetings.get_shift(scope, reference), number)
    try:
        actions.complete_follow_up(entry, by=scope.user, now=scope.now)
        messages.success(request, "The follow-up is marked as done.")
    except Refused as refusal:  # somebody else was quicker
        messages.info(request, refusal.sentence)
    return redirect("shift_follow_ups") if request.POST.get("back") == "list" else redirect("shift", reference)


def _add(scope: Scope, shift: Shift, form: ShiftEntryForm) -> ShiftEntry:
    data = form.cleaned_data
    return actions.add_shift_entry(
        shift,
        by=scope.user,
        now=scope.now,
        kind=data["kind"],
        decision=data["decision"],
        reason=data["reason"],
        at=data["at"],
        contact=form.contact,
        person=form.person,
        follow_up=data["follow_up"],
        follow_up_due_at=data["follow_up_due_at"],
        submission_key=data["submission_key"],
    )


def _log(scope: Scope, shift: Shift, note: str) -> dict[str, Any]:
    """Everything a shift's page, its hand-over and its print show, noted as read."""
    entries = queries_meetings.entries_of(scope, shift)
    contacts = with_children(scope, queries_meetings.contacts_of_shift(scope, shift))
    scope.note(note, subject=shift, about=queries_meetings.people_about(entries, contacts))
    return {
        "now": scope.now,
        "shift": shift,
        "entries": _with_names(scope, entries),
        "to_do": [entry for entry in entries if entry.follow_up and not entry.follow_up_done_at],
        "contacts": contacts,
        "is_mine": shift.worker_id == scope.user.pk,
        "presenters": presenters,
        "may": scope.may,
        "P": Permission,
    }


def _with_names(scope: Scope, entries: Any) -> list[ShiftEntry]:
    """The entries, each contact among them with the children this person may see."""
    listed = list(entries)
    contacts = {contact.pk: contact for contact in with_children(scope, {e.contact for e in listed if e.contact})}
    for entry in listed:
        if entry.contact_id:
            entry.contact = contacts[entry.contact_id]
    return listed


def _entry_row(entry: ShiftEntry) -> tuple[Any, ...]:
    return (
        entry.shift.reference, str(entry.shift.worker), entry.at.isoformat(), entry.get_kind_display(),
        entry.contact.reference if entry.contact else "", entry.person.reference if entry.person else "",
        entry.decision, entry.reason, entry.follow_up, _iso(entry.follow_up_due_at), _iso(entry.follow_up_done_at),
    )  # fmt: skip


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""
