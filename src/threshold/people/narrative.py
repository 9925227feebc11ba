"""How is what people write kept as passages, and read back by those who may have it?

A passage is one paragraph with whom it is about and how it may travel (design, section 4). The apps above
call `write_section` inside their own actions. Reading leaves out what is about somebody this user may not
see; a letter is composed of what its reader may have and says what was left out.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.core.errors import NotVisible, Refused, Stale
from threshold.people import policies, queries
from threshold.people.models import Passage, Person

Travels = Passage.Travels

#: More paragraphs than this in one section are kept together in the last one.
MOST_PARAGRAPHS = 1000
#: Signs in one section, about five hundred pages. Beyond it somebody has pasted a file.
LONGEST_SECTION = 1_000_000

_WORD = re.compile(r"\w+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True)
class Written:
    """A paragraph as it was written.

    Attributes:
        about: ids of the persons it is about; None for every child on the record.
    """

    text: str
    travels: str = Travels.OPEN
    about: tuple[int, ...] | None = None


def split(text: str) -> list[str]:
    """The paragraphs of a text, parted by blank lines. Single line breaks stay as they were typed."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    paragraphs = [part.strip() for part in _BLANK_LINES.split(plain)]
    paragraphs = [part for part in paragraphs if part]
    if len(paragraphs) > MOST_PARAGRAPHS:
        head, tail = paragraphs[: MOST_PARAGRAPHS - 1], paragraphs[MOST_PARAGRAPHS - 1 :]
        paragraphs = [*head, "\n\n".join(tail)]
    return paragraphs


# --- Writing ------------------------------------------------------------------------------------------------


def write_section(
    record: Any, section: str, passages: Sequence[Written], *, by: User, now: dt.datetime
) -> list[Passage]:
    """Write a section of a record anew; the passages that are no longer in it are superseded and stay.

    A plain function for the actions of the apps above: they have locked `record`, asked for permission, and
    write the audit entry. A passage that has not changed is left as it is, under the name of who wrote it.

    Returns:
        The passages now in force, in order.

    Raises:
        Refused: a passage names nobody or an unknown way to travel, or the section is too long.
    """
    wanted = _checked(passages)
    in_force = _section(record, section)
    unused = [(passage, _as_written(passage)) for passage in in_force]
    rows: list[Passage] = []
    fresh: list[tuple[Passage, tuple[int, ...]]] = []
    for position, written in enumerate(wanted):
        place = next((place for place, (_, was) in enumerate(unused) if was == written), None)
        if place is not None:
            rows.append(unused.pop(place)[0])
            continue
        rows.append(_row(record, section, position, written, by=by, now=now))
        fresh.append((rows[-1], written.about or ()))
    Passage.objects.filter(pk__in=[passage.pk for passage, _ in unused]).update(superseded_at=now)
    Passage.objects.bulk_create([passage for passage, _ in fresh])
    _name_people(fresh)
    moved = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            moved.append(row)
    Passage.objects.bulk_update(moved, ["position"])
    return rows


def write_first(record: Any, sections: Mapping[str, str], *, by: User, now: dt.datetime) -> None:
    """Write the sections of a record that was made in this moment, each from its text: one insert for all of them.

    Raises: as `write_section`.
    """
    Passage.objects.bulk_create(
        _row(record, section, position, written, by=by, now=now)
        for section, text in sections.items()
        for position, written in enumerate(_checked([Written(paragraph) for paragraph in split(text)]))
    )


def _checked(passages: Sequence[Written]) -> list[Written]:
    """The passages of one section as they are kept, without empty ones."""
    wanted = [
        Written(text, str(passage.travels), None if passage.about is None else tuple(sorted(set(passage.about))))
        for passage in passages
        if (text := passage.text.replace("\x00", "").strip())
    ]
    for passage in wanted:
        policies.check_passage(travels=passage.travels, about=passage.about)
    if sum(len(passage.text) for passage in wanted) > LONGEST_SECTION or len(wanted) > MOST_PARAGRAPHS:
        raise Refused("This is too long to keep as text. Attach it as a file and write a summary here.")
    return wanted


def _row(record: Any, section: str, position: int, written: Written, *, by: User, now: dt.datetime) -> Passage:
    return Passage(
        record_type=record._meta.label_lower,
        record_id=record.pk,
        section=section,
        position=position,
        text=written.text,
        travels=written.travels,
        about_everyone=written.about is None,
        written_at=now,
        written_by=by,
    )


