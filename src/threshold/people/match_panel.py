"""Who on file may this be? Suggestions with their reasons, for a person's page and for any form that names somebody.

A form that is about to record a person shows `suggestions_for(scope, details)` with the macro
`suggestions` of `people/_matches.html`; a page of somebody on file shows `panel(scope, person)`. After a record was
made, `alert_hidden_matches` tells those who may see both that it may be somebody whom the recorder may not see.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.people import actions, presenters, queries, record
from threshold.people.matching.candidates import Suggestion, details_of, suggest
from threshold.people.matching.comparison import Details, Evidence, Name, Number, Place
from threshold.people.matching.model import FLAG_SENTENCES, Flag, Judgement, Verdict, judge
from threshold.people.models import Person

_TAGS = {Verdict.LIKELY: ("Likely the same person", "green"), Verdict.POSSIBLE: ("May be the same person", "yellow")}
_FLAG_TAGS = {
    Flag.TWIN: ("Perhaps a twin", "purple"),
    Flag.SIBLING: ("Perhaps a brother or sister", "purple"),
    Flag.RELATIVE: ("Perhaps a relative of the same name", "purple"),
    Flag.CONFLICTING_NUMBERS: ("Numbers differ", "red"),
}


@dataclass(frozen=True)
class Reason:
    """One thing that agrees or differs, and how much it says: in words, and as its weight in bits."""

    sentence: str
    strength: str
    is_for: bool
    weight: str


@dataclass
class SuggestionRow:
    """One person on file who may be the one described. `choose_href` is set by a page that offers to choose.

    `may_be` is False for somebody shown only because they may be a twin, a brother or a sister.
    """

    person: Person
    reference: str
    name: str
    birth: str
    href: str
    tag: tuple[str, str]
    flags: list[tuple[str, str]]
    warnings: list[str]
    reasons: list[Reason]
    may_be: bool = True
    choose_href: str = ""

    @property
    def evidence(self) -> list[str]:
        """What is kept with a join, so that it can be understood later."""
        return [f"{reason.sentence} ({reason.strength.lower()})" for reason in self.reasons]


def suggestions_for(scope: Scope, details: Details, *, leave_out: frozenset[int] = frozenset()) -> list[SuggestionRow]:
    """The people whom this user may see and who may be the one described, best first.

    Args:
        leave_out: ids of identities that are not to be suggested.
    """
    among = queries.visible_people(scope)
    found = [one for one in suggest(details, among=among) if one.identity_id not in leave_out]
    shown = {person.pk: person for person in among.filter(pk__in=[one.person_id for one in found])}
    today = day_of(scope.now)
    return [_row(one, shown[one.person_id], today) for one in found if one.person_id in shown]


def panel(scope: Scope, person: Person) -> list[SuggestionRow]:
    """Whom somebody on file may be beside themselves: nobody found to be different, and nobody of the family."""
    different = {other.identity_id for _, other in record.marks_of(scope, person)}
    family = {relative.person.identity_id for relative in queries.family_of(scope, person)}
    return suggestions_for(
        scope, _details(scope, person), leave_out=frozenset({person.identity_id, *different, *family})
    )


def compared(scope: Scope, person: Person, other: Person) -> SuggestionRow:
    """What the engine says of two people side by side."""
    judgement = judge(_details(scope, person), _details(scope, other))
    return _row(judgement, other, day_of(scope.now))


def alert_hidden_matches(scope: Scope, person: Person) -> None:
    """Tell those who may see both where a new record is likely somebody restricted and hidden from its maker.

    Called inside the action that makes a record, so that a match is never lost, and silent: the maker, who may be
    a person without an account, must not learn whether there was one.
    """
    hidden = queries.restricted_and_hidden(scope)
    if not hidden.exists():
        return
    details = details_of([person], {person.pk: person.identity_id}, Person.objects.none())[0]
    for one in suggest(details, among=hidden):
        if one.verdict in (Verdict.LIKELY, Verdict.POSSIBLE):
            restricted = hidden.get(pk=one.person_id)
            actions.alert_restricted_match(person, restricted=restricted, by=scope.user, now=scope.now)


def details_from(
    *,
    given_name: str = "",
    family_name: str = "",
    birth_on: dt.date | None = None,
    birth_precision: str = Person.Precision.EXACT,
    expected_on: dt.date | None = None,
    sex: str = "",
    address: dict[str, Any] | None = None,
    identifiers: Any = (),
    carers: Any = (),
    **_: Any,
) -> Details:
    """The engine's view of what a form was told: the arguments of `record_person`, and `carers` as (given, family)."""
    place = address or {}
    has_place = bool(place.get("line_1") or place.get("postcode")) and not place.get("is_confidential")
    return Details(
        names=(Name(given_name, family_name),) if given_name or family_name else (),
        birth_on=birth_on,
        birth_precision="estimated" if birth_precision == Person.Precision.ESTIMATED else "exact",
        sex=sex,
        addresses=(Place(place.get("line_1", ""), place.get("postcode", "")),) if has_place else (),
        identifiers=tuple(Number(kind, value, verified) for kind, value, verified, _source in identifiers or ()),
        expected_on=expected_on,
        carers=tuple(Name(given, family) for given, family in carers),
    )


def _details(scope: Scope, person: Person) -> Details:
    among = queries.visible_people(scope)
    records = dict.fromkeys(queries.cluster(person), person.identity_id)
    return details_of([person], records, among)[0]


def _row(one: Suggestion | Judgement, person: Person, today: dt.date) -> SuggestionRow:
    row = presenters.hit_row(person, "", today)
    return SuggestionRow(
        person=person,
        reference=person.reference,
        name=person.display_name,
        birth=row["birth"],
        href=row["href"],
        tag=_TAGS.get(one.verdict, ("Probably somebody else", "grey")),
        flags=[_FLAG_TAGS[flag] for flag in one.flags if flag in _FLAG_TAGS],
        warnings=[FLAG_SENTENCES[flag] for flag in one.flags],
        reasons=[_reason(item) for item in sorted(one.evidence, key=lambda item: -item.weight_bits)],
        may_be=one.verdict in _TAGS,
    )


def _reason(item: Evidence) -> Reason:
    """A weight in bits as a word. Ten bits: a thousand times likelier for one person than for two."""
    for least, words in ((10, "Says very much"), (5, "Says much"), (1, "Says a little"), (-1, "Says nothing")):
        if item.weight_bits >= least:
            return Reason(item.sentence, words, item.weight_bits >= 1, f"{item.weight_bits:+.1f}")
    words = "Speaks strongly against it" if item.weight_bits < -5 else "Speaks against it"
    return Reason(item.sentence, words, False, f"{item.weight_bits:+.1f}")


__all__ = ["Details", "SuggestionRow", "alert_hidden_matches", "compared", "details_from", "panel", "suggestions_for"]
