"""Who gets a record to judge? The program gives it, by turns; whoever knows the family stands aside."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, packs, status
from threshold.core.actions import action, change, lock
from threshold.people.queries import is_visible_to
from threshold.quality import sampling, telling
from threshold.quality.models import Audit, AuditAlert, DeclaredConflict, Pen, SampledRecord, ThemeTag
from threshold.quality.policies import audits as policies
from threshold.quality.policies import programme as programme_policies
from threshold.quality.queries import audits as queries
from threshold.quality.queries.eligible import Pool, practice_of, who_knows_the_grade, who_stood_aside
from threshold.quality.states import AuditState


def new_seed() -> str:
    """Thirty-two hexadecimal digits that nobody could have known before."""
    return secrets.token_hex(16)


# --- What the actions share -----------------------------------------------------------------------------------------


def locked(audit: Audit, by: User, now: dt.datetime, expected_version: int | None = None) -> Audit:
    """The audit, locked, if this person may see it. Raises NotVisible, Stale."""
    queries.check_visible(Scope(by, now), audit)
    return lock(audit, expected_version=expected_version)


def about(audit: Audit) -> list[int]:
    return [audit.person_id] if audit.person_id else []


def seed_of(audit: Audit) -> str:
    """The seed of the draw that it came from; a fresh one for an audit that was not drawn."""
    record = SampledRecord.objects.filter(audit=audit).select_related("draw").first()
    return record.draw.seed if record else new_seed()


@dataclass(frozen=True)
class Given:
    """What an audit is of, when it is given out."""

    kind: str
    tool: str
    subject_type: str
    subject_id: int
    subject_reference: str
    is_picked_for_moderation: bool = False
    re_audit_of: Audit | None = None


def give(what: Given, record: Audit | SampledRecord, auditor: User, by: User, now: dt.datetime) -> Audit:
    """Make the audit of a record, in the auditor's hands, with its clock. `record` says whose practice it is."""
    audit = Audit.objects.create(
        kind=what.kind,
        tool=what.tool,
        pack_version=packs.current(),
        subject_type=what.subject_type,
        subject_id=what.subject_id,
        subject_reference=what.subject_reference,
        person_id=record.person_id,
        team_id=record.team_id,
        worker_id=record.worker_id,
        involved_ids=record.involved_ids,
        practised_on=record.practised_on,
        auditor=auditor,
        is_picked_for_moderation=what.is_picked_for_moderation,
        re_audit_of=what.re_audit_of,
        assigned_at=now,
        assigned_by=by,
    )
    status.begin(audit, by=by, now=now)
    start_clock("audit-do", audit, auditor, now)
    return audit


def start_clock(code: str, audit: Audit, owner: User | None, now: dt.datetime) -> None:
    """The audit's clocks are in the hands of whoever judges, and in no list of the audited team."""
    clocks.start(
        code, audit, started_at=now, about_id=audit.person_id, owner_id=owner.pk if owner is not None else None
    )


def turn(rotation: Iterable[int], may: Collection[User], load: Counter[int]) -> User | None:
    """Of those who may, whoever has the fewest so far; between equals the rotation decides. None where nobody may."""
    by_id = {user.pk: user for user in may}
    order = [pk for pk in rotation if pk in by_id]
    if not order:
        return None
    chosen = min(order, key=lambda pk: load[pk])  # `min` keeps the first of equals
    load[chosen] += 1
    return by_id[chosen]


def next_auditor(audit: Audit, now: dt.datetime, *, but: Collection[int]) -> User | None:
    """Who audits a record instead: the next by turns, of those who may, whoever has the fewest of the same draw."""
    record = SampledRecord.objects.filter(audit=audit).select_related("draw").first()
    may = Pool(Permission.AUDIT_DO, now).who_may_judge(
        practice_of(audit), but={*but, *who_stood_aside(audit), audit.moderator_id or 0}
    )
    load: Counter[int] = Counter()
    rotation = sampling.rotation(seed_of(audit), [user.pk for user in may])
    if record is not None:
        load.update(SampledRecord.objects.filter(draw=record.draw_id).values_list("audit__auditor_id", flat=True))
        kept = record.draw.rotation
        rotation = [*kept, *(pk for pk in rotation if pk not in kept)]
    return turn(rotation, may, load)


def who_may_moderate(audit: Audit, now: dt.datetime, *, but: Collection[int] = ()) -> list[User]:
    """Who could grade it a second time, blind: neither the auditor nor anybody who was told of an alert."""
    out = {audit.auditor_id, audit.joint_auditor_id or 0, *but, *who_stood_aside(audit), *who_knows_the_grade(audit)}
    return Pool(Permission.AUDIT_MODERATE, now).who_may_judge(practice_of(audit), but=out)


def next_moderator(audit: Audit, now: dt.datetime, *, but: Collection[int] = ()) -> User | None:
    may = {user.pk: user for user in who_may_moderate(audit, now, but=but)}
    order = sampling.rotation(f"{seed_of(audit)}:{audit.reference}", may)
    return may[order[0]] if order else None


