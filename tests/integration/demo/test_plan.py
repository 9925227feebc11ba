"""The plan of the demo authority: the same again for the same seed, with everything in it, about nobody real."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from threshold.access.roles import ROLES
from threshold.core.calendar import LONDON, is_working_day
from threshold.demo import county, seed, steps
from threshold.demo.accounts import ACCOUNTS
from threshold.demo.arrivals import arrivals, weight_of
from threshold.demo.cast import before
from threshold.demo.steps import Facts, RecordContact, RecordPerson
from threshold.frontdoor.codes import Channel, Consent, Outcome, Source
from threshold.frontdoor.models import Feedback, InformationRequest, ShiftEntry
from threshold.frontdoor.policies import MOST_CHILDREN
from threshold.people.matching.places import tidy_postcode

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def plan() -> list[steps.Step]:
    return seed.plan(1, NOW)


def of(plan: list[steps.Step], kind: type) -> list:
    return [step for step in plan if isinstance(step, kind)]


def recorded(plan: list[steps.Step]) -> list[Facts]:
    told = [told.person for step in of(plan, RecordContact) for told in step.children]
    return [step.facts for step in of(plan, RecordPerson)] + [facts for facts in told if isinstance(facts, Facts)]


def test_the_same_seed_and_moment_give_the_same_plan(plan: list[steps.Step]) -> None:
    assert seed.plan(1, NOW) == plan
    assert seed.plan(2, NOW) != plan


def test_nothing_happens_after_now_and_everything_in_order(plan: list[steps.Step]) -> None:
    moments = [step.at for step in plan]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 3, 14, 22, 0, tzinfo=dt.UTC),  # a Saturday night
        dt.datetime(2026, 12, 25, 12, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 30, 6, 0, tzinfo=dt.UTC),  # a Monday before opening, the day after the clocks changed
        dt.datetime(2026, 8, 5, 16, 50, tzinfo=dt.UTC),
    ],
)
def test_a_visitor_may_come_at_any_time(now: dt.datetime) -> None:
    plan = seed.plan(1, now, contacts=450)
    assert plan[-1].at <= now
    stages = {type(step) for step in plan if step.at > now - dt.timedelta(days=6)}
    assert {RecordContact, steps.Screen, steps.Decide, steps.SignOff, steps.StartShift} <= stages


class TestVariety:
    def test_size(self, plan: list[steps.Step]) -> None:
        contacts = of(plan, RecordContact)
        families = {step.household for step in of(plan, steps.SetHousehold)}
        assert 1500 <= len(contacts) <= 1900
        assert 540 <= len(families) <= 680
        assert 50 <= len(county.STAFF) <= 70
        assert len(county.PARTNERS) == 40
        assert max(len(step.children) for step in contacts) < MOST_CHILDREN

    def test_every_code_happens(self, plan: list[steps.Step]) -> None:
        contacts = of(plan, RecordContact)
        assert {step.source for step in contacts} == set(Source.values)
        assert {step.channel for step in contacts} == set(Channel.values)
        assert {step.outcome for step in of(plan, steps.Decide)} == set(Outcome.values)
        given = {step.footing.consent for step in (*contacts, *of(plan, steps.RecordConsent)) if step.footing}
        assert given == set(Consent.values)
        assert {step.status for step in of(plan, steps.GiveFeedback)} == set(Feedback.Status.values)
        answered = {step.state for step in of(plan, steps.Answer)}
        assert answered | {"asked", "cancelled"} == set(InformationRequest.State.values)
        assert len({step.kind for step in of(plan, steps.AddShiftEntry)} & set(ShiftEntry.Kind.values)) >= 3
        assert {type(step) for step in plan} == set(steps.Step.__args__)

    def test_every_role_has_somebody_and_a_visitor(self) -> None:
        roles = {code for code, role in ROLES.items() if not role.is_service}
        assert {person.role for person in county.STAFF} == roles
        locals_of_visitors = {account.email.partition("@")[0] for account in ACCOUNTS}
        assert {person.role for person in county.STAFF if person.local in locals_of_visitors} == roles

    def test_families_are_of_many_kinds(self, plan: list[steps.Step]) -> None:
        people = recorded(plan)
        ties = Counter(step.kind for step in of(plan, steps.Relate))
        assert {"twin", "half_sibling", "step_parent", "former_partner", "grandparent"} <= set(ties)
        assert len({person.ethnicity for person in people}) >= 15
        assert len({person.first_language for person in people}) >= 8
        assert any(person.kind == "unborn" for person in people)
        assert any(person.disabilities for person in people)
        assert any(person.interpreter_needed for person in people)

    def test_people_come_back(self, plan: list[steps.Step]) -> None:
        times = Counter(told.key for step in of(plan, RecordContact) for told in step.children)
        assert sum(number > 1 for number in times.values()) > 100
        assert len(of(plan, steps.Restrict)) == 10
        assert len(of(plan, steps.BreakGlass)) == len(of(plan, steps.ReviewAccess)) + 1  # one waits for its review

    def test_a_surge_and_a_quiet_august(self, plan: list[steps.Step]) -> None:
        by_week = Counter((NOW - step.received_at).days // 7 for step in of(plan, RecordContact))
        surge = sum(by_week[week] for week in (4, 5, 6)) / 3
        usual = sum(by_week[week] for week in range(10, 20)) / 10
        assert surge > 1.5 * usual
        august, march = dt.date(2025, 8, 12), dt.date(2026, 3, 10)
        assert weight_of(august) < weight_of(march) * 0.7

    def test_mondays_lead_and_nights_are_quiet(self) -> None:
        from random import Random

        found = list(arrivals(Random(5), first=dt.date(2025, 9, 1), last=dt.date(2026, 8, 31), number=20_000))
        assert found == sorted(found)
        days = Counter(at.astimezone(LONDON).weekday() for at in found)
        assert max(days, key=lambda day: days[day]) == 0
        hours = Counter(at.astimezone(LONDON).hour for at in found)
        assert hours[3] < hours[10] / 10


class TestNobodyIsReal:
    def test_numbers_are_of_the_ranges_that_nobody_has(self, plan: list[steps.Step]) -> None:
        for person in recorded(plan):
            for kind, value, _, _ in person.identifiers:
                assert value.startswith("999") if kind == "nhs" else value[1:4] == "999"
            if person.place:
                assert tidy_postcode(person.place.postcode).startswith("SV")

    def test_telephones_and_addresses(self, plan: list[steps.Step]) -> None:
        for step in of(plan, RecordContact):
            assert step.caller.telephone[:9] in ("", "01632 960", "07700 900")
            assert step.caller.email == "" or step.caller.email.endswith(".example")
        assert all(partner.urn in ("", *(f"9991{n:02}" for n in range(1, 13))) for partner in county.PARTNERS)


def test_going_back_by_opening_time() -> None:
    monday = dt.datetime(2026, 3, 16, 9, 45, tzinfo=dt.UTC)
    assert before(monday, 30) == dt.datetime(2026, 3, 16, 9, 15, tzinfo=dt.UTC)
    assert before(monday, 90) == dt.datetime(2026, 3, 13, 16, 45, tzinfo=dt.UTC)
    assert is_working_day(before(dt.datetime(2026, 3, 15, 3, 0, tzinfo=dt.UTC), 10).date())
