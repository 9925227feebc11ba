"""What must hold of every rule, whatever stands in the return: proved on the examples of all rules, put together.

The order of rows makes no difference; a rule changes nothing; a child who is left out takes their own findings and no
others; a run of one rule finds what it finds among all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples_together import Examples, of_cin, of_ssda903
from tally.data import Data
from tally.report import Finding, Outcome
from tally.run import run
from tally.tables import KEYS
from tally.years import CollectionYear

ALL = [make(CollectionYear(year)) for make in (of_cin, of_ssda903) for year in ("2025-26", "2026-27")]
each_return = pytest.mark.parametrize("examples", ALL, ids=[f"{one.collection} {one.year}" for one in ALL])

#: Rules that ask something of the return as a whole: each child counts, and no child is blamed.
OF_THE_WHOLE = {
    "100": "the header",
    "2883": "compares the number of plans with that of conferences",
    "2886Q": "counts children without a recorded sex",
    "2887Q": "counts different disabilities",
    "2888Q": "asks for one child with several disabilities",
    "8995Q": "asks for one child with pre-proceedings",
}
#: Rules that blame a child for what it shares with another: without the other there is nothing to blame.
BETWEEN_CHILDREN = {
    "1520": "two children have one unique pupil number",
    "444": "two children have one unique pupil number",
}
#: Rules that find nothing in the examples put together, though each finds something in its own.
SILENT = {
    "100": "every return of them has the right reference date",
    "2887Q": "there are many disabilities",
    "2888Q": "there are children with several",
    "8500": "every child was given an identifier",
    "8995Q": "there are children with pre-proceedings",
}


def found(examples: Examples, data: Data) -> list[Finding]:
    results, findings = run(examples.rules, data)
    assert [(one.code, one.reason) for one in results if one.outcome is Outcome.CRASHED] == []
    return findings


def counted(findings: Iterable[Finding]) -> Counter[tuple[str, str | None, str]]:
    """How often each child is blamed by each rule: what does not depend on where it stands in the file."""
    return Counter((one.rule, one.child, one.table) for one in findings)


def blamed(findings: Iterable[Finding], data: Data) -> Counter[Any]:
    """The same, with what stands in the blamed row, whichever number it has."""
    rows = {name: data[name].drop(*KEYS).rows() for name in {one.table for one in findings if one.table}}
    return Counter(
        (one.rule, one.child, one.table, None if one.row is None else rows[one.table][one.row]) for one in findings
    )


def some_parts(examples: Examples) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, len(examples.parts) - 1), min_size=1, max_size=30, unique=True)


def put_together(examples: Examples, numbers: Iterable[int]) -> Data:
    return examples.data_of([examples.parts[number] for number in numbers])


@each_return
def test_the_examples_together_make_every_rule_speak(examples: Examples):
    speaking = {one.rule for one in found(examples, examples.data_of(examples.parts))}
    silent = {rule.code for rule in examples.rules if rule.example_year == examples.year} - speaking
    assert silent <= set(SILENT)


@each_return
@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_all_rows_makes_no_difference(examples: Examples, seed: int):
    random = Random(seed)
    shuffled = [examples.shuffled(part, random) for part in random.sample(examples.parts, len(examples.parts))]
    first, second = examples.data_of(examples.parts), examples.data_of(shuffled)
    assert blamed(found(examples, second), second) == blamed(found(examples, first), first)


@each_return
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_the_order_of_rows_makes_no_difference(examples: Examples, data: Any):
    parts = [examples.parts[number] for number in data.draw(some_parts(examples))]
    random = data.draw(st.randoms(use_true_random=False))
    shuffled = [examples.shuffled(part, random) for part in random.sample(parts, len(parts))]
    first, second = (found(examples, examples.data_of(some)) for some in (parts, shuffled))
    assert counted(first) == counted(second)


@each_return
def test_findings_stand_in_the_order_of_rules_and_rows(examples: Examples):
    data = examples.data_of(examples.parts)
    findings = found(examples, data)
    order = {rule.code: place for place, rule in enumerate(examples.rules)}
    assert findings == sorted(findings, key=lambda one: (order[one.rule], -1 if one.row is None else one.row))
    assert len({(one.rule, one.child, one.row) for one in findings}) == len(findings)
    assert found(examples, replace(data)) == findings


@each_return
def test_no_rule_changes_what_it_reads(examples: Examples):
    data = examples.data_of(examples.parts)
    beside = [data.reference, data.previous.frames if data.previous else {}]
    before = [{name: frame.clone() for name, frame in frames.items()} for frames in (data.frames, *beside)]
    names = data.names.clone()
    found(examples, data)
    for frames, as_they_were in zip((data.frames, *beside), before, strict=True):
        assert frames.keys() == as_they_were.keys()
        assert [name for name, frame in frames.items() if not frame.equals(as_they_were[name])] == []
    assert data.names.equals(names)


@each_return
def test_a_rule_alone_finds_what_it_finds_among_all(examples: Examples):
    data = examples.data_of(examples.parts)
    among_all = found(examples, data)
    for rule in examples.rules:
        _, alone = run([rule], replace(data))
        assert alone == [one for one in among_all if one.rule == rule.code], rule.code


def of_others(findings: Iterable[Finding], gone: set[int]) -> Counter[tuple[str, str | None, str]]:
    """Without what is said of the whole, of children beside each other, of rows that name no child, and of the children
    of parts that are gone.
    """
    left_out = OF_THE_WHOLE | BETWEEN_CHILDREN
    is_gone = {f"{number}." for number in gone}
    return counted(
        one
        for one in findings
        if one.rule not in left_out and one.child and one.child[: one.child.index(".") + 1] not in is_gone
    )


@each_return
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_children_who_are_left_out_take_their_own_findings_and_no_others(examples: Examples, data: Any):
    numbers = data.draw(some_parts(examples))
    gone = data.draw(st.sets(st.sampled_from(numbers)))
    whole = put_together(examples, numbers)
    rest = put_together(examples, [number for number in numbers if number not in gone])
    assert of_others(found(examples, rest), set()) == of_others(found(examples, whole), gone)


@each_return
def test_half_of_all_children_take_their_own_findings_and_no_others(examples: Examples):
    half = set(Random(3).sample(range(len(examples.parts)), len(examples.parts) // 2))
    rest = put_together(examples, [number for number in range(len(examples.parts)) if number not in half])
    whole = examples.data_of(examples.parts)
    assert of_others(found(examples, rest), set()) == of_others(found(examples, whole), half)


def test_who_is_named_as_an_exception_is_one():
    """A rule of the whole blames no child; one between children does."""
    for examples in ALL:
        for one in found(examples, examples.data_of(examples.parts)):
            if examples.collection == "cin" and one.rule in OF_THE_WHOLE:
                assert one.child is None
            if one.rule in BETWEEN_CHILDREN:
                assert one.child is not None
