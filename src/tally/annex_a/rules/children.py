"""Do the lists say the same of a child, each thing once, and nothing that happened long before the child was born?"""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import ADOPTERS, ADOPTION, CARE, ERROR, LEAVING, NEED, QUERY, col, rule
from tally.annex_a.tables import AGE, ANNEX_A, BIRTH, CHILD, ETHNICITY, GENDER, NUMBERS
from tally.data import Data
from tally.rules import Severity

_UNBORN = "c) Not stated/recorded (or unborn)"
#: By the end of its code: a column that says the same of a child everywhere, two things that differ, and what says
#: nothing.
_SAME = {
    "01": (GENDER, "gender", ("a) Male", "b) Female"), _UNBORN),
    "02": (ETHNICITY, "ethnicity", ("a) White", "b) Mixed"), "f) Not stated"),
    "03": (BIRTH, "date of birth", ("2015-05-01", "2015-05-02"), ""),
}
#: What tells the rows of a list apart beside the child, and what a row is called.
_KEYS = {
    "Contacts": (("Date of Contact", "Contact Source"), "day and source of a contact"),
    "Early help": (("Assessment start date",), "day on which an early help assessment started"),
    "Referrals": (("Date of referral",), "day of a referral"),
    "Assessments": (("Continuous Assessment Start Date",), "day on which an assessment started"),
    "Section 47 enquiries and ICPCs": (
        ("Strategy discussion initiating Section 47 Enquiry Start Date",), "day of a strategy discussion",
    ),
    NEED: (("CIN Start Date",), "day on which need started"),
    "Child protection": (("Child Protection Plan Start Date",), "day on which a plan started"),
    CARE: (("Date Started to be Looked After",), "day on which care started"),
    LEAVING: ((), "young person"),
    ADOPTION: (("Date of Decision that Child Should be Placed for Adoption",), "day of a decision"),
    ADOPTERS: (("Individual adopter identifier", "Date enquiry received"), "adopter and day of an enquiry"),
}  # fmt: skip
#: The lists in which something may begin before a birth, and how long before.
_LISTS = [table.name for table in ANNEX_A.tables if table.person]
_PREGNANCY = 280
#: The lists that hold nothing of an unborn child, with the day that is compared.
_BORN = {CARE: "Date Started to be Looked After", ADOPTION: "Date the Child Entered Care"}


def _code(name: str, number: str) -> str:
    return f"A{NUMBERS[name]:02}{number}"


def _declare_same(name: str, number: str) -> None:
    column, words, (one, other), nothing = _SAME[number]
    lists = _LISTS[: NUMBERS[name]]
    here = {name: [{column: one}, {column: other}]}
    before = {lists[0]: [{column: one}], name: [{column: other}]} if name != lists[0] else here
    again = {name: [{column: one}, {CHILD: "2", column: other}, {column: other}]}

    @rule(
        _code(name, number), ERROR,
        f"The child's {words} is another than where the child is listed first.",
        reads=tuple(f"{table}.{column}" for table in lists), blames=f"{name}.{column}",
        fails=(before, again),
        passes=(
            {name: [{column: one}, {column: nothing}, {column: one}]},
            {name: [{column: one}, {CHILD: "2", column: other}]},
        ),
    )  # fmt: skip
    def differs(data: Data) -> pl.DataFrame:
        """What stands first need not be what is right. Where one list does not state it, that is no difference."""
        said = pl.concat([data[table].select("child", said=column) for table in lists])
        said = said.filter(col("child").is_not_null() & col("said").is_not_null())
        if nothing:
            said = said.filter(col("said") != nothing)
        first = said.unique("child", keep="first", maintain_order=True)
        here = data[name].join(first, on="child", how="left", maintain_order="left")
        stated = col(column) != nothing if nothing else pl.lit(True)
        return here.filter(stated & (col(column) != col("said")))


def _declare_once(name: str) -> None:
    columns, words = _KEYS[name]
    keys = [name_ for name_ in columns if name_ != "Individual adopter identifier"]
    row = {column: "2025-05-01" if "ate" in column else "a) Individual" for column in keys}
    row |= {"Individual adopter identifier": "7"} if name == ADOPTERS else {}
    reads = tuple(f"{name}.{column}" for column in columns) or (f"{name}.{CHILD}",)
    other = {**row, CHILD: "2"} if name != ADOPTERS else {**row, "Individual adopter identifier": "8"}

    @rule(
        _code(name, "04"), QUERY, f"The list has the same {words} more than once.",
        reads=reads, blames=reads,
        fails=({name: [row, row]}, {name: [row, other, row]}),
        passes=({name: [row]}, {name: [row, other]}),
    )  # fmt: skip
    def is_again(data: Data) -> pl.DataFrame:
        frame = data[name]
        who = [] if name == ADOPTERS else ["child"]
        known = pl.all_horizontal(col(column).is_not_null() for column in [*who, *columns])
        return frame.filter(known).filter(~pl.struct(*who, *columns).is_first_distinct())


def _declare_age(name: str) -> None:
    @rule(
        _code(name, "05"), QUERY, "Neither the date of birth nor the age is given, and the child is not unborn.",
        reads=(f"{name}.{BIRTH}", f"{name}.{AGE}", f"{name}.{GENDER}"), blames=(f"{name}.{BIRTH}", f"{name}.{AGE}"),
        fails=({name: [{GENDER: "a) Male"}]}, {name: [{AGE: "4"}, {GENDER: "b) Female"}]}),
        passes=({name: [{BIRTH: "2015-05-01"}, {AGE: "4"}]}, {name: [{GENDER: _UNBORN}]}),
    )  # fmt: skip
    def is_ageless(data: Data) -> pl.DataFrame:
        """A child whose gender is not stated may be unborn, so nothing is asked of it."""
        unread = data.is_unread(name, BIRTH) | data.is_unread(name, AGE)
        without = col(BIRTH).is_null() & col(AGE).is_null() & ~unread
        return data[name].filter(without & (col(GENDER) != _UNBORN).fill_null(True))


def _declare_born(name: str, day: str, before: int, severity: Severity, message: str) -> None:
    def one(born: str) -> dict[str, list[dict[str, str]]]:
        return {name: [{BIRTH: born, day: "2025-05-01"}]}

    late = {True: ("2026-05-01", "2026-02-06"), False: ("2025-05-02", "2026-05-01")}[before > 0]
    early = {True: ("2026-02-05", "2025-05-01"), False: ("2025-05-01", "2015-05-01")}[before > 0]

    @rule(
        _code(name, "06"), severity, message,
        reads=(f"{name}.{BIRTH}", f"{name}.{day}"), blames=(f"{name}.{day}", f"{name}.{BIRTH}"),
        fails=tuple(map(one, late)), passes=tuple(map(one, early)),
    )  # fmt: skip
    def is_unborn(data: Data) -> pl.DataFrame:
        return data[name].filter(col(day) < col(BIRTH) - pl.duration(days=before))


for _name in _LISTS:
    for _number in _SAME:
        _declare_same(_name, _number)
    _declare_age(_name)
for _name in _KEYS:
    _declare_once(_name)
for _name, (_columns, _words) in _KEYS.items():
    if _name in _BORN:
        _declare_born(_name, _BORN[_name], 0, ERROR, "The child came into care before the date of birth.")
    elif _name not in (LEAVING, ADOPTERS):
        _declare_born(
            _name, _columns[0], _PREGNANCY, QUERY,
            f"The {_words.partition(' and')[0]} lies more than {_PREGNANCY} days before the date of birth.",
        )  # fmt: skip
