"""What would a return look like that holds the examples of many rules? For properties that every rule must have.

Each example keeps to itself: its children get names that no other example has. What stands beside a return (lists of
places, whose return it is) is the same whichever examples are in it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tally.cin import examples as cin
from tally.data import Data
from tally.returns import RETURNS
from tally.rules import Rule
from tally.ssda903 import examples as ssda903
from tally.years import CollectionYear

AUTHORITY = "885"


@dataclass(frozen=True)
class Examples:
    """The examples of the rules of one return in one year.

    Attributes:
        parts: each example, its children named as nobody else.
        data_of: a return that holds some of the parts, in their order.
        shuffled: a part with its rows in another order.
    """

    collection: str
    year: CollectionYear
    parts: list[Any]
    data_of: Callable[[Iterable[Any]], Data]
    shuffled: Callable[[Any, Random], Any]

    @property
    def rules(self) -> list[Rule]:
        return RETURNS[self.collection].rules.in_force(self.year)


def _of_year(collection: str, year: CollectionYear) -> list[Any]:
    """Examples of the year, and older ones that name nothing which the year does not have."""
    rules = RETURNS[collection].rules
    return [
        example for rule in rules.in_force(year) if rule.example_year <= year for example in (*rule.fails, *rule.passes)
    ]


# --- CIN ------------------------------------------------------------------------------------------------------------


def of_cin(year: CollectionYear) -> Examples:
    header = {"Collection": "CIN", "ReferenceDate": year.last_day.isoformat(), "LEA": AUTHORITY}

    def data_of(parts: Iterable[Any]) -> Data:
        children = [child for part in parts for child in part]
        return cin.data_of([{"Header": header, **child} for child in children] or [{}], year)

    parts = [_named_children(number, example) for number, example in enumerate(_of_year("cin", year))]
    return Examples("cin", year, parts, data_of, _shuffled_tree)


def _named_children(number: int, example: Any) -> list[dict[str, Any]]:
    children = copy.deepcopy([example] if isinstance(example, Mapping) else list(example))
    named = []
    for place, child in enumerate(children):
        of_child = {name: value for name, value in child.items() if name != "Header"}
        # Some examples write out the element that holds the identifiers, or several of it.
        holder = of_child.get("ChildIdentifiers", of_child)
        for one in holder if isinstance(holder, list | tuple) else [holder]:
            one["LAchildID"] = f"{number}.{one.get('LAchildID', f'child {place}')}"
        named.append(of_child)
    return named


def _shuffled_tree(part: Any, random: Random) -> Any:
    """Children, episodes, assessments, reviews, …: whatever there can be several of."""
    if isinstance(part, Mapping):
        return {key: _shuffled_tree(value, random) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return random.sample([_shuffled_tree(one, random) for one in part], len(part))
    return part


# --- SSDA903 --------------------------------------------------------------------------------------------------------


def of_ssda903(year: CollectionYear) -> Examples:
    examples = _of_year("ssda903", year)
    beside = {"reference": _lists(examples), "authority": AUTHORITY}

    def data_of(parts: Iterable[Any]) -> Data:
        parts = list(parts)
        tables = _together([{name: rows for name, rows in part.items() if name != "previous"} for part in parts])
        return ssda903.data_of({**tables, "previous": _together([part["previous"] for part in parts]), **beside}, year)

    parts = [_named_rows(number, example) for number, example in enumerate(examples)]
    return Examples("ssda903", year, parts, data_of, _shuffled_tables)


def _named_rows(number: int, example: Mapping[str, Any]) -> dict[str, Any]:
    """The example's tables of both years, with each row's child and birth written out."""

    def tables(of: Mapping[str, Any]) -> dict[str, Any]:
        births = {row.get("CHILD", "1"): row.get("DOB", "") for row in of.get("Header", ())}
        return {
            name: [_whole(number, row, births, has_birth=name != "Episodes") for row in rows]
            for name, rows in of.items()
            if name not in ("previous", "reference", "authority")
        }

    return {**tables(example), "previous": tables(example.get("previous", {}))}


def _whole(number: int, row: Mapping[str, str], births: Mapping[str, str], *, has_birth: bool) -> dict[str, str]:
    child = row.get("CHILD", "1")
    birth = {"DOB": births.get(child, "")} if has_birth else {}
    # A row without a name stays without one.
    return {**birth, **row, "CHILD": child and f"{number}.{child}"}


def _together(parts: list[Mapping[str, Any]]) -> dict[str, Any]:
    names = dict.fromkeys(name for part in parts for name in part)
    return {"Header": []} | {name: [row for part in parts for row in part.get(name, ())] for name in names}


def _lists(examples: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What the lists say in all examples. Of two that speak of one place the first counts."""
    found: dict[str, dict[str, Any]] = {}
    for example in examples:
        for name, rows in example.get("reference", {}).items():
            for row in rows:
                found.setdefault(name, {}).setdefault(row.get("URN") or row.get("postcode") or str(row), row)
    return {name: list(rows.values()) for name, rows in found.items()}


def _shuffled_tables(part: Any, random: Random) -> Any:
    return {
        name: _shuffled_tables(rows, random) if name == "previous" else random.sample(rows, len(rows))
        for name, rows in part.items()
    }
