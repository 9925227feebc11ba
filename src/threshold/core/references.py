"""What is a record called on the telephone?

A reference is a letter or two for the kind of record, a number written in 32 signs that cannot be mistaken for
each other (no I, L, O or U), and a check character (ISO 7064 mod 37,36): "C-00QX7-4". A slip of one character,
or two neighbours swapped, is refused instead of finding somebody else.
"""

from __future__ import annotations

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_WIDTH = 5


def make(kind: str, number: int) -> str:
    """The reference of the record with this internal number."""
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = _SIGNS[rest] + digits
    digits = digits.rjust(_WIDTH, "0")
    return f"{kind}-{digits}-{mod_37_36.calc_check_digit(kind + digits)}"


def read(text: str, kind: str) -> int | None:
    """The internal number in a typed reference of this kind; None where it is not one.

    Spaces, hyphens and letter case do not matter; O, I and L are read as 0, 1 and 1.
    """
    compact = "".join(text.upper().split()).replace("-", "")
    if not compact.startswith(kind):
        return None
    digits, check = compact[len(kind) : -1].translate(_READ_AS), compact[-1:]
    if len(digits) < _WIDTH or any(sign not in _SIGNS for sign in digits):
        return None
    for candidate in {check, check.translate(_READ_AS)}:
        try:
            mod_37_36.validate(kind + digits + candidate)
        except ValidationError:
            continue
        number = 0
        for sign in digits:
            number = number * 32 + _SIGNS.index(sign)
        return number
    return None
