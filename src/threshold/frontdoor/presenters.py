"""What do the front door's pages say? Labels, tags, steps, the first line of a record. No queries, no permissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from threshold.core import clocks, references
from threshold.core.calendar import LONDON, day_of
from threshold.core.errors import Refused
from threshold.core.models import Clock, StatusChange
from threshold.frontdoor import pack, policies
from threshold.frontdoor.models import (
    ConsentEntry,
    Contact,
    ContactChild,
    Decision,
    InformationRequest,
    LevelOfNeed,
    RagRating,
    ReturnInterview,
    TriageItem,
)
from threshold.frontdoor.states import ContactState, DecisionState
from threshold.people import presenters as people_presenters
from threshold.people.models import Person
from threshold.ui import filters
from threshold.ui.wording import lower_first

Tag = tuple[str, str]

STATE_COLOURS = {
    ContactState.RECEIVED: "blue",
    ContactState.GATHERING: "teal",
    ContactState.DECIDING: "purple",
    ContactState.AWAITING_SIGN_OFF: "yellow",
    ContactState.RETURNED: "orange",
    ContactState.ANSWERING: "green",
    ContactState.CLOSED: "grey",
}
DECISION_COLOURS = {
    DecisionState.PROPOSED: "blue",
    DecisionState.AWAITING_SIGN_OFF: "yellow",
    DecisionState.RETURNED: "orange",
    DecisionState.SIGNED_OFF: "green",
    DecisionState.REPLACED: "grey",
    DecisionState.WITHDRAWN: "grey",
}


def names_of(children: Iterable[ContactChild], most: int = 3) -> str:
    """ "Ash and Briar Testcase", "Ash Testcase, Briar Testcase and 2 more"."""
    names = [child.person.display_name for child in children]
    if not names:
        return "No child you may see"
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def age(person: Person, today: dt.date) -> str:
    """ "7 years", "about 5 months", "due 3 June 2026", or that it is not known."""
    if person.kind == Person.Kind.UNBORN:
        return f"due {_day(person.expected_on)}" if person.expected_on else "unborn"
    return people_presenters.age(person, today) or "age not known"


def born(person: Person) -> str:
    """ "born 3 June 2019"; a day that was worked out from an age is said to be one."""
    if person.birth_on is None:
        return ""
    return f"born {'about ' if person.birth_precision == Person.Precision.ESTIMATED else ''}{_day(person.birth_on)}"


def who(children: Sequence[ContactChild], today: dt.date) -> str:
    """ "Ash Testcase (7 years) and Briar Testcase (about 4 years)"; the names alone where they are many."""
    if len(children) > 3:
        return names_of(children)
    names = [f"{child.person.display_name} ({age(child.person, today)})" for child in children]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or names_of(children)


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def rating_tag(contact: Contact) -> Tag | None:
    if not contact.rag:
        return None
    rating = pack.of(contact.pack_version_id).rating(contact.rag)
    return rating.title, rating.colour


def state_tag(contact: Contact) -> Tag:
    return contact.get_state_display(), STATE_COLOURS[ContactState(contact.state)]


def decision_tag(decision: Decision) -> Tag:
    return decision.get_state_display(), DECISION_COLOURS[DecisionState(decision.state)]


def contact_tags(contact: Contact) -> list[Tag]:
    tags = [state_tag(contact)]
    rating = rating_tag(contact)
    if rating:
        tags.insert(0, rating)
    if contact.is_immediate_danger:
        tags.insert(0, ("Danger now", "red"))
    return tags


def referrer(contact: Contact) -> str:
    """Who told us, as far as it is known."""
    parts = [contact.referrer_name, contact.referrer_role, contact.referrer_organisation_name]
    return ", ".join(part for part in parts if part) or contact.get_source_display()


def ago(moment: dt.datetime, now: dt.datetime) -> str:
    """How long something has waited: "40 minutes", "5 hours", "3 days"."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size * (2 if size == 1440 else 1) or size == 1:
            number = minutes // size
            return f"{number} {word}{'' if number == 1 else 's'}"
    return ""


# --- A child named by mistake ---------------------------------------------------------------------------------


