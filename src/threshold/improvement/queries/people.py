"""Who can own an action, a risk or a requirement?"""

from __future__ import annotations

from threshold.access.models import User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of


def owners(scope: Scope) -> list[User]:
    """Those whose job lets them act on the plan, by name."""
    return list(staff_who_may(Permission.PLAN_ACT, day_of(scope.now)))


def advisers(scope: Scope) -> list[User]:
    """Those who can be named as an appointee with an account."""
    return list(staff_who_may(Permission.ADVICE_GIVE, day_of(scope.now)))
