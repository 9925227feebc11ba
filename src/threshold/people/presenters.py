"""What do a person's pages say? Ages, the identity bar, the first line, lists; no queries, no permissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from threshold.access.models import User
from threshold.core import clocks, references
from threshold.core.calendar import day_of
from threshold.core.models import Clock
from threshold.people import identifiers
from threshold.people.codes import Disability, Sex
from threshold.people.models import (
    Address,
    ChronologyEntry,
    EmergencyAccess,
    Identifier,
    Involvement,
    Person,
    PersonAddress,
    PersonName,
)
from threshold.people.narrative import Reader
from threshold.people.policies import age_on
from threshold.ui import filters
from threshold.ui.wording import upper_first

Tag = tuple[str, str]


# --- Words --------------------------------------------------------------------------------------------------------


def age(person: Person, today: dt.date) -> str:
    """ "7 years", "5 months", "about 40 years"; empty where it is not known."""
    if person.birth_on is None or person.birth_on > today:
        return ""
    until = person.died_on or today
    years = age_on(person.birth_on, until)
    months = (until.year - person.birth_on.year) * 12 + until.month - person.birth_on.month
    months -= until.day < person.birth_on.day
    if years >= 2:
        words = filters.plural(years, "year")
    elif months >= 1:
        words = filters.plural(months, "month")
    else:
        words = filters.plural((until - person.birth_on).days, "day")
    return f"about {words}" if person.birth_precision == Person.Precision.ESTIMATED else words


def birth(person: Person, today: dt.date) -> str:
    """ "3 May 2018 (7 years)", or when an unborn child is expected."""
    if person.kind == Person.Kind.UNBORN:
        return f"Expected {filters.date(person.expected_on)}" if person.expected_on else "Expected, date not known"
    if person.birth_on is None:
        return ""
    about = "about " if person.birth_precision == Person.Precision.ESTIMATED else ""
    return f"{about}{filters.date(person.birth_on)} ({age(person, today)})"


def address_line(address: Address) -> str:
    written = [address.line_1, address.line_2, address.town, identifiers.spoken_postcode(address.postcode)]
    return ", ".join(part for part in written if part)


def name_line(name: PersonName) -> str:
    return f"{name.given_name} {name.family_name}".strip()


def period(start: dt.date | None, end: dt.date | None) -> str:
    """ "from 3 May 2018", "until 1 June 2020", "3 May 2018 to 1 June 2020"."""
    if start and end:
        return f"{filters.date(start)} to {filters.date(end)}"
    if start:
        return f"since {filters.date(start)}"
    return f"until {filters.date(end)}" if end else "dates not known"


#: Where a line of the chronology or an involvement leads: the kind letter of the reference, and the page's name.
_SOURCES = {
    "frontdoor.contact": ("C", "contact"),
    "pathway.handover": ("H", "handover"),
    "quality.supervision": ("W", "supervision"),
}


def source_href(source_type: str, source_id: int) -> str:
    """The page of the record that a line tells of; empty where this installation has no such page."""
    if source_type not in _SOURCES:
        return ""
    letter, url_name = _SOURCES[source_type]
    try:
        return reverse(url_name, args=[references.make(letter, source_id)])
    except NoReverseMatch:
        return ""


# --- The identity bar ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IdentityBar:
    """Who this page is about: for the macro `identity_bar`, on every page about a person."""

    title: str
    details: list[tuple[str, str]]
    tags: list[Tag]
    href: str
    restricted: str = ""
    alerts: list[Any] = field(default_factory=list)


def identity_bar(
    person: Person,
    numbers: Iterable[Identifier],
    now: dt.datetime,
    *,
    is_restricted: bool,
    emergency: EmergencyAccess | None = None,
    alerts: Sequence[Any] = (),
) -> IdentityBar:
    today = day_of(now)
    tags: list[Tag] = []
    if person.kind == Person.Kind.UNBORN:
        tags.append(("Unborn child", "purple"))
    if person.died_on:
        tags.append((f"Died {filters.date(person.died_on)}", "grey"))
    if person.interpreter_needed:
        tags.append(("Interpreter needed", "yellow"))
    restricted = ""
    if emergency:
        restricted = f"Emergency access: you can see this restricted record until {filters.datetime(emergency.ends_at)}"
    elif is_restricted:
        restricted = "Restricted: not everybody can see this record. Do not speak of it to colleagues"
    born_label = "Expected" if person.kind == Person.Kind.UNBORN else "Born"
    born = birth(person, today).removeprefix("Expected ").removeprefix("Expected, ") or "not known"
    details = [(born_label, born), ("Reference", person.reference), ("NHS number", _nhs(numbers))]
    href = reverse("person", args=[person.reference])
    return IdentityBar(person.display_name, details, tags, href, restricted, list(alerts))


def _nhs(numbers: Iterable[Identifier]) -> str:
    for number in numbers:  # verified ones come first
        if number.kind == Identifier.Kind.NHS:
            state = "verified" if number.is_verified else "not verified"
            return f"{identifiers.spoken(number.kind, number.value)} ({state})"
    return "not known"


# --- The first line: who, why now, what next, by when ---------------------------------------------------------------


def by_when(due: clocks.Explanation | None) -> str:
    """A deadline with what it is for: "Overdue. Manager's sign-off: 26 November 2026 at 3:34pm"."""
    if due is None:
        return "No deadline is running"
    late = "Overdue. " if due.urgency == clocks.Urgency.OVERDUE else ""
    return f"{late}{due.title}: {filters.deadline(due.due_at)}"


def headline(
    involvements: Sequence[Involvement],
    running: Sequence[Clock],
    owners: dict[int, User],
    latest: ChronologyEntry | None,
    now: dt.datetime,
) -> list[tuple[str, str, str]]:
    """Four cells: who has the person in hand, why now, what is next, by when."""
    present = [row for row in involvements if row.ended_at is None]
    due = clocks.explain(running[0], now) if running else None
    who, why = "Nobody is involved", "Nothing is open"
    if present:
        worker = next((row for row in present if row.worker), None)
        who = f"{worker.worker}, {worker.team}" if worker else f"No worker yet: {present[0].team}"
        chosen = worker or present[0]
        why = f"{upper_first(chosen.what)}, since {filters.date(chosen.started_at)}"
    elif running:
        owner = next((owners[clock.owner_id] for clock in running if clock.owner_id in owners), None)
        who = str(owner) if owner else "Nobody has taken it on yet"
        why = f"{latest.title}, {filters.date(latest.at)}" if latest else "Something is due"
    why_href = source_href(latest.source_type, latest.source_id) if latest and running and not present else ""
    next_step = due.title if due else "Nothing is due"
    return [("Who", who, ""), ("Why now", why, why_href), ("What next", next_step, ""), ("By when", by_when(due), "")]


def involvement_row(row: Involvement) -> dict[str, Any]:
    return {
        "what": upper_first(row.what),
        "team": str(row.team),
        "worker": str(row.worker) if row.worker else "",
        "from": row.started_at,
        "to": row.ended_at,
        "href": source_href(row.source_type, row.source_id),
    }


# --- Facts ----------------------------------------------------------------------------------------------------------


def facts(person: Person, today: dt.date) -> list[dict[str, Any]]:
    """What is recorded about the person, question by question."""
    disabilities = [Disability(code).label for code in person.disabilities]
    rows: list[tuple[str, Any]] = [
        ("Name in use", person.display_name),
        ("Kind of record", person.get_kind_display()),
        ("Expected", filters.date(person.expected_on))
        if person.kind == Person.Kind.UNBORN
        else ("Date of birth", birth(person, today)),
        ("Sex", person.get_sex_display() if person.sex != Sex.UNKNOWN else ""),
        ("Ethnicity", person.get_ethnicity_display() if person.ethnicity != "NOBT" else ""),
        ("First language", person.get_first_language_display() if person.first_language else ""),
        ("Interpreter", "Needed" if person.interpreter_needed else "Not needed"),
        ("Communication needs", person.communication_needs),
        ("Disability", ", ".join(disabilities)),
        ("School or nursery", str(person.school) if person.school else ""),
    ]
    if person.upn_unknown:
        rows.append(("No pupil number because", person.get_upn_unknown_display()))
    if person.died_on:
        rows.append(("Date of death", filters.date(person.died_on)))
    return [{"label": label, "value": value} for label, value in rows]


def name_rows(names: Iterable[PersonName]) -> list[dict[str, Any]]:
    return [
        {
            "pk": name.pk,
            "name": name_line(name),
            "kind": name.get_kind_display(),
            "until": name.ended_at,
            "can_end": name.ended_at is None and name.kind != PersonName.Kind.CURRENT,
        }
        for name in names
    ]


def other_names(person: Person, names: Iterable[PersonName]) -> list[str]:
    """The names beside the one in use, each once, in words: "Formerly Ann Test"."""
    words = {
        PersonName.Kind.FORMER: "Formerly",
        PersonName.Kind.ALIAS: "Also known as",
        PersonName.Kind.SHORT: "Called",
        PersonName.Kind.CURRENT: "Also recorded as",
    }
    seen = {person.display_name}
    found = []
    for name in names:
        line = name_line(name)
        if line and line not in seen:
            seen.add(line)
            found.append(f"{words[PersonName.Kind(name.kind)]} {line}")
    return found


def address_row(stay: PersonAddress) -> dict[str, Any]:
    return {
        "line": address_line(stay.address),
        "when": period(stay.starts_on, stay.ends_on),
        "is_current": stay.ends_on is None,
        "is_confidential": stay.is_confidential,
    }


def identifier_row(number: Identifier) -> dict[str, Any]:
    return {
        "pk": number.pk,
        "kind": number.get_kind_display(),
        "value": identifiers.spoken(number.kind, number.value),
        "tag": ("Verified", "green") if number.is_verified else ("Not verified", "yellow"),
        "source": number.source,
        "on": number.recorded_on,
        "can_verify": not number.is_verified,
    }


# --- Search -----------------------------------------------------------------------------------------------------------


def hit_row(person: Person, why: str, today: dt.date, lives_at: PersonAddress | None = None) -> dict[str, Any]:
    return {
        "name": person.display_name,
        "href": reverse("person", args=[person.reference]),
        "reference": person.reference,
        "kind": person.get_kind_display(),
        "birth": birth(person, today),
        "lives_at": address_line(lives_at.address) if lives_at else "",
        "why": why,
    }


# --- Family, home, history, joined records: short forms ---------------------------------------------------------------


def relatives(found: Iterable[Any], today: dt.date) -> list[dict[str, Any]]:
    """The person's present relatives, one line each, for the first page."""
    return [
        {
            "name": relative.person.display_name,
            "href": reverse("person", args=[relative.person.reference]),
            "is_the": upper_first(relative.is_the),
            "birth": birth(relative.person, today),
        }
        for relative in found
        if relative.is_current
    ]


