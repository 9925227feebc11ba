"""How does something that an audit found get put right? Raise, evidence, second look, close; and escalate.

An action is closed by a second person only: neither its owner nor whoever gave the evidence. For a child they open the
child's record from the action's page (`look_at_record`) and say what they saw. The worker escalates what is overdue.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock, once
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.core.posting import queue_email
from threshold.quality.models import ActionEscalation, Audit, AuditAction
from threshold.quality.policies import actions as policies
from threshold.quality.queries import actions as queries
from threshold.quality.queries.audits import visible_audits
from threshold.quality.states import AuditActionState
from threshold.ui import filters

S = AuditActionState
Step = ActionEscalation.Step


@action("quality.raise_action", permission=Permission.AUDIT_DO)
def raise_action(
    audit: Audit,
    *,
    by: User,
    now: dt.datetime,
    owner: User,
    what: str,
    difference: str,
    due_on: dt.date,
    submission_key: uuid.UUID | None = None,
) -> AuditAction:
    """Ask for something to be put right after an audit.

    Raises:
        NotPermitted: `by` is neither the auditor nor the quality assurance lead.
        Refused: the audit has not begun; nothing is said; the day has passed; the owner may not see the child.
    """
    audit = _locked_audit(audit, by, now)
    policies.check_can_raise(
        audit_state=audit.state,
        is_auditor=queries.is_auditor(by, audit),
        may_plan=queries.may_plan(by),
        what=what,
        difference=difference,
        due_on=due_on,
        today=day_of(now),
    )
    _check_owner(owner, audit.person_id, now)

    def make() -> AuditAction:
        made = AuditAction.objects.create(
            audit=audit,
            person=audit.person,
            team_id=queries.team_of(owner, audit, day_of(now)),
            owner=owner,
            what=what.strip(),
            difference=difference.strip(),
            due_on=due_on,
            raised_at=now,
            raised_by=by,
        )
        status.begin(made, by=by, now=now)
        _start_clock(made, now)
        return made

    made, _ = once("quality.raise_action", submission_key, now, AuditAction, make, by=by)
    _audit("quality.raise_action", made, by, now, owner_id=owner.pk, audit_id=audit.pk)
    return made


@action("quality.give_evidence", permission=Permission.QUALITY_READ)
def give_evidence(
    action: AuditAction, *, by: User, now: dt.datetime, evidence: str, expected_version: int | None = None
) -> AuditAction:
    """The owner, or a manager who answers for it, says what was done. A second person looks next."""
    action = _locked(action, by, now, expected_version)
    policies.check_can_give_evidence(
        action,
        is_owner=by.pk == action.owner_id,
        may_answer=by.may(Permission.AUDIT_ANSWER),
        evidence=evidence,
    )
    change(action, evidence=evidence.strip(), evidenced_at=now, evidenced_by=by, looked_at=None, looked_by=None)
    status.move(action, S.EVIDENCED, by=by, now=now, reason=evidence.strip())
    _audit("quality.give_evidence", action, by, now)
    return action


@action("quality.look_at_record", permission=Permission.QUALITY_READ)
def look_at_record(action: AuditAction, *, by: User, now: dt.datetime) -> AuditAction:
    """The second person opens the child's record. Only whoever did can close the action."""
    action = _locked(action, by, now)
    _check_can_look(action, by)
    # Not a change of what the form shows: its version stays, so that the look does not overtake what is being typed.
    action.looked_at, action.looked_by = now, by
    action.save(update_fields=["looked_at", "looked_by"])
    _audit("quality.look_at_record", action, by, now)
    return action


@action("quality.close_action", permission=Permission.QUALITY_READ)
def close_action(
    action: AuditAction, *, by: User, now: dt.datetime, seen: str, expected_version: int | None = None
) -> AuditAction:
    """The second look found it: the action is closed with what was seen in the record.

    Raises:
        NotPermitted: `by` owns it, gave the evidence, or gives no second looks.
        Refused: there is no evidence; the record was not opened (`look_at_record`); it is not said what was seen.
    """
    action = _locked(action, by, now, expected_version)
    _check_can_look(action, by)
    _check_look(action, by, seen)
    change(action, second_look=seen.strip(), closed_at=now, closed_by=by)
    status.move(action, S.CLOSED, by=by, now=now, reason=seen.strip())
    clocks.stop("audit-action", action, now=now)
    clocks.stop("escalated-action", action, now=now)
    _audit("quality.close_action", action, by, now)
    return action


