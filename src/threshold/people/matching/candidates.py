"""Which people on file may be the person somebody has just described?

Every pass below is answered by an index, so the time hardly grows with the number of people. The passes name at
most a few hundred records; the best of them are loaded whole, in a fixed number of queries, and judged by the
engine. `among` is the caller's scope: a record that the user may not see is never loaded, so it can neither be
suggested nor lend a parent's name to somebody else's evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from threshold.people.matching.blocking import Keys, keys
from threshold.people.matching.comparison import Details, Evidence, Name, Number, Place
from threshold.people.matching.frequencies import ENGLAND, Frequencies
from threshold.people.matching.model import Flag, Judgement, Verdict, judge
from threshold.people.matching.names import folded_name
from threshold.people.models import Identifier, Person, PersonAddress, PersonName, Relationship

#: How many records are loaded and compared. More are hardly ever better: the passes put the best first.
MOST_COMPARED = 60
_MOST_PER_PASS = 1000
#: Below this share of common trigrams two names are not worth comparing, and the index has far more to read.
_ALIKE_FROM = 0.45

_CARERS = (
    Relationship.Kind.PARENT,
    Relationship.Kind.STEP_PARENT,
    Relationship.Kind.GUARDIAN,
    Relationship.Kind.FOSTER_CARER,
)


@dataclass(frozen=True)
class Suggestion:
    """One person on file who may be the one described. `person_id` is the record of theirs that agrees best."""

    person_id: int
    identity_id: int
    verdict: Verdict
    probability: float
    evidence: tuple[Evidence, ...]
    flags: tuple[Flag, ...]


def suggest(details: Details, *, among: QuerySet[Person], frequencies: Frequencies = ENGLAND) -> list[Suggestion]:
    """The likely and the possible, best first; after them brothers, sisters and other relatives, flagged as such.

    A cluster of joined records is one suggestion. `among` should leave out the record that is being matched
    itself, and those that somebody has found not to be the same.
    """
    best: dict[int, tuple[Judgement, int]] = {}
    for person, stored in _load(among, _find(details, among)):
        judgement = judge(details, stored, frequencies=frequencies)
        standing = best.get(person.identity_id)
        if standing is None or _rank(judgement) > _rank(standing[0]):
            best[person.identity_id] = (judgement, person.pk)
    return [
        Suggestion(person_id, identity_id, j.verdict, j.probability, j.evidence, j.flags)
        for identity_id, (j, person_id) in sorted(best.items(), key=lambda item: _rank(item[1][0]), reverse=True)
        if j.verdict is not Verdict.UNLIKELY or {Flag.TWIN, Flag.SIBLING} & {*j.flags}
    ]


def _rank(judgement: Judgement) -> tuple[bool, bool, float]:
    return (
        judgement.verdict is Verdict.LIKELY,
        judgement.verdict is not Verdict.UNLIKELY,
        judgement.bits,
    )


# --- The passes


def _find(details: Details, among: QuerySet[Person]) -> list[int]:
    """The ids of the records that are worth comparing, at most MOST_COMPARED."""
    wanted = keys(details)
    points: dict[int, float] = defaultdict(float)
    # What a hit is worth, to choose whom to compare where a common name or a tower block names too many. The
    # verdict does not depend on it.
    for one_pass, worth in ((_by_number, 8), (_by_birth, 2), (_by_postcode, 1), (_by_carer, 1)):
        for person_id in set(one_pass(wanted)):
            points[person_id] += worth
    for person_id, likeness in _by_name(details, wanted).items():
        points[person_id] += 2 + likeness
    ranked = sorted(points, key=lambda person_id: (-points[person_id], person_id))
    visible = set(among.filter(pk__in=ranked).values_list("pk", flat=True)) if ranked else set()
    return [person_id for person_id in ranked if person_id in visible][:MOST_COMPARED]


def _by_number(wanted: Keys) -> Iterable[int]:
    if not wanted.numbers:
        return []
    either = Q()
    for kind, value in wanted.numbers:
        either |= Q(kind=kind, value=value)
    return Identifier.objects.filter(either).values_list("person_id", flat=True)[:_MOST_PER_PASS]


def _by_birth(wanted: Keys) -> Iterable[int]:
    if not wanted.births:
        return []
    return Person.objects.filter(birth_on__in=wanted.births).values_list("pk", flat=True)[:_MOST_PER_PASS]


def _by_postcode(wanted: Keys) -> Iterable[int]:
    if not wanted.postcodes:
        return []
    homes = PersonAddress.objects.filter(address__postcode__in=wanted.postcodes, is_confidential=False)
    return homes.values_list("person_id", flat=True)[:_MOST_PER_PASS]


def _by_carer(wanted: Keys) -> Iterable[int]:
    """The children of people with a parent's name: all there is to go by for most unborn children."""
    if not wanted.carers:
        return []
    parents = PersonName.objects.filter(sounds__overlap=sorted(wanted.carers)).values_list("person_id", flat=True)
    children = Relationship.objects.filter(person_id__in=list(parents[:_MOST_PER_PASS]), kind__in=_CARERS)
    return children.values_list("other_id", flat=True)[:_MOST_PER_PASS]


