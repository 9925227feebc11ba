"""A sample that anybody can draw again: by the published recipe, in proportion, and steered by nobody."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from threshold.quality import sampling
from threshold.quality.sampling import Entry, Method

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "sampling.md"


def people(number: int, **options) -> list[Entry]:
    return [Entry(f"C-{n:05}", **options) for n in range(number)]


def names(sample: list[Entry]) -> list[str]:
    return [entry.reference for entry in sample]


def test_the_example_of_the_documentation_is_true():
    rows = re.findall(r"\| `(R\d)` \| `([0-9a-f]{16})` \| (\d) \|", PAGE.read_text())
    assert len(rows) == 4
    for reference, begins, _ in rows:
        assert hashlib.sha256(f"threshold:{reference}".encode()).hexdigest().startswith(begins)
    drawn = sampling.draw("threshold", [Entry(row[0]) for row in rows], size=4, method=Method.RANDOM)
    assert names(drawn) == [row[0] for row in sorted(rows, key=lambda row: row[2])]


def test_drawn_again_by_somebody_who_only_knows_the_recipe():
    population, seed = people(200), "ab" * 16
    by_hand = sorted(names(population), key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest())
    assert names(sampling.draw(seed, population, size=12, method=Method.RANDOM)) == by_hand[:12]


@pytest.mark.parametrize("method", Method)
def test_neither_the_order_of_the_list_nor_the_size_asked_for_changes_who_comes_first(method):
    population = [Entry(f"C-{n:05}", stratum="ab"[n % 2], weight=1 + n % 3) for n in range(40)]
    drawn = sampling.draw("seed", population, size=10, method=method)
    assert sampling.draw("seed", population[::-1], size=10, method=method) == drawn
    assert len(set(names(drawn))) == 10
    if method != Method.STRATIFIED:
        assert sampling.draw("seed", population, size=4, method=method) == drawn[:4]
    assert sampling.draw("another", population, size=10, method=method) != drawn


def test_everybody_where_more_are_asked_for_than_there_are():
    assert len(sampling.draw("s", people(3), size=10, method=Method.RANDOM)) == 3
    assert len(sampling.draw("s", people(3), size=10, method=Method.STRATIFIED)) == 3
    assert sampling.draw("s", [], size=10, method=Method.STRATIFIED) == []


@pytest.mark.parametrize(
    ("groups", "size", "given"),
    [
        ({"a": 50, "b": 30, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        ({"a": 7, "b": 2, "c": 1}, 4, {"a": 3, "b": 1, "c": 0}),  # 2.8, 0.8, 0.4
        ({"a": 1, "b": 1, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),  # equal remainders: by name
        ({"a": 2, "b": 2}, 9, {"a": 2, "b": 2}),
        ({"a": 99, "b": 1}, 1, {"a": 1, "b": 0}),
    ],
)
def test_groups_get_their_share_with_the_largest_remainder(groups, size, given):
    population = [Entry(f"{name}{n}", stratum=name) for name, number in groups.items() for n in range(number)]
    assert sampling.allocation(population, size) == given
    drawn = sampling.draw("seed", population, size=size, method=Method.STRATIFIED)
    assert Counter(entry.stratum for entry in drawn) == Counter({k: v for k, v in given.items() if v})


def test_a_heavier_record_comes_first_in_proportion_to_its_weight():
    """One with weight 3 and one with weight 1: three times in four, over 4,000 seeds (99.9% of runs within 0.03)."""
    pair = [Entry("heavy", weight=3), Entry("light")]
    first = Counter(
        sampling.draw(str(seed), pair, size=1, method=Method.RISK_WEIGHTED)[0].reference for seed in range(4000)
    )
    assert first["heavy"] / 4000 == pytest.approx(0.75, abs=0.03)
    plain = Counter(sampling.draw(str(seed), pair, size=1, method=Method.RANDOM)[0].reference for seed in range(4000))
    assert plain["heavy"] / 4000 == pytest.approx(0.5, abs=0.03)


def test_the_fingerprint_is_of_the_whole_population_in_any_order():
    population = people(5, stratum="x")
    assert sampling.digest(population) == sampling.digest(population[::-1])
    assert sampling.digest(population) != sampling.digest(population[:-1])
    assert sampling.digest(population) != sampling.digest(people(5, stratum="y"))
    by_hand = "".join(f"C-{n:05}|x|1\n" for n in range(5))
    assert sampling.digest(population) == hashlib.sha256(by_hand.encode()).hexdigest()


@pytest.mark.parametrize("method", Method)
def test_a_replacement_is_the_next_in_rank_and_of_the_same_group_where_groups_count(method):
    population = [Entry(f"C-{n:05}", stratum="ab"[n % 2], weight=1 + n % 3) for n in range(40)]
    taken = names(sampling.draw("seed", population, size=10, method=method))
    found = sampling.next_after("seed", population, taken, method=method, stratum="b")
    assert found.reference not in taken
    if method == Method.STRATIFIED:
        assert found.stratum == "b"
    else:
        assert found == sampling.draw("seed", population, size=11, method=method)[10]


def test_where_a_group_is_used_up_the_next_of_all_stands_in_and_at_the_end_nobody():
    population = [Entry("a1", "a"), Entry("b1", "b"), Entry("b2", "b")]
    found = sampling.next_after("seed", population, ["a1", "b1"], method=Method.STRATIFIED, stratum="a")
    assert found == Entry("b2", "b")
    assert sampling.next_after("seed", population, names(population), method=Method.RANDOM, stratum="") is None


def test_auditors_take_turns_in_an_order_that_the_seed_gives():
    assert sampling.rotation("seed", [3, 1, 2]) == sampling.rotation("seed", [2, 3, 1])
    assert sorted(sampling.rotation("seed", [3, 1, 2])) == [1, 2, 3]
    assert len({tuple(sampling.rotation(str(n), [1, 2, 3])) for n in range(50)}) == 6


def test_about_one_in_so_many_is_judged_twice_and_none_where_it_is_switched_off():
    picked = sum(sampling.is_picked("seed", entry.reference, every=4) for entry in people(4000))
    assert picked / 4000 == pytest.approx(0.25, abs=0.03)
    assert all(sampling.is_picked("seed", entry.reference, every=1) for entry in people(20))
    assert not any(sampling.is_picked("seed", entry.reference, every=0) for entry in people(20))