def homes(found: Iterable[Any], person: Person, today: dt.date) -> list[dict[str, Any]]:
    """The homes the person lives in, each with the others who live there."""
    return [
        {
            "pk": home.household.pk,
            "reference": home.household.reference,
            "address": address_line(home.household.address) if home.household.address else "",
            "is_confidential": home.is_confidential,
            "members": [
                {
                    "name": member.display_name,
                    "href": reverse("person", args=[member.reference]),
                    "birth": birth(member, today),
                    "is_this": member.identity_id == person.identity_id,
                    "stay": next(
                        (row.pk for row in home.member_rows if row.person.identity_id == member.identity_id), None
                    ),
                }
                for member in home.members
            ],
        }
        for home in found
    ]


KIND_WORDS = {
    "contact": ("Contact", "blue"),
    "decision": ("Decision", "purple"),
    "handover": ("Hand-over", "teal"),
    "out_of_hours": ("Out of hours", "orange"),
    "return_interview": ("Missing and back", "orange"),
    "triage": ("Meeting", "magenta"),
}


def kind_tag(kind: str) -> Tag:
    """An app's kind of event in words; one that this page was never told of is shown by its code."""
    return KIND_WORDS.get(kind, (kind.replace("_", " ").capitalize(), "grey"))


def timeline_entry(entry: ChronologyEntry) -> dict[str, Any]:
    tags = [kind_tag(entry.kind)]
    if entry.weight == ChronologyEntry.Weight.SIGNIFICANT:
        tags.append(("Significant", "yellow"))
    elif entry.weight == ChronologyEntry.Weight.HIDDEN:
        tags.append(("Left out", "grey"))
    if entry.withdrawn_at:
        tags.append(("Withdrawn", "grey"))
    return {
        "pk": entry.pk,
        "title": entry.title,
        "at": entry.at,
        "by": str(entry.by),
        "href": source_href(entry.source_type, entry.source_id),
        "tags": tags,
        "note": f"Note: {entry.note}" if entry.note else "",
        "withdrawn": withdrawal(entry),
    }


