"""Each measure against a few records whose numerator and denominator are worked out by hand in the test."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import F

from insight_world import NOW, World, london, plain, read
from threshold.frontdoor.models import ReturnInterview
from threshold.insight import compute, measures, periods
from threshold.insight.measures import REGISTRY
from threshold.insight.periods import Period, month
from threshold.quality.models import Audit, AuditAction, AuditGrade, FamilyFeedback

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL = (month(dt.date(2026, number, 1)) for number in (2, 3, 4))
D = dt.date


def removed(child: Any, world: World) -> None:
    child.removed_at, child.removed_by, child.removal_reason = NOW, world.door.officer, "Another child was meant"
    child.save()


# --- Contacts ---------------------------------------------------------------------------------------------------


class TestContacts:
    def test_received_counts_children_and_months_end_at_londons_midnight(self, world):
        world.contact(london(2026, 3, 1), world.person(), world.person())
        world.contact(london(2026, 3, 31, 23, 59))  # in British Summer Time: 22:59 UTC
        world.contact(london(2026, 4, 1, 0, 0))  # 23:00 UTC of 31 March
        gone, _ = world.contact(london(2026, 3, 5), world.person(), world.person())
        removed(gone, world)
        # March: 2 + 1 + 1 (one of two was removed). April: 1.
        assert read("FD01", FEBRUARY, MARCH, APRIL) == [(0, None, 0), (4, None, 4), (1, None, 1)]

    def test_conversion(self, world):
        world.contact(london(2026, 3, 2), outcome="family_help")
        world.contact(london(2026, 3, 3), outcome="strategy_discussion")
        world.contact(london(2026, 3, 4), outcome="no_further_action")
        world.contact(london(2026, 3, 5), outcome="family_help", state="awaiting_sign_off")  # not yet
        world.contact(london(2026, 3, 6))  # nothing decided
        (again,) = world.contact(london(2026, 3, 7), outcome="information_and_advice")
        world.decision(again, "family_help", state="replaced", is_current=False)  # decided otherwise since
        # 2 of 6.
        assert read("FD03", FEBRUARY, MARCH) == [(0, 0, None), (2, 6, 33.33)]

    def test_no_further_action_among_the_decided(self, world):
        world.contact(london(2026, 3, 2), outcome="no_further_action")
        world.contact(london(2026, 3, 3), outcome="early_help")
        world.contact(london(2026, 3, 3), outcome="family_help")
        world.contact(london(2026, 3, 5), outcome="no_further_action", state="awaiting_sign_off")
        world.contact(london(2026, 3, 6))
        # 1 of the 3 that are signed off.
        assert read("FD06-C", MARCH) == [(1, 3, 33.33)]

    def test_repeats_follow_the_child_through_joined_records_and_not_the_record(self, world):
        robin = world.person()
        twin_record = world.person(same_as=robin)
        world.contact(london(2025, 3, 10), robin)  # 12 months before, to the day
        world.contact(london(2026, 3, 10, 9), twin_record)  # within 12 months, not within 3
        world.contact(london(2026, 3, 10, 15), robin)  # again on the same day
        world.contact(london(2026, 3, 12), world.person())  # somebody else
        # March: three children on contacts; for 12 months two are repeats, for 3 months the second of the day only.
        assert read("FD08", MARCH) == [(2, 3, 66.67)]
        assert read("FD08-3", MARCH) == [(1, 3, 33.33)]
        assert read("FD08", month(D(2025, 3, 1))) == [(0, 1, 0.0)]

    def test_twelve_months_and_a_day_are_too_long_ago(self, world):
        robin = world.person()
        world.contact(london(2025, 3, 9), robin)
        world.contact(london(2026, 3, 10), robin)
        assert read("FD08", MARCH) == [(0, 1, 0.0)]

    def test_an_earlier_contact_from_which_the_child_was_removed_is_none(self, world):
        robin = world.person()
        (gone,) = world.contact(london(2026, 2, 1), robin)
        removed(gone, world)
        world.contact(london(2026, 3, 1), robin)
        assert read("FD08", MARCH) == [(0, 1, 0.0)]

    def test_two_records_of_one_child_on_one_contact_are_no_repeat(self, world):
        robin = world.person()
        world.contact(london(2026, 3, 1), robin, world.person(same_as=robin))
        assert read("FD08", MARCH) == [(0, 2, 0.0)]


# --- In time ----------------------------------------------------------------------------------------------------


class TestClocks:
    @pytest.mark.parametrize(
        ("code", "rule", "subject"),
        [
            ("FD02", "decide", "frontdoor.contactchild"),
            ("FD02-24H", "decide-24h", "frontdoor.contactchild"),
            ("FD11", "information", "frontdoor.informationrequest"),
            ("FD12", "sign-off", "frontdoor.decision"),
            ("FD13", "feedback", "frontdoor.contact"),
            ("FD14", "accept", "pathway.handover"),
            ("FD15", "allocate", "pathway.handover"),
        ],
    )
    def test_met_late_running_cancelled_and_not_yet_due(self, world, code, rule, subject):
        due = london(2026, 3, 31, 23, 59)
        for number, outcome in enumerate(("met", "met", "late", "cancelled", "")):
            world.clock(rule, due, outcome, subject=(subject, number))
        world.clock(rule, due, "met", subject=("another.noun", 1))
        world.clock("another-rule", due, "met", subject=(subject, 1))
        world.clock(rule, london(2026, 4, 1, 0, 0), "met", subject=(subject, 9))
        # March: two in time of four; the cancelled one does not count, the one that still runs is not in time.
        assert read(code, MARCH, APRIL) == [(2, 4, 50.0), (1, 1, 100.0)]
        # A moment before it was due nobody was late yet.
        assert read(code, MARCH, now=due - dt.timedelta(seconds=1)) == [(0, 0, None)]

    def test_the_real_clock_of_a_contact_before_a_bank_holiday(self, door, world):
        """Received on Thursday 2 April 2026; Good Friday and Easter Monday do not count: due at the end of the 7th."""
        contact = door.record(received_at=london(2026, 4, 2, 9), now=london(2026, 4, 2, 9))
        child = contact.children.get()
        before, after = (Period(D(2026, 4, day), D(2026, 4, day), "") for day in (6, 7))
        assert read("FD02", before, after) == [(0, 0, None), (0, 1, 0.0)]
        assert read("FD02-24H", Period(D(2026, 4, 3), D(2026, 4, 3), "")) == [(0, 1, 0.0)]
        assert child.removed_at is None

    def test_the_whole_flow_counts_once(self, door, world):
        decision = door.decided(outcome="family_help", level="4", received_at=door.now - dt.timedelta(minutes=30))
        door.sign_off(decision)
        assert [read(code, MARCH)[0][:2] for code in ("FD02", "FD02-24H", "FD12")] == [(1, 1), (1, 1), (1, 1)]
        assert [read(code, MARCH)[0][:2] for code in ("FD13", "FD14", "FD15")] == [(0, 1), (0, 1), (0, 0)]

    def test_a_child_removed_from_a_contact_is_not_waited_for(self, door, world):
        from threshold.frontdoor import actions
        from threshold.frontdoor.actions.details import NamedChild

        named = [NamedChild(details={"kind": "child", "given_name": name, "family_name": "T"}) for name in "AB"]
        contact = door.record(*named)
        actions.remove_child(
            contact.children.first(), by=door.officer, now=door.now, reason="Another child was meant"
        )  # fmt: skip
        assert read("FD02", MARCH) == [(0, 1, 0.0)]


# --- Referrals and early help -----------------------------------------------------------------------------------


class TestReferrals:
    def test_a_rate_for_a_year(self, world):
        for day in (1, 15, 30):
            world.referral(world.person(), D(2026, 4, day))
        # 3 in 30 days for 118,000 children: 3 × 10,000 / 118,000 × 365.25 / 30 = 3.0953…
        assert read("FD04", APRIL) == [(3, 118_000, 3.1)]

    def test_re_referrals_follow_the_identity(self, world):
        robin = world.person()
        world.referral(robin, D(2025, 3, 31))
        world.referral(world.person(same_as=robin), D(2026, 3, 31))  # 12 months to the day
        world.referral(robin, D(2026, 3, 31), is_open=True)  # and again that day
        world.referral(world.person(), D(2026, 3, 1))
        assert read("FD05", MARCH, month(D(2025, 3, 1))) == [(2, 3, 66.67), (0, 1, 0.0)]

    def test_a_referral_of_more_than_twelve_months_before(self, world):
        robin = world.person()
        world.referral(robin, D(2025, 3, 30))
        world.referral(robin, D(2026, 3, 31))
        assert read("FD05", MARCH) == [(0, 1, 0.0)]

    def test_a_leap_year(self, world):
        """Twelve months before 29 February 2028 is 28 February 2027."""
        robin, ash = world.person(), world.person()
        later = dt.datetime(2028, 12, 1, tzinfo=dt.UTC)
        for child, day in ((robin, 28), (ash, 27)):
            world.referral(child, D(2027, 2, day))
            world.referral(child, D(2028, 2, 29))
        assert read("FD05", month(D(2028, 2, 1)), now=later) == [(1, 2, 50.0)]

    def test_by_source(self, world):
        for source in ("6", "6", "2A", "1A"):
            world.referral(world.person(), D(2026, 3, 2), source)
        assert (read("FD07", MARCH), read("FD07-S", MARCH)) == ([(2, 4, 50.0)], [(1, 4, 25.0)])

    def test_early_help(self, world):
        for day in (D(2026, 2, 28), D(2026, 3, 1), D(2026, 3, 31), D(2026, 4, 1)):
            world.early_help(world.person(), day)
        assert read("FD09", FEBRUARY, MARCH, APRIL) == [(1, None, 1), (2, None, 2), (1, None, 1)]


# --- Missing ----------------------------------------------------------------------------------------------------


def test_return_home_interviews(world):
    back = london(2026, 3, 28, 10)  # the clocks go forward in the 72 hours

    def interview(state: str, hours: float | None, at: dt.datetime = back) -> ReturnInterview:
        (child,) = world.contact(at)
        recorded = {} if state == "due" else {"recorded_at": NOW, "recorded_by": world.door.officer}
        return ReturnInterview.objects.create(
            child=child, returned_at=at, state=state, reason="" if state in ("due", "held") else "Said so",
            happened_at=at + dt.timedelta(hours=hours) if hours is not None else None,
            held_by_name="Jo" if state == "held" else "", **recorded,
        )  # fmt: skip

    interview("held", 72)
    interview("held", 72.5)
    interview("declined", 10)
    interview("not_possible", None)
    interview("due", None)
    interview("not_missing", None)
    removed(interview("held", 1).child, world)
    interview("due", None, at=NOW - dt.timedelta(hours=71))
    # Five came back in March (one was not missing, one removed): offered in time 2, held in time 1.
    assert read("CL12", MARCH) == [(2, 5, 40.0)]
    assert read("CL12-H", MARCH) == [(1, 5, 20.0)]
    assert read("CL12", month(NOW.date())) == [(0, 0, None)]


# --- Quality ----------------------------------------------------------------------------------------------------


def audit(world: World, grade: str, on: dt.datetime, **details: Any) -> Audit:
    return Audit.objects.create(
        **{
            "kind": "case", "tool": "assessment", "pack_version": world.pack, "subject_type": "frontdoor.contactchild",
            "subject_id": 1, "subject_reference": "C-1", "team": world.door.team, "auditor": world.door.manager,
            "state": "complete", "assigned_at": on, "assigned_by": world.door.manager, "grade": grade,
            "graded_at": on if grade else None, "agreed_grade": grade, "completed_at": on, **details,
        }
    )  # fmt: skip


def test_audits_graded_good_or_better(world):
    on = london(2026, 3, 10)
    for grade in ("outstanding", "good", "requires_improvement", "inadequate"):
        audit(world, grade, on)
    audit(world, "", on, kind="dip_sample")
    audit(world, "good", on, state="in_discussion", completed_at=None, agreed_grade="")
    assert read("QA01", FEBRUARY, MARCH) == [(0, 0, None), (2, 4, 50.0)]


def test_audit_actions_closed_on_time(world):
    one = audit(world, "good", london(2026, 3, 1))

    def action(due: dt.date, state: str = "open", closed: dt.datetime | None = None) -> AuditAction:
        done = (
            {"evidence": "Seen", "evidenced_at": closed, "evidenced_by": world.door.worker,
             "second_look": "It is there", "closed_at": closed, "closed_by": world.door.manager}
            if closed else {}
        )  # fmt: skip
        return AuditAction.objects.create(
            audit=one, team=world.door.team, owner=world.door.officer, what="Visit", difference="Seen", due_on=due,
            state=state, raised_at=NOW, raised_by=world.door.manager, **done,
        )  # fmt: skip

    action(D(2026, 3, 31), "closed", london(2026, 3, 31, 23, 30))  # the last half hour of the day, 22:30 UTC
    action(D(2026, 3, 31), "closed", london(2026, 4, 1, 0, 30))  # 23:30 UTC of the day before
    action(D(2026, 3, 15), "evidenced")
    action(D(2026, 3, 15))
    action(D(2026, 3, 15), "cancelled")
    action(D(2026, 12, 1))  # due today
    assert read("QA03", MARCH, month(D(2026, 12, 1))) == [(1, 4, 25.0), (0, 0, None)]


def test_moderation_and_the_familys_view(world):
    on = london(2026, 3, 10)
    agreed, apart, alone, dip = (
        audit(world, "good", on), audit(world, "good", on), audit(world, "good", on),
        audit(world, "", on, kind="dip_sample"),
    )  # fmt: skip
    for one, grade in ((agreed, "good"), (apart, "inadequate")):
        for domain, given in (("", grade), ("voice", "outstanding")):
            AuditGrade.objects.create(
                audit=one, pen="moderator", domain=domain, grade=given, because="Seen", at=on, by=world.door.worker
            )
    for who in ("child", "parent"):
        FamilyFeedback.objects.create(audit=agreed, who=who, words="It helped", at=on, by=world.door.worker)
    FamilyFeedback.objects.create(audit=alone, who="carer", why_not="On holiday", at=on, by=world.door.worker)
    FamilyFeedback.objects.create(audit=dip, who="child", words="Fine", at=on, by=world.door.worker)
    # Two were moderated, one alike. Three are of a kind for which families are asked, and one family was heard.
    assert read("QA02", FEBRUARY, MARCH) == [(0, 0, None), (1, 2, 50.0)]
    assert read("QA04", FEBRUARY, MARCH) == [(0, 0, None), (1, 3, 33.33)]


def test_alerts_answered_in_time(world):
    for number, outcome in enumerate(("met", "late", "")):
        world.clock("audit-alert", london(2026, 3, 3), outcome, subject=("quality.auditalert", number))
    assert read("QA05", FEBRUARY, MARCH) == [(0, 0, None), (1, 3, 33.33)]


def test_supervision_in_time(world):
    for rule, outcome in (("supervision-case", "met"), ("supervision-personal", "late"), ("supervision-case", "")):
        world.clock(rule, london(2026, 3, 3), outcome, subject=("quality.supervisionarrangement", outcome != ""))
    world.clock("supervision-case", london(2026, 3, 3), "cancelled", subject=("quality.supervisionarrangement", 3))
    assert read("WF03", FEBRUARY, MARCH) == [(0, 0, None), (1, 3, 33.33)]


# --- Of every measure -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_an_empty_database_says_no_cases_and_never_nought_percent(pack, code):
    for reading in compute.readings([code], [MARCH], now=NOW)[code]:
        wanted = measures.measure(code)
        assert reading.numerator == 0
        if wanted.unit in ("percent", "days"):
            assert (reading.denominator, reading.value, reading.has_no_cases) == (0, None, True)
        else:
            assert reading.value == 0
    assert compute.readings_by_team([code], [MARCH], now=NOW)[code] == {}


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_one_query_whatever_the_periods_and_teams(pack, door, code, django_assert_num_queries):
    five_years = periods.months_back(D(2026, 3, 31), 60)
    compute.readings(["FD04"], [MARCH], now=NOW)  # the pack is read once for a process
    with django_assert_num_queries(1):
        compute.readings([code], five_years, now=NOW)
    with django_assert_num_queries(1):
        compute.readings_by_team([code], five_years, teams=[door.team.pk, door.family_help.pk], now=NOW)


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_measure_says_what_it_is(code):
    wanted = measures.measure(code)
    words = (wanted.title, wanted.question, wanted.numerator, wanted.denominator, wanted.exclusions, wanted.source,
             wanted.definition_source, wanted.group)  # fmt: skip
    assert all(words)
    assert wanted.question.endswith("?") or "?" in wanted.question


def test_there_are_twenty_measures_and_a_code_stands_for_one():
    assert len(REGISTRY) >= 20
    with pytest.raises(ValueError, match="Two measures are called FD01"):
        measures.register(replace(measures.measure("FD01")))
    with pytest.raises(KeyError, match="There is no measure 'XX'"):
        measures.measure("XX")


def test_overlapping_periods_and_gaps(world):
    for day in (1, 10, 20, 31):
        world.contact(london(2026, 3, day))
    year = periods.financial_year(D(2026, 3, 1))
    first, last = Period(D(2026, 3, 1), D(2026, 3, 1), "a day"), Period(D(2026, 3, 20), D(2026, 3, 31), "the end")
    assert [found[0] for found in read("FD01", year, last, first, MARCH, APRIL)] == [4, 2, 1, 4, 0]
    assert read("FD01") == []


def test_by_team(world, make_team):
    other, third = make_team("emergency_duty"), make_team("front_door")
    world.contact(london(2026, 3, 1), world.person(), world.person())
    world.contact(london(2026, 3, 2), team=other)
    world.contact(london(2026, 4, 2), team=other)
    found = compute.readings_by_team(["FD01"], [MARCH, APRIL], teams=[other.pk, third.pk], now=NOW)["FD01"]
    assert {key: [reading.numerator for reading in rows] for key, rows in found.items()} == {
        other.pk: [1, 1], third.pk: [0, 0],
    }  # fmt: skip
    assert set(compute.readings_by_team(["FD01"], [MARCH], now=NOW)["FD01"]) == {other.pk, world.door.team.pk}
    assert read("FD01", MARCH, teams=[other.pk]) == [(1, None, 1)]
    assert read("FD01", MARCH, teams=[]) == [(0, None, 0)]


def test_a_mean_of_days(world):
    """No measure of ours yet; improvement's may be."""
    late = replace(
        measures.measure("FD02"), code="X", unit="days", counted=F("limit"), rows=lambda now: _clocks(), facts={}
    )  # fmt: skip
    for number, limit in enumerate((1, 4)):
        world.clock("decide", london(2026, 3, 1), "met", subject=("frontdoor.contactchild", number), limit=limit)
    (sums,) = compute._sums(
        [late], [MARCH], teams=None, cohort=compute.EVERYBODY, scope=None, now=NOW, by_team=False
    )  # fmt: skip
    assert plain(compute._reading(late, MARCH, sums[None][0], True)) == (5, 2, 2.5)


def _clocks() -> Any:
    from threshold.core.models import Clock

    return Clock.objects.all()
