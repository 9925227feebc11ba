"""Which of the department's codes is each of Ofsted's, and the other way round?

Ofsted's are coarser: "a) Individual" is four codes of the department. Where one of Ofsted's is several of the
department's, it stands in the Standard Safeguarding Dataset in Ofsted's own words, which come back as they were.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tally.annex_a.codes import OTHER_NAMES
from tally.annex_a.values import code_of
from tally.convert.ssda903_words import UNACCOMPANIED, UNACCOMPANIED_WORDS

__all__ = ["UNACCOMPANIED", "UNACCOMPANIED_WORDS", "department_code", "is_department_code", "ofsted_code"]


#: By the set of Ofsted's codes and the first letters of each: the one code that says the same in the data set.
_DEPARTMENTS: dict[str, dict[str, str]] = {
    "Gender": {"a)": "M", "b)": "F", "c)": "U"},
    "Ethnicity": {"e)": "OOTH"},
    "Source": {
        "b)": "2A", "c)": "2B", "e)": "4", "g)": "6", "h)": "7", "i)": "8", "j)": "9", "k)": "10",
    },
    "Need": {
        "a)": "N1", "b)": "N2", "c)": "N3", "d)": "N4", "e)": "N5", "f)": "N6", "g)": "N7", "h)": "N8", "i)": "N9",
        "j)": "N0",
    },
    "Closure": {"a)": "RC1", "b)": "RC2", "c)": "RC3", "d)": "RC4", "e)": "RC5", "f)": "RC6", "g)": "RC7"},
    "Abuse": {"a)": "NEG", "b)": "PHY", "c)": "SAB", "d)": "EMO", "e)": "MUL"},
    "Legal status": {"a)": "C1", "b)": "C2", "c)": "D1", "d)": "E1", "J1:": "J1", "J2:": "J2", "g)": "J3"},
    "Ceased": {
        "b)": "E2", "c)": "E3", "e)": "E13", "f)": "E41", "i)": "E7", "j)": "E9", "k)": "E14", "l)": "E15", "m)": "E16",
    },
    "Placement": {
        "c)": "P1", "d)": "P2", "e)": "P3", "f)": "H5", "g)": "K1", "h)": "K2", "i)": "R1", "j)": "R2", "k)": "R3",
        "l)": "R5", "m)": "S1",
    },
    "Provider": {"a)": "PR1", "b)": "PR4"},
    "Eligibility": {
        "a)": "Relevant", "b)": "Former Relevant", "c)": "Qualifying", "d)": "Eligible", "e)": "No Current Eligibility",
    },
    "In touch": {"a)": "YES", "b)": "NO"},
    "Accommodation": {
        "a)": "B", "b)": "C", "c)": "D", "d)": "E", "e)": "G", "f)": "H", "g)": "K", "h)": "R", "i)": "S", "j)": "T",
        "k)": "U", "l)": "V", "m)": "W", "n)": "X", "o)": "Z", "p)": "Y",
    },
    "Suitability": {"a)": "1", "b)": "2"},
    "Activity": {f"{code}:": code for code in ("F1", "P1", "F2", "P2", "F4", "P4", "F5", "P5", "G4", "G5", "G6")},
    "Reversal": {"a)": "RD1", "b)": "RD2", "c)": "RD3", "d)": "RD4"},
}  # fmt: skip


def department_code(code_set: str, code: pl.Expr) -> pl.Expr:
    """The department's code of one of Ofsted's; Ofsted's own where it is several or none."""
    first = code.str.split(" ").list.first()
    found = first.replace_strict(_DEPARTMENTS.get(code_set, {}), default=None, return_dtype=pl.String())
    return pl.coalesce(found, code)


def is_department_code(code_set: str, code: pl.Expr) -> pl.Expr:
    """Whether one of Ofsted's codes is one of the department's."""
    return code.str.split(" ").list.first().is_in(list(_DEPARTMENTS.get(code_set, {})))


def ofsted_code(code_set: str, texts: pl.Series) -> pl.Series:
    """Ofsted's code for what a system holds: the department's code, its words, or Ofsted's own; null for what is none.

    A letter alone is the department's here, as a system does not hold Ofsted's letters.
    """
    others: Mapping[str, str] = OTHER_NAMES[code_set]
    known = {text: others.get(text.upper()) or code_of(text, code_set).name for text in texts.drop_nulls().unique()}
    return texts.replace_strict(known, default=None, return_dtype=pl.String())
