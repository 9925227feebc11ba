"""How does an XML return become frames? Child by child, so that memory holds the tables and one child.

The return declares the tree of its elements (`elements`). What does not fit it is a `Problem` with its line, and the
rest is read all the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from tally.read import elements
from tally.read.elements import Group, Tree
from tally.read.problems import Fault, Problem, Unreadable
from tally.read.values import bad_values, bare, decimal, flag, iso_day, whole
from tally.tables import KEYS, Collection, Column, Kind
from tally.years import CollectionYear

#: A county's census has 30 MB.
MOST_BYTES = 500_000_000
#: A county's census with ten faults of form for each child has half of that.
MOST_PROBLEMS = 1_000_000
#: No network, no entities, no limits lifted, nothing but elements.
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
#: What XML takes for space.
_SPACE = " \t\r\n"
#: The elements that hold others and words beside them.
_MIXED = etree.XPath("descendant-or-self::*[*][text()[normalize-space()]]")
#: The greatest line that the parser keeps with an element.
_LAST_LINE = 65_535


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
        return _Reading(path, tree, collection, year).run()
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
        name = elements.bare(element.tag)
        if name != tree.root:
            raise Unreadable(f"{path.name} is a document of another kind: it begins with {name}, not {tree.root}.")
        return


class _Rows:
    """The rows of a table while it is read.

    All cells are one list, row behind row: an object for each row would cost more than what it holds.
    """

    #: What each row begins with: the keys but its number, which is its place.
    KEYS = ("line", "parent", "child")

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.width = len(self.KEYS) + len(columns)
        self.cells: list[Any] = []
        self._nothing = (None,) * len(columns)

    def __len__(self) -> int:
        return len(self.cells) // self.width

    def add(self, element: Any, parent: int, child: int | None, *values: str | None) -> int:
        """Add a row; where no values are given there is nothing in its columns yet. Gives back its number."""
        number = len(self.cells) // self.width
        self.cells += (_line(element), parent, child, *(values or self._nothing))
        return number

    def start_of(self, row: int) -> int:
        """The cell of a row's first column."""
        return row * self.width + len(self.KEYS)

    def texts(self) -> pl.DataFrame:
        """The keys, and every column as text, without space around it."""
        types = {name: KEYS[name] for name in self.KEYS} | {column.name: pl.String() for column in self.columns}
        frame = pl.DataFrame(
            pl.Series(name, self.cells[place :: self.width], dtype=kind)
            for place, (name, kind) in enumerate(types.items())
        )
        return frame.with_row_index("row").with_columns(bare(pl.col(column.name)) for column in self.columns)


