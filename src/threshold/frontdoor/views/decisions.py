"""Analysing, proposing, deciding, signing off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import clocks
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.frontdoor import actions, pack, presenters, queries
from threshold.frontdoor.actions.decision import Destination
from threshold.frontdoor.codes import AnalysisSection, Section
from threshold.frontdoor.forms import AnalysisForm, OutcomeForm, SignOffForm
from threshold.frontdoor.queries_before import history
from threshold.frontdoor.queries_sign_off import case_for_sign_off
from threshold.people import narrative
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate
from threshold.ui.wording import lower_first


@require_http_methods(["GET", "POST"])
def write_analysis(request: HttpRequest, reference: str) -> HttpResponse:
    """The structured analysis, beside what the contact and the partners say."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_PROPOSE)
    contact = queries.get_visible_contact(scope, reference)
    passages = narrative.read_record(scope, contact)
    stored = {
        section.value: "\n\n".join(passage.text for passage in passages.get(section.value, []))
        for section in AnalysisSection
    }
    form, working = open_form(request, AnalysisForm, "frontdoor.write_analysis", contact, initial=stored)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if working.attempt(
            request,
            form,
            lambda: actions.write_analysis(
                contact, by=scope.user, now=scope.now, sections=form.sections(), expected_version=version
            ),
        ):
            return redirect("contact", reference)
    children = queries.children_of(scope, contact)
    context = {
        "contact": contact, "form": form, "working": working, "children": children,
        "before": history(scope, contact, children),
        "story": passages, "requests": queries.requests_of(contact),
    }  # fmt: skip
    return render(request, "frontdoor/analysis.html", context)


@require_http_methods(["GET", "POST"])
def decide_for_child(request: HttpRequest, reference: str, person: str) -> HttpResponse:
    """What should happen for one child: decided by a registered social worker, proposed by anybody else."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_PROPOSE)
    contact = queries.get_visible_contact(scope, reference)
    child = queries.get_visible_child(scope, contact, person)
    decides = scope.may(Permission.CONTACT_DECIDE) and scope.user.is_registered_social_worker
    current = child.current_decisions[0] if child.current_decisions else None  # type: ignore[attr-defined]
    form, working = open_form(
        request, OutcomeForm, f"frontdoor.outcome.{child.pk}", contact,
        teams=queries.destination_teams(day_of(scope.now)), decides=decides,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        where = Destination(form.teams.get(data["team"]), data["offer"], data["note"])
        common = {
            "by": scope.user, "now": scope.now, "outcome": data["outcome"], "reason": data["reason"],
            "destination": where, "expected_version": data["version"],
        }  # fmt: skip
        if decides:
            common |= {"level": data["level"], "level_reason": data["level_reason"]}
        if working.attempt(request, form, lambda: (actions.decide if decides else actions.propose)(child, **common)):
            sent = "sent to a manager for sign-off" if decides else "recorded as a proposal for a social worker"
            messages.success(request, f"The decision is {sent}." if decides else f"It is {sent}.")
            return redirect("contact", reference)
    context = {
        "contact": contact, "child": child, "current": current, "form": form, "working": working, "decides": decides,
        "before": history(scope, contact, [child]), "practice": pack.of(),
        "passages": narrative.read_record(scope, contact, about_person=child.person),
        "analysis": list(AnalysisSection),
        "levels": presenters.level_entries(queries.levels_of(child), pack.of(contact.pack_version_id)),
    }  # fmt: skip
    return render(request, "frontdoor/decide.html", context)


@require_http_methods(["GET", "POST"])
def sign_off(request: HttpRequest, reference: str, person: str) -> HttpResponse:
    """A manager reads the case on one page, gives a reason, and agrees or returns it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_SIGN_OFF)
    contact = queries.get_visible_contact(scope, reference)
    child = queries.get_visible_child(scope, contact, person)
    decision = child.current_decisions[0] if child.current_decisions else None  # type: ignore[attr-defined]
    if decision is None:
        raise NotVisible
    form, working = open_form(request, SignOffForm, "frontdoor.sign_off", decision)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        agrees = request.POST.get("verb") == "sign-off"
        act = actions.sign_off if agrees else actions.return_decision
        if working.attempt(
            request,
            form,
            lambda: act(
                decision, by=scope.user, now=scope.now, reason=data["reason"], expected_version=data["version"],
                expected_contact_version=data["contact_version"],
            ),
        ):  # fmt: skip
            what = f"{child.person.display_name}: {lower_first(decision.get_outcome_display())}."
            messages.success(request, f"The decision is {'signed off' if agrees else 'returned'}. {what}")
            return redirect("sign_off_queue")
    case = case_for_sign_off(scope, contact, child, decision)
    form.initial["contact_version"] = case.version
    scope.note("frontdoor.read_decision", subject=decision, about=[child.person_id])
    running = queries.decision_clocks([decision]).get(decision.pk)
    due = clocks.explain(running, scope.now) if running else None
    is_own = decision.decided_by_id == scope.user.pk
    context = {
        "contact": contact, "child": child, "decision": decision, "form": form, "working": working, "due": due,
        "headline": presenters.sign_off_headline(child, decision, due, is_own=is_own, now=scope.now),
        "passages": case.passages, "story": list(Section), "requests": case.answers,
        "analysis": list(AnalysisSection), "before": history(scope, contact, [child]),
        "levels": presenters.level_entries(queries.levels_of(child), pack.of(contact.pack_version_id)),
        "consent": presenters.consent_facts(contact), "is_own": is_own,
    }  # fmt: skip
    return render(request, "frontdoor/sign_off.html", context)


@require_GET
def sign_off_queue(request: HttpRequest) -> HttpResponseBase:
    """Decisions that wait for this manager, the oldest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_SIGN_OFF)
    found = queries.sign_off_queue(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_sign_off_queue")
        rows = (
            (row.contact.reference, row.child.person.reference, row.get_outcome_display(), str(row.decided_by),
             row.decided_at.isoformat() if row.decided_at else "")
            for row in found.iterator(500)
        )  # fmt: skip
        return csv_response("sign-off-queue", ("Contact", "Child", "Outcome", "Decided by", "Decided"), rows)
    page = paginate(found, request.GET)
    context = {"page": page, "now": scope.now, "presenters": presenters}
    context["clocks"] = queries.decision_clocks(page.items)
    return render(
        request, "frontdoor/sign_off_queue.html", {**context, "may_export": scope.may(Permission.LISTS_EXPORT)}
    )
