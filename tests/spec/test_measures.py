"""Every measure against its own examples: what it counts of them, with nothing but what it reads."""

from __future__ import annotations

import pytest

from tally.measures.catalogue import MEASURES
from tally.measures.compute import compute
from tally.measures.declare import ABSENT, Measure, Unit, narrowed
from tally.measures.examples import data_of
from tally.measures.result import State

ALL = [pytest.param(measure, id=code) for code, measure in MEASURES.items()]


@pytest.mark.parametrize("measure", ALL)
def test_each_example_is_counted_as_it_says(measure: Measure):
    for example in measure.examples:
        (result,) = compute([measure], narrowed(data_of(example), measure))
        assert result.state is not State.CRASHED, result.reason
        told = (result.figures.numerator, result.figures.denominator)
        assert told == (example.numerator, example.denominator), example.tables


@pytest.mark.parametrize("measure", ALL)
def test_each_has_an_example_with_somebody_in_it_and_one_with_nobody_or_less(measure: Measure):
    """An example that no change of the function could break proves nothing."""
    assert any(example.numerator > 0 for example in measure.examples)
    if measure.unit is Unit.PERCENT:
        assert any(example.numerator < (example.denominator or 0) for example in measure.examples)


@pytest.mark.parametrize("measure", ALL)
def test_each_is_told_in_words(measure: Measure):
    for words in (measure.numerator, measure.denominator):
        assert words[0].isupper()
        assert words.endswith(".")
    assert measure.title[0].isupper()
    assert not measure.title.endswith(".")


def test_what_is_not_there_says_why():
    for one in ABSENT.values():
        assert one.reason.endswith(".")
        assert one.code not in MEASURES
