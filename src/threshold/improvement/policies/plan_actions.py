"""What must an action of the plan say of itself, and when may it be started, done, closed or given up?

An action never proves itself: it names what it answers and what would prove it before it starts; it closes only when
each named proof is there (a measure at its target, audits graded well enough, a re-audit), seen by somebody who
neither owns it nor said that it was done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import ActionProof, PlanAction
from threshold.improvement.policies.wording import check_said
from threshold.improvement.states import PlanActionState, Rag

S = PlanActionState
#: In these an action is still to be done or proved.
ALIVE = frozenset({S.NOT_STARTED, S.IN_PROGRESS, S.DELIVERED})


def check_can_add_action(*, title: str, difference: str, starts_on: dt.date, due_on: dt.date, owned: bool) -> None:
    check_said(title, "Say what will be done.")
    check_said(difference, "Say what will differ for children when it is done. “Policy updated” is not a difference.")
    if due_on < starts_on:
        raise Refused("The action is due before it starts. Change one of the two dates.")
    if not owned:
        raise Refused("Say who owns the action: a person, or the job that does.")


def check_can_change_action(
    action: PlanAction, *, moves_due: bool, reason: str, changes_owner: bool = False, is_to_be_signed: bool = False
) -> None:
    """Whoever owned what is being judged does not judge it: the owner stays while somebody does.

    Args:
        is_to_be_signed: a finding that the action answers waits for its sign-off.
    """
    _check_alive(action)
    if changes_owner and (action.state == S.DELIVERED or is_to_be_signed):
        raise Refused(
            "This action, or a finding that it answers, waits for somebody to look at the proof. Until then it stays "
            "with its owner, who cannot be the one who looks."
        )
    if moves_due:
        check_said(reason, "Say why the day by which it is due moves. The old day stays in the history.")


def _check_alive(action: PlanAction) -> None:
    if action.state not in ALIVE:
        raise Refused(f"This action is “{action.get_state_display().lower()}” and cannot be changed any more.")


def _check_theirs(is_theirs: bool) -> None:
    if not is_theirs:
        raise NotPermitted("Only the action's owner, or whoever keeps the plan, can do this.")


# --- What it answers and what would prove it --------------------------------------------------------------------


def check_can_answer(
    action: PlanAction, *, named: int, same_authority: bool, still_wanted: bool, known_theme: bool
) -> None:
    """One link: to a finding, an obligation or a theme of our audits.

    Args:
        named: how many of the three were given.
        still_wanted: an obligation that was lifted needs no answer any more.
    """
    _check_alive(action)
    if named != 1:
        raise Refused("Choose one thing that the action answers: a finding, a requirement or a theme of the audits.")
    if not same_authority:
        raise Refused("That belongs to another authority's improvement. Choose one of this authority's.")
    if not still_wanted:
        raise Refused("That requirement was lifted: nothing answers it any more.")
    if not known_theme:
        raise Refused("There is no such theme in this authority's list. Choose one of the list.")


def check_can_be_proved_by_measure(
    *, is_known: bool, counts_the_plan: bool, better: str, target: Decimal | None, is_named_already: bool
) -> None:
    if not is_known:
        raise Refused("There is no measure of that code. Choose one of the list of measures.")
    if counts_the_plan:
        raise Refused(
            "That measure counts the plan's own actions or findings: an action cannot prove itself. Choose a measure "
            "of what children experience."
        )
    if target is None or better not in ActionProof.Better.values:
        raise Refused("Say which value the measure must reach, and whether at least or at most.")
    if is_named_already:
        raise Refused("This measure is named as a proof of this action already.")


def check_can_be_proved_by_audits(
    *, is_known_tool: bool, is_known_domain: bool, at_least: str, target: Decimal | None
) -> None:
    if not is_known_tool:
        raise Refused("There is no audit tool of that code. Choose one of the list.")
    if not is_known_domain:
        raise Refused("That tool has no such domain. Choose one of its domains, or the whole.")
    if not at_least or target is None or not 0 < target <= 100:
        raise Refused("Say which share of the audits, from 1 to 100 percent, must be graded at least how.")


def check_can_be_proved_by_re_audit(*, is_complete: bool, owner_audits: bool) -> None:
    if not is_complete:
        raise Refused("Choose an audit that is complete: the re-audit is compared with it.")
    if owner_audits:
        raise Refused("The owner of the action made that audit. Somebody else's eyes must prove it: choose another.")


# --- Its way ----------------------------------------------------------------------------------------------------


def check_can_start(
    action: PlanAction, *, is_theirs: bool, answers: int, proofs: int, waits_for: Collection[str]
) -> None:
    _check_theirs(is_theirs)
    if not answers:
        raise Refused("Say first which finding, requirement or audit theme this action answers.")
    if not proofs:
        raise Refused("Say first which measure, audits or re-audit would prove that it helped.")
    if waits_for:
        raise Refused(f"This action waits for {', '.join(sorted(waits_for))}, which is not done yet.")


def check_can_deliver(action: PlanAction, *, is_theirs: bool, words: str) -> None:
    _check_theirs(is_theirs)
    check_said(words, "Say what was done.")


def check_can_close(
    action: PlanAction,
    *,
    closer_owns_it: bool,
    closer_delivered_it: bool,
    met: int,
    missing: Collection[str],
    reason: str,
) -> None:
    """Every proof that the action named must be there.

    Args:
        met: how many are.
        missing: in words, each proof that is not there and what it says now.
    """
    if action.state != S.DELIVERED:
        raise Refused(
            f"This action is “{action.get_state_display().lower()}”. It can be closed when its owner has said that it "
            "is done."
        )
    if closer_owns_it or closer_delivered_it:
        raise Refused(
            "Whoever owns an action, or said that it is done, does not close it. Somebody else looks at the proof."
        )
    if missing:
        raise Refused(
            f"The proof is not there yet: {'; '.join(missing)}. That the work was done does not prove that it helped. "
            "Wait for the proof, or send the action back."
        )
    if not met:
        raise Refused(
            "Nothing but its own delivery speaks for this action: an action cannot prove itself. Name a measure, "
            "audits or a re-audit that would show it."
        )
    check_said(reason, "Say what the proof shows.")


def check_can_send_back(action: PlanAction, *, reason: str) -> None:
    if action.state != S.DELIVERED:
        raise Refused("Only an action that its owner called done can be sent back.")
    check_said(reason, "Say what the owner should do.")


def check_can_reopen(action: PlanAction, *, reason: str) -> None:
    if action.state != S.CLOSED:
        raise Refused("Only a closed action can be opened again.")
    check_said(reason, "Say why it is opened again.")


def check_can_cancel(action: PlanAction, *, reason: str) -> None:
    check_said(reason, "Say why it is no longer wanted, and what happens instead for what it answered.")


def check_can_rate(action: PlanAction, *, rag: str, reason: str, is_theirs: bool) -> None:
    _check_theirs(is_theirs)
    _check_alive(action)
    check_said(reason, "Say why it stands so.")
    if rag not in Rag.values:
        raise Refused("Choose green, amber or red.")
    if rag == Rag.BLUE:
        raise Refused("“Done and proved” is set when the action is closed with its proof. Choose green, amber or red.")


def check_can_add_milestone(action: PlanAction, *, title: str, due_on: dt.date) -> None:
    _check_alive(action)
    check_said(title, "Say what will have happened by then.")
    if not action.starts_on <= due_on <= action.due_on:
        raise Refused("A milestone lies between the action's start and the day by which it is due.")


def check_can_reach_milestone(*, is_theirs: bool, is_done: bool, done_on: dt.date, today: dt.date) -> None:
    _check_theirs(is_theirs)
    if is_done:
        raise Refused("This milestone was reached already.")
    if done_on > today:
        raise Refused("The day on which it was reached lies in the future. Record it when it has been reached.")


def check_can_wait_for(action: PlanAction, *, same_plan: bool, is_there: bool) -> None:
    _check_alive(action)
    if not same_plan:
        raise Refused("Both actions must belong to the same plan.")
    if is_there:
        raise Refused("It waits for that action already.")
