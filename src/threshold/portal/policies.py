"""When may something be sent or attached here?"""

from __future__ import annotations

from threshold.core.errors import Refused

MOST_FILES = 10


def check_can_attach(*, already: int) -> None:
    if already >= MOST_FILES:
        raise Refused(f"You can add up to {MOST_FILES} files. Remove one first, or tell us about the others in words.")
