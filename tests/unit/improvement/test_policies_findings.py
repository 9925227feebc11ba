"""When does a finding close, and who may say so?"""

import datetime as dt

import pytest

from threshold.core.errors import Refused
from threshold.improvement.models import Finding
from threshold.improvement.policies import findings as policies
from threshold.improvement.states import FindingState


def finding(state="open"):
    return Finding(state=state, closed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC) if state == "closed" else None)


def refuses(match, call, *args, **kwargs):
    with pytest.raises(Refused, match=match):
        call(*args, **kwargs)


@pytest.mark.parametrize("kind", Finding.Kind.values)
def test_a_finding_of_an_inspection_comes_with_its_report(kind):
    if kind == "inspection":
        refuses("Import the report", policies.check_can_raise, kind=kind, words="Late", unknown_themes=[])
    else:
        policies.check_can_raise(kind=kind, words="Late", unknown_themes=[])
        refuses("become better", policies.check_can_raise, kind=kind, words=" ", unknown_themes=[])
        refuses("drift", policies.check_can_raise, kind=kind, words="Late", unknown_themes=["drift"])


def test_themes_are_those_of_the_list():
    policies.check_can_set_themes(finding(), unknown_themes=[])
    refuses("a, b", policies.check_can_set_themes, finding(), unknown_themes=["b", "a"])


PROPOSED = {"reason": "Decided in a day", "kinds": ["reading"], "has_inspectors_words": False, "alien_evidence": False}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"kinds": ["audit"]}, None),
        ({"kinds": ["audits", "document"]}, None),
        ({"kinds": ["document"], "has_inspectors_words": True}, None),
        ({"kinds": []}, "at least one piece"),
        ({"kinds": ["document"]}, "alone show what was done"),
        ({"kinds": ["observation"]}, "alone show what was done"),
        ({"kinds": ["document", "observation"]}, "alone show what was done"),
        ({"alien_evidence": True}, "not linked"),
        ({"reason": ""}, "better served"),
    ],
)
def test_a_finding_closes_on_evidence_of_how_children_are_served(changed, match):
    if match is None:
        policies.check_can_propose_closure(finding(), **{**PROPOSED, **changed})
    else:
        refuses(match, policies.check_can_propose_closure, finding(), **{**PROPOSED, **changed})


@pytest.mark.parametrize("state", FindingState.values)
def test_each_step_has_its_state(state):
    if state in ("open", "reopened"):
        policies.check_can_propose_closure(finding(state), **PROPOSED)
    else:
        refuses("cannot be proposed", policies.check_can_propose_closure, finding(state), **PROPOSED)
    answer = {"signer_owns_an_action": False, "signer_proposed_it": False, "words": "Looked at ten"}
    if state == "closure_proposed":
        policies.check_can_answer_closure(finding(state), **answer)
    else:
        refuses("nothing to sign off", policies.check_can_answer_closure, finding(state), **answer)
    if state == "closed":
        policies.check_can_reopen(finding(state), reason="It fell")
        refuses("better served", policies.check_can_reopen, finding(state), reason=" ")
    else:
        refuses("Only a closed", policies.check_can_reopen, finding(state), reason="It fell")


@pytest.mark.parametrize(
    ("owns", "proposed", "words", "match"),
    [
        (False, False, "Looked", None),
        (True, False, "Looked", "You own"),
        (False, True, "Looked", "You proposed"),
        (False, False, "", "looked at"),
    ],
)
def test_somebody_else_signs(owns, proposed, words, match):
    call = {"signer_owns_an_action": owns, "signer_proposed_it": proposed, "words": words}
    if match is None:
        policies.check_can_answer_closure(finding("closure_proposed"), **call)
    else:
        refuses(match, policies.check_can_answer_closure, finding("closure_proposed"), **call)
