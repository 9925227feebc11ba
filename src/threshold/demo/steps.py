"""What can happen in the demo authority? One kind of step for each action that the plan uses.

A plan is a list of steps in the order of time: pure data, equal for the same seed and moment. It names people,
contacts, teams and staff by keys of its own; two players turn it into rows. `play` calls the actions, one step at
a time; `bulk` writes the rows that the actions would have written, thousands at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

Instant = dt.datetime


class Place(NamedTuple):
    """An address in the county. Postcodes begin with SV, which is no postal area."""

    line_1: str
    town: str
    postcode: str


class Facts(NamedTuple):
    """What is recorded of a person; `key` is what the plan calls them."""

    key: int
    kind: str
    given_name: str = ""
    family_name: str = ""
    birth_on: dt.date | None = None
    birth_precision: str = "exact"
    expected_on: dt.date | None = None
    sex: str = "U"
    ethnicity: str = "NOBT"
    disabilities: tuple[str, ...] = ()
    first_language: str = ""
    interpreter_needed: bool = False
    communication_needs: str = ""
    place: Place | None = None
    place_is_confidential: bool = False
    identifiers: tuple[tuple[str, str, bool, str], ...] = ()
    school: str = ""


class Told(NamedTuple):
    """A child as a contact names them: somebody new, or the key of somebody on record."""

    person: Facts | int
    level_by_referrer: str = ""

    @property
    def key(self) -> int:
        return self.person if isinstance(self.person, int) else self.person.key


class Caller(NamedTuple):
    """Who told us."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    organisation_name: str = ""
    telephone: str = ""
    email: str = ""
    may_be_named: bool = False


class Footing(NamedTuple):
    """On what footing information is shared."""

    consent: str
    given_by: str = ""
    given_on: dt.date | None = None
    scope: str = ""
    reason: str = ""
    lawful_basis: str = ""


class Where(NamedTuple):
    """Where an outcome leads."""

    team: str = ""
    offer: str = ""
    note: str = ""


# --- People -------------------------------------------------------------------------------------------------


class RecordPerson(NamedTuple):
    at: Instant
    by: str
    facts: Facts


class AddName(NamedTuple):
    """A nickname, alias or former name; the name in use stays."""

    at: Instant
    by: str
    person: int
    kind: str
    given_name: str
    family_name: str


class AddFormerAddress(NamedTuple):
    at: Instant
    by: str
    person: int
    place: Place
    starts_on: dt.date | None
    ends_on: dt.date


class Relate(NamedTuple):
    """`person` is the <kind> of `other`."""

    at: Instant
    by: str
    person: int
    other: int
    kind: str
    has_parental_responsibility: bool | None = None


class SetHousehold(NamedTuple):
    """The first to live in a household brings its address."""

    at: Instant
    by: str
    person: int
    household: int
    place: Place | None = None


class RecordBirth(NamedTuple):
    at: Instant
    by: str
    person: int
    birth_on: dt.date
    given_name: str
    family_name: str
    sex: str


class Merge(NamedTuple):
    at: Instant
    by: str
    person: int
    other: int
    reason: str


class MarkNotSame(NamedTuple):
    at: Instant
    by: str
    person: int
    other: int
    reason: str


class Restrict(NamedTuple):
    at: Instant
    by: str
    person: int
    kind: str
    message: str
    reason: str
    users: tuple[str, ...]


class BreakGlass(NamedTuple):
    """`key` names the access, so that a review can say which."""

    at: Instant
    by: str
    key: int
    person: int
    reason: str
    ends_at: Instant


class ReviewAccess(NamedTuple):
    at: Instant
    by: str
    key: int
    was_justified: bool
    note: str


class AlertRestrictedMatch(NamedTuple):
    at: Instant
    by: str
    record: int
    restricted: int


# --- The front door -----------------------------------------------------------------------------------------


class RecordContact(NamedTuple):
    at: Instant
    by: str
    contact: int
    team: str
    channel: str
    source: str
    received_at: Instant
    children: tuple[Told, ...]
    story: Mapping[str, str]
    caller: Caller
    footing: Footing | None
    is_immediate_danger: bool = False
    returned_from_missing_at: Instant | None = None
    language: str = ""
    interpreter_needed: bool = False


class HoldInterview(NamedTuple):
    """What came of the return home interview of one child; `happened_at` is None where it could not be held."""

    at: Instant
    by: str
    contact: int
    child: int
    state: str
    happened_at: Instant | None
    held_by: str = ""
    text: str = ""
    reason: str = ""


