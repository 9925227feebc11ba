"""How sure can one be of a share of audits, and how far do two auditors agree?

Pure functions of numbers, without scipy: a page computes a dozen of them. Sources stand at each; the tests compare
them with published worked examples.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

#: Below this many, a page says that there are few: an interval is then too wide to act on.
FEW = 20

_Z = NormalDist().inv_cdf(0.975)

#: The share of an agreement that a pair of categories keeps, by how far apart they are: 1 is full, 0 none.
Weights = Callable[[int, int, int], float]


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance, with its 95% interval.

    Attributes:
        value: 1 is full agreement, 0 what chance alone gives; None where it is not defined: no pairs, or everybody
            always gave the same grade, so that chance alone would agree too.
        low, high: None where `value` is.
        n: pairs.
        same: pairs with the very same grade.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    same: int

    @property
    def percent(self) -> float | None:
        """How many of a hundred pairs are the very same; None without pairs."""
        return 100 * self.same / self.n if self.n else None

    @property
    def is_small(self) -> bool:
        return self.n < FEW


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95% score interval of a proportion (Wilson 1927; recommended by Newcombe 1998, method 3).

    It stays between 0 and 1 and is of use for small numbers and for 0 or `n` successes.

    Returns:
        Lower and upper limit as shares of one; (0, 1), which says nothing, where `n` is 0.

    Raises:
        ValueError: more successes than trials, or fewer than none.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a proportion.")
    if n == 0:
        return 0.0, 1.0
    share, square = successes / n, _Z * _Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    # The limit at 0 or n successes is 0 or 1 exactly; a rounding error must not say otherwise.
    return (0.0 if successes == 0 else centre - half), (1.0 if successes == n else centre + half)


def linear(first: int, second: int, categories: int) -> float:
    """Each step apart costs the same (Cicchetti and Allison 1971). The weights that Threshold publishes with."""
    return 1 - abs(first - second) / (categories - 1)


def quadratic(first: int, second: int, categories: int) -> float:
    """A disagreement costs the square of its steps (Fleiss and Cohen 1973): one step apart counts for little."""
    return 1 - (first - second) ** 2 / (categories - 1) ** 2


def unweighted(first: int, second: int, categories: int) -> float:
    """Only the very same counts (Cohen 1960)."""
    return float(first == second)


def weighted_kappa(pairs: Iterable[tuple[int, int]], *, categories: int = 4, weights: Weights = linear) -> Kappa:
    """Cohen's weighted kappa (Cohen 1968) of pairs of grades, each 1 to `categories`.

    The interval is 1.96 standard errors to each side, by the large-sample formula of Fleiss, Cohen and Everitt (1969),
    cut off at -1 and 1. With fewer than some twenty pairs it is a hint and no more.

    Raises:
        ValueError: a grade outside 1 to `categories`.
    """
    counts = Counter(pairs)
    outside = [pair for pair in counts if not all(1 <= grade <= categories for grade in pair)]
    if outside:
        raise ValueError(f"Grades are 1 to {categories}. Found: {outside[0]}.")
    return kappa_of_table(counts, categories=categories, weights=weights)


def kappa_of_table(counts: Mapping[tuple[int, int], int], *, categories: int = 4, weights: Weights = linear) -> Kappa:
    """The same of a table that is counted already: `{(first's grade, second's grade): how many}`."""
    n = sum(counts.values())
    same = sum(number for (first, second), number in counts.items() if first == second)
    if n == 0:
        return Kappa(None, None, None, 0, 0)
    grades = range(1, categories + 1)
    share = {(i, j): counts.get((i, j), 0) / n for i in grades for j in grades}
    rows = {i: sum(share[i, j] for j in grades) for i in grades}
    columns = {j: sum(share[i, j] for i in grades) for j in grades}
    weight = {(i, j): weights(i, j, categories) for i in grades for j in grades}
    observed = sum(weight[pair] * share[pair] for pair in share)
    expected = sum(weight[i, j] * rows[i] * columns[j] for i, j in share)
    if math.isclose(expected, 1):
        return Kappa(None, None, None, n, same)
    value = (observed - expected) / (1 - expected)
    mean_of_row = {i: sum(weight[i, j] * columns[j] for j in grades) for i in grades}
    mean_of_column = {j: sum(weight[i, j] * rows[i] for i in grades) for j in grades}
    spread = sum(
        share[i, j] * (weight[i, j] - (mean_of_row[i] + mean_of_column[j]) * (1 - value)) ** 2 for i, j in share
    )
    variance = (spread - (value - expected * (1 - value)) ** 2) / (n * (1 - expected) ** 2)
    half = _Z * math.sqrt(max(variance, 0))
    return Kappa(value, max(value - half, -1.0), min(value + half, 1.0), n, same)
