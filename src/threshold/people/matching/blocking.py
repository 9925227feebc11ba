"""Under which keys is a person looked up, so that 100,000 others need not be compared?

Two records are compared if they share any one key. Each key is rare by itself: a pair of sounds, a date of
birth, a postcode, a number, a parent. `candidates.py` asks PostgreSQL for the same keys; `evaluate.py` keeps
them in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from threshold.people.matching.comparison import Details
from threshold.people.matching.names import sound_keys, squash
from threshold.people.matching.places import tidy_postcode


@dataclass(frozen=True)
class Keys:
    """What to look for, by the index that answers it."""

    sounds: frozenset[str]
    births: frozenset[date]
    postcodes: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    carers: frozenset[str]  # sounds of the parents' names: all there is for an unborn child of no fixed address

    def __iter__(self) -> Iterator[object]:
        yield from self.sounds
        yield from self.births
        yield from (("postcode", postcode) for postcode in self.postcodes)
        yield from self.numbers
        yield from (("carer", key) for key in self.carers)


def keys(details: Details) -> Keys:
    """The keys of one person, as asked for. On file a person stands under `births` as recorded only."""
    return Keys(
        sounds=frozenset(key for name in details.names for key in sound_keys(name.given, name.family)),
        births=frozenset(_births(details)),
        postcodes=frozenset(filter(None, (tidy_postcode(place.postcode) for place in details.addresses))),
        carers=frozenset(key for name in details.carers for key in sound_keys(name.given, name.family)),
        numbers=frozenset((n.kind, squash(n.value).upper()) for n in details.identifiers if squash(n.value)),
    )


def _births(details: Details) -> Iterator[date]:
    """As given, and with day and month swapped. An estimate is a date that nobody was born on for certain."""
    born = details.birth_on
    if born and details.birth_precision == "exact":
        yield born
        if born.day <= 12:
            yield born.replace(day=born.month, month=born.day)
