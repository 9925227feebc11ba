"""How much may one visitor, or one address, do in a while?

People have no account here, so they are counted by the address they come from (`core.clients`) and by their visit.
The limits are wide: a whole school may share one address. Counts lie in the cache under a keyed hash, never the
address itself.
Two requests in the same moment may count as one; the limits have room for that.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds."""

    name: str
    most: int
    seconds: int


STARTS = Limit("starts", 60, 600)
PAGES = Limit("pages", 600, 600)
PAGES_OF_A_VISIT = Limit("pages-of-a-visit", 240, 600)
FILES = Limit("files", 40, 600)
SENDINGS = Limit("sendings", 30, 600)
RETURN_CODES = Limit("return-codes", 10, 900)
#: All addresses together: guessing from many places at once gets no further.
RETURN_CODES_BY_ALL = Limit("return-codes-by-all", 300, 900)
CODE_MESSAGES = Limit("code-messages", 3, 3600)
ANSWER_CODES = Limit("answer-codes", 30, 900)


class TooMany(Exception):
    """A limit was passed. The page says whom to call, and nothing that was typed is lost."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.name)
        self.limit = limit


def count(limit: Limit, who: str) -> None:
    """Count one more. Raises TooMany where that is too many."""
    window = int(time.time()) // limit.seconds
    whose = salted_hmac("threshold.portal.limits", who, algorithm="sha256").hexdigest()
    key = f"portal:{limit.name}:{window}:{whose}"
    so_far = cache.get(key, 0)
    if so_far >= limit.most:
        raise TooMany(limit)
    cache.set(key, so_far + 1, limit.seconds)
