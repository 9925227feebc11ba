"""When may a notice or direction be recorded, varied or revoked, and when is one of its requirements met?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from threshold.core.errors import Refused
from threshold.improvement.models import Intervention, Obligation
from threshold.improvement.policies.wording import check_said
from threshold.improvement.states import ObligationState

S = ObligationState


def check_can_record(
    *, title: str, issuer: str, legal_basis: str, issued_on: dt.date, today: dt.date, requirements: int
) -> None:
    check_said(title, "Give it the title that stands on it.")
    check_said(issuer, "Say who issued it.")
    check_said(legal_basis, "Say on which law it stands.")
    if issued_on > today:
        raise Refused("It was issued on a day that lies in the future. Record it when it has been issued.")
    if not requirements:
        raise Refused("Record at least one requirement: what it asks for.")


def check_requirement(*, words: str, due_on: dt.date | None, since: dt.date, owned: bool) -> None:
    check_said(words, "Write the requirement in the words of the notice or direction.")
    if due_on is not None and due_on < since:
        raise Refused("A requirement is due before it was made. Change its date.")
    if not owned:
        raise Refused("Say who has the requirement in hand: a person, or the job that does.")


def check_is_in_force(intervention: Intervention) -> None:
    if intervention.ended_on is not None:
        raise Refused("This notice or direction has ended. Nothing of it can be changed any more.")


def check_can_vary(
    intervention: Intervention,
    *,
    reason: str,
    varied_on: dt.date,
    today: dt.date,
    changes: int,
    over: Collection[str],
    too_early: Collection[str],
) -> None:
    """
    Args:
        changes: how many requirements are added, moved or lifted.
        over: references of requirements that are met or lifted and would be moved or lifted.
        too_early: references of those whose new date lies before the variation.
    """
    check_is_in_force(intervention)
    check_said(reason, "Say why it was varied.")
    if not intervention.issued_on <= varied_on <= today:
        raise Refused("It was varied on a day between its issue and today. Change the date.")
    if not changes:
        raise Refused("Say what changed: add a requirement, give one another date, or lift one.")
    if over:
        raise Refused(f"{', '.join(sorted(over))} is met or lifted already and cannot be varied.")
    if too_early:
        raise Refused(f"The new date of {', '.join(sorted(too_early))} lies before the variation itself.")


def check_can_revoke(intervention: Intervention, *, reason: str, ended_on: dt.date, today: dt.date) -> None:
    check_is_in_force(intervention)
    check_said(reason, "Say why it was revoked or came to its end.")
    if not intervention.issued_on <= ended_on <= today:
        raise Refused("It ended on a day between its issue and today. Change the date.")


def check_can_appoint(intervention: Intervention, *, name: str, starts_on: dt.date, ends_on: dt.date | None) -> None:
    check_is_in_force(intervention)
    check_said(name, "Say who was appointed: an organisation, or a person's title.")
    if starts_on < intervention.issued_on:
        raise Refused("The appointment starts before the notice or direction was issued. Change its date.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The appointment ends before it starts. Change one of the two dates.")


def check_can_end_appointment(*, starts_on: dt.date, has_ended: bool, ends_on: dt.date) -> None:
    if has_ended:
        raise Refused("This appointment has an end already.")
    if ends_on < starts_on:
        raise Refused("The appointment ends before it starts. Change the date.")


# --- One requirement --------------------------------------------------------------------------------------------


def check_can_say_met(obligation: Obligation, *, evidence: int, words: str) -> None:
    if obligation.state != S.OPEN:
        raise Refused(f"This requirement is “{obligation.get_state_display().lower()}”.")
    check_said(words, "Say how it is met.")
    if not evidence:
        raise Refused("Link at least one piece of evidence to this requirement first.")


def check_can_answer_met(obligation: Obligation, *, signer_owns_it: bool, signer_said_so: bool, words: str) -> None:
    """Sign it off as met, or send it back."""
    if obligation.state != S.MET_PROPOSED:
        raise Refused(f"This requirement is “{obligation.get_state_display().lower()}”: there is nothing to sign off.")
    if signer_owns_it or signer_said_so:
        raise Refused("Whoever owns a requirement, or said that it is met, does not sign it off. Ask somebody else.")
    check_said(words, "Say what you looked at and what it shows.")


def check_can_reopen(obligation: Obligation, *, reason: str) -> None:
    if obligation.state != S.MET:
        raise Refused("Only a requirement that is met can be opened again.")
    check_said(reason, "Say what shows that it is no longer met.")


def check_can_hand_over(obligation: Obligation, *, owned: bool) -> None:
    """Not while it waits to be signed off: its owner could hand it on and then sign."""
    if obligation.state == S.MET_PROPOSED:
        raise Refused(
            "This requirement waits for somebody to look at whether it is met. Until then it stays with its owner, who "
            "cannot be the one who looks."
        )
    if obligation.state != S.OPEN:
        raise Refused(f"This requirement is “{obligation.get_state_display().lower()}” and needs no owner any more.")
    if not owned:
        raise Refused("Say who has the requirement in hand: a person, or the job that does.")
