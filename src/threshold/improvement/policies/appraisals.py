"""When may options be weighed, scored and decided between?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from threshold.core.errors import Refused
from threshold.improvement.models import OptionsAppraisal
from threshold.improvement.models.appraisals import BEST_SCORE
from threshold.improvement.states import AppraisalState


def check_can_begin(*, question: str, criteria: Sequence[tuple[str, int]], options: Sequence[str]) -> None:
    """One option is no choice; a criterion without weight is none."""
    if not question.strip():
        raise Refused("Say which question the options answer.")
    if len(options) < 2:
        raise Refused("Name at least two options; leaving things as they are can be one of them.")
    if not criteria:
        raise Refused("Name at least one criterion by which the options are judged.")
    names = [name.strip().casefold() for name, _ in criteria]
    choices = [name.strip().casefold() for name in options]
    if not all(names) or not all(choices):
        raise Refused("Give each criterion and each option a name.")
    if len(set(names)) < len(names) or len(set(choices)) < len(choices):
        raise Refused("Two criteria, or two options, have the same name. Give each its own.")
    if any(not 1 <= weight <= 100 for _, weight in criteria):
        raise Refused("A weight is a whole number from 1 to 100.")


def check_can_score(appraisal: OptionsAppraisal, *, score: int, source: str, belongs: bool) -> None:
    if appraisal.state != AppraisalState.DRAFT:
        raise Refused("This appraisal was decided: its scores stay as they were then.")
    if not belongs:
        raise Refused("That option or criterion belongs to another appraisal. Open the appraisal again.")
    if not 0 <= score <= BEST_SCORE:
        raise Refused(f"A score is a whole number from 0 to {BEST_SCORE}.")
    if not source.strip():
        raise Refused("Say for each score what it rests on: a paper, a figure, a visit.")


def check_can_decide(
    appraisal: OptionsAppraisal,
    *,
    is_complete: bool,
    is_of_it: bool,
    is_best: bool,
    reason: str,
    departure: str,
    decided_on: dt.date,
    today: dt.date,
) -> None:
    """The decision may differ from the result, and then says why."""
    if appraisal.state != AppraisalState.DRAFT:
        raise Refused("This appraisal was decided already.")
    if not is_complete:
        raise Refused("Some scores are missing, so there is no result yet. Score every option on every criterion.")
    if not is_of_it:
        raise Refused("Choose one of the options that were weighed here.")
    if not appraisal.appraised_on <= decided_on <= today:
        raise Refused("The decision falls between the day of the appraisal and today. Check the day.")
    if not reason.strip():
        raise Refused("Say why this option was chosen.")
    if not is_best and not departure.strip():
        raise Refused("Another option has a better score. Say why this one was chosen all the same.")
