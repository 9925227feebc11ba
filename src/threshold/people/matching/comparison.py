"""Feature by feature, how well do two people's details agree, and how is that said in plain English?

A feature that one side does not hold gives no evidence at all. Where a person has several names or addresses
the pair that agrees best counts. What an agreement weighs is the model's business (`model.py`).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from threshold.people.matching.frequencies import is_common
from threshold.people.matching.names import HONOUR_NAMES, name_tokens, sound, squash
from threshold.people.matching.nicknames import is_known, relation, roots
from threshold.people.matching.places import same_line, tidy_postcode


class Name(NamedTuple):
    given: str
    family: str
    kind: str = "current"


class Place(NamedTuple):
    line: str
    postcode: str
    is_current: bool = True


class Number(NamedTuple):
    """An identifier. `kind` is nhs, upn or local."""

    kind: str
    value: str
    is_verified: bool = False


@dataclass(frozen=True)
class Details:
    """What is known of one person, from a form or from the database. Everything may be missing."""

    names: tuple[Name, ...] = ()
    birth_on: date | None = None
    birth_precision: Literal["exact", "estimated"] = "exact"
    sex: str = ""  # M, F; anything else is not known
    addresses: tuple[Place, ...] = ()
    identifiers: tuple[Number, ...] = ()
    expected_on: date | None = None
    carers: tuple[Name, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """One feature's agreement. `weight_bits` is 0 until the model has weighed it.

    `terms` are the folded values that agree, for weights that depend on how common they are; `is_doubtful`
    marks two names that look alike but are each a name in its own right, as twins' names often are.
    """

    feature: str
    level: str
    weight_bits: float
    sentence: str
    terms: tuple[str, ...] = ()
    is_doubtful: bool = False


#: Every feature with its levels, the strongest agreement first.
LEVELS: dict[str, tuple[str, ...]] = {
    "swapped": ("exact", "similar"),
    "given": ("exact", "nickname", "part", "phonetic", "close", "initial", "different"),
    "family": ("exact", "part", "phonetic", "close", "different"),
    "birth": ("exact", "transposed", "digit", "expected", "estimated", "year", "different"),
    "sex": ("same", "different"),
    "address": ("current", "old", "postcode", "different"),
    "identifier": ("verified", "same", "different", "conflict"),
    "carer": ("same", "similar", "different"),
}
_RANK = {(feature, level): n for feature, levels in LEVELS.items() for n, level in enumerate(levels)}


def compare(one: Details, other: Details) -> list[Evidence]:
    """The evidence for and against these being one person, a line for each feature that both sides hold.

    The order of the two makes no difference to the levels.
    """
    found: list[Evidence] = [*_names(one.names, other.names)]
    for evidence in (
        _birth(one, other),
        _sex(one.sex, other.sex),
        _address(one.addresses, other.addresses),
        *_identifiers(one.identifiers, other.identifiers),
        _carers(one.carers, other.carers),
    ):
        if evidence:
            found.append(evidence)
    return found


def _found(feature: str, level: str, sentence: str, *terms: str, is_doubtful: bool = False) -> Evidence:
    return Evidence(feature, level, 0.0, sentence, terms, is_doubtful)


def _best(all_evidence: Iterable[Evidence]) -> Evidence | None:
    return min(all_evidence, key=lambda e: (_RANK[e.feature, e.level], e.is_doubtful, e.terms), default=None)


# --- Names


def _names(ones: tuple[Name, ...], others: tuple[Name, ...]) -> list[Evidence]:
    """Given and family name of the best-agreeing pair, or one line for both when they stand swapped."""
    pairs = [
        [e for e in (_given(a.given, b.given), _family(a.family, b.family)) if e] for a, b in product(ones, others)
    ]
    straight = min((pair for pair in pairs if pair), key=_pair_rank, default=[])
    if straight and all(e.level == "exact" for e in straight):
        return straight
    swapped = _best(e for a, b in product(ones, others) if (e := _swapped(a, b)))
    both_differ = all(e.level in ("different", "part", "close", "phonetic", "initial") for e in straight)
    return [swapped] if swapped and both_differ else straight


def _pair_rank(pair: list[Evidence]) -> tuple[float, int, list[tuple[str, str, tuple[str, ...]]]]:
    # A name of two compared parts says more than one of one; the last part only makes the order of the two
    # people irrelevant when two pairs agree equally well.
    total = sum(_RANK[e.feature, e.level] / (len(LEVELS[e.feature]) - 1) for e in pair) + (2 - len(pair)) * 0.5
    return (total, sum(e.is_doubtful for e in pair), sorted((e.feature, e.level, e.terms) for e in pair))


def _given(one: str, other: str) -> Evidence | None:
    a, b = name_tokens(one), name_tokens(other)
    if not a or not b:
        return None
    if "".join(a) == "".join(b):
        return _found("given", "exact", f"Same given name: {one.strip()}", *a)
    a, b = _beyond_honour(a, b)
    return _same_first_name(one, other, a, b) or _other_first_name(one, other, a, b)


def _same_first_name(one: str, other: str, a: tuple[str, ...], b: tuple[str, ...]) -> Evidence | None:
    if a[0] != b[0]:
        return None
    if set(a) <= set(b) or set(b) <= set(a) or _alike(a[1], b[1]):
        return _found("given", "part", f"Given names agree in part: {_both(one, other)}", a[0])
    # Two sisters are rarely Emma Jane and Emma Louise, yet it happens.
    sentence = f"Same first name, different middle names: {_both(one, other)}"
    return _found("given", "part", sentence, a[0], is_doubtful=True)


def _other_first_name(one: str, other: str, a: tuple[str, ...], b: tuple[str, ...]) -> Evidence:
    both = _both(one, other)
    if related := relation(a[0], b[0]):
        # Ella and Ellie, Jack and John, Matei and Mateusz: forms of one name, and each a name in its own right, for
        # twins too. Muhammad and Mohammed are one name spelt two ways: they sound the same.
        is_cognate = related == "spelling" and sound(a[0]) != sound(b[0])
        is_doubtful = is_cognate or (is_common(a[0]) and is_common(b[0]))
        sentence = _nickname_sentence(one, other, a[0], b[0], related)
        return _found("given", "nickname", sentence, is_doubtful=is_doubtful)
    if shared := sorted((set(a) & set(b)) - HONOUR_NAMES):
        # Known by a middle name, or a sister with the other's name in the middle.
        return _found("given", "part", f"One given name in common: {both}", shared[0], is_doubtful=True)
    if level := _likeness(a[0], b[0]):
        is_doubtful = is_known(a[0]) and is_known(b[0])
        return _found("given", level, f"Given names {_LIKENESS_WORDS[level]}: {both}", is_doubtful=is_doubtful)
    if 1 in (len(a[0]), len(b[0])) and a[0][0] == b[0][0]:
        return _found("given", "initial", f"Same initial: {a[0][0].upper()}")
    return _found("given", "different", f"Different given names: {both}")


_LIKENESS_WORDS = {"phonetic": "sound alike", "close": "differ by a letter or two", "": "are different"}


def _beyond_honour(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leave out a leading Mohammed or Syed where another name follows on either side: brothers share them."""

    def is_honour(token: str) -> bool:
        return token in HONOUR_NAMES or not HONOUR_NAMES.isdisjoint(roots(token))

    beyond_a, beyond_b = (tuple(token for token in tokens if not is_honour(token)) for tokens in (a, b))
    return (beyond_a, beyond_b) if beyond_a and beyond_b else (a, b)


