"""How is SSDA903 read into its tables, be it CSV files or the XML form?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from tally.data import Data
from tally.read import csv
from tally.read.problems import Fault, Problem, Unreadable, in_each, unread
from tally.ssda903 import xml_form
from tally.ssda903.tables import SSDA903
from tally.years import CollectionYear

#: There is no return without these.
ALWAYS = frozenset({"Header", "Episodes"})


def read(paths: Sequence[Path], year: CollectionYear) -> tuple[Data, list[Problem]]:
    """The return's tables and its faults of form, from a folder, a ZIP or its files, CSV and XML.

    What the XML form has no element for can stand beside it as CSV.

    Raises:
        Unreadable: there is no such file, one cannot be read, or two hold one table.
    """
    forms = [xml_form.read(path, year) for path in _xml_files(paths)]
    others = [path for path in paths if not _is_xml(path)]
    given = [texts for form, _ in forms for texts in form]
    files = [csv.as_texts(name, content, SSDA903, year) for name, content in csv.files(others)]
    given += files
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
    problems += _of_nobody(found.frames, files)
    left_out = [table.name for table in SSDA903.tables if table.is_in(year) and table.name not in found.given]
    problems += [Problem(Fault.MISSING, "", None, 0, name, None) for name in left_out if name in ALWAYS]
    return Data(SSDA903, year, found.frames, found.names, unread(problems), notes=_notes(left_out, year)), problems


def _notes(left_out: Sequence[str], year: CollectionYear) -> tuple[str, ...]:
    """A file that is forgotten looks as one that has nothing to tell; only whoever sent them knows which it is."""
    if not left_out:
        return ()
    return (
        f"Of {year} these came without a file, and count as if nobody were to be told of there: {', '.join(left_out)}. "
        "Where one was forgotten, add it and check again.",
    )


def _of_nobody(frames: Mapping[str, pl.DataFrame], files: Sequence[csv.Texts]) -> Iterator[Problem]:
    """The rows of CSV files that name no child, which rules about children pass over. Of a file that names none at all
    its first line has told that; in the XML form it is told of the child.
    """
    for file in files:
        if "CHILD" in file.frame.columns:
            name = file.table.name
            yield from in_each(Fault.MISSING, name, "CHILD", frames[name].filter(pl.col("child").is_null()))


def _is_xml(path: Path) -> bool:
    return path.suffix.lower() == ".xml" and not path.is_dir()


def _xml_files(paths: Sequence[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path]) if _is_xml(file)]
