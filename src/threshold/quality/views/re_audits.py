"""The pages of re-audits: what is proposed, the decision, and the two audits beside each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.quality.actions import re_audits as actions
from threshold.quality.forms.re_audits import AcceptForm, DeclineForm
from threshold.quality.models import ReAuditProposal
from threshold.quality.presenters import re_audits as presenters
from threshold.quality.presenters.links import audit_href
from threshold.quality.queries import re_audits as queries
from threshold.quality.views.common import form_page, scope_of
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


@require_GET
def re_audits(request: HttpRequest) -> HttpResponseBase:
    """Children who are to be audited again, the earliest due on top; `?show=decided` what was decided."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    is_decided = request.GET.get("show") == "decided"
    found = queries.decided(scope) if is_decided else queries.waiting(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("quality.export_re_audits")
        return csv_response("re-audits", presenters.CSV_HEADER, map(presenters.csv_row, found.iterator(500)))
    context = {
        "page": paginate(found, request.GET), "is_decided": is_decided, "today": day_of(scope.now),
        "may_decide": queries.may_decide(scope), "may_export": scope.may(Permission.LISTS_EXPORT),
        "waiting": queries.waiting(scope).count(), "presenters": presenters, "audit_href": audit_href,
    }  # fmt: skip
    return render(request, "quality/re_audits.html", context)


@require_GET
def re_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """One proposal, and once the re-audit is complete the grades before and after."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    proposal = queries.get_visible_proposal(scope, reference)
    about = [proposal.audit.person_id] if proposal.audit.person_id else []
    scope.note("quality.read_re_audit", subject=proposal, about=about)
    comparison = queries.comparison(scope, proposal)
    context = {
        "proposal": proposal, "audit": proposal.audit, "headline": presenters.headline(proposal),
        "tags": presenters.tags(proposal, day_of(scope.now)), "comparison": comparison,
        "change": presenters.change_in_words(comparison), "colours": presenters.GRADE_COLOURS,
        "may_decide": queries.may_decide(scope) and proposal.state == "proposed", "audit_href": audit_href,
    }  # fmt: skip
    return render(request, "quality/re_audit.html", context)


VERBS: dict[str, tuple[Any, str, str]] = {
    "accept": (AcceptForm, "Audit it again", "The re-audit is given to an auditor."),
    "decline": (DeclineForm, "Do not audit it again", "The re-audit is declined."),
}


@require_http_methods(["GET", "POST"])
def decide_re_audit(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Accept or decline, each a form and one action."""
    scope = scope_of(request)
    scope.require(Permission.AUDIT_PLAN)
    proposal = queries.get_visible_proposal(scope, reference)
    if verb not in VERBS:
        raise NotVisible
    form_class, title, done = VERBS[verb]
    page = reverse("re_audit", args=[reference])

    def act(form: Any) -> ReAuditProposal:
        who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": form.cleaned_data["version"]}
        if verb == "accept":
            return actions.accept_re_audit(proposal, **who)
        return actions.decline_re_audit(proposal, reason=form.cleaned_data["reason"], **who)

    lead = (
        "The same child, with the same tool. The auditor is found by turns among those who may: nobody chooses them, "
        "and nobody audits their own or their team's work."
    )
    return form_page(
        request, form_class, f"quality.re_audit.{verb}", subject=proposal, act=act, after=lambda _: page, done=done,
        title=title,
        context={"caption": f"After audit {proposal.audit.reference}", "back": page, "person": proposal.audit.person,
                 "button": title, "is_warning": verb == "decline", "lead": lead if verb == "accept" else ""},
    )  # fmt: skip