def withdrawal(entry: ChronologyEntry) -> str:
    """Who took the line back, when and why; empty where nobody did."""
    if not entry.withdrawn_at:
        return ""
    return f"Withdrawn by {entry.withdrawn_by}, {filters.datetime(entry.withdrawn_at)}: {entry.withdrawal_reason}"


def record_rows(records: Iterable[Person], person: Person) -> list[dict[str, Any]]:
    """The records that are joined as this person, for the page that says so."""
    return [
        {
            "reference": one.reference,
            "href": reverse("person", args=[one.reference]),
            "name": one.display_name,
            "birth": filters.date(one.birth_on),
            "made": f"{filters.date(one.created_at)} by {one.created_by}",
            "is_this": one.pk == person.pk,
        }
        for one in records
    ]


# --- The chronology in full -------------------------------------------------------------------------------------------


def when(entry: ChronologyEntry) -> str:
    return f"{upper_first(kind_tag(entry.kind)[0])}, {filters.datetime(entry.at)}"


def chronology_csv_row(entry: ChronologyEntry) -> list[str]:
    kind = kind_tag(entry.kind)[0]
    return [
        filters.iso(entry.at)[:16].replace("T", " "),
        kind,
        entry.title,
        "Withdrawn" if entry.withdrawn_at else entry.get_weight_display(),
        withdrawal(entry) or entry.note,
        str(entry.by),
    ]


