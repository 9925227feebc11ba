"""Who lives in Severnshire? Made-up families: parents, step-parents, twins, half-siblings, unborn children.

Names come from the lists that the matching figures use; NHS numbers begin 999, which is never issued to anybody.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import NamedTuple

from stdnum.gb import upn

from threshold.demo.county import SCHOOLS
from threshold.demo.steps import Facts, Place
from threshold.people.matching.synthetic import nhs_number
from threshold.people.matching.synthetic_names import (
    COMMUNITIES,
    NAME_ENDS,
    NAME_STARTS,
    STREET_KINDS,
    STREETS,
    Community,
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
    ("British Sign Language", "Welsh"),
    ("Urdu", "Bengali", "Somali", "Arabic", "Pashto"),
    ("Punjabi", "Gujarati"),
    ("Polish", "Romanian"),
    ("Yoruba", "Portuguese", "French"),
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
    "Abigail": "Abbie", "Theo": "Teddy", "Frederick": "Freddie", "Jessica": "Jess", "William": "Billy", "Amelia": "Millie",
    "Michael": "Mikey", "Zachary": "Zac", "Sebastian": "Seb", "Matilda": "Tilly", "Florence": "Flo", "Mohammed": "Mo",
    "Aleksander": "Olek", "Aleksandra": "Ola",
}  # fmt: skip


class Families:
    """Makes one family after another. The same random source gives the same families."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.made = 0
        self._families = 0

    def make(self, on: dt.date, *, unborn: bool = False, age: tuple[int, int] | None = None) -> Family:
        """A family as it is on a day, with at least one child under 18 or expected.

        Args:
            age: the youngest and oldest that one of the children should be.
        """
        r = self._random
        self._families += 1
        share = [community.share for community in COMMUNITIES]
        which = r.choices(range(len(COMMUNITIES)), share)[0]
        community = COMMUNITIES[which]
        place = self.place()
        shape = r.choices(("alone", "both", "apart", "step", "kin"), (24, 34, 18, 19, 5))[0]
        surname = self._surname(community)
        language = "English" if r.random() < _ENGLISH_AT_HOME[which] else r.choice(_LANGUAGES[which])
        needs_interpreter = language != "English" and r.random() < 0.5

        ages = self._ages(unborn, age)
        eldest = max((age for age in ages if age is not None), default=0)
        mother_age = min(eldest + r.randrange(18, 33), 52)
        mother = self._adult(community, which, surname, "F", on, mother_age, place, language, needs_interpreter)
        ties: list[Tie] = []
        adults = [mother]
        at_home = [mother.key]
        father = None
        if shape != "alone":
            lives_elsewhere = shape in ("apart", "step")
            father_name = self._surname(community) if r.random() < 0.4 else surname
            father = self._adult(
                community, which, father_name, "M", on, mother_age + r.randrange(-2, 8),
                self.place() if lives_elsewhere else place, language, needs_interpreter,
            )  # fmt: skip
            adults.append(father)
            if lives_elsewhere:
                ties.append(Tie(father.key, mother.key, "former_partner"))
            else:
                at_home.append(father.key)
                ties.append(Tie(father.key, mother.key, "partner"))
        step = None
        if shape == "step":
            step = self._adult(
                community, which, self._surname(community), "M", on, mother_age + r.randrange(-4, 10), place, language,
                needs_interpreter,
            )  # fmt: skip
            adults.append(step)
            at_home.append(step.key)
            ties.append(Tie(step.key, mother.key, "partner"))
        if shape == "kin":
            nan = self._adult(community, which, surname, "F", on, mother_age + r.randrange(19, 30), place, "", False)
            adults.append(nan)
            at_home.append(nan.key)

        children: list[Facts] = []
        youngest_is_half = step is not None and len(ages) > 1 and r.random() < 0.5
        with_twins = r.random() < 0.035
        taken = {person.given_name for person in adults}
        births: list[dt.date] = []
        for place_in_row, age in enumerate(ages):
            is_half = youngest_is_half and place_in_row == len(ages) - 1
            name = step.family_name if is_half and step else (father.family_name if father else surname)
            how_many = 2 if with_twins and place_in_row == 0 and age is not None else 1
            born = self._born(on, age, births) if age is not None else None
            if born is not None:
                births.append(born)
            brood = [
                self._child(community, which, name, on, born, place, language, needs_interpreter, taken)
                for _ in range(how_many)
            ]
            for child in brood:
                ties.append(Tie(mother.key, child.key, "parent", True))
                by = step if is_half else father
                if by is not None:
                    ties.append(Tie(by.key, child.key, "parent", r.choice((True, True, True, None, False))))
                if step is not None and not is_half:
                    ties.append(Tie(step.key, child.key, "step_parent", False))
                if shape == "kin":
                    ties.append(Tie(adults[-1].key, child.key, "grandparent", None))
                ties += [Tie(other.key, child.key, "half_sibling" if is_half else "sibling") for other in children]
            if len(brood) == 2:
                ties.append(Tie(brood[0].key, brood[1].key, "twin"))
            children += brood
        at_home += [child.key for child in children]
        nicknames = [
            Nickname(child.key, _SHORT[child.given_name], child.family_name)
            for child in children
            if child.given_name in _SHORT and r.random() < 0.4
        ]
        former = (self.place(), on - dt.timedelta(days=r.randrange(60, 900))) if r.random() < 0.2 else None
        return Family(
            self._families, place, tuple(adults), tuple(children), tuple(ties), tuple(at_home), language,
            needs_interpreter, tuple(nicknames), former,
        )  # fmt: skip

    def somebody_else(self, facts: Facts, **changes: object) -> Facts:
        """A second record of a person, with a key of its own and what was written differently."""
        self.made += 1
        return facts._replace(key=self.made, **changes)

    def place(self) -> Place:
        r = self._random
        postcode = f"SV{r.randrange(1, 30)} {r.randrange(1, 10)}{r.choice('ABDEFGHJ')}{r.choice('LNPQRSTUWXYZ')}"
        flat = f"Flat {r.randrange(1, 12)}, " if r.random() < 0.12 else ""
        line = f"{flat}{r.randrange(1, 160)} {r.choice(STREETS)} {r.choice(STREET_KINDS)}"
        return Place(line, r.choice(_TOWNS), postcode)

    # --- Inside

    def _ages(self, unborn: bool, wanted: tuple[int, int] | None) -> list[int | None]:
        """The ages of the children, eldest first; None for one who is not born yet."""
        r = self._random
        number = r.choices((1, 2, 3, 4, 5), (36, 37, 17, 7, 3))[0]
        drawn = [int(17 * r.random() ** 0.9) for _ in range(number)]
        if wanted is not None and wanted[0] >= 0:
            drawn[0] = r.randrange(wanted[0], min(wanted[1], 16) + 1)
        ages: list[int | None] = sorted(drawn, reverse=True)
        expects = unborn or r.random() < 0.03
        return [*ages[: r.choice((0, 1, 2))], None] if expects else ages

    def _born(self, on: dt.date, age: int, taken: list[dt.date]) -> dt.date:
        """A birthday that gives the age, and not within nine months of a brother's or sister's."""
        for _ in range(20):
            born = on - dt.timedelta(days=age * 365 + age // 4 + self._random.randrange(0, 360))
            if all(abs((born - other).days) > 280 for other in taken):
                break
            age += 1
        return max(born, on - dt.timedelta(days=17 * 365))

    def _adult(
        self, community: Community, which: int, family_name: str, sex: str, on: dt.date, age: int, place: Place,
        language: str, needs_interpreter: bool,
    ) -> Facts:  # fmt: skip
        r = self._random
        age = max(age, 17)
        knows = r.random()
        return Facts(
            key=self._next(),
            kind="adult",
            given_name=_pick(r, community.mothers if sex == "F" else community.fathers),
            family_name=family_name,
            birth_on=on - dt.timedelta(days=age * 365 + age // 4 + r.randrange(0, 360)) if knows < 0.85 else None,
            birth_precision="estimated" if knows < 0.08 else "exact",
            sex=sex,
            ethnicity=r.choice(_ETHNICITIES[which]) if r.random() < 0.5 else "NOBT",
            first_language=language,
            interpreter_needed=needs_interpreter,
            place=place,
            identifiers=self._nhs(0.35),
        )

    def _child(
        self, community: Community, which: int, family_name: str, on: dt.date, born: dt.date | None, place: Place,
        language: str, needs_interpreter: bool, taken: set[str],
    ) -> Facts:  # fmt: skip
        r = self._random
        if born is None:
            expected = on + dt.timedelta(days=r.randrange(20, 200))
            return Facts(self._next(), "unborn", "", family_name, expected_on=expected, place=place)
        sex = r.choice("MF")
        given = next(
            name
            for name in (_pick(r, community.boys if sex == "M" else community.girls) for _ in range(100))
            if name not in taken or name == "Mohammed"
        )
        taken.add(given)
        years = (on - born).days // 365
        is_disabled = r.random() < 0.11
        identifiers = self._nhs(0.7)
        if years >= 5 and r.random() < 0.6:
            identifiers = (*identifiers, ("upn", self._upn(born), True, "School census"))
        return Facts(
            key=self._next(),
            kind="child",
            given_name=given,
            family_name=family_name,
            birth_on=born,
            sex=sex,
            ethnicity=r.choice(_ETHNICITIES[which]),
            disabilities=tuple(sorted({r.choice(_DISABILITIES), r.choice(_DISABILITIES)})) if is_disabled else (),
            first_language=language,
            interpreter_needed=needs_interpreter and years > 3 and r.random() < 0.3,
            communication_needs=r.choice(_COMMUNICATION) if is_disabled and r.random() < 0.5 else "",
            place=place,
            identifiers=identifiers,
            school=r.choice(SCHOOLS) if years >= 4 else ("acorns" if years == 3 and r.random() < 0.5 else ""),
        )

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

    def _surname(self, community: Community) -> str:
        r = self._random
        if community is COMMUNITIES[0] and r.random() < 0.6:
            return r.choice(NAME_STARTS) + r.choice(NAME_ENDS)
        name = _pick(r, community.families)
        return f"{name}-{_pick(r, community.families)}" if r.random() < 0.04 else name

    def _next(self) -> int:
        self.made += 1
        return self.made


def _pick(random: Random, names: tuple[str, ...]) -> str:
    """The commoner names come first and more often."""
    return names[int(len(names) * random.random() ** 1.6)]
