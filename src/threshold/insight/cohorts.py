"""Which children is a measure read for? A small set of groups that are recorded well enough to say something of.

A child's age is that on the day of the event that is counted, so that a number of last year does not change on a
birthday.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from threshold.frontdoor.codes import Source
from threshold.insight.measures import Measure
from threshold.people.codes import Ethnicity, Sex

E = Ethnicity
#: The five groups of the census, and what was not said.
ETHNIC_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "white": ("White", (E.WBRI, E.WIRI, E.WIRT, E.WROM, E.WOTH)),
    "mixed": ("Mixed", (E.MWBC, E.MWBA, E.MWAS, E.MOTH)),
    "asian": ("Asian", (E.AIND, E.APKN, E.ABAN, E.AOTH, E.CHNE)),
    "black": ("Black", (E.BCRB, E.BAFR, E.BOTH)),
    "other": ("Another ethnic group", (E.OOTH,)),
    "not-known": ("Not known or not said", (E.REFU, E.NOBT)),
}
#: Years of age, from and up to, both included.
AGE_BANDS: dict[str, tuple[str, int, int]] = {
    "0": ("Under 1", 0, 0),
    "1-4": ("1 to 4", 1, 4),
    "5-9": ("5 to 9", 5, 9),
    "10-15": ("10 to 15", 10, 15),
    "16-17": ("16 and 17", 16, 17),
}
S = Source
#: As the Department for Education publishes referrals by their source.
SOURCE_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "individual": ("Family, friends and the public", (S.FAMILY, S.ACQUAINTANCE, S.SELF, S.OTHER_INDIVIDUAL)),
    "schools": ("Schools", (S.SCHOOL,)),
    "education": ("Education services", (S.EDUCATION,)),
    "health": (
        "Health services",
        (S.GP, S.HEALTH_VISITOR, S.SCHOOL_NURSE, S.PRIMARY_HEALTH, S.EMERGENCY_DEPARTMENT, S.OTHER_HEALTH),
    ),
    "housing": ("Housing", (S.HOUSING,)),
    "authority": ("Councils' services", (S.SOCIAL_CARE, S.OTHER_INTERNAL, S.OTHER_AUTHORITY, S.EARLY_HELP)),
    "police": ("Police", (S.POLICE,)),
    "legal": ("Courts and other legal agencies", (S.LEGAL,)),
    "other": ("Other", (S.OTHER,)),
    "anonymous": ("Anonymous", (S.ANONYMOUS,)),
    "unknown": ("Not known", (S.UNKNOWN,)),
}
#: The day of the event in London, by whether the rows say an instant or a day.
_DAY = {True: "(row_at AT TIME ZONE 'Europe/London')::date", False: "row_at"}


@dataclass(frozen=True)
class Cohort:
    """One group of children: a dimension and which of it. Empty is everybody."""

    dimension: str = ""
    value: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts of a measure's rows that it is chosen by."""
        return ({"age": "birth_on"}.get(self.dimension, self.dimension),) if self.dimension else ()

    @property
    def title(self) -> str:
        return dict(CHOICES[self.dimension][1])[self.value] if self.dimension else "All children"

    def suits(self, measure: Measure) -> bool:
        """Whether the measure's rows say who belongs to it."""
        return all(name in measure.facts for name in self.needs)

    def condition(self, *, is_instant: bool) -> tuple[str, list[Any]]:
        """Which rows belong to it, as SQL over the columns of `compute.inner`, with its parameters."""
        if not self.dimension:
            return "", []
        if self.dimension == "age":
            return self._of_age(is_instant=is_instant)
        if self.dimension == "danger":
            return "row_danger = %s", [self.value == "yes"]
        codes = {"ethnicity": ETHNIC_GROUPS, "source": SOURCE_GROUPS}.get(self.dimension)
        values = [str(code) for code in codes[self.value][1]] if codes else [self.value]
        return f"row_{self.dimension} = ANY(%s)", [values]

    def _of_age(self, *, is_instant: bool) -> tuple[str, list[Any]]:
        """Compared with birthdays counted back from the day, which costs a fifth of reckoning each row's age."""
        day = _DAY[is_instant]
        if self.value == "unborn":
            return f"(row_birth_on IS NULL OR row_birth_on > {day})", []
        _, least, most = AGE_BANDS[self.value]
        # Born on 29 February, a child is a year older on 1 March.
        years = "make_interval(years => %s)"
        return f"row_birth_on <= {day} - {years} AND row_birth_on > {day} - {years}", [least, most + 1]


EVERYBODY = Cohort()
#: Every dimension: what it is called, and its groups.
CHOICES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "age": (
        "Age at the time",
        [("unborn", "Unborn, or birth not known"), *((code, row[0]) for code, row in AGE_BANDS.items())],
    ),
    "sex": ("Sex", [(str(value), str(label)) for value, label in Sex.choices]),
    "ethnicity": ("Ethnic group", [(code, row[0]) for code, row in ETHNIC_GROUPS.items()]),
    "source": ("Who told us", [(code, row[0]) for code, row in SOURCE_GROUPS.items()]),
    "danger": (
        "Danger at the time of the contact",
        [("yes", "In immediate danger"), ("no", "Not in immediate danger")],
    ),
}


def read(text: str) -> Cohort:
    """The cohort of an address, such as "age:1-4"; everybody where there is none of that name."""
    dimension, _, value = text.partition(":")
    if dimension in CHOICES and value in dict(CHOICES[dimension][1]):
        return Cohort(dimension, value)
    return EVERYBODY