def _nickname_sentence(one: str, other: str, a: str, b: str, related: str) -> str:
    if related == "spelling":
        return f"{_both(one, other)} are spellings of one name"
    if related.startswith("both"):
        return f"{_both(one, other)} are {related.replace(related[15:], related[15:].title())}"
    short, full = (one, other) if b in roots(a) or len(a) < len(b) else (other, one)
    return f"‘{short.strip()}’ is a short form of ‘{full.strip()}’"


def _family(one: str, other: str) -> Evidence | None:
    a, b = name_tokens(one), name_tokens(other)
    if not a or not b:
        return None
    joined_a, joined_b = "".join(a), "".join(b)
    if joined_a == joined_b:
        return _found("family", "exact", f"Same family name: {one.strip()}", joined_a)
    if shared := sorted(token for token in set(a) & set(b) if len(token) > 3):
        return _found("family", "part", f"Family names share a part: {_both(one, other)}", shared[0])
    level = _likeness(joined_a, joined_b)
    return _found("family", level or "different", f"Family names {_LIKENESS_WORDS[level]}: {_both(one, other)}")


def _swapped(one: Name, other: Name) -> Evidence | None:
    """Given name in the family name's place, on one side only."""
    first, second = _family(one.given, other.family), _family(one.family, other.given)
    if not first or not second or "different" in (first.level, second.level):
        # Swapped and shortened at once: Beth Smith and Smith Elizabeth.
        if not (first and second and _swapped_nickname(one, other, first, second)):
            return None
        first = second = _found("family", "close", "")
    level = "exact" if first.level == second.level == "exact" else "similar"
    words = "" if level == "exact" else " and spelt differently"
    both = _both(f"{one.given} {one.family}", f"{other.given} {other.family}")
    sentence = f"Given and family name the other way round{words}: {both}"
    return _found("swapped", level, sentence, *first.terms, *second.terms)