def _by_name(details: Details, wanted: Keys) -> dict[int, float]:
    """How alike the names are in spelling, 0 to 1, of those that sound alike or are spelt alike."""
    found: dict[int, float] = {}
    for name in details.names:
        folded = folded_name(name.given, name.family)
        if not folded:
            continue
        names = PersonName.objects.annotate(likeness=TrigramSimilarity("folded", folded))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(_ALIKE_FROM)])
            for hits in (
                names.filter(sounds__overlap=sorted(wanted.sounds)) if wanted.sounds else names.none(),
                names.filter(folded__trigram_similar=folded),
            ):
                for person_id, likeness in hits.values_list("person_id", "likeness")[:_MOST_PER_PASS]:
                    found[person_id] = max(likeness, found.get(person_id, 0.0))
    return found


# --- Loading what is compared


def _load(among: QuerySet[Person], person_ids: list[int]) -> list[tuple[Person, Details]]:
    """The records and all other visible records of their clusters, each with what the whole cluster knows.

    Names, addresses and numbers are pooled: a name known from one record counts for each. Births are not, since
    where two records disagree the one that agrees best with the newcomer is to be shown.
    """
    if not person_ids:
        return []
    identities = Person.objects.filter(pk__in=person_ids).values("identity_id")
    people = list(among.filter(identity_id__in=identities))
    cluster = {person.pk: person.identity_id for person in people}
    return [(person, details) for person, details in zip(people, details_of(people, cluster, among), strict=True)]


def details_of(people: list[Person], cluster: dict[int, int], among: QuerySet[Person]) -> list[Details]:
    """The engine's view of these records, in four queries. `cluster` says under which id each one pools."""
    names: dict[int, list[Name]] = defaultdict(list)
    places: dict[int, list[Place]] = defaultdict(list)
    numbers: dict[int, list[Number]] = defaultdict(list)
    carers = _carers_of(cluster, among)
    for row in PersonName.objects.filter(person_id__in=cluster):
        names[cluster[row.person_id]].append(Name(row.given_name, row.family_name, row.kind))
    # A confidential address is left out: a suggestion that says "same address" would give it away.
    homes = PersonAddress.objects.filter(person_id__in=cluster, is_confidential=False).select_related("address")
    for home in homes:
        place = Place(home.address.line_1, home.address.postcode, home.ends_on is None)
        places[cluster[home.person_id]].append(place)
    for number in Identifier.objects.filter(person_id__in=cluster):
        numbers[cluster[number.person_id]].append(Number(number.kind, number.value, number.is_verified))
    return [
        Details(
            names=tuple(names[cluster[person.pk]]),
            birth_on=person.birth_on,
            birth_precision="estimated" if person.birth_precision == Person.Precision.ESTIMATED else "exact",
            sex=person.sex,
            addresses=tuple(places[cluster[person.pk]]),
            identifiers=tuple(numbers[cluster[person.pk]]),
            expected_on=person.expected_on,
            carers=tuple(carers[cluster[person.pk]]),
        )
        for person in people
    ]


def _carers_of(cluster: dict[int, int], among: QuerySet[Person]) -> dict[int, list[Name]]:
    pairs = Relationship.objects.filter(other_id__in=cluster, kind__in=_CARERS).values_list("person_id", "other_id")
    carer_ids = {carer_id for carer_id, _ in pairs}
    known = {p.pk: Name(p.given_name, p.family_name) for p in among.filter(pk__in=carer_ids)} if carer_ids else {}
    carers: dict[int, list[Name]] = defaultdict(list)
    for carer_id, child_id in pairs:
        if carer_id in known:
            carers[cluster[child_id]].append(known[carer_id])
    return carers
