"""How is a row narrowed to what this person may see, where it may be about a child or about nobody?

`people.queries.about_visible_people` asks for a person on every row. Audits of supervision, compliments about a team
and their actions have none: they stay, and what is about somebody hidden goes.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.people.queries import hidden_people, sees_everybody, visible_people

M = TypeVar("M", bound=Model)


def about_visible_or_nobody(rows: QuerySet[M], scope: Scope) -> QuerySet[M]:
    """The rows about nobody, and those whose `person` this person may see."""
    if sees_everybody(scope):
        return rows
    if scope.may(Permission.PEOPLE_READ) and scope.reach is Reach.EVERYBODY:
        return rows.exclude(person__in=hidden_people(scope))
    return rows.filter(Q(person__isnull=True) | Q(person__in=visible_people(scope)))
