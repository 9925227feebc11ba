"""What does an XML return's tree of elements say of the elements that stand in one of them?

The return declares the tree (`Element`, `Tree`). For one year it is compiled to groups, and for each order in which
elements come inside a group to a plan: which is which column, which opens a group, and what is wrong with it. The plan
is made when an order first comes and kept, so that two children of one shape are checked once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tally.read.problems import Fault
from tally.years import CollectionYear, is_within


@dataclass(frozen=True)
class Element:
    """One element of a return's tree.

    Attributes:
        least, most: how often it must and may stand in its parent; `most` None is without limit.
        children: in the order in which they must stand; a leaf has none and is a column of its table.
        table: the table of which each occurrence is a row. An element without one adds to the row it stands in.
        stands_empty: an occurrence in which no row of that table stands is one itself, with nothing in it.
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

    `child` is the element of one child, in `children_in`, which may be the root itself; `others` are the elements that
    stand before it in the root.
    """

    root: str
    others: tuple[Element, ...]
    children_in: str
    child: Element

    @property
    def whole(self) -> Element:
        """The document as one element."""
        holds_children = (self.child,) if self.children_in == self.root else (Element(self.children_in, (self.child,)),)
        return Element(self.root, (*self.others, *holds_children))


@dataclass
class Plan:
    """What to do with the elements inside a group, each by its place.

    Attributes:
        leaves: the values of the group's row, with the number of their column.
        rows: those that are each a row of a table with one column.
        groups: those that hold others.
        stands_empty: the table of which the group is an empty row, as there is no row in it; "" of none.
        left_out: those that are not read.
        faults: of place -1 is what the group itself lacks.
    """

    leaves: list[tuple[int, int]] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)
    groups: list[tuple[int, Group]] = field(default_factory=list)
    stands_empty: str = ""
    left_out: list[int] = field(default_factory=list)
    faults: list[tuple[Fault, int, str]] = field(default_factory=list)


@dataclass
class Group:
    """An element that holds others, in one year.

    Attributes:
        table: the table of the row that its values belong to.
        slots: the number of the column of each of its values.
        inner: the groups that stand in it, by name.
        children: all that may stand in it, in order, by name.
    """

    element: Element
    table: str
    slots: Mapping[str, int]
    inner: Mapping[str, Group]
    children: Mapping[str, Element]
    _plans: dict[tuple[str, ...], Plan] = field(default_factory=dict)

    def plan(self, tags: tuple[str, ...]) -> Plan:
        """What elements of these tags, in this order, mean inside it."""
        found = self._plans.get(tags)
        if found is None:
            found = self._plans[tags] = self._make([bare(tag) for tag in tags])
        return found

    def _make(self, names: Sequence[str]) -> Plan:
        order = {name: place for place, name in enumerate(self.children)}
        seen: Counter[str] = Counter()
        plan, last = Plan(), -1
        for place, name in enumerate(names):
            element = self.children.get(name)
            if element is None:
                plan.faults.append((Fault.UNKNOWN, place, name))
                plan.left_out.append(place)
                continue
            seen[name] += 1
            if order[name] < last:
                plan.faults.append((Fault.ORDER, place, name))
            last = max(last, order[name])
            if element.most is not None and seen[name] > element.most:
                plan.faults.append((Fault.TOO_MANY, place, name))
                if not element.children:
                    plan.left_out.append(place)  # the first value stands
                    continue
            if name in self.inner:
                plan.groups.append((place, self.inner[name]))
            elif element.table:
                plan.rows.append((place, element.table))
            else:
                plan.leaves.append((place, self.slots[name]))
        for name, element in self.children.items():
            if seen[name] < element.least:
                plan.faults.append((Fault.MISSING, -1, name))
        plan.stands_empty = "" if plan.rows else self.element.stands_empty
        return plan


def bare(tag: str) -> str:
    """An element's name without its space of names."""
    return tag.rpartition("}")[2]


def compiled(element: Element, columns: Mapping[str, Sequence[str]], year: CollectionYear, table: str = "") -> Group:
    """
    Args:
        columns: each table's columns, in the order of their numbers.
        table: the table of the row that the element stands in.
    """
    table = element.table or table
    children = {child.name: child for child in element.children if child.is_in(year)}
    slots = {name: place for place, name in enumerate(columns.get(table, ()))}
    values = [name for name, child in children.items() if not child.children and not child.table]
    return Group(
        element=element,
        table=table,
        slots={name: slots[name] for name in values},
        inner={name: compiled(child, columns, year, table) for name, child in children.items() if child.children},
        children=children,
    )


def names_of(elements: Iterable[Element], year: CollectionYear) -> Iterator[str]:
    """Every name that stands somewhere in the trees of elements."""
    for element in elements:
        if element.is_in(year):
            yield element.name
            yield from names_of(element.children, year)
