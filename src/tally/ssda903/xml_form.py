"""How is the XML form of SSDA903 read? Its elements become the same rows of text as the CSV files hold.

The department publishes no schema of it where we could read one. The shape is that of its expanded return (root
EXPSSDA903, schema 3.3.0 of 2021), as the sample data and the reader of an open-source validator show it: in each CHILD
a HEADER with what there is once, and within it AREVIEW, AMISSING, OC2, PERMANENCE and AD_PLACED as often as needed, and
beside it an EPISODE for each episode. What is in doubt:

- the order of elements within a HEADER or an EPISODE: none is asked for;
- the elements of social workers (since 2023-24) and of orders that deprive of liberty (since 2026-27): none is known.
  Whatever stands there is told as unknown; give those two as CSV files beside the XML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from tally.read import xml
from tally.read.csv import Texts
from tally.read.elements import Element, Tree
from tally.read.problems import Fault, Problem
from tally.ssda903.tables import SSDA903
from tally.tables import Collection, Column, Table
from tally.years import CollectionYear

col = pl.col

ROOT, CHILD, HEADER, EPISODE = "EXPSSDA903", "CHILD", "HEADER", "EPISODE"
#: What two columns are called in XML.
_CALLED = {"CHILD": "CHILDID", "PLACE": "PL"}
#: The tables whose columns stand in the header itself. A child has a row of one where any of these is told.
_IN_HEADER = {
    "OC3": ("IN_TOUCH", "ACTIV", "ACCOM"),
    "AD1": ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
}
#: The tables that have elements of their own within the header.
_GROUPS = {
    "Reviews": "AREVIEW", "Missing": "AMISSING", "OC2": "OC2", "PrevPerm": "PERMANENCE", "PlacedAdoption": "AD_PLACED",
}  # fmt: skip
#: Whether the child is an unaccompanied asylum seeker, and until when.
_STATUS, _STATUS_ENDS = "UASC", "DUC"
_YES, _NO = ("1", "true"), ("0", "false")
_OF_CHILD = ("CHILD", "DOB")


def _own(table: str) -> list[str]:
    """The columns of a table that its elements tell, by the names that they have in XML."""
    names = [column.name for column in SSDA903.table(table).columns if column.name not in _OF_CHILD]
    return [_CALLED.get(name, name) for name in names]


_HEADER_COLUMNS = (
    "CHILDID", "DOB", *_own("Header"), _STATUS, _STATUS_ENDS,
    *(name for names in _IN_HEADER.values() for name in names),
)  # fmt: skip
_ELEMENTS = {
    CHILD: (), HEADER: _HEADER_COLUMNS, **{_GROUPS[table]: _own(table) for table in _GROUPS}, EPISODE: _own("Episodes"),
}  # fmt: skip
#: What the elements hold, as tables of text alone: the readers of CSV make values of it.
WIRE = Collection(
    code="ssda903-xml",
    title="SSDA903 in XML",
    tables=tuple(Table(name, tuple(Column(column) for column in columns)) for name, columns in _ELEMENTS.items()),
    code_sets=(),
    years=SSDA903.years,
)


def _leaf(name: str) -> Element:
    return Element(name, least=1 if name == "CHILDID" else 0)


def _group(name: str, *inner: Element, least: int = 0, most: int | None = None) -> Element:
    leaves = tuple(_leaf(column) for column in _ELEMENTS[name])
    return Element(name, (*leaves, *inner), least=least, most=most, table=name)


TREE = Tree(
    root=ROOT,
    others=(),
    children_in=ROOT,
    child=Element(
        CHILD,
        (
            _group(HEADER, *(_group(name) for name in _GROUPS.values()), least=1, most=1),
            _group(EPISODE),
        ),
        least=0,
        most=None,
        table=CHILD,
    ),
)


def read(path: Path, year: CollectionYear) -> tuple[list[Texts], list[tuple[Problem, str | None]]]:
    """The rows of a file as text, with the child's identifier, and the faults of form, each beside that of its child.

    Raises:
        Unreadable: it is not XML, breaks off, or is another document.
    """
    found = xml.read(path, TREE, WIRE, year)
    header = found.frames[HEADER]
    of_child = header.select("child", CHILD="CHILDID", DOB="DOB").unique("child", keep="first", maintain_order=True)
    frames = {
        "Header": header, "Episodes": found.frames[EPISODE],
        **{table: found.frames[name] for table, name in _GROUPS.items()},
        **{table: header.filter(_is_told(*names)) for table, names in _IN_HEADER.items()},
        "UASC": header.filter(col(_STATUS).is_in(_YES)),
    }  # fmt: skip
    texts = [_texts(path.name, table, frame, of_child, year) for table, frame in frames.items() if frame.height]
    named = dict(of_child.select("child", "CHILD").iter_rows())
    problems = [problem for problem in found.problems if problem.fault is not Fault.ORDER]
    problems = [_of_table(problem) for problem in problems]
    problems += _faults_of_status(header)
    return texts, [(problem, named.get(problem.child)) for problem in problems]


#: The table of the return that each element is of.
_TABLES = {HEADER: "Header", EPISODE: "Episodes", **{name: table for table, name in _GROUPS.items()}}


def _of_table(problem: Problem) -> Problem:
    """The same of the return's own table; what stands beside header and episodes is of none."""
    table = _TABLES.get(problem.table, "")
    return replace(problem, table=table, row=problem.row if table else None)


def _is_told(*names: str) -> pl.Expr:
    return pl.any_horizontal(col(name).is_not_null() for name in names)


def _texts(file: str, name: str, frame: pl.DataFrame, of_child: pl.DataFrame, year: CollectionYear) -> Texts:
    table = SSDA903.table(name)
    frame = frame.select(
        "line", "child", *(one for one in frame.columns if one not in (*_OF_CHILD, "CHILDID", "line", "child"))
    )
    frame = frame.join(of_child, on="child", how="left", maintain_order="left")
    frame = frame.rename({theirs: ours for ours, theirs in _CALLED.items() if theirs in frame.columns})
    columns = [one.name for one in table.columns if one.is_in(year)]
    return Texts(file, table, frame.select("line", *columns), [])


def _faults_of_status(header: pl.DataFrame) -> Iterator[Problem]:
    """A status that is neither yes nor no, and an end of one that the child does not have."""
    is_yes, is_no = col(_STATUS).is_in(_YES).fill_null(False), col(_STATUS).is_in(_NO)
    for column, fault, rows in (
        (_STATUS, Fault.BAD_VALUE, header.filter(col(_STATUS).is_not_null() & ~is_yes & ~is_no)),
        (_STATUS_ENDS, Fault.MISPLACED, header.filter(col(_STATUS_ENDS).is_not_null() & ~is_yes)),
    ):
        for row, line, child in rows.select("row", "line", "child").iter_rows():
            yield Problem(fault, "Header", row, line, column, child)