def _swapped_nickname(one: Name, other: Name, first: Evidence, second: Evidence) -> bool:
    if (first.level == "different") == (second.level == "different"):
        return False
    pair = (one.given, other.family) if first.level == "different" else (one.family, other.given)
    return bool(relation(squash(pair[0]), squash(pair[1])))


def _both(one: str, other: str) -> str:
    return f"‘{one.strip()}’ and ‘{other.strip()}’"


def _alike(a: str, b: str) -> bool:
    return bool(relation(a, b) or _likeness(a, b))


def _likeness(a: str, b: str) -> str:
    """`phonetic`, `close` or nothing: whether two different tokens may be one name misheard or mistyped."""
    if min(len(a), len(b)) < 3:
        return ""
    if sound(a) == sound(b) and fuzz.ratio(a, b) >= 60:
        return "phonetic"
    slips = OSA.distance(a, b)
    if slips <= (1 if min(len(a), len(b)) < 7 else 2) or JaroWinkler.similarity(a, b) >= 0.93:
        return "close"
    return ""


# --- Dates


def _birth(one: Details, other: Details) -> Evidence | None:
    if one.birth_on and other.birth_on:
        return _dates(one.birth_on, other.birth_on, "estimated" in (one.birth_precision, other.birth_precision))
    if one.expected_on and other.expected_on:
        if abs((one.expected_on - other.expected_on).days) <= 21:
            return _found("birth", "expected", f"Unborn children expected at the same time: {_say(one.expected_on)}")
        return _found("birth", "different", "Unborn children expected at different times")
    born = one.birth_on or other.birth_on
    expected = one.expected_on or other.expected_on
    if not born or not expected:
        return None
    if -98 <= (born - expected).days <= 21:  # from 26 weeks on; three weeks late is the longest there is
        return _found("birth", "expected", f"Born {_say(born)}; an unborn child was expected on {_say(expected)}")
    return _found("birth", "different", f"Born {_say(born)}, which does not fit a birth expected on {_say(expected)}")


