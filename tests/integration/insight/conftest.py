"""The world in which a measure is counted."""

from __future__ import annotations

from typing import Any

import pytest

from insight_world import World


@pytest.fixture
def world(door: Any, pack: Any) -> World:
    return World(door, pack)
