"""How does an example become data? It is written as the census it stands for, and read by the real reader.

A child is a dictionary: an item's value by its name, and a list of dictionaries for each group that may come again.
Wrappers that only hold others (`Disabilities`, `FactorsIdentifiedAtAssessment`) are not named. Under "Header" the
first child may say what the header holds.

    {"Sex": "M", "CINdetails": [{"CINreferralDate": "2025-05-01", "Assessments": [{…}]}]}
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from tally.cin.reading import read
from tally.cin.tables import TREE
from tally.data import Data
from tally.read.elements import Element
from tally.rules import Example
from tally.years import CollectionYear


def data_of(example: Example, year: CollectionYear) -> Data:
    """Raises ValueError where it names something that the census does not have there."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "example.xml"
        path.write_bytes(census(example))
        return read(path, year)[0]


def census(example: Example) -> bytes:
    """The census that an example stands for."""
    children = [example] if isinstance(example, Mapping) else list(example)
    root = etree.Element(TREE.root)
    header = children[0].get("Header", {}) if children else {}
    for element in TREE.others:
        root.append(_filled(element, header))
    inside = etree.SubElement(root, TREE.children_in)
    for child in children:
        inside.append(_filled(TREE.child, {name: value for name, value in child.items() if name != "Header"}))
    return etree.tostring(root)


def _filled(element: Element, values: Mapping[str, Any]) -> Any:
    made = etree.Element(element.name)
    unknown = set(values) - _fill(made, element, values)
    if unknown:
        raise ValueError(f"{element.name} has no {', '.join(sorted(unknown))}.")
    return made


def _fill(made: Any, element: Element, values: Mapping[str, Any]) -> set[str]:
    """Put the values where they belong, in the order of the tree; gives back the names that were used."""
    used: set[str] = set()
    for child in element.children:
        if child.name in values:
            used.add(child.name)
            for value in _each(values[child.name]):
                if isinstance(value, Mapping):
                    made.append(_filled(child, value))
                else:
                    etree.SubElement(made, child.name).text = None if value is None else str(value)
        elif child.children and child.most == 1:
            wrapper = etree.Element(child.name)
            found = _fill(wrapper, child, values)
            used |= found
            if len(wrapper):
                made.append(wrapper)
        elif child.children and not child.table:
            for value in _each(values.get(child.children[0].name, ())):
                used.add(child.children[0].name)
                etree.SubElement(etree.SubElement(made, child.name), child.children[0].name).text = value
    return used


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]
