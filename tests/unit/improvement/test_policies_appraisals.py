"""May options be weighed, scored and decided between? And does the result add up?"""

import datetime as dt
import itertools
from fractions import Fraction

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import OptionsAppraisal
from threshold.improvement.policies import appraisals as policies
from threshold.improvement.states import AppraisalState
from threshold.improvement.weighing import weigh

YES_NO = (True, False)
DAY = dt.date(2026, 3, 11)


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("question", ["", " ", "Who shall provide?"])
@pytest.mark.parametrize(
    ("criteria", "criteria_fine"),
    [([], False), ([("Cost", 1)], True), ([("Cost", 0)], False), ([("Cost", 101)], False), ([("", 5)], False),
     ([("Cost", 100), ("cost ", 1)], False), ([("Cost", 40), ("Care", 60)], True)],
)  # fmt: skip
@pytest.mark.parametrize(
    ("options", "options_fine"),
    [([], False), (["Stay"], False), (["Stay", "Go"], True), (["Stay", "stay"], False), (["Stay", " "], False)],
)
def test_a_choice_has_two_options_and_criteria_that_weigh(question, criteria, criteria_fine, options, options_fine):
    expected = bool(question.strip()) and criteria_fine and options_fine
    facts = {"question": question, "criteria": criteria, "options": options}
    assert allows(policies.check_can_begin, **facts) == expected


@pytest.mark.parametrize("state", AppraisalState)
@pytest.mark.parametrize("score", [-1, 0, 5, 6])
@pytest.mark.parametrize("source", ["", " ", "Paper 4"])
@pytest.mark.parametrize("belongs", YES_NO)
def test_a_score_has_a_source_and_is_in_range(state, score, source, belongs):
    expected = state == AppraisalState.DRAFT and 0 <= score <= 5 and bool(source.strip()) and belongs
    appraisal = OptionsAppraisal(state=state)
    assert allows(policies.check_can_score, appraisal, score=score, source=source, belongs=belongs) == expected


@pytest.mark.parametrize("state", AppraisalState)
@pytest.mark.parametrize("days", [-1, 0, 3, 4])
def test_a_decision_has_a_reason_and_one_more_where_it_departs_from_the_result(state, days):
    appraisal = OptionsAppraisal(state=state, appraised_on=DAY)
    for complete, of_it, best in itertools.product(YES_NO, repeat=3):
        for reason, departure in itertools.product(("", " ", "Because"), repeat=2):
            expected = (
                state == AppraisalState.DRAFT
                and complete
                and of_it
                and 0 <= days <= 3
                and bool(reason.strip())
                and (best or bool(departure.strip()))
            )
            facts = {
                "is_complete": complete, "is_of_it": of_it, "is_best": best, "reason": reason, "departure": departure,
                "decided_on": DAY + dt.timedelta(days=days), "today": DAY + dt.timedelta(days=3),
            }  # fmt: skip
            assert allows(policies.check_can_decide, appraisal, **facts) == expected


def test_the_weighted_sum_is_what_one_gets_by_hand():
    weights = {1: 50, 2: 30, 3: 20}
    scores = {(7, 1): 4, (7, 2): 2, (7, 3): 5, (8, 1): 3, (8, 2): 5, (8, 3): 3}
    result = weigh(weights, [7, 8], scores, best_score=5)
    # 4×50 + 2×30 + 5×20 = 360 and 3×50 + 5×30 + 3×20 = 360, of 500 possible: a tie.
    assert [option.points for option in result.options] == [360, 360]
    assert [option.share for option in result.options] == [Fraction(18, 25)] * 2
    assert result.best == [7, 8]
    assert result.options[0].percent == "72%"


def test_there_is_no_best_while_a_score_is_missing_and_none_among_nothing():
    result = weigh({1: 1, 2: 1}, [7, 8], {(7, 1): 5, (7, 2): 5, (8, 1): 1}, best_score=5)
    assert not result.is_complete
    assert result.best == []
    assert result.options[1].missing == 1
    assert result.options[1].percent == ""
    assert not weigh({}, [], {}, best_score=5).is_complete


def test_a_score_of_another_appraisal_counts_for_nothing():
    result = weigh({1: 1}, [7, 8], {(7, 1): 2, (8, 1): 1, (7, 99): 5}, best_score=5)
    assert result.best == [7]
    assert result.options[0].points == 2
