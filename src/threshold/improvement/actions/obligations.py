"""The way of one requirement: somebody says that it is met, on evidence, and somebody else signs it off."""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.core.calendar import day_of
from threshold.improvement.models import Obligation
from threshold.improvement.policies import authorities
from threshold.improvement.policies import interventions as policies
from threshold.improvement.states import ObligationState


@action("improvement.say_obligation_met", permission=Permission.PLAN_ACT)
def say_obligation_met(
    obligation: Obligation, *, by: User, now: dt.datetime, words: str, expected_version: int | None = None
) -> Obligation:
    """Say that a requirement is met, and how. Evidence must be linked to it."""
    obligation = _written(obligation, expected_version)
    policies.check_can_say_met(obligation, evidence=obligation.evidence.count(), words=words)
    change(obligation, met_said_by=by)
    status.move(obligation, ObligationState.MET_PROPOSED, by=by, now=now, reason=words)
    journal.record("improvement.say_obligation_met", by=by, now=now, subject=obligation)
    return obligation


@action("improvement.sign_off_obligation", permission=Permission.FINDING_SIGN_OFF)
def sign_off_obligation(
    obligation: Obligation,
    *,
    by: User,
    now: dt.datetime,
    words: str,
    met_on: dt.date | None = None,
    expected_version: int | None = None,
) -> Obligation:
    """A requirement is met: since a day, today where none is said. Not signed by its owner or by whoever said so."""
    obligation = _to_answer(obligation, by, words, expected_version)
    change(obligation, signed_off_by=by)
    day = min(met_on or day_of(now), day_of(now))
    status.move(obligation, ObligationState.MET, by=by, now=now, reason=words, values={"met_on": day})
    clocks.stop("obligation", obligation, now=now)
    journal.record("improvement.sign_off_obligation", by=by, now=now, subject=obligation)
    return obligation


@action("improvement.send_back_obligation", permission=Permission.FINDING_SIGN_OFF)
def send_back_obligation(
    obligation: Obligation, *, by: User, now: dt.datetime, words: str, expected_version: int | None = None
) -> Obligation:
    """The evidence does not show it: it is still to be met."""
    obligation = _to_answer(obligation, by, words, expected_version)
    change(obligation, met_said_by=None)
    status.move(obligation, ObligationState.OPEN, by=by, now=now, reason=words)
    journal.record("improvement.send_back_obligation", by=by, now=now, subject=obligation)
    return obligation


@action("improvement.reopen_obligation", permission=Permission.FINDING_SIGN_OFF)
def reopen_obligation(
    obligation: Obligation, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> Obligation:
    """It was met and is so no longer: its clock runs on."""
    obligation = _written(obligation, expected_version)
    policies.check_can_reopen(obligation, reason=reason)
    change(obligation, met_said_by=None, signed_off_by=None)
    status.move(obligation, ObligationState.OPEN, by=by, now=now, reason=reason, values={"met_on": None})
    clocks.resume("obligation", obligation)
    journal.record("improvement.reopen_obligation", by=by, now=now, subject=obligation)
    return obligation


@action("improvement.give_obligation_to", permission=Permission.PLAN_WRITE)
def give_obligation_to(
    obligation: Obligation,
    *,
    by: User,
    now: dt.datetime,
    owner: User | None = None,
    owner_role: str = "",
    expected_version: int | None = None,
) -> Obligation:
    """Somebody else has it in hand now."""
    obligation = _written(obligation, expected_version)
    policies.check_can_hand_over(obligation, owned=owner is not None or bool(owner_role.strip()))
    change(obligation, owner=owner, owner_role=owner_role.strip())
    clocks.reassign(obligation, team_id=None, owner_id=owner.pk if owner else None)
    journal.record("improvement.give_obligation_to", by=by, now=now, subject=obligation)
    return obligation


def _to_answer(obligation: Obligation, by: User, words: str, expected_version: int | None) -> Obligation:
    obligation = _written(obligation, expected_version)
    policies.check_can_answer_met(
        obligation,
        signer_owns_it=obligation.owner_id == by.pk,
        signer_said_so=obligation.met_said_by_id == by.pk,
        words=words,
    )
    return obligation


def _written(obligation: Obligation, expected_version: int | None) -> Obligation:
    obligation = lock(obligation, expected_version=expected_version)
    authorities.check_may_be_written(obligation.intervention.authority)
    return obligation
