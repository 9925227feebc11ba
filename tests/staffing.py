"""Who works here, in which teams, and with which pack: what the fixtures of `conftest` give, for worlds of their own.

A world that many tests look at (`tests/integration/test_every_route.py`) is made once for a whole file, where a
fixture of one test cannot be had.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


@contextlib.contextmanager
def loaded_pack(folder: str | Path) -> Iterator[Any]:
    """A pack, loaded as the first version; what was remembered of another is forgotten before and after."""
    from threshold.core import packs

    packs.current.cache_clear()
    packs._section.cache_clear()
    yield packs.load(Path(folder), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    packs.current.cache_clear()
    packs._section.cache_clear()


def user_maker() -> Callable[..., Any]:
    """A member of staff with a role: `make_user("social_worker", team=…, registered=True)`."""
    from threshold.access.models import Membership, User

    numbers = itertools.count(1)

    def make(*roles: str, team: object = None, registered: bool = False, name: str = "") -> User:
        number = next(numbers)
        user = User(
            email=f"person{number}@severnshire.example",
            name=name or f"Person {number}",
            social_work_registration=f"SW{number:06}" if registered else "",
        )
        user.set_password("a long enough password")
        user.save()
        for role in roles:
            Membership.objects.create(user=user, team=team, role=role, starts_on=dt.date(2020, 1, 1))
        return User.objects.get(pk=user.pk)

    return make


def team_maker() -> Callable[..., Any]:
    from threshold.access.models import Team

    numbers = itertools.count(1)

    def make(kind: str = "front_door", name: str = "") -> Team:
        return Team.objects.create(
            name=name or f"{Team.Kind(kind).label} {next(numbers)}", kind=kind, starts_on=dt.date(2020, 1, 1)
        )

    return make


def staffed_door(make_user: Callable[..., Any], make_team: Callable[..., Any], now: dt.datetime) -> Any:
    """A staffed front door and the teams that receive from it: see `walk.Frontdoor`."""
    from walk import Frontdoor

    team, family_help, early_help = make_team("front_door"), make_team("family_help"), make_team("early_help")
    return Frontdoor(
        team=team,
        family_help=family_help,
        early_help=early_help,
        officer=make_user("contact_officer", team=team),
        worker=make_user("social_worker", team=team, registered=True),
        manager=make_user("team_manager", team=team, registered=True),
        family_help_manager=make_user("team_manager", team=family_help, registered=True),
        early_help_manager=make_user("early_help_manager", team=early_help),
        now=now,
    )
