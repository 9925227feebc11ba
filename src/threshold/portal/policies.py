"""When may something be sent or attached here?"""

from __future__ import annotations

from threshold.core.errors import Refused

MOST_FILES = 10


def check_can_attach(*, already: int) -> None:
    if already >= MOST_FILES:
        raise Refused(f"You can add up to {MOST_FILES} files. Remove one first, or tell us about the others in words.")


def check_has_team(*, has_team: bool) -> None:
    """Somebody is there to read it."""
    if not has_team:
        raise Refused("The form cannot be sent at the moment. What you wrote is kept. Please call us instead.")
