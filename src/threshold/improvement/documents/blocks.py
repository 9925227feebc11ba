"""What is a document made of, before it is HTML, PDF or Word?

Plain values: every text is what a person reads, never markup. The writers (`web`, `pdf`, `word`) escape it in their own
way, so that the same blocks say the same in all three.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """`level` 1 is a chapter. The document's title is above all of them."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """`lead` is the sentence that opens a chapter, set somewhat larger."""

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True)
class Note:
    """Something a reader must know about what stands beside it: how numbers were hidden, what was corrected."""

    title: str
    text: str


@dataclass(frozen=True)
class KeyFigure:
    """One number that a reader should take away. `change` says in words how it moved."""

    value: str
    label: str
    change: str = ""


@dataclass(frozen=True)
class KeyFigures:
    figures: Sequence[KeyFigure]


@dataclass(frozen=True)
class Table:
    """The first column names the row. `numeric` are the places of columns that are set to the right."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"“{self.caption}” has {len(self.columns)} columns, and a row of {len(row)}.")


@dataclass(frozen=True)
class Chart:
    """A picture with what it says in words. `svg` is for the screen, `png` for paper; both show the same."""

    title: str
    description: str
    svg: str
    png: bytes


Block = Heading | Paragraph | Bullets | Note | KeyFigures | Table | Chart


@dataclass(frozen=True)
class Document:
    """A whole document. `dated_on` is printed and is the date in the files' own properties."""

    title: str
    subtitle: str
    author: str
    dated_on: dt.date
    blocks: Sequence[Block]
    language: str = "en-GB"
    #: What stands at the foot of every page: the version and the seal of the numbers.
    footer: str = ""
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)

    def headings(self) -> Iterator[Heading]:
        return (block for block in self.blocks if isinstance(block, Heading))

    def __post_init__(self) -> None:
        level = 0
        for heading in self.headings():
            if heading.level > level + 1 or heading.level < 1:
                raise ValueError(f"The heading “{heading.text}” skips a level: {level} to {heading.level}.")
            if not printable(heading.text).strip():
                raise ValueError("A heading says something: it is what a screen reader jumps to.")
            level = heading.level


def long_date(day: dt.date) -> str:
    """22 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


#: Controls but for tab and line end, halves of pairs, and what Unicode keeps free: neither XML nor PDF allows them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def printable(text: str) -> str:
    """The text without characters that XML and PDF do not allow; line ends become one kind."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> list[str]:
    """What a person wrote, one string for each paragraph."""
    return [part.strip() for part in printable(text).split("\n") if part.strip()]
