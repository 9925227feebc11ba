"""Who lives in Severnshire? Made-up families: parents, step-parents, twins, half-siblings, unborn children.

Names come from the lists that the matching figures use; NHS numbers begin 999, which is never issued to anybody.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any, NamedTuple

from stdnum.gb import upn

from threshold.demo.county import SCHOOLS
from threshold.demo.steps import Facts, Place
from threshold.people.languages import LANGUAGES
from threshold.people.matching.synthetic import nhs_number
from threshold.people.matching.synthetic_names import (
    COMMUNITIES,
    NAME_ENDS,
    NAME_STARTS,
    STREET_KINDS,
    STREETS,
)


class Tie(NamedTuple):
    """`person` is the <kind> of `other`."""

    person: int
    other: int
    kind: str
    has_parental_responsibility: bool | None = None


class Nickname(NamedTuple):
    person: int
    given_name: str
    family_name: str


class Family(NamedTuple):
    """A household and the parent who may live elsewhere.

    Attributes:
        at_home: the keys of those who live at `place`.
        school: of the children who are old enough for one, or a nursery's.
        former: where the family used to live, and until when.
    """

    number: int
    place: Place
    adults: tuple[Facts, ...]
    children: tuple[Facts, ...]
    ties: tuple[Tie, ...]
    at_home: tuple[int, ...]
    language: str
    needs_interpreter: bool
    nicknames: tuple[Nickname, ...] = ()
    former: tuple[Place, dt.date] | None = None

    @property
    def people(self) -> tuple[Facts, ...]:
        return (*self.adults, *self.children)


_TOWNS = ("Severnbridge", "Tansley", "Ashcombe", "Netherby", "Thornwick", "Kettlewell", "Marshgate", "Coldbrook")
#: For each community of the name lists: ethnicity codes as they occur, and languages other than English.
_ETHNICITIES = (
    ("WBRI",) * 12 + ("WIRI", "WIRT", "WROM", "MWBC", "MWAS", "MOTH", "NOBT", "REFU"),
    ("APKN",) * 5 + ("ABAN", "ABAN", "BAFR", "MWAS", "AOTH", "NOBT"),
    ("AIND",) * 5 + ("MWAS", "AOTH"),
    ("WOTH",) * 6 + ("WROM",),
    ("BAFR",) * 3 + ("BCRB", "BCRB", "MWBA", "MWBC", "BOTH"),
)
_LANGUAGES: tuple[tuple[str, ...], ...] = (
    ("BSL", "CYM"),
    ("URD", "BNG", "SOM", "ARA", "PAT"),
    ("PNJ", "GUJ"),
    ("POL", "RMN"),
    ("YOR", "POR", "FRN"),
)
_ENGLISH_AT_HOME = (0.995, 0.55, 0.6, 0.4, 0.8)
_DISABILITIES = ("AUT", "AUT", "LD", "LD", "BEH", "COMM", "MOB", "HEAR", "VIS", "CON", "PC", "DDA")
_COMMUNICATION = (
    "Speaks in short sentences; give time", "Uses picture cards", "Signs; lip-reads a little",
    "Prefers to type", "Understands more than can be said",
)  # fmt: skip
_SHORT = {
    "Charlotte": "Lottie", "Elizabeth": "Beth", "Joshua": "Josh", "Samuel": "Sam", "Isabella": "Bella",
    "Alexander": "Alex", "Oliver": "Ollie", "Benjamin": "Ben", "Thomas": "Tom", "Katherine": "Kitty", "Daniel": "Dan",
    "Abigail": "Abbie", "Theo": "Teddy", "Jessica": "Jess", "William": "Billy", "Amelia": "Millie",
    "Michael": "Mikey", "Zachary": "Zac", "Sebastian": "Seb", "Matilda": "Tilly", "Florence": "Flo", "Mohammed": "Mo",
    "Aleksander": "Olek", "Aleksandra": "Ola",
}  # fmt: skip


class Families:
    """Makes one family after another. The same random source gives the same families."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made = 0  # people
        self._families = 0

    def make(self, on: dt.date, *, unborn: bool = False, age: tuple[int, int] | None = None) -> Family:
        """A family as it is on a day, with at least one child under 18 or expected.

        Args:
            age: the youngest and oldest that one of the children should be.
        """
        self._families += 1
        return _Home(self, on).family(self._families, unborn=unborn, wanted=age)

    def somebody_else(self, facts: Facts, **changes: Any) -> Facts:
        """A second record of a person, with a key of its own and what was written differently."""
        return facts._replace(key=self.next(), **changes)

    def next(self) -> int:
        """The key of the next person."""
        self.made += 1
        return self.made

    def place(self) -> Place:
        r = self.random
        postcode = f"SV{r.randrange(1, 30)} {r.randrange(1, 10)}{r.choice('ABDEFGHJ')}{r.choice('LNPQRSTUWXYZ')}"
        flat = f"Flat {r.randrange(1, 12)}, " if r.random() < 0.12 else ""
        line = f"{flat}{r.randrange(1, 160)} {r.choice(STREETS)} {r.choice(STREET_KINDS)}"
        return Place(line, r.choice(_TOWNS), postcode)


