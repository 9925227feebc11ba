"""What is a record called on the telephone?

A reference is a letter for the kind of record, a number written in 32 signs that cannot be mistaken for each other
(no I, L, O or U), and a check sign of the same 32: "C-00QX7-B". A slip of one sign, or two neighbours swapped, is
always refused instead of finding somebody else.

The check makes the signs, weighted by the powers of a primitive element of the field of 32 elements, add up to
nothing. A check of a standard with more signs (ISO 7064 mod 37,36) would bring the letters I, L and O back, and with
them references that cannot be told apart when they are read as 1 and 0.
"""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_WIDTH = 5
_LONGEST = 12  # sixty bits: the largest number that a database key can be
_REDUCE = 0b100101  # x⁵ + x² + 1: the field's element x runs through all 31 others


def make(kind: str, number: int) -> str:
    """The reference of the record with this internal number."""
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = _SIGNS[rest] + digits
    digits = digits.rjust(_WIDTH, "0")
    return f"{kind}-{digits}-{_check_sign(kind + digits)}"


def read(text: str, kind: str) -> int | None:
    """The internal number in a typed reference of this kind; None where it is not one.

    Spaces, hyphens and letter case do not matter; O, I and L are read as 0, 1 and 1.
    """
    compact = "".join(text.upper().split()).replace("-", "").translate(_READ_AS)
    digits = compact[len(kind) : -1]
    if not compact.startswith(kind) or not _WIDTH <= len(digits) <= _LONGEST:
        return None
    if any(sign not in _SIGNS for sign in digits) or compact[-1] != _check_sign(kind + digits):
        return None
    number = 0
    for sign in digits:
        number = number * 32 + _SIGNS.index(sign)
    return number


def _check_sign(signs: str) -> str:
    total = 0
    for sign in signs:
        total = (total ^ _SIGNS.index(sign)) << 1
        if total & 32:
            total ^= _REDUCE
    return _SIGNS[total]
