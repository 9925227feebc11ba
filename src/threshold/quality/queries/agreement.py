"""How far do two auditors agree when neither sees the other's grade?

Over every audit that was graded twice. These are figures about auditors, published with the same numbers to everybody;
they hold no record and no child, and whoever may see no child is told of no auditor either.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import LONDON
from threshold.quality.grades import RANK
from threshold.quality.models import Audit, AuditGrade, Pen
from threshold.quality.queries.audits import JUDGED_STATES
from threshold.quality.statistics import Kappa, weighted_kappa

WHOLE = ""


@dataclass(frozen=True)
class Agreement:
    """Kappa of whole grades, of each domain's (`(tool, domain)`), and of each auditor's whole grades.

    `pairs` counts `(auditor's grade, moderator's grade)` of the whole, for the table that is shown beside.
    """

    whole: Kappa
    by_domain: dict[tuple[str, str], Kappa]
    by_auditor: list[tuple[User, Kappa]]
    pairs: dict[tuple[str, str], int]


def agreement(scope: Scope, *, first: dt.date | None = None, last: dt.date | None = None) -> Agreement:
    """Of the audits that were moderated in a time, or ever. Two queries.

    By auditor it is for whoever reads audits; an auditor sees their own.
    """
    scope.require(Permission.QUALITY_READ)
    whole, by_domain, by_auditor = [], defaultdict(list), defaultdict(list)
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for audit, domain, auditors, moderators in _pairs(_moderated(first, last)):
        ranks = RANK[auditors], RANK[moderators]  # type: ignore[index]
        if domain == WHOLE:
            whole.append(ranks)
            by_auditor[audit.auditor_id].append(ranks)
            pairs[auditors, moderators] += 1
        else:
            by_domain[audit.tool, domain].append(ranks)
    shown = by_auditor if scope.may(Permission.AUDITS_READ) else {
        pk: found for pk, found in by_auditor.items() if pk == scope.user.pk
    }  # fmt: skip
    users = User.objects.in_bulk(list(shown))
    named = sorted(((users[pk], weighted_kappa(found)) for pk, found in shown.items()), key=lambda row: row[0].name)
    domains = {key: weighted_kappa(found) for key, found in sorted(by_domain.items())}
    return Agreement(weighted_kappa(whole), domains, named, dict(pairs))


def _moderated(first: dt.date | None, last: dt.date | None) -> QuerySet[Audit]:
    rows = Audit.objects.filter(state__in=JUDGED_STATES, moderated_at__isnull=False)
    if first is not None:
        rows = rows.filter(moderated_at__gte=dt.datetime.combine(first, dt.time.min, LONDON))
    if last is not None:
        rows = rows.filter(moderated_at__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, LONDON))
    return rows


def _pairs(audits: QuerySet[Audit]) -> list[tuple[Audit, str, str, str]]:
    """`(audit, domain, auditor's grade, moderator's grade)` for everything that both graded."""
    given: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    by_id = {audit.pk: audit for audit in audits}
    rows = AuditGrade.objects.filter(audit__in=audits.values("pk"), pen__in=(Pen.AUDITOR, Pen.MODERATOR))
    for audit_id, domain, pen, grade in rows.values_list("audit_id", "domain", "pen", "grade"):
        given[audit_id, domain][pen] = grade
    return [
        (by_id[audit_id], domain, grades[Pen.AUDITOR], grades[Pen.MODERATOR])
        for (audit_id, domain), grades in sorted(given.items())
        if len(grades) == 2 and audit_id in by_id
    ]
