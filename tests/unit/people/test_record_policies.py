"""The truth tables of names, addresses, numbers, family, passages, chronology and organisations."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.people import policies
from threshold.people.models import ChronologyEntry, Organisation, Passage, PersonName, Relationship

TODAY = dt.date(2026, 3, 11)
BEFORE, EARLIER, LATER = (TODAY + dt.timedelta(days=days) for days in (-30, -10, 1))
YES_NO = (True, False)
Kind = Relationship.Kind


def allows(check: Callable[..., None], **facts: object) -> bool:
    try:
        check(**facts)
    except Refused as refusal:
        assert refusal.sentence.endswith(".")
        return False
    return True


@pytest.mark.parametrize("kind", [*PersonName.Kind.values, "nonsense"])
@pytest.mark.parametrize("given_name", ["", "Ash"])
@pytest.mark.parametrize("family_name", ["", "Testcase"])
def test_a_name_has_a_kind_and_a_word(kind: str, given_name: str, family_name: str) -> None:
    expected = kind != "nonsense" and bool(given_name or family_name)
    assert allows(policies.check_name, kind=kind, given_name=given_name, family_name=family_name) == expected


@pytest.mark.parametrize("line_1", ["", "1 Testing Row"])
@pytest.mark.parametrize("postcode", ["", "SV1 1AA"])
def test_an_address_is_not_empty(line_1: str, postcode: str) -> None:
    assert allows(policies.check_address, line_1=line_1, postcode=postcode) == bool(line_1 or postcode)


def test_a_move_is_neither_in_the_future_nor_before_an_earlier_address() -> None:
    days = (None, BEFORE, EARLIER, TODAY, LATER)
    for starts_on, current, latest_end in itertools.product(days, days[:4], days[:4]):
        day = starts_on or TODAY
        expected = day <= TODAY and not (current and day < current) and not (latest_end and day < latest_end)
        facts = {"starts_on": starts_on, "current_starts_on": current, "latest_end": latest_end, "today": TODAY}
        assert allows(policies.check_can_move, **facts) == expected, facts


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "others", "expected"),
    [
        (BEFORE, EARLIER, [], True),
        (None, EARLIER, [], True),
        (BEFORE, LATER, [], False),
        (EARLIER, BEFORE, [], False),
        (BEFORE, EARLIER, [(EARLIER, None)], True),  # one ends as the other begins
        (BEFORE, EARLIER, [(BEFORE, TODAY)], False),
        (BEFORE, EARLIER, [(None, TODAY)], False),
        (BEFORE, EARLIER, [(None, None)], True),  # days that nobody knows overlap with nothing
        (BEFORE, EARLIER, [(TODAY, None), (None, BEFORE)], True),
    ],
)
def test_former_addresses_do_not_overlap(
    starts_on: dt.date | None, ends_on: dt.date, others: list[tuple[dt.date | None, dt.date | None]], expected: bool
) -> None:
    facts = {"starts_on": starts_on, "ends_on": ends_on, "others": others, "today": TODAY}
    assert allows(policies.check_can_add_former_address, **facts) == expected


@pytest.mark.parametrize("fact", YES_NO)
def test_a_number_is_on_record_once_and_one_of_a_kind_is_verified(fact: bool) -> None:
    assert allows(policies.check_can_add_identifier, is_on_record=fact) == (not fact)
    assert allows(policies.check_can_verify_identifier, has_other_verified=fact) == (not fact)


_CLOSE = {Kind.PARENT, Kind.GRANDPARENT, Kind.SIBLING, Kind.HALF_SIBLING, Kind.TWIN}
_BIRTHS = [
    (None, None),
    (dt.date(1990, 1, 1), dt.date(2016, 1, 1)),
    (dt.date(2010, 1, 1), dt.date(2016, 1, 1)),  # too young to be a parent
    (dt.date(2016, 1, 1), dt.date(2016, 1, 1)),
]


@pytest.mark.parametrize("kind", [*Kind.values, "nonsense"])
@pytest.mark.parametrize("births", _BIRTHS)
def test_who_can_be_related(kind: str, births: tuple[dt.date | None, dt.date | None]) -> None:
    for is_same, on_record, loop, between in itertools.product(YES_NO, YES_NO, YES_NO, ([], ["parent"], ["guardian"])):
        one, other = births
        too_young = kind == Kind.PARENT and bool(one and other and other.year - one.year < 10)
        far_apart = kind == Kind.TWIN and bool(one and other and abs((one - other).days) > 90)
        expected = (
            kind in Kind.values and not is_same and not on_record
            and not (kind == Kind.PARENT and loop) and not too_young and not far_apart
            and not (kind in _CLOSE and "parent" in between)
        )  # fmt: skip
        facts = {
            "kind": kind, "is_same_person": is_same, "between_them": between, "is_on_record": on_record,
            "would_loop": loop, "births": births,
        }  # fmt: skip
        assert allows(policies.check_can_relate, **facts) == expected, facts


def test_something_ends_once_not_before_it_began_and_not_in_the_future() -> None:
    days = (None, BEFORE, EARLIER, TODAY, LATER)
    for starts_on, ended_on, ends_on in itertools.product(days[:4], (None, EARLIER), days[1:]):
        expected = ended_on is None and ends_on is not None and ends_on <= TODAY
        expected = expected and not (starts_on and ends_on and ends_on < starts_on)
        facts = {"starts_on": starts_on, "ended_on": ended_on, "ends_on": ends_on, "today": TODAY}
        assert allows(policies.check_can_end, **facts) == bool(expected), facts


@pytest.mark.parametrize("is_member", YES_NO)
@pytest.mark.parametrize("starts_on", [None, BEFORE, TODAY, LATER])
def test_who_can_join_a_household(is_member: bool, starts_on: dt.date | None) -> None:
    expected = not is_member and not (starts_on and starts_on > TODAY)
    assert allows(policies.check_can_join_household, is_member=is_member, starts_on=starts_on, today=TODAY) == expected


@pytest.mark.parametrize("travels", [*Passage.Travels.values, "nonsense"])
@pytest.mark.parametrize(("about", "names_somebody"), [(None, True), ((), False), ((1,), True), ((1, 2), True)])
def test_a_passage_says_how_it_travels_and_whom_it_is_about(
    travels: str, about: tuple[int, ...] | None, names_somebody: bool
) -> None:
    expected = travels != "nonsense" and names_somebody
    assert allows(policies.check_passage, travels=travels, about=about) == expected


@pytest.mark.parametrize("weight", [*ChronologyEntry.Weight.values, "nonsense"])
@pytest.mark.parametrize("note", ["", "Entered twice"])
@pytest.mark.parametrize("is_withdrawn", YES_NO)
def test_an_entry_is_left_out_with_a_note(weight: str, note: str, is_withdrawn: bool) -> None:
    says_why = weight != ChronologyEntry.Weight.HIDDEN or bool(note)
    expected = weight != "nonsense" and says_why and not is_withdrawn
    assert allows(policies.check_can_curate, weight=weight, note=note, is_withdrawn=is_withdrawn) == expected


@pytest.mark.parametrize("name", ["", "Oak School"])
@pytest.mark.parametrize("kind", [*Organisation.Kind.values, "nonsense"])
@pytest.mark.parametrize("possible", YES_NO)
@pytest.mark.parametrize("taken", YES_NO)
def test_an_organisation_has_a_name_a_kind_and_a_number_of_its_own(
    name: str, kind: str, possible: bool, taken: bool
) -> None:
    expected = bool(name) and kind != "nonsense" and possible and not taken
    facts = {"name": name, "kind": kind, "urn_is_possible": possible, "urn_is_taken": taken}
    assert allows(policies.check_organisation, **facts) == expected


@pytest.mark.parametrize("is_by_emergency", YES_NO)
def test_a_restriction_is_changed_by_who_sees_the_record_by_right(is_by_emergency: bool) -> None:
    if is_by_emergency:
        with pytest.raises(NotPermitted):
            policies.check_sees_by_right(is_by_emergency=True)
    else:
        policies.check_sees_by_right(is_by_emergency=False)


@pytest.mark.parametrize("starts_on", [None, dt.date(2026, 3, 10)])
@pytest.mark.parametrize(
    "ends_on", [None, dt.date(2026, 3, 9), dt.date(2026, 3, 10), dt.date(2026, 3, 11), dt.date(2026, 3, 12)]
)
def test_closing_an_organisation(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    today = dt.date(2026, 3, 11)
    expected = ends_on is None or (ends_on <= today and (starts_on is None or ends_on >= starts_on))
    assert allows(policies.check_closing, starts_on=starts_on, ends_on=ends_on, today=today) is expected