def removed_sentence(child: ContactChild) -> str:
    """Who took a child off the contact, and when."""
    removed_at = child.removed_at
    when = f" on {_instant(removed_at)}" if removed_at else ""
    return f"{child.person.display_name} was removed from this contact by {child.removed_by}{when}."


def obstacle_to_removal(
    contact: Contact, current: Decision | None, *, interview: ReturnInterview | None, others: int, paragraphs: int
) -> str:
    """What must be done before a child can be removed; empty where nothing must."""
    try:
        policies.check_child_can_go(contact, current, interview=interview, others=others, paragraphs=paragraphs)
    except Refused as refusal:
        return refusal.sentence
    return ""


def removal_takes_back(
    current: Decision | None, interview: ReturnInterview | None, discussed: Sequence[TriageItem]
) -> list[str]:
    """What goes with a child who is removed, in sentences."""
    lines = ["The deadlines that run for this child stop."]
    if current is not None and current.state in _WITHDRAWN_WORDS:  # one that is signed off keeps the child here
        lines.append(
            f"The {_WITHDRAWN_WORDS[DecisionState(current.state)]} “{current.get_outcome_display()}” is withdrawn."
        )
    if interview is not None and interview.state == ReturnInterview.State.DUE:
        lines.append("No return home interview is owed to this child any more.")
    for item in discussed:
        to_do = ", with an action that is not done" if item.action and not item.action_done_at else ""
        lines.append(f"What meeting {item.meeting.reference} decided about this child leaves its record{to_do}.")
    lines.append("The contact leaves this child's chronology.")
    return lines


_WITHDRAWN_WORDS = {DecisionState.PROPOSED: "proposal", DecisionState.RETURNED: "returned decision"}


# --- The first line, and the steps ----------------------------------------------------------------------------

_NEXT = {
    ContactState.RECEIVED: ("Screen it: how urgent is it?", "screen_contact"),
    ContactState.GATHERING: ("Find out what partners know and write the analysis", "analysis"),
    ContactState.DECIDING: ("Decide for each child", ""),
    ContactState.AWAITING_SIGN_OFF: ("A manager signs off, or returns it", ""),
    ContactState.RETURNED: ("Do what the manager asks and decide again", ""),
    ContactState.ANSWERING: ("Answer the person who was worried", "answer"),
    ContactState.CLOSED: ("Nothing: this contact is closed", ""),
}


def whom_to_look_up(children: Sequence[ContactChild]) -> str:
    """How a question to a partner begins: whom it is about, which is on file and need not be typed.

    No address: one that must not leak would be one press from an e-mail's link.
    """
    lines = [", ".join(filter(None, (child.person.display_name, born(child.person)))) for child in children]
    return "About:\n" + "\n".join(lines) + "\n\n"


def headline(
    contact: Contact, children: Sequence[ContactChild], running: Sequence[Clock], now: dt.datetime
) -> list[tuple[str, ...]]:
    """Who, why now, what next, by when: the first line of the record."""
    text, url_name = _NEXT[ContactState(contact.state)]
    what_next = ("What next", text, reverse(url_name, args=[contact.reference])) if url_name else ("What next", text)
    due = clocks.explain(running[0], now) if running else None
    return [
        ("Who", who(children, day_of(now))),
        ("Why now", f"{contact.get_source_display()}, {_instant(contact.received_at)}"),
        what_next,
        ("By when", people_presenters.by_when(due)),
    ]


def sign_off_headline(
    child: ContactChild, decision: Decision, due: clocks.Explanation | None, *, is_own: bool, now: dt.datetime
) -> list[tuple[str, ...]]:
    """The first line of a decision that a manager looks at."""
    waits = decision.state == DecisionState.AWAITING_SIGN_OFF
    what_next = "Sign it off, or return it with what to do" if waits else f"Nothing: {state_words(decision)}"
    decided = f"{decision.decided_by} decided on {filters.datetime(decision.decided_at)}" if decision.decided_by else ""
    return [
        ("Who", who([child], day_of(now))),
        ("Why now", decided or "Nobody has decided yet"),
        ("What next", "Another manager looks at it: you decided it" if waits and is_own else what_next),
        ("By when", people_presenters.by_when(due)),
    ]


