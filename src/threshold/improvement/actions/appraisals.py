"""How are options laid out, scored on their sources, and decided between?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import calendar, journal, status
from threshold.core.actions import action, change, lock
from threshold.improvement.models import (
    AppraisalCriterion,
    AppraisalOption,
    AppraisalScore,
    Authority,
    BoardDecision,
    OptionsAppraisal,
)
from threshold.improvement.policies import appraisals as policies
from threshold.improvement.policies import authorities
from threshold.improvement.queries import appraisals as queries
from threshold.improvement.states import AppraisalState


@dataclass(frozen=True)
class Score:
    """One score: the option's and criterion's number in the appraisal (from 1), 0 to 5, and what it rests on."""

    option: int
    criterion: int
    score: int
    source: str


@action("improvement.begin_appraisal", permission=Permission.GOVERNANCE_RECORD)
def begin_appraisal(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    question: str,
    appraised_on: dt.date,
    criteria: Sequence[tuple[str, int]],
    options: Sequence[tuple[str, str]],
) -> OptionsAppraisal:
    """Lay out a question with its criteria (name, weight 1 to 100) and options (name, description).

    Raises:
        Refused: fewer than two options, no criterion, two of one name, or a weight out of range.
    """
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    policies.check_can_begin(question=question, criteria=criteria, options=[name for name, _ in options])
    appraisal = OptionsAppraisal.objects.create(
        authority=authority, title=title.strip(), question=question.strip(), appraised_on=appraised_on, made_at=now,
        made_by=by,
    )  # fmt: skip
    AppraisalCriterion.objects.bulk_create(
        AppraisalCriterion(appraisal=appraisal, number=number, name=name.strip(), weight=weight)
        for number, (name, weight) in enumerate(criteria, start=1)
    )
    AppraisalOption.objects.bulk_create(
        AppraisalOption(appraisal=appraisal, number=number, name=name.strip(), description=description.strip())
        for number, (name, description) in enumerate(options, start=1)
    )
    status.begin(appraisal, by=by, now=now)
    journal.record("improvement.begin_appraisal", by=by, now=now, subject=appraisal)
    return appraisal


@action("improvement.score_options", permission=Permission.GOVERNANCE_RECORD)
def score_options(
    appraisal: OptionsAppraisal,
    *,
    by: User,
    now: dt.datetime,
    scores: Sequence[Score],
    expected_version: int | None = None,
) -> OptionsAppraisal:
    """Score options on criteria, each score with its source. A score given before is replaced.

    Raises:
        Refused: it was decided, a score is out of range or has no source.
    """
    appraisal = lock(appraisal, expected_version=expected_version)
    authorities.check_may_be_written(appraisal.authority)
    options = {option.number: option for option in appraisal.options.all()}
    criteria = {criterion.number: criterion for criterion in appraisal.criteria.all()}
    for score in scores:
        policies.check_can_score(
            appraisal,
            score=score.score,
            source=score.source,
            belongs=score.option in options and score.criterion in criteria,
        )
    AppraisalScore.objects.bulk_create(
        [
            AppraisalScore(
                option=options[score.option], criterion=criteria[score.criterion], score=score.score,
                source=score.source.strip(),
            )
            for score in scores
        ],
        update_conflicts=True,
        unique_fields=["option", "criterion"],
        update_fields=["score", "source"],
    )  # fmt: skip
    change(appraisal)
    journal.record("improvement.score_options", by=by, now=now, subject=appraisal, detail={"scores": len(scores)})
    return appraisal


@action("improvement.decide_appraisal", permission=Permission.GOVERNANCE_RECORD)
def decide_appraisal(
    appraisal: OptionsAppraisal,
    *,
    by: User,
    now: dt.datetime,
    chosen: AppraisalOption,
    reason: str,
    decided_on: dt.date,
    departure: str = "",
    decision: BoardDecision | None = None,
    expected_version: int | None = None,
) -> OptionsAppraisal:
    """Record which option was chosen, why, and in which decision of a board.

    Args:
        departure: why not the option with the best score, where another was chosen.

    Raises:
        Refused: scores are missing, no reason is given, or not why the best score was passed over.
    """
    appraisal = lock(appraisal, expected_version=expected_version)
    authorities.check_may_be_written(appraisal.authority)
    if decision is not None:
        authorities.check_same(decision.meeting.board.authority_id == appraisal.authority_id)
    result = queries.result(appraisal)
    is_best = chosen.pk in result.best
    policies.check_can_decide(
        appraisal,
        is_complete=result.is_complete,
        is_of_it=chosen.appraisal_id == appraisal.pk,
        is_best=is_best,
        reason=reason,
        departure=departure,
        decided_on=decided_on,
        today=calendar.day_of(now),
    )
    appraisal.version += 1
    values = {
        "chosen": chosen, "reason": reason.strip(), "departure": "" if is_best else departure.strip(),
        "decided_on": decided_on, "decision": decision, "version": appraisal.version,
    }  # fmt: skip
    status.move(appraisal, AppraisalState.DECIDED, by=by, now=now, values=values)
    journal.record("improvement.decide_appraisal", by=by, now=now, subject=appraisal, detail={"best": is_best})
    return appraisal
