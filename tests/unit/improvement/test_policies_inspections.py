"""May an inspection be recorded with these facts, and its plan be said to be sent? The truth tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from threshold.core.errors import Refused
from threshold.improvement import frameworks
from threshold.improvement.policies import inspections as policies

TODAY = dt.date(2026, 6, 10)
FACTS: dict[str, Any] = {
    "kind": "standard", "framework": "ilacs", "starts_on": dt.date(2026, 2, 2), "ends_on": dt.date(2026, 2, 13),
    "today": TODAY, "judgements": {"overall": "good", "care_leavers": "good"}, "is_published": True,
    "published_on": dt.date(2026, 3, 20),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ""),
        ({"ends_on": dt.date(2026, 2, 1)}, "before it begins"),
        ({"starts_on": TODAY + dt.timedelta(days=1), "ends_on": TODAY + dt.timedelta(days=2)}, "not begun"),
        ({"starts_on": TODAY, "ends_on": TODAY + dt.timedelta(days=5), "published_on": None, "judgements": {}}, ""),
        ({"framework": "sif"}, "not in force"),
        ({"is_published": False}, "said not to be published"),
        ({"is_published": False, "published_on": None}, ""),
        ({"published_on": dt.date(2026, 2, 10)}, "published after it ended"),
        ({"published_on": TODAY + dt.timedelta(days=1)}, "published after it ended"),
        ({"kind": "focused"}, "no graded judgements"),
        ({"kind": "focused", "judgements": {}}, ""),
        ({"kind": "jtai", "framework": "jtai"}, "no graded judgements"),
        ({"judgements": {"overall": "adequate"}}, "four grades"),
        ({"judgements": {"adoption": "good"}}, "Adoption performance"),
        ({"judgements": {"unheard_of": "good"}}, "unheard_of"),
        ({"starts_on": dt.date(2026, 4, 13), "ends_on": dt.date(2026, 4, 24), "published_on": None}, "Overall"),
        ({"starts_on": dt.date(2022, 4, 13), "ends_on": dt.date(2022, 4, 24), "published_on": None}, "Care leavers"),
        ({"framework": "earlier", "judgements": {"overall": "good"}}, ""),
    ],
)
def test_what_may_be_recorded(changed, says):
    facts = FACTS | changed
    if not says:
        policies.check_can_record(**facts)
        return
    with pytest.raises(Refused, match=says):
        policies.check_can_record(**facts)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], ""),
        (["One.", "Two."], ""),
        (["One.", "  "], "no words"),
        (["The quality of plans.", "the  quality of\nplans."], "stand twice"),
    ],
)
def test_findings_have_words_and_stand_once(words, says):
    if not says:
        policies.check_findings(words)
        return
    with pytest.raises(Refused, match=says):
        policies.check_findings(words)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ""),
        ({"is_running": False}, "sent already"),
        ({"sent_on": dt.date(2026, 2, 12)}, "after the inspection ended"),
        ({"sent_on": TODAY + dt.timedelta(days=1)}, "not in the future"),
        ({"sent_on": TODAY}, ""),
    ],
)
def test_when_an_action_plan_is_sent(changed, says):
    facts: dict[str, Any] = {
        "is_running": True, "sent_on": dt.date(2026, 3, 2), "ends_on": dt.date(2026, 2, 13), "today": TODAY,
    } | changed  # fmt: skip
    if not says:
        policies.check_can_send_plan(**facts)
        return
    with pytest.raises(Refused, match=says):
        policies.check_can_send_plan(**facts)


@pytest.mark.parametrize(
    ("framework", "day", "areas"),
    [
        ("sif", "2017-01-24", {"overall", "leaders", "help_and_protection", "in_care", "care_leavers", "adoption"}),
        ("ilacs", "2019-06-28", {"overall", "leaders", "help_and_protection", "in_care"}),
        ("ilacs", "2023-01-01", {"overall", "leaders", "help_and_protection", "in_care", "care_leavers"}),
        ("ilacs", "2026-03-31", {"overall", "leaders", "help_and_protection", "in_care", "care_leavers"}),
        ("ilacs", "2026-04-01", {"leaders", "help_and_protection", "in_care", "care_leavers"}),
        ("ilacs", "2017-12-31", set()),
        ("jtai", "2024-01-01", set()),
        ("none", "2024-01-01", set()),
    ],
)
def test_the_areas_of_a_framework_on_a_day(framework, day, areas):
    assert set(frameworks.areas_on(framework, dt.date.fromisoformat(day))) == areas


@pytest.mark.parametrize(
    ("kind", "day", "framework"),
    [
        ("standard", "2012-05-01", "earlier"), ("standard", "2014-05-01", "sif"), ("short", "2018-05-01", "ilacs"),
        ("monitoring", "2017-09-01", "sif"), ("focused", "2021-09-01", "ilacs"), ("jtai", "2021-09-01", "jtai"),
        ("peer_review", "2021-09-01", "none"), ("engagement", "2021-09-01", "ilacs"),
    ],
)  # fmt: skip
def test_the_framework_of_a_look(kind, day, framework):
    assert frameworks.framework_for(kind, dt.date.fromisoformat(day)) == framework