# --- The verbs ------------------------------------------------------------------------------------------------------


@action("quality.stand_aside", permission=Permission.AUDIT_DO)
def stand_aside(audit: Audit, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None) -> Audit:
    """Say "I know this family", or what else stands in the way; the audit goes to the next person at once.

    Where nobody else may audit it, a drawn record is held; a moderation waits until somebody may.

    Raises:
        Refused: nothing waits for this person's judgement, or there is no reason.
    """
    audit = locked(audit, by, now, expected_version)
    as_moderator = audit.moderator_id == by.pk
    policies.check_can_stand_aside(
        audit, is_auditor=audit.auditor_id == by.pk, is_moderator=as_moderator, reason=reason
    )
    pen = Pen.MODERATOR if as_moderator else Pen.AUDITOR
    DeclaredConflict.objects.create(audit=audit, user=by, pen=pen, reason=reason.strip(), at=now)
    _pass_on(audit, by, now, reason="Somebody stood aside", but=[by.pk])
    journal.record("quality.stand_aside", by=by, now=now, subject=audit, about=about(audit), detail={"pen": pen.value})
    return audit


@action("quality.pass_on_audit", permission=Permission.AUDIT_PLAN)
def pass_on_audit(
    audit: Audit, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> Audit:
    """Take an audit, or a second grade, from somebody who is away: the next person is found by turns.

    Raises:
        Refused: it is in nobody's hands to judge, or there is no reason.
    """
    audit = locked(audit, by, now, expected_version)
    policies.check_can_pass_on(audit, reason=reason)
    had = audit.moderator_id if audit.state == AuditState.AWAITING_MODERATION else audit.auditor_id
    _pass_on(audit, by, now, reason=reason.strip(), but=[had] if had else [])
    journal.record("quality.pass_on_audit", by=by, now=now, subject=audit, about=about(audit), detail={"from": had})
    return audit


def _pass_on(audit: Audit, by: User, now: dt.datetime, *, reason: str, but: Collection[int]) -> None:
    if audit.state == AuditState.AWAITING_MODERATION:
        moderator = next_moderator(audit, now, but=but)
        change(audit, moderator=moderator)
        status.move(audit, AuditState.AWAITING_MODERATION, by=by, now=now, reason=reason)
        clocks.reassign(audit, team_id=None, owner_id=moderator.pk if moderator else None)
        telling.tell_moderator(audit, by=by, now=now)
        return
    auditor = next_auditor(audit, now, but=but)
    if auditor is None:
        _hold(audit, by, now, reason)
        return
    change(audit, auditor=auditor)
    status.move(audit, AuditState.ASSIGNED, by=by, now=now, reason=reason)
    clocks.cancel("audit-do", audit, now=now, reason="Passed on")
    start_clock("audit-do", audit, auditor, now)
    telling.tell_auditors([audit], by=by, now=now)


def _hold(audit: Audit, by: User, now: dt.datetime, reason: str) -> None:
    """Nobody else may audit it: the audit ends, and the record of the sample waits for somebody who may."""
    SampledRecord.objects.filter(audit=audit).update(audit=None)
    change(audit)
    status.move(audit, AuditState.CANCELLED, by=by, now=now, reason=f"{reason}. Nobody else may audit this record now.")
    clocks.cancel("audit-do", audit, now=now, reason="Nobody may audit this record now")


@action("quality.give_held_record", permission=Permission.AUDIT_PLAN)
def give_held_record(record: SampledRecord, *, by: User, now: dt.datetime) -> Audit:
    """Try again to give out a record that was held.

    Raises:
        Refused: it is not held, or still nobody may audit it.
    """
    record = lock(record)
    programme_policies.check_is_held(record, has_audit=record.audit_id is not None)
    may = Pool(Permission.AUDIT_DO, now).who_may_judge(practice_of(record), but=_stood_aside_from(record))
    load = Counter(SampledRecord.objects.filter(draw=record.draw_id).values_list("audit__auditor_id", flat=True))
    draw = record.draw
    order = [
        *draw.rotation,
        *(pk for pk in sampling.rotation(draw.seed, [u.pk for u in may]) if pk not in draw.rotation),
    ]
    auditor = turn(order, may, load)
    programme_policies.check_somebody_may(found=auditor is not None)
    assert auditor is not None  # noqa: S101 - the policy above has refused
    audit = give_drawn(record, auditor, by, now)
    telling.tell_auditors([audit], by=by, now=now)
    journal.record("quality.give_held_record", by=by, now=now, subject=audit, about=about(audit))
    return audit


def give_drawn(record: SampledRecord, auditor: User, by: User, now: dt.datetime) -> Audit:
    """Make the audit of a drawn record. It counts from now on under the theme that its item is to tell about."""
    audit = give(_given_from(record), record, auditor, by, now)
    record.audit = audit
    record.save(update_fields=["audit"])
    if theme := record.draw.item.theme:
        ThemeTag.objects.create(
            theme=theme, subject_type=audit._meta.label_lower, subject_id=audit.pk, tagged_at=now, tagged_by=by
        )
    return audit


def _given_from(record: SampledRecord) -> Given:
    """What a drawn record is audited with, by its item of the programme."""
    draw = record.draw
    item = draw.item
    picked = sampling.is_picked(draw.seed, record.subject_reference, every=item.moderate_every)
    return Given(
        item.kind,
        item.tool,
        draw.subject_type,
        record.subject_id,
        record.subject_reference,
        picked and item.kind != Audit.Kind.DIP_SAMPLE,
    )


def _stood_aside_from(record: SampledRecord) -> set[int]:
    rows = DeclaredConflict.objects.filter(
        audit__subject_type=record.draw.subject_type, audit__subject_id=record.subject_id
    )
    return set(rows.values_list("user_id", flat=True))


@action("quality.give_re_audit", permission=Permission.AUDIT_PLAN)
def give_re_audit(audit: Audit, *, by: User, now: dt.datetime) -> Audit:
    """Audit the same child again with the same tool: by somebody new where there is anybody, and always by turns.

    Args:
        audit: the first one, which is complete.

    Raises:
        Refused: it is not complete, has a re-audit, or nobody may audit it.
    """
    audit = locked(audit, by, now)
    policies.check_can_re_audit(audit, has_re_audit=Audit.objects.filter(re_audit_of=audit).exists())
    may = Pool(Permission.AUDIT_DO, now).who_may_judge(practice_of(audit), but=who_stood_aside(audit))
    fresh = [user for user in may if user.pk not in (audit.auditor_id, audit.moderator_id)]
    auditor = turn(sampling.rotation(new_seed(), [user.pk for user in may]), fresh or may, Counter())
    programme_policies.check_somebody_may(found=auditor is not None)
    assert auditor is not None  # noqa: S101 - the policy above has refused
    what = Given(
        audit.kind, audit.tool, audit.subject_type, audit.subject_id, audit.subject_reference, re_audit_of=audit
    )
    again = give(what, audit, auditor, by, now)
    telling.tell_auditors([again], by=by, now=now)
    journal.record(
        "quality.give_re_audit", by=by, now=now, subject=again, about=about(again), detail={"re_audit_of": audit.pk}
    )
    return again


@action("quality.cancel_audit", permission=Permission.AUDIT_PLAN)
def cancel_audit(
    audit: Audit, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> Audit:
    """End an audit that was not handed in and did not come from a sample.

    Raises:
        Refused: it was handed in, raised an alert, belongs to a sample, or there is no reason.
    """
    audit = locked(audit, by, now, expected_version)
    policies.check_can_cancel(
        audit,
        has_alert=AuditAlert.objects.filter(audit=audit).exists(),
        is_sampled=SampledRecord.objects.filter(audit=audit).exists(),
        reason=reason,
    )
    change(audit)
    status.move(audit, AuditState.CANCELLED, by=by, now=now, reason=reason.strip())
    clocks.cancel("audit-do", audit, now=now, reason="Cancelled")
    journal.record("quality.cancel_audit", by=by, now=now, subject=audit, about=about(audit))
    return audit


@action("quality.ask_joint_auditor", permission=Permission.AUDIT_PLAN)
def ask_joint_auditor(
    audit: Audit, *, by: User, now: dt.datetime, joint_auditor: User, expected_version: int | None = None
) -> Audit:
    """Ask somebody of the improvement partner to audit beside the auditor.

    They see the questions, later answers and grades, and the auditor's note for them; never who the child is.

    Raises:
        Refused: their role does not allow it, the audit was handed in, or somebody else was asked.
    """
    audit = locked(audit, by, now, expected_version)
    has_to_see = joint_auditor.may(Permission.PEOPLE_READ) and audit.person_id is not None
    may_see = not has_to_see or is_visible_to(joint_auditor, audit.person_id or 0, now=now)
    policies.check_can_join(
        audit,
        may_join=joint_auditor.may(Permission.AUDIT_JOINTLY) and may_see,
        has_other=audit.joint_auditor_id not in (None, joint_auditor.pk),
    )
    is_new = audit.joint_auditor_id is None
    change(audit, joint_auditor=joint_auditor)
    if is_new:
        telling.tell_joint_auditor(audit, by=by, now=now)
    journal.record(
        "quality.ask_joint_auditor", by=by, now=now, subject=audit, about=about(audit),
        detail={"joint_auditor": joint_auditor.pk},
    )  # fmt: skip
    return audit


@action("quality.give_joint_view", permission=Permission.AUDIT_JOINTLY)
def give_joint_view(
    audit: Audit, *, by: User, now: dt.datetime, view: str, expected_version: int | None = None
) -> Audit:
    """What the joint auditor saw, beside the auditor's own judgement. Written once.

    Raises:
        Refused: they were not asked, have said it already, or say nothing.
    """
    audit = locked(audit, by, now, expected_version)
    policies.check_can_give_joint_view(audit, is_joint_auditor=audit.joint_auditor_id == by.pk, view=view)
    change(audit, joint_view=view.strip(), joint_viewed_at=now)
    journal.record("quality.give_joint_view", by=by, now=now, subject=audit, about=about(audit))
    return audit