@action("quality.return_action", permission=Permission.QUALITY_READ)
def return_action(
    action: AuditAction, *, by: User, now: dt.datetime, seen: str, expected_version: int | None = None
) -> AuditAction:
    """The second look did not find it: back to the owner, with what was seen instead."""
    action = _locked(action, by, now, expected_version)
    _check_can_look(action, by)
    _check_look(action, by, seen)
    # The evidence that did not hold stays in the history.
    change(action, evidence="", evidenced_at=None, evidenced_by=None, looked_at=None, looked_by=None)
    status.move(action, S.OPEN, by=by, now=now, reason=seen.strip())
    _audit("quality.return_action", action, by, now)
    return action


@action("quality.cancel_action", permission=Permission.AUDIT_DO)
def cancel_action(
    action: AuditAction, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> AuditAction:
    action = _locked(action, by, now, expected_version)
    policies.check_can_cancel(
        action, is_raiser=by.pk == action.raised_by_id, may_plan=queries.may_plan(by), reason=reason
    )
    change(action)
    status.move(action, S.CANCELLED, by=by, now=now, reason=reason.strip())
    for code in ("audit-action", "escalated-action"):
        clocks.cancel(code, action, now=now, reason="No longer wanted")
    _audit("quality.cancel_action", action, by, now)
    return action


@action("quality.reassign_action", permission=Permission.QUALITY_READ)
def reassign_action(
    action: AuditAction,
    *,
    by: User,
    now: dt.datetime,
    owner: User,
    due_on: dt.date,
    reason: str,
    expected_version: int | None = None,
) -> AuditAction:
    """Another owner, another day, or both, with the reason. A later day ends the escalation of the earlier one."""
    action = _locked(action, by, now, expected_version)
    changes = owner.pk != action.owner_id or due_on != action.due_on
    policies.check_can_reassign(
        action,
        is_raiser=by.pk == action.raised_by_id,
        may_plan=queries.may_plan(by),
        manages_team=by.may(Permission.AUDIT_ANSWER) and action.team_id in by.team_ids,
        changes=changes,
        changes_owner=owner.pk != action.owner_id,
        reason=reason,
    )
    before = {"owner": action.owner_id, "due_on": action.due_on.isoformat()}
    if owner.pk != action.owner_id:
        _check_owner(owner, action.person_id, now)
        change(action, owner=owner, team_id=queries.team_of(owner, action.audit, day_of(now)))
        clocks.reassign(action, team_id=action.team_id, owner_id=owner.pk)
    if due_on != action.due_on:
        policies.check_due_on(due_on=due_on, today=day_of(now))
        change(action, due_on=due_on, escalated_at=None, escalated_to=None)
        for code in ("audit-action", "escalated-action"):
            clocks.cancel(code, action, now=now, reason="Another day was agreed")
        _start_clock(action, now)
    status.move(action, action.state, by=by, now=now, reason=reason.strip())
    _audit("quality.reassign_action", action, by, now, before=before)
    return action


# --- Escalation, by the worker ------------------------------------------------------------------------------------


@action("quality.escalate_overdue_actions", permission=Permission.WORKER)
def escalate_overdue_actions(*, by: User, now: dt.datetime) -> int:
    """Put every overdue action before the manager of its owner's team; later, before a senior leader.

    May run as often as it likes: each step happens once for each due date. Where nobody leads the team, or nobody of
    them may see the child, the senior leader is told at once.

    Returns:
        how many were put before somebody now.
    """
    told = sum(_escalate(one, by, now) for one in queries.overdue_everywhere(day_of(now)))
    journal.record("quality.escalate_overdue_actions", by=by, now=now, detail={"told": told})
    return told


def _escalate(action: AuditAction, by: User, now: dt.datetime) -> bool:
    action = lock(action)
    if action.state not in queries.OPEN_STATES or action.due_on >= day_of(now):
        return False  # somebody was quicker
    steps = set(ActionEscalation.objects.filter(action=action, due_on=action.due_on).values_list("step", flat=True))
    if not steps:
        managers = queries.managers_to_tell(action, now)
        if managers:
            return _tell(action, Step.MANAGER, managers[0], by, now)
    if Step.SENIOR_LEADER in steps or (steps and not _manager_had_the_time(action, now)):
        return False
    leaders = queries.senior_leaders_to_tell(action, now)
    return bool(leaders) and _tell(action, Step.SENIOR_LEADER, leaders[0], by, now)


def _manager_had_the_time(action: AuditAction, now: dt.datetime) -> bool:
    running = Clock.objects.filter(
        rule="escalated-action", subject_type=action._meta.label_lower, subject_id=action.pk, stopped_at__isnull=True
    ).first()
    return running is not None and now > running.due_at


def _tell(action: AuditAction, step: Step, to: User, by: User, now: dt.datetime) -> bool:
    ActionEscalation.objects.create(action=action, step=step, due_on=action.due_on, to=to, at=now)
    change(action, escalated_at=now, escalated_to=to)
    if step == Step.MANAGER:
        clocks.start(
            "escalated-action",
            action,
            started_at=now,
            about_id=action.person_id,
            team_id=action.team_id,
            owner_id=to.pk,
        )
    # The mail is read over shoulders and kept in mailboxes: a reference, and nothing of the child or the worker.
    queue_email(
        action,
        purpose="overdue-action",
        to=to.email,
        heading=f"Action {action.reference} from an audit is overdue",
        body=(
            f"Action {action.reference} was to be done by {filters.date(action.due_on)} and is not closed.\n\n"
            f"It was put before you as {_AS[step]}. Sign in to Threshold, search for the reference or look under "
            "Quality, Actions, and speak with its owner.\n"
        ),
        by=by,
        now=now,
    )
    _audit("quality.escalate_action", action, by, now, step=str(step), to=to.pk)
    return True


_AS = {Step.MANAGER: "the manager of the owner's team", Step.SENIOR_LEADER: "a senior leader"}


# --- What they share ----------------------------------------------------------------------------------------------


def _locked_audit(audit: Audit, by: User, now: dt.datetime) -> Audit:
    audit = lock(audit)
    if not visible_audits(Scope(by, now)).filter(pk=audit.pk).exists():
        raise NotVisible
    return audit


def _locked(action: AuditAction, by: User, now: dt.datetime, expected_version: int | None = None) -> AuditAction:
    locked = lock(action, expected_version=expected_version)
    queries.check_visible(Scope(by, now), locked)
    return locked


def _check_owner(owner: User, person_id: int | None, now: dt.datetime) -> None:
    is_staff = owner.is_active and not owner.is_service and owner.may(Permission.QUALITY_READ)
    policies.check_owner(is_staff=is_staff, may_see=is_staff and queries.may_own(owner, person_id, now))


def _check_can_look(action: AuditAction, by: User) -> None:
    policies.check_can_look(
        action,
        is_owner=by.pk == action.owner_id,
        gave_evidence=by.pk == action.evidenced_by_id,
        may_look=queries.may_look(by),
    )


def _check_look(action: AuditAction, by: User, seen: str) -> None:
    policies.check_look(
        has_looked=action.looked_by_id == by.pk, is_about_a_child=action.person_id is not None, seen=seen
    )


def _start_clock(action: AuditAction, now: dt.datetime) -> None:
    clocks.start(
        "audit-action",
        action,
        started_at=now,
        about_id=action.person_id,
        team_id=action.team_id,
        owner_id=action.owner_id,
        limit=(action.due_on - day_of(now)).days,
        unit=clocks.Unit.CALENDAR_DAYS,
    )


def _audit(name: str, action: AuditAction, by: User, now: dt.datetime, **detail: Any) -> None:
    about = [action.person_id] if action.person_id else []
    journal.record(name, by=by, now=now, subject=action, about=about, detail=detail)
