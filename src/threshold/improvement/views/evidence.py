"""The evidence index, one piece of evidence, and how evidence is added."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement import codes
from threshold.improvement.actions import evidence as actions
from threshold.improvement.forms import evidence as forms
from threshold.improvement.models import Authority, Evidence
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import authorities, documents, findings, interventions
from threshold.improvement.queries import evidence as queries
from threshold.improvement.queries import plan as plan_queries
from threshold.improvement.sending import made_once
from threshold.improvement.views.steps import Step, take
from threshold.ui.paging import paginate

P, Kind = Permission, Evidence.Kind


@require_GET
def evidence_index(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Everything that was linked as evidence, the newest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    chosen: dict[str, Any] = {"kind": request.GET.get("kind", "")[:20], "words": request.GET.get("words", "")[:100]}
    context = {
        "authority": authority,
        "page": paginate(queries.filtered(queries.evidence_of(scope, authority), **chosen), request.GET),
        "chosen": chosen,
        "kinds": Kind.choices,
        "may_add": scope.may(P.PLAN_ACT) and authority.is_ours,
        "say": say,
    }
    return render(request, "improvement/evidence_index.html", context)


@require_GET
def evidence_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What it shows, of what, and where its number comes from."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    evidence = queries.get_evidence(scope, reference)
    audit = evidence.audit
    context = {
        "evidence": evidence,
        "authority": evidence.authority,
        "audit": audit if audit is not None and queries.may_read_audit(scope, audit) else None,
        "measure": codes.measures().get(evidence.measure),
        "tool": codes.tools().get(evidence.tool, evidence.tool),
        "may_add": scope.may(P.PLAN_ACT) and evidence.authority.sealed_at is None,
        "say": say,
    }
    return render(request, "improvement/evidence.html", context)


@require_http_methods(["GET", "POST"])
def add_evidence(request: HttpRequest, kind: str) -> HttpResponse:
    """Add evidence of one kind; `?of=finding:7` says of what."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.PLAN_ACT)
    if kind not in forms.KINDS:
        raise NotVisible
    of = request.GET.get("of", "")[:40]
    step = Step(
        f"Add evidence: {Kind(kind).label.lower()}",
        P.PLAN_ACT,
        forms.KINDS[kind],
        lambda scope, authority, data, form: made_once(
            f"improvement.add_{kind}", data["submission_key"], Evidence,
            lambda: _add(scope, authority, kind, data, form), by=scope.user, now=scope.now,
        ),
        options=lambda scope, authority: {**_things(scope, authority), **_options(scope, authority, kind)},
        initial=lambda _authority: {"of": of},
        done="The evidence was added.",
    )  # fmt: skip
    return take(request, step, authorities.ours(scope), name=f"evidence.{kind}", back=reverse("evidence_index"))


@require_http_methods(["GET", "POST"])
def link_evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Link evidence to one more thing."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.PLAN_ACT)
    evidence = queries.get_evidence(scope, reference)
    back = reverse("evidence", args=[evidence.reference])
    return take(request, LINK, evidence, name="evidence.link", back=back, caption=say.evidence_title(evidence))


def _add(scope: Scope, authority: Authority, kind: str, data: dict[str, Any], form: Any) -> Evidence:
    common: dict[str, Any] = {"by": scope.user, "now": scope.now, "shows": data["shows"], "links": form.links()}
    match kind:
        case Kind.READING:
            period = {"measure": data["measure"], "first": data["first"], "last": data["last"]}
            return actions.add_reading(authority, **common, **period)
        case Kind.AUDITS:
            period = {"tool": data["tool"], "first": data["first"], "last": data["last"]}
            return actions.add_audits(authority, **common, **period)
        case Kind.AUDIT:
            return actions.add_audit(authority, **common, audit=queries.audit_named(scope, data["audit"]))
        case Kind.DOCUMENT:
            return actions.link_document(authority, **common, **form.chosen())
    return actions.add_observation(authority, **common, seen_on=data["seen_on"])


def _things(scope: Scope, authority: Authority) -> dict[str, Any]:
    plan = plan_queries.plan_in_force(scope, authority)
    return {
        "findings": findings.findings_of(scope, authority),
        "obligations": interventions.due(scope, authority),
        "actions": plan_queries.actions_of(plan) if plan else [],
    }


def _options(scope: Scope, authority: Authority, kind: str) -> dict[str, Any]:
    match kind:
        case Kind.READING:
            return {"measures": {code: measure.title for code, measure in sorted(codes.measures().items())}}
        case Kind.AUDITS:
            return {"tools": codes.tools()}
        case Kind.DOCUMENT:
            return {"documents": documents.documents_of(scope, authority)}
    return {}


def _link(scope: Scope, evidence: Evidence, _data: dict[str, Any], form: Any) -> Evidence:
    links = form.links()
    return actions.link_evidence(
        evidence,
        by=scope.user,
        now=scope.now,
        finding=next(iter(links.findings), None),
        obligation=next(iter(links.obligations), None),
        plan_action=next(iter(links.actions), None),
    )


LINK = Step(
    "Link it to something else", P.PLAN_ACT, forms.LinkForm, _link,
    options=lambda scope, evidence: _things(scope, evidence.authority),
)  # fmt: skip
