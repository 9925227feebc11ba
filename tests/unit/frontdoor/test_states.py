"""In which stage is a contact? The whole truth table of `stage_of`, and the two tables of moves."""

from __future__ import annotations

import itertools

import pytest

from threshold.frontdoor.states import (
    CONTACT_TRANSITIONS,
    DECISION_TRANSITIONS,
    ContactState,
    DecisionState,
    stage_of,
)

C, D = ContactState, DecisionState
#: In these states of the decision a child who was named by mistake can be taken off the contact.
REMOVABLE = [None, D.PROPOSED, D.RETURNED]
POSSIBLE = [None, D.PROPOSED, D.AWAITING_SIGN_OFF, D.RETURNED, D.SIGNED_OFF]


@pytest.mark.parametrize(
    ("is_analysed", "decisions", "stage"),
    [
        (False, [None], C.GATHERING),
        (False, [D.SIGNED_OFF], C.GATHERING),
        (True, [], C.GATHERING),
        (True, [None], C.DECIDING),
        (True, [D.PROPOSED], C.DECIDING),
        (True, [D.AWAITING_SIGN_OFF], C.AWAITING_SIGN_OFF),
        (True, [D.RETURNED], C.RETURNED),
        (True, [D.SIGNED_OFF], C.ANSWERING),
        (True, [D.SIGNED_OFF, None], C.DECIDING),
        (True, [D.SIGNED_OFF, D.AWAITING_SIGN_OFF], C.AWAITING_SIGN_OFF),
        (True, [None, D.RETURNED], C.RETURNED),
    ],
)
def test_the_stage_follows_from_the_decisions(is_analysed, decisions, stage):
    assert stage_of(is_analysed=is_analysed, decisions=decisions) is stage


def test_a_contact_is_answered_only_when_every_child_is_signed_off():
    for number in (1, 2, 3):
        for decisions in itertools.product(POSSIBLE, repeat=number):
            stage = stage_of(is_analysed=True, decisions=decisions)
            assert (stage is C.ANSWERING) == all(state == D.SIGNED_OFF for state in decisions)


def test_every_stage_that_one_action_can_lead_to_is_a_move_of_the_table():
    """Change one child's decision, add or remove a child, or write the analysis: the move must be in the table."""
    after = {
        None: [D.PROPOSED, D.AWAITING_SIGN_OFF],
        D.PROPOSED: [D.PROPOSED, D.AWAITING_SIGN_OFF],
        D.AWAITING_SIGN_OFF: [D.SIGNED_OFF, D.RETURNED],
        D.RETURNED: [D.PROPOSED, D.AWAITING_SIGN_OFF],
        D.SIGNED_OFF: [],
    }
    for number in (1, 2, 3):
        for decisions in itertools.product(POSSIBLE, repeat=number):
            before = stage_of(is_analysed=True, decisions=decisions)
            results = [
                stage_of(is_analysed=True, decisions=[*decisions[:n], new, *decisions[n + 1 :]])
                for n, state in enumerate(decisions)
                for new in after[state]
            ]
            results.append(stage_of(is_analysed=True, decisions=[*decisions, None]))
            results += [
                stage_of(is_analysed=True, decisions=[*decisions[:n], *decisions[n + 1 :]])
                for n, state in enumerate(decisions)
                if number > 1 and state in REMOVABLE
            ]
            for stage in results:
                assert stage == before or stage in CONTACT_TRANSITIONS.moves[before], (before, stage, decisions)


def test_a_closed_contact_and_a_signed_decision_go_nowhere():
    assert CONTACT_TRANSITIONS.moves[C.CLOSED] == frozenset()
    assert DECISION_TRANSITIONS.moves[D.SIGNED_OFF] == frozenset()


def test_only_a_signed_off_contact_can_be_closed():
    assert [state for state, to in CONTACT_TRANSITIONS.moves.items() if C.CLOSED in to] == [C.ANSWERING]
