"""The truth tables of what may be done to a person's record, without a database."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest

from threshold.core.errors import Refused
from threshold.people import policies
from threshold.people.models import Passage, Person, PersonName, Restriction

today = dt.date(2026, 3, 11)
now = dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC)
REASON = "A reason that says why"


def product(*columns: list[object]) -> list[tuple[object, ...]]:
    return list(itertools.product(*columns))


def allows(check: Callable[..., None], *things: object, **facts: object) -> bool:
    try:
        check(*things, **facts)
    except Refused as refusal:
        assert refusal.sentence.endswith(".")
        assert refusal.sentence[0].isupper()
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "years", "expected"),
    [
        ("child", 0, True), ("child", 25, True), ("child", 26, False), ("child", -1, False),
        ("adult", 15, False), ("adult", 16, True), ("adult", 120, True), ("adult", 121, False),
        ("unborn", 0, False),
    ],
)  # fmt: skip
def test_ages(kind: str, years: int, expected: bool) -> None:
    birth_on = today.replace(year=today.year - years)
    assert allows(policies.check_facts, kind=kind, birth_on=birth_on, expected_on=None, today=today) is expected


def test_a_young_person_who_died_stays_a_child() -> None:
    facts = {"birth_on": dt.date(1990, 1, 1), "died_on": dt.date(2000, 1, 1), "expected_on": None, "today": today}
    assert allows(policies.check_facts, kind="child", **facts)


@pytest.mark.parametrize(
    ("birth", "on", "age"), [((2008, 2, 29), (2026, 2, 28), 17), ((2008, 2, 29), (2026, 3, 1), 18)]
)
def test_age_in_whole_years(birth: tuple[int, int, int], on: tuple[int, int, int], age: int) -> None:
    assert policies.age_on(dt.date(*birth), dt.date(*on)) == age


@pytest.mark.parametrize(("days", "expected"), [(-61, False), (-60, True), (0, True), (310, True), (311, False)])
def test_expected_dates(days: int, expected: bool) -> None:
    due = today + dt.timedelta(days=days)
    assert allows(policies.check_facts, kind="unborn", birth_on=None, expected_on=due, today=today) is expected


@pytest.mark.parametrize("kind", Person.Kind.values)
def test_only_the_unborn_are_born(kind: str) -> None:
    check = policies.check_can_record_birth
    assert allows(check, Person(kind=kind), birth_on=today, today=today) is (kind == "unborn")
    assert not allows(check, Person(kind=kind), birth_on=today + dt.timedelta(days=1), today=today)


@pytest.mark.parametrize("kind", PersonName.Kind.values)
@pytest.mark.parametrize("ended_at", [None, now])
def test_ending_a_name(kind: str, ended_at: dt.datetime | None) -> None:
    expected = kind != "current" and ended_at is None
    assert allows(policies.check_can_end_name, PersonName(kind=kind, ended_at=ended_at)) is expected


BOOLS = [False, True]


@pytest.mark.parametrize(("same", "marked", "related", "reason"), product(BOOLS, BOOLS, BOOLS, ["", REASON]))
def test_merging(same: bool, marked: bool, related: bool, reason: str) -> None:
    expected = not (same or marked or related) and bool(reason)
    facts = {"is_same_identity": same, "marked_different": marked, "is_related": related, "reason": reason}
    assert allows(policies.check_can_merge, **facts) is expected


@pytest.mark.parametrize(
    ("is_merge", "undone", "later", "reason"), product(BOOLS, BOOLS, [None, (7, now)], ["", REASON])
)
def test_unmerging(is_merge: bool, undone: bool, later: tuple[int, dt.datetime] | None, reason: str) -> None:
    expected = is_merge and not undone and later is None and bool(reason)
    facts = {"is_merge": is_merge, "is_undone": undone, "later": later, "reason": reason}
    assert allows(policies.check_can_unmerge, **facts) is expected


@pytest.mark.parametrize(("same", "marked"), product(BOOLS, BOOLS))
def test_marking_as_different(same: bool, marked: bool) -> None:
    facts = {"is_same_identity": same, "is_marked": marked}
    assert allows(policies.check_can_mark_not_same, **facts) is (not same and not marked)


@pytest.mark.parametrize(
    ("kind", "message", "reason", "named", "can_be_lifted"),
    product(["allow_list", "exclusion", "other"], ["", "No."], ["", REASON], [0, 1], BOOLS),
)
def test_restricting(kind: str, message: str, reason: str, named: int, can_be_lifted: bool) -> None:
    expected = bool(kind != "other" and message and reason and named and (can_be_lifted or kind == "exclusion"))
    facts = {"kind": kind, "message": message, "reason": reason, "named": named, "can_be_lifted": can_be_lifted}
    assert allows(policies.check_can_restrict, **facts) is expected


@pytest.mark.parametrize(("lifted_at", "reason"), product([None, now], ["", REASON]))
def test_lifting(lifted_at: dt.datetime | None, reason: str) -> None:
    expected = lifted_at is None and bool(reason)
    assert allows(policies.check_can_lift, Restriction(lifted_at=lifted_at), reason=reason) is expected


@pytest.mark.parametrize(
    ("hidden", "excluded", "reason", "hours"),
    product(BOOLS, BOOLS, ["", "short", REASON], [-1, 0, 1, 24, 25]),
)
def test_breaking_the_glass(hidden: bool, excluded: bool, reason: str, hours: int) -> None:
    expected = hidden and not excluded and reason == REASON and 0 < hours <= 24
    ends_at = now + dt.timedelta(hours=hours)
    facts = {"is_hidden": hidden, "is_excluded": excluded, "reason": reason, "now": now, "ends_at": ends_at}
    assert allows(policies.check_can_break_glass, **facts) is expected


@pytest.mark.parametrize(("own", "reviewed", "justified", "note"), product(BOOLS, BOOLS, BOOLS, ["", REASON]))
def test_reviewing(own: bool, reviewed: bool, justified: bool, note: str) -> None:
    expected = not own and not reviewed and (justified or bool(note))
    facts = {"is_own": own, "is_reviewed": reviewed, "was_justified": justified, "note": note}
    assert allows(policies.check_can_review, **facts) is expected


@pytest.mark.parametrize(("before", "after"), product(Passage.Travels.values, Passage.Travels.values))
@pytest.mark.parametrize("everyone_before", BOOLS)
@pytest.mark.parametrize("about", [None, (1,), (1, 2), (3,)])
def test_narrowing(before: str, after: str, everyone_before: bool, about: tuple[int, ...] | None) -> None:
    passage = Passage(travels=before, about_everyone=everyone_before)
    travels_no_further = after != "open" or before == "open"
    about_no_more = everyone_before or (about is not None and set(about) <= {1, 2})
    now_about = [] if everyone_before else [1, 2]
    facts = {"now_about": now_about, "travels": after, "about": about}
    result = allows(policies.check_can_narrow, passage, **facts, may_widen=False)
    assert allows(policies.check_can_narrow, passage, **facts, may_widen=True)
    assert result is (travels_no_further and about_no_more)


def test_reasons_are_not_blanks() -> None:
    assert not allows(policies.check_has_reason, " . . . . . . . ")
    assert allows(policies.check_has_reason, REASON)
