"""The draws of the synthetic world: what they depend on, and whether they come as often as they should."""

from __future__ import annotations

import polars as pl
import pytest

from tally.synthesise.dice import Dice, as_seen_on_a_day

PEOPLE = pl.int_range(50_000, dtype=pl.UInt32, eager=True).to_frame("person")


def drawn(expression: pl.Expr, people: pl.DataFrame = PEOPLE) -> pl.Series:
    return people.select(expression.alias("drawn"))["drawn"]


def test_a_draw_is_that_of_splitmix64():
    """Worked out by plain whole numbers."""
    from hashlib import blake2b

    mask, step = (1 << 64) - 1, 0x9E3779B97F4A7C15
    start = int.from_bytes(blake2b(b"7/age", digest_size=8).digest(), "little")

    def expected(person: int) -> float:
        word = (start + (person + 1) * step) & mask
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & mask
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & mask
        return ((word ^ (word >> 31)) >> 11) / (1 << 53)

    found = drawn(Dice(7).uniform("age", "person"))
    assert [found[person] for person in (0, 1, 49_999)] == [expected(person) for person in (0, 1, 49_999)]


def test_draws_are_even():
    found = drawn(Dice(1).uniform("anything", "person"))
    assert found.min() >= 0 and found.max() < 1
    assert found.mean() == pytest.approx(0.5, abs=0.005)
    tenths = (found * 10).floor().value_counts()["count"]
    assert tenths.min() > 4_700 and tenths.max() < 5_300


def test_a_draw_depends_on_seed_purpose_and_person_alone():
    dice = Dice(1)
    found = drawn(dice.uniform("age", "person"))
    assert drawn(dice.uniform("age", "person"), PEOPLE.reverse()).reverse().equals(found)
    assert drawn(dice.uniform("age", "person"), PEOPLE.head(9)).equals(found.head(9))
    for other in (Dice(2).uniform("age", "person"), dice.uniform("sex", "person")):
        assert abs(pl.select(pl.corr(found, drawn(other))).item()) < 0.02


def test_a_choice_follows_its_weights():
    found = drawn(Dice(3).choice("sex", {"M": 3.0, "F": 1.0, "never": 0.0}, "person")).value_counts()
    shares = dict(found.with_columns(pl.col("count") / 50_000).iter_rows())
    assert shares == pytest.approx({"M": 0.75, "F": 0.25}, abs=0.01)


def test_a_number_lies_in_its_buckets():
    found = drawn(Dice(3).number("days", ((1.0, 5, 5), (3.0, 10, 13)), "person"))
    assert sorted(found.unique()) == [5, 10, 11, 12, 13]
    assert (found == 5).mean() == pytest.approx(0.25, abs=0.01)
    assert (found == 12).mean() == pytest.approx(0.1875, abs=0.01)


def test_what_lasts_long_is_seen_more_often():
    assert as_seen_on_a_day(((1.0, 10, 10), (1.0, 30, 30))) == [(10.0, 10, 10), (30.0, 30, 30)]
