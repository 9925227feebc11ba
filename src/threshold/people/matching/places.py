"""When are two written addresses the same place?"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from threshold.people.matching.names import fold

_WORDS = {
    "rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "cl": "close", "dr": "drive",
    "cres": "crescent", "crt": "court", "ct": "court", "gdns": "gardens", "gdn": "gardens", "pl": "place",
    "sq": "square", "tce": "terrace", "terr": "terrace", "gr": "grove", "pk": "park", "hse": "house",
    "apartment": "flat", "apt": "flat", "no": "", "number": "",
}  # fmt: skip


def tidy_postcode(text: str) -> str:
    """Capitals without a space, as Address.postcode holds it; what cannot be one is tidied all the same."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())[:8]


@lru_cache(maxsize=50_000)
def fold_line(text: str) -> str:
    """What Address.line_folded holds: folded, with the usual short words written out.

    >>> fold_line("Flat 2, 14 St. Mary's Rd")
    'flat 2 14 street marys road'
    """
    return " ".join(filter(None, (_WORDS.get(word, word) for word in fold(text).split())))[:250].strip()


def same_line(one: str, other: str) -> bool:
    """Whether two first lines name one door: the same numbers, and the words alike but for a slip."""
    a, b = fold_line(one), fold_line(other)
    if not a or not b:
        return False
    if a == b:
        return True
    return _numbers(a) == _numbers(b) and fuzz.token_sort_ratio(a, b) >= 88


def _numbers(line: str) -> list[str]:
    return sorted(word for word in line.split() if any(letter.isdigit() for letter in word))
