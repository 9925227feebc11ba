"""Who has seen or changed a record? The audit log for those who answer for it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render

from threshold.access import forms, presenters, queries
from threshold.access.queries import AuditSearch
from threshold.access.roles import Permission
from threshold.core import references
from threshold.ui.csv import csv_response


def listing(request: Any) -> HttpResponseBase:
    """The newest entries, or those of one record, one member of staff, one kind."""
    scope = request.scope
    scope.require(Permission.AUDIT_READ)
    form = forms.AuditFilterForm(request.GET or None, auto_id="filter_%s")
    is_understood = form.is_valid() or not form.is_bound
    search, problem, users = _search(scope, form)
    # What was not understood must not become a file of everything: the page says what is wrong.
    if request.GET.get("format") == "csv" and is_understood and not problem:
        scope.note("access.download_audit", subject=None, about=search.about, **_asked(search))
        rows = presenters.audit_csv_rows(queries.all_audit_entries(scope, search))
        return csv_response("audit-log.csv", presenters.AUDIT_CSV_COLUMNS, rows)
    page = None
    if not problem:
        scope.note("access.read_audit", subject=None, about=search.about, **_asked(search))
        page = queries.audit_entries(scope, search, older_than=_mark(request.GET.get("older_than", "")))
    kept = {name: value for name, value in request.GET.items() if name not in ("older_than", "format")}
    context = {
        "filters": form,
        "problem": problem,
        "users": [(user, "?" + urlencode({**kept, "user": user.email})) for user in users],
        "rows": presenters.audit_rows(page) if page else [],
        "older_href": "?" + urlencode({**kept, "older_than": page.older_than}) if page and page.older_than else "",
        "csv_href": "?" + urlencode({**kept, "format": "csv"}) if page and is_understood else "",
        "newest_href": "?" + urlencode(kept) if request.GET.get("older_than") else "",
    }
    return render(request, "access/audit.html", context)


def _search(scope: Any, form: forms.AuditFilterForm) -> tuple[AuditSearch, str, list[Any]]:
    """What is looked for, a sentence where it cannot be, and the people to choose from."""
    asked = form.cleaned_data if form.is_bound else {}
    about: tuple[int, ...] = ()
    subject = None
    typed = asked.get("reference", "")
    if typed:
        letter = typed.strip()[:1].upper()
        number = references.read(typed, letter) if letter in presenters.RECORD_TYPES else None
        if number is None:
            return AuditSearch(), "This is not a reference. Check each sign, such as in P-00QX7-M.", []
        if letter == "P":
            about = (number,)
        else:
            subject = (presenters.RECORD_TYPES[letter], number)
    actor_id = None
    if asked.get("user"):
        users = queries.users_called(scope, asked["user"])
        if not users:
            return AuditSearch(), "No account has this name or email address.", []
        if len(users) > 1:
            return AuditSearch(), "Several accounts fit. Choose one.", users
        actor_id = users[0].pk
    return AuditSearch(about, subject, actor_id, asked.get("kind", "")), "", []


def _asked(search: AuditSearch) -> dict[str, Any]:
    """What was looked up, for the log itself: ids and codes."""
    asked = {"record": list(search.subject) if search.subject else None, "actor": search.actor_id, "kind": search.kind}
    return {name: value for name, value in asked.items() if value}


def _mark(text: str) -> tuple[dt.datetime, int] | None:
    """Where the page before ended; None for the first page and for what is no mark."""
    at, _, number = text.partition("_")
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return moment, int(number)
