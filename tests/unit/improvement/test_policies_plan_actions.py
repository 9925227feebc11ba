"""What must an action say of itself, and does anything but its proof, seen by somebody else, close it?"""

import datetime as dt
from decimal import Decimal

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import PlanAction
from threshold.improvement.policies import plan_actions as policies
from threshold.improvement.states import PlanActionState, Rag

START, DUE = dt.date(2026, 1, 5), dt.date(2026, 6, 30)


def action(state="in_progress"):
    return PlanAction(state=state, starts_on=START, due_on=DUE)


def refuses(match, call, *args, **kwargs):
    with pytest.raises(Refused, match=match):
        call(*args, **kwargs)


WRITTEN = {"title": "Do", "difference": "Seen sooner", "starts_on": START, "due_on": DUE, "owned": True}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"title": " "}, "what will be done"),
        ({"difference": ""}, "differ for children"),
        ({"due_on": dt.date(2026, 1, 4)}, "before it starts"),
        ({"owned": False}, "who owns"),
    ],
)
def test_an_action_is_written_whole(changed, match):
    if match is None:
        policies.check_can_add_action(**{**WRITTEN, **changed})
    else:
        refuses(match, policies.check_can_add_action, **{**WRITTEN, **changed})


@pytest.mark.parametrize("state", PlanActionState.values)
def test_only_what_has_not_ended_is_changed(state):
    if state in ("closed", "cancelled"):
        refuses("cannot be changed", policies.check_can_change_action, action(state), moves_due=False, reason="")
    else:
        policies.check_can_change_action(action(state), moves_due=False, reason="")
        policies.check_can_change_action(action(state), moves_due=True, reason="The supplier is late")
        refuses("moves", policies.check_can_change_action, action(state), moves_due=True, reason=" ")


@pytest.mark.parametrize("state", ["not_started", "in_progress", "delivered"])
@pytest.mark.parametrize("changes_owner", [False, True])
@pytest.mark.parametrize("is_to_be_signed", [False, True])
def test_the_owner_stays_while_the_proof_is_looked_at(state, changes_owner, is_to_be_signed):
    facts = {"moves_due": False, "reason": "", "changes_owner": changes_owner, "is_to_be_signed": is_to_be_signed}
    if changes_owner and (state == "delivered" or is_to_be_signed):
        refuses("stays with its owner", policies.check_can_change_action, action(state), **facts)
    else:
        policies.check_can_change_action(action(state), **facts)


ANSWER = {"named": 1, "same_authority": True, "still_wanted": True, "known_theme": True}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"named": 0}, "one thing"),
        ({"named": 2}, "one thing"),
        ({"same_authority": False}, "another authority"),
        ({"still_wanted": False}, "lifted"),
        ({"known_theme": False}, "no such theme"),
    ],
)
def test_an_action_answers_one_thing_of_its_own_authority(changed, match):
    if match is None:
        policies.check_can_answer(action(), **{**ANSWER, **changed})
    else:
        refuses(match, policies.check_can_answer, action(), **{**ANSWER, **changed})
    refuses("cannot be changed", policies.check_can_answer, action("closed"), **ANSWER)


MEASURE = {
    "is_known": True, "counts_the_plan": False, "better": "higher", "target": Decimal(80), "is_named_already": False
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"better": "lower"}, None),
        ({"is_known": False}, "no measure"),
        ({"counts_the_plan": True}, "cannot prove itself"),
        ({"better": ""}, "at least or at most"),
        ({"target": None}, "which value"),
        ({"is_named_already": True}, "already"),
    ],
)
def test_a_measure_proves_what_children_experience(changed, match):
    if match is None:
        policies.check_can_be_proved_by_measure(**{**MEASURE, **changed})
    else:
        refuses(match, policies.check_can_be_proved_by_measure, **{**MEASURE, **changed})


AUDITS = {"is_known_tool": True, "is_known_domain": True, "at_least": "good", "target": Decimal(70)}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"is_known_tool": False}, "no audit tool"),
        ({"is_known_domain": False}, "no such domain"),
        ({"at_least": ""}, "which share"),
        ({"target": None}, "which share"),
        ({"target": Decimal(0)}, "which share"),
        ({"target": Decimal(101)}, "which share"),
    ],
)
def test_audits_prove_with_a_share_of_a_known_tool(changed, match):
    if match is None:
        policies.check_can_be_proved_by_audits(**{**AUDITS, **changed})
    else:
        refuses(match, policies.check_can_be_proved_by_audits, **{**AUDITS, **changed})


def test_a_re_audit_is_made_by_other_eyes_than_the_owners():
    policies.check_can_be_proved_by_re_audit(is_complete=True, owner_audits=False)
    refuses("complete", policies.check_can_be_proved_by_re_audit, is_complete=False, owner_audits=False)
    refuses("Somebody else", policies.check_can_be_proved_by_re_audit, is_complete=True, owner_audits=True)


