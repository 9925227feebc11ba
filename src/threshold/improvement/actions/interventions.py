"""How is a notice or direction recorded, varied and revoked, and how does one of its requirements come to be met?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.core.calendar import day_of
from threshold.improvement.models import (
    Appointment,
    Authority,
    Intervention,
    Obligation,
    ObligationChange,
    SourceDocument,
    Variation,
)
from threshold.improvement.policies import authorities
from threshold.improvement.policies import interventions as policies
from threshold.improvement.states import ObligationState
from threshold.insight.periods import midnight

Change = ObligationChange.Kind


@dataclass(frozen=True)
class Requirement:
    """One requirement as it is written down: its words, its day where it has one, and who has it in hand."""

    words: str
    due_on: dt.date | None = None
    owner: User | None = None
    owner_role: str = ""

    @property
    def is_owned(self) -> bool:
        return self.owner is not None or bool(self.owner_role.strip())


@action("improvement.record_intervention", permission=Permission.INTERVENTION_RECORD)
def record_intervention(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    title: str,
    issuer: str,
    legal_basis: str,
    issued_on: dt.date,
    requirements: Sequence[Requirement],
    document: SourceDocument | None = None,
    date_precision: str = "day",
) -> Intervention:
    """Record a notice or direction with its requirements. Where it is ours, a requirement with a day has a clock."""
    authorities.check_may_be_written(authority)
    policies.check_can_record(
        title=title,
        issuer=issuer,
        legal_basis=legal_basis,
        issued_on=issued_on,
        today=day_of(now),
        requirements=len(requirements),
    )
    intervention = Intervention.objects.create(
        authority=authority,
        kind=kind,
        title=title,
        issuer=issuer,
        legal_basis=legal_basis,
        issued_on=issued_on,
        date_precision=date_precision,
        document=document,
        recorded_at=now,
        recorded_by=by,
    )
    for requirement in requirements:
        _require(intervention, requirement, since=issued_on, by=by, now=now)
    journal.record("improvement.record_intervention", by=by, now=now, subject=intervention, detail={"kind": kind})
    return intervention


@action("improvement.vary_intervention", permission=Permission.INTERVENTION_RECORD)
def vary_intervention(
    intervention: Intervention,
    *,
    by: User,
    now: dt.datetime,
    varied_on: dt.date,
    reason: str,
    add: Sequence[Requirement] = (),
    move: Mapping[int, dt.date] | None = None,
    lift: Iterable[int] = (),
    expected_version: int | None = None,
) -> Variation:
    """Whoever issued it changed it: requirements added, given another day, or lifted. What was before is kept.

    Args:
        move: the new day of requirements, by key. lift: keys of those that are no longer required.
    """
    intervention = _written(intervention, expected_version)
    moves, lifted = dict(move or {}), set(lift)
    touched = {row.pk: row for row in intervention.obligations.filter(pk__in=[*moves, *lifted])}
    over = (ObligationState.MET, ObligationState.LIFTED)
    policies.check_can_vary(
        intervention,
        reason=reason,
        varied_on=varied_on,
        today=day_of(now),
        changes=len(add) + len(touched),
        over=[row.reference for row in touched.values() if row.state in over],
        too_early=[touched[pk].reference for pk, day in moves.items() if pk in touched and day < varied_on],
    )
    variation = Variation.objects.create(
        intervention=intervention, varied_on=varied_on, reason=reason, recorded_at=now, recorded_by=by
    )
    for pk, row in touched.items():
        obligation = lock(row)
        if pk in lifted:
            _lift(obligation, variation, by, now, reason)
        else:
            _move(obligation, variation, moves[pk], by, now)
    for requirement in add:
        made = _require(intervention, requirement, since=varied_on, by=by, now=now)
        _changed(variation, made, Change.ADDED, None, requirement.due_on)
    change(intervention)
    journal.record("improvement.vary_intervention", by=by, now=now, subject=intervention, detail={"id": variation.pk})
    return variation


@action("improvement.revoke_intervention", permission=Permission.INTERVENTION_RECORD)
def revoke_intervention(
    intervention: Intervention,
    *,
    by: User,
    now: dt.datetime,
    ended_on: dt.date,
    reason: str,
    end_precision: str = "day",
    expected_version: int | None = None,
) -> Intervention:
    """It ends: what was still required is lifted, appointments that run end with it."""
    intervention = _written(intervention, expected_version)
    policies.check_can_revoke(intervention, reason=reason, ended_on=ended_on, today=day_of(now))
    change(intervention, ended_on=ended_on, end_precision=end_precision, end_reason=reason)
    for row in intervention.obligations.filter(state__in=(ObligationState.OPEN, ObligationState.MET_PROPOSED)):
        obligation = lock(row)
        change(obligation)
        status.move(obligation, ObligationState.LIFTED, by=by, now=now, reason=reason)
        clocks.cancel("obligation", obligation, now=now, reason="The notice or direction ended")
    intervention.appointments.filter(ends_on__isnull=True, starts_on__lte=ended_on).update(
        ends_on=ended_on, end_precision=end_precision
    )
    journal.record("improvement.revoke_intervention", by=by, now=now, subject=intervention)
    return intervention


@action("improvement.appoint", permission=Permission.INTERVENTION_RECORD)
def appoint(
    intervention: Intervention,
    *,
    by: User,
    now: dt.datetime,
    role: str,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    user: User | None = None,
    date_precision: str = "day",
    end_precision: str = "day",
) -> Appointment:
    """Record who was appointed under it: a commissioner, an improvement partner, a chair, an adviser."""
    intervention = _written(intervention)
    policies.check_can_appoint(intervention, name=name, starts_on=starts_on, ends_on=ends_on)
    appointment = Appointment.objects.create(
        intervention=intervention,
        role=role,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        user=user,
        date_precision=date_precision,
        end_precision=end_precision,
    )
    journal.record("improvement.appoint", by=by, now=now, subject=appointment, detail={"role": role})
    return appointment


@action("improvement.end_appointment", permission=Permission.INTERVENTION_RECORD)
def end_appointment(appointment: Appointment, *, by: User, now: dt.datetime, ends_on: dt.date) -> Appointment:
    """The appointment ended on a day."""
    appointment = lock(appointment)
    authorities.check_may_be_written(appointment.intervention.authority)
    policies.check_can_end_appointment(
        starts_on=appointment.starts_on, has_ended=appointment.ends_on is not None, ends_on=ends_on
    )
    appointment.ends_on = ends_on
    appointment.save(update_fields=["ends_on"])
    journal.record("improvement.end_appointment", by=by, now=now, subject=appointment)
    return appointment


def _require(
    intervention: Intervention, requirement: Requirement, *, since: dt.date, by: User, now: dt.datetime
) -> Obligation:
    policies.check_requirement(
        words=requirement.words, due_on=requirement.due_on, since=since, owned=requirement.is_owned
    )
    last = intervention.obligations.aggregate(last=Max("number"))["last"] or 0
    obligation = Obligation.objects.create(
        intervention=intervention,
        number=last + 1,
        words=requirement.words,
        due_on=requirement.due_on,
        owner=requirement.owner,
        owner_role=requirement.owner_role.strip(),
    )
    status.begin(obligation, by=by, now=now)
    _start_clock(obligation, since)
    return obligation


def _start_clock(obligation: Obligation, since: dt.date) -> None:
    """From the day of the notice or variation to the requirement's own day. An example's history runs no clocks."""
    if obligation.due_on is None or not obligation.intervention.authority.is_ours:
        return
    clocks.start(
        "obligation",
        obligation,
        started_at=midnight(since),
        owner_id=obligation.owner_id,
        limit=(obligation.due_on - since).days,
        unit=clocks.Unit.CALENDAR_DAYS,
    )


def _lift(obligation: Obligation, variation: Variation, by: User, now: dt.datetime, reason: str) -> None:
    change(obligation)
    status.move(obligation, ObligationState.LIFTED, by=by, now=now, reason=reason)
    clocks.cancel("obligation", obligation, now=now, reason="Lifted by a variation")
    _changed(variation, obligation, Change.LIFTED, obligation.due_on, obligation.due_on)


def _move(obligation: Obligation, variation: Variation, due_on: dt.date, by: User, now: dt.datetime) -> None:
    before = obligation.due_on
    change(obligation, due_on=due_on)
    clocks.cancel("obligation", obligation, now=now, reason="Given another date by a variation")
    _start_clock(obligation, variation.varied_on)
    _changed(variation, obligation, Change.MOVED, before, due_on)


def _changed(
    variation: Variation, obligation: Obligation, kind: str, before: dt.date | None, after: dt.date | None
) -> None:
    ObligationChange.objects.create(
        variation=variation, obligation=obligation, kind=kind, due_before=before, due_after=after
    )


def _written(intervention: Intervention, expected_version: int | None = None) -> Intervention:
    intervention = lock(intervention, expected_version=expected_version)
    authorities.check_may_be_written(intervention.authority)
    return intervention
