"""Quality's first page, and reading audits: one, all, those about one person."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, status
from threshold.core.calendar import day_of
from threshold.people import queries as people_queries
from threshold.people.views.common import show
from threshold.quality import pack, populations, slots
from threshold.quality.models import Audit, Pen
from threshold.quality.presenters import audits as presenters
from threshold.quality.queries import alerts as alert_queries
from threshold.quality.queries import audits as queries
from threshold.quality.queries import re_audits, work
from threshold.quality.queries.actions import of_audit
from threshold.quality.states import AuditState
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """What waits for me in quality assurance, and the ways on from here."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    mine = work.my_work(scope)
    audits = [*mine.to_audit, *mine.to_moderate, *mine.to_talk_through]
    listed = [*audits, *mine.about_my_work]
    due = {pk: clocks.explain(clock, scope.now) for pk, clock in queries.clocks_of(audits).items()}
    alert_due = {pk: clocks.explain(row, scope.now) for pk, row in alert_queries.clocks_of(mine.alerts).items()}
    context = {
        "work": mine, "due": due, "alert_due": alert_due, "presenters": presenters, "may": scope.may, "P": Permission,
        "sees_children": queries.sees_the_child(scope), "tools": _tool_titles(listed), "lists": work.lists(scope),
        "readable": queries.readable(scope, mine.about_my_work), "today": day_of(scope.now),
    }  # fmt: skip
    return render(request, "quality/landing.html", context)


def _tool_titles(audits: Iterable[Audit]) -> dict[int, str]:
    """Each audit's tool in words, of the version that it was given out with."""
    return {audit.pk: pack.of(audit.pack_version_id).any_tool(audit.tool).title for audit in audits}


@require_GET
def audit_list(request: HttpRequest) -> HttpResponseBase:
    """Every audit that this person may see, the latest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    state = request.GET.get("state", "")
    found = queries.audits(scope, state=state if state in AuditState.values else "")
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("quality.export_audits")
        readable = queries.readable(scope)
        rows = (
            (row.reference, row.get_kind_display(), row.tool, row.team.name, str(row.auditor), row.get_state_display(),
             row.assigned_at.isoformat(), row.agreed_grade if row.pk in readable else "")
            for row in found.iterator(500)
        )  # fmt: skip
        return csv_response(
            "audits", ("Audit", "Kind", "Tool", "Team", "Auditor", "Stage", "Given out", "Agreed grade"), rows
        )
    page = paginate(found, request.GET)
    context = {
        "page": page, "presenters": presenters, "readable": queries.readable(scope, page.items), "state": state,
        "states": AuditState.choices,
        "sees_children": queries.sees_the_child(scope), "may": scope.may, "P": Permission,
        "tools": _tool_titles(page.items),
    }  # fmt: skip
    return render(request, "quality/audits.html", context)


@require_GET
def person_audits(request: HttpRequest, reference: str) -> HttpResponse:
    """The audits about one person."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDITS_READ)
    person = people_queries.get_visible_person(scope, reference)
    scope.note("quality.read_audits_of_person", subject=person, about=[person.pk])
    page = paginate(queries.audits_about(scope, person), request.GET)
    return show(
        request, "quality/person_audits.html", person, "person_audits", page=page, presenters=presenters,
        readable=queries.readable(scope, page.items), tools=_tool_titles(page.items),
    )  # fmt: skip


@require_GET
def audit_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One audit: whose practice, what was found as far as it may be read, what follows."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    audit = queries.get_visible_audit(scope, reference)
    scope.note("quality.read_audit", subject=audit, about=[audit.person_id] if audit.person_id else [])
    sees = queries.sees_the_child(scope)
    source = populations.of_subject(audit.subject_type)
    running = queries.clocks_of([audit]).get(audit.pk)
    labels = dict(AuditState.choices)
    context = {
        "audit": audit,
        "tool": pack.of(audit.pack_version_id).any_tool(audit.tool),
        "sees_children": sees,
        "record_url": source.address(audit.subject_reference) if source and sees else "",
        "is_open": queries.judgement_is_open(scope, audit),
        "judged": queries.judged(scope, audit),
        "pens": [pen for pen in Pen if pen == Pen.AUDITOR or audit.moderated_at],
        "clock": clocks.explain(running, scope.now) if running else None,
        "history": [
            {"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason if sees else ""}
            for row in status.history(audit)
        ][::-1],
        "alerts": alert_queries.alerts_of(scope, audit),
        "conflicts": queries.conflicts_of(audit) if scope.may(Permission.AUDIT_PLAN) else [],
        "verbs": verbs(scope, audit),
        "follow": of_audit(scope, audit) if sees else None,
        "proposal": re_audits.proposal_after(scope, audit),
        "links": slots.audit_links(scope, audit),
        "now": scope.now,
        "presenters": presenters,
        "url_of_verb": _url_of_verb,
    }
    return render(request, "quality/audit.html", context)


_OWN_PAGES = {"hand-in": "hand_in_audit", "moderate": "moderate_audit", "agree": "agree_grades"}


def _url_of_verb(audit: Audit, verb: str) -> str:
    if verb in _OWN_PAGES:
        return reverse(_OWN_PAGES[verb], args=[audit.reference])
    return reverse("change_audit", args=[audit.reference, verb])


def verbs(scope: Scope, audit: Audit) -> list[str]:
    """What this person can do to it now."""
    mine, seconds = audit.auditor_id == scope.user.pk, audit.moderator_id == scope.user.pk
    plans, open_ = scope.may(Permission.AUDIT_PLAN), audit.state in queries.OPEN_STATES
    waits = audit.state == AuditState.AWAITING_MODERATION
    is_full = audit.kind != Audit.Kind.DIP_SAMPLE
    can = {
        "hand-in": mine and open_ and is_full and scope.may(Permission.AUDIT_DO),
        "moderate": seconds and waits and scope.may(Permission.AUDIT_MODERATE),
        "agree": (mine or seconds) and audit.state == AuditState.IN_DISCUSSION and scope.may(Permission.AUDIT_DO),
        "raise-an-alert": (mine or seconds) and not audit.is_unsafe and audit.state != AuditState.CANCELLED,
        "stand-aside": scope.may(Permission.AUDIT_DO) and ((mine and open_) or (seconds and waits)),
        "joint-view": audit.joint_auditor_id == scope.user.pk and not audit.joint_view,
        "pass-on": plans and (open_ or (waits and audit.moderator_id is not None)),
        "ask-jointly": plans and open_ and audit.joint_auditor_id is None and is_full,
        "find-a-moderator": plans and waits and audit.moderator_id is None,
        "finish-alone": plans and waits and audit.moderator_id is None,
        "cancel": plans and open_ and not hasattr(audit, "sampled"),
    }
    return [verb for verb, possible in can.items() if possible]
