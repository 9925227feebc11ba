"""How does a report say a number, a date, a list of things? Small words that its parts share. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from threshold.improvement.documents.blocks import long_date

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
#: What stands after a value, by its unit.
_SUFFIX = {"percent": "%", "rate": " per 10,000", "days": " days", "count": ""}
NO_CASES = "no cases"


def rounded(value: str | Decimal, places: int = 1) -> Decimal:
    """Halves away from nought, as people round."""
    return Decimal(value).quantize(Decimal(10) ** -places, ROUND_HALF_UP)


def value(number: str | None, unit: str) -> str:
    """ "83.4%", "1,204", "12.5 days", "61.2 per 10,000"; "no cases" where there is none."""
    if number is None:
        return NO_CASES
    places = 0 if unit == "count" else 1
    return f"{rounded(number, places):,}{_SUFFIX[unit]}"


def pounds(amount: str) -> str:
    number = Decimal(amount)
    return f"£{number:,.0f}" if number == number.to_integral_value() else f"£{number:,.2f}"


def date(iso: str) -> str:
    return long_date(dt.date.fromisoformat(iso)) if iso else ""


def count(number: int, one: str, many: str) -> str:
    """ "Two findings were", "12 findings were": the number begins a sentence."""
    return f"{_NUMBERS[number] if number < len(_NUMBERS) else f'{number:,}'} {one if number == 1 else many}"


def of_them(number: int) -> str:
    """ "two", "12": within a sentence."""
    return _NUMBERS[number].lower() if number < len(_NUMBERS) else f"{number:,}"


def short(text: str, most: int = 120) -> str:
    """A long sentence cut at a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"


def quote(text: str) -> str:
    """“One sentence”, without its own full stop: it stands within another, which has one."""
    return f"“{short(text).rstrip('.')}”"


def quoted(texts: Sequence[str]) -> str:
    """“one”, “two” and “three”."""
    marked = [quote(text) for text in texts]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} and {marked[-1]}"


def within(title: str) -> str:
    """A job or role as it stands within a sentence: "the commissioner"."""
    return title[:1].lower() + title[1:]


def clause(reason: str) -> str:
    """A reason as the end of a sentence: without its own full stop, and beginning small unless it is a name or code."""
    reason = " ".join(reason.split()).rstrip(".!")
    first = reason.split(" ", 1)[0]
    if len(first) > 1 and first[0].isupper() and first[1:].islower() and first.lower() in _BEGINNINGS:
        return reason[0].lower() + reason[1:]
    return reason


#: Words that are small within a sentence; any other capital may belong to a name.
_BEGINNINGS = frozenset(
    [
        "a", "all", "an", "as", "at", "because", "both", "by", "each", "every", "few", "for", "from", "he", "her",
        "his", "if", "in", "it", "its", "many", "more", "most", "no", "none", "not", "of", "on", "only", "our", "she",
        "since", "some", "that", "the", "their", "there", "these", "they", "this", "those", "three", "to", "two", "we",
        "when", "while", "with", "without",
    ]
)  # fmt: skip
