"""Those who were appointed advise; the authority answers, and what it accepts leads to something."""

from __future__ import annotations

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import Clock
from threshold.improvement.actions import advice
from threshold.improvement.models import Advice

pytestmark = pytest.mark.django_db


def _file(loop, role="improvement_partner", **more):
    return advice.file_advice(
        loop.authority, **loop.who(loop.make_user(role)),
        **{"kind": "recommendation", "given_as": "partner", "title": "Caseloads", "words": "Lower them", **more},
    )  # fmt: skip


def test_a_recommendation_has_a_clock_and_is_answered_with_what_it_leads_to(loop):
    asked = _file(loop)
    assert Clock.objects.get(rule="advice-answer").subject_id == asked.pk
    with pytest.raises(Refused, match="leads to"):
        advice.answer_advice(asked, **loop.who(loop.lead), answer="accepted", reason="Right")
    answered = advice.answer_advice(
        asked, **loop.who(loop.lead), answer="accepted", reason="Right", plan_action=loop.action
    )
    assert (answered.answer, answered.action) == ("accepted", loop.action)
    assert Clock.objects.get(rule="advice-answer").outcome == "met"
    with pytest.raises(Refused, match="already"):
        advice.answer_advice(asked, **loop.who(loop.lead), answer="partly", reason="Half")


def test_a_report_is_read_and_has_no_clock(loop):
    report = _file(loop, "commissioner", kind="report", given_as="commissioner")
    assert not Clock.objects.filter(rule="advice-answer").exists()
    with pytest.raises(Refused, match="is read"):
        advice.answer_advice(report, **loop.who(loop.lead), answer="partly", reason="x")


def test_the_authority_does_not_advise_itself_nor_the_adviser_answer(loop):
    with pytest.raises(NotPermitted):
        advice.file_advice(
            loop.authority, **loop.who(loop.lead), kind="report", given_as="partner", title="x", words="x"
        )
    asked = _file(loop)
    with pytest.raises(NotPermitted):
        advice.answer_advice(asked, by=asked.given_by, now=loop.now, answer="partly", reason="x")
    assert Advice.objects.get().answer == ""