def _dates(a: date, b: date, is_estimate: bool) -> Evidence:
    both = f"{_say(a)} and {_say(b)}"
    if is_estimate:
        if abs(a.year - b.year) <= 1:
            return _found("birth", "estimated", f"Same age, as far as it is known: born about {min(a, b).year}")
        return _found("birth", "different", f"Different ages, even as estimates: {both}")
    if a == b:
        return _found("birth", "exact", f"Same date of birth: {_say(a)}")
    if (a.day, a.month, a.year) == (b.month, b.day, b.year):
        level, words = "transposed", "Day and month swapped in the date of birth"
    elif OSA.distance(_digits(a), _digits(b)) == 1:
        level, words = "digit", "Date of birth differs by one digit"
    elif a.year == b.year:
        level, words = "year", "Same year of birth only"
    else:
        level, words = "different", "Different dates of birth"
    return _found("birth", level, f"{words}: {both}")


def _digits(day: date) -> str:
    return f"{day.day:02}{day.month:02}{day.year:04}"


def _say(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


# --- Sex, address, identifiers, carers


def _sex(one: str, other: str) -> Evidence | None:
    words = {"M": "male", "F": "female"}
    if one not in words or other not in words:
        return None
    if one == other:
        return _found("sex", "same", f"Same sex: {words[one]}")
    return _found("sex", "different", "Different sex")


def _address(ones: tuple[Place, ...], others: tuple[Place, ...]) -> Evidence | None:
    return _best(e for a, b in product(ones, others) if (e := _place(a, b)))


def _place(one: Place, other: Place) -> Evidence | None:
    a, b = tidy_postcode(one.postcode), tidy_postcode(other.postcode)
    if same_line(one.line, other.line) and (a == b or not a or not b):
        where = f"{one.line.strip()}, {one.postcode.strip()}".strip(", ")
        if one.is_current and other.is_current:
            return _found("address", "current", f"Same address: {where}", a or b)
        return _found("address", "old", f"Lived at this address before: {where}", a or b)
    if not a or not b:
        return None
    if a == b:
        return _found("address", "postcode", f"Same postcode: {one.postcode.strip()}", a)
    return _found("address", "different", "No address in common")


_NUMBER_NAMES = {"nhs": "NHS number", "upn": "unique pupil number", "local": "number of this authority"}


def _identifiers(ones: tuple[Number, ...], others: tuple[Number, ...]) -> Iterator[Evidence]:
    """A line for each kind of number on both sides, so that one that agrees cannot hide one that does not."""
    for kind in sorted({n.kind for n in ones} & {n.kind for n in others}):
        pairs = product((n for n in ones if n.kind == kind), (n for n in others if n.kind == kind))
        if best := _best(e for a, b in pairs if (e := _number(a, b))):
            yield best


def _number(one: Number, other: Number) -> Evidence | None:
    if not squash(one.value) or not squash(other.value):
        return None
    name = _NUMBER_NAMES.get(one.kind, one.kind)
    is_verified = one.is_verified and other.is_verified
    if squash(one.value) == squash(other.value):
        if is_verified:
            return _found("identifier", "verified", f"Same {name}, verified")
        return _found("identifier", "same", f"Same {name}, not verified on both sides")
    if one.kind == "local":
        return None  # two records always have two numbers of ours; that is what a duplicate is
    if is_verified:
        return _found("identifier", "conflict", f"Different {name}s, both verified")
    return _found("identifier", "different", f"Different {name}s, not verified on both sides")


def _carers(ones: tuple[Name, ...], others: tuple[Name, ...]) -> Evidence | None:
    return _best(e for a, b in product(ones, others) if (e := _carer(a, b)))


def _carer(one: Name, other: Name) -> Evidence | None:
    given, family = _given(one.given, other.given), _family(one.family, other.family)
    if not given or not family:
        return None
    who = f"{one.given} {one.family}".strip()
    if given.level == family.level == "exact":
        return _found("carer", "same", f"Same parent or carer: {who}", *given.terms)
    if given.level not in ("different", "initial") and family.level != "different":
        return _found("carer", "similar", f"Similar parent or carer: ‘{who}’ and ‘{other.given} {other.family}’")
    return _found("carer", "different", "No parent or carer in common")
