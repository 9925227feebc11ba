"""What of a workbook was taken for what, as a person reads it; and the file by which a person decides it.

A mapping file is TOML (or JSON of the same shape):

    [lists."Contacts"]
    sheet = "List 1"
    header = 3                                  # the row that holds the headings, as Excel numbers it

    [lists."Contacts".columns]
    "Date of Contact" = "Contact dt"

    [codes."Contact Source"]
    "q) 6: Police" = "g) Police"
    "to be confirmed" = ""                      # counts as blank

All of it can be left out: what it does not say is recognised. What it says must be there, or the file is refused.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tally.annex_a.tables import ANNEX_A, NUMBERS, TABLES
from tally.read.likeness import How, Match
from tally.read.problems import Unreadable
from tally.tables import Column, Kind

#: The codes of a column that is answered by yes or no.
YES_NO = ("Yes", "No")


@dataclass(frozen=True)
class PinnedList:
    """What a mapping file says of one list."""

    sheet: str = ""
    header: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pinned:
    """What a mapping file says: of lists by their titles, and of the texts of a column, which code each is."""

    lists: Mapping[str, PinnedList] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class SeenHeader:
    """The heading that was taken for a column, where it stands (from 0), and by what it was known."""

    text: str
    place: int
    how: How


@dataclass(frozen=True)
class SeenList:
    """The sheet that was taken for a list.

    Attributes:
        header: the row of the headings, as Excel numbers it.
        columns: each column that was found, with its heading.
        unclear: headings that may each be the same column, by that column: none of them was read.
        left: the headings that are no column of the list.
    """

    table: str
    sheet: str
    header: int
    columns: Mapping[str, SeenHeader]
    unclear: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        return [column.name for column in ANNEX_A.table(self.table).columns if column.name not in self.columns]


@dataclass(frozen=True)
class SeenValue:
    """A text that stands in a column of codes, how often, and what it was taken for."""

    text: str
    rows: int
    match: Match


@dataclass(frozen=True)
class Seen:
    """A whole workbook: its lists, the texts of each column of codes, and the sheets that were left out, with why."""

    lists: tuple[SeenList, ...]
    values: Mapping[str, tuple[SeenValue, ...]]
    left: Mapping[str, str]


def codes_of(column: Column) -> tuple[str, ...]:
    """The codes that may stand in a column; none where it holds something else."""
    if column.kind is Kind.FLAG:
        return YES_NO
    return tuple(code.code for code in ANNEX_A.codes(column.codes).codes) if column.codes else ()


_CODED = {column.name: codes_of(column) for table in TABLES for column in table.columns if codes_of(column)}


# --- Reading a mapping file -----------------------------------------------------------------------------------------


def read_pinned(path: Path) -> Pinned:
    """
    Raises:
        Unreadable: it is no TOML and no JSON, or names a list, column or code that Annex A does not have.
    """
    try:
        text = path.read_text(encoding="utf-8")
        given = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(f"{path.name} cannot be read as a mapping file: {error}.") from None
    file = _File(path.name)
    file.only(given, "the file", ("lists", "codes"))
    lists = {name: file.of_list(name, about) for name, about in file.table(given.get("lists", {}), "lists").items()}
    codes = {name: file.of_column(name, texts) for name, texts in file.table(given.get("codes", {}), "codes").items()}
    return Pinned(lists, codes)


@dataclass(frozen=True)
class _File:
    """Takes a mapping file apart, and says by its name what does not fit."""

    name: str

    def refuse(self, sentence: str) -> Unreadable:
        return Unreadable(f"{self.name}: {sentence}")

    def table(self, given: Any, where: str) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise self.refuse(f"{where} holds no names with values. Look at the example in the documentation.")
        return given

    def only(self, given: Any, where: str, known: tuple[str, ...]) -> None:
        unknown = sorted(set(self.table(given, where)) - set(known))
        if unknown:
            raise self.refuse(f"{where} says {', '.join(unknown)}, which means nothing. Known are {', '.join(known)}.")

    def text(self, given: Any, where: str) -> str:
        if not isinstance(given, str):
            raise self.refuse(f"{where} is no text. Put it in quotation marks.")
        return given

    def of_list(self, name: str, given: Any) -> PinnedList:
        if name not in NUMBERS:
            raise self.refuse(f"there is no list “{name}”. The lists are {', '.join(NUMBERS)}.")
        self.only(given, name, ("sheet", "header", "columns"))
        header = given.get("header")
        if header is not None and (not isinstance(header, int) or isinstance(header, bool) or header < 1):
            raise self.refuse(f"the header of {name} is no row. Write its number as Excel shows it.")
        columns = self.table(given.get("columns", {}), f"columns of {name}")
        for column in columns:
            if not ANNEX_A.table(name).has(column):
                raise self.refuse(f"the list {name} has no column “{column}”.")
        return PinnedList(
            self.text(given.get("sheet", ""), f"the sheet of {name}"),
            header,
            {column: self.text(text, f"“{column}” of {name}") for column, text in columns.items()},
        )

    def of_column(self, name: str, given: Any) -> dict[str, str]:
        if name not in _CODED:
            raise self.refuse(f"no list has a column “{name}” that holds codes.")
        found = {}
        for text, code in self.table(given, f"codes of {name}").items():
            if self.text(code, f"“{text}” of {name}") not in ("", *_CODED[name]):
                raise self.refuse(f"“{code}” is no code of {name}. Its codes are {', '.join(_CODED[name])}.")
            found[text] = code
        return found


# --- Writing one ----------------------------------------------------------------------------------------------------


def as_toml(seen: Seen) -> str:
    """A mapping file that pins all that was recognised; what was not stands in it as a remark, to be filled in."""
    lines = [
        "# What of the workbook is what. Change what is wrong, fill in what stands behind a #, and hand it over with",
        "# --mapping. What you delete is recognised again each time.",
    ]
    for one in seen.lists:
        lines += ["", f"[lists.{_quoted(one.table)}]", f"sheet = {_quoted(one.sheet)}", f"header = {one.header}"]
        lines += ["", f"[lists.{_quoted(one.table)}.columns]"]
        lines += [f"{_quoted(column)} = {_quoted(header.text)}" for column, header in one.columns.items()]
        lines += [f"# {_quoted(column)} = {_quoted(_or(one.unclear.get(column, ())))}" for column in one.missing]
    for column, values in _in_other_words(seen).items():
        lines += ["", f"[codes.{_quoted(column)}]"]
        lines += [
            f"{'' if _is_decided(value.match) else '# '}{_quoted(value.text)} = {_quoted(_or(value.match.names))}"
            for value in values
        ]
    return "\n".join(lines) + "\n"


def _in_other_words(seen: Seen) -> dict[str, list[SeenValue]]:
    """By column of codes: the texts in it that are not written as Ofsted writes them."""
    found = {
        column: [value for value in values if value.match.how is not How.SAME or not value.match.name]
        for column, values in seen.values.items()
    }
    return {column: values for column, values in found.items() if values}


def _is_decided(match: Match) -> bool:
    return match.name is not None or match.how is How.PINNED


def _quoted(text: str) -> str:
    # JSON's way to write a text is TOML's too, but for the one control character that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(names)


# --- Telling a person -----------------------------------------------------------------------------------------------


def as_text(seen: Seen) -> str:
    """Sheet by sheet, then the texts of each column of codes, with what each was taken for and what was left out."""
    lines = [line for one in seen.lists for line in _list_lines(one)]
    absent = [name for name in NUMBERS if name not in {one.table for one in seen.lists}]
    if absent:
        lines += ["Lists that no sheet was found for", *(f"  {NUMBERS[name]} {name}" for name in absent), ""]
    if seen.left:
        lines += ["Sheets that were left out", *(f"  {name}: {why}" for name, why in seen.left.items()), ""]
    for column, values in _in_other_words(seen).items():
        lines += [
            f"{column}: what is not written as Ofsted writes it",
            *(f"  {_value_line(one)}" for one in values),
            "",
        ]
    return "\n".join(lines)


def _list_lines(one: SeenList) -> Iterator[str]:
    known = sum(header.how is How.SAME for header in one.columns.values())
    yield f"{NUMBERS[one.table]} {one.table}: sheet “{one.sheet}”, headings in row {one.header}"
    yield f"  {known} of {len(ANNEX_A.table(one.table).columns)} columns are headed as Ofsted heads them."
    for column, header in one.columns.items():
        if header.how is not How.SAME:
            yield f"  {column} ← “{header.text}”, {header.how}"
    for column in one.missing:
        if column in one.unclear:
            several = " and ".join(f"“{text}”" for text in one.unclear[column])
            yield f"  {column}: not read, as {several} may each be it"
        else:
            yield f"  {column}: no heading found"
    if one.left:
        yield f"  Left out: {', '.join(f'“{text}”' for text in one.left)}"
    yield ""


def _value_line(value: SeenValue) -> str:
    rows = "1 row" if value.rows == 1 else f"{value.rows:,} rows"
    if value.match.name:
        return f"“{value.text}” → {value.match.name}, {value.match.how} ({rows})"
    if value.match.names:
        return f"“{value.text}”: not read, as it may be {_or(value.match.names)} ({rows})"
    if value.match.how is How.PINNED:
        return f"“{value.text}” → blank, {value.match.how} ({rows})"
    return f"“{value.text}”: no code ({rows})"
