"""People to test with, made by the actions themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from threshold.access.models import Team, User
from threshold.access.scope import Scope
from threshold.core.models import AuditEntry
from threshold.people import actions
from threshold.people.models import Person, Restriction


@dataclass
class Town:
    """A front door with an officer, a social worker and a manager, and whoever lives in the town."""

    officer: User
    worker: User
    manager: User
    now: dt.datetime

    def scope(self, user: User | None = None, *, now: dt.datetime | None = None) -> Scope:
        return Scope(user or self.officer, now or self.now)

    def child(self, given: str = "Robin", family: str = "Testcase", **details: Any) -> Person:
        kind = details.pop("kind", "child")
        return actions.record_person(
            by=self.officer, now=self.now, kind=kind, given_name=given, family_name=family, **details
        )

    def adult(self, given: str = "Alex", family: str = "Testcase", **details: Any) -> Person:
        return self.child(given, family, kind="adult", **details)

    def join(self, person: Person, other: Person) -> Any:
        return actions.merge_people(
            person, other=other, reason="The same school and the same mother", by=self.worker, now=self.now
        )

    def allow_only(self, person: Person, *users: User) -> Restriction:
        """Only these users and the manager may see the person."""
        return actions.restrict_person(
            person,
            kind="allow_list",
            message="Ask the duty manager about this record.",
            reason="A member of staff's own family",
            users=[*users, self.manager],
            by=self.manager,
            now=self.now,
        )

    def exclude(self, person: Person, *users: User) -> Restriction:
        return actions.restrict_person(
            person,
            kind="exclusion",
            message="You may not see this record. Ask your manager if you think you should.",
            reason="They are related to the family",
            users=users,
            by=self.manager,
            now=self.now,
        )


@pytest.fixture
def town(make_user: Callable[..., User], now: dt.datetime) -> Town:
    return Town(
        officer=make_user("contact_officer"),
        worker=make_user("social_worker", registered=True),
        manager=make_user("team_manager", registered=True),
        now=now,
    )


@pytest.fixture
def audited(db: None) -> Callable[[str], list[AuditEntry]]:
    """The audit entries of an action, oldest first."""
    return lambda action: list(AuditEntry.objects.filter(action=action).order_by("pk"))


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(name="Early help north", kind=Team.Kind.EARLY_HELP, starts_on=dt.date(2020, 1, 1))
