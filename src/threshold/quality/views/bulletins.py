"""The pages of the month's bulletin: one page for everybody who works here."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from threshold.access.roles import Permission
from threshold.core.calendar import add_months, day_of
from threshold.core.errors import Refused
from threshold.quality.actions import learning as actions
from threshold.quality.forms.learning import BulletinForm, NewBulletinForm
from threshold.quality.models import Bulletin
from threshold.quality.queries import learning as queries
from threshold.quality.views.common import form_page, scope_of

#: How many months back a bulletin can be begun.
MONTHS_BACK = 12


def _address(bulletin: Bulletin) -> str:
    return reverse("bulletin", args=[f"{bulletin.month:%Y-%m}"])


@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """Every bulletin, the latest first."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    context = {"bulletins": list(queries.bulletins(scope)), "may_write": scope.may(Permission.LEARNING_WRITE)}
    return render(request, "quality/bulletins.html", context)


@require_GET
def bulletin(request: HttpRequest, month: str) -> HttpResponse:
    """One bulletin to read; `?for=paper` gives the same on a sheet."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    found = queries.get_bulletin(scope, month)
    context = {
        "bulletin": found, "month": f"{found.month:%B %Y}", "code": f"{found.month:%Y-%m}",
        "lines": queries.lines_of(found), "may_write": scope.may(Permission.LEARNING_WRITE),
    }  # fmt: skip
    is_paper = request.GET.get("for") == "paper"
    return render(request, "quality/bulletin_print.html" if is_paper else "quality/bulletin.html", context)


@require_http_methods(["GET", "POST"])
def new_bulletin(request: HttpRequest) -> HttpResponse:
    """Begin the bulletin of a month."""
    scope = scope_of(request)
    scope.require(Permission.LEARNING_WRITE)
    this_month = day_of(scope.now).replace(day=1)
    months = [add_months(this_month, -number) for number in range(MONTHS_BACK)]
    return form_page(
        request, NewBulletinForm, "quality.begin_bulletin", after=_address, done="The bulletin is begun.",
        act=lambda form: actions.begin_bulletin(
            dt.date.fromisoformat(form.cleaned_data["month"]), by=scope.user, now=scope.now,
            intro=form.cleaned_data["intro"], entries=form.chosen(),
        ),
        title="Begin a bulletin",
        options={
            "months": [(month.isoformat(), f"{month:%B %Y}") for month in months],
            "entries": queries.entries_to_choose(scope, None),
        },
        context={"back": reverse("bulletins")},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_bulletin(request: HttpRequest, month: str) -> HttpResponse:
    """Other words, other lessons, until it is published."""
    scope = scope_of(request)
    scope.require(Permission.LEARNING_WRITE)
    found = queries.get_bulletin(scope, month)
    chosen = [str(line.entry.pk) for line in queries.lines_of(found)]
    return form_page(
        request, BulletinForm, "quality.change_bulletin", subject=found, after=_address, done="It is changed.",
        act=lambda form: actions.change_bulletin(
            found, by=scope.user, now=scope.now, intro=form.cleaned_data["intro"], entries=form.chosen(),
            expected_version=form.cleaned_data["version"],
        ),
        title="Change the bulletin", initial={"intro": found.intro, "entries": chosen},
        options={"entries": queries.entries_to_choose(scope, found)},
        context={"back": _address(found), "caption": f"{found.month:%B %Y}"},
    )  # fmt: skip


@require_POST
def publish_bulletin(request: HttpRequest, month: str) -> HttpResponse:
    """Let everybody read it as it was read before the button was pressed."""
    scope = scope_of(request)
    scope.require(Permission.LEARNING_WRITE)
    found = queries.get_bulletin(scope, month)
    sent = request.POST.get("version", "")
    try:
        version = int(sent) if sent.isdecimal() and len(sent) < 10 else -1
        actions.publish_bulletin(found, by=scope.user, now=scope.now, expected_version=version)
        messages.success(request, "The bulletin is published: everybody who works here can read it.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(_address(found))
