"""Who is meant by a half-remembered name, an old address, a date of birth or a number?

What was typed is read in every way it can be read. Each reading is one query that an index answers, starting from
the people this user may see; whoever fits several readings comes first. A hit says why it is one.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from threshold.access.scope import Scope
from threshold.core import calendar, references
from threshold.core.errors import Refused
from threshold.people import identifiers
from threshold.people.matching.names import name_tokens, sound_keys
from threshold.people.matching.places import fold_line
from threshold.people.models import Address, Identifier, Person, PersonAddress, PersonName
from threshold.people.names import single_sounds
from threshold.people.queries import faces, visible_people
from threshold.people.search_names import compare

#: Of what was typed only so much is read: nobody remembers more of a person, and a pasted page costs nothing.
LONGEST_QUERY = 200
_MOST_PER_READING = 200
_MOST_SENTENCES = 2
#: Below this share of common trigrams a name is not worth comparing, and the index has far more to read.
_ALIKE_FROM = 0.5

_DATE = re.compile(
    r"""\b(?: \d{1,2}[./\-\s]+\d{1,2}[./\-\s]+(?:\d{4}|\d{2})
         | \d{4}[./\-]\d{1,2}[./\-]\d{1,2}
         | \d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]{3,9}\.?,?\s+(?:\d{4}|\d{2})
         | [a-z]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}
         | \d{8} | \d{6} )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NHS = re.compile(r"\b\d{3}[\s\-]*\d{3}[\s\-]*\d{4}\b")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*[\doil][a-z]{2}\b", re.IGNORECASE)
_OUTWARD = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\bP[\s\-]*[0-9A-Z]{5,8}[\s\-]*[0-9A-Z]\b", re.IGNORECASE)
_STREET_WORDS = frozenset(
    [
        "road",
        "street",
        "avenue",
        "lane",
        "close",
        "drive",
        "crescent",
        "court",
        "gardens",
        "garden",
        "place",
        "square",
        "terrace",
        "grove",
        "park",
        "house",
        "flat",
        "way",
        "hill",
        "view",
        "rise",
        "walk",
        "green",
        "mews",
        "row",
        "end",
    ]
)


@dataclass(frozen=True)
class Hit:
    """Somebody found. `person` is the oldest record of the cluster; `why` is a sentence or two."""

    person: Person
    why: str


@dataclass
class _Asked:
    """What was typed, in the ways it can be read."""

    reference: int | None = None
    numbers: list[tuple[str, str]] = field(default_factory=list)
    births: list[dt.date] = field(default_factory=list)
    postcodes: list[str] = field(default_factory=list)
    outward: str = ""
    name: str = ""
    street: str = ""


@dataclass
class _Score:
    """What speaks for one identity: the best of each reading."""

    by_reading: dict[str, tuple[float, str]] = field(default_factory=dict)
    name: PersonName | None = None

    def add(self, reading: str, points: float, why: str, name: PersonName | None = None) -> None:
        if points > self.by_reading.get(reading, (0.0, ""))[0]:
            self.by_reading[reading] = (points, why)
            self.name = name or self.name

    @property
    def points(self) -> float:
        return sum(points for points, _ in self.by_reading.values())

    def why(self, shown: Person) -> str:
        """The strongest sentences. A name that is not the one shown is said, whatever record it is from."""
        sentences = dict(self.by_reading)
        if self.name and f"{self.name.given_name} {self.name.family_name}".strip() != shown.display_name:
            sentences["name"] = (sentences["name"][0], _called(self.name))
        best = sorted(sentences.values(), key=lambda pair: -pair[0])
        return " ".join(sentence for _, sentence in best[:_MOST_SENTENCES])


def search_people(scope: Scope, text: str, limit: int = 50) -> list[Hit]:
    """The people who fit what was typed, best first; never one this user may not see, not even in the number.

    Args:
        text: anything: name, nickname, address, postcode, date of birth, NHS number, UPN, reference, or several.
    """
    asked = _read(text, calendar.day_of(scope.now))
    people = visible_people(scope)
    if people.query.is_empty():
        return []
    scores: dict[int, _Score] = defaultdict(_Score)
    narrow = set(_by_numbers(asked, people, scores))
    narrow |= set(_by_birth(asked, people, scores))
    narrow |= set(_by_postcode(asked, people, scores))
    if asked.name:
        _by_name(asked, people, scores, narrow)
    if asked.street or (asked.name and not scores):
        _by_street(asked.street or asked.name, people, scores)
    shown = faces(scope, scores)
    ranked = sorted(
        shown.values(), key=lambda person: (-scores[person.identity_id].points, person.display_name, person.pk)
    )
    return [Hit(person, scores[person.identity_id].why(person)) for person in ranked[:limit]]