def test_an_action_starts_when_it_says_what_it_answers_and_what_would_prove_it():
    ready = {"is_theirs": True, "answers": 1, "proofs": 1, "waits_for": []}
    policies.check_can_start(action(), **ready)
    refuses("answers", policies.check_can_start, action(), **{**ready, "answers": 0})
    refuses("prove", policies.check_can_start, action(), **{**ready, "proofs": 0})
    refuses("T-1, T-2", policies.check_can_start, action(), **{**ready, "waits_for": ["T-2", "T-1"]})
    with pytest.raises(NotPermitted):
        policies.check_can_start(action(), **{**ready, "is_theirs": False})


def test_whoever_calls_it_done_says_what_was_done():
    policies.check_can_deliver(action(), is_theirs=True, words="Trained everybody")
    refuses("what was done", policies.check_can_deliver, action(), is_theirs=True, words="")
    with pytest.raises(NotPermitted):
        policies.check_can_deliver(action(), is_theirs=False, words="Trained everybody")


CLOSING = {"closer_owns_it": False, "closer_delivered_it": False, "met": 1, "missing": [], "reason": "82% now"}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"closer_owns_it": True}, "Somebody else"),
        ({"closer_delivered_it": True}, "Somebody else"),
        ({"missing": ["Decisions in a day, at least 80%: 71%"]}, "Decisions in a day, at least 80%: 71%"),
        ({"met": 0}, "cannot prove itself"),
        ({"reason": ""}, "what the proof shows"),
    ],
)
def test_an_action_closes_on_its_proof_seen_by_somebody_else(changed, match):
    if match is None:
        policies.check_can_close(action("delivered"), **{**CLOSING, **changed})
    else:
        refuses(match, policies.check_can_close, action("delivered"), **{**CLOSING, **changed})


@pytest.mark.parametrize("state", PlanActionState.values)
def test_only_what_its_owner_called_done_is_closed_or_sent_back(state):
    if state == "delivered":
        policies.check_can_close(action(state), **CLOSING)
        policies.check_can_send_back(action(state), reason="No reading yet")
        refuses("what the owner should do", policies.check_can_send_back, action(state), reason="")
    else:
        refuses("can be closed when", policies.check_can_close, action(state), **CLOSING)
        refuses("called done", policies.check_can_send_back, action(state), reason="No reading yet")
    if state == "closed":
        policies.check_can_reopen(action(state), reason="It fell again")
        refuses("why", policies.check_can_reopen, action(state), reason="")
    else:
        refuses("closed action", policies.check_can_reopen, action(state), reason="It fell again")


def test_giving_up_has_a_reason():
    policies.check_can_cancel(action(), reason="Done by another")
    refuses("no longer wanted", policies.check_can_cancel, action(), reason=" ")


@pytest.mark.parametrize(
    ("rag", "match"), [*[(rag, None) for rag in ("green", "amber", "red")], ("blue", "proof"), ("x", "Choose")]
)
def test_a_rating_has_a_reason_and_blue_is_set_by_closing(rag, match):
    if match is None:
        policies.check_can_rate(action(), rag=rag, reason="Two posts are empty", is_theirs=True)
    else:
        refuses(match, policies.check_can_rate, action(), rag=rag, reason="Because", is_theirs=True)
    refuses("why", policies.check_can_rate, action(), rag=Rag.GREEN, reason="", is_theirs=True)
    refuses("cannot be changed", policies.check_can_rate, action("closed"), rag=Rag.RED, reason="x", is_theirs=True)
    with pytest.raises(NotPermitted):
        policies.check_can_rate(action(), rag=Rag.RED, reason="x", is_theirs=False)


@pytest.mark.parametrize(
    ("day", "fits"), [(START, True), (DUE, True), (dt.date(2026, 1, 4), False), (dt.date(2026, 7, 1), False)]
)
def test_a_milestone_lies_within_its_action(day, fits):
    if fits:
        policies.check_can_add_milestone(action(), title="Half trained", due_on=day)
    else:
        refuses("lies between", policies.check_can_add_milestone, action(), title="Half trained", due_on=day)
    refuses("will have happened", policies.check_can_add_milestone, action(), title="", due_on=START)


def test_a_milestone_is_reached_once_and_not_in_the_future():
    fine = {"is_theirs": True, "is_done": False, "done_on": START, "today": START}
    policies.check_can_reach_milestone(**fine)
    refuses("already", policies.check_can_reach_milestone, **{**fine, "is_done": True})
    refuses("future", policies.check_can_reach_milestone, **{**fine, "done_on": DUE})
    with pytest.raises(NotPermitted):
        policies.check_can_reach_milestone(**{**fine, "is_theirs": False})


def test_an_action_waits_once_for_one_of_the_same_plan():
    policies.check_can_wait_for(action(), same_plan=True, is_there=False)
    refuses("same plan", policies.check_can_wait_for, action(), same_plan=False, is_there=False)
    refuses("already", policies.check_can_wait_for, action(), same_plan=True, is_there=True)
    refuses("cannot be changed", policies.check_can_wait_for, action("closed"), same_plan=True, is_there=False)
