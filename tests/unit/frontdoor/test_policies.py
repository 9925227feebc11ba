"""May this happen now? A truth table for each policy of the front door: every state, and every fact that counts."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import Message
from threshold.frontdoor import policies
from threshold.frontdoor.codes import AnalysisSection, Outcome
from threshold.frontdoor.models import (
    Contact,
    ContactChild,
    Decision,
    InformationRequest,
    ReturnInterview,
    Shift,
    TriageItem,
)
from threshold.frontdoor.states import ContactState, DecisionState

NOW = dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC)
C, D = ContactState, DecisionState


def allows(check, *arguments, **facts) -> bool:
    """Whether a policy lets it happen; a refusal must carry a sentence that ends like one."""
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        assert len(refusal.sentence) > 10
        return False
    return True


def contact(state: str, **fields) -> Contact:
    return Contact(state=state, received_at=NOW, **fields)


@pytest.mark.parametrize("state", C)
def test_screening_is_for_new_contacts_with_a_reason(state):
    assert allows(policies.check_can_screen, contact(state), reason="Why") == (state == C.RECEIVED)
    assert not allows(policies.check_can_screen, contact(state), reason="  ")


@pytest.mark.parametrize("state", C)
def test_rating_again_is_for_screened_open_contacts_and_another_rating(state):
    screened = state not in (C.RECEIVED, C.CLOSED)
    assert allows(policies.check_can_rerate, contact(state, rag="amber"), rag="red", reason="Worse") == screened
    assert not allows(policies.check_can_rerate, contact(state, rag="amber"), rag="amber", reason="Same")
    assert not allows(policies.check_can_rerate, contact(state, rag="amber"), rag="red", reason="")


@pytest.mark.parametrize("state", C)
@pytest.mark.parametrize("consent", ["given", "refused", "not_sought", "overridden", ""])
@pytest.mark.parametrize("basis", ["", "safeguarding"])
def test_partners_are_asked_on_consent_or_a_lawful_basis(state, consent, basis):
    on_a_footing = consent == "given" or bool(basis)
    for is_danger in (False, True):
        about = contact(state, consent=consent, is_immediate_danger=is_danger)
        asked = allows(policies.check_can_ask, about, lawful_basis=basis, question="What?")
        not_against_a_refusal = consent != "refused" or is_danger
        assert asked == (state not in (C.RECEIVED, C.CLOSED) and on_a_footing and not_against_a_refusal)
    assert not allows(policies.check_can_ask, contact(state, consent=consent), lawful_basis=basis, question=" ")


@pytest.mark.parametrize(
    ("consent", "whole"),
    [
        ({"consent": "given", "given_by": "Mother", "given_on": NOW.date()}, True),
        ({"consent": "given", "given_by": "Mother"}, False),
        ({"consent": "given", "given_on": NOW.date()}, False),
        ({"consent": "refused", "reason": "Said no"}, True),
        ({"consent": "refused"}, False),
        ({"consent": "not_sought", "reason": "Not safe"}, True),
        ({"consent": "not_sought"}, False),
        ({"consent": "overridden", "reason": "Risk", "may_override": True}, True),
        ({"consent": "overridden", "reason": "Risk"}, False),
        ({"consent": "overridden", "may_override": True}, False),
    ],
)
def test_a_consent_record_is_whole(consent, whole):
    facts = {"given_by": "", "given_on": None, "reason": "", "may_override": False, **consent}
    assert allows(policies.check_consent, facts.pop("consent"), **facts) == whole


@pytest.mark.parametrize("state", C)
def test_an_analysis_needs_every_part_and_an_open_screened_contact(state):
    required = dict(AnalysisSection.choices)
    whole = dict.fromkeys(required, "Text")
    open_and_screened = state not in (C.RECEIVED, C.CLOSED)
    assert allows(policies.check_can_analyse, contact(state), sections=whole, required=required) == open_and_screened
    for missing in required:
        assert not allows(
            policies.check_can_analyse, contact(state), sections={**whole, missing: " "}, required=required
        )


@pytest.mark.parametrize(
    ("is_registered", "analysed", "closed", "current", "differs", "explained"),
    list(itertools.product([True, False], [True, False], [True, False], [None, *D], [True, False], [True, False])),
)
def test_who_decides_when(is_registered, analysed, closed, current, differs, explained):
    state = C.CLOSED if closed else C.DECIDING
    decided = allows(
        policies.check_can_decide,
        contact(state, analysed_at=NOW if analysed else None),
        Decision(state=current) if current else None,
        is_registered=is_registered,
        reason="Because",
        level="2",
        level_differs=differs,
        level_reason="Unusual" if explained else "",
    )
    free = current in (None, D.PROPOSED, D.RETURNED)
    assert decided == (is_registered and analysed and not closed and free and (explained or not differs))


@pytest.mark.parametrize(("reason", "level"), [("", "2"), ("Because", "")])
def test_a_decision_has_a_reason_and_a_level(reason, level):
    assert not allows(
        policies.check_can_decide, contact(C.DECIDING, analysed_at=NOW), None, is_registered=True, reason=reason,
        level=level, level_differs=False, level_reason="",
    )  # fmt: skip


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize(
    ("has_team", "has_offer", "note", "has_open_referral", "team_fits"),
    list(itertools.product([True, False], [True, False], ["", "To Elsewhere County"], [True, False], [True, False])),
)
def test_where_an_outcome_may_lead(outcome, has_team, has_offer, note, has_open_referral, team_fits):
    allowed = allows(
        policies.check_destination, outcome, has_team=has_team, has_offer=has_offer, note=note,
        has_open_referral=has_open_referral, team_fits=team_fits,
    )  # fmt: skip
    fits = team_fits or not has_team
    expected = {
        Outcome.NO_FURTHER_ACTION: fits,
        Outcome.INFORMATION_AND_ADVICE: fits,
        Outcome.EARLY_HELP: has_team and team_fits and (has_offer or bool(note)),
        Outcome.FAMILY_HELP: has_team and team_fits and not has_open_referral,
        Outcome.STRATEGY_DISCUSSION: has_team and team_fits and not has_open_referral,
        Outcome.OPEN_CASE: has_open_referral,
        Outcome.LADO: has_team and team_fits,
        Outcome.PRIVATE_FOSTERING: has_team and team_fits,
        Outcome.TRANSFER_IN: has_team and team_fits,
        Outcome.OTHER_AUTHORITY: fits and bool(note),
    }
    assert allowed == expected[outcome]


@pytest.mark.parametrize("check", [policies.check_can_sign_off, policies.check_can_return])
@pytest.mark.parametrize("state", D)
@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("reason", ["", " ", "Sound"])
def test_sign_off_and_return_are_for_another_manager_with_a_reason(check, state, is_own, reason):
    allowed = allows(check, Decision(state=state), is_own=is_own, reason=reason)
    assert allowed == (state == D.AWAITING_SIGN_OFF and not is_own and bool(reason.strip()))


@pytest.mark.parametrize("state", C)
@pytest.mark.parametrize("status", ["message", "printed", "spoken", "not_possible"])
@pytest.mark.parametrize("text", ["", "Thank you"])
@pytest.mark.parametrize("has_email", [True, False])
@pytest.mark.parametrize("reason", ["", "Left no address"])
def test_the_answer_is_given_once_every_child_is_signed_off(state, status, text, has_email, reason):
    allowed = allows(
        policies.check_can_give_feedback, contact(state), status=status, text=text, has_email=has_email, reason=reason
    )
    whole = {
        "message": has_email and bool(text),
        "printed": bool(text),
        "spoken": True,
        "not_possible": bool(reason),
    }[status]
    assert allowed == (state == C.ANSWERING and whole)


@pytest.mark.parametrize("state", InformationRequest.State)
def test_a_request_is_answered_or_withdrawn_once(state):
    asked = InformationRequest(state=state)
    is_open = state == InformationRequest.State.ASKED
    assert allows(policies.check_can_answer, asked) == is_open
    assert allows(policies.check_can_cancel_request, asked, reason="Known now") == is_open
    assert not allows(policies.check_can_cancel_request, asked, reason="")


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        ({"state": "returned", "text": "Known"}, True),
        ({"state": "returned"}, False),
        ({"state": "returned", "text": "Known", "name": ""}, False),
        ({"state": "nothing_known"}, True),
        ({"state": "declined", "reason": "No basis"}, True),
        ({"state": "declined"}, False),
        ({"state": "cancelled", "reason": "x"}, False),
        ({"state": "asked"}, False),
    ],
)
def test_a_partners_answer_is_whole(answer, whole):
    assert allows(policies.check_answer, **{"text": "", "name": "PC Example", "reason": "", **answer}) == whole


@pytest.mark.parametrize("state", Shift.State)
@pytest.mark.parametrize("is_own", [True, False])
def test_a_shift_is_handed_over_by_its_worker_and_accepted_by_another(state, is_own):
    shift = Shift(state=state)
    assert allows(policies.check_can_end_shift, shift, note="Quiet") == (state == Shift.State.OPEN)
    assert not allows(policies.check_can_end_shift, shift, note="")
    accepted = allows(policies.check_can_accept_shift, shift, is_own=is_own)
    assert accepted == (state == Shift.State.HANDED_OVER and not is_own)


@pytest.mark.parametrize(("action", "done_at"), [("", None), ("Call", None), ("Call", NOW)])
def test_an_agreed_action_is_done_once(action, done_at):
    item = TriageItem(action=action, action_done_at=done_at)
    assert allows(policies.check_can_complete_triage_action, item) == (bool(action) and done_at is None)


@pytest.mark.parametrize(
    ("received", "children", "has_story", "allowed"),
    [
        (NOW, 1, True, True),
        (NOW - dt.timedelta(days=366), 1, True, True),
        (NOW - dt.timedelta(days=367), 1, True, False),
        (NOW + dt.timedelta(seconds=1), 1, True, False),
        (NOW, 0, True, False),
        (NOW, 50, True, True),
        (NOW, 51, True, False),
        (NOW, 1, False, False),
    ],
)
def test_what_a_contact_needs_to_be_recorded(received, children, has_story, allowed):
    assert allows(policies.check_can_record, received_at=received, now=NOW, children=children, has_story=has_story) == (
        allowed
    )


@pytest.mark.parametrize(
    ("birth", "expected", "allowed"),
    [
        (None, None, True),
        (dt.date(2026, 3, 11), None, True),
        (dt.date(2026, 3, 12), None, False),
        (None, dt.date(2026, 6, 1), True),
        (None, dt.date(2026, 2, 8), True),
        (None, dt.date(2026, 2, 7), False),
        (None, dt.date(2027, 1, 15), True),
        (None, dt.date(2027, 1, 16), False),
    ],
)
def test_possible_births(birth, expected, allowed):
    assert (
        allows(policies.check_birth, birth_on=birth, expected_on=expected, received_on=dt.date(2026, 3, 11)) == allowed
    )


@pytest.mark.parametrize(
    ("ago", "noted", "allowed"),
    [(-1, False, False), (0, False, True), (72, False, True), (24 * 366, False, True), (24 * 367, False, False),
     (1, True, False)],
)  # fmt: skip
def test_a_child_came_back_at_a_possible_time_and_once(ago, noted, allowed):
    returned_at = NOW - dt.timedelta(hours=ago)
    assert allows(policies.check_return, returned_at=returned_at, now=NOW, is_noted=noted) == allowed


@pytest.mark.parametrize("before", ReturnInterview.State)
@pytest.mark.parametrize("state", [*ReturnInterview.State, "nonsense"])
@pytest.mark.parametrize("hours", [None, -1, 1, 6])
@pytest.mark.parametrize("who", ["", "Jo Outreach"])
@pytest.mark.parametrize("text", [" ", "It was loud"])
@pytest.mark.parametrize("reason", ["", "Did not want to"])
def test_what_came_of_a_return_interview_is_said_once_and_whole(before, state, hours, who, text, reason):
    kind = ReturnInterview.State
    interview = ReturnInterview(state=before, returned_at=NOW - dt.timedelta(hours=5))
    happened_at = None if hours is None else NOW - dt.timedelta(hours=hours)
    possible_time = hours == 1  # not in the future, and not before the child was back
    whole = {
        kind.HELD: possible_time and bool(who) and bool(text.strip()),
        kind.DECLINED: possible_time and bool(reason),
        kind.NOT_POSSIBLE: bool(reason),
        kind.NOT_MISSING: bool(reason),
    }
    assert allows(
        policies.check_can_record_return_interview, interview,
        state=state, happened_at=happened_at, held_by=who, text=text, reason=reason, now=NOW,
    ) == (before == kind.DUE and whole.get(state, False))  # fmt: skip


@pytest.mark.parametrize("by_referrer", ["", "2", "3"])
@pytest.mark.parametrize("level", ["", "2", "3"])
@pytest.mark.parametrize("reason", ["", " ", "More is known"])
def test_a_screening_that_differs_from_the_referrer_says_why(by_referrer, level, reason):
    differs = bool(by_referrer and level) and by_referrer != level
    expected = not differs or bool(reason.strip())
    facts = {"by_referrer": by_referrer, "level": level, "reason": reason}
    assert allows(policies.check_screening_level, **facts) == expected


@pytest.mark.parametrize("state", C)
@pytest.mark.parametrize("analysed", [True, False])
@pytest.mark.parametrize("current", [None, *D])
@pytest.mark.parametrize("reason", ["", " ", "The family wants help"])
def test_who_gathers_proposes_on_an_analysis_until_it_is_decided(state, analysed, current, reason):
    thing = contact(state, analysed_at=NOW if analysed else None)
    decision = Decision(state=current) if current else None
    free = current in (None, D.PROPOSED, D.RETURNED)
    expected = state != C.CLOSED and analysed and free and bool(reason.strip())
    assert allows(policies.check_can_propose, thing, decision, reason=reason) == expected


@pytest.mark.parametrize("state", C)
def test_whatever_is_not_closed_is_open(state):
    assert allows(policies.check_is_open, contact(state)) == (state != C.CLOSED)


@pytest.mark.parametrize("state", Shift.State)
@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("decision", ["", "Stays with the aunt"])
@pytest.mark.parametrize("reason", [" ", "The aunt is safe"])
def test_a_shifts_own_worker_writes_whole_lines_until_it_is_handed_over(state, is_own, decision, reason):
    expected = is_own and state == Shift.State.OPEN and bool(decision) and bool(reason.strip())
    facts = {"is_own": is_own, "decision": decision, "reason": reason}
    assert allows(policies.check_can_add_entry, Shift(state=state), **facts) == expected


@pytest.mark.parametrize("already", [True, False])
@pytest.mark.parametrize("decision", ["", "Visit today"])
@pytest.mark.parametrize("reason", [" ", "Second night away"])
@pytest.mark.parametrize("task", ["", "Call the school"])
@pytest.mark.parametrize("owner", ["", "Jo"])
@pytest.mark.parametrize("due_on", [None, NOW.date()])
def test_a_meeting_discusses_a_child_once_and_an_action_has_an_owner_and_a_day(
    already, decision, reason, task, owner, due_on
):
    whole = not already and bool(decision) and bool(reason.strip()) and (not task or bool(owner and due_on))
    facts = {"decision": decision, "reason": reason, "task": task, "owner": owner, "due_on": due_on}
    assert allows(policies.check_can_discuss, already_discussed=already, **facts) == whole


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Dear Jo Head. Thank you.", True),
        ("Dear Jo Head. Robin is safe.", False),
        ("Dear Jo Head. The Testcase family is helped.", False),
        ("Dear Jo Head. A robin sang; Robins and Testcases are others.", True),
        ("Thank you for telling us of \u0631\u0648\u0628\u0646.", False),
        ("Thank you on 3 May. May is safe.", False),
        ("Thank you on 3 May.", True),
    ],
)
def test_a_letter_names_nobody_whom_the_pack_does_not_name(text, allowed):
    names = {"Robin", "Testcase", "May", "\u0631\u0648\u0628\u0646", "X", " "}
    template = "Dear Jo Head. Thank you on 3 May."
    assert allows(policies.check_letter, text, template=template, names=names) == allowed


@pytest.mark.parametrize("state", C)
@pytest.mark.parametrize("was", [True, False])
@pytest.mark.parametrize("becomes", [True, False])
@pytest.mark.parametrize("may_end", [True, False])
@pytest.mark.parametrize("reason", ["", " ", "He is in the house"])
def test_danger_is_said_by_anybody_and_ended_by_who_screens(state, was, becomes, may_end, reason):
    expected = state != C.CLOSED and was != becomes and (becomes or may_end) and bool(reason.strip())
    thing = contact(state, is_immediate_danger=was)
    facts = {"is_danger": becomes, "may_end": may_end, "reason": reason}
    assert allows(policies.check_can_mark_danger, thing, **facts) == expected


@pytest.mark.parametrize("agencies", [[], ["police"], ["police", "health"]])
def test_somebody_is_asked(agencies):
    assert allows(policies.check_has_agency, agencies) == bool(agencies)


@pytest.mark.parametrize("state", InformationRequest.State)
@pytest.mark.parametrize("sent_to", ["", "mash@police.example"])
def test_a_link_is_renewed_while_an_agency_with_an_address_is_waited_for(state, sent_to):
    expected = state == InformationRequest.State.ASKED and bool(sent_to)
    assert allows(policies.check_can_renew_link, InformationRequest(state=state, sent_to=sent_to)) == expected


@pytest.mark.parametrize("state", C)
@pytest.mark.parametrize("current", [None, *D])
@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize("paragraphs", [0, 2])
@pytest.mark.parametrize("is_removed", [False, True])
@pytest.mark.parametrize("interview", [None, *ReturnInterview.State])
def test_a_child_is_removed_before_anything_is_decided_and_never_the_last(
    state, current, others, paragraphs, is_removed, interview
):
    decision = None if current is None else Decision(state=current)
    offered = interview in (ReturnInterview.State.HELD, ReturnInterview.State.DECLINED)
    talk = None if interview is None else ReturnInterview(state=interview, happened_at=NOW if offered else None)
    facts = {"is_removed": is_removed, "others": others, "paragraphs": paragraphs, "interview": talk}
    decided = current in (D.AWAITING_SIGN_OFF, D.SIGNED_OFF)
    allowed = state != C.CLOSED and not decided and others == 1 and not paragraphs and not is_removed and not offered
    assert allows(policies.check_can_remove_child, contact(state), decision, reason="Why", **facts) == allowed
    assert not allows(policies.check_can_remove_child, contact(state), decision, reason=" ", **facts)
    if not is_removed:
        del facts["is_removed"]
        assert allows(policies.check_child_can_go, contact(state), decision, **facts) == allowed


@pytest.mark.parametrize("removed_at", [None, NOW])
def test_nothing_is_done_for_a_child_who_was_removed(removed_at):
    assert allows(policies.check_is_on_contact, ContactChild(removed_at=removed_at)) == (removed_at is None)


@pytest.mark.parametrize("is_named", [False, True])
def test_a_child_is_on_a_contact_once(is_named):
    assert allows(policies.check_is_not_named, is_named=is_named) != is_named


@pytest.mark.parametrize("state", Message.State)
@pytest.mark.parametrize("settled_at", [None, NOW])
@pytest.mark.parametrize("lapsed", [False, True])
@pytest.mark.parametrize("how", ["", " ", "Told on the telephone"])
def test_what_could_not_be_sent_is_tried_again_or_settled_once(state, settled_at, lapsed, how):
    message = Message(state=state, settled_at=settled_at)
    waits = state == Message.State.FAILED and settled_at is None
    assert allows(policies.check_can_send_again, message, link_has_lapsed=lapsed) == (waits and not lapsed)
    assert allows(policies.check_can_settle, message, how=how) == (waits and bool(how.strip()))
