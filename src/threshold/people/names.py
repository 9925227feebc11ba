"""How does a name that somebody typed become the columns of a PersonName?

Everything that writes names, the bulk path included, fills `folded` and `sounds` through `columns`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypedDict

from threshold.core.errors import Refused
from threshold.people.matching.names import fold, folded_name, name_tokens, sound, sound_keys
from threshold.people.matching.nicknames import roots

#: Signs that turn the writing direction of everything after them; a name never needs them, a forger does.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
LONGEST = 100


class Columns(TypedDict):
    folded: str
    sounds: list[str]


def tidy(text: str, *, longest: int = LONGEST, what: str = "A name") -> str:
    """One line as it is stored: composed, single spaces, no control or direction signs.

    Raises:
        Refused: it is longer than its column.
    """
    kept = (
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or not (unicodedata.category(sign) in ("Cc", "Cs") or sign in _DIRECTION)
    )
    line = " ".join("".join(kept).split())
    if len(line) > longest:
        raise Refused(f"{what} can have at most {longest} characters and this has {len(line)}. Shorten it.")
    return line


def single_sounds(text: str) -> set[str]:
    """How each part of a name sounds, with the full names that a nickname stands for."""
    return {sound(form) for token in name_tokens(text) for form in (token, *roots(token))}


def columns(given: str, family: str) -> Columns:
    """What PersonName keeps beside the name itself.

    `sounds` holds the pairs that matching looks people up by, and each single sound for a search by one name;
    a pair has a space in it and a single sound has none, so they cannot be mistaken for each other.
    """
    singles = single_sounds(given) | single_sounds(family)
    return {"folded": folded_name(given, family), "sounds": sorted(singles | set(sound_keys(given, family)))}


def times_named(name: str, text: str) -> int:
    """How often a whole name stands in a text, written as a name is: for what must not name anybody."""
    return len(re.findall(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text))


__all__ = ["LONGEST", "columns", "fold", "single_sounds", "tidy", "times_named"]
