"""The pages of actions from audits: the lists, one action, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, status
from threshold.core.errors import NotVisible
from threshold.quality.actions import actions
from threshold.quality.forms.actions import CancelForm, EvidenceForm, RaiseForm, ReassignForm, SecondLookForm
from threshold.quality.models import AuditAction
from threshold.quality.presenters import actions as presenters
from threshold.quality.presenters.links import audit_href
from threshold.quality.queries import actions as queries
from threshold.quality.queries.audits import get_visible_audit
from threshold.quality.states import AuditActionState
from threshold.quality.views.common import form_page, scope_of
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

#: The tabs of the list: what each holds, and what stands where it is empty.
LISTS = {
    "mine": ("Mine", queries.my_actions, "Nothing is waiting for you", "Actions that you own stand here."),
    "look": (
        "For a second look", queries.to_look_at, "Nothing waits for a second look",
        "When an owner says that something is done, somebody else looks at the child's record.",
    ),
    "overdue": ("Overdue", queries.overdue_actions, "Nothing is overdue", "What is late stands here."),
    "open": ("All open", queries.open_actions, "No action is open", "Actions are raised from an audit's page."),
    "closed": ("Closed", queries.closed_actions, "Nothing is closed yet", "A second person closes an action."),
}  # fmt: skip


@require_GET
def audit_actions(request: HttpRequest) -> HttpResponseBase:
    """Actions from audits: mine, those that wait for a second look, the overdue, all."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    show = request.GET.get("show", "")
    if show not in LISTS:
        # Whoever owns none comes to the first list that has something in it.
        show = next((code for code in LISTS if code != "closed" and LISTS[code][1](scope).exists()), "mine")
    _, found, *empty = LISTS[show]
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("quality.export_actions", list=show)
        rows = (presenters.csv_row(action) for action in found(scope).iterator(500))
        return csv_response(f"audit-actions-{show}", presenters.CSV_HEADER, rows)
    tabs = [
        {
            "text": title,
            "href": f"{reverse('audit_actions')}?show={code}",
            "current": code == show,
            "count": rows(scope).count() if code != "closed" else None,
        }
        for code, (title, rows, *_) in LISTS.items()
    ]
    context = {"page": paginate(found(scope), request.GET), "tabs": tabs, "show": show, "empty": empty}
    context |= {"presenters": presenters, "now": scope.now, "may_export": scope.may(Permission.LISTS_EXPORT)}
    return render(request, "quality/actions.html", context)


