"""Who acts? The few things the foundation needs to know of a user, without knowing users."""

from __future__ import annotations

from typing import Protocol


class Actor(Protocol):
    """Somebody who reads or writes: a member of staff, or an account that stands for a machine."""

    pk: int

    def may(self, permission: str) -> bool:
        """Whether a role of this person, now, carries the permission."""