class RecordConsent(NamedTuple):
    at: Instant
    by: str
    contact: int
    footing: Footing


class Screen(NamedTuple):
    """`levels` are by the position of the child on the contact, from the first; so are the reasons for a change."""

    at: Instant
    by: str
    contact: int
    rag: str
    reason: str
    levels: tuple[str, ...]
    level_reasons: tuple[str, ...] = ()


class TakeOn(NamedTuple):
    """Whoever takes it on becomes its owner."""

    at: Instant
    by: str
    contact: int


class Rerate(NamedTuple):
    at: Instant
    by: str
    contact: int
    rag: str
    reason: str


class Ask(NamedTuple):
    """`request` counts the contact's requests from 1."""

    at: Instant
    by: str
    contact: int
    request: int
    agency: str
    question: str
    lawful_basis: str


class Answer(NamedTuple):
    at: Instant
    by: str
    contact: int
    request: int
    state: str
    text: str
    name: str
    role: str
    reason: str = ""


class CancelRequest(NamedTuple):
    at: Instant
    by: str
    contact: int
    request: int
    reason: str


class Analyse(NamedTuple):
    at: Instant
    by: str
    contact: int
    sections: Mapping[str, str]


class Propose(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    outcome: str
    reason: str
    where: Where


class Decide(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    outcome: str
    reason: str
    level: str
    level_reason: str
    where: Where


class SignOff(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    reason: str


class ReturnDecision(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    reason: str


class GiveFeedback(NamedTuple):
    """The letter's text is the pack's, made from the outcomes."""

    at: Instant
    by: str
    contact: int
    status: str
    reason: str = ""


class Deliver(NamedTuple):
    """The background worker sends the message that has waited longest."""

    at: Instant


# --- Receiving ----------------------------------------------------------------------------------------------


class Accept(NamedTuple):
    """Of the hand-over that the decision for a contact's child opened, as in the steps below."""

    at: Instant
    by: str
    contact: int
    child: int


class SendBack(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    reason: str


class OfferAgain(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    team: str
    answer: str


class Allocate(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    worker: str


class CloseHandover(NamedTuple):
    at: Instant
    by: str
    contact: int
    child: int
    reason: str


# --- Nights, weekends and meetings --------------------------------------------------------------------------


class StartShift(NamedTuple):
    at: Instant
    by: str
    shift: int


class AddShiftEntry(NamedTuple):
    """`entry` counts all lines of all shifts."""

    at: Instant
    by: str
    shift: int
    entry: int
    kind: str
    decision: str
    reason: str
    contact: int | None = None
    person: int | None = None
    follow_up: str = ""
    follow_up_due_at: Instant | None = None


class CompleteFollowUp(NamedTuple):
    at: Instant
    by: str
    entry: int


class HandOverShift(NamedTuple):
    at: Instant
    by: str
    shift: int
    note: str


class AcceptShift(NamedTuple):
    at: Instant
    by: str
    shift: int


class RecordMeeting(NamedTuple):
    at: Instant
    by: str
    meeting: int
    kind: str
    held_at: Instant
    chaired_by: str
    attendees: str


class DiscussChild(NamedTuple):
    """The child is named by contact and position; `task` may be empty."""

    at: Instant
    by: str
    meeting: int
    contact: int
    child: int
    decision: str
    reason: str
    task: str = ""
    task_owner: str = ""
    task_due_on: dt.date | None = None


class CompleteTriageAction(NamedTuple):
    at: Instant
    by: str
    meeting: int
    contact: int
    child: int


class KeepDraft(NamedTuple):
    """Somebody has typed and not yet sent; `typed` as a browser encodes a form."""

    at: Instant
    by: str
    form: str
    contact: int | None
    typed: str


Step = (
    RecordPerson | AddName | AddFormerAddress | Relate | SetHousehold | RecordBirth | Merge | MarkNotSame | Restrict
    | BreakGlass | ReviewAccess | AlertRestrictedMatch | RecordContact | RecordConsent | Screen | TakeOn | Rerate | Ask
    | Answer | CancelRequest | Analyse | Propose | Decide | SignOff | ReturnDecision | GiveFeedback | Deliver | Accept
    | SendBack | OfferAgain | Allocate | CloseHandover | StartShift | AddShiftEntry
    | HoldInterview | CompleteFollowUp | HandOverShift | AcceptShift
    | RecordMeeting | DiscussChild | CompleteTriageAction | KeepDraft
)  # fmt: skip