def state_words(decision: Decision) -> str:
    return lower_first(decision.get_state_display())


def _instant(moment: dt.datetime) -> str:
    local = moment.astimezone(LONDON)
    hour = local.hour % 12 or 12
    return f"{_day(local.date())} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


@dataclass(frozen=True)
class Step:
    """One of the contact's numbered steps, as the steps macro takes it."""

    text: str
    status: str
    href: str = ""
    hint: str = ""


def steps(contact: Contact, children: Sequence[ContactChild], *, outstanding: int) -> list[Step]:
    """What has been done and what comes next on this contact."""
    state = ContactState(contact.state)
    decisions = [decision for child in children for decision in child.current_decisions]  # type: ignore[attr-defined]
    decided = [decision for decision in decisions if decision.decided_at]
    signed = [decision for decision in decisions if decision.state == DecisionState.SIGNED_OFF]
    screened = state != ContactState.RECEIVED
    total = len(children)
    ref = contact.reference

    def status(done: bool, may_start: bool) -> str:
        return "done" if done else ("now" if may_start else "later")

    return [
        Step("Record", "done", "#story"),
        Step("Screen", status(screened, True), "#rating" if screened else reverse("screen_contact", args=[ref])),
        Step(
            "Ask partners",
            "now" if outstanding else ("to do" if screened and not contact.analysed_at else status(screened, False)),
            "#partners",
            f"{outstanding} outstanding" if outstanding else "",
        ),
        Step("Analyse", status(contact.analysed_at is not None, screened), "#analysis"),
        Step(
            "Decide for each child",
            status(total > 0 and len(decided) == total, contact.analysed_at is not None),
            "#children",
            f"{len(decided)} of {total}",
        ),
        Step(
            "Sign off",
            status(total > 0 and len(signed) == total, bool(decided)),
            "#children",
            f"{len(signed)} of {total}",
        ),
        Step(
            "Answer the referrer",
            status(state == ContactState.CLOSED, state == ContactState.ANSWERING),
            reverse("answer", args=[ref]) if state == ContactState.ANSWERING else "#feedback",
        ),
    ]


def explained(rows: Iterable[Clock], now: dt.datetime) -> list[clocks.Explanation]:
    """The clocks to show: brothers and sisters whose clocks say the same share one."""
    shown: dict[tuple[Any, ...], clocks.Explanation] = {}
    for clock in rows:
        # To the minute: decisions for two children are never made in the same second.
        ends = [at and at.replace(second=0, microsecond=0) for at in (clock.due_at, clock.stopped_at)]
        shown.setdefault((clock.rule, *ends, clock.reason), clocks.explain(clock, now))
    return list(shown.values())


def consent_facts(contact: Contact) -> list[tuple[str, Any]]:
    """The consent record in plain lines; only those that apply."""
    rows: list[tuple[str, Any]] = [("Consent", contact.get_consent_display() if contact.consent else "")]
    if contact.consent == "given":
        rows += [
            ("Given by", f"{contact.consent_given_by}, {_day(contact.consent_given_on)}"),
            ("Agreed to", contact.consent_scope),
        ]
    elif contact.consent:
        rows.append(("Why", contact.consent_reason))
    if contact.consent_overridden_by:
        rows.append(("Overridden by", str(contact.consent_overridden_by)))
    if contact.lawful_basis:
        basis = {row.code: row.title for row in pack.of(contact.pack_version_id).lawful_bases}
        rows.append(("Lawful basis", basis.get(contact.lawful_basis, contact.lawful_basis)))
    return rows


def interview_rows(interviews: Iterable[ReturnInterview], due: Mapping[int, Clock]) -> Iterator[tuple[str, ...]]:
    """Children who are still owed a return home interview, as lines of a file."""
    for row in interviews:
        contact, clock = row.child.contact, due.get(row.pk)
        yield (
            contact.reference, row.child.person.reference, row.returned_at.isoformat(),
            clock.due_at.isoformat() if clock else "", str(contact.owner or ""), contact.team.name,
        )  # fmt: skip


