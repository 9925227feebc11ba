"""Which options were weighed, and with what result?"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.improvement.models import AppraisalOption, AppraisalScore, Authority, OptionsAppraisal
from threshold.improvement.models.appraisals import BEST_SCORE
from threshold.improvement.weighing import Result, weigh


def visible_appraisals(scope: Scope) -> QuerySet[OptionsAppraisal]:
    if not scope.may(Permission.IMPROVEMENT_READ):
        return OptionsAppraisal.objects.none()
    return OptionsAppraisal.objects.select_related("authority", "chosen", "decision__meeting__board")


def get_appraisal(scope: Scope, reference: str) -> OptionsAppraisal:
    """Raises NotVisible where there is none of that reference for this person."""
    found = visible_appraisals(scope).filter(pk=references.read(reference, "X") or 0).first()
    if found is None:
        raise NotVisible
    return found


def scores_of(appraisal: OptionsAppraisal) -> dict[tuple[int, int], AppraisalScore]:
    """(option, criterion) → its score."""
    rows = AppraisalScore.objects.filter(option__appraisal=appraisal)
    return {(row.option_id, row.criterion_id): row for row in rows}


def result(appraisal: OptionsAppraisal) -> Result:
    return weigh(
        {criterion.pk: criterion.weight for criterion in appraisal.criteria.all()},
        [option.pk for option in appraisal.options.order_by("number")],
        {key: row.score for key, row in scores_of(appraisal).items()},
        best_score=BEST_SCORE,
    )


def appraisals_of(scope: Scope, authority: Authority) -> list[OptionsAppraisal]:
    """The latest first."""
    return list(visible_appraisals(scope).filter(authority=authority).order_by("-appraised_on", "-pk")[:200])


def get_option(appraisal: OptionsAppraisal, number: int) -> AppraisalOption:
    """Raises NotVisible where the appraisal has no option of that number."""
    found = appraisal.options.filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


def given_to(appraisal: OptionsAppraisal, option: AppraisalOption) -> dict[str, Any]:
    """The scores that an option has, as the form asks for them."""
    found: dict[str, Any] = {}
    for row in AppraisalScore.objects.filter(option=option).select_related("criterion"):
        found |= {f"score_{row.criterion.number}": row.score, f"source_{row.criterion.number}": row.source}
    return found
