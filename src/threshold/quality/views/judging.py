"""Doing an audit: begun, handed in, graded a second time, agreed; a dip sample; and what else can become of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import Working, open_form
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible, Refused
from threshold.quality import pack, populations
from threshold.quality.actions import alerts, audits, giving, moderation
from threshold.quality.actions.audits import DipRow, Judgement
from threshold.quality.forms.audits import AgreeForm, AuditForm, DipForm, GradesForm, JointForm, ReasonForm
from threshold.quality.grades import RANK, Grade
from threshold.quality.models import Audit, Pen
from threshold.quality.presenters import audits as presenters
from threshold.quality.queries import audits as queries
from threshold.quality.queries import programme as programme_queries
from threshold.quality.views.audits import verbs


@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin, and go on to the questions."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_DO)
    audit = queries.get_visible_audit(scope, reference)
    try:
        audits.begin_audit(audit, by=scope.user, now=scope.now)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("quality_audit", reference)
    return redirect("hand_in_audit", reference)


def _for(scope: Scope, reference: str, verb: str) -> Audit:
    """The audit, where this person can do that to it now; otherwise the page is not there."""
    audit = queries.get_visible_audit(scope, reference)
    if verb not in verbs(scope, audit):
        raise NotVisible
    return audit


def _later(request: HttpRequest, working: Working, reference: str) -> HttpResponse:
    working.keep(request)
    messages.success(request, "Kept as you left it. Nobody else can read it.")
    return redirect("quality_audit", reference)


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, reference: str) -> HttpResponse:
    """The auditor's questions, grades and words: kept while they are written, handed in once."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_DO)
    audit = _for(scope, reference, "hand-in")
    tool = pack.of(audit.pack_version_id).tool(audit.tool)
    form, working = open_form(request, AuditForm, "quality.hand_in", audit, audit=audit, tool=tool)
    if request.POST.get("then") == "later":
        return _later(request, working, reference)
    if request.method == "POST" and form.is_valid():
        version, judgement = form.cleaned_data["version"], _judgement(form)
        if working.attempt(request, form, lambda: audits.hand_in_audit(
            audit, by=scope.user, now=scope.now, judgement=judgement, expected_version=version
        )):  # fmt: skip
            messages.success(request, "The audit is handed in.")
            return redirect("quality_audit", reference)
    return render(request, "quality/hand_in.html", _context(scope, audit, form, working, tool))


def _judgement(form: AuditForm) -> Judgement:
    data = form.cleaned_data
    return Judgement(
        answers=form.answers_given(),
        grades=form.grades(),
        together=data["together"] == "yes",
        not_together_reason=data["not_together_reason"],
        strengths=data["strengths"],
        worries=data["worries"],
        impact=data["impact"],
        feedback=form.feedback(),
        unsafe=data["unsafe"] if data["is_unsafe"] == "yes" else "",
        joint_note=data.get("joint_note", ""),
    )


