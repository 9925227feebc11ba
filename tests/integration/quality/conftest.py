from __future__ import annotations

from typing import Any

import pytest

from an_audit import Quality, make_quality


@pytest.fixture
def quality(door: Any, make_user: Any) -> Quality:
    """See `an_audit`."""
    return make_quality(door, make_user)
