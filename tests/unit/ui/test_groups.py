"""Can one page ask about several things, with one more or one fewer, and lose nothing?"""

from __future__ import annotations

import pytest

from threshold.ui import forms
from threshold.ui.groups import Group

from .conftest import sent


class Room(forms.Form):
    name = forms.TextField("Name")


def names(group: Group) -> list[object]:
    return [item.form["name"].value() for item in group]


TYPED = {"room__keys": "0,1,2", "room__0__name": "A", "room__1__name": "", "room__2__name": "C"}


def test_a_new_page_shows_the_fewest() -> None:
    assert len(Group(Room, prefix="room", minimum=2)) == 2


def test_what_is_stored_is_shown() -> None:
    assert names(Group(Room, prefix="room", initial=[{"name": "A"}, {"name": "B"}])) == ["A", "B"]


def test_add_another_keeps_what_was_typed_and_checks_nothing() -> None:
    data = sent(**TYPED, room__add="yes")
    assert Group.pressed(data, "room")
    group = Group(Room, draft=data, prefix="room")
    assert names(group) == ["A", "", "C", None]
    assert [item.is_new for item in group] == [False, False, False, True]
    assert not group.errors


def test_remove_takes_one_and_leaves_the_others_alone() -> None:
    group = Group(Room, draft=sent(**TYPED, room__remove="0"), prefix="room")
    assert names(group) == ["", "C"]
    assert [item.form["name"].html_name for item in group] == ["room-1-name", "room-2-name"]
    assert [item.title for item in group] == ["Item 1", "Item 2"]


def test_the_last_cannot_be_removed_and_no_more_than_the_most_added() -> None:
    one = Group(Room, draft=sent(room__keys="5", room__5__name="A", room__remove="5"), prefix="room")
    assert names(one) == ["A"]
    full = Group(Room, draft=sent(**TYPED, room__add="yes"), prefix="room", maximum=3, noun="room")
    assert len(full) == 3
    assert full.notice == "You can add up to 3 rooms on one page."


def test_sent_for_good_all_are_checked() -> None:
    group = Group(Room, sent(**TYPED), prefix="room", noun="room")
    assert not group.is_valid()
    assert group.error_items() == [{"text": "Room 2: Enter name", "href": "#id_room-1-name"}]
    assert 'href="#id_room-1-name"' in forms.error_summary(group)


def test_good_answers_are_cleaned() -> None:
    group = Group(Room, sent(room__keys="3,7", room__3__name="A", room__7__name="B"), prefix="room")
    assert group.is_valid()
    assert [one["name"] for one in group.cleaned_data] == ["A", "B"]


@pytest.mark.parametrize("keys", ["", "x", "-1", "0,0,0", "9" * 5000, "١", ",".join(map(str, range(5000))), "1e9"])
def test_hostile_lists_of_keys(keys: str) -> None:
    group = Group(Room, draft=sent(room__keys=keys, room__remove="9" * 5000, room__add="yes"), prefix="room")
    assert 1 <= len(group) <= 50