def rewrite_section(record: Any, section: str, text: str, *, by: User, now: dt.datetime) -> list[Passage]:
    """Write a section anew from the text of a form that showed what this user may read of it.

    Nothing is widened or lost by it: a paragraph that was narrowed stays as narrow, also where its words were
    changed, and what is about somebody hidden from this user, which the form did not show, stays in its place.

    Returns, Raises: as `write_section`.
    """
    in_force = _section(record, section)
    rows = Passage.objects.filter(pk__in=[passage.pk for passage in in_force])
    readable = set(_readable(Scope(by, now), rows).values_list("pk", flat=True))
    shown = [_as_written(passage) for passage in in_force if passage.pk in readable]
    narrowed = [(one, _words(one.text)) for one in shown if one.about is not None or one.travels != Travels.OPEN]
    paragraphs = split(text)
    written: list[Written] = []
    follows: dict[int, int] = {0: 0}  # where each shown paragraph's place ends in the new text
    matcher = difflib.SequenceMatcher(None, [passage.text for passage in shown], paragraphs, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        for paragraph in paragraphs[new_first:new_last]:
            before = shown[first:last] if tag in ("equal", "replace") else []
            held = _held_in(paragraph, narrowed) if tag != "equal" else None
            written.append(replace(held, text=paragraph) if held else _like(paragraph, before))
        for place in range(first, last):
            follows[place + 1] = new_first + place + 1 - first if tag == "equal" else new_last
    kept: list[tuple[int, Written]] = []
    seen = 0
    for passage in in_force:
        if passage.pk in readable:
            seen += 1
        else:
            kept.append((follows[seen], _as_written(passage)))
    for place, unseen in reversed(kept):
        written.insert(place, unseen)
    return write_section(record, section, written, by=by, now=now)


#: A paragraph with so many of a passage's words says what that passage said.
_SAME_FROM = 0.6


def _held_in(paragraph: str, narrowed: Sequence[tuple[Written, set[str]]]) -> Written | None:
    """The narrowed passage whose words this paragraph holds: it was moved, or joined with what stood beside it."""
    words = _words(paragraph)
    shares = [(len(words & theirs) / max(1, len(theirs)), one) for one, theirs in narrowed]
    share, likest = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return likest if share >= _SAME_FROM else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _like(paragraph: str, before: Sequence[Written]) -> Written:
    """A paragraph, as narrow as the one it was most likely made from."""
    if not before:
        return Written(paragraph)
    if len({(old.travels, old.about) for old in before}) == 1:
        return Written(paragraph, before[0].travels, before[0].about)
    ratio = difflib.SequenceMatcher(None, autojunk=True)
    ratio.set_seq2(paragraph)

    def likeness(old: Written) -> float:
        if old.text == paragraph:
            return 2.0
        ratio.set_seq1(old.text)
        return ratio.quick_ratio()

    model = max(before, key=likeness)
    return Written(paragraph, model.travels, model.about)


def _section(record: Any, section: str) -> list[Passage]:
    return list(_in_force(record).filter(section=section).order_by("position", "pk").prefetch_related("about"))


def _as_written(passage: Passage) -> Written:
    about = None if passage.about_everyone else tuple(sorted(person.pk for person in passage.about.all()))
    return Written(passage.text, passage.travels, about)


def _name_people(pairs: Iterable[tuple[Passage, Iterable[int]]]) -> None:
    link = Passage.about.through
    link.objects.bulk_create(
        link(passage_id=passage.pk, person_id=person_id) for passage, about in pairs for person_id in about
    )


def _in_force(record: Any) -> QuerySet[Passage]:
    return Passage.objects.filter(record_type=record._meta.label_lower, record_id=record.pk, superseded_at__isnull=True)


@action("people.narrow_passage", permission=Permission.PEOPLE_WRITE)
def narrow_passage(
    passage: Passage,
    *,
    travels: str,
    about: tuple[int, ...] | None = None,
    may_widen: bool = False,
    by: User,
    now: dt.datetime,
) -> Passage:
    """One click: this paragraph is about fewer people, or travels less far. A new revision takes its place.

    Args:
        about: ids of the persons it is about; None leaves it about everyone.
        may_widen: somebody said that more people are to read it than until now.

    Raises:
        NotVisible: the passage, or somebody named, is hidden from this user.
        Refused: it would widen, and nobody said that it should.
        Stale: the section was written again since.
    """
    passage = lock(passage)
    scope = Scope(by, now)
    if not _readable(scope, Passage.objects.filter(pk=passage.pk)).exists():
        raise NotVisible
    if passage.superseded_at:
        raise Stale("Somebody else has written this section again. Look at it as it is now.", current_version=0)
    now_about = list(passage.about.values_list("pk", flat=True))
    policies.check_can_narrow(passage, now_about=now_about, travels=travels, about=about, may_widen=may_widen)
    queries.require_visible(scope, *(about or ()))
    passage.superseded_at = now
    passage.save(update_fields=["superseded_at"])
    narrower = Passage.objects.create(
        record_type=passage.record_type,
        record_id=passage.record_id,
        section=passage.section,
        position=passage.position,
        text=passage.text,
        travels=travels,
        about_everyone=about is None,
        written_at=now,
        written_by=by,
    )
    _name_people([(narrower, set(about or ()))])
    journal.record(
        "people.narrow_passage",
        by=by,
        now=now,
        subject=narrower,
        about=about or (),
        detail={
            "travels": travels,
            "before": passage.pk,
            "record": [passage.record_type, passage.record_id],
            "may_widen": may_widen,
        },
    )
    return narrower


# --- Reading ------------------------------------------------------------------------------------------------


def read_record(scope: Scope, record: Any, *, about_person: Person | None = None) -> dict[str, list[Passage]]:
    """What this user may read of a record, by section, in order.

    The caller has made sure that the user may see the record itself. A passage that names people shows when
    at least one of them is visible and none is hidden by a restriction.

    Args:
        about_person: only what is about this person (any record of the cluster) or about everyone.
    """
    rows = _readable(scope, _in_force(record))
    if about_person is not None:
        named = Passage.about.through.objects.filter(
            passage_id=OuterRef("pk"), person__identity_id=about_person.identity_id
        )
        rows = rows.filter(Q(about_everyone=True) | Exists(named))
    people = Prefetch("about", queryset=Person.objects.order_by("pk"))
    sections: dict[str, list[Passage]] = {}
    for passage in rows.order_by("section", "position").select_related("written_by").prefetch_related(people):
        sections.setdefault(passage.section, []).append(passage)
    return sections


def read_records(scope: Scope, records: Sequence[Any]) -> dict[int, dict[str, list[Passage]]]:
    """What this user may read of several records of one kind, by record and section: one query for a whole list."""
    if not records:
        return {}
    rows = Passage.objects.filter(
        record_type=records[0]._meta.label_lower,
        record_id__in=[record.pk for record in records],
        superseded_at__isnull=True,
    )
    found: dict[int, dict[str, list[Passage]]] = {}
    for passage in _readable(scope, rows).order_by("record_id", "section", "position"):
        found.setdefault(passage.record_id, {}).setdefault(passage.section, []).append(passage)
    return found


def naming(scope: Scope, record: Any, person: Person | int) -> list[Passage]:
    """What this user may read of a record and is about this person by name, alone or with others, in order."""
    person_id = person if isinstance(person, int) else person.pk
    named = Passage.about.through.objects.filter(passage_id=OuterRef("pk"), person_id=person_id)
    return list(_readable(scope, _in_force(record)).filter(Exists(named)).order_by("section", "position"))


def _readable(scope: Scope, rows: QuerySet[Passage]) -> QuerySet[Passage]:
    named = Passage.about.through.objects.filter(passage_id=OuterRef("pk"))
    return queries.readable(rows, scope, named=named)


# --- Composing for a reader ---------------------------------------------------------------------------------


class Reader(StrEnum):
    """To whom something is sent."""

    FAMILY = "family"
    REFERRER = "referrer"
    PROFESSIONAL = "professional"
    INTERNAL = "internal"


#: How a passage may travel to reach each reader.
MAY_HAVE: dict[Reader, frozenset[str]] = {
    Reader.FAMILY: frozenset({Travels.OPEN}),
    Reader.REFERRER: frozenset({Travels.OPEN}),
    Reader.PROFESSIONAL: frozenset({Travels.OPEN, Travels.THIRD_PARTY}),
    Reader.INTERNAL: frozenset(Travels.values),
}

_LEFT_OUT = {
    Travels.OPEN: "Open information",
    Travels.THIRD_PARTY: "Third-party information",
    Travels.POLICE: "Police information given in confidence",
    Travels.HEALTH: "Health information given in confidence",
    Travels.ADDRESS: "Something that would give away an address",
}
ABOUT_OTHERS_TOO = "Something that is also about another person"


@dataclass(frozen=True)
class LeftOut:
    reason: str
    count: int


@dataclass(frozen=True)
class Composition:
    """The paragraphs a reader may have, in order, and what was left out and why."""

    paragraphs: list[str]
    left_out: list[LeftOut]


def compose(
    record: Any, *, reader: Reader, about: Iterable[Person], sections: Sequence[str] | None = None
) -> Composition:
    """What a named reader may have of a record, about these people.

    Passages about others alone are no part of what is asked for and are not counted: a count would tell of
    them.

    Args:
        about: the children the letter is about; any record of their clusters counts.
        sections: which sections, in this order; all of them where None.
    """
    identities = {person.identity_id for person in about}
    rows = _in_force(record).prefetch_related(Prefetch("about", queryset=Person.objects.only("pk", "identity_id")))
    if sections is not None:
        rows = rows.filter(section__in=sections)
    order = {section: place for place, section in enumerate(sections or ())}
    paragraphs: list[str] = []
    left_out: dict[str, int] = {}
    for passage in sorted(rows, key=lambda row: (order.get(row.section, 0), row.section, row.position)):
        named = {person.identity_id for person in passage.about.all()}
        if named and not named & identities:
            continue
        if passage.travels not in MAY_HAVE[reader]:
            reason = _LEFT_OUT[Travels(passage.travels)]
        elif reader != Reader.INTERNAL and named - identities:
            reason = ABOUT_OTHERS_TOO
        else:
            paragraphs.append(passage.text)
            continue
        left_out[reason] = left_out.get(reason, 0) + 1
    return Composition(paragraphs, [LeftOut(reason, count) for reason, count in sorted(left_out.items())])