# --- Reading what was typed -----------------------------------------------------------------------------------


def _read(text: str, today: dt.date) -> _Asked:
    rest = " ".join(text[: 4 * LONGEST_QUERY].replace("\x00", " ").split())[:LONGEST_QUERY]
    asked = _Asked()

    for found in _REFERENCE.finditer(rest):
        number = references.read(found.group(), "P")
        if number is not None and any(sign.isdigit() for sign in found.group()):
            asked.reference = number
            rest = rest.replace(found.group(), " ")
            break
    for word in (*_NHS.findall(rest), *rest.split(), rest):
        asked.numbers += [pair for pair in _as_numbers(word) if pair not in asked.numbers]
    for found in _DATE.finditer(rest):
        day = identifiers.read_date(found.group(), today)
        if day and day.year >= today.year - 120:
            asked.births.append(day)
            rest = rest.replace(found.group(), " ")
            break
    for found in _POSTCODE.finditer(rest):
        try:
            asked.postcodes.append(identifiers.postcode(found.group()))
        except Refused:
            continue
        rest = rest.replace(found.group(), " ")
    outward = _OUTWARD.search(rest) if not asked.postcodes else None
    if outward:
        asked.outward = outward.group().upper()
        rest = rest.replace(outward.group(), " ")

    has_digit = any(sign.isdigit() for sign in rest)
    street_parts = [part for part in rest.split(",") if _looks_like_street(part)]
    if street_parts:
        asked.street = fold_line(" ".join(street_parts))
    if not has_digit:
        asked.name = " ".join(name_tokens(rest))
    return asked


def _as_numbers(word: str) -> Iterator[tuple[str, str]]:
    """The identifiers that a word can be."""
    if not any(sign.isdigit() for sign in word):
        return
    for kind in Identifier.Kind.values:
        try:
            yield kind, identifiers.read(kind, word)
        except Refused:
            continue


def _looks_like_street(text: str) -> bool:
    words = fold_line(text).split()
    return bool(_STREET_WORDS & set(words)) or any(word[0].isdigit() for word in words)


# --- One query for each reading. Each gives the ids of the records it found. ----------------------------------


def _by_numbers(asked: _Asked, people: QuerySet[Person], scores: dict[int, _Score]) -> Iterator[int]:
    if asked.reference is not None:
        for person in people.filter(pk=asked.reference):
            scores[person.identity_id].add("reference", 3.0, f"Has the reference {person.reference}.")
            yield person.pk
    either = Q()
    for kind, value in asked.numbers:
        either |= Q(kind=kind, value=value)
    if not either:
        return
    rows = Identifier.objects.filter(either, person__in=people).select_related("person")
    for row in rows[:_MOST_PER_READING]:
        verified = "" if row.is_verified else ", not verified"
        scores[row.person.identity_id].add("number", 2.0, f"Has this {_NUMBER_WORDS[row.kind]}{verified}.")
        yield row.person_id


_NUMBER_WORDS = {
    Identifier.Kind.NHS.value: "NHS number",
    Identifier.Kind.UPN.value: "unique pupil number",
    Identifier.Kind.LOCAL.value: "number of the authority",
}


def _by_birth(asked: _Asked, people: QuerySet[Person], scores: dict[int, _Score]) -> Iterator[int]:
    for day in asked.births:
        turned = day.replace(day=day.month, month=day.day) if day.day <= 12 and day.day != day.month else None
        wanted = [day, turned] if turned else [day]
        for person in people.filter(birth_on__in=wanted)[: 5 * _MOST_PER_READING]:
            if person.birth_on == day:
                scores[person.identity_id].add("birth", 0.8, f"Born on {_day(day)}.")
            elif turned:
                why = f"Born on {_day(turned)}: day and month the other way round."
                scores[person.identity_id].add("birth", 0.5, why)
            yield person.pk


def _by_postcode(asked: _Asked, people: QuerySet[Person], scores: dict[int, _Score]) -> Iterator[int]:
    stays = PersonAddress.objects.filter(person__in=people).select_related("person", "address")
    if asked.postcodes:
        stays = stays.filter(address__postcode__in=asked.postcodes)
    elif asked.outward and not asked.name:
        last = asked.outward + "9ZZ"  # a range, because the index is not one for LIKE in every collation
        stays = stays.filter(address__postcode__gte=asked.outward, address__postcode__lte=last)
    else:
        return
    for stay in stays[: 5 * _MOST_PER_READING]:
        if asked.outward and len(stay.address.postcode) != len(asked.outward) + 3:
            continue
        points = 0.7 if stay.ends_on is None else 0.6
        scores[stay.person.identity_id].add("place", points, _lives(stay))
        yield stay.person_id


