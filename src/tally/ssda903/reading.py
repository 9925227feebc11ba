"""How is SSDA903 read into its tables, be it CSV files or the XML form?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tally.data import Data
from tally.read import csv
from tally.read.problems import Problem, Unreadable, unread
from tally.ssda903 import xml_form
from tally.ssda903.tables import SSDA903
from tally.years import CollectionYear


def read(paths: Sequence[Path], year: CollectionYear) -> tuple[Data, list[Problem]]:
    """The return's tables and its faults of form, from a folder, a ZIP or its files, CSV and XML.

    What the XML form has no element for can stand beside it as CSV.

    Raises:
        Unreadable: there is no such file, one cannot be read, or two hold one table.
    """
    forms = [xml_form.read(path, year) for path in _xml_files(paths)]
    others = [path for path in paths if not _is_xml(path)]
    given = [texts for form, _ in forms for texts in form]
    given += [csv.as_texts(name, content, SSDA903, year) for name, content in csv.files(others)]
    if not given:
        raise Unreadable("There is nothing of the return there: neither a CSV file nor a child in an XML file.")
    found = csv.framed(given, SSDA903, year, child="CHILD")
    numbers = {name: number for number, name in enumerate(found.names)}
    problems = [
        replace(problem, child=None if child is None else numbers.get(child))
        for _, of_form in forms
        for problem, child in of_form
    ]
    problems += found.problems
    return Data(SSDA903, year, found.frames, found.names, unread(problems)), problems


def _is_xml(path: Path) -> bool:
    return path.suffix.lower() == ".xml" and not path.is_dir()


def _xml_files(paths: Sequence[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path]) if _is_xml(file)]
