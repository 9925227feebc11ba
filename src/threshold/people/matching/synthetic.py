"""Made-up families with known truth: who is the same person as whom, and what went wrong in writing it down.

Nobody here exists. Names are drawn from short lists by community with a long tail of invented family names;
NHS numbers are from the 999 range, which is never issued; postcodes begin with SV, which is no postal area.
The same seed makes the same people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from threshold.people.matching.comparison import Details, Name, Number, Place
from threshold.people.matching.names import sound
from threshold.people.matching.nicknames import groups_of
from threshold.people.matching.synthetic_names import (
    COMMUNITIES,
    NAME_ENDS,
    NAME_STARTS,
    STREET_KINDS,
    STREETS,
    Community,
)

TODAY = date(2026, 6, 1)

_HONOURED = ("Mohammed", "Muhammad")

Places = tuple[Place, ...]


@dataclass(frozen=True)
class Record:
    """One writing-down of one person. `errors` says what went wrong, or how a new person is related."""

    entity: int
    family: int
    details: Details
    errors: frozenset[str] = frozenset()


@dataclass
class World:
    """The people on file, and the people who come in: known ones written down again, and new ones."""

    on_file: list[Record] = field(default_factory=list)
    arrivals: list[Record] = field(default_factory=list)


def make(*, seed: int, people: int, arrivals: int) -> World:
    """`people` records on file and `arrivals` queries, four in five of which are of somebody on file."""
    maker = _Maker(Random(seed))  # noqa: S311 - repeatable test data
    world = World()
    while len(world.on_file) < people:
        world.on_file.extend(maker.family())
    world.on_file = world.on_file[:people]
    children = [r for r in world.on_file if r.details.carers]
    for _ in range(arrivals):
        known = maker.random.choice(children)
        world.arrivals.append(maker.again(known) if maker.random.random() < 0.8 else maker.somebody_new(known))
    return world


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self._entity = 0
        self._family = 0
        self._taken: dict[int, set[str]] = defaultdict(set)  # each family's given names

    # --- Clean records

    def family(self) -> Iterator[Record]:
        r = self.random
        self._family += 1
        community = r.choices(COMMUNITIES, [c.share for c in COMMUNITIES])[0]
        surname = self._surname(community)
        mother = Name(self._pick(community.mothers), surname if r.random() < 0.6 else self._surname(community))
        father = Name(self._pick(community.fathers), surname)
        home = self._place()
        homes = (home, replace_current(self._place())) if r.random() < 0.3 else (home,)
        for parent, sex in ((mother, "F"), (father, "M")):
            if r.random() < 0.6:
                yield self._record(parent, self._born(19, 50), sex, homes, ())
        taken = self._taken[self._family]
        taken |= {mother.given, father.given}
        for _ in range(r.choices((1, 2, 3, 4, 5), (35, 38, 17, 7, 3))[0]):
            family_name = mother.family if r.random() < 0.12 else surname  # half-siblings mostly
            born = self._born(0, 17)
            for _ in range(2 if r.random() < 0.03 else 1):
                child = self._child(
                    community, Name("", family_name), born, homes=homes, carers=(mother, father), taken=taken
                )
                taken.add(child.details.names[0].given.split()[0])
                yield child
        if r.random() < 0.02:
            expected = TODAY + timedelta(days=r.randrange(10, 200))
            for _ in range(2 if r.random() < 0.05 else 1):
                details = Details(
                    (Name("Unborn baby", mother.family),),
                    addresses=(home,),
                    expected_on=expected,
                    carers=(mother,),
                )
                yield Record(self._new_entity(), self._family, details, frozenset({"unborn"}))

    def _child(
        self,
        community: Community,
        name: Name,
        born: date,
        *,
        homes: Places,
        carers: tuple[Name, ...],
        taken: set[str],
    ) -> Record:
        """A child with a given name that nobody in the family bears already; only honour names are shared."""
        sex = self.random.choice("MF")
        words = community.boys if sex == "M" else community.girls
        given = self._pick(words)
        while given in taken and given not in _HONOURED:
            given = self._pick(words)
        if (given in _HONOURED and (given in taken or self.random.random() < 0.7)) or self.random.random() < 0.15:
            given += " " + self._pick(words)
        return self._record(name._replace(given=given), born, sex, homes, carers)

    def _record(self, name: Name, born: date, sex: str, homes: Places, carers: tuple[Name, ...]) -> Record:
        numbers = []
        if self.random.random() < 0.6:
            numbers.append(Number("nhs", nhs_number(self.random), self.random.random() < 0.7))
        if carers and born < date(2022, 1, 1) and self.random.random() < 0.5:
            numbers.append(Number("upn", f"X999{self.random.randrange(10**9):09}", True))
        details = Details((name,), born, sex=sex, addresses=homes, identifiers=tuple(numbers), carers=carers)
        return Record(self._new_entity(), self._family, details)

    def _new_entity(self) -> int:
        self._entity += 1
        return self._entity

    def _pick(self, names: tuple[str, ...]) -> str:
        return self.random.choices(names, [1 / (n + 6) for n in range(len(names))])[0]

    def _surname(self, community: Community) -> str:
        if community is COMMUNITIES[0] and self.random.random() < 0.55:
            return self.random.choice(NAME_STARTS) + self.random.choice(NAME_ENDS)
        name = self._pick(community.families)
        return f"{name}-{self._pick(community.families)}" if self.random.random() < 0.04 else name

    def _born(self, youngest: int, oldest: int) -> date:
        return TODAY - timedelta(days=self.random.randrange(youngest * 365 + 1, (oldest + 1) * 365))

    def _place(self) -> Place:
        r = self.random
        street = f"{r.choice(STREETS)} {r.choice(STREET_KINDS)}"
        flat = f"Flat {r.randrange(1, 12)}, " if r.random() < 0.12 else ""
        postcode = f"SV{r.randrange(1, 30)} {r.randrange(1, 10)}{r.choice('ABDEFGHJ')}{r.choice('LNPQRSTUWXYZ')}"
        return Place(f"{flat}{r.randrange(1, 120)} {street}", postcode)

    # --- Somebody on file, written down again

    def again(self, known: Record) -> Record:
        """A second record of the same person with the mistakes of a busy day: none, one, two or three."""
        r = self.random
        details = self._less_said(known.details)
        errors = set(known.errors)
        count = r.choices((0, 1, 2, 3), (25, 40, 25, 10))[0]
        for kind in r.choices([k for k, _ in _MISTAKES], [w for _, w in _MISTAKES], k=count):
            changed = getattr(self, f"_{kind}")(details)
            if changed != details:
                details = changed
                errors.add(kind.replace("_", " "))
        return Record(known.entity, known.family, details, frozenset(errors or {"no mistake"}))

    def _less_said(self, details: Details) -> Details:
        """A contact rarely carries all that the record holds."""
        r = self.random
        keep_number = tuple(n for n in details.identifiers if r.random() < 0.35)
        return replace(
            details,
            identifiers=tuple(n._replace(is_verified=n.is_verified and r.random() < 0.6) for n in keep_number),
            addresses=details.addresses[:1] if r.random() < 0.85 else (),
            carers=details.carers[: r.choices((0, 1, 2), (40, 45, 15))[0]],
            sex=details.sex if r.random() < 0.97 else "",
        )

    def _nickname(self, details: Details) -> Details:
        """Beth for Elizabeth, Elizabeth for Beth, Muhammad for Mohammed; hardly anybody says Matei for Mateusz."""
        first, *rest = details.names[0].given.split()
        name = first.lower()
        options = [short for group in groups_of(name) if name in group.full for short in group.short]
        options += [group.root for group in groups_of(name) if name in group.short]
        options += [n for group in groups_of(name) for n in group.full if n != name and sound(n) == sound(name)]
        return self._named(details, " ".join([self.random.choice(options).title(), *rest])) if options else details

    def _typing_in_given_name(self, details: Details) -> Details:
        return self._named(details, self._slip(details.names[0].given))

    def _typing_in_family_name(self, details: Details) -> Details:
        return self._named(details, None, self._slip(details.names[0].family))

    def _swapped_names(self, details: Details) -> Details:
        name = details.names[0]
        return details if "Unborn" in name.given else self._named(details, name.family, name.given)

    def _middle_name(self, details: Details) -> Details:
        given = details.names[0].given.split()
        if "Unborn" in given:
            return details
        extra = self.random.choice(("James", "Rose", "Louise", "Lee", "May", "John", "Ali", "Noor"))
        return self._named(details, given[0] if len(given) > 1 else f"{given[0]} {extra}")

    def _other_family_name(self, details: Details) -> Details:
        return self._named(details, None, self._surname(self.random.choice(COMMUNITIES)))

    def _day_and_month_swapped(self, details: Details) -> Details:
        born = details.birth_on
        if not born or born.day > 12:
            return details
        return replace(details, birth_on=born.replace(day=born.month, month=born.day))

    def _digit_in_birth(self, details: Details) -> Details:
        if not details.birth_on:
            return details
        for _ in range(20):
            digits = list(f"{details.birth_on:%d%m%Y}")
            digits[self.random.choice((0, 1, 2, 3, 7))] = str(self.random.randrange(10))
            text = "".join(digits)
            try:
                return replace(details, birth_on=date(int(text[4:]), int(text[2:4]), int(text[:2])))
            except ValueError:
                continue
        return details

    def _no_birth_date(self, details: Details) -> Details:
        return replace(details, birth_on=None)

    def _estimated_birth(self, details: Details) -> Details:
        if not details.birth_on:
            return details
        about = details.birth_on + timedelta(days=self.random.randrange(-200, 200))
        return replace(details, birth_on=about.replace(month=1, day=1), birth_precision="estimated")

    def _moved_house(self, details: Details) -> Details:
        return replace(details, addresses=(self._place(),))

    def _old_address(self, details: Details) -> Details:
        return replace(details, addresses=tuple(replace_current(p) for p in details.addresses))

    def _address_slip(self, details: Details) -> Details:
        return replace(details, addresses=tuple(p._replace(line=self._slip(p.line)) for p in details.addresses))

    def _wrong_sex(self, details: Details) -> Details:
        return replace(details, sex={"M": "F", "F": "M"}.get(details.sex, ""))

    def _mistyped_number(self, details: Details) -> Details:
        def mistyped(number: Number) -> Number:
            at = self.random.randrange(3, len(number.value))
            wrong = str(self.random.randrange(10))
            return number._replace(value=number.value[:at] + wrong + number.value[at + 1 :], is_verified=False)

        return replace(details, identifiers=tuple(mistyped(number) for number in details.identifiers))

    def _other_carer(self, details: Details) -> Details:
        """A step-parent brings the child, or the mother's name is spelt as it was heard."""
        if not details.carers:
            return details
        carer = details.carers[0]
        if self.random.random() < 0.5:
            carer = Name(self._pick(COMMUNITIES[0].fathers), self._surname(COMMUNITIES[0]))
        else:
            carer = Name(self._slip(carer.given), carer.family)
        return replace(details, carers=(carer,))

    def _named(self, details: Details, given: str | None = None, family: str | None = None) -> Details:
        name = details.names[0]
        changed = Name(name.given if given is None else given, name.family if family is None else family)
        return replace(details, names=(changed,))

    def _slip(self, text: str) -> str:
        """One slip of the fingers or of the ear."""
        if len(text) < 3:
            return text
        r = self.random
        at = r.randrange(1, len(text) - 1)
        letter = r.choice("abcdefghiklmnoprstuvwy")
        return r.choice(
            (
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[:at] + text[at + 1 :],
                text[:at] + letter + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text.replace("ph", "f").replace("y", "i").replace("ck", "k").replace("ea", "ee"),
            )
        )

    # --- Somebody new

    def somebody_new(self, known: Record) -> Record:
        """A person who is not on file, most often of a family that is, and not to be taken for another."""
        r = self.random
        kind = r.choices(
            ("twin", "sibling", "half-sibling", "namesake", "stranger", "unborn sibling"),
            (20, 25, 12, 13, 25, 5),
        )[0]
        community = next(
            (c for c in COMMUNITIES if known.details.names[0].given.split()[0] in c.boys + c.girls),
            COMMUNITIES[0],
        )
        name = known.details.names[0]
        born = known.details.birth_on or self._born(0, 17)
        homes, carers = known.details.addresses, known.details.carers
        if kind == "stranger":
            new = next(rec for rec in iter(self._strangers()) if rec.details.carers)
        elif kind == "namesake":
            new = self._record(
                name,
                self._born(0, 17),
                known.details.sex,
                (self._place(),),
                (Name(self._pick(community.mothers), name.family),),
            )
        elif kind == "unborn sibling":
            details = Details(
                (Name("Unborn", name.family),),
                addresses=homes[:1],
                expected_on=TODAY + timedelta(days=r.randrange(10, 200)),
                carers=carers[:1],
            )
            new = Record(self._new_entity(), known.family, details)
        else:
            if kind != "twin":
                born = self._born(0, 17)
            full = kind != "half-sibling"
            family = name.family if full else self._surname(community)
            new = self._child(
                community,
                Name("", family),
                born,
                homes=homes,
                carers=carers if full else carers[:1],
                taken=self._taken[known.family],
            )
        return Record(new.entity, known.family, self._less_said(new.details), frozenset({f"new: {kind}"}))

    def _strangers(self) -> Iterator[Record]:
        while True:
            yield from self.family()


#: Each mistake and how often it is made, against the others.
_MISTAKES: tuple[tuple[str, int], ...] = (
    ("nickname", 16), ("typing_in_given_name", 10), ("typing_in_family_name", 10), ("swapped_names", 5),
    ("middle_name", 8), ("other_family_name", 6), ("day_and_month_swapped", 7), ("digit_in_birth", 8),
    ("no_birth_date", 8), ("estimated_birth", 5), ("moved_house", 14), ("old_address", 8),
    ("address_slip", 8),    ("wrong_sex", 2), ("mistyped_number", 4), ("other_carer", 8),
)  # fmt: skip


def replace_current(place: Place) -> Place:
    return place._replace(is_current=False)


def nhs_number(random: Random) -> str:
    """A well-formed number of the 999 range, which is for tests and never issued to anybody."""
    while True:
        nine = f"999{random.randrange(10**6):06}"
        check = 11 - sum(int(digit) * (10 - n) for n, digit in enumerate(nine)) % 11
        if check != 10:
            return nine + str(check % 11)
