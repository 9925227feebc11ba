"""Which sheet is which list, where are its headings, and which heading is which column?

A list is known by the columns that it alone has, and by its title where the columns leave room for doubt. A mapping
file decides what it names. Where two lists, sheets or headings are equally near, none is taken.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tally.annex_a.mapping import Pinned, PinnedList, SeenHeader, SeenList
from tally.annex_a.tables import AGE, ANNEX_A, BIRTH, CHILD, GENDER, NUMBERS, TABLES
from tally.read.likeness import How, Match, nearest, plain
from tally.read.problems import Unreadable
from tally.read.workbook import Sheet
from tally.tables import Table

#: How far down the headings are looked for.
_DEEPEST = 40
#: How much of a list must be there for a sheet to be taken for it; how much where its title says that it is the list;
#: how much the title counts when two lists are compared; and by how much one must be ahead of the next.
_ENOUGH, _ENOUGH_WITH_TITLE, _TITLE, _AHEAD = 0.5, 0.25, 0.25, 0.1
#: What columns are called in many workbooks.
_OTHER_HEADINGS = {
    "Age": AGE, "Child's age": AGE, "DOB": BIRTH, "D.O.B.": BIRTH, "Birth date": BIRTH, "Sex": GENDER,
    "Child ID": CHILD, "Unique ID": CHILD, "Child Unique Identifier": CHILD,
}  # fmt: skip
#: What lists are called in many workbooks.
_OTHER_TITLES = {
    "Section 47": "Section 47 enquiries and ICPCs", "S47": "Section 47 enquiries and ICPCs", "CIN": "Children in need",
    "CP": "Child protection", "CPP": "Child protection", "CLA": "Children in care", "LAC": "Children in care",
    "Children looked after": "Children in care", "Care leavers": "Leaving care services", "EH": "Early help",
    "Adopters": "(Prospective) adopters", "Prospective adopters": "(Prospective) adopters",
}  # fmt: skip
_NUMBERED = re.compile(r"^(?:annex a )?(?:list )?0*(\d{1,2})(?:\b|$)")

_SHARED = Counter(column.name for table in TABLES for column in table.columns)


@dataclass(frozen=True)
class _Candidate:
    """A sheet that may be a list: the row of its headings (from 0), and how much of the list is there, 0 to 1."""

    table: Table
    row: int
    share: float
    titled: bool

    @property
    def rank(self) -> float:
        return self.share + _TITLE * self.titled

    @property
    def is_enough(self) -> bool:
        return self.share >= (_ENOUGH_WITH_TITLE if self.titled else _ENOUGH)


def recognised(sheets: Sequence[Sheet], pinned: Pinned) -> tuple[list[tuple[SeenList, Sheet]], dict[str, str]]:
    """The lists that were found with their sheets, in the order of the lists; and the sheets left out, with why.

    Raises:
        Unreadable: no sheet is a list, two are the same list, or the mapping file names what is not there.
    """
    found = {name: _pinned(name, about, sheets) for name, about in pinned.lists.items() if about.sheet}
    taken = {id(sheet) for _, sheet in found.values()}
    left: dict[str, str] = {}
    claims: dict[str, list[tuple[_Candidate, Sheet]]] = defaultdict(list)
    for sheet in sheets:
        if id(sheet) in taken:
            continue
        candidate, why = _candidate(sheet)
        if candidate is None:
            left[sheet.name] = why
        elif candidate.table.name in found:
            left[sheet.name] = f"the mapping file names another sheet for {candidate.table.name}"
        else:
            claims[candidate.table.name].append((candidate, sheet))
    for name, several in claims.items():
        candidate, sheet = _the_one(name, several)
        left |= {
            other.name: f"it has no rows, and {sheet.name} is {name}" for _, other in several if other is not sheet
        }
        about = pinned.lists.get(name, PinnedList())
        row = candidate.row if about.header is None else about.header - 1
        found[name] = (_seen(candidate.table, sheet, row, about), sheet)
    if not found:
        raise Unreadable(
            "No sheet is one of the lists of Annex A: the headings of none are like those of a list. "
            "Look whether this is the right file, or name the sheets in a mapping file."
        )
    for name in pinned.lists:
        if name not in found:
            raise Unreadable(f"The mapping file speaks of {name}, and no sheet was found for it. Name its sheet there.")
    return [found[table.name] for table in TABLES if table.name in found], left


def _the_one(name: str, several: Sequence[tuple[_Candidate, Sheet]]) -> tuple[_Candidate, Sheet]:
    """Of the sheets that are one list, the only one; or the only one that holds rows."""
    filled = [one for one in several if any(any(row) for row in one[1].rows[one[0].row + 1 :])]
    if len(several) == 1 or len(filled) == 1:
        return filled[0] if filled else several[0]
    names = " and ".join(f"“{sheet.name}”" for _, sheet in several)
    raise Unreadable(
        f"{names} are both like the list {name}. Delete the one that does not count, "
        f"or name the one that does in a mapping file."
    )


# --- Sheets ---------------------------------------------------------------------------------------------------------


def _candidate(sheet: Sheet) -> tuple[_Candidate | None, str]:
    """The list that a sheet is, or why it is none."""
    if not any(any(row) for row in sheet.rows):
        return None, "it is blank"
    ranked = sorted(_candidates(sheet), key=lambda one: one.rank, reverse=True)
    good = [one for one in ranked if one.is_enough]
    if not good:
        return None, "its headings are those of no list"
    if len(ranked) > 1 and good[0].rank - next(one for one in ranked if one is not good[0]).rank < _AHEAD:
        return None, f"it may be {good[0].table.name} or {ranked[1].table.name}. Name it in a mapping file"
    return good[0], ""


def _candidates(sheet: Sheet) -> Iterator[_Candidate]:
    """For each list the row that is most like its headings."""
    rows = [(number, _headings(row)) for number, row in enumerate(sheet.rows[:_DEEPEST])]
    rows = [(number, texts) for number, texts in rows if len(texts) >= 2]
    named = _title(sheet.name)
    for table in TABLES:
        # Spelling is looked at only where too little is found without: it takes a hundred times as long.
        for spelling in (False, True):
            shares = [(_share(table, texts, spelling=spelling), number) for number, texts in rows]
            share, row = max(shares, key=lambda one: (one[0], -one[1]), default=(0.0, 0))
            if share >= _ENOUGH:
                break
        above = (_title(cell) for cells in sheet.rows[:row] for cell in cells if cell)
        titled = table.name in {named, *above} if named is None else table.name == named
        yield _Candidate(table, row, share, titled)


def _headings(row: Sequence[str]) -> frozenset[str]:
    """The texts of a row that may be headings."""
    return frozenset(text for text in row if any(letter.isalpha() for letter in text[:200]))


def _share(table: Table, texts: frozenset[str], *, spelling: bool) -> float:
    """How much of a list stands in a row; a column that other lists have too counts as much less."""
    found = {name for text in texts if (name := _column(text, table.name, spelling=spelling).name)}
    weights = {column.name: 1 / _SHARED[column.name] for column in table.columns}
    return sum(weights[name] for name in found) / sum(weights.values())


def _title(text: str) -> str | None:
    """The list that a title names: "List 6", "6 Children in need", "CIN"."""
    words = plain(text[:100])
    numbered = _NUMBERED.match(words)
    if numbered and 1 <= int(numbered[1]) <= len(TABLES):
        return TABLES[int(numbered[1]) - 1].name
    named = {plain(name): name for name in NUMBERS} | {plain(other): name for other, name in _OTHER_TITLES.items()}
    return named.get(words.removeprefix("annex a ").removeprefix("list "))


# --- Headings -------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=65536)
def _column(text: str, table: str, *, spelling: bool) -> Match:
    names = [column.name for column in ANNEX_A.table(table).columns]
    others = {plain(other): name for other, name in _OTHER_HEADINGS.items() if name in names}
    if plain(text) in others:
        return Match((others[plain(text)],), How.OTHER)
    return nearest(text[:200], names, spelling=spelling)


def _pinned(name: str, about: PinnedList, sheets: Sequence[Sheet]) -> tuple[SeenList, Sheet]:
    named = [sheet for sheet in sheets if sheet.name == about.sheet]
    if len(named) != 1:
        raise Unreadable(
            f"The mapping file says that {name} is the sheet “{about.sheet}”, "
            f"{'which is there more than once' if named else 'which is not there'}. "
            f"The sheets are {', '.join(sheet.name for sheet in sheets)}."
        )
    table, (sheet,) = ANNEX_A.table(name), named
    if about.header is None:
        row = next(one.row for one in _candidates(sheet) if one.table is table)
    else:
        row = about.header - 1
    return _seen(table, sheet, row, about), sheet


def _seen(table: Table, sheet: Sheet, row: int, about: PinnedList) -> SeenList:
    if row >= len(sheet.rows):
        raise Unreadable(f"The mapping file says that {table.name} has its headings in row {row + 1}: it is shorter.")
    cells = sheet.rows[row]
    columns = _pinned_columns(table, sheet, cells, row, about.columns)
    places = {header.place for header in columns.values()}
    matches = {
        place: match
        for place, text in enumerate(cells)
        if text and place not in places and (match := _column(text, table.name, spelling=True)).names
    }
    unclear: dict[str, tuple[str, ...]] = {}
    for column in table.columns:
        if column.name not in columns:
            meant = [place for place, match in matches.items() if column.name in match.names]
            best = [place for place in meant if matches[place].how in (How.SAME, How.WORDS)] or meant
            if len(best) == 1 and matches[best[0]].name:
                columns[column.name] = SeenHeader(cells[best[0]], best[0], matches[best[0]].how)
            elif best:
                unclear[column.name] = tuple(cells[place] for place in best)
    read = {header.place for header in columns.values()}
    left = tuple(text for place, text in enumerate(cells) if text and place not in read)
    ordered = {column.name: columns[column.name] for column in table.columns if column.name in columns}
    return SeenList(table.name, sheet.name, row + 1, ordered, unclear, left)


def _pinned_columns(
    table: Table, sheet: Sheet, cells: Sequence[str], row: int, wanted: Mapping[str, str]
) -> dict[str, SeenHeader]:
    found: dict[str, SeenHeader] = {}
    for column, text in wanted.items():
        places = [
            place for place, cell in enumerate(cells) if cell and " ".join(cell.split()) == " ".join(text.split())
        ]
        if len(places) != 1:
            raise Unreadable(
                f"The mapping file says that “{column}” of {table.name} is headed “{text}”: row {row + 1} of the sheet "
                f"{sheet.name} has {'more than one such heading' if places else 'no such heading'}."
            )
        found[column] = SeenHeader(cells[places[0]], places[0], How.PINNED)
    if len({header.place for header in found.values()}) < len(found):
        raise Unreadable(f"The mapping file names one heading of {table.name} for two columns.")
    return found
