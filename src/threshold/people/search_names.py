"""How well does a stored name answer what somebody typed into search, and how is that said?

Matching asks whether two people are one; search asks whether this may be the name that was half remembered. So it
compares part by part, in any order, and a part that was not typed does not count against the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from threshold.people.matching.names import sound
from threshold.people.matching.nicknames import relation, roots

#: A name whose parts answer less of what was typed than this is not a hit.
_ENOUGH = 0.6


@dataclass(frozen=True)
class Likeness:
    """How much of what was typed a name answers, 0 to 1, and the sentence for the weakest part that agrees."""

    share: float
    sentence: str


#: From the strongest agreement of a part to the weakest: what it is worth and how it is said.
_KINDS = {
    "same": (1.0, "The name agrees."),
    "begins": (0.85, "The name begins so."),
    "nickname": (0.8, "One name is short for the other."),
    "spelt": (0.75, "The name is spelt almost so."),
    "sounds": (0.7, "The name sounds alike."),
    "nothing": (0.0, ""),
}
_ORDER = list(_KINDS)


def compare(typed: str, stored: str) -> Likeness | None:
    """Compare two folded names; None where the stored one does not answer enough of what was typed."""
    asked, held = typed.split(), stored.split()
    if not asked or not held:
        return None
    kinds = [min((_part(a, h) for h in held), key=_ORDER.index) for a in asked]
    share = sum(_KINDS[kind][0] * len(part) for kind, part in zip(kinds, asked, strict=True)) / len("".join(asked))
    joined = "".join(asked)
    if share < 1 and joined == "".join(held):  # De Souza, Desouza
        kinds, share = ["same"], 1.0
    if share < _ENOUGH:
        return None
    weakest = max((kind for kind in kinds if kind != "nothing"), key=_ORDER.index)
    surplus = 0.04 if len(held) > len(asked) else 0.0  # somebody of just this name comes before one of more names
    return Likeness(share - surplus, _KINDS[weakest][1])


@lru_cache(maxsize=20_000)
def _part(asked: str, held: str) -> str:
    if asked == held:
        return "same"
    if len(asked) >= 2 and held.startswith(asked):
        return "begins"
    if relation(asked, held):
        return "nickname"
    if min(len(asked), len(held)) >= 3 and JaroWinkler.similarity(asked, held) >= 0.88:
        return "spelt"
    if sound(asked) == sound(held) or {sound(root) for root in roots(asked)} & {sound(root) for root in roots(held)}:
        return "sounds"
    return "nothing"