def rating_entries(ratings: Iterable[RagRating], practice: pack.Frontdoor) -> list[dict[str, Any]]:
    """The ratings of a contact as the timeline macro takes them."""
    titles = {rating.code: (rating.title, rating.colour) for rating in practice.ratings}
    danger = {None: "Rated", True: "In danger now", False: "No longer in danger now"}
    return [
        {
            "title": danger[row.is_danger], "at": row.at, "by": row.by, "text": row.reason,
            "tags": [titles[row.rag]] if row.is_danger is None else [("Danger now", "red")] if row.is_danger else [],
        }
        for row in ratings
    ]  # fmt: skip


def basis(asked: InformationRequest, contact: Contact) -> str:
    """On what a partner was asked: consent, or a lawful basis of the pack."""
    if asked.lawful_basis == "consent":
        return "the family's consent"
    titles = {row.code: row.title for row in pack.of(contact.pack_version_id).lawful_bases}
    return titles.get(asked.lawful_basis, asked.lawful_basis)


def consent_entries(entries: Iterable[ConsentEntry], practice: pack.Frontdoor) -> list[dict[str, Any]]:
    """What the footing was before, as the timeline macro takes it."""
    bases = {row.code: row.title for row in practice.lawful_bases}
    rows = []
    for row in entries:
        given = f"Given by {row.given_by}, {_day(row.given_on)}. {row.scope}".strip() if row.consent == "given" else ""
        basis = bases.get(row.lawful_basis, row.lawful_basis)
        rows.append(
            {"title": row.get_consent_display(), "at": row.at, "by": row.by, "text": given or row.reason, "note": basis}
        )
    return rows


def level_entries(levels: Iterable[LevelOfNeed], practice: pack.Frontdoor) -> list[dict[str, Any]]:
    """A child's levels of need, each as somebody saw it, as the timeline macro takes them."""
    titles = {level.code: level.title for level in practice.levels}
    return [
        {"title": titles.get(row.level, row.level), "at": row.at, "by": row.by, "text": row.reason,
         "note": row.get_point_display()}
        for row in levels
    ]  # fmt: skip


def levels_so_far(levels: Iterable[LevelOfNeed], titles: dict[str, str]) -> list[tuple[str, str]]:
    """A child's level of need as each saw it, one line each: the point in the path, and the level."""
    return [
        (level.get_point_display(), titles.get(level.level, level.level))
        for level in sorted(levels, key=lambda row: row.pk)
    ]


def history_entries(changes: Iterable[StatusChange], labels: type[models.TextChoices]) -> list[dict[str, Any]]:
    """Moves of a record as the timeline macro takes them, newest first."""
    rows = [
        {"title": labels(change.to_state).label, "at": change.at, "by": change.by, "text": change.reason}
        for change in changes
    ]
    return rows[::-1]


def board_rows(
    counts: dict[str, dict[str, int]], ratings: dict[str, tuple[str, str]], stage: str
) -> list[dict[str, Any]]:
    """The board's tiles: each open stage with how many contacts are in it and how urgent, leading to their list."""
    tones = {ContactState.RETURNED: "warning", ContactState.RECEIVED: "warning"}
    tiles = []
    for state in ContactState:
        if state == ContactState.CLOSED:
            continue
        number = sum(counts[state].values())
        tiles.append(
            {
                "value": number,
                "label": state.label,
                "href": f"{reverse('board')}?{urlencode({'stage': state.value})}",
                "tone": tones.get(state, "") if number else "quiet",
                "hint": ", ".join(
                    f"{counts[state][code]} {lower_first(title)}"
                    for code, (title, _) in ratings.items()
                    if counts[state].get(code)
                ),
                "current": stage == state,
            }
        )
    return tiles


def change_entries(changes: Iterable[StatusChange]) -> list[dict[str, Any]]:
    """What others did to one's contacts, as the timeline macro takes it."""
    rows = []
    for change in changes:
        reference = references.make("C", change.subject_id)
        rows.append(
            {
                "title": f"{reference}: {ContactState(change.to_state).label.lower()}",
                "href": reverse("contact", args=[reference]),
                "at": change.at,
                "by": change.by,
            }
        )
    return rows