class _Reading:
    """One reading of one file."""

    def __init__(self, path: Path, tree: Tree, collection: Collection, year: CollectionYear) -> None:
        self.path, self.tree = path, tree
        self.rows = {
            table.name: _Rows([column for column in table.columns if column.is_in(year)]) for table in collection.tables
        }
        self.problems: list[Problem] = []
        self.child: int | None = None
        whole = tree.whole
        self.elsewhere = set(elements.names_of([whole], year))
        columns = {name: [column.name for column in rows.columns] for name, rows in self.rows.items()}
        self.root = elements.compiled(whole, columns, year)

    def run(self) -> Read:
        others = {element.name: self.root.inner[element.name] for element in self.tree.others}
        holder = self.root.inner.get(self.tree.children_in, self.root)
        groups = {**others, self.tree.child.name: holder.inner[self.tree.child.name]}
        children = 0
        context = etree.iterparse(os.fspath(self.path), events=("end",), tag=["{*}" + name for name in groups], **_SAFE)
        for _, element in context:
            name, parent = elements.bare(element.tag), element.getparent()
            is_child = name == self.tree.child.name
            if parent is None or elements.bare(parent.tag) != (self.tree.children_in if is_child else self.tree.root):
                continue  # somewhere else: whatever holds it says so
            if is_child:
                self._leave_out_before(element, parent)
                self.child = children
                children += 1
            self._group(groups[name], element, 0)
            self.child = None
            element.clear(keep_tail=True)
        self._check_root(context.root)
        return Read({name: self._frame(name, rows) for name, rows in self.rows.items()}, self.problems)

    def _leave_out_before(self, child: Any, parent: Any) -> None:
        """Forget the children that were read, and say what stands between them and is none."""
        while (before := parent[0]) is not child:
            self._check_is_child(before)
            parent.remove(before)

    def _check_is_child(self, element: Any) -> None:
        name = elements.bare(element.tag)
        if name != self.tree.child.name:
            self._note(self._misplaced_or_unknown(name), "", None, element, name)

    def _check_root(self, root: Any) -> None:
        """What stands in the root beside what is read, and what does not stand there."""
        inside = root[:]
        for fault, place, name in self.root.plan(tuple([one.tag for one in inside])).faults:
            table = self.root.children[name].table if name in self.root.children else ""
            self._note(fault, table, None, root if place < 0 else inside[place], name)
        for holder in inside:
            if elements.bare(holder.tag) == self.tree.children_in:
                for element in holder:
                    self._check_is_child(element)

    def _misplaced_or_unknown(self, name: str) -> Fault:
        return Fault.MISPLACED if name in self.elsewhere else Fault.UNKNOWN

    def _group(self, group: Group, element: Any, row: int) -> None:
        """Read an element that holds others. `row` is the number of the row that it stands in."""
        rows = self.rows[group.table]
        if group.element.table:
            row = rows.add(element, row, self.child)
        inside = element[:]
        plan = group.plan(tuple([one.tag for one in inside]))  # a list is built faster than a generator is drained
        first = rows.start_of(row)
        for place, slot in plan.leaves:
            one = inside[place]
            rows.cells[first + slot] = one.text
            if len(one):
                self._note_inside(group, row, one)
        for place, table in plan.rows:
            one = inside[place]
            self.rows[table].add(one, row, self.child, one.text)
            if len(one):
                self._note_inside(group, row, one)
        for place, inner in plan.groups:
            self._group(inner, inside[place], row)
        if plan.stands_empty:
            self.rows[plan.stands_empty].add(element, row, self.child)
        if plan.faults:
            self._note_faults(group, row, element, inside)
        between = [one.tail for one in inside]
        if any(between) or (inside and element.text):
            self._check_words(element, [element.text, *between])

    def _check_words(self, element: Any, texts: Sequence[str | None]) -> None:
        """Between elements there may be space and nothing else."""
        if any(text.strip(_SPACE) for text in texts if text):
            self._note(Fault.STRAY_TEXT, "", None, element, elements.bare(element.tag))

    def _note_faults(self, group: Group, row: int, element: Any, inside: Sequence[Any]) -> None:
        plan = group.plan(tuple([one.tag for one in inside]))
        for fault, place, name in plan.faults:
            found = self._misplaced_or_unknown(name) if fault is Fault.UNKNOWN else fault
            self._note(found, group.table, row, element if place < 0 else inside[place], name)
        for place in plan.left_out:
            self._note_mixed(inside[place])

    def _note_inside(self, group: Group, row: int, value: Any) -> None:
        """What should hold a value alone holds an element."""
        self._note(Fault.UNKNOWN, group.table, row, value[0], elements.bare(value[0].tag))
        self._note_mixed(value)

    def _note_mixed(self, element: Any) -> None:
        for mixed in _MIXED(element):
            self._note(Fault.STRAY_TEXT, "", None, mixed, elements.bare(mixed.tag))

    def _note(self, fault: Fault, table: str, row: int | None, element: Any, name: str) -> None:
        if len(self.problems) == MOST_PROBLEMS:
            raise Unreadable(
                f"{self.path.name} has more than {MOST_PROBLEMS:,} elements that do not belong where they stand, or "
                "that are missing. Look whether it is of this return and of this year."
            )
        self.problems.append(Problem(fault, table, row, _line(element), name, self.child))

    def _frame(self, name: str, rows: _Rows) -> pl.DataFrame:
        texts = rows.texts()
        typed = texts.with_columns(_READERS[one.kind](pl.col(one.name)).alias(one.name) for one in rows.columns)
        self.problems += bad_values(name, rows.columns, texts, typed)
        return typed


def _line(element: Any) -> int:
    """The line in which an element begins, from 1.

    Beyond the greatest line that the parser keeps, it tells where the text that comes next ends.
    """
    line: int = element.sourceline or 0
    if line < _LAST_LINE:
        return line
    if element.text is None and len(element):
        return _line(element[0])
    return line - (element.text or element.tail or "").count("\n")


#: From text to the type of each kind; what cannot be read becomes null.
_READERS: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.TEXT: lambda text: text,
    Kind.CODE: lambda text: text,
    Kind.MOMENT: lambda text: text,
    Kind.DATE: iso_day,
    Kind.FLAG: partial(flag, yes=("1", "true"), no=("0", "false")),
    Kind.NUMBER: whole,
    Kind.DECIMAL: decimal,
    Kind.YEAR: whole,
}
