"""In which ways can what somebody typed into search be read?

Pure functions: text in, readings out. Any text at all is accepted; what cannot be read is no reading.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from threshold.core import references
from threshold.core.errors import Refused
from threshold.people import identifiers
from threshold.people.matching.names import name_tokens
from threshold.people.matching.places import fold_line
from threshold.people.models import Identifier

#: Of what was typed only so much is read: nobody remembers more of a person, and a pasted page costs nothing.
LONGEST_QUERY = 200
_MOST_PARTS = 6

_DATE = re.compile(
    r"""\b(?: \d{1,2}[./\-\s]+\d{1,2}[./\-\s]+(?:\d{4}|\d{2})
         | \d{4}[./\-]\d{1,2}[./\-]\d{1,2}
         | \d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]{3,9}\.?,?\s+(?:\d{4}|\d{2})
         | [a-z]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}
         | \d{8} | \d{6} )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NHS = re.compile(r"\b\d{3}[\s\-]*\d{3}[\s\-]*\d{4}\b")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*[\doil][a-z]{2}\b", re.IGNORECASE)
_OUTWARD = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\bP[\s\-]*[0-9A-Z]{5,8}[\s\-]*[0-9A-Z]\b", re.IGNORECASE)
_STREET_WORDS = frozenset(
    """
    road street avenue lane close drive crescent court gardens garden place square terrace grove park house flat way
    hill view rise walk green mews row end
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


@dataclass
class Asked:
    """What was typed, in the ways it can be read.

    Attributes:
        reference: the internal number in a person's reference.
        numbers: kind and tidy value of what can be an identifier.
        outward: the first half of a postcode, where no whole one was typed.
        name: the folded parts of a name.
        street: a folded line of an address.
    """

    reference: int | None = None
    numbers: list[tuple[str, str]] = field(default_factory=list)
    birth_on: dt.date | None = None
    postcodes: list[str] = field(default_factory=list)
    outward: str = ""
    name: list[str] = field(default_factory=list)
    street: str = ""


def read(text: str, today: dt.date) -> Asked:
    """Every reading of a text. A date, a postcode and a reference are taken out before the rest is read."""
    plain = text[: 4 * LONGEST_QUERY].encode("utf-8", "ignore").decode().replace("\x00", " ")
    rest = " ".join(plain.split())[:LONGEST_QUERY]
    asked = Asked()
    for found in _REFERENCE.finditer(rest):
        number = references.read(found.group(), "P")
        if number is not None and any(sign.isdigit() for sign in found.group()):
            asked.reference = number
            rest = rest.replace(found.group(), " ")
            break
    for word in (*_NHS.findall(rest), *rest.split(), rest):
        asked.numbers += [pair for pair in _as_numbers(word) if pair not in asked.numbers]
    for found in _DATE.finditer(rest):
        day = identifiers.read_date(found.group(), today)
        if day and today.year - 120 <= day.year <= today.year:
            asked.birth_on = day
            rest = rest.replace(found.group(), " ")
            break
    for found in _POSTCODE.finditer(rest):
        try:
            asked.postcodes.append(identifiers.postcode(found.group()))
        except Refused:
            continue
        rest = rest.replace(found.group(), " ")
    outward = None if asked.postcodes else _OUTWARD.search(rest)
    if outward:
        asked.outward = outward.group().upper()
        rest = rest.replace(outward.group(), " ")
    asked.street = fold_line(" ".join(part for part in rest.split(",") if _looks_like_street(part)))
    if not any(sign.isdigit() for sign in rest):
        asked.name = _parts(rest)
    return asked


def _as_numbers(word: str) -> Iterator[tuple[str, str]]:
    if not any(sign.isdigit() for sign in word):
        return
    for kind in Identifier.Kind.values:
        try:
            yield kind, identifiers.read(kind, word)
        except Refused:
            continue


def _looks_like_street(text: str) -> bool:
    words = fold_line(text).split()
    return bool(_STREET_WORDS & set(words)) or any(word[0].isdigit() for word in words)


def _parts(text: str) -> list[str]:
    """The parts of a name. A single Latin letter alone would be half the town."""
    parts = list(dict.fromkeys(name_tokens(text)))[:_MOST_PARTS]
    return [] if len(parts) == 1 and len(parts[0]) == 1 and parts[0].isascii() else parts
