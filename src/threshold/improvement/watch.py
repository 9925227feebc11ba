"""Did what proved a closed finding slip back? A job of the worker, once a day.

A closed finding is opened again where a measure that its actions named as proof, or that its closure named as evidence:

- has slipped: the XmR chart of the last 24 full months signals a change for the worse at its latest point, or
- misses its target: the last three full months together, at two month-ends running.

Only what was counted since counts: the latest month must have ended after the closure, and for the target both
month-ends. So closing a finding whose history was bad does not open it at once. A measure named only as evidence has
no target; for it the first rule holds alone. Audits named as proof follow no chart: they are too few in a month.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from threshold.access.models import User
from threshold.core.calendar import day_of
from threshold.improvement import codes
from threshold.improvement.actions.findings import reopen_slipped_finding
from threshold.improvement.models import ActionProof, Finding
from threshold.improvement.queries.findings import closed_with_what_proved_them
from threshold.improvement.queries.proofs import judged, misses, number, periods_read
from threshold.insight import compute, spc
from threshold.insight.compute import Reading


@dataclass(frozen=True)
class _Watched:
    """A measure that a closed finding stands on, with the target where one was named."""

    code: str
    better: str
    proof: ActionProof | None


def watch_closed_findings(*, by: User, now: dt.datetime) -> None:
    """Open again whatever slipped. Twice is once: a finding that is open again is not closed any more."""
    findings = closed_with_what_proved_them()
    watched = {finding.pk: _watched(finding) for finding in findings}
    wanted = {one.code for rows in watched.values() for one in rows}
    read = compute.readings(sorted(wanted), periods_read(now), now=now)
    for finding in findings:
        reasons = [reason for one in watched[finding.pk] if (reason := _slipped(finding, one, read[one.code]))]
        if reasons:
            reopen_slipped_finding(finding, by=by, now=now, reason=" ".join(reasons))


def _watched(finding: Finding) -> list[_Watched]:
    proofs = [proof for answer in finding.answered_by.all() for proof in answer.action.proofs.all() if proof.measure]
    found = {proof.measure: _Watched(proof.measure, proof.better, proof) for proof in proofs}
    for closure in finding.closures.all()[:1]:
        for evidence in closure.evidence.all():
            measure = codes.measures().get(evidence.measure)
            if measure is not None and evidence.measure not in found:
                found[measure.code] = _Watched(measure.code, measure.better, None)
    return [one for one in found.values() if one.code in codes.measures()]


def _slipped(finding: Finding, watched: _Watched, readings: list[Reading]) -> str:
    """Why it is opened again, in words and figures; empty where it need not be."""
    assert finding.closed_at is not None  # by constraint  # noqa: S101
    *monthly, latest, before = readings
    closed_on, last_month = day_of(finding.closed_at), monthly[-1]
    if last_month.period.last <= closed_on:
        return ""
    measure = codes.measures()[watched.code]
    if spc.is_slipping([reading.value for reading in monthly], watched.better):
        return (
            f"{measure.title} changed for the worse: {number(last_month.value, measure.unit)} in "
            f"{last_month.period.label}, beyond what chance explains in the {len(monthly)} months before."
        )
    proof = watched.proof
    if proof is None or before.period.last <= closed_on:
        return ""
    values = [judged(before, measure.unit), judged(latest, measure.unit)]
    if not all(misses(proof, value) for value in values):
        return ""
    target = f"{proof.get_better_display()} {number(float(proof.target or 0), measure.unit)}"
    return (
        f"{measure.title} should be {target} and was not at two month-ends running: "
        f"{number(values[0], measure.unit)} in {before.period.label}, "
        f"{number(values[1], measure.unit)} in {latest.period.label}."
    )
