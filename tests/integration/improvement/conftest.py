"""Our improvement under way, for the tests of this folder."""

import pytest

import a_plan


@pytest.fixture
def loop(pack, make_user, make_team, now):
    return a_plan.begin(make_user, make_team("front_door"), pack, now)