@dataclass(frozen=True)
class Sheet:
    """A chronology on paper: lines the oldest first, and what this reader does not get."""

    lines: list[dict[str, str]]
    birth: str
    left_out: list[str]


#: The title of a contact's entry names its source after a colon.
_TOLD_US = "Contact received"


def printed_chronology(person: Person, entries: Sequence[ChronologyEntry], reader: Reader, today: dt.date) -> Sheet:
    """What a named reader may have. Notes are for colleagues, and the family is not given names of staff.

    Nor is the family told what sort of person told us of a worry: in a small place that is a name. The sheet of one
    contact tells it, where the referrer agreed.
    """
    inside = reader is Reader.INTERNAL
    lines = [
        {
            "when": filters.date(entry.at),
            "what": kind_tag(entry.kind)[0],
            "title": _TOLD_US if reader is Reader.FAMILY and entry.kind == "contact" else entry.title,
            "by": "" if reader is Reader.FAMILY else str(entry.by),
            "note": entry.note if inside else "",
        }
        for entry in entries
    ]
    left_out = []
    if not inside and any(entry.note for entry in entries):
        left_out.append("notes that staff made for each other")
    if reader is Reader.FAMILY:
        left_out.append("the names of members of staff")
        if any(entry.kind == "contact" for entry in entries):
            left_out.append("who told us of a worry")
    return Sheet(lines, birth(person, today), left_out)
