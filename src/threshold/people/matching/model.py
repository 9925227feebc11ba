"""How likely is it that two people's details are of one person, and may it be said outright?

Fellegi and Sunter's model (1969): each feature's agreement level has a probability among true pairs (m) and among
pairs of different people (u). log2(m / u) is its weight in bits; the weights add up, on top of the prior bits, to
the log-odds of a match. Agreement on a name weighs by how common the name is.

The features are not independent in families: brothers share a family name, an address and parents. So rules stand
above the sum, each with its reason, and they only ever lower a verdict. Nothing here joins anything.
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


TABLE: dict[tuple[str, str], Rates] = {}


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
    ONLY_ONE_AGREEMENT = "only one agreement"
    CONFLICTING_NUMBERS = "conflicting numbers"


#: What the page says for each flag.
FLAG_SENTENCES: dict[Flag, str] = {
    Flag.TWIN: "May be a twin: same birth and family, another given name.",
    Flag.SIBLING: "May be a brother or sister: same family or address, another given name and date of birth.",
    Flag.RELATIVE: "May be a parent or child of the same name: same family, another date of birth.",
    Flag.DIFFERENT_NAME: "The given names are not known to agree, so this is never more than possible.",
    Flag.ONLY_ONE_AGREEMENT: "Only one thing agrees. That alone is not enough to go by.",
    Flag.CONFLICTING_NUMBERS: "Two verified numbers are different. One of them may be wrong: check before linking.",
}

#: A new person's chance of being one given record, where half of those who come are known already.
POPULATION = 100_000
LIKELY_FROM = 0.95
POSSIBLE_FROM = 0.05


@dataclass(frozen=True)
class Judgement:
    """What the engine thinks of one pair. `evidence` holds a line and its weight for each feature compared."""

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
    verdict = _verdict(probability, flags)
    return Judgement(verdict, probability, bits, evidence, flags)


def weigh(evidence: Evidence, frequencies: Frequencies) -> Evidence:
    """The evidence with its weight in bits, log2(m / u); for a name that agrees, u is how common it is."""
    rates = TABLE[evidence.feature, evidence.level]
    chance = rates.u
    if evidence.terms and (evidence.feature, evidence.level) in _BY_FREQUENCY:
        chance = _chance(evidence, frequencies)
    return replace(evidence, weight_bits=math.log2(rates.m / chance))


_BY_FREQUENCY = {("given", "exact"), ("given", "part"), ("family", "exact"), ("family", "part"), ("swapped", "exact")}


def _chance(evidence: Evidence, frequencies: Frequencies) -> float:
    if evidence.feature == "given":
        return min(frequencies.of_given(term) for term in evidence.terms)
    if evidence.feature == "family":
        return frequencies.of_family(evidence.terms[0])
    return math.prod(max(frequencies.of_given(t), frequencies.of_family(t)) for t in evidence.terms)


def _verdict(probability: float, flags: tuple[Flag, ...]) -> Verdict:
    if probability >= LIKELY_FROM and not flags:
        return Verdict.LIKELY
    return Verdict.POSSIBLE if probability >= POSSIBLE_FROM else Verdict.UNLIKELY


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
    if relative := _relative(evidence, levels):
        flags.append(relative)
    elif not _given_agrees(evidence, levels):
        flags.append(Flag.DIFFERENT_NAME)
    if _independent_agreements(levels, numbers) < 2:
        flags.append(Flag.ONLY_ONE_AGREEMENT)
    return tuple(flags)


def _given_agrees(evidence: tuple[Evidence, ...], levels: dict[str, str]) -> bool:
    """Whether the given names agree, a missing one being no agreement: an unborn child may be one of two."""
    if "swapped" in levels:
        return True
    return any(e.feature == "given" and e.level not in ("different", "initial") and not e.is_doubtful for e in evidence)


def _relative(evidence: tuple[Evidence, ...], levels: dict[str, str]) -> Flag | None:
    """Twins, siblings, and a parent and child of one name: one family, and a name or a birth that differs."""
    same_home = levels.get("address") in ("current", "old") or levels.get("carer") in ("same", "similar")
    same_name = levels.get("family") in ("exact", "part", "phonetic", "close")
    if not (same_home or (same_name and levels.get("address") == "postcode") or same_name):
        return None
    birth = levels.get("birth")
    same_birth = birth in ("exact", "transposed", "digit", "expected", "estimated")
    if not _given_agrees(evidence, levels):
        if "given" not in levels:
            return None
        if same_birth:
            return Flag.TWIN
        return Flag.SIBLING if same_home else None
    return Flag.RELATIVE if birth in ("different", "year") and (same_home or same_name) else None


def _independent_agreements(levels: dict[str, str], numbers: set[str]) -> int:
    """How many things agree that do not follow from one another: the whole name, birth, home, parents, a number."""
    whole_name = "swapped" in levels or (
        levels.get("given", "different") != "different" and levels.get("family", "different") != "different"
    )
    return sum(
        (
            whole_name,
            levels.get("birth") in ("exact", "transposed", "digit", "expected"),
            levels.get("address") in ("current", "old"),
            levels.get("carer") in ("same", "similar"),
            bool(numbers & {"verified", "same"}),
        )
    )
