"""One action of the plan: its page, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import status
from threshold.improvement import codes
from threshold.improvement.actions import plan_actions as actions
from threshold.improvement.actions import plan_links
from threshold.improvement.forms import plan as forms
from threshold.improvement.forms.common import JustForm, ReasonForm, owner_initial
from threshold.improvement.models import Milestone, PlanAction
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import evidence as evidence_queries
from threshold.improvement.queries import findings, interventions, people
from threshold.improvement.queries import plan as queries
from threshold.improvement.queries.proofs import standings
from threshold.improvement.sending import made_once
from threshold.improvement.states import PlanActionState
from threshold.improvement.views.steps import Step, offered, step_for, take

P, S = Permission, PlanActionState


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def action_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What it is for, what it answers, what would prove it and what that says now, and how it went."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    action = queries.get_action(scope, reference)
    authority = action.outcome.priority.plan.authority
    labels = dict(S.choices)
    context = {
        "action": action,
        "authority": authority,
        "answers": queries.answers(action),
        "standings": standings(
            queries.proofs().filter(action=action), now=scope.now, is_ours=authority.is_ours
        ).values(),
        "evidence": [say.evidence_entry(row) for row in evidence_queries.of_action(action)],
        "milestones": queries.milestones(action),
        "needs": queries.needs(action),
        "needed_by": queries.needed_by(action),
        "money": queries.money_for(action),
        "ratings": queries.ratings(action),
        "moves": queries.moves(action),
        "history": [
            {"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason}
            for row in status.history(action)
        ][::-1],
        "steps": offered(scope, STEPS, action) if authority.sealed_at is None else [],
        "may_act": scope.may(P.PLAN_ACT) and authority.sealed_at is None,
        "say": say,
        "now": scope.now,
        "theme_title": codes.theme_title,
    }
    return render(request, "improvement/action.html", context)


@require_http_methods(["GET", "POST"])
def change_action(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of its way."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, STEPS, verb)
    action = queries.get_action(scope, reference)
    back = reverse("plan_action", args=[action.reference])
    return take(request, step, action, name=f"action.{verb}", back=back, caption=f"{action.reference} {action.title}")


@require_http_methods(["GET", "POST"])
def reach_milestone(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A milestone was reached."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.PLAN_ACT)
    action = queries.get_action(scope, reference)
    milestone = queries.get_milestone(action, number)
    back = reverse("plan_action", args=[action.reference])
    return take(request, REACHED, milestone, name="milestone", back=back, caption=milestone.title)


# --- What can be done -------------------------------------------------------------------------------------------


def _change(scope: Scope, action: PlanAction, data: dict[str, Any], form: Any) -> PlanAction:
    values = {name: data[name] for name in ("title", "difference", "starts_on", "due_on", "reason")}
    return actions.change_action(action, **_who(scope), **values, **form.owned_by(), expected_version=data["version"])


def _answer(scope: Scope, action: PlanAction, data: dict[str, Any], form: Any) -> Any:
    return plan_links.answer_with_action(action, **_who(scope), **form.chosen())


def _prove(scope: Scope, action: PlanAction, data: dict[str, Any], form: Any) -> Any:
    match data["what"]:
        case "measure":
            return plan_links.prove_by_measure(
                action, **_who(scope), measure=data["measure"], better=data["better"], target=data["target"]
            )
        case "audits":
            return plan_links.prove_by_audits(
                action, **_who(scope), tool=data["tool"], at_least=data["at_least"], target=data["share"]
            )
    audit = evidence_queries.audit_named(scope, data["audit"])
    return plan_links.prove_by_re_audit(action, **_who(scope), audit=audit)


def _add_milestone(scope: Scope, action: PlanAction, data: dict[str, Any], _form: Any) -> Milestone:
    return made_once(
        "improvement.add_milestone",
        data["submission_key"],
        Milestone,
        lambda: actions.add_milestone(action, **_who(scope), title=data["title"], due_on=data["due_on"]),
        **_who(scope),
    )


def _links(scope: Scope, action: PlanAction) -> dict[str, Any]:
    authority = action.outcome.priority.plan.authority
    return {
        "findings": findings.findings_of(scope, authority),
        "obligations": interventions.due(scope, authority),
        "themes": codes.themes(),
    }


def _proofs(_scope: Scope, _action: PlanAction) -> dict[str, Any]:
    known = {code: measure.title for code, measure in codes.measures().items() if code not in codes.OWN_MEASURES}
    return {"measures": dict(sorted(known.items())), "tools": codes.tools()}


def _initial(action: PlanAction) -> dict[str, Any]:
    names = ("title", "difference", "starts_on", "due_on")
    return {**{name: getattr(action, name) for name in names}, **owner_initial(action)}


def _in(*states: str) -> Any:
    return lambda action: action.state in states


def _plain(act: Any, *names: str) -> Any:
    """A step that hands the form's words to its action."""
    return lambda scope, action, data, form: act(
        action, **_who(scope), **{name: data[name] for name in names}, expected_version=data["version"]
    )


