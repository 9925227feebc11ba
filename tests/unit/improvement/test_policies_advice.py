"""How is advice filed and answered?"""

import datetime as dt

import pytest

from threshold.core.errors import Refused
from threshold.improvement.models import Advice
from threshold.improvement.policies import advice as policies


def refuses(match, call, *args, **kwargs):
    with pytest.raises(Refused, match=match):
        call(*args, **kwargs)


FILE = {
    "kind": "recommendation",
    "given_as": "partner",
    "title": "Caseloads",
    "words": "Lower them",
    "alien_document": False,
}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None), ({"kind": "report", "given_as": "chair"}, None), ({"kind": "letter"}, "report or a recommendation"),
        ({"given_as": "friend"}, "which part"), ({"title": ""}, "title"), ({"words": " "}, "found or recommend"),
        ({"alien_document": True}, "another authority"),
    ],
)  # fmt: skip
def test_advice_is_filed_whole(changed, match):
    if match is None:
        policies.check_can_file(**{**FILE, **changed})
    else:
        refuses(match, policies.check_can_file, **{**FILE, **changed})


ANSWER = {"answer": "accepted", "reason": "It is right", "leads_to": 1, "alien": False, "answerer_gave_it": False}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None), ({"answer": "partly", "leads_to": 0}, None), ({"answer": "not_accepted", "leads_to": 0}, None),
        ({"leads_to": 0}, "leads to"), ({"answer": "perhaps"}, "accepted"), ({"reason": ""}, "reason"),
        ({"alien": True}, "another authority"), ({"answerer_gave_it": True}, "You gave"),
    ],
)  # fmt: skip
def test_a_recommendation_is_answered_with_a_reason(changed, match):
    asked = Advice(kind="recommendation")
    if match is None:
        policies.check_can_answer(asked, **{**ANSWER, **changed})
    else:
        refuses(match, policies.check_can_answer, asked, **{**ANSWER, **changed})


def test_a_report_is_not_answered_and_nothing_twice():
    refuses("is read", policies.check_can_answer, Advice(kind="report"), **ANSWER)
    answered = Advice(kind="recommendation", answer="partly", answered_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    refuses("already", policies.check_can_answer, answered, **ANSWER)
