"""Is what somebody typed a possible NHS number, pupil number, postcode, telephone number or date?

Pure functions: text in, the tidy form out, or `Refused` with a sentence that says what is wrong and what to
do. The sentences never repeat what was typed: it may be a child's number.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from stdnum.gb import nhs as _nhs
from stdnum.gb import upn as _upn

from threshold.core.errors import Refused
from threshold.people.models import Identifier

_SEPARATORS = re.compile(r"[\s\-‐‑–—./()]+")
#: Longest text that could still be one of these with every separator a person might type.
_LONGEST_TYPED = 80


def compact(text: str) -> str:
    """Capitals and digits without what people put between them; full-width digits become plain ones."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TYPED])
    return _SEPARATORS.sub("", plain).upper()


def nhs_number(text: str) -> str:
    """The ten digits of an NHS number. Those beginning 999 are the NHS's own test numbers and are accepted.

    Raises:
        Refused: it does not have ten digits, its check digit does not fit, or it is a filler such as 000 000
            0000.
    """
    digits = compact(text)
    if not (digits.isascii() and digits.isdigit()):
        raise Refused("An NHS number has digits only, and this has other signs in it. Check it and type it again.")
    if len(digits) != 10:
        raise Refused(f"An NHS number has 10 digits and this has {len(digits)}. Check it and type it again.")
    if len(set(digits)) == 1:
        raise Refused("This is a filler, not an NHS number. Leave it empty if it is not known.")
    if not _nhs.is_valid(digits):
        raise Refused("This is not an NHS number: its last digit does not fit the others. Check each digit.")
    return digits


def pupil_number(text: str) -> str:
    """The 13 characters of a unique pupil number, permanent or temporary.

    The check letter is tested; the authority's number in it is not, because authorities come and go.

    Raises:
        Refused: its form or its check letter is wrong.
    """
    number = compact(text)
    if len(number) != 13:
        raise Refused(f"A pupil number (UPN) has 13 characters and this has {len(number)}. Check it and type it again.")
    if not re.fullmatch(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]", number):
        raise Refused("A pupil number (UPN) is a letter and 12 digits, and never has I, O or S. Check each character.")
    if _upn.calc_check_digit(number[1:]) != number[0]:
        raise Refused("This is not a pupil number (UPN): its first letter does not fit the digits. Check each digit.")
    return number


def local_number(text: str) -> str:
    """This authority's own number, in capitals without spaces.

    Raises:
        Refused: it is empty, too long, or has signs that no such number has.
    """
    number = compact(text)
    if not number:
        raise Refused("The number is empty. Type it, or leave the whole line out.")
    if len(number) > 20 or not re.fullmatch(r"[A-Z0-9]+", number):
        raise Refused("A number of this authority has at most 20 letters and digits. Check it and type it again.")
    return number


_READERS = {
    Identifier.Kind.NHS.value: nhs_number,
    Identifier.Kind.UPN.value: pupil_number,
    Identifier.Kind.LOCAL.value: local_number,
}


def read(kind: str, text: str) -> str:
    """The tidy form of an identifier of this kind.

    Raises:
        Refused: it cannot be one.
    """
    if kind not in _READERS:
        raise Refused("Choose what kind of number this is: NHS number, pupil number or this authority's number.")
    return _READERS[kind](text)


def spoken(kind: str, value: str) -> str:
    """An identifier as it is written on a page: an NHS number in its three groups."""
    return _nhs.format(value) if kind == Identifier.Kind.NHS else value


# --- Postcodes and telephone numbers ------------------------------------------------------------------------

_POSTCODE = re.compile(
    r"(GIR|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPS-UW]|[A-HK-Y][0-9][ABEHMNPRV-Y]))([0-9][ABD-HJLNP-UW-Z]{2})"
)


def postcode(text: str) -> str:
    """A whole postcode in capitals without a space, as Address holds it. Empty stays empty.

    A letter O where only a digit can stand is read as 0, and I or L as 1.

    Raises:
        Refused: it cannot be a United Kingdom postcode.
    """
    typed = compact(text)
    if not typed:
        return ""
    if len(typed) > 3:
        typed = typed[:-3] + typed[-3].translate(str.maketrans("OIL", "011")) + typed[-2:]
    if not _POSTCODE.fullmatch(typed):
        raise Refused("This is not a full postcode, such as WR5 2NP. Check it, or leave it empty if it is not known.")
    return typed


def spoken_postcode(stored: str) -> str:
    """With the space that people expect."""
    return f"{stored[:-3]} {stored[-3:]}" if len(stored) > 4 else stored


def telephone(text: str) -> str:
    """A telephone number as people write it: digits in one run, "+" kept. Empty stays empty.

    Raises:
        Refused: it has letters, or too few or too many digits.
    """
    number = compact(text)
    if not number:
        return ""
    number = re.sub(r"^\+440?", "0", number)
    if re.fullmatch(r"0[0-9]{9,10}", number) or re.fullmatch(r"\+[0-9]{7,15}", number):
        return number
    raise Refused("This is not a telephone number. Type it with its area code, such as 01905 822666 or +353 1 2345678.")


# --- Dates --------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        1,
    )
    for name in names.split()
}
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")


def read_date(text: str, today: dt.date) -> dt.date | None:
    """A past date in any of the ways people type one; None where it is not one.

    Day before month, as in England; a year first is read as year, month, day. A year of two digits is the
    latest that does not lie ahead.

    >>> read_date("3rd Apr 15", dt.date(2026, 1, 1))
    datetime.date(2015, 4, 3)
    """
    words = _ORDINAL.sub("", text[:_LONGEST_TYPED].lower().replace(",", " ").strip())
    parts = [part for part in re.split(r"[\s./\-]+|\bof\b", words) if part]
    if len(parts) == 1 and re.fullmatch(r"\d{8}|\d{6}", parts[0]):
        run = parts[0]
        looks_year_first = len(run) == 8 and run[:2] in ("19", "20") and int(run[4:6]) <= 12
        cut = (4, 6) if looks_year_first else (2, 4)
        parts = [run[: cut[0]], run[cut[0] : cut[1]], run[cut[1] :]]
    if len(parts) != 3:
        return None
    if parts[0] in _MONTHS:
        parts = [parts[1], parts[0], parts[2]]  # April 3 2015
    if len(parts[0]) == 4:
        parts.reverse()
    month = _MONTHS.get(parts[1]) or _number(parts[1])
    day, year = _number(parts[0]), _number(parts[2])
    if not (day and month and year is not None) or len(parts[2]) not in (2, 4):
        return None
    if len(parts[2]) == 2:
        year += today.year // 100 * 100
        if year > today.year:
            year -= 100
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
