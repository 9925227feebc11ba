"""The interval of a proportion and weighted kappa, against worked examples that others published."""

from __future__ import annotations

import pytest

from threshold.quality import statistics
from threshold.quality.presenters.audits import kappa_in_words
from threshold.quality.statistics import kappa_of_table, weighted_kappa, wilson

#: Cohen (1968), table 1: 200 cases put into three diagnoses by two judges, as proportions, and what he made each
#: disagreement cost. He gives a kappa of .492 and a weighted kappa of .348.
COHEN_1968 = ((0.44, 0.07, 0.09), (0.05, 0.20, 0.05), (0.01, 0.03, 0.06))
COHEN_COSTS = ((0, 1, 3), (1, 0, 6), (3, 6, 0))

#: Fleiss, Cohen and Everitt (1969), table 1: 200 cases again, with weights of their own.
FLEISS_1969 = ((0.53, 0.05, 0.02), (0.11, 0.14, 0.05), (0.01, 0.06, 0.03))

#: A printed PROC FREQ table of two raters and 19 subjects that statsmodels checks itself against.
PROC_FREQ = ((0, 4, 1), (0, 8, 0), (0, 1, 5))

#: Raters two and three of the "anxiety" data of R's irr package, with the level that neither used left out.
ANXIETY = (
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
    (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2),
)


def table(rows, n=1) -> dict[tuple[int, int], int]:
    return {(i, j): round(value * n) for i, row in enumerate(rows, 1) for j, value in enumerate(row, 1)}


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_newcombes(successes, n, low, high):
    """Newcombe (1998), table I, method 3."""
    assert wilson(successes, n) == pytest.approx((low, high), abs=0.00005)


def test_of_nothing_nothing_is_known_and_the_ends_are_exact():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0
    assert wilson(7, 7)[0] == pytest.approx(1 - wilson(0, 7)[1])


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_what_is_no_share_is_refused(successes, n):
    with pytest.raises(ValueError, match="not a proportion"):
        wilson(successes, n)


def test_cohens_own_example():
    counts = table(COHEN_1968, 200)
    plain = kappa_of_table(counts, categories=3, weights=statistics.unweighted)
    weighted = kappa_of_table(counts, categories=3, weights=lambda i, j, k: 1 - COHEN_COSTS[i - 1][j - 1] / 6)
    assert plain.value == pytest.approx(0.492, abs=0.0005)
    assert weighted.value == pytest.approx(0.348, abs=0.0005)
    assert (plain.n, plain.same, plain.percent) == (200, 140, pytest.approx(70))


def test_the_standard_error_of_fleiss_cohen_and_everitt():
    """They give a kappa of .429 with a variance of .002885."""
    found = kappa_of_table(table(FLEISS_1969, 200), categories=3, weights=statistics.unweighted)
    assert found.value == pytest.approx(0.429, abs=0.0005)
    assert ((found.high - found.low) / 2 / 1.959964) ** 2 == pytest.approx(0.002885, abs=0.000001)


@pytest.mark.parametrize(
    ("weights", "value", "low", "high"),
    [(statistics.unweighted, 0.4842, 0.2137, 0.7547), (statistics.linear, 0.4701, 0.1845, 0.7558)],
)
def test_a_printed_table_with_its_limits(weights, value, low, high):
    found = kappa_of_table(table(PROC_FREQ), categories=3, weights=weights)
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=0.00005)


@pytest.mark.parametrize(
    ("weights", "value"),
    [(statistics.unweighted, -0.006289308), (statistics.linear, 0.1459075), (statistics.quadratic, 0.2520325)],
)
def test_five_categories_with_each_kind_of_weight(weights, value):
    level = {1: 1, 2: 2, 3: 3, 4: 4, 6: 5}
    first = [level[grade] for grade in ANXIETY[0]]
    second = [level[grade] for grade in ANXIETY[1]]
    found = weighted_kappa(zip(first, second, strict=True), categories=5, weights=weights)
    assert found.value == pytest.approx(value, abs=0.0000005)
    assert found.n == 20
    assert not found.is_small


def test_full_agreement_is_one_and_the_interval_never_leaves_the_scale():
    full = weighted_kappa([(1, 1), (4, 4), (2, 2)])
    assert (full.value, full.low, full.high, full.percent) == (1.0, 1.0, 1.0, 100.0)
    assert full.is_small
    low = weighted_kappa([(1, 4), (4, 1)])
    assert low.value == -1.0
    assert low.low == -1.0
    few = weighted_kappa([(1, 1), (2, 3), (4, 4)])
    assert -1 <= few.low <= few.value <= few.high <= 1


def test_what_is_not_defined_is_none_and_no_number():
    assert weighted_kappa([]) == statistics.Kappa(None, None, None, 0, 0)
    assert weighted_kappa([]).percent is None
    always_good = weighted_kappa([(3, 3)] * 5)
    assert always_good.value is None
    assert always_good.percent == 100


def test_which_auditor_comes_first_does_not_matter():
    pairs = [(1, 2), (2, 2), (3, 4), (4, 4), (2, 3), (1, 1)]
    assert weighted_kappa(pairs) == weighted_kappa([(second, first) for first, second in pairs])


def test_a_grade_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"1 to 4. Found: \(0, 3\)"):
        weighted_kappa([(2, 2), (0, 3)])


class TestInWords:
    """What the page of agreement says of a kappa."""

    def test_a_handful_that_all_agree_has_no_interval_that_looks_like_certainty(self):
        words = kappa_in_words(weighted_kappa([(3, 3), (2, 2), (3, 3)]))
        assert (words["value"], words["interval"]) == ("1.00", "–")
        assert words["few"]

    def test_worse_than_chance_is_written_with_a_minus_sign(self):
        words = kappa_in_words(weighted_kappa([(1, 2), (2, 1), (1, 1)]))
        assert words["value"].startswith("−0.")
        assert words["interval"].startswith("−1.00 to ")
