"""Where does each person of a family stand in its genogram?

Generations are rows. Within a row partners stand side by side and brothers and sisters together, in the order
they were handed in (eldest first, by convention). Each person then moves as near as the order allows to the
middle of their parents or children. Bad data (somebody their own grandparent) costs a line, never an endless loop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Literal

#: Distance between two neighbours, pixels.
PITCH = 148
_ROUNDS = 40


@dataclass(frozen=True)
class Member:
    """One person. `detail` is the line under the name, such as “2017, aged 9”."""

    key: str
    name: str
    sex: Literal["M", "F", ""] = ""
    detail: str = ""
    has_died: bool = False
    is_unborn: bool = False
    is_focus: bool = False


@dataclass(frozen=True)
class Bond:
    """How two people are related: `one` is the parent, carer, partner or sibling of `other`.

    A carer is one who is not a parent by birth or adoption: a foster carer or guardian. Step-parents are partners
    of a parent.
    """

    kind: Literal["parent", "carer", "partner", "sibling"]
    one: str
    other: str
    has_ended: bool = False


@dataclass(frozen=True)
class Home:
    """People who live together."""

    label: str
    keys: frozenset[str]


#: Two keys, and whether they are partners no more (or never were, but have a child).
Couple = tuple[str, str, bool]


@dataclass
class Union:
    """Parents with their children: one, two or (brothers and sisters whose parents are not known) no parents."""

    parents: tuple[str, ...]
    children: list[str] = field(default_factory=list)
    is_by_birth: bool = True


@dataclass
class Layout:
    """Each person's row (0 is the eldest generation) and the middle of their place in it, pixels."""

    rows: list[list[str]]
    row_of: dict[str, int]
    x: dict[str, float]
    unions: list[Union]
    couples: dict[tuple[str, str], bool]  # whether they are partners no more
    lone_siblings: list[tuple[str, str]]  # known to be siblings, by no known parent


def lay_out(members: Sequence[Member], bonds: Iterable[Bond]) -> Layout:
    """Place every member once; bonds that name somebody else are left out."""
    keys = list(dict.fromkeys(member.key for member in members))
    known = set(keys)
    real = [bond for bond in bonds if bond.one in known and bond.other in known and bond.one != bond.other]
    parents = _parents(real)
    unions, lone_siblings = _unions(keys, real, parents)
    couples: dict[tuple[str, str], bool] = {}
    for bond in real:
        if bond.kind == "partner":
            pair = (min(bond.one, bond.other), max(bond.one, bond.other))
            couples[pair] = bond.has_ended and couples.get(pair, True)
    row_of = _generations(keys, real, parents, unions)
    unions = [u for u in unions if all(row_of[p] < row_of[c] for p in u.parents for c in u.children)]
    rows = _ordered_rows(keys, row_of, unions, couples)
    rows = _ordered_rows(_above_their_children(rows, unions), row_of, unions, couples)
    return Layout(rows, row_of, _positions(rows, unions, couples), unions, couples, lone_siblings)


def _parents(bonds: list[Bond]) -> dict[str, dict[str, bool]]:
    """Each child's parents and carers, by whether they are parents; both at once counts as a parent."""
    parents: dict[str, dict[str, bool]] = defaultdict(dict)
    for bond in bonds:
        if bond.kind in ("parent", "carer"):
            is_parent = bond.kind == "parent"
            parents[bond.other][bond.one] = is_parent or parents[bond.other].get(bond.one, False)
    return parents


def _unions(
    keys: list[str], bonds: list[Bond], parents: dict[str, dict[str, bool]]
) -> tuple[list[Union], list[tuple[str, str]]]:
    found: dict[tuple[bool, tuple[str, ...]], Union] = {}
    for child in keys:
        for by_birth in (True, False):
            those = tuple(key for key in keys if parents[child].get(key) is by_birth)
            if those:
                found.setdefault((by_birth, those), Union(those, [], by_birth)).children.append(child)
    apart = [(b.one, b.other) for b in bonds if b.kind == "sibling" and not _share(parents, b.one, b.other)]
    orphans = _clusters(keys, [pair for pair in apart if not parents[pair[0]] and not parents[pair[1]]])
    unions = [*found.values(), *(Union((), cluster) for cluster in orphans if len(cluster) > 1)]
    drawn = {frozenset(pair) for union in unions for pair in combinations(union.children, 2)}
    return unions, [pair for pair in dict.fromkeys(map(_sorted_pair, apart)) if frozenset(pair) not in drawn]


