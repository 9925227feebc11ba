"""How likely is it that two people's details are of one person, and may it be said outright?

Fellegi and Sunter's model (1969): each feature's agreement level has a probability among true pairs (m) and
among pairs of different people (u). log2(m / u) is its weight in bits; the weights add up, on top of the
prior bits, to the log-odds of a match. Agreement on a name weighs by how common the name is.

The features are not independent in families: brothers share a family name, an address and parents. So rules
stand above the sum, each with its reason, and they only ever lower a verdict. Nothing here joins anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from threshold.people.matching.comparison import Details, Evidence, compare
from threshold.people.matching.frequencies import ENGLAND, Frequencies


class Rates(NamedTuple):
    """How often a level is seen among true pairs (m) and among different people (u)."""

    m: float
    u: float


# Printed by `python -m threshold.people.matching.train`: m counted among 16,000 true pairs of the synthetic
# set with seed 1848, u among 120,000 random pairs of different families; half a pair added to each so that
# no weight is infinite. docs/reference/matching.md measures it with another seed.
TABLE: dict[tuple[str, str], Rates] = {
    ("swapped", "exact"): Rates(0.035, 4.3e-06),
    ("swapped", "similar"): Rates(0.0097, 1.3e-05),
    ("given", "exact"): Rates(0.77, 0.0033),
    ("given", "nickname"): Rates(0.096, 0.0029),
    ("given", "part"): Rates(0.074, 0.0032),
    ("given", "phonetic"): Rates(0.032, 0.00043),
    ("given", "close"): Rates(0.025, 0.00032),
    ("given", "initial"): Rates(3.3e-05, 4.3e-06),
    ("given", "different"): Rates(0.008, 0.99),
    ("family", "exact"): Rates(0.87, 0.0035),
    ("family", "part"): Rates(0.0015, 0.00056),
    ("family", "phonetic"): Rates(0.038, 0.00055),
    ("family", "close"): Rates(0.034, 0.0005),
    ("family", "different"): Rates(0.059, 0.99),
    ("birth", "exact"): Rates(0.86, 7.5e-05),
    ("birth", "transposed"): Rates(0.021, 2.2e-05),
    ("birth", "digit"): Rates(0.055, 0.0022),
    ("birth", "expected"): Rates(0.012, 0.00012),
    ("birth", "estimated"): Rates(0.045, 0.0037),
    ("birth", "year"): Rates(0.00098, 0.03),
    ("birth", "different"): Rates(0.0021, 0.96),
    ("sex", "same"): Rates(0.98, 0.5),
    ("sex", "different"): Rates(0.018, 0.5),
    ("address", "current"): Rates(0.78, 4.8e-06),
    ("address", "old"): Rates(0.063, 4.8e-06),
    ("address", "postcode"): Rates(0.014, 8.2e-05),
    ("address", "different"): Rates(0.14, 1),
    ("identifier", "verified"): Rates(0.47, 2.7e-05),
    ("identifier", "same"): Rates(0.5, 2.7e-05),
    ("identifier", "different"): Rates(0.037, 0.66),
    ("identifier", "conflict"): Rates(9.3e-05, 0.34),
    ("carer", "same"): Rates(0.93, 0.00029),
    ("carer", "similar"): Rates(0.028, 5.4e-05),
    ("carer", "different"): Rates(0.038, 1),
}


class Verdict(StrEnum):
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class Flag(StrEnum):
    """Why a verdict was lowered, or what to look out for."""

    TWIN = "twin"
    SIBLING = "sibling"
    RELATIVE = "relative"
    DIFFERENT_NAME = "different name"
    TOO_LITTLE = "too little"
    CONFLICTING_NUMBERS = "conflicting numbers"


#: What the page says for each flag.
FLAG_SENTENCES: dict[Flag, str] = {
    Flag.TWIN: "May be a twin: the same family and birth, another given name.",
    Flag.SIBLING: "May be a brother, sister or other relative: the same home or parent, another name.",
    Flag.RELATIVE: "May be a relative of the same name: the same home or parent, another date of birth.",
    Flag.DIFFERENT_NAME: "The given names do not agree well enough to tell this person from a relative.",
    Flag.TOO_LITTLE: "Too few things agree that do not follow from one another.",
    Flag.CONFLICTING_NUMBERS: "Two verified numbers differ. One of them may be wrong: check before linking.",
}

#: A new person's chance of being one given record, where half of those who come are known already.
POPULATION = 100_000
LIKELY_FROM = 0.95
POSSIBLE_FROM = 0.05
FLAGGED_AT_MOST = 0.5  # possible
RELATIVE_AT_MOST = 0.04  # unlikely: another name and another birth are another person


@dataclass(frozen=True)
class Judgement:
    """What the engine thinks of one pair, with a line and its weight for each feature compared."""

    verdict: Verdict
    probability: float
    bits: float
    evidence: tuple[Evidence, ...]
    flags: tuple[Flag, ...]


def judge(
    one: Details, other: Details, *, frequencies: Frequencies = ENGLAND, population: int = POPULATION
) -> Judgement:
    """Compare, weigh, add up and apply the rules. The order of the two makes no difference to the result."""
    evidence = tuple(weigh(item, frequencies) for item in compare(one, other))
    bits = sum(item.weight_bits for item in evidence) + math.log2(0.5 / population)
    probability = 1 / (1 + 2.0 ** -max(-60.0, min(60.0, bits)))
    flags = _flags(evidence)
    for flag in flags:  # what brothers share is no chance agreement: beyond this the sum claims more than it knows
        probability = min(probability, RELATIVE_AT_MOST if flag is Flag.SIBLING else FLAGGED_AT_MOST)
    return Judgement(_verdict(probability), probability, bits, evidence, flags)


def _verdict(probability: float) -> Verdict:
    if probability >= LIKELY_FROM:
        return Verdict.LIKELY
    return Verdict.POSSIBLE if probability >= POSSIBLE_FROM else Verdict.UNLIKELY


def weigh(evidence: Evidence, frequencies: Frequencies) -> Evidence:
    """The evidence with its weight in bits, log2(m / u); for a name that agrees, u is how common it is."""
    rates = TABLE[evidence.feature, evidence.level]
    chance = rates.u
    if evidence.terms and (evidence.feature, evidence.level) in _BY_FREQUENCY:
        chance = _chance(evidence, frequencies)
    return replace(evidence, weight_bits=math.log2(rates.m / chance))


_BY_FREQUENCY = {
    ("given", "exact"),
    ("given", "part"),
    ("family", "exact"),
    ("family", "part"),
    ("swapped", "exact"),
    ("carer", "same"),  # by the given name alone: the family name has been counted with the child's
}


def _chance(evidence: Evidence, frequencies: Frequencies) -> float:
    if evidence.feature in ("given", "carer"):
        return min(frequencies.of_given(term) for term in evidence.terms)
    if evidence.feature == "family":
        return frequencies.of_family(evidence.terms[0])
    return math.prod(max(frequencies.of_given(t), frequencies.of_family(t)) for t in evidence.terms)


# --- The rules above the sum


def _flags(evidence: tuple[Evidence, ...]) -> tuple[Flag, ...]:
    """The reasons for which this may not be called likely, whatever the sum says."""
    levels: dict[str, str] = {}
    for item in evidence:
        levels.setdefault(item.feature, item.level)
    numbers = {item.level for item in evidence if item.feature == "identifier"}
    flags: list[Flag] = []
    if "conflict" in numbers:
        flags.append(Flag.CONFLICTING_NUMBERS)
    given_agrees = _given_agrees(evidence, levels, numbers)
    if relative := _relative(levels, given_agrees, numbers):
        flags.append(relative)
    elif not given_agrees:
        flags.append(Flag.DIFFERENT_NAME)
    if _independent_agreements(levels, numbers) < 2:
        flags.append(Flag.TOO_LITTLE)
    return tuple(flags)


def _given_agrees(evidence: tuple[Evidence, ...], levels: dict[str, str], numbers: set[str]) -> bool:
    """Whether the given names agree well enough to tell a person from a brother or sister.

    A missing name is no agreement: an unborn child may be one of two. Without both dates of birth only the
    very same name will do, since Ian and Iain, or Mohammed and Mohammed Ali, may be father and son; nor do like
    names of a boy and a girl: George and Georgina may be twins.
    """
    if "verified" in numbers:
        return "swapped" in levels or levels.get("given", "different") not in ("different", "initial")
    is_sure = "birth" in levels and levels.get("sex") != "different"
    enough = {"exact", "nickname", "part", "phonetic", "close", "similar"} if is_sure else {"exact"}
    return any(e.feature in ("given", "swapped") and e.level in enough and not e.is_doubtful for e in evidence)


def _relative(levels: dict[str, str], given_agrees: bool, numbers: set[str]) -> Flag | None:
    """Twins, siblings, and a parent and child of one name: one family, and a name or a birth that differs."""
    same_home = levels.get("address") in ("current", "old") or levels.get("carer") in ("same", "similar")
    same_name = levels.get("family", "different") != "different"
    birth, given = levels.get("birth"), levels.get("given")
    if given_agrees:
        is_other = same_home and birth in ("different", "year") and "verified" not in numbers
        return Flag.RELATIVE if is_other else None
    if birth in ("exact", "transposed", "digit", "expected", "estimated"):
        same_family = same_home or (same_name and levels.get("address") != "different")
        return Flag.TWIN if given and same_family else None
    if birth is None and given not in ("different", "initial"):
        return None  # no name, or a similar one: too little to call it another child
    return Flag.SIBLING if same_home else None


def _independent_agreements(levels: dict[str, str], numbers: set[str]) -> int:
    """How many agree of what does not follow from one another: whole name, birth, home, parents, a number.

    A birth that is one digit off agrees too often by chance to count, and so do the parents' names alone where
    there is no birth to compare: among common names there is always another Rohan Singh with a mother Anita.
    """
    whole_name = "swapped" in levels or (
        levels.get("given", "different") != "different" and levels.get("family", "different") != "different"
    )
    return sum(
        (
            whole_name,
            levels.get("birth") in ("exact", "transposed", "expected"),
            levels.get("address") in ("current", "old"),
            levels.get("carer") in ("same", "similar") and "birth" in levels,
            bool(numbers & {"verified", "same"}),
        )
    )
