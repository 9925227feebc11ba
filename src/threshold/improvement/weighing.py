"""Which option comes out best? The weighted scores of an options appraisal: plain arithmetic, exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Weighed:
    """One option's result. `share` is what it has of the best possible, from 0 to 1; None while a score is missing."""

    option: int
    points: int
    missing: int
    share: Fraction | None

    @property
    def percent(self) -> str:
        """The share as a whole number of percent, halves up; empty where it is not known."""
        return "" if self.share is None else f"{int(self.share * 100 + Fraction(1, 2))}%"


@dataclass(frozen=True)
class Result:
    """All options, in their own order, and which have the best score: several where they tie, none while incomplete."""

    options: list[Weighed]
    best: list[int]

    @property
    def is_complete(self) -> bool:
        return bool(self.options) and all(option.share is not None for option in self.options)


def weigh(
    weights: Mapping[int, int], options: Sequence[int], scores: Mapping[tuple[int, int], int], *, best_score: int
) -> Result:
    """The weighted result.

    Args:
        weights: criterion → its weight, 1 or more.
        options: their ids, in order.
        scores: (option, criterion) → score, 0 to `best_score`.
    """
    most = sum(weights.values()) * best_score
    found = []
    for option in options:
        given = {criterion: scores[option, criterion] for criterion in weights if (option, criterion) in scores}
        points = sum(weights[criterion] * score for criterion, score in given.items())
        missing = len(weights) - len(given)
        found.append(Weighed(option, points, missing, Fraction(points, most) if most and not missing else None))
    complete = bool(found) and all(one.share is not None for one in found)
    top = max((one.points for one in found), default=0)
    return Result(found, [one.option for one in found if one.points == top] if complete else [])