def _sorted_pair(pair: tuple[str, str]) -> tuple[str, str]:
    return (min(pair), max(pair))


def _share(parents: dict[str, dict[str, bool]], one: str, other: str) -> bool:
    return bool(parents[one].keys() & parents[other].keys())


def _clusters(keys: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Who belongs together through any chain of pairs; in the order of `keys`."""
    label = {key: n for n, key in enumerate(keys)}
    for one, other in pairs:
        old, new = label[other], label[one]
        for key, value in label.items():
            if value == old:
                label[key] = new
    clusters: dict[int, list[str]] = defaultdict(list)
    for key, value in label.items():
        clusters[value].append(key)
    return list(clusters.values())


# --- Rows


def _generations(
    keys: list[str], bonds: list[Bond], parents: dict[str, dict[str, bool]], unions: list[Union]
) -> dict[str, int]:
    """The row of each person: partners, siblings and a child's two parents in one, children below."""
    level_with = [(b.one, b.other) for b in bonds if b.kind in ("partner", "sibling")]
    level_with += [pair for union in unions for pair in pairwise(union.parents)]
    level_with += [pair for union in unions for pair in pairwise(union.children)]
    peers = _clusters(keys, level_with)
    group = {key: n for n, cluster in enumerate(peers) for key in cluster}
    below: dict[int, set[int]] = defaultdict(set)
    for child, theirs in parents.items():
        for parent in theirs:
            if group[parent] != group[child] and not _leads_to(below, group[child], group[parent]):
                below[group[parent]].add(group[child])  # an edge that would close a circle is left out
    depth = dict.fromkeys(range(len(peers)), 0)
    for _ in peers:
        for upper, lowers in below.items():
            for lower in lowers:
                depth[lower] = max(depth[lower], depth[upper] + 1)
    has_parents = {lower for lowers in below.values() for lower in lowers}
    for upper, lowers in below.items():
        if upper not in has_parents and lowers:  # a grandmother stands right above her children, not on top
            depth[upper] = min(depth[lower] for lower in lowers) - 1
    used = sorted({depth[group[key]] for key in keys})
    return {key: used.index(depth[group[key]]) for key in keys}


def _leads_to(below: dict[int, set[int]], start: int, goal: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        waiting.extend(below.get(here, set()) - seen)
        seen |= below.get(here, set())
    return False


# --- Order within a row


def _ordered_rows(
    keys: list[str], row_of: dict[str, int], unions: list[Union], couples: dict[tuple[str, str], bool]
) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(max(row_of.values(), default=-1) + 1)]
    linked: list[Couple] = [(*pair, ended) for pair, ended in couples.items()]
    linked += [(*pair, pair not in couples) for u in unions for pair in combinations(u.parents, 2) if u.is_by_birth]
    linked = [couple for couple in linked if row_of[couple[0]] == row_of[couple[1]]]
    chain_of = {key: chain for chain in _clusters(keys, [c[:2] for c in linked]) for key in chain}
    place: dict[str, int] = {}
    for number, row in enumerate(rows):
        here = [key for key in keys if row_of[key] == number]
        for key in [*_children_in_order(unions, place, here), *here]:
            if key not in place:
                for member in _chain(chain_of[key], linked, key, place):
                    place[member] = len(row)
                    row.append(member)
        place.update({key: n for n, key in enumerate(row)})
    return rows


def _above_their_children(rows: list[list[str]], unions: list[Union]) -> list[str]:
    """Everybody, those with children in their children's order: fewer lines cross when rows are made again."""
    place = {key: n for row in rows for n, key in enumerate(row)}

    def over(key: str) -> float:
        children = [place[child] for union in unions if key in union.parents for child in union.children]
        return sum(children) / len(children) if children else place[key]

    return sorted(place, key=over)


def _children_in_order(unions: list[Union], place: dict[str, int], here: list[str]) -> Iterator[str]:
    """Children of this row, family by family from left to right, as their parents stand in the rows above."""

    def left(union: Union) -> float:
        places = [place[parent] for parent in union.parents if parent in place]
        return sum(places) / len(places) if places else float("inf")

    for union in sorted(unions, key=lambda union: (not union.is_by_birth, left(union))):
        couples_last = sorted(union.children, key=lambda child: len(_unions_of(unions, child)) > 0)
        yield from (child for child in couples_last if child in here)


def _unions_of(unions: list[Union], parent: str) -> list[Union]:
    return [union for union in unions if parent in union.parents]


def _chain(chain: list[str], couples: list[Couple], first: str, place: dict[str, int]) -> list[str]:
    """People linked as partners, in a line: walked from one end, so that each stands beside the next.

    Whoever had three partners or more stands before the present one, with those before them on the left.
    """
    partners: dict[str, list[str]] = {key: [] for key in chain}
    for one, other, _ in sorted(couples, key=lambda couple: not couple[2]):  # those that have ended first
        if one in partners and other not in partners[one]:
            partners[one].append(other)
            partners[other].append(one)
    hub = max(chain, key=lambda key: len(partners[key]))
    if len(partners[hub]) > 2 and len(chain) == len(partners[hub]) + 1:
        line = [*partners[hub][:-1], hub, partners[hub][-1]]
        return [key for key in line if key not in place]
    ends = [key for key in chain if len(partners[key]) <= 1]
    line, waiting = [], [first if first in ends or not ends else ends[0]]
    while waiting:
        here = waiting.pop()
        if here not in line:
            line.append(here)
            waiting.extend(sorted(partners[here], key=lambda key: len(partners[key])))
    return [key for key in line if key not in place]


# --- Places along a row


def _positions(rows: list[list[str]], unions: list[Union], couples: Iterable[tuple[str, str]]) -> dict[str, float]:
    neighbours = {pair for row in rows for pair in pairwise(row)}
    near = [(a, b) for a, b in neighbours if (a, b) in couples or (b, a) in couples]
    x = {key: n * PITCH * 1.0 for row in rows for n, key in enumerate(row)}
    for turn in range(_ROUNDS):
        for row in rows if turn % 2 else reversed(rows):
            wishes = [_wish(key, x, unions, near) for key in row]
            for key, settled in zip(row, _spread(wishes), strict=True):
                x[key] = settled
    # On a grid of a quarter of a pitch, so that nobody stands a hair beside the line from above; whole pitches
    # between neighbours stay whole.
    steps = {key: round(value / (PITCH / 4)) for key, value in x.items()}
    least = min(steps.values(), default=0)
    return {key: (step - least) * (PITCH / 4) for key, step in steps.items()}


def _wish(key: str, x: dict[str, float], unions: list[Union], near: list[tuple[str, str]]) -> float:
    """Where somebody would stand: below the parents, above the middle of the children, next to a partner."""
    wishes = [x[left] + PITCH for left, right in near if right == key]
    wishes += [x[right] - PITCH for left, right in near if left == key]
    for union in unions:
        if key in union.children and union.parents:
            offset = x[key] - _middle(union.children, x)
            wishes.append(_middle(union.parents, x) + offset)
        if key in union.parents and union.children:
            offset = x[key] - _middle(union.parents, x)
            wishes.append(_middle(union.children, x) + offset)
    return sum(wishes) / len(wishes) if wishes else x[key]


def _middle(keys: Iterable[str], x: dict[str, float]) -> float:
    places = [x[key] for key in keys]
    return (min(places) + max(places)) / 2


def _spread(wishes: list[float]) -> list[float]:
    """The places nearest to the wishes (least squares) that keep the order and at least PITCH between neighbours.

    Isotonic regression: less its own number of pitches, each place may be no smaller than the one before;
    neighbours that are in each other's way pool and share their mean.
    """
    pools: list[tuple[float, int]] = []
    for number, wish in enumerate(wishes):
        mean, size = wish - number * PITCH, 1
        while pools and pools[-1][0] > mean:
            other_mean, other_size = pools.pop()
            mean = (mean * size + other_mean * other_size) / (size + other_size)
            size += other_size
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return [mean + number * PITCH for number, mean in enumerate(means)]
