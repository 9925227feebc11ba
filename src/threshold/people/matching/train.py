"""From what are the model's m and u probabilities, and how are they made again?

`python -m threshold.people.matching.train` prints the table that stands in `model.py`. It is estimated, not
iterated: the synthetic set knows its true pairs, so m is counted among them and u among random pairs. The
seed differs from the one that `evaluate.py` measures with.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

from threshold.people.matching.comparison import LEVELS, Details, compare
from threshold.people.matching.model import Rates
from threshold.people.matching.synthetic import make

SEED = 1848
_PEOPLE, _ARRIVALS, _RANDOM_PAIRS = 20_000, 20_000, 120_000


def train(
    *, seed: int = SEED, people: int = _PEOPLE, arrivals: int = _ARRIVALS, random_pairs: int = _RANDOM_PAIRS
) -> dict[tuple[str, str], Rates]:
    """The share of each level among the pairs where its feature could be compared, and half a pair more.

    Without that half a level never seen would weigh infinitely much. For numbers and addresses, which hardly
    ever agree by chance, it is what sets the weight.
    """
    world = make(seed=seed, people=people, arrivals=arrivals)
    by_entity = {record.entity: record for record in world.on_file}
    true_pairs = [(r, by_entity[r.entity]) for r in world.arrivals if r.entity in by_entity]
    random = Random(seed)  # noqa: S311 - repeatable
    strangers = [(random.choice(world.arrivals), random.choice(world.on_file)) for _ in range(random_pairs)]
    m = Counter(level for a, b in true_pairs for level in _levels(a.details, b.details))
    u = Counter(level for a, b in strangers if a.family != b.family for level in _levels(a.details, b.details))
    return {
        (feature, level): Rates(_share(m, feature, level), _share(u, feature, level))
        for feature, levels in LEVELS.items()
        for level in levels
    }


def _levels(one: Details, other: Details) -> list[tuple[str, str]]:
    return [(evidence.feature, evidence.level) for evidence in compare(one, other)]


def _share(counts: Counter[tuple[str, str]], feature: str, level: str) -> float:
    if feature == "swapped":  # stands in the place of the given name, so it is a share of the same pairs
        every = sum(counts[f, lv] for f in ("swapped", "given") for lv in LEVELS[f])
    else:
        every = sum(counts[feature, lv] for lv in LEVELS[feature])
    return (counts[feature, level] + 0.5) / (every + 1)


def main() -> None:
    for (feature, level), rates in train().items():
        sys.stdout.write(f'    ("{feature}", "{level}"): Rates({rates.m:.2g}, {rates.u:.2g}),\n')


if __name__ == "__main__":
    main()
