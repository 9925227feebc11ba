"""Is the proof there? What each proof of an action says now, in numbers and in words.

A measure is judged by its last three full months together: one month of a small team swings by chance. Audits are
judged by the last six full months, and by no fewer than five of them. A re-audit must be complete and graded as well
as was asked (good, where nothing was asked). What an example of public record names was never measured here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from threshold.core.calendar import add_months, day_of
from threshold.improvement import codes
from threshold.improvement.models import ActionProof
from threshold.improvement.policies.evidence import LEAST_AUDITS
from threshold.insight import compute, spc
from threshold.insight.compute import Reading
from threshold.insight.periods import Period, months_back
from threshold.quality.grades import RANK, Grade
from threshold.quality.models import Audit, AuditGrade
from threshold.quality.states import AuditState

#: How many months an XmR chart looks back, and how many are read together to judge a target.
MONTHS, TOGETHER = 24, 3
#: Over how many full months audits are counted.
AUDIT_MONTHS = 6


@dataclass(frozen=True)
class Standing:
    """What one proof says now.

    `is_met` is None where it cannot be said. `together` is the reading that a target is judged by and `before` the
    one a month earlier; `monthly` the values an XmR chart is drawn of. `value` is in the measure's unit or percent.
    """

    proof: ActionProof
    title: str
    target: str
    says: str
    is_met: bool | None
    value: float | None = None
    together: Reading | None = None
    before: Reading | None = None
    monthly: tuple[float | None, ...] = ()
    verdict: str = ""
    #: The figure alone: "71%", "7 of 12 audits".
    short: str = ""
    audits: AuditShare | None = None
    re_audit: Audit | None = None

    @property
    def in_words(self) -> str:
        """ "Contacts decided in one working day, at least 80%: 71% in August to October 2026"."""
        return f"{self.title}, {self.target}: {self.says}"


@dataclass(frozen=True)
class AuditShare:
    """How many of the audits of some days were graded well enough."""

    period: Period
    good: int
    of: int

    @property
    def percent(self) -> float | None:
        return 100 * self.good / self.of if self.of else None


def standings(proofs: Iterable[ActionProof], *, now: dt.datetime, is_ours: bool = True) -> dict[int, Standing]:
    """Each proof's standing by its key: one query for each measure and each kind of audits that is named.

    The proofs' re-audits are looked up together; give them with `select_related("audit__re_audited_by")` to save that.
    """
    rows = list(proofs)
    if not is_ours:
        return {proof.pk: _elsewhere(proof) for proof in rows}
    read = _Read(now)
    return {proof.pk: read.standing(proof) for proof in rows}


def last_month_ended(now: dt.datetime) -> dt.date:
    """The last day of the last full month."""
    return day_of(now).replace(day=1) - dt.timedelta(days=1)


def periods_read(now: dt.datetime) -> list[Period]:
    """The months of the chart, then the three months together of this month-end and of the one before."""
    last = last_month_ended(now)
    return [*months_back(last, MONTHS), together(last), together(last.replace(day=1) - dt.timedelta(days=1))]


def together(last: dt.date) -> Period:
    """The three full months that end on a month's last day."""
    first = add_months(last.replace(day=1), 1 - TOGETHER)
    names = months_back(last, TOGETHER)
    return Period(first, last, f"{names[0].label.split()[0]} to {names[-1].label}")


def audit_share(tool: str, domain: str, at_least: str, period: Period) -> AuditShare:
    """Of the audits that were completed with a tool in some days: how many were graded at least so.

    In a domain the agreed grade counts, and the auditor's where nothing else was agreed.
    """
    enough = [grade for grade in Grade if RANK[grade] >= RANK[Grade(at_least)]]
    done = Audit.objects.filter(
        state=AuditState.COMPLETE, tool=tool, completed_at__gte=period.starts_at, completed_at__lt=period.ends_at
    )
    if not domain:
        counted = done.exclude(agreed_grade="").aggregate(
            of=Count("pk"), good=Count("pk", filter=Q(agreed_grade__in=enough))
        )
        return AuditShare(period, counted["good"], counted["of"])
    grades: dict[int, dict[str, str]] = defaultdict(dict)
    rows = AuditGrade.objects.filter(audit__in=done, domain=domain, pen__in=("agreed", "auditor"))
    for audit_id, pen, grade in rows.values_list("audit_id", "pen", "grade"):
        grades[audit_id][pen] = grade
    final = [by_pen.get("agreed") or by_pen["auditor"] for by_pen in grades.values()]
    return AuditShare(period, sum(grade in enough for grade in final), len(final))


