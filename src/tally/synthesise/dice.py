"""How is chance drawn, so that the same seed makes the same world?

A draw is worked out of the seed, of what it is for ("ethnicity") and of whom it is about (the number of a person, of an
episode): no draw depends on another, on the order of rows or on how many there are. One more draw in the world leaves
all the others as they were, and a column of a million is drawn at once.

The numbers are those of SplitMix64 (Steele, Lea and Flood 2014), whose state is the key itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

#: What comes of a draw as often as its weight says.
Weights = Mapping[str, float]
#: (weight, least, most): whole numbers, each between its two as often as the others.
Buckets = Sequence[tuple[float, int, int]]

_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def _word(number: int) -> pl.Expr:
    return pl.lit(number & 0xFFFFFFFFFFFFFFFF, dtype=pl.UInt64())


def _mixed(key: pl.Expr) -> pl.Expr:
    """Every bit of the key in every bit of the result. Polars has no shift: a division by a power of two is one."""
    key = (key ^ (key // _word(1 << 30))) * _word(_FIRST)
    key = (key ^ (key // _word(1 << 27))) * _word(_SECOND)
    return key ^ (key // _word(1 << 31))


@dataclass(frozen=True)
class Dice:
    seed: int

    def uniform(self, purpose: str, *keys: str) -> pl.Expr:
        """From 0, less than 1, for each row. `keys` are the columns (whole numbers) that say whom it is about."""
        start = hashlib.blake2b(f"{self.seed}/{purpose}".encode(), digest_size=8).digest()
        drawn = _word(int.from_bytes(start, "little"))
        for key in keys:
            drawn = _mixed(drawn + (pl.col(key).cast(pl.UInt64) + 1) * _word(_STEP))
        return (drawn // _word(1 << 11)).cast(pl.Float64) / float(1 << 53)

    def happens(self, purpose: str, chance: float | pl.Expr, *keys: str) -> pl.Expr:
        return self.uniform(purpose, *keys) < chance

    def choice(self, purpose: str, weights: Weights, *keys: str) -> pl.Expr:
        place = _place(self.uniform(purpose, *keys), list(weights.values()))
        return pl.lit(pl.Series(list(weights), dtype=pl.String())).gather(place)

    def number(self, purpose: str, buckets: Buckets, *keys: str) -> pl.Expr:
        return drawn_from(buckets, self.uniform(purpose, *keys))


def drawn_from(buckets: Buckets, uniform: pl.Expr) -> pl.Expr:
    """The whole number that stands at that part of the distribution (Int32)."""
    weights = [weight for weight, _, _ in buckets]
    bounds = _bounds(weights)
    place = _place(uniform, weights)
    before = pl.lit(pl.Series([0.0, *bounds[:-1]])).gather(place)
    share = pl.lit(pl.Series([weight / sum(weights) for weight in weights])).gather(place)
    least = pl.lit(pl.Series([float(least) for _, least, _ in buckets])).gather(place)
    width = pl.lit(pl.Series([float(most - least + 1) for _, least, most in buckets])).gather(place)
    within = ((uniform - before) / share).clip(0.0, 0.999999)
    return (least + (width * within).floor()).cast(pl.Int32)


def as_seen_on_a_day(buckets: Buckets) -> Buckets:
    """How long what is going on on one day lasts in all: what lasts long is met more often than it begins."""
    return [(weight * (least + most) / 2, least, most) for weight, least, most in buckets]


def _bounds(weights: Sequence[float]) -> list[float]:
    whole, reached, bounds = sum(weights), 0.0, []
    for weight in weights:
        reached += weight
        bounds.append(reached / whole)
    return bounds


def _place(uniform: pl.Expr, weights: Sequence[float]) -> pl.Expr:
    bounds = pl.lit(pl.Series(_bounds(weights)))
    return bounds.search_sorted(uniform, side="right").clip(0, len(weights) - 1)
