"""How does an XML return become frames? Child by child, so that memory holds the tables and one child.

The return declares the tree of its elements (`Element`). What does not fit it is a `Problem` with its line, and the
rest is read all the same. Two children whose elements come in the same order are checked once: what an order of
elements means is worked out at its first coming and kept.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from tally.read.problems import Fault, Problem, Unreadable
from tally.read.values import bad_values, bare, decimal, flag, whole
from tally.tables import KEYS, Collection, Kind
from tally.years import CollectionYear, is_within

#: A county's census has 30 MB.
MOST_BYTES = 500_000_000


@dataclass(frozen=True)
class Element:
    """One element of a return's tree.

    Attributes:
        least, most: how often it must and may stand in its parent; `most` None is without limit.
        children: in the order in which they must stand; a leaf has none and is a column of its table.
        table: the table of which each occurrence is a row. An element without one adds to the row it stands in.
        stands_empty: an occurrence without any row inside is a row of that table, with nothing in it.
    """

    name: str
    children: tuple[Element, ...] = ()
    least: int = 1
    most: int | None = 1
    table: str = ""
    stands_empty: str = ""
    since: str = ""
    until: str = ""

    def is_in(self, year: CollectionYear) -> bool:
        return is_within(year, self.since, self.until)


@dataclass(frozen=True)
class Tree:
    """The shape of an XML return: its root, what stands once beside the children, and a child.

    `child` is the element of one child, in `children_in`; `others` are the elements that stand before it in the root.
    """

    root: str
    others: tuple[Element, ...]
    children_in: str
    child: Element


@dataclass
class Read:
    """What was read: a frame for each table, and the faults of form."""

    frames: dict[str, pl.DataFrame]
    problems: list[Problem]


def read(path: Path, tree: Tree, collection: Collection, year: CollectionYear) -> Read:
    """Read a file.

    Raises:
        Unreadable: it is not XML, breaks off, declares entities, is too large, or is another document.
    """
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(
            f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB. That is no return of one authority."
        )
    try:
        _check_root(path, tree)
        return _Reading(tree, collection, year).run(path)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Unreadable(
            f"{path.name} cannot be read as XML: it breaks at line {line:,}. Export it once more from your system; "
            f"a file that was cut short or edited by hand looks like this."
        ) from None


def _check_root(path: Path, tree: Tree) -> None:
    """Before anything is read: the right document, without entities that could stand for something else."""
    for _, element in etree.iterparse(os.fspath(path), events=("start",), **_SAFE):
        if element.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(f"{path.name} declares a document type. A return has none; it is not opened.")
        name = _bare(element.tag)
        if name != tree.root:
            raise Unreadable(f"{path.name} is a document of another kind: it begins with {name}, not {tree.root}.")
        return


#: No network, no entities, no limits lifted, nothing but elements.
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,
}


#: The elements that hold others and words beside them.
_MIXED = etree.XPath("descendant-or-self::*[*][text()[normalize-space()]]")


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


@dataclass
class _Group:
    """An element that holds others, compiled for one year."""

    element: Element
    table: str
    leaf_slots: dict[str, int]
    inner: dict[str, _Group]
    children: dict[str, Element]
    plans: dict[tuple[str, ...], _Plan] = field(default_factory=dict)

    def plan(self, tags: tuple[str, ...]) -> _Plan:
        found = self.plans.get(tags)
        if found is None:
            found = self.plans[tags] = self._make(tags)
        return found

    def _make(self, tags: tuple[str, ...]) -> _Plan:
        """What an order of elements means: which is which column, which opens a group, and what is wrong with it."""
        order = {name: place for place, name in enumerate(self.children)}
        names = [_bare(tag) for tag in tags]
        seen: Counter[str] = Counter()
        plan, last = _Plan(), -1
        for place, name in enumerate(names):
            element = self.children.get(name)
            if element is None:
                plan.faults.append((Fault.UNKNOWN, place, name))
                continue
            seen[name] += 1
            if order[name] < last:
                plan.faults.append((Fault.ORDER, place, name))
            last = max(last, order[name])
            if element.most is not None and seen[name] > element.most:
                plan.faults.append((Fault.TOO_MANY, place, name))
                if not element.children:
                    continue  # the first value stands
            if name in self.inner:
                plan.groups.append((place, self.inner[name]))
            elif element.table:
                plan.rows.append((place, element.table))
            else:
                plan.leaves.append((place, self.leaf_slots[name]))
        for name, element in self.children.items():
            if seen[name] < element.least:
                plan.faults.append((Fault.MISSING, -1, name))
        return plan


@dataclass
class _Plan:
    leaves: list[tuple[int, int]] = field(default_factory=list)
    groups: list[tuple[int, _Group]] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)
    faults: list[tuple[Fault, int, str]] = field(default_factory=list)


class _Reading:
    """One reading of one file."""

    def __init__(self, tree: Tree, collection: Collection, year: CollectionYear) -> None:
        self.tree, self.collection, self.year = tree, collection, year
        self.rows: dict[str, list[list[Any]]] = {table.name: [] for table in collection.tables}
        self.columns = {
            table.name: [column for column in table.columns if column.is_in(year)] for table in collection.tables
        }
        self.problems: list[Problem] = []
        self.child: int | None = None
        self.elsewhere = _all_names([*tree.others, tree.child], year)
        self.groups = {element.name: self._compile(element, "") for element in (*tree.others, tree.child)}

    def _compile(self, element: Element, table: str) -> _Group:
        table = element.table or table
        children = {child.name: child for child in element.children if child.is_in(self.year)}
        slots = {column.name: place for place, column in enumerate(self.columns.get(table, []), start=len(KEYS))}
        return _Group(
            element=element,
            table=table,
            leaf_slots={
                name: slots[name] for name, child in children.items() if not child.children and not child.table
            },
            inner={name: self._compile(child, table) for name, child in children.items() if child.children},
            children=children,
        )

    def run(self, path: Path) -> Read:
        tags = ["{*}" + name for name in self.groups]
        seen: Counter[str] = Counter()
        number = 0
        context = etree.iterparse(os.fspath(path), events=("end",), tag=tags, **_SAFE)
        for _, element in context:
            name, parent = _bare(element.tag), element.getparent()
            is_child = name == self.tree.child.name
            wanted = self.tree.children_in if is_child else self.tree.root
            if parent is None or _bare(parent.tag) != wanted:
                continue  # somewhere else: whatever holds it says so
            seen[name] += 1
            self.child = number if is_child else None
            number += is_child
            self._group(self.groups[name], element, None, 0)
            for mixed in _MIXED(element):
                self._note(Fault.STRAY_TEXT, "", None, mixed, _bare(mixed.tag))
            element.clear(keep_tail=True)
            while element.getprevious() is not None and is_child:
                del parent[0]
        self.child = None
        self._check_root_children(context.root, seen)
        return Read({table.name: self._frame(table.name) for table in self.collection.tables}, self.problems)

    def _check_root_children(self, root: Any, seen: Counter[str]) -> None:
        known = {*(element.name for element in self.tree.others), self.tree.children_in}
        for element in root:
            if _bare(element.tag) not in known:
                self._note(Fault.UNKNOWN, "", None, element, _bare(element.tag))
        for element in self.tree.others:
            if seen[element.name] < element.least:
                self._note(Fault.MISSING, element.table, None, root, element.name)
            if element.most is not None and seen[element.name] > element.most:
                self._note(Fault.TOO_MANY, element.table, None, root, element.name)

    def _group(self, group: _Group, element: Any, row: list[Any] | None, number: int) -> None:
        """Read an element that holds others. `row` and its `number` are of the table that it stands in."""
        if group.element.table:
            rows = self.rows[group.table]
            parent, number = number, len(rows)
            row = [number, element.sourceline, parent, self.child, *[None] * len(self.columns[group.table])]
            rows.append(row)
        inside = element[:]
        plan = group.plan(tuple([one.tag for one in inside]))  # a list is built faster than a generator is drained
        for place, slot in plan.leaves:
            one = inside[place]
            row[slot] = one.text  # type: ignore[index]
            if len(one):
                self._note(Fault.UNKNOWN, group.table, number, one[0], _bare(one[0].tag))
        for place, table in plan.rows:
            one = inside[place]
            self._add(table, one, number, one.text)
            if len(one):
                self._note(Fault.UNKNOWN, group.table, number, one[0], _bare(one[0].tag))
        for place, inner in plan.groups:
            one = inside[place]
            empty = inner.element.stands_empty
            before = len(self.rows[empty]) if empty else 0
            self._group(inner, one, row, number)
            if empty and len(self.rows[empty]) == before:
                self._add(empty, one, number, None)
        for fault, place, name in plan.faults:
            is_known = fault is Fault.UNKNOWN and name in self.elsewhere
            at = element if place < 0 else inside[place]
            self._note(Fault.MISPLACED if is_known else fault, group.table, number, at, name)

    def _add(self, table: str, element: Any, parent: int, value: str | None) -> None:
        """A row of a table that has one column."""
        rows = self.rows[table]
        rows.append([len(rows), element.sourceline, parent, self.child, value])

    def _note(self, fault: Fault, table: str, row: int | None, element: Any, name: str) -> None:
        row = row if table else None
        self.problems.append(Problem(fault, table, row, element.sourceline or 0, name, self.child))

    def _frame(self, name: str) -> pl.DataFrame:
        columns, rows = self.columns[name], self.rows[name]
        names = [*KEYS, *(column.name for column in columns)]
        values = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        texts = {
            column: pl.Series(column, found, dtype=KEYS.get(column, pl.String()))
            for column, found in zip(names, values, strict=True)
        }
        frame = pl.DataFrame(texts).with_columns(bare(pl.col(column.name)) for column in columns)
        typed = frame.with_columns(_READERS[column.kind](pl.col(column.name)).alias(column.name) for column in columns)
        self.problems += bad_values(name, columns, frame, typed)
        return typed


def _all_names(elements: list[Element], year: CollectionYear) -> set[str]:
    """Every name that stands somewhere in the tree: what is not known here may be misplaced."""

    def names(element: Element) -> Iterator[str]:
        if element.is_in(year):
            yield element.name
            for child in element.children:
                yield from names(child)

    return {name for element in elements for name in names(element)}


#: From text to the type of each kind; what cannot be read becomes null.
_READERS: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.TEXT: lambda text: text,
    Kind.CODE: lambda text: text,
    Kind.MOMENT: lambda text: text,
    Kind.DATE: lambda text: (
        pl.when(text.str.len_chars() == 10).then(text).otherwise(None).str.to_date("%Y-%m-%d", strict=False)
    ),
    Kind.FLAG: partial(flag, yes=("1", "true"), no=("0", "false")),
    Kind.NUMBER: whole,
    Kind.DECIMAL: decimal,
    Kind.YEAR: whole,
}
