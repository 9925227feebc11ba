"""What each reader sees of a measure: the hidden are in no number of theirs, and no small number is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import resolve

from insight_world import World, london
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted
from threshold.insight import behind, compute, measures, series
from threshold.insight.behind import Behind
from threshold.insight.cohorts import CHOICES, Cohort, read
from threshold.insight.measures import REGISTRY
from threshold.insight.periods import month
from threshold.people.models import Restriction
from threshold.quality.models import Audit, SupervisionArrangement

pytestmark = pytest.mark.django_db

MARCH = month(dt.date(2026, 3, 1))
#: In the middle of April: March is the latest whole month.
APRIL = dt.datetime(2026, 4, 15, 9, tzinfo=dt.UTC)


def hide(person: Any, world: World, *, kind: str = "allow_list", **options: Any) -> Restriction:
    return Restriction.objects.create(
        person=person, kind=kind, message="Ask", reason="Safety", starts_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        started_by=world.door.manager, **options,
    )  # fmt: skip


@pytest.fixture
def five(world: World) -> list[Any]:
    """Five children on contacts of March, all of one team; the third is hidden from everybody."""
    people = [
        world.person(birth_on=dt.date(2020 - number, 1, 1), sex="F" if number % 2 else "M") for number in range(5)
    ]
    for number, person in enumerate(people):
        world.contact(london(2026, 3, 2 + number), person, outcome="family_help", is_immediate_danger=number == 2)
    hide(people[2], world)
    return people


class TestHidden:
    def test_a_number_and_its_list_are_as_long_as_each_other_whatever_is_filtered(self, world, five):
        scope = Scope(world.door.manager, APRIL)
        wanted = measures.measure("FD03")
        cohorts = [Cohort(name, value) for name, (_, groups) in CHOICES.items() for value, _ in groups]
        for cohort in [Cohort(), *cohorts]:
            reading = compute.readings(["FD03"], [MARCH], cohort=cohort, scope=scope, now=APRIL)["FD03"][0]
            assert Behind(scope, wanted, MARCH, cohort=cohort).count() == reading.denominator
            assert Behind(scope, wanted, MARCH, cohort=cohort, part="in").count() == reading.numerator
            assert Behind(scope, wanted, MARCH, cohort=cohort, part="out").count() == (
                reading.denominator - reading.numerator
            )

    def test_the_official_number_counts_everybody_and_the_readers_whom_they_may_see(self, world, five):
        scope = Scope(world.door.manager, APRIL)
        assert compute.readings(["FD01"], [MARCH], now=APRIL)["FD01"][0].numerator == 5
        assert compute.readings(["FD01"], [MARCH], scope=scope, now=APRIL)["FD01"][0].numerator == 4
        # The hidden child is the only one in danger: the filter must not find them.
        danger = Cohort("danger", "yes")
        assert compute.readings(["FD01"], [MARCH], cohort=danger, scope=scope, now=APRIL)["FD01"][0].numerator == 0
        listed = [row.listed.reference for row in Behind(scope, measures.measure("FD01"), MARCH)[0:50]]
        assert len(listed) == 4

    @pytest.mark.parametrize("code", sorted(REGISTRY))
    def test_every_measure_leaves_out_a_child_whom_a_relative_must_not_see(self, door, world, code):
        """One child through the whole front door, hidden from one reader and not from another."""
        decision = door.decided(outcome="family_help", level="4", returned_from_missing_at=door.now - dt.timedelta(1))
        door.sign_off(decision)
        later = door.now + dt.timedelta(days=40)
        relative, other = Scope(door.manager, later), Scope(door.family_help_manager, later)
        hide(decision.child.person, world, kind="exclusion").users.add(door.manager)
        scoped = compute.readings([code], [MARCH], scope=relative, now=later)[code][0]
        assert scoped.numerator == 0
        if measures.measure(code).unit == "percent":
            assert scoped.denominator == 0
        official = compute.readings([code], [MARCH], now=later)[code][0]
        assert compute.readings([code], [MARCH], scope=other, now=later)[code][0] == official

    def test_a_team_sees_its_own_families(self, world, five, make_user, door):
        helper = make_user("early_help_manager", team=door.early_help)
        scope = Scope(helper, APRIL)
        assert compute.readings(["FD01"], [MARCH], scope=scope, now=APRIL)["FD01"][0].numerator == 0


class TestCohorts:
    def test_age_is_that_of_the_day(self, world):
        for birth in (dt.date(2025, 3, 2), dt.date(2025, 3, 3), dt.date(2026, 4, 1), None, dt.date(2008, 3, 1)):
            world.contact(london(2026, 3, 2), world.person(birth_on=birth))

        def number(age: str) -> int:
            return compute.readings(["FD01"], [MARCH], cohort=Cohort("age", age), now=APRIL)["FD01"][0].numerator

        # The first is one year old that day, the second the day after; the third is not born; the last is 18.
        assert {age: number(age) for age, _ in CHOICES["age"][1]} == {
            "unborn": 2, "0": 1, "1-4": 1, "5-9": 0, "10-15": 0, "16-17": 0,
        }  # fmt: skip

    def test_the_age_of_a_contact_at_half_past_midnight_in_summer(self, world):
        world.contact(london(2026, 4, 2, 0, 30), world.person(birth_on=dt.date(2025, 4, 2)))
        april, one = month(dt.date(2026, 4, 1)), Cohort("age", "1-4")
        assert compute.readings(["FD01"], [april], cohort=one, now=APRIL)["FD01"][0].numerator == 1

    def test_groups_of_a_measure_by_clock(self, world, door):
        (child,) = world.contact(london(2026, 3, 2), world.person(ethnicity="AIND", sex="F"), source="6")
        world.clock("decide", london(2026, 3, 3), "met", subject=child, about_id=child.person_id)
        for cohort in (
            Cohort("ethnicity", "asian"),
            Cohort("sex", "F"),
            Cohort("source", "police"),
            Cohort("danger", "no"),
        ):
            assert compute.readings(["FD02"], [MARCH], cohort=cohort, now=APRIL)["FD02"][0].numerator == 1
        assert compute.readings(["FD02"], [MARCH], cohort=Cohort("sex", "M"), now=APRIL)["FD02"][0].denominator == 0

    def test_a_cohort_that_the_rows_do_not_tell_is_refused_and_not_counted_as_none(self, pack):
        with pytest.raises(ValueError, match="cannot be read by danger"):
            compute.readings(["FD09"], [MARCH], cohort=Cohort("danger", "yes"))

    @pytest.mark.parametrize("text", ["", "age", "age:", "age:200", "name:Robin", "sex:F;drop", ":"])
    def test_what_is_no_cohort_is_everybody(self, text):
        assert read(text) == Cohort()

    def test_a_rate_is_not_known_for_a_cohort_or_a_team(self, world):
        world.referral(world.person(sex="F"), dt.date(2026, 3, 2))
        reading = compute.readings(["FD04"], [MARCH], cohort=Cohort("sex", "F"), now=APRIL)["FD04"][0]
        assert (reading.numerator, reading.denominator, reading.value) == (1, None, None)


class TestProtected:
    @pytest.fixture
    def member(self, make_user: Any) -> Scope:
        return Scope(make_user("elected_member"), dt.datetime(2026, 4, 15, tzinfo=dt.UTC))

    def test_small_numbers_and_their_rest_are_withheld(self, world, member, make_team):
        other = make_team("front_door")
        for number in range(20):
            (child,) = world.contact(london(2026, 3, 2))
            late = number < 3
            world.clock("decide", london(2026, 3, 3), "late" if late else "met", subject=child)
        for _ in range(10):
            (child,) = world.contact(london(2026, 3, 2), team=other)
            world.clock("decide", london(2026, 3, 3), "met", subject=child, team_id=other.pk)
        found = series.series(member, "FD02")
        latest = found.latest
        assert latest.period.label == "Quarter 4 2025-26"
        # 27 of 30 in time: 3 were late, so the total of those in time would tell.
        assert latest.is_withheld and latest.value is None
        assert None in (latest.numerator, latest.denominator)
        by_team = {row.name: row.shown for row in found.teams}
        assert by_team[world.door.team.name].numerator is None

    def test_large_numbers_are_shown(self, world, member):
        for number in range(40):
            world.clock(
                "decide", london(2026, 3, 3), "late" if number < 10 else "met",
                subject=("frontdoor.contactchild", number),
            )  # fmt: skip
        latest = series.series(member, "FD02").latest
        assert (latest.numerator, latest.denominator, latest.value, latest.is_withheld) == (30, 40, 75.0, False)

    def test_neither_filters_nor_lists(self, world, member):
        wanted = measures.measure("FD01")
        assert (series.teams_to_choose(member), series.dimensions(member, wanted)) == ([], [])
        assert series.by_group(member, "FD01", "age", MARCH) == []
        assert not behind.may_open(member, wanted)
        with pytest.raises(NotPermitted):
            Behind(member, wanted, MARCH)

    def test_the_hidden_count_and_the_running_quarter_does_not(self, world, member, five):
        for _ in range(5):
            world.contact(london(2026, 3, 9))
            world.contact(london(2026, 4, 9))
        found = series.series(member, "FD01")
        assert (found.latest.numerator, found.latest.period.last) == (10, dt.date(2026, 3, 31))


def test_audits_are_listed_for_those_who_read_audits_only(make_user, door):
    lead, officer = Scope(make_user("quality_lead"), APRIL), Scope(door.officer, APRIL)
    audits = measures.measure("QA01")
    assert behind.may_open(lead, audits) and not behind.may_open(officer, audits)


def test_a_listed_audit_leads_to_its_page(pack, make_user, door):
    lead, at = Scope(make_user("quality_lead"), APRIL), london(2026, 3, 9)
    audit = Audit.objects.create(
        kind="case", tool="front_door_decision", pack_version=pack, subject_type="quality.test", subject_id=1,
        subject_reference="X", team=door.team, auditor=lead.user, assigned_at=at, assigned_by=lead.user,
        state="complete", grade="good", graded_at=at, agreed_grade="good", completed_at=at,
    )  # fmt: skip
    (row,) = Behind(lead, measures.measure("QA01"), MARCH)[0:2]
    assert (row.listed.reference, resolve(row.listed.href).url_name) == (audit.reference, "quality_audit")


def test_whose_supervision_was_due_is_listed_for_those_who_read_audits_only(world, make_user):
    lead, officer = Scope(make_user("quality_lead"), APRIL), Scope(world.door.officer, APRIL)
    going, ended = (
        SupervisionArrangement.objects.create(
            worker=make_user("social_worker", name=name), supervisor=world.door.manager, team=world.door.team,
            starts_on=dt.date(2025, 1, 6), ends_on=ends_on, arranged_at=APRIL, arranged_by=world.door.manager,
        )
        for name, ends_on in (("Rowan Going", None), ("Wren Ended", dt.date(2026, 3, 20)))
    )  # fmt: skip
    for one in (going, ended):
        world.clock("supervision-case", london(2026, 3, 3), "met", subject=(one._meta.label_lower, one.pk))
    wanted = measures.measure("WF03")
    listed = {row.listed.reference.partition(",")[0]: row.listed.href for row in Behind(lead, wanted, MARCH)[0:10]}
    assert listed == {"Rowan Going": "/supervision/who", "Wren Ended": ""}
    assert not behind.may_open(officer, wanted)


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_measure_has_a_list_behind_it(code):
    assert measures.measure(code).lister in behind.LISTERS
