"""Do the trends count what may be counted, and say when that is little?"""

from __future__ import annotations

import datetime as dt

import pytest

from an_audit import hide
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted
from threshold.quality.actions.themes import set_themes
from threshold.quality.models import AuditGrade
from threshold.quality.presenters import trends as presenters
from threshold.quality.queries import trends
from threshold.quality.statistics import wilson

pytestmark = pytest.mark.django_db


def many(quality, good, bad, **more):
    return [quality.audit(grade=grade, **more) for grade in ["good"] * good + ["inadequate"] * bad]


def test_the_share_of_each_quarter_with_its_interval(quality):
    many(quality, 8, 4)
    many(quality, 1, 1, completed_at=quality.now - dt.timedelta(days=100))
    quality.audit(state="in_discussion", grade="good")  # blind or not agreed: not counted
    quality.audit(state="awaiting_moderation", grade="inadequate")
    found = trends.trend(Scope(quality.lead, quality.now))
    assert [one.label for one in found.periods][-2:] == ["Q3 2025-26", "Q4 2025-26"]
    assert [(one.good, one.total) for one in found.periods][-2:] == [(1, 2), (8, 12)]
    assert found.periods[-1].interval == wilson(8, 12)
    assert (found.whole.good, found.whole.total) == (9, 14)
    assert [one.is_small for one in found.periods][-2:] == [True, False]
    words = presenters.in_words(found)
    assert "9 of 14 audits" in words
    assert "fewer than 10" in words


def test_months_and_small_numbers_in_words(quality):
    many(quality, 2, 1)
    found = trends.trend(Scope(quality.lead, quality.now), by="month")
    assert (len(found.periods), found.periods[-1].label, found.periods[-1].total) == (12, "Mar 2026", 3)
    assert "too few" in presenters.in_words(found)
    assert presenters.in_words(trends.trend(Scope(quality.lead, quality.now), tool="other")).startswith("No audit")
    chart = presenters.chart(found, "Good or better")
    assert chart.points[-1].shown == "67% (2 of 3, few)"


def test_by_team_tool_theme_and_domain(quality, make_team):
    other = make_team("family_help", "Family help west")
    first, *_ = many(quality, 1, 2)
    many(quality, 3, 0, team=other, tool="assessment")
    scope = Scope(quality.lead, quality.now)
    teams = {one.label: (one.good, one.total) for one in trends.by_team(scope)}
    assert teams == {quality.team.name: (1, 3), other.name: (3, 3)}
    assert {one.label: one.total for one in trends.by_tool(scope, team_id=other.pk)}.popitem()[1] == 3
    set_themes(first, by=quality.lead, now=quality.now, themes=["voice"])
    assert trends.trend(scope, theme="voice").total == 1
    domain = next(iter(trends.domains("front_door_decision")))
    for pen, grade in (("auditor", "good"), ("agreed", "inadequate")):
        AuditGrade.objects.create(
            audit=first, pen=pen, domain=domain, grade=grade, because="So it is", at=quality.now, by=quality.auditor
        )
    counted = trends.by_domain(scope, tool="front_door_decision")
    assert (counted[0].good, counted[0].total) == (0, 1)  # the agreed grade alone
    assert trends.trend(scope, tool="front_door_decision", domain=domain).total == 1


def test_a_hidden_child_is_not_counted_for_who_reads_records_and_totals_are_totals(quality, make_user):
    many(quality, 1, 1)
    hide(quality.child, quality.now, quality.lead, quality.worker)
    assert trends.trend(Scope(quality.lead, quality.now)).total == 0
    assert trends.trend(Scope(quality.worker, quality.now)).total == 2
    assert trends.trend(Scope(make_user("elected_member"), quality.now)).total == 2
    with pytest.raises(NotPermitted):
        trends.trend(Scope(make_user("administrator"), quality.now))


def test_a_trend_is_one_query(quality, django_assert_num_queries):
    many(quality, 2, 2)
    scope = Scope(quality.lead, quality.now)
    trends.trend(scope)
    with django_assert_num_queries(1):
        trends.trend(scope)


def test_the_picture_begins_with_the_first_audit(quality):
    many(quality, 2, 1)
    many(quality, 1, 1, completed_at=quality.now - dt.timedelta(days=200))
    found = trends.trend(Scope(quality.lead, quality.now))
    drawn = presenters.chart(found, "Good or better")
    assert len(found.periods) > 3
    assert {point.label for point in drawn.points} == {one.label for one in found.periods[-3:]}
