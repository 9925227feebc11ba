"""Somebody with an account tries to get at a restricted record for good, by ways that are meant for something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from a_family import Family, filled, text_of
from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted
from threshold.people import actions
from threshold.people.actions import (
    break_glass,
    change_restriction,
    lift_restriction,
    merge_people,
    restrict_person,
    unmerge_people,
)
from threshold.people.models import PersonAddress, Restriction
from threshold.people.queries import household_of, is_visible_to
from threshold.people.record import households_near


def test_emergency_access_cannot_be_made_into_access_for_good(family: Family, make_user: Callable[..., User]) -> None:
    other = make_user("team_manager")
    break_glass(family.hidden, reason="A child is missing", by=other, now=family.now)
    assert is_visible_to(other, family.hidden, now=family.now)
    who: dict[str, Any] = {"by": other, "now": family.now}
    with pytest.raises(NotPermitted, match="emergency access"):
        lift_restriction(family.restriction, reason="No longer needed", **who)
    with pytest.raises(NotPermitted):
        change_restriction(family.restriction, users=[other], reason="I need it", **who)
    with pytest.raises(NotPermitted):
        restrict_person(
            family.hidden,
            kind="exclusion",
            message="Ask.",
            reason="Keep the reviewer out",
            users=[family.manager],
            **who,
        )
    assert list(Restriction.objects.filter(lifted_at__isnull=True)) == [family.restriction]
    later = family.now + dt.timedelta(hours=5)
    assert not is_visible_to(other, family.hidden, now=later)


def test_the_page_says_why_emergency_access_does_not_lift_a_restriction(
    family: Family, signed_in: Callable[..., Client], make_user: Callable[..., User]
) -> None:
    other = make_user("team_manager")
    break_glass(family.hidden, reason="A child is missing", by=other, now=family.now)
    url = family.page(f"/restrictions/{family.restriction.pk}/lift", family.hidden)
    client = signed_in(other)
    answer = client.post(url, filled(client, url, reason="Let me in"))
    assert answer.status_code == 403
    assert "emergency access" in text_of(answer)
    family.restriction.refresh_from_db()
    assert family.restriction.lifted_at is None


class TestTakingRecordsApart:
    """A restriction was placed on a person made of two records. Taking them apart must open neither."""

    @pytest.mark.parametrize("placed_on", ["kept", "moved"])
    def test_both_sides_stay_restricted(self, family: Family, placed_on: str) -> None:
        again = actions.record_person(
            by=family.officer, now=family.now, kind="child", given_name="Robyn", family_name="Testcase"
        )
        who: dict[str, Any] = {"by": family.manager, "now": family.now}
        join = merge_people(family.robin, other=again, reason="The same school", **who)
        who["now"] += dt.timedelta(minutes=1)
        restriction = restrict_person(
            family.robin if placed_on == "kept" else again, kind="allow_list", message="Ask the service manager.",
            reason="Threats were made", users=[family.manager], **who,
        )  # fmt: skip
        for record in (family.robin, again):
            assert not is_visible_to(family.officer, record, now=who["now"])
        unmerge_people(join, reason="They are cousins", **who)
        for record in (family.robin, again):
            assert not is_visible_to(family.officer, record, now=who["now"])
            assert is_visible_to(family.manager, record, now=who["now"])
        new = Restriction.objects.exclude(pk__in=[restriction.pk, family.restriction.pk]).get()
        lift_restriction(new, reason="It was the other one", **who)
        seen = {record.pk: is_visible_to(family.officer, record, now=who["now"]) for record in (family.robin, again)}
        assert seen == {restriction.person_id: False, new.person_id: True}

    def test_a_restriction_from_before_the_join_goes_back_with_its_record(self, family: Family) -> None:
        again = actions.record_person(
            by=family.manager, now=family.now, kind="adult", given_name="Perry", family_name="Quillfeather"
        )
        later = family.now + dt.timedelta(minutes=1)
        join = merge_people(again, other=family.hidden, reason="The same man", by=family.manager, now=later)
        assert not is_visible_to(family.officer, again, now=later)
        unmerge_people(join, reason="Another man", by=family.manager, now=later)
        assert is_visible_to(family.officer, again, now=later)
        assert not is_visible_to(family.officer, family.hidden, now=later)


def test_an_address_that_is_confidential_on_a_joined_record_is_marked_wherever_it_shows(family: Family) -> None:
    """The mother fled; the mark is on her second record. The children's home must still say: tell nobody."""
    address = PersonAddress.objects.filter(person=family.mother).get().address
    fled = actions.record_person(
        by=family.officer, now=family.now, kind="adult", given_name="Alexandra", family_name="Testcase",
        address={"line_1": address.line_1, "town": address.town, "postcode": address.postcode, "is_confidential": True},
    )  # fmt: skip
    scope = Scope(family.manager, family.now)
    assert [home.is_confidential for home in household_of(scope, family.robin)] == [False]
    merge_people(family.mother, other=fled, reason="The same woman", by=family.manager, now=family.now)
    assert [home.is_confidential for home in household_of(scope, family.robin)] == [True]
    assert [home.is_confidential for home in households_near(scope, family.father)] == [True]
