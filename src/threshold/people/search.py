"""Who is meant by a half-remembered name, an old address, a date of birth or a number?

What was typed is read in every way it can be read (`search_reading`). Each reading is one query that an index
answers and that stops at a few hundred rows, so the time hardly grows with the number of people; whoever fits
several readings comes first. A hit says why it is one.
"""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import TypeVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet

from threshold.access.roles import Reach
from threshold.access.scope import Scope
from threshold.core import calendar
from threshold.people import identifiers
from threshold.people.matching.names import sound_keys
from threshold.people.matching.places import fold_line
from threshold.people.models import Address, Identifier, Person, PersonAddress, PersonName
from threshold.people.names import single_sounds
from threshold.people.queries import faces, hidden_identities, people_within_reach
from threshold.people.search_names import compare
from threshold.people.search_reading import LONGEST_QUERY, Asked, read

_MOST_PER_READING = 200
#: Names spelt alike are looked for where there are fewer hits than this: it costs more than all else.
_FEW = 50
#: Below this share of common trigrams a name is not worth comparing, and the index has far more to read.
_ALIKE_FROM = 0.5
_MOST_SENTENCES = 2

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Hit:
    """Somebody found. `person` is the oldest record of the cluster; `why` is a sentence or two."""

    person: Person
    why: str


def search_people(scope: Scope, text: str, limit: int = 50) -> list[Hit]:
    """The people who fit what was typed, best first; never one this user may not see, not even in the number.

    Args:
        text: anything: name, nickname, address, postcode, date of birth, NHS number, UPN, reference, or several.
    """
    if people_within_reach(scope).query.is_empty():
        return []
    asked = read(text, calendar.day_of(scope.now))
    reach = _WithinReach(scope)
    scores: dict[int, _Score] = defaultdict(_Score)
    narrow = set(_by_number(asked, reach, scores))
    narrow |= set(_by_birth(asked, reach, scores))
    narrow |= set(_by_postcode(asked, reach, scores))
    if asked.name:
        _by_name(asked, reach, scores, narrow)
    if asked.street or (asked.name and not scores):
        _by_street(asked.street or " ".join(asked.name), reach, scores)
    best = sorted(scores, key=lambda identity_id: (-scores[identity_id].points, identity_id))[:limit]
    shown = faces(scope, best)  # asks once more who may be seen
    ranked = sorted(shown.items(), key=lambda item: (-scores[item[0]].points, item[1].display_name, item[0]))
    return [Hit(person, scores[identity_id].why(person)) for identity_id, person in ranked]


class _WithinReach:
    """Narrows rows about people to those of people this user may see, before any limit cuts them off.

    The identities that are hidden are few: they are asked for once, and every reading leaves them out.
    """

    def __init__(self, scope: Scope) -> None:
        self._hidden = hidden_identities(scope)
        self._only = people_within_reach(scope) if scope.reach != Reach.EVERYBODY else None

    def __call__(self, rows: QuerySet[M], path: str = "person__") -> QuerySet[M]:
        if self._hidden:
            rows = rows.exclude(**{f"{path}identity_id__in": self._hidden})
        if self._only is not None:
            rows = rows.filter(**{f"{path}pk__in": self._only.values("pk")})
        return rows


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


Scores = dict[int, _Score]


__all__ = ["LONGEST_QUERY", "Hit", "search_people"]

# --- Numbers, births, places. Each reading gives the ids of the records it found. -----------------------------


def _by_number(asked: Asked, reach: _WithinReach, scores: Scores) -> Iterator[int]:
    if asked.reference is not None:
        for person in reach(Person.objects.filter(pk=asked.reference), ""):
            scores[person.identity_id].add("reference", 3.0, f"Has the reference {person.reference}.")
            yield person.pk
    if not asked.numbers:
        return
    either = reduce(operator.or_, (Q(kind=kind, value=value) for kind, value in asked.numbers))
    for row in reach(Identifier.objects.filter(either)).select_related("person")[:_MOST_PER_READING]:
        verified = "" if row.is_verified else ", not verified"
        scores[row.person.identity_id].add("number", 2.0, f"Has this {_NUMBER_WORDS[row.kind]}{verified}.")
        yield row.person_id


_NUMBER_WORDS = {
    Identifier.Kind.NHS.value: "NHS number",
    Identifier.Kind.UPN.value: "unique pupil number",
    Identifier.Kind.LOCAL.value: "number of the authority",
}


def _by_birth(asked: Asked, reach: _WithinReach, scores: Scores) -> Iterator[int]:
    day = asked.birth_on
    if day is None:
        return
    turned = day.replace(day=day.month, month=day.day) if day.day <= 12 else day
    for person in reach(Person.objects.filter(birth_on__in={day, turned}), "")[: 5 * _MOST_PER_READING]:
        if person.birth_on == day:
            scores[person.identity_id].add("birth", 0.8, f"Born on {day.day} {day:%B %Y}.")
        else:
            why = f"Born on {turned.day} {turned:%B %Y}: day and month the other way round."
            scores[person.identity_id].add("birth", 0.5, why)
        yield person.pk


