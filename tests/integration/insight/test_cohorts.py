"""Cohorts against ages reckoned in Python, parts against their whole, many measures at once against each alone."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from insight_world import NOW, World, london
from threshold.access.scope import Scope
from threshold.core.calendar import add_months, day_of
from threshold.frontdoor.models import Decision, InformationRequest, ReturnInterview
from threshold.insight import compute, periods
from threshold.insight.cohorts import AGE_BANDS, CHOICES, Cohort
from threshold.insight.measures import REGISTRY
from threshold.insight.periods import Period
from threshold.people.codes import Ethnicity

pytestmark = pytest.mark.django_db

D = dt.date
EVER = Period(D(2019, 1, 1), D(2027, 12, 31), "ever")
#: Around birthdays, on leap days and beside them, and in the hour in which London is a day ahead of Greenwich.
DAYS = (D(2023, 2, 27), D(2023, 2, 28), D(2023, 3, 1), D(2024, 2, 28), D(2024, 2, 29), D(2024, 3, 1), D(2025, 6, 1))
BIRTHS = (
    D(2025, 6, 2), D(2025, 6, 1), D(2024, 2, 29), D(2023, 3, 1), D(2023, 2, 28), D(2022, 2, 28), D(2020, 2, 29),
    D(2019, 3, 1), D(2016, 2, 29), D(2014, 2, 28), D(2013, 2, 28), D(2008, 2, 29), D(2007, 3, 1), D(2005, 6, 1), None,
)  # fmt: skip


def band(birth: dt.date | None, day: dt.date) -> str | None:
    """The band of a child's age on a day, counted as people count birthdays."""
    if birth is None or birth > day:
        return "unborn"
    years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return next((code for code, (_, least, most) in AGE_BANDS.items() if least <= years <= most), None)


def counted(code: str, cohort: Cohort, **options: Any) -> int:
    """How many rows the measure looks at, whatever it says of them."""
    options = {"teams": None, "scope": None, "now": NOW, "by_team": False, **options}
    (sums,) = compute._sums([REGISTRY[code]], [EVER], cohort=cohort, **options)
    return sums[None][0].rows


@pytest.mark.parametrize("hour", [0, 12])
def test_ages_are_those_that_the_calendar_says(world, hour):
    """FD01 counts instants of contacts, FD09 days."""
    expected = dict.fromkeys((code for code, _ in CHOICES["age"][1]), 0)
    for birth, day in itertools.product(BIRTHS, DAYS):
        child = world.person(birth_on=birth)
        world.contact(london(day.year, day.month, day.day, hour, 30), child)
        world.early_help(child, day)
        if (found := band(birth, day)) is not None:
            expected[found] += 1
    assert all(expected.values())
    for code in ("FD01", "FD09"):
        assert {age: counted(code, Cohort("age", age)) for age in expected} == expected


def everything(world: World) -> None:
    """Some rows for every clock, measure and kind of child."""
    for n, ethnicity in enumerate(Ethnicity):
        sex = ("F", "M", "U")[n % 3]
        birth = D(2009 + n % 16, 1 + n % 12, 1 + n) if n % 7 else None
        child = world.person(sex=sex, birth_on=birth, ethnicity=ethnicity)
        at = london(2025, 1 + n % 12, 1 + n, n)
        (on_contact,) = world.contact(at, child, outcome="family_help", source=("2A", "6", "1A")[n % 3])
        decision = Decision.objects.get(child=on_contact)
        referral = world.referral(child, day_of(at))
        world.early_help(child, day_of(at))
        interview = {"held_by_name": "Jo", "recorded_at": NOW, "recorded_by": world.door.officer}
        ReturnInterview.objects.create(child=on_contact, returned_at=at, state="held", happened_at=at, **interview)
        of_child = {"about_id": child.pk}
        world.clock("decide", at, "met", subject=on_contact, **of_child)
        world.clock("decide-24h", at, "late", subject=on_contact, **of_child)
        world.clock("sign-off", at, "met", subject=decision, **of_child)
        world.clock("feedback", at, "met", subject=on_contact.contact)
        world.clock("accept", at, "met", subject=referral.handover, **of_child)
        world.clock("allocate", at, "late", subject=referral.handover, **of_child)
        asked = InformationRequest.objects.create(
            contact=on_contact.contact, agency="school", question="What is known?", lawful_basis="So", asked_at=at,
            asked_by=world.door.officer, due_at=at,
        )  # fmt: skip
        world.clock("information", at, "met", subject=asked)