def _context(scope: Scope, audit: Audit, form: Any, working: Working, tool: Any) -> dict[str, Any]:
    source = populations.of_subject(audit.subject_type)
    return {
        "audit": audit, "form": form, "working": working, "tool": tool, "presenters": presenters,
        "sees_children": queries.sees_the_child(scope),
        "record_url": source.address(audit.subject_reference) if source else "",
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def moderate(request: HttpRequest, reference: str) -> HttpResponse:
    """The second grade, by somebody who has seen nothing of the first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_MODERATE)
    audit = _for(scope, reference, "moderate")
    tool = pack.of(audit.pack_version_id).tool(audit.tool)
    form, working = open_form(request, GradesForm, "quality.moderate", audit, tool=tool)
    if request.POST.get("then") == "later":
        return _later(request, working, reference)
    if request.method == "POST" and form.is_valid():
        version, grades = form.cleaned_data["version"], form.grades()
        if working.attempt(request, form, lambda: moderation.moderate_audit(
            audit, by=scope.user, now=scope.now, grades=grades, expected_version=version
        )):  # fmt: skip
            messages.success(request, "Both grades are in.")
            return redirect("quality_audit", reference)
    return render(request, "quality/moderate.html", _context(scope, audit, form, working, tool))


@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Two grades beside each other, and what was agreed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_DO)
    audit = _for(scope, reference, "agree")
    tool = pack.of(audit.pack_version_id).tool(audit.tool)
    judged = queries.judged(scope, audit)
    codes = [*(domain.code for domain in tool.domains), ""]
    between = {code: _between(judged, code) for code in codes}
    form, working = open_form(request, AgreeForm, "quality.agree", audit, between=between, tool=tool)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(request, form, lambda: moderation.agree_grades(
            audit, by=scope.user, now=scope.now, discussion=data["discussion"], agreed=form.agreed(),
            expected_version=data["version"],
        )):  # fmt: skip
            messages.success(request, "The agreed grades are recorded.")
            return redirect("quality_audit", reference)
    context = _context(scope, audit, form, working, tool) | {"judged": judged, "codes": codes}
    return render(request, "quality/agree.html", context)


def _between(judged: queries.Judged, code: str) -> list[str]:
    """The grades at or between the two, from best to worst."""
    ranks = [RANK[Grade(row.grade)] for pen in (Pen.AUDITOR, Pen.MODERATOR) if (row := judged.grade(pen, code))]
    return [grade for grade in Grade.values if min(ranks) <= RANK[Grade(grade)] <= max(ranks)]


@require_http_methods(["GET", "POST"])
def change_audit(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Raise an alert, stand aside, pass on, ask for a joint auditor, cancel: each a form and one action."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    if verb not in _ACTS:
        raise NotVisible
    audit = _for(scope, reference, verb)
    options: dict[str, Any] = {}
    form_class: Any = ReasonForm
    if verb == "ask-jointly":
        form_class, options = JointForm, {"users": staff_who_may(Permission.AUDIT_JOINTLY, day_of(scope.now))}
    elif verb in presenters.WORDS:
        label, hint = presenters.WORDS[verb]
        options = {"label": label, "hint": hint}
    form, working = open_form(request, form_class, f"quality.{verb}", audit, **options)
    if verb == "find-a-moderator":
        del form.fields["words"]
    sent = request.method == "POST" and form.is_valid()
    if sent and working.attempt(request, form, lambda: _ACTS[verb](scope, audit, form)):
        messages.success(request, f"{presenters.VERBS[verb]}: done.")
        return redirect(
            "quality" if verb == "stand-aside" else "quality_audit", *([] if verb == "stand-aside" else [reference])
        )
    context = _context(scope, audit, form, working, None) | {"verb": verb, "title": presenters.VERBS[verb]}
    return render(request, "quality/change_audit.html", context)


def _who(scope: Scope, form: Any) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now, "expected_version": form.cleaned_data["version"]}


_ACTS: dict[str, Any] = {
    "raise-an-alert": lambda s, a, f: alerts.raise_alert(a, by=s.user, now=s.now, what=f.cleaned_data["words"]),
    "stand-aside": lambda s, a, f: giving.stand_aside(a, **_who(s, f), reason=f.cleaned_data["words"]),
    "joint-view": lambda s, a, f: giving.give_joint_view(a, **_who(s, f), view=f.cleaned_data["words"]),
    "pass-on": lambda s, a, f: giving.pass_on_audit(a, **_who(s, f), reason=f.cleaned_data["words"]),
    "ask-jointly": lambda s, a, f: giving.ask_joint_auditor(
        a, **_who(s, f), joint_auditor=f.users[f.cleaned_data["joint_auditor"]]
    ),
    "find-a-moderator": lambda s, a, f: moderation.assign_moderator(a, by=s.user, now=s.now),
    "finish-alone": lambda s, a, f: moderation.finish_without_moderation(
        a, **_who(s, f), reason=f.cleaned_data["words"]
    ),
    "cancel": lambda s, a, f: giving.cancel_audit(a, **_who(s, f), reason=f.cleaned_data["words"]),
}


@require_http_methods(["GET", "POST"])
def dip_sample(request: HttpRequest, reference: str) -> HttpResponse:
    """A few questions of many records, on one page; a record that is left empty stays for later."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_DO)
    item = programme_queries.get_item(scope, reference)
    mine = queries.dip_rows(scope, item.pk, scope.user)
    if not mine:
        raise NotVisible
    scope.note("quality.read_dip_sample", subject=item, about=[audit.person_id for audit in mine if audit.person_id])
    sample = pack.of(mine[0].pack_version_id).dip_sample(item.tool)
    form, working = open_form(request, DipForm, "quality.dip_sample", item, audits=mine, sample=sample)
    if request.method == "POST" and form.is_valid():
        rows = [DipRow(audit, answers, unsafe) for audit, answers, unsafe in form.answered()]
        if working.attempt(request, form, lambda: audits.hand_in_dip_sample(
            item, by=scope.user, now=scope.now, rows=rows
        )):  # fmt: skip
            messages.success(request, f"Kept: {len(rows)} answered.")
            return redirect("quality")
    source = populations.of_subject(mine[0].subject_type)
    context = {
        "item": item, "form": form, "working": working, "sample": sample,
        "urls": {audit.pk: source.address(audit.subject_reference) if source else "" for audit in mine},
    }  # fmt: skip
    return render(request, "quality/dip_sample.html", context)