def _by_street(street: str, people: QuerySet[Person], scores: dict[int, _Score]) -> None:
    """Addresses spelt alike, and then who lives or lived there."""
    street = fold_line(street)
    numbers = {word for word in street.split() if word[0].isdigit()}
    alike = (
        Address.objects.filter(line_folded__trigram_word_similar=street)
        .annotate(likeness=TrigramWordSimilarity(street, "line_folded"))
        .order_by("-likeness", "pk")
        .values_list("pk", "likeness", "line_folded")[:_MOST_PER_READING]
    )
    likeness = {pk: (share, numbers <= set(line.split())) for pk, share, line in alike}
    stays = PersonAddress.objects.filter(address_id__in=list(likeness), person__in=people)
    for stay in stays.select_related("person", "address")[: 5 * _MOST_PER_READING]:
        share, same_door = likeness[stay.address_id]
        points = share * (0.9 if same_door else 0.5) - (0.0 if stay.ends_on is None else 0.05)
        scores[stay.person.identity_id].add("place", points, _lives(stay))


def _by_name(asked: _Asked, people: QuerySet[Person], scores: dict[int, _Score], narrow: set[int]) -> None:
    """Names spelt alike and names that sound alike; of those whom another reading has found, every name."""
    rows: dict[int, PersonName] = {}
    visible = PersonName.objects.filter(person__in=people).select_related("person")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(_ALIKE_FROM)])
        for found in (_spelt(visible, asked.name), _sounding(visible, asked.name)):
            rows.update({row.pk: row for row in found[:_MOST_PER_READING]})
    if narrow:
        rows.update({row.pk: row for row in visible.filter(person_id__in=narrow)})
    in_area = _in_area(asked, (row.person_id for row in rows.values()))
    for row in rows.values():
        likeness = compare(asked.name, row.folded)
        if likeness:
            score = scores[row.person.identity_id]
            points = likeness.share * (1.0 if row.ended_at is None else 0.95)
            score.add("name", points, likeness.sentence, row)
            if row.person_id in in_area:
                score.add("place", 0.4, f"Lives or lived in {asked.outward}.")


def _spelt(names: QuerySet[PersonName], typed: str) -> QuerySet[PersonName]:
    """Names with the whole of it or its longest part in them, those first that have most of every part."""
    parts = typed.split()[:6]
    longest = max(parts, key=len)
    each = [TrigramWordSimilarity(part, "folded") for part in parts]
    return (
        names.filter(Q(folded__trigram_word_similar=typed) | Q(folded__trigram_word_similar=longest))
        .annotate(likeness=reduce(operator.add, each))
        .order_by("-likeness", "-pk")
    )


def _sounding(names: QuerySet[PersonName], typed: str) -> QuerySet[PersonName]:
    """Names that sound so: of one part its sound alone, of several the sounds of two side by side."""
    parts = typed.split()[:6]
    keys = single_sounds(typed) if len(parts) < 2 else set()
    for cut in range(1, len(parts)):
        keys.update(sound_keys(" ".join(parts[:cut]), " ".join(parts[cut:])))
    found = names.filter(sounds__overlap=sorted(keys)).annotate(likeness=TrigramSimilarity("folded", typed))
    return found.order_by("-likeness", "-pk")


def _in_area(asked: _Asked, person_ids: Iterable[int]) -> set[int]:
    if not asked.outward:
        return set()
    stays = PersonAddress.objects.filter(
        person_id__in=list(person_ids), address__postcode__startswith=asked.outward, is_confidential=False
    )
    return {
        person_id
        for person_id, postcode in stays.values_list("person_id", "address__postcode")
        if len(postcode) == len(asked.outward) + 3
    }


# --- Saying why -----------------------------------------------------------------------------------------------


def _called(row: PersonName) -> str:
    name = f"{row.given_name} {row.family_name}".strip()
    if row.kind == PersonName.Kind.FORMER:
        until = f" until {calendar.day_of(row.ended_at).year}" if row.ended_at else ""
        return f"Formerly known as {name}{until}."
    if row.kind in (PersonName.Kind.ALIAS, PersonName.Kind.SHORT):
        return f"Also known as {name}."
    return f"Recorded as {name}."


def _lives(stay: PersonAddress) -> str:
    verb, end = ("Lives", "") if stay.ends_on is None else ("Lived", f" until {stay.ends_on.year}")
    if stay.is_confidential:
        return "Found by an address of theirs, which is confidential."
    lines = [stay.address.line_1, stay.address.line_2, stay.address.town]
    written = ", ".join(filter(None, [*lines, identifiers.spoken_postcode(stay.address.postcode)]))
    return f"{verb} at {written}{end}."


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