@pytest.mark.parametrize("dimension", ["sex", "ethnicity", "source", "danger"])
def test_the_groups_of_a_dimension_are_the_whole(world, dimension):
    everything(world)
    read = 0
    for code, wanted in REGISTRY.items():
        groups = [Cohort(dimension, value) for value, _ in CHOICES[dimension][1]]
        if not groups[0].suits(wanted):
            continue
        whole = counted(code, Cohort())
        assert sum(counted(code, group) for group in groups) == whole, code
        read += whole
    assert read > 100


def test_many_measures_at_once_say_what_each_says_alone(world, django_assert_max_num_queries):
    everything(world)
    months = periods.months_back(D(2026, 3, 31), 15)
    for scope in (None, Scope(world.door.officer, NOW)):
        alone = {code: compute.readings([code], months, scope=scope, now=NOW)[code] for code in REGISTRY}
        # Measures of the same rows share a query.
        with django_assert_max_num_queries(len(REGISTRY) - 4):
            assert compute.readings(REGISTRY, months, scope=scope, now=NOW) == alone
    cohort = Cohort("sex", "F")
    suiting = [code for code, wanted in REGISTRY.items() if cohort.suits(wanted)]
    assert compute.readings(suiting, months, cohort=cohort, now=NOW) == {
        code: compute.readings([code], months, cohort=cohort, now=NOW)[code] for code in suiting
    }


def test_a_measure_that_looks_back_less_is_not_changed_by_one_that_looks_back_more(world):
    robin = world.person()
    for month in (1, 9, 10):
        world.contact(london(2025, month, 1), robin)
    october = [periods.month(D(2025, 10, 1))]
    together = compute.readings(["FD08-3", "FD08"], october, now=NOW)
    assert [together[code][0].numerator for code in ("FD08-3", "FD08")] == [1, 1]
    assert list(together) == ["FD08-3", "FD08"]
    september = [periods.month(D(2025, 9, 1))]
    together = compute.readings(["FD08-3", "FD08"], september, now=NOW)
    assert [together[code][0].numerator for code in ("FD08-3", "FD08")] == [0, 1]


@pytest.mark.parametrize(("code", "months"), [("FD08", 12), ("FD08-3", 3)])
def test_a_repeat_is_one_that_the_calendar_says_whatever_shortcut_is_taken(world, code, months):
    """Each day around the limit, from days with short and long months and leap years before them."""
    expected = 0
    for day in (D(2024, 2, 29), D(2024, 3, 1), D(2024, 5, 31), D(2025, 2, 28), D(2025, 3, 31), D(2025, 10, 30)):
        limit = add_months(day, -months)
        for off in (-8, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5):
            before = limit + dt.timedelta(days=off)
            child = world.person()
            for at in (london(before.year, before.month, before.day, 1), london(day.year, day.month, day.day, 23)):
                world.contact(at, child)
            expected += off >= 0
    (sums,) = compute._sums(
        [REGISTRY[code]], [EVER], teams=None, cohort=Cohort(), scope=None, now=NOW, by_team=False
    )  # fmt: skip
    assert (sums[None][0].counted, sums[None][0].rows) == (expected, 2 * 6 * 12)


def test_a_whole_and_its_teams_are_one_query_and_say_what_two_would(world, make_team, django_assert_num_queries):
    everything(world)
    world.contact(london(2025, 3, 3), team=make_team("emergency_duty"))
    world.clock("decide", london(2025, 3, 3), "late", subject=("frontdoor.contactchild", 10**9), team_id=None)
    months = periods.months_back(D(2026, 3, 31), 15)
    parted = compute.readings_in_parts(REGISTRY, months, now=NOW)
    for code in REGISTRY:
        assert parted[code].whole == compute.readings([code], months, now=NOW)[code]
        assert parted[code].teams == compute.readings_by_team([code], months, now=NOW)[code]
    assert sum(len(parts.teams) for parts in parted.values()) > 20
    with django_assert_num_queries(1):
        compute.readings_in_parts(["FD02"], months, now=NOW)
