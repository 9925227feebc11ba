"""May this be tagged with these themes?"""

from __future__ import annotations

from collections.abc import Collection

from threshold.core.errors import NotPermitted, Refused

MOST_THEMES = 6


def check_themes(chosen: Collection[str], *, known: Collection[str], may_tag: bool) -> None:
    if not may_tag:
        raise NotPermitted("Only whoever wrote this, or keeps what is learned, says which themes it belongs to.")
    if set(chosen) - set(known):
        raise Refused("One of these themes is not in the pack. Open the page again and choose from its list.")
    if len(set(chosen)) > MOST_THEMES:
        raise Refused(f"Choose {MOST_THEMES} themes at most: a record with every theme says nothing about any.")
