"""Which records are audited? Drawn so that nobody can steer it, and anybody can draw it again.

Pure functions. Each record of the population gets the number SHA-256(`seed:reference`), and the lowest numbers are the
sample: a few lines of any language find the same. docs/explanation/sampling.md shows it by hand.

A record with a weight of 3 has three numbers, SHA-256 of `seed:reference`, `seed:reference:2`, `seed:reference:3`, and
counts with its lowest: its chance of coming next is three times that of a record with weight 1 (the lowest of w equal
draws; the same as drawing one after the other in proportion to the weights). No fractions, so no rounding differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    RANDOM = "random"
    STRATIFIED = "stratified"
    RISK_WEIGHTED = "risk_weighted"


@dataclass(frozen=True)
class Entry:
    """One record of a population: its reference, the group that it counts in, and its weight (1 or more)."""

    reference: str
    stratum: str = ""
    weight: int = 1


def digest(population: Iterable[Entry]) -> str:
    """The fingerprint of a population: SHA-256 of a line `reference|stratum|weight` for each, sorted, as hex."""
    lines = sorted(f"{entry.reference}|{entry.stratum}|{entry.weight}\n" for entry in population)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def ticket(seed: str, reference: str, number: int = 1) -> str:
    """A record's number: 64 hexadecimal digits, compared as they are."""
    text = f"{seed}:{reference}" if number == 1 else f"{seed}:{reference}:{number}"
    return hashlib.sha256(text.encode()).hexdigest()


def ranked(seed: str, population: Iterable[Entry], *, weighted: bool = False) -> list[Entry]:
    """The population in the order in which it is drawn.

    Args:
        weighted: whether a record's weight counts.
    """

    def lowest(entry: Entry) -> tuple[str, str]:
        tickets = range(1, (entry.weight if weighted else 1) + 1)
        return min(ticket(seed, entry.reference, number) for number in tickets), entry.reference

    return sorted(population, key=lowest)


def draw(seed: str, population: Sequence[Entry], *, size: int, method: Method) -> list[Entry]:
    """The sample, in the order in which it was drawn; all of the population where it is no larger than `size`."""
    order = ranked(seed, population, weighted=method == Method.RISK_WEIGHTED)
    if method != Method.STRATIFIED:
        return order[:size]
    left = allocation(population, size)
    sample = []
    for entry in order:
        if left[entry.stratum]:
            left[entry.stratum] -= 1
            sample.append(entry)
    return sample


def allocation(population: Sequence[Entry], size: int) -> dict[str, int]:
    """How many of each group: in proportion, what is left over to the largest remainders, then by name."""
    groups: dict[str, int] = {}
    for entry in population:
        groups[entry.stratum] = groups.get(entry.stratum, 0) + 1
    total = len(population)
    size = min(size, total)
    shares = {name: divmod(size * number, total) for name, number in groups.items()} if total else {}
    given = {name: whole for name, (whole, _) in shares.items()}
    by_remainder = sorted(shares, key=lambda name: (-shares[name][1], name))
    for name in by_remainder[: size - sum(given.values())]:
        given[name] += 1
    return given


def next_after(
    seed: str, population: Sequence[Entry], taken: Iterable[str], *, method: Method, stratum: str
) -> Entry | None:
    """Who stands in for a record that cannot be audited: the next in rank, of the same group where groups count.

    Args:
        taken: the references that were drawn before, the replaced ones among them.

    Returns:
        None where everybody was drawn already.
    """
    used = set(taken)
    free = [entry for entry in ranked(seed, population, weighted=method == Method.RISK_WEIGHTED)
            if entry.reference not in used]  # fmt: skip
    if method == Method.STRATIFIED:
        free = [entry for entry in free if entry.stratum == stratum] or free
    return free[0] if free else None


def rotation(seed: str, people: Iterable[int]) -> list[int]:
    """In which order auditors take their turn: by SHA-256 of `seed:auditor:number of the account`."""
    return sorted(people, key=lambda pk: (ticket(seed, f"auditor:{pk}"), pk))


def is_picked(seed: str, reference: str, *, every: int) -> bool:
    """Whether a record is one of about one in `every` that is judged a second time; never where `every` is 0."""
    return every > 0 and int(ticket(seed, f"moderate:{reference}"), 16) % every == 0