def _by_postcode(asked: Asked, reach: _WithinReach, scores: Scores) -> Iterator[int]:
    stays = reach(PersonAddress.objects.select_related("person", "address"))
    if asked.postcodes:
        stays = stays.filter(address__postcode__in=asked.postcodes)
    elif asked.outward and not asked.name:
        stays = stays.filter(_in_area(asked.outward, "address__"))
    else:
        return
    for stay in stays[: 5 * _MOST_PER_READING]:
        scores[stay.person.identity_id].add("place", 0.7 if stay.ends_on is None else 0.6, _lives(stay))
        yield stay.person_id


def _in_area(outward: str, path: str) -> Q:
    """Postcodes with this first half. A range, because an index is not one for LIKE in every collation."""
    return Q(
        **{
            f"{path}postcode__gte": outward,
            f"{path}postcode__lte": f"{outward}9ZZ",
            f"{path}postcode__regex": f"^{outward}...$",
        }
    )


def _by_street(street: str, reach: _WithinReach, scores: Scores) -> None:
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
    stays = reach(PersonAddress.objects.filter(address_id__in=list(likeness)))
    for stay in stays.select_related("person", "address")[: 5 * _MOST_PER_READING]:
        share, same_door = likeness[stay.address_id]
        points = share * (0.9 if same_door else 0.5) - (0.0 if stay.ends_on is None else 0.05)
        scores[stay.person.identity_id].add("place", points, _lives(stay))


# --- Names ----------------------------------------------------------------------------------------------------


def _by_name(asked: Asked, reach: _WithinReach, scores: Scores, narrow: set[int]) -> None:
    """Names that have every part, that begin so, that sound so or are spelt alike, until there are enough.

    Of those whom another reading has found every name is compared. With half a postcode, people of that area come
    first, and everybody else only where there are none.
    """
    names = reach(PersonName.objects.select_related("person")).only(
        "kind", "given_name", "family_name", "folded", "ended_at", "person__identity_id"
    )
    found = list(names.filter(person_id__in=narrow)) if narrow else []
    in_area = _found_in_area(names, asked) if asked.outward else []
    found += in_area or _found(names, asked)
    area = {row.person_id for row in in_area}
    typed = " ".join(asked.name)
    for row in found:
        likeness = compare(typed, row.folded)
        if likeness:
            score = scores[row.person.identity_id]
            score.add("name", likeness.share * (1.0 if row.ended_at is None else 0.95), likeness.sentence, row)
            if row.person_id in area:
                score.add("place", 0.4, f"Lives or lived in {asked.outward}.")


def _found(names: QuerySet[PersonName], asked: Asked) -> list[PersonName]:
    """The cheapest reading first; the next one only where there is room."""
    parts = asked.name
    rows: list[PersonName] = []
    for condition in (_having(parts), _beginning(parts), _sounding(parts)):
        rows += names.filter(condition)[:_MOST_PER_READING]
        if len(rows) >= _MOST_PER_READING:
            return rows
    if len(rows) < _FEW and not asked.street:
        rows += _spelt_alike(names, " ".join(parts))
        if not rows and len(parts) > 1:
            rows += _spelt_alike(names, max(parts, key=len))
    return rows


def _found_in_area(names: QuerySet[PersonName], asked: Asked) -> list[PersonName]:
    lived_there = PersonAddress.objects.filter(_in_area(asked.outward, "address__"), is_confidential=False)
    named_so = _beginning(asked.name) | _sounding(asked.name)
    return list(names.filter(named_so, person_id__in=lived_there.values("person_id"))[:_MOST_PER_READING])


def _having(parts: Iterable[str]) -> Q:
    """Names with each part. The trigram index answers a regular expression; a folded part has only letters."""
    return Q(*(Q(folded__regex=f"(^| ){re.escape(part)}( |$)") for part in parts))


def _beginning(parts: Iterable[str]) -> Q:
    """Names with a part that begins like each of these."""
    return Q(*(Q(folded__regex=f"(^| ){re.escape(part)}") for part in parts))


def _sounding(parts: list[str]) -> Q:
    """Names that sound so, nicknames among them: one part alone, or two side by side."""
    keys = single_sounds(parts[0]) if len(parts) == 1 else set()
    for cut in range(1, len(parts)):
        keys.update(sound_keys(" ".join(parts[:cut]), " ".join(parts[cut:])))
    return Q(sounds__overlap=sorted(keys))


def _spelt_alike(names: QuerySet[PersonName], typed: str) -> list[PersonName]:
    """Names with most of the trigrams of what was typed. A misspelt common name has more than are read."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(_ALIKE_FROM)])
        return list(names.filter(folded__trigram_word_similar=typed)[: 3 * _MOST_PER_READING])


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