def reading_of(measure: str, period: Period, now: dt.datetime) -> Reading:
    """What a measure says for one period now, counting everybody: what is frozen as evidence."""
    return compute.readings([measure], [period], now=now)[measure][0]


def misses(proof: ActionProof, value: float | None) -> bool:
    """Whether a value that there is misses the target."""
    return value is not None and not _reaches(proof, value)


def number(value: float | None, unit: str) -> str:
    """71%, 3.4 days, 12."""
    if value is None:
        return "nothing to count"
    text = f"{value:.1f}".removesuffix(".0")
    return {"percent": f"{text}%", "days": f"{text} days", "rate": f"{text} in 10,000"}.get(unit, text)


class _Read:
    """Reads each measure and each kind of audits once, however many proofs name it."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.periods = periods_read(now)
        self.measures: dict[str, list[Reading]] = {}
        self.shares: dict[tuple[str, str, str], AuditShare] = {}

    def standing(self, proof: ActionProof) -> Standing:
        if proof.kind == ActionProof.Kind.MEASURE:
            return self._measure(proof)
        if proof.kind == ActionProof.Kind.AUDITS:
            return self._audits(proof)
        return _re_audit(proof)

    def _measure(self, proof: ActionProof) -> Standing:
        measure = codes.measures().get(proof.measure)
        if measure is None:
            return Standing(proof, proof.measure, "", "there is no such measure any more", None)
        if proof.measure not in self.measures:
            self.measures |= compute.readings([proof.measure], self.periods, now=self.now)
        *monthly, latest, before = self.measures[proof.measure]
        values = tuple(reading.value for reading in monthly)
        value = judged(latest, measure.unit)
        says = f"{number(value, measure.unit)} in {latest.period.label}"
        return Standing(
            proof=proof,
            title=measure.title,
            target=f"{proof.get_better_display()} {number(float(proof.target or 0), measure.unit)}",
            says=says,
            is_met=None if value is None else _reaches(proof, value),
            value=value,
            together=latest,
            before=before,
            monthly=values,
            verdict=spc.verdict(spc.xmr(values), proof.better),
            short=number(value, measure.unit),
        )

    def _audits(self, proof: ActionProof) -> Standing:
        key = (proof.tool, proof.domain, proof.at_least)
        if key not in self.shares:
            last = last_month_ended(self.now)
            months = months_back(last, AUDIT_MONTHS)
            period = Period(months[0].first, last, f"{months[0].label} to {months[-1].label}")
            self.shares[key] = audit_share(*key, period)
        share = self.shares[key]
        enough = share.of >= LEAST_AUDITS
        says = f"{share.good} of {share.of} audits in {share.period.label}"
        return Standing(
            proof=proof,
            title=_audits_title(proof),
            target=f"at least {number(float(proof.target or 0), 'percent')}",
            says=says if enough else f"{says}: too few to tell",
            is_met=_reaches(proof, share.percent) if enough and share.percent is not None else None,
            value=share.percent,
            short=f"{share.good} of {share.of} audits",
            audits=share,
        )


def judged(reading: Reading, unit: str) -> float | None:
    """The value that a target is held against: counts are the mean of a month."""
    if unit == "count" and reading.value is not None:
        return reading.value / TOGETHER
    return reading.value


def _audits_title(proof: ActionProof) -> str:
    tool = codes.tools().get(proof.tool, proof.tool)
    domain = f", {codes.domains(proof.tool).get(proof.domain, proof.domain)}" if proof.domain else ""
    return f"Audits “{tool}{domain}” graded {Grade(proof.at_least).label.lower()} or better"


def _re_audit(proof: ActionProof) -> Standing:
    audit = proof.audit
    assert audit is not None  # by constraint  # noqa: S101
    wanted = Grade(proof.at_least or Grade.GOOD)
    again: Audit | None = getattr(audit, "re_audited_by", None)
    title, target = "Re-audit of the same child", f"graded {wanted.label.lower()} or better"
    if again is None or again.state != AuditState.COMPLETE or not again.agreed_grade:
        return Standing(proof, title, target, "not complete yet", None, re_audit=again)
    met = RANK[Grade(again.agreed_grade)] >= RANK[wanted]
    return Standing(proof, title, target, f"graded {again.get_agreed_grade_display().lower()}", met, re_audit=again)


def _elsewhere(proof: ActionProof) -> Standing:
    title = codes.measure_title(proof.measure) if proof.measure else proof.get_kind_display()
    return Standing(proof, title, "", "an example of public record: never measured here", None)


def _reaches(proof: ActionProof, value: float) -> bool:
    target = float(proof.target or 0)
    return value <= target if proof.better == ActionProof.Better.LOWER else value >= target
