"""Who works with a person now? Asked before they are restricted, so that nobody loses a child without a word.

People with an open account and no restriction against them already: whoever cannot see the person today has nothing
to lose by another restriction.
"""

from __future__ import annotations

from dataclasses import replace

from threshold.access.models import Membership, User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.people import slots
from threshold.people.models import Involvement, Person, Restriction
from threshold.people.queries import restrictions_in_force
from threshold.people.slots import Work


def who_works_with(scope: Scope, person: Person, *, instead_of: Restriction | None = None) -> list[Work]:
    """What is being done with a visible person, each with those who can do it and see the person today.

    Args:
        instead_of: a restriction that is about to be replaced, and is not asked.
    """
    in_force = restrictions_in_force(scope.now).filter(person__identity_id=person.identity_id)
    named = [
        (one.kind == Restriction.Kind.ALLOW_LIST, {user.pk for user in one.users.all()})
        for one in in_force.prefetch_related("users")
        if one != instead_of
    ]

    def sees(user: User) -> bool:
        return user.is_active and all((user.pk in names) == is_allow_list for is_allow_list, names in named)

    found = [*_involved(scope, person), *slots.work(scope, person)]
    seen = [replace(work, users=tuple(user for user in work.users if sees(user))) for work in found]
    return [work for work in seen if work.users]


def _involved(scope: Scope, person: Person) -> list[Work]:
    """The allocated workers, and for a team without one those who receive for it."""
    rows = Involvement.objects.filter(person__identity_id=person.identity_id, ended_at__isnull=True)
    day = day_of(scope.now)
    found = []
    for row in rows.select_related("team", "worker").order_by("started_at", "pk"):
        users = (
            [row.worker]
            if row.worker
            else staff_who_may(Permission.PATHWAY_RECEIVE, day).filter(
                pk__in=Membership.objects.current(day).filter(team=row.team).values("user_id")
            )
        )
        found.append(Work(f"{row.what}, {row.team.name}", tuple(users)))
    return found
