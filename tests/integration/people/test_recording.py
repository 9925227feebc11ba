"""Recording a person and changing what is recorded: what is written, what is refused, what is audited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from threshold.access.models import User
from threshold.core.actions import ACTIONS
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry
from threshold.people import actions, queries
from threshold.people.models import (
    Address,
    Identifier,
    Identity,
    Organisation,
    Person,
    PersonAddress,
    PersonName,
)

from .conftest import Town

NHS = "999 000 0018"  # in the NHS's own range for tests
OTHER_NHS = "9990000026"
UPN = "V885200005001"
Audited = Callable[[str], list[AuditEntry]]

HOME = {"line_1": "14 Mill Lane", "town": "Ashbrook", "postcode": "wr5 2np"}


def rows() -> tuple[int, ...]:
    kinds = (Identity, Person, PersonName, PersonAddress, Address, Identifier, AuditEntry)
    return tuple(kind.objects.count() for kind in kinds)


# --- Recording ------------------------------------------------------------------------------------------------


def test_a_child_with_everything(town: Town, audited: Audited) -> None:
    school = actions.record_organisation(
        name="Ashbrook Primary School", kind="school", urn="123456", by=town.officer, now=town.now
    )
    child = town.child(
        " Zoë ",
        "O’Neill",
        birth_on=dt.date(2017, 5, 4),
        sex="F",
        ethnicity="WBRI",
        disabilities=["HEAR", "LD"],
        first_language="BSL",
        interpreter_needed=True,
        address={**HOME, "is_confidential": True},
        identifiers=[("nhs", NHS, True, "NHS app"), ("upn", UPN, False, "School"), ("nhs", NHS, True, "twice")],
        school=school,
    )
    child.refresh_from_db()
    assert child.display_name == "Zoë O’Neill"
    assert child.identity.records.get() == child
    assert child.disabilities == ["HEAR", "LD"]
    assert child.school == school
    assert child.created_by == town.officer
    name = child.names.get()
    assert (name.kind, name.folded, name.recorded_at) == ("current", "zoe oneill", town.now)
    stay = child.addresses.select_related("address").get()
    assert (stay.address.postcode, stay.address.line_folded, stay.is_confidential) == ("WR52NP", "14 mill lane", True)
    found = {i.kind: (i.value, i.is_verified, i.recorded_on) for i in child.identifiers.all()}
    assert found == {"nhs": ("9990000018", True, dt.date(2026, 3, 11)), "upn": (UPN, False, dt.date(2026, 3, 11))}
    (entry,) = audited("people.record_person")
    assert entry.about_ids == [child.pk]
    assert "Zoë" not in str(entry.detail)


def test_very_little_is_enough(town: Town) -> None:
    nameless = town.child("", "")
    unborn = town.child("", "Testcase", kind="unborn", expected_on=dt.date(2026, 6, 1))
    assert nameless.display_name == "Name not known"
    assert not nameless.names.exists()
    assert unborn.display_name == "Testcase"


@pytest.mark.parametrize(
    "given",
    ["😀", "محمد", "\u202egnorw", "Siân-Łucja", "李", "a" * 100, "tab\there", "nul\x00l", "e\u0301clair", "שרה"],
)
def test_names_from_everywhere(town: Town, given: str) -> None:
    child = town.child(given, "Testcase")
    child.refresh_from_db()
    assert child.given_name
    assert not set(child.given_name) & {"\u202e", "\x00", "\t"}


@pytest.mark.parametrize(
    ("details", "part"),
    [
        ({"birth_on": dt.date(2026, 3, 12)}, "in the future"),
        ({"birth_on": dt.date(1890, 1, 1)}, "older than 120"),
        ({"birth_on": dt.date(1990, 1, 1)}, "choose adult"),
        ({"kind": "adult", "birth_on": dt.date(2015, 1, 1)}, "choose child"),
        ({"kind": "unborn", "birth_on": dt.date(2026, 1, 1)}, "has no date of birth"),
        ({"kind": "unborn", "expected_on": dt.date(2027, 3, 1)}, "ten months ahead"),
        ({"kind": "unborn", "expected_on": dt.date(2025, 3, 1)}, "record the birth"),
        ({"kind": "dog"}, "Choose whether"),
        ({"sex": "X"}, "Choose from the list"),
        ({"ethnicity": "????"}, "Choose from the list"),
        ({"disabilities": ["NONE", "LD"]}, "Take one of them away"),
        ({"disabilities": ["WRONG"]}, "Choose from the list"),
        ({"given": "a" * 101}, "Shorten it"),
        ({"identifiers": [("nhs", "999 000 0019", False, "")]}, "last digit does not fit"),
        ({"identifiers": [("passport", "1", False, "")]}, "what kind of number"),
        ({"address": {"line_1": "1 High Street", "postcode": "NOT A CODE"}}, "full postcode"),
        ({"address": {"line_1": "x" * 121}}, "Shorten it"),
        ({"address": {"town": "Ashbrook"}}, "first line or its postcode"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(town: Town, details: dict[str, Any], part: str) -> None:
    before = rows()
    with pytest.raises(Refused, match=part):
        town.child(**details)
    assert rows() == before


def test_the_day_is_londons(town: Town) -> None:
    """Half past midnight in London on the 2nd is still the 1st in UTC."""
    town.now = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    assert town.child(birth_on=dt.date(2026, 7, 2)).birth_on == dt.date(2026, 7, 2)


def test_neighbours_of_a_door_share_the_address(town: Town) -> None:
    one, other = town.child(address=HOME), town.child("Sam", address={**HOME, "postcode": "WR5 2NP"})
    assert one.addresses.get().address_id == other.addresses.get().address_id
    assert not town.child("Nobody", address={"line_1": "", "postcode": " "}).addresses.exists()


@pytest.mark.parametrize("role", ["elected_member", "partner", "administrator", "auditor", "analyst"])
def test_who_may_not_write_cannot(town: Town, make_user: Callable[..., User], role: str) -> None:
    with pytest.raises(NotPermitted):
        actions.record_person(by=make_user(role), now=town.now, kind="child")


# --- Changing -------------------------------------------------------------------------------------------------


def test_change_counts_the_version_and_names_the_fields(town: Town, audited: Audited) -> None:
    child = town.child()
    changed = actions.change_person(
        child, changes={"sex": "M", "ethnicity": "NOBT"}, expected_version=1, by=town.officer, now=town.now
    )
    assert (changed.sex, changed.version) == ("M", 2)
    assert audited("people.change_person")[0].detail == {"fields": ["sex"]}


def test_a_stale_form_writes_nothing(town: Town) -> None:
    child = town.child()
    actions.change_person(child, changes={"sex": "M"}, expected_version=1, by=town.officer, now=town.now)
    before = rows()
    writes: list[Callable[[], object]] = [
        lambda: actions.change_person(child, changes={"sex": "F"}, expected_version=1, by=town.worker, now=town.now),
        lambda: actions.add_name(
            child, kind="current", given_name="Late", expected_version=1, by=town.worker, now=town.now
        ),
    ]
    for write in writes:
        with pytest.raises(Stale) as caught:
            write()
        assert caught.value.current_version == 2
    child.refresh_from_db()
    assert (child.sex, child.given_name, child.version) == ("M", "Robin", 2)
    assert rows() == before


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"birth_on": dt.date(2030, 1, 1)}, "future"),
        ({"died_on": dt.date(2010, 1, 1)}, "before the date of birth"),
        ({"died_on": dt.date(2030, 1, 1)}, "future"),
        ({"kind": "adult"}, "choose child"),
        ({"upn_unknown": "UN99"}, "list"),
        ({"first_language": "English"}, "list"),
    ],
)
def test_impossible_changes_are_refused(town: Town, changes: dict[str, Any], part: str) -> None:
    child = town.child(birth_on=dt.date(2015, 1, 1))
    with pytest.raises(Refused, match=part):
        actions.change_person(child, changes=changes, expected_version=1, by=town.officer, now=town.now)
    child.refresh_from_db()
    assert child.version == 1


def test_a_name_is_not_changed_behind_its_history(town: Town) -> None:
    with pytest.raises(ValueError, match="given_name"):
        actions.change_person(
            town.child(), changes={"given_name": "New"}, expected_version=1, by=town.officer, now=town.now
        )


def test_birth_of_an_unborn_child(town: Town) -> None:
    unborn = town.child("", "Testcase", kind="unborn", expected_on=dt.date(2026, 3, 20))
    with pytest.raises(Refused, match="Record the birth"):
        actions.change_person(unborn, changes={"kind": "child"}, expected_version=None, by=town.officer, now=town.now)
    with pytest.raises(Refused, match="in the future"):
        actions.record_birth(unborn, birth_on=dt.date(2026, 3, 20), by=town.officer, now=town.now)
    child = actions.record_birth(
        unborn, birth_on=dt.date(2026, 3, 9), given_name="Ivy", sex="F", by=town.officer, now=town.now
    )
    child.refresh_from_db()
    assert (child.kind, child.display_name, child.sex, child.expected_on) == (
        "child",
        "Ivy Testcase",
        "F",
        dt.date(2026, 3, 20),
    )
    assert [name.kind for name in child.names.order_by("pk")] == ["former", "current"]
    with pytest.raises(Refused, match="already recorded as born"):
        actions.record_birth(child, birth_on=dt.date(2026, 3, 9), by=town.officer, now=town.now)


def test_years_later_the_expected_date_is_no_reason_to_refuse(town: Town) -> None:
    unborn = town.child("", "Testcase", kind="unborn", expected_on=dt.date(2026, 3, 20))
    child = actions.record_birth(unborn, birth_on=dt.date(2026, 3, 9), by=town.officer, now=town.now)
    later = town.now + dt.timedelta(days=2000)
    actions.change_person(child, changes={"sex": "F"}, expected_version=2, by=town.officer, now=later)


# --- Names ----------------------------------------------------------------------------------------------------


def test_a_new_name_makes_the_old_one_former(town: Town) -> None:
    child = town.child("Elizabeth", "Price")
    actions.add_name(child, kind="short", given_name="Beth", by=town.officer, now=town.now)
    actions.add_name(child, kind="current", given_name="Elizabeth", family_name="Okafor", by=town.officer, now=town.now)
    child.refresh_from_db()
    assert (child.display_name, child.version) == ("Elizabeth Okafor", 2)
    by_kind = {name.kind: name for name in child.names.all()}
    assert by_kind["former"].family_name == "Price"
    assert by_kind["former"].ended_at == town.now
    assert queries.names_of(child).first() is not None
    with pytest.raises(Refused, match="already on the record"):
        actions.add_name(child, kind="short", given_name="Beth", by=town.officer, now=town.now)
    with pytest.raises(Refused, match="empty"):
        actions.add_name(child, kind="alias", given_name=" ", by=town.officer, now=town.now)


def test_a_nickname_ends_but_not_the_name_in_use(town: Town, audited: Audited) -> None:
    child = town.child()
    short = actions.add_name(child, kind="short", given_name="Rob", by=town.officer, now=town.now)
    actions.end_name(short, by=town.officer, now=town.now)
    assert len(audited("people.end_name")) == 1
    with pytest.raises(Refused, match="already ended"):
        actions.end_name(short, by=town.officer, now=town.now)
    with pytest.raises(Refused, match="name in use"):
        actions.end_name(child.names.get(kind="current"), by=town.officer, now=town.now)


# --- Addresses ------------------------------------------------------------------------------------------------

day = dt.date


def test_moving_ends_the_address_before(town: Town) -> None:
    child = town.child(address=HOME)
    actions.move_address(
        child, address={"line_1": "2 High Street"}, starts_on=day(2026, 2, 1), by=town.officer, now=town.now
    )
    stays = list(queries.addresses_of(child))
    assert [(stay.address.line_1, stay.starts_on, stay.ends_on) for stay in stays] == [
        ("2 High Street", day(2026, 2, 1), None),
        ("14 Mill Lane", None, day(2026, 2, 1)),
    ]


@pytest.mark.parametrize(
    ("starts_on", "part"), [(day(2026, 3, 12), "future"), (day(2025, 12, 31), "overlap"), (None, "")]
)
def test_moves_may_not_overlap(town: Town, starts_on: dt.date | None, part: str) -> None:
    child = town.child()
    actions.move_address(child, address=HOME, starts_on=day(2026, 1, 1), by=town.officer, now=town.now)

    def move() -> None:
        actions.move_address(
            child, address={"line_1": "2 High Street"}, starts_on=starts_on, by=town.officer, now=town.now
        )

    if part:
        with pytest.raises(Refused, match=part):
            move()
        assert child.addresses.count() == 1
    else:
        move()
        assert child.addresses.get(ends_on__isnull=False).ends_on == day(2026, 3, 11)


def test_a_move_may_not_begin_inside_a_former_address(town: Town) -> None:
    child = town.child()
    former = {"address": HOME, "starts_on": day(2020, 1, 1), "ends_on": day(2025, 6, 1)}
    actions.add_former_address(child, **former, by=town.officer, now=town.now)
    with pytest.raises(Refused, match="overlap"):
        actions.move_address(child, address=HOME, starts_on=day(2025, 1, 1), by=town.officer, now=town.now)
    actions.move_address(child, address=HOME, starts_on=day(2025, 6, 1), by=town.officer, now=town.now)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "part"),
    [
        (day(2024, 1, 1), day(2025, 1, 1), ""),
        (None, day(2025, 1, 1), ""),
        (day(2024, 1, 1), day(2025, 7, 1), "another address"),
        (day(2025, 7, 1), day(2025, 8, 1), "another address"),
        (day(2025, 2, 1), day(2025, 1, 1), "ends before it begins"),
        (day(2025, 2, 1), day(2027, 1, 1), "future"),
    ],
)
def test_former_addresses(town: Town, starts_on: dt.date | None, ends_on: dt.date, part: str) -> None:
    child = town.child()
    actions.move_address(child, address=HOME, starts_on=day(2025, 6, 1), by=town.officer, now=town.now)

    def add() -> None:
        actions.add_former_address(
            child,
            address={"line_1": "9 Old Row"},
            starts_on=starts_on,
            ends_on=ends_on,
            by=town.officer,
            now=town.now,
        )

    if part:
        with pytest.raises(Refused, match=part):
            add()
    else:
        add()
        assert [stay.address.line_1 for stay in queries.addresses_of(child)] == ["14 Mill Lane", "9 Old Row"]


# --- Numbers --------------------------------------------------------------------------------------------------


def test_numbers_are_verified_once_for_a_person(town: Town) -> None:
    child, twin_record = town.child(), town.child("Robyn")
    number = actions.add_identifier(child, kind="nhs", value=NHS, source="Letter", by=town.officer, now=town.now)
    with pytest.raises(Refused, match="already on the record"):
        actions.add_identifier(child, kind="nhs", value="9990000018", by=town.officer, now=town.now)
    actions.verify_identifier(number, source="NHS Spine", by=town.officer, now=town.now)
    number.refresh_from_db()
    assert (number.is_verified, number.source) == (True, "NHS Spine")
    actions.add_identifier(twin_record, kind="nhs", value=OTHER_NHS, is_verified=True, by=town.officer, now=town.now)
    town.join(child, twin_record)
    third = town.child("Robbie")
    town.join(child, third)
    with pytest.raises(Refused, match="already verified"):
        actions.add_identifier(
            Person.objects.get(pk=third.pk),
            kind="nhs",
            value="9990000034",
            is_verified=True,
            by=town.officer,
            now=town.now,
        )
    actions.add_identifier(child, kind="local", value="12-345 a", is_verified=True, by=town.officer, now=town.now)
    assert child.identifiers.get(kind="local").value == "12345A"


# --- Everything needs sight, and leaves a trace ---------------------------------------------------------------


def writes_on(town: Town, child: Person, friend: Person) -> dict[str, Callable[[User], object]]:
    """Each action that changes a person, on `child`."""
    at = {"now": town.now}
    short = actions.add_name(child, kind="short", given_name="Rob", by=town.manager, **at)
    number = actions.add_identifier(child, kind="nhs", value=NHS, by=town.manager, **at)
    relation = actions.relate_people(child, other=friend, kind="sibling", by=town.manager, **at)
    member = actions.set_household(child, by=town.manager, **at)
    move = {"address": HOME, "starts_on": None}
    former = {"address": HOME, "starts_on": None, "ends_on": day(2020, 1, 1)}
    return {
        "change_person": lambda by: actions.change_person(
            child, changes={"sex": "M"}, expected_version=None, by=by, **at
        ),
        "record_birth": lambda by: actions.record_birth(child, birth_on=day(2026, 1, 1), by=by, **at),
        "add_name": lambda by: actions.add_name(child, kind="alias", given_name="Bo", by=by, **at),
        "end_name": lambda by: actions.end_name(short, by=by, **at),
        "move_address": lambda by: actions.move_address(child, **move, by=by, **at),
        "add_former_address": lambda by: actions.add_former_address(child, **former, by=by, **at),
        "add_identifier": lambda by: actions.add_identifier(child, kind="upn", value=UPN, by=by, **at),
        "verify_identifier": lambda by: actions.verify_identifier(number, source="Spine", by=by, **at),
        "relate_people": lambda by: actions.relate_people(friend, other=child, kind="partner", by=by, **at),
        "end_relationship": lambda by: actions.end_relationship(relation, ends_on=day(2026, 1, 1), by=by, **at),
        "change_parental_responsibility": lambda by: actions.change_parental_responsibility(
            relation, has_parental_responsibility=True, by=by, **at
        ),
        "set_household": lambda by: actions.set_household(child, by=by, **at),
        "leave_household": lambda by: actions.leave_household(member, ends_on=day(2026, 1, 1), by=by, **at),
        "mark_not_same": lambda by: actions.mark_not_same(child, other=friend, by=by, **at),
        "merge_people": lambda by: actions.merge_people(
            town.child("Twin"), other=child, reason="Looks like the same", by=by, **at
        ),
        "restrict_person": lambda by: actions.restrict_person(
            child, kind="exclusion", message="No.", reason="They are related", users=[by], by=by, **at
        ),
    }


NAMES = [
    "change_person", "record_birth", "add_name", "end_name", "move_address", "add_former_address", "add_identifier",
    "verify_identifier", "relate_people", "end_relationship", "change_parental_responsibility", "set_household",
    "leave_household", "mark_not_same", "merge_people", "restrict_person",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_one_cannot_see_one_cannot_change(town: Town, make_user: Callable[..., User], name: str) -> None:
    outsider = make_user("team_manager")
    kind = {"kind": "unborn"} if name == "record_birth" else {}
    child, friend = town.child(**kind), town.child("Friend", "Elsewhere")
    writes = writes_on(town, child, friend)
    town.allow_only(child)
    before = AuditEntry.objects.filter(actor_id=outsider.pk).count()
    with pytest.raises(NotVisible):
        writes[name](outsider)
    assert AuditEntry.objects.filter(actor_id=outsider.pk).count() == before


@pytest.mark.parametrize("name", NAMES)
def test_each_action_leaves_a_trace_about_the_person(town: Town, audited: Audited, name: str) -> None:
    kind = {"kind": "unborn"} if name == "record_birth" else {}
    child, friend = town.child(**kind), town.child("Friend", "Elsewhere")
    writes_on(town, child, friend)[name](town.manager)
    entries = audited(f"people.{name}")
    assert child.pk in entries[-1].about_ids
    assert entries[-1].subject_type.startswith("people.")
    assert f"people.{name}" in ACTIONS


# --- Organisations --------------------------------------------------------------------------------------------


def test_organisations_and_professionals(town: Town, audited: Audited) -> None:
    at = {"by": town.officer, "now": town.now}
    school = actions.record_organisation(
        name="Ashbrook  Primary", kind="school", urn="123 456", telephone="(01905) 822-666", **at
    )
    assert (school.name, school.urn, school.telephone) == ("Ashbrook Primary", "123456", "01905822666")
    head = actions.record_professional(school, name="Jo Head", email="head@ashbrook.example", **at)
    assert head.organisation == school
    for details, part in [
        ({"name": "", "kind": "school"}, "empty"),
        ({"name": "X", "kind": "circus"}, "what kind"),
        ({"name": "X", "kind": "school", "urn": "12345"}, "six digits"),
        ({"name": "X", "kind": "school", "urn": "123456"}, "Another organisation"),
        ({"name": "X", "kind": "police", "telephone": "ring me"}, "telephone"),
        ({"name": "X", "kind": "police", "email": "nobody"}, "e-mail"),
    ]:
        with pytest.raises(Refused, match=part):
            actions.record_organisation(**details, **at)
    with pytest.raises(Refused, match="empty"):
        actions.record_professional(school, name=" ", **at)
    assert Organisation.objects.count() == 1
    assert len(audited("people.record_organisation")) == 1
    assert len(audited("people.record_professional")) == 1