class _Home:
    """One family in the making: what its members share, and who has been added so far."""

    def __init__(self, families: Families, on: dt.date) -> None:
        self._families, self._on = families, on
        r = self._random = families.random
        self._which = r.choices(range(len(COMMUNITIES)), [community.share for community in COMMUNITIES])[0]
        self._community = COMMUNITIES[self._which]
        self._place = families.place()
        self._surname = self._name()
        speaks_english = r.random() < _ENGLISH_AT_HOME[self._which]
        self._language = "ENG" if speaks_english else r.choice(_LANGUAGES[self._which])
        self._needs_interpreter = not speaks_english and r.random() < 0.5
        self._adults: list[Facts] = []
        self._children: list[Facts] = []
        self._ties: list[Tie] = []
        self._at_home: list[int] = []

    def family(self, number: int, *, unborn: bool, wanted: tuple[int, int] | None) -> Family:
        r = self._random
        ages = self._ages(unborn, wanted)
        self._add_adults(max((age for age in ages if age is not None), default=0))
        self._add_children(ages)
        nicknames = [
            Nickname(child.key, _SHORT[child.given_name], child.family_name)
            for child in self._children
            if child.given_name in _SHORT and r.random() < 0.4
        ]
        moved_on = self._on - dt.timedelta(days=r.randrange(60, 900))
        return Family(
            number=number,
            place=self._place,
            adults=tuple(self._adults),
            children=tuple(self._children),
            ties=tuple(self._ties),
            at_home=(*self._at_home, *(child.key for child in self._children)),
            language=LANGUAGES[self._language],
            needs_interpreter=self._needs_interpreter,
            nicknames=tuple(nicknames),
            former=(self._families.place(), moved_on) if r.random() < 0.2 else None,
        )

    # --- Adults

    def _add_adults(self, eldest: int) -> None:
        r = self._random
        shape = r.choices(("alone", "both", "apart", "step", "kin"), (24, 34, 18, 19, 5))[0]
        age = min(eldest + r.randrange(18, 33), 52)
        self._mother = self._adult(self._surname, "F", age)
        self._father = self._step_father = self._grandmother = None
        if shape != "alone":
            name = self._name() if r.random() < 0.4 else self._surname
            lives_elsewhere = shape in ("apart", "step")
            self._father = self._adult(name, "M", age + r.randrange(-2, 8), lives_elsewhere=lives_elsewhere)
            kind = "former_partner" if lives_elsewhere else "partner"
            self._ties.append(Tie(self._father.key, self._mother.key, kind))
        if shape == "step":
            self._step_father = self._adult(self._name(), "M", age + r.randrange(-4, 10))
            self._ties.append(Tie(self._step_father.key, self._mother.key, "partner"))
        if shape == "kin":
            self._grandmother = self._adult(self._surname, "F", age + r.randrange(19, 30))

    def _adult(self, family_name: str, sex: str, age: int, *, lives_elsewhere: bool = False) -> Facts:
        r, names = self._random, self._community.mothers if sex == "F" else self._community.fathers
        knows = r.random()
        adult = Facts(
            key=self._families.next(),
            kind="adult",
            given_name=_pick(r, names),
            family_name=family_name,
            birth_on=self._day(max(age, 17)) if knows < 0.85 else None,
            birth_precision="estimated" if knows < 0.08 else "exact",
            sex=sex,
            ethnicity=r.choice(_ETHNICITIES[self._which]) if r.random() < 0.5 else "NOBT",
            first_language=self._language,
            interpreter_needed=self._needs_interpreter,
            place=self._families.place() if lives_elsewhere else self._place,
            identifiers=self._nhs(0.35),
        )
        self._adults.append(adult)
        if not lives_elsewhere:
            self._at_home.append(adult.key)
        return adult

    # --- Children

    def _ages(self, unborn: bool, wanted: tuple[int, int] | None) -> list[int | None]:
        """The ages of the children, eldest first; None for one who is not born yet."""
        r = self._random
        drawn = [int(17 * r.random() ** 0.9) for _ in range(r.choices((1, 2, 3, 4, 5), (36, 37, 17, 7, 3))[0])]
        if wanted is not None and wanted[0] >= 0:
            drawn[0] = r.randrange(wanted[0], min(wanted[1], 16) + 1)
        ages: list[int | None] = [*sorted(drawn, reverse=True)]
        if unborn or (wanted is None and r.random() < 0.03):
            return [*ages[: r.choice((0, 1, 2))], None]
        return ages

    def _add_children(self, ages: list[int | None]) -> None:
        r = self._random
        taken = {person.given_name for person in self._adults}
        births: list[dt.date] = []
        has_twins = r.random() < 0.035
        last_is_half = self._step_father is not None and len(ages) > 1 and r.random() < 0.5
        for place, age in enumerate(ages):
            is_half = last_is_half and place == len(ages) - 1
            by = self._step_father if is_half else self._father
            born = None if age is None else self._birthday(age, births)
            brood = [
                self._child(by.family_name if by else self._surname, born, taken)
                for _ in range(2 if has_twins and place == 0 and born else 1)
            ]
            for child in brood:
                self._tie(child, by, is_half=is_half)
            if len(brood) == 2:
                self._ties.append(Tie(brood[0].key, brood[1].key, "twin"))
            self._children += brood

    def _tie(self, child: Facts, father: Facts | None, *, is_half: bool) -> None:
        """To the parents, and to the brothers and sisters who came before."""
        self._ties.append(Tie(self._mother.key, child.key, "parent", True))
        if father is not None:
            responsible = self._random.choice((True, True, True, None, False))
            self._ties.append(Tie(father.key, child.key, "parent", responsible))
        if self._step_father is not None and not is_half:
            self._ties.append(Tie(self._step_father.key, child.key, "step_parent", False))
        if self._grandmother is not None:
            self._ties.append(Tie(self._grandmother.key, child.key, "grandparent"))
        kind = "half_sibling" if is_half else "sibling"
        self._ties += [Tie(other.key, child.key, kind) for other in self._children]

    def _birthday(self, age: int, taken: list[dt.date]) -> dt.date:
        """A birthday that gives the age, and not within nine months of a brother's or sister's."""
        born = self._day(age)
        for older in range(1, 20):
            if all(abs((born - other).days) > 280 for other in taken):
                break
            born = self._day(age + older)
        born = max(born, self._on - dt.timedelta(days=17 * 365))
        taken.append(born)
        return born

    def _day(self, age: int) -> dt.date:
        return self._on - dt.timedelta(days=age * 365 + age // 4 + self._random.randrange(0, 360))

    def _child(self, family_name: str, born: dt.date | None, taken: set[str]) -> Facts:
        r, on = self._random, self._on
        key = self._families.next()
        if born is None:
            expected = on + dt.timedelta(days=r.randrange(20, 200))
            return Facts(key, "unborn", family_name=family_name, expected_on=expected, place=self._place)
        sex = r.choice("MF")
        names = self._community.boys if sex == "M" else self._community.girls
        given = next(name for name in (_pick(r, names) for _ in range(1000)) if name not in taken)
        taken.add(given)
        years = (on - born).days // 365
        is_disabled = r.random() < 0.11
        identifiers = self._nhs(0.7)
        if years >= 5 and r.random() < 0.6:
            identifiers = (*identifiers, ("upn", self._upn(born), True, "School census"))
        return Facts(
            key=key,
            kind="child",
            given_name=given,
            family_name=family_name,
            birth_on=born,
            sex=sex,
            ethnicity=r.choice(_ETHNICITIES[self._which]),
            disabilities=tuple(sorted({r.choice(_DISABILITIES), r.choice(_DISABILITIES)})) if is_disabled else (),
            first_language=self._language,
            interpreter_needed=self._needs_interpreter and years > 3 and r.random() < 0.3,
            communication_needs=r.choice(_COMMUNICATION) if is_disabled and r.random() < 0.5 else "",
            place=self._place,
            identifiers=identifiers,
            school=r.choice(SCHOOLS) if years >= 4 else ("acorns" if years == 3 and r.random() < 0.5 else ""),
        )

    # --- Numbers and names

    def _nhs(self, share: float) -> tuple[tuple[str, str, bool, str], ...]:
        r = self._random
        if r.random() > share:
            return ()
        is_verified = r.random() < 0.7
        return (("nhs", nhs_number(r), is_verified, "NHS tracing service" if is_verified else "As told"),)

    def _upn(self, born: dt.date) -> str:
        r = self._random
        number = f"999{r.randrange(10_000):04}{(born.year + 4) % 100:02}{r.randrange(1000):03}"
        return f"{upn.calc_check_digit(number)}{number}"

    def _name(self) -> str:
        r = self._random
        if self._which == 0 and r.random() < 0.6:
            return r.choice(NAME_STARTS) + r.choice(NAME_ENDS)
        name = _pick(r, self._community.families)
        return f"{name}-{_pick(r, self._community.families)}" if r.random() < 0.04 else name


def _pick(random: Random, names: tuple[str, ...]) -> str:
    """The commoner names come first and more often."""
    return names[int(len(names) * random.random() ** 1.6)]
