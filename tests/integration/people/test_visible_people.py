"""Whom may somebody see? Every combination of reach, restriction, naming, emergency and joined records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from threshold.access.models import Team, User
from threshold.access.roles import ROLES, Permission, Reach
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.people import actions, queries
from threshold.people.models import EmergencyAccess, Involvement, Person

from .conftest import Town

RESTRICTIONS = ["none", "allow_list", "exclusion", "both", "lifted"]
ROLE_OF_REACH = {Reach.EVERYBODY: "social_worker", Reach.OWN_TEAMS: "early_help_practitioner", Reach.NOBODY: "partner"}


def involve(
    person: Person, team: Team, *, now: dt.datetime, worker: User | None = None, **dates: object
) -> Involvement:
    return Involvement.objects.create(
        person=person,
        team=team,
        worker=worker,
        what="Early help",
        source_type="test",
        source_id=Involvement.objects.count() + 1,
        started_at=now - dt.timedelta(days=900),
        **dates,
    )


def sees(user: User, person: Person, now: dt.datetime) -> bool:
    return queries.visible_people(Scope(user, now)).filter(pk=person.pk).exists()


@pytest.mark.parametrize("reach", list(Reach))
@pytest.mark.parametrize("restriction", RESTRICTIONS)
@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("other_record", [False, True], ids=["same record", "joined record"])
def test_truth_table(
    town: Town,
    make_user: Callable[..., User],
    team: Team,
    reach: Reach,
    restriction: str,
    listed: bool,
    other_record: bool,
) -> None:
    """The rule is on one record of the person, and is looked at from the same or from a record joined with it."""
    now = town.now
    user = make_user(ROLE_OF_REACH[reach], team=team)
    ruled, seen = town.child(), town.child("Robyn")
    involve(seen, team, now=now)
    if other_record:
        town.join(seen, ruled)
    else:
        seen = ruled
        involve(seen, team, now=now)
    if restriction in ("allow_list", "both", "lifted"):
        rule = town.allow_only(ruled, *([user] if listed else []))
        if restriction == "lifted":
            actions.lift_restriction(rule, reason="No longer needed here", by=town.manager, now=now)
    if restriction in ("exclusion", "both"):
        town.exclude(ruled, *([user] if listed else []), town.worker)
    for emergency in EMERGENCIES:
        EmergencyAccess.objects.all().delete()
        break_glass(user, ruled, emergency, town)
        kept_out_by_list = restriction in ("allow_list", "both") and not listed and emergency != "running"
        excluded = restriction in ("exclusion", "both") and listed
        expected = reach != Reach.NOBODY and not kept_out_by_list and not excluded

        assert sees(user, seen, now) is expected, emergency
        assert queries.is_visible_to(user, seen, now=now) is expected
        assert (queries.visible_people(Scope(user, now)).filter(identity_id=seen.identity_id).count() > 0) is expected
        if expected:
            assert queries.get_visible_person(Scope(user, now), seen.reference) == seen
        else:
            with pytest.raises(NotVisible):
                queries.get_visible_person(Scope(user, now), seen.reference)


EMERGENCIES = {"none": None, "running": (-1, 3), "over": (-4, 0), "not yet": (1, 4), "unjustified": (-1, 3)}


def break_glass(user: User, person: Person, emergency: str, town: Town) -> None:
    hours = EMERGENCIES[emergency]
    if hours is None:
        return
    review = {"reviewed_at": town.now, "reviewed_by": town.manager, "was_justified": False}
    EmergencyAccess.objects.create(
        person=person,
        user=user,
        reason="test",
        starts_at=town.now + dt.timedelta(hours=hours[0]),
        ends_at=town.now + dt.timedelta(hours=hours[1]),
        **(review if emergency == "unjustified" else {}),
    )


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_by_its_reach(town: Town, make_user: Callable[..., User], role: str) -> None:
    child = town.child()
    user = make_user(role)
    may = Permission.PEOPLE_READ in ROLES[role].permissions and ROLES[role].reach == Reach.EVERYBODY
    assert sees(user, child, town.now) is may


def test_somebody_without_a_role_or_whose_account_is_closed_sees_nobody(
    town: Town, make_user: Callable[..., User]
) -> None:
    child, leaver = town.child(), make_user("social_worker")
    leaver.is_active = False
    assert not sees(make_user(), child, town.now)
    assert not sees(leaver, child, town.now)


@pytest.mark.parametrize(
    ("ended_days_ago", "expected"),
    [(None, True), (1, True), (364, True), (367, False)],
)
def test_own_teams_see_for_twelve_months_after_the_end(
    town: Town, make_user: Callable[..., User], team: Team, ended_days_ago: int | None, expected: bool
) -> None:
    child, user = town.child(), make_user("early_help_practitioner", team=team)
    ended_at = None if ended_days_ago is None else town.now - dt.timedelta(days=ended_days_ago)
    involve(child, team, now=town.now, ended_at=ended_at)
    assert sees(user, child, town.now) is expected


def test_own_teams_see_by_worker_and_not_another_teams(
    town: Town, make_user: Callable[..., User], make_team: Callable[..., Team], team: Team
) -> None:
    user, elsewhere = make_user("early_help_practitioner", team=team), make_team("family_help")
    mine, theirs = town.child(), town.child("Somebody", "Else")
    involve(mine, elsewhere, now=town.now, worker=user)
    involve(theirs, elsewhere, now=town.now)
    assert sees(user, mine, town.now)
    assert not sees(user, theirs, town.now)
    assert list(queries.visible_people(Scope(user, town.now))) == [mine]


def test_hidden_and_missing_look_the_same(town: Town) -> None:
    hidden = town.child()
    town.allow_only(hidden)
    scope, errors = town.scope(), []
    for reference in (hidden.reference, "P-ZZZZZ-9", "nonsense", "", "P-" + "Z" * 5000):
        with pytest.raises(NotVisible) as caught:
            queries.get_visible_person(scope, reference)
        errors.append((type(caught.value), caught.value.args))
    assert len(set(errors)) == 1


def test_the_page_of_a_restricted_record(town: Town, make_user: Callable[..., User], team: Team) -> None:
    child, open_child = town.child(), town.child("Open")
    allow_list = town.allow_only(child)
    exclusion = town.exclude(child, town.worker)
    far_away = make_user("early_help_practitioner", team=team)
    assert queries.restriction_message(town.scope(), child.reference) == allow_list
    assert queries.restriction_message(town.scope(town.worker), child.reference) == exclusion, "first the one for good"
    assert queries.restriction_message(town.scope(town.manager), child.reference) is None
    assert queries.restriction_message(town.scope(), open_child.reference) is None
    assert queries.restriction_message(town.scope(far_away), child.reference) is None
    assert queries.restriction_message(town.scope(make_user("elected_member")), child.reference) is None
    assert not queries.may_break_glass(town.scope(), allow_list), "a contact officer may not"
    assert queries.may_break_glass(town.scope(town.worker), allow_list)
    assert not queries.may_break_glass(town.scope(town.worker), exclusion)


def test_who_may_see(town: Town) -> None:
    child = town.child()
    town.allow_only(child, town.officer)
    everybody = [town.officer, town.worker, town.manager]
    assert queries.who_may_see(child, everybody, now=town.now) == [town.officer, town.manager]


def test_a_restriction_of_one_record_reaches_every_record_and_ends_with_the_join(town: Town) -> None:
    one, other = town.child(), town.child("Robyn")
    town.allow_only(other)
    assert sees(town.officer, one, town.now)
    event = actions.merge_people(one, other=other, reason="Known to be the same", by=town.manager, now=town.now)
    assert not sees(town.officer, one, town.now)
    actions.unmerge_people(event, reason="They are two after all", by=town.manager, now=town.now)
    assert sees(town.officer, one, town.now)
    assert not sees(town.officer, other, town.now)


def test_no_part_of_the_scope_is_computed_for_each_row(town: Town, make_user: Callable[..., User], team: Team) -> None:
    """Who is hidden is named in the query; who is reached is computed once, whatever the number of people."""
    officers = queries.visible_people(Scope(town.officer, town.now)).explain(verbose=False)
    assert "SubPlan" not in officers, officers
    practitioner = make_user("early_help_practitioner", team=team)
    plan = queries.visible_people(Scope(practitioner, town.now)).explain(verbose=False)
    assert "hashed SubPlan" in plan or "Semi Join" in plan or "Hash" in plan, plan
    for line in plan.splitlines():
        assert "SubPlan" not in line or "hashed" in line or line.strip().startswith("SubPlan"), plan