_ALIVE = _in(S.NOT_STARTED, S.IN_PROGRESS, S.DELIVERED)
STEPS = {
    "start": Step("Start", P.PLAN_ACT, JustForm, _plain(actions.start_action), offered=_in(S.NOT_STARTED)),
    "deliver": Step(
        "Say that it is done", P.PLAN_ACT, forms.DeliverForm, _plain(actions.deliver_action, "words"),
        offered=_in(S.IN_PROGRESS), explanation="Whether it helped is then looked at by somebody else.",
    ),
    "close": Step(
        "Close with its proof", P.PLAN_ACT, ReasonForm, _plain(actions.close_action, "reason"),
        offered=_in(S.DELIVERED),
        explanation="Every proof that the action named must be there now. What proves it is kept as evidence, as it "
        "stands today. Whoever owns the action, or said that it is done, cannot close it.",
    ),
    "send-back": Step(
        "Send it back", P.PLAN_ACT, ReasonForm, _plain(actions.send_back_action, "reason"), offered=_in(S.DELIVERED)
    ),
    "rate": Step("Rate it", P.PLAN_ACT, forms.RateForm, _plain(actions.rate_action, "rag", "reason"), offered=_ALIVE),
    "answers": Step("Say what it answers", P.PLAN_WRITE, forms.AnswersForm, _answer, offered=_ALIVE, options=_links),
    "proof": Step(
        "Say what would prove it", P.PLAN_WRITE, forms.ProofForm, _prove, offered=_in(S.NOT_STARTED, S.IN_PROGRESS),
        options=_proofs,
    ),
    "change": Step(
        "Change it", P.PLAN_WRITE, forms.ChangeActionForm, _change, offered=_ALIVE, initial=_initial,
        options=lambda scope, action: {"owners": people.owners(scope)},
    ),
    "milestone": Step("Add a milestone", P.PLAN_WRITE, forms.MilestoneForm, _add_milestone, offered=_ALIVE),
    "wait-for": Step(
        "Let it wait for another", P.PLAN_WRITE, forms.WaitForForm,
        lambda scope, action, data, form: actions.wait_for(
            action, **_who(scope), needs=form.others[data["needs"]]
        ),
        offered=_in(S.NOT_STARTED),
        options=lambda scope, action: {
            "others": queries.actions_of(action.outcome.priority.plan).exclude(pk=action.pk)
        },
    ),
    "cancel": Step(
        "No longer wanted", P.PLAN_WRITE, ReasonForm, _plain(actions.cancel_action, "reason"),
        offered=_in(S.NOT_STARTED, S.IN_PROGRESS), is_grave=True,
    ),
    "reopen": Step(
        "Open it again", P.PLAN_WRITE, ReasonForm, _plain(actions.reopen_action, "reason"), offered=_in(S.CLOSED)
    ),
}  # fmt: skip
REACHED = Step(
    "A milestone was reached", P.PLAN_ACT, forms.ReachedForm,
    lambda scope, milestone, data, form: actions.reach_milestone(milestone, **_who(scope), done_on=data["done_on"]),
)  # fmt: skip
