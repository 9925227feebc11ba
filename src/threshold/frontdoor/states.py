"""In which states can a contact and a child's decision be, and who has it in hand?

The contact's state follows from the facts about its children (`stage_of`); it is stored so that a board is one
indexed query, and every move of it is a row of history.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import models

from threshold.core.status import TransitionTable


class ContactState(models.TextChoices):
    RECEIVED = "received", "New, not yet screened"
    GATHERING = "gathering", "Gathering information"
    DECIDING = "deciding", "Waiting for a decision"
    AWAITING_SIGN_OFF = "awaiting_sign_off", "Waiting for sign-off"
    RETURNED = "returned", "Returned by a manager"
    ANSWERING = "answering", "Signed off, answer to send"
    CLOSED = "closed", "Closed"


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    AWAITING_SIGN_OFF = "awaiting_sign_off", "Decided, waiting for sign-off"
    RETURNED = "returned", "Returned with what to do"
    SIGNED_OFF = "signed_off", "Signed off"
    REPLACED = "replaced", "Replaced by a later decision"
    WITHDRAWN = "withdrawn", "Withdrawn with a child named by mistake"


C = ContactState
D = DecisionState

CONTACT_TRANSITIONS = TransitionTable(
    title="Contact",
    states=ContactState,
    initial=frozenset({C.RECEIVED}),
    moves={
        C.RECEIVED: frozenset({C.GATHERING}),
        C.GATHERING: frozenset({C.DECIDING}),
        # When the child who was still waited for is removed from the contact, the others may all be signed off.
        C.DECIDING: frozenset({C.GATHERING, C.AWAITING_SIGN_OFF, C.RETURNED, C.ANSWERING}),
        C.AWAITING_SIGN_OFF: frozenset({C.DECIDING, C.RETURNED, C.ANSWERING}),
        C.RETURNED: frozenset({C.DECIDING, C.AWAITING_SIGN_OFF, C.ANSWERING}),
        # A child who is found to belong to the contact later still needs a decision of their own.
        C.ANSWERING: frozenset({C.CLOSED, C.DECIDING}),
        C.CLOSED: frozenset(),
    },
    owners={
        C.RECEIVED: "the front door's duty desk",
        C.GATHERING: "the worker who took it",
        C.DECIDING: "a registered social worker",
        C.AWAITING_SIGN_OFF: "a manager who did not decide",
        C.RETURNED: "the social worker who decided",
        C.ANSWERING: "the worker who took it",
        C.CLOSED: "nobody",
    },
)

DECISION_TRANSITIONS = TransitionTable(
    title="Decision for one child",
    states=DecisionState,
    initial=frozenset({D.PROPOSED, D.AWAITING_SIGN_OFF}),
    moves={
        D.PROPOSED: frozenset({D.REPLACED, D.WITHDRAWN}),
        D.AWAITING_SIGN_OFF: frozenset({D.SIGNED_OFF, D.RETURNED}),
        D.RETURNED: frozenset({D.REPLACED, D.WITHDRAWN}),
        D.SIGNED_OFF: frozenset(),
        D.REPLACED: frozenset(),
        D.WITHDRAWN: frozenset(),
    },
    owners={
        D.PROPOSED: "a registered social worker, who decides",
        D.AWAITING_SIGN_OFF: "a manager who did not decide",
        D.RETURNED: "the social worker who decided",
        D.SIGNED_OFF: "the team it was handed to",
        D.REPLACED: "nobody",
        D.WITHDRAWN: "nobody",
    },
)


def stage_of(*, is_analysed: bool, decisions: Collection[str | None]) -> ContactState:
    """The state of a screened contact that is not closed, from its analysis and each child's current decision.

    Args:
        is_analysed: the structured analysis is written.
        decisions: for each child the state of the current decision, or None where there is none yet.
    """
    if not is_analysed or not decisions:
        return C.GATHERING
    if D.RETURNED in decisions:
        return C.RETURNED
    if any(state in (None, D.PROPOSED) for state in decisions):
        return C.DECIDING
    if D.AWAITING_SIGN_OFF in decisions:
        return C.AWAITING_SIGN_OFF
    return C.ANSWERING
