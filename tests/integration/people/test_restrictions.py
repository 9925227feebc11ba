"""Restricting a record, breaking the glass, and looking at it afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from threshold.access.models import Team, User
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import AuditEntry
from threshold.people import actions, queries
from threshold.people.models import EmergencyAccess, Person, Restriction

from .conftest import Town

REASON = "The child is in hospital and I am on duty"
Audited = Callable[[str], list[AuditEntry]]


def sees(town: Town, user: User, person: Person, *, hours: float = 0) -> bool:
    return queries.is_visible_to(user, person, now=town.now + dt.timedelta(hours=hours))


def break_glass(town: Town, person: Person, user: User | None = None, **details: object) -> EmergencyAccess:
    options = {"reason": REASON, "by": user or town.worker, "now": town.now, **details}
    return actions.break_glass(person, **options)


# --- Restricting ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("details", "part"),
    [
        ({"kind": "curtain"}, "Choose whether"),
        ({"message": "  "}, "will read"),
        ({"reason": "x"}, "reason for the restriction"),
        ({"users": []}, "at least one"),
        ({"message": "m" * 301}, "Shorten"),
    ],
)
def test_what_a_restriction_needs(town: Town, details: dict[str, object], part: str) -> None:
    options = {
        "kind": "allow_list",
        "message": "Ask the duty manager.",
        "reason": "Family of a member of staff",
        "users": [town.manager],
        "by": town.manager,
        "now": town.now,
    }
    with pytest.raises(Refused, match=part):
        actions.restrict_person(town.child(), **{**options, **details})
    assert not Restriction.objects.exists()


def test_an_allow_list_needs_somebody_who_can_lift_it(town: Town) -> None:
    with pytest.raises(Refused, match="Add a manager"):
        actions.restrict_person(
            town.child(),
            kind="allow_list",
            message="No.",
            reason="Family of a member of staff",
            users=[town.worker],
            by=town.manager,
            now=town.now,
        )


def test_only_who_may_manage_restrictions(town: Town) -> None:
    child = town.child()
    with pytest.raises(NotPermitted):
        actions.restrict_person(
            child, kind="exclusion", message="No.", reason=REASON, users=[town.officer], by=town.worker, now=town.now
        )


def test_lifting_and_changing(town: Town, audited: Audited) -> None:
    child = town.child()
    rule = town.allow_only(child, town.officer)
    changed = actions.change_restriction(
        rule, users=[town.worker, town.manager], reason="The case has moved on", by=town.manager, now=town.now
    )
    assert not sees(town, town.officer, child)
    assert sees(town, town.worker, child)
    rule.refresh_from_db()
    assert (rule.lifted_by, changed.lifted_at, changed.message) == (town.manager, None, rule.message)
    with pytest.raises(Refused, match="already been lifted"):
        actions.lift_restriction(rule, reason="No longer needed", by=town.manager, now=town.now)
    with pytest.raises(Refused, match="reason"):
        actions.lift_restriction(changed, reason="", by=town.manager, now=town.now)
    actions.lift_restriction(changed, reason="No longer needed", by=town.manager, now=town.now)
    assert sees(town, town.officer, child)
    for name in ("restrict_person", "change_restriction", "lift_restriction"):
        assert audited(f"people.{name}")[0].about_ids == [child.pk]


def test_who_is_kept_out_cannot_lift(town: Town, make_user: Callable[..., User]) -> None:
    child, other_manager = town.child(), make_user("team_manager")
    rule = town.exclude(child, other_manager)
    with pytest.raises(NotVisible):
        actions.lift_restriction(rule, reason="I want to see it", by=other_manager, now=town.now)
    with pytest.raises(NotVisible):
        actions.change_restriction(rule, users=[town.worker], reason="I want to see", by=other_manager, now=town.now)


# --- Breaking the glass ---------------------------------------------------------------------------------------


def test_breaking_the_glass_opens_for_four_hours(town: Town, audited: Audited) -> None:
    child = town.child()
    town.allow_only(child)
    access = break_glass(town, queries.restriction_message(town.scope(town.worker), child.reference).person)  # type: ignore[union-attr]
    assert access.ends_at == town.now + dt.timedelta(hours=4)
    assert sees(town, town.worker, child)
    assert sees(town, town.worker, child, hours=3.99)
    assert not sees(town, town.worker, child, hours=4)
    assert not sees(town, town.officer, child), "it opens for one person"
    assert queries.restriction_message(town.scope(town.worker), child.reference) is None
    assert audited("people.break_glass")[0].about_ids == [child.pk]
    with pytest.raises(Refused, match="already see"):
        break_glass(town, child)


@pytest.mark.parametrize(
    ("details", "part"),
    [
        ({"reason": "urgent"}, "reason for opening"),
        ({"reason": " \n "}, "reason for opening"),
        ({"hours": 0}, "later end"),
        ({"hours": -1}, "later end"),
        ({"hours": 24.01}, "24 hours"),
        ({"hours": 24}, ""),
        ({"hours": 0.1}, ""),
    ],
)
def test_a_reason_and_an_end(town: Town, details: dict[str, object], part: str) -> None:
    child = town.child()
    town.allow_only(child)
    hours = details.pop("hours", None)
    if hours is not None:
        details = {**details, "ends_at": town.now + dt.timedelta(hours=hours)}  # type: ignore[arg-type]
    if part:
        with pytest.raises(Refused, match=part):
            break_glass(town, child, **details)
        assert not EmergencyAccess.objects.exists()
    else:
        break_glass(town, child, **details)


def test_it_never_opens_an_exclusion(town: Town) -> None:
    child = town.child()
    town.exclude(child, town.worker)
    with pytest.raises(Refused, match="does not open"):
        break_glass(town, child)
    town.allow_only(child)
    with pytest.raises(Refused, match="does not open"):
        break_glass(town, child)
    assert not sees(town, town.worker, child)


def test_an_exclusion_made_later_closes_what_was_broken_open(town: Town) -> None:
    child = town.child()
    town.allow_only(child)
    break_glass(town, child)
    town.exclude(child, town.worker)
    assert not sees(town, town.worker, child)


def test_it_opens_every_record_of_the_person(town: Town) -> None:
    one, other = town.child(), town.child("Robyn")
    town.join(one, other)
    town.allow_only(one)
    break_glass(town, other)
    assert sees(town, town.worker, one)


def test_only_who_may(town: Town, make_user: Callable[..., User], team: Team) -> None:
    child, open_child = town.child(), town.child("Open")
    town.allow_only(child)
    with pytest.raises(NotPermitted):
        break_glass(town, child, town.officer)
    with pytest.raises(Refused, match="already see"):
        break_glass(town, open_child)
    both = make_user("early_help_practitioner", team=team)
    both.__dict__["permissions"] = both.permissions | {"people.break_glass"}
    with pytest.raises(NotVisible):
        break_glass(town, child, both)


# --- Review ---------------------------------------------------------------------------------------------------


def test_somebody_else_reviews(town: Town, make_user: Callable[..., User], audited: Audited) -> None:
    child, director = town.child(), make_user("senior_leader")
    town.allow_only(child)
    mine, other = break_glass(town, child), break_glass(town, child, director)
    assert list(queries.emergency_accesses_to_review(town.scope(director))) == [mine]
    assert list(queries.emergency_accesses_to_review(town.scope(town.manager))) == [mine, other]
    assert list(queries.emergency_accesses_to_review(town.scope(town.worker))) == []
    with pytest.raises(NotPermitted):
        actions.review_emergency_access(mine, was_justified=True, by=town.worker, now=town.now)
    with pytest.raises(Refused, match="your own"):
        actions.review_emergency_access(other, was_justified=True, by=director, now=town.now)
    actions.review_emergency_access(mine, was_justified=True, by=director, now=town.now)
    mine.refresh_from_db()
    assert (mine.was_justified, mine.reviewed_by) == (True, director)
    assert sees(town, town.worker, child), "a justified access runs to its end"
    with pytest.raises(Refused, match="already been reviewed"):
        actions.review_emergency_access(mine, was_justified=True, by=town.manager, now=town.now)
    assert list(queries.emergency_accesses_to_review(town.scope(director))) == []
    assert audited("people.review_emergency_access")[0].about_ids == [child.pk]


def test_not_justified_ends_at_once_and_needs_a_note(town: Town) -> None:
    child = town.child()
    town.allow_only(child)
    access = break_glass(town, child)
    with pytest.raises(Refused, match="not justified"):
        actions.review_emergency_access(access, was_justified=False, by=town.manager, now=town.now)
    actions.review_emergency_access(
        access, was_justified=False, note="No emergency was found", by=town.manager, now=town.now
    )
    assert not sees(town, town.worker, child)


def test_an_excluded_reviewer_sees_nothing_of_it(town: Town, make_user: Callable[..., User]) -> None:
    child, relative = town.child(), make_user("team_manager")
    town.allow_only(child)
    access = break_glass(town, child)
    town.exclude(child, relative)
    assert list(queries.emergency_accesses(town.scope(relative))) == []
    with pytest.raises(NotVisible):
        actions.review_emergency_access(access, was_justified=True, by=relative, now=town.now)
