"""Alerts from audits: the list, one alert, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import clocks, status
from threshold.core.errors import NotVisible
from threshold.quality.actions import alerts as actions
from threshold.quality.forms.audits import PassOnAlertForm, ReasonForm
from threshold.quality.models import AuditAlert
from threshold.quality.presenters import audits as presenters
from threshold.quality.queries import alerts as queries
from threshold.quality.queries.eligible import Answerer
from threshold.quality.states import AlertState
from threshold.ui.paging import paginate


@require_GET
def alert_list(request: HttpRequest) -> HttpResponse:
    """Open alerts, the oldest first; or those that were closed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    closed = request.GET.get("show") == "closed"
    page = paginate(queries.alerts(scope, closed=closed), request.GET)
    due = {pk: clocks.explain(clock, scope.now) for pk, clock in queries.clocks_of(page.items).items()}
    return render(
        request, "quality/alerts.html", {"page": page, "due": due, "closed": closed, "presenters": presenters}
    )


@require_GET
def alert_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One alert: what was found, who answers by when, and what was answered."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    alert = queries.get_visible_alert(scope, reference)
    scope.note("quality.read_alert", subject=alert, about=[alert.person_id] if alert.person_id else [])
    clock = queries.clocks_of([alert]).get(alert.pk)
    labels = dict(AlertState.choices)
    context = {
        "alert": alert,
        "clock": clocks.explain(clock, scope.now) if clock else None,
        "history": [
            {"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason}
            for row in status.history(alert)
        ][::-1],
        "verbs": _verbs(scope, alert),
        "presenters": presenters,
    }
    return render(request, "quality/alert.html", context)


def _verbs(scope: Scope, alert: AuditAlert) -> list[str]:
    raised, answered = alert.state == AlertState.RAISED, alert.state == AlertState.ANSWERED
    looks = answered and scope.may(Permission.AUDIT_PLAN) and alert.answered_by_id != scope.user.pk
    can = {
        "answer": raised and alert.to_id == scope.user.pk,
        "pass-on": raised and scope.may(Permission.AUDIT_ANSWER),
        "close": looks,
        "send-back": looks,
    }
    return [verb for verb, possible in can.items() if possible]


@require_http_methods(["GET", "POST"])
def change_alert(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Answer, pass on, close or send back."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    alert = queries.get_visible_alert(scope, reference)
    if verb not in _verbs(scope, alert):
        raise NotVisible
    label, hint = presenters.ALERT_WORDS[verb]
    options: dict[str, Any] = {"label": label, "hint": hint}
    form_class: Any = ReasonForm
    if verb == "pass-on":
        form_class, options["users"] = PassOnAlertForm, Answerer(alert.audit, scope.now).possible
    form, working = open_form(request, form_class, f"quality.alert.{verb}", alert, **options)
    sent = request.method == "POST" and form.is_valid()
    if sent and working.attempt(request, form, lambda: _act(scope, alert, verb, form)):
        messages.success(request, f"{presenters.ALERT_VERBS[verb]}: done.")
        return redirect("audit_alert", reference)
    context = {"alert": alert, "form": form, "working": working, "verb": verb, "title": presenters.ALERT_VERBS[verb]}
    return render(request, "quality/change_alert.html", context)


def _act(scope: Scope, alert: AuditAlert, verb: str, form: Any) -> AuditAlert:
    words = form.cleaned_data["words"]
    who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": form.cleaned_data["version"]}
    match verb:
        case "answer":
            return actions.answer_alert(alert, **who, answer=words)
        case "pass-on":
            return actions.pass_on_alert(alert, **who, to=form.users[form.cleaned_data["to"]], reason=words)
        case "close":
            return actions.close_alert(alert, **who, look=words)
    return actions.send_back_alert(alert, **who, look=words)