@require_GET
def audit_action(request: HttpRequest, reference: str) -> HttpResponse:
    """One action: what, for whom, how far, and what can be done with it now."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    action = queries.get_visible_action(scope, reference)
    scope.note("quality.read_action", subject=action, about=[action.person_id] if action.person_id else [])
    labels = dict(AuditActionState.choices)
    history = [
        {"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason}
        for row in status.history(action)
    ][::-1]
    context = {
        "action": action,
        "headline": presenters.headline(action, scope.now),
        "tags": presenters.tags(action, scope.now),
        "history": history,
        "clocks": [clocks.explain(clock, scope.now) for clock in queries.running_clocks(action)],
        "escalations": queries.escalations_of(action),
        "verbs": _verbs(scope, action),
        "audit_href": audit_href(action.audit),
    }
    return render(request, "quality/action.html", context)


def _verbs(scope: Scope, action: AuditAction) -> list[str]:
    """What this person can do with it now."""
    user, state = scope.user, action.state
    is_open, is_evidenced = state == AuditActionState.OPEN, state == AuditActionState.EVIDENCED
    plans = queries.may_plan(user)
    raised = user.pk == action.raised_by_id
    manages = scope.may(Permission.AUDIT_ANSWER) and action.team_id in user.team_ids
    verbs = []
    if is_open and (user.pk == action.owner_id or scope.may(Permission.AUDIT_ANSWER)):
        verbs.append("evidence")
    if is_evidenced and queries.may_look(user) and user.pk not in (action.owner_id, action.evidenced_by_id):
        verbs.append("second-look")
    if (is_open or is_evidenced) and (plans or raised or manages):
        verbs.append("change")
    if is_open and (plans or raised):
        verbs.append("cancel")
    return verbs


@require_http_methods(["GET", "POST"])
def raise_action(request: HttpRequest, reference: str) -> HttpResponse:
    """Raise an action from an audit."""
    scope = scope_of(request)
    scope.require(Permission.AUDIT_DO)
    audit = get_visible_audit(scope, reference)

    def act(form: RaiseForm) -> AuditAction:
        data = form.cleaned_data
        return actions.raise_action(
            audit, by=scope.user, now=scope.now, owner=form.owners[data["owner"]], what=data["what"],
            difference=data["difference"], due_on=data["due_on"], submission_key=data["submission_key"],
        )  # fmt: skip

    return form_page(
        request, RaiseForm, "quality.raise_action", subject=audit, act=act,
        after=lambda action: reverse("audit_action", args=[action.reference]), done="The action is raised.",
        title="Raise an action", options={"owners": queries.possible_owners(scope, audit.person_id)},
        context={"caption": f"Audit {audit.reference}", "back": audit_href(audit),
                 "person": audit.person},
    )  # fmt: skip


VERBS: dict[str, tuple[Any, str, str]] = {
    "evidence": (EvidenceForm, "Say what was done", "Thank you. A second person looks at the record next."),
    "second-look": (SecondLookForm, "Give the second look", "What you saw is written down."),
    "change": (ReassignForm, "Change who does it, or by when", "The action is changed."),
    "cancel": (CancelForm, "Cancel this action", "The action is cancelled."),
}


@require_http_methods(["GET", "POST"])
def change_audit_action(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Evidence, second look, another owner or day, cancel: each a form and one action."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    action = queries.get_visible_action(scope, reference)
    if verb not in VERBS:
        raise NotVisible
    form_class, title, done = VERBS[verb]
    changes = verb == "change"
    page = reverse("audit_action", args=[reference])
    seen_on = queries.visible_actions(scope)
    return form_page(
        request, form_class, f"quality.action.{verb}", subject=action, act=lambda form: _act(scope, action, verb, form),
        # Somebody who found that it was not done may have no more to do with it.
        after=lambda changed: page if seen_on.filter(pk=changed.pk).exists() else reverse("audit_actions"),
        done=done, title=title,
        template="quality/second_look.html" if verb == "second-look" else "quality/change.html",
        initial={"owner": str(action.owner_id), "due_on": action.due_on} if changes else None,
        options={"owners": queries.possible_owners(scope, action.person_id)} if changes else None,
        context={"action": action, "caption": action.what, "back": page, "person": action.person,
                 "is_warning": verb == "cancel", "has_looked": action.looked_by_id == scope.user.pk},
    )  # fmt: skip


def _act(scope: Scope, action: AuditAction, verb: str, form: Any) -> AuditAction:
    data = form.cleaned_data
    who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": data["version"]}
    match verb:
        case "evidence":
            return actions.give_evidence(action, evidence=data["evidence"], **who)
        case "second-look" if data["found"] == "yes":
            return actions.close_action(action, seen=data["seen"], **who)
        case "second-look":
            return actions.return_action(action, seen=data["seen"], **who)
        case "change":
            return actions.reassign_action(
                action, owner=form.owners[data["owner"]], due_on=data["due_on"], reason=data["reason"], **who
            )
    return actions.cancel_action(action, reason=data["reason"], **who)


@require_POST
def look_at_record(request: HttpRequest, reference: str) -> HttpResponse:
    """The second person opens the child's record: noted, then shown."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    action = actions.look_at_record(queries.get_visible_action(scope, reference), by=scope.user, now=scope.now)
    if action.person is None:
        return redirect("change_audit_action", reference, "second-look")
    return redirect("person", action.person.reference)
