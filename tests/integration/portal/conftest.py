"""A front door that receives, and visitors who have filled in its public form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache

from portal_visitor import PROFESSIONAL, PUBLIC, Visitor
from threshold.access.models import Team


@pytest.fixture
def front_door(pack: object, make_team: Callable[..., Team]) -> Team:
    cache.clear()
    return make_team("front_door")


@pytest.fixture
def visitor(front_door: Team) -> Visitor:
    return Visitor()


@pytest.fixture
def professional(visitor: Visitor) -> Visitor:
    """A professional who has filled everything in."""
    return visitor.fill_in(PROFESSIONAL)


@pytest.fixture
def member_of_public(visitor: Visitor) -> Visitor:
    return visitor.fill_in(PUBLIC)
