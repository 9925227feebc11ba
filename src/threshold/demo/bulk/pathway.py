"""The rows of receiving: what `pathway.actions` writes when a team is offered, accepts, allocates and closes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from threshold.core import references
from threshold.core.calendar import day_of
from threshold.demo import steps
from threshold.demo.book import ChildKey
from threshold.demo.bulk.decisions import DecisionsInBulk
from threshold.demo.bulk.intake import DECISION, OpenChild, OpenContact
from threshold.demo.bulk.ledger import Row
from threshold.demo.bulk.shared import Clocks, Subject
from threshold.frontdoor.destinations import HANDS_OVER
from threshold.pathway.models import EarlyHelpEpisode, Handover, Referral
from threshold.pathway.states import HandoverState
from threshold.people.models import Involvement

Kind = Handover.Kind
_REFERRALS = frozenset({Kind.FAMILY_HELP, Kind.STRATEGY_DISCUSSION, Kind.PRIVATE_FOSTERING, Kind.TRANSFER_IN})


@dataclass
class OpenHandover:
    """A hand-over that is not closed, with what was opened under it."""

    row: Row
    child: int  # the person, as the plan calls them
    involvement: Row
    referral: Row | None = None
    episode: Row | None = None
    clocks: Clocks = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        return ("pathway.handover", self.row["id"])


class PathwayInBulk(DecisionsInBulk):
    """One method for each kind of step of a receiving team."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._handovers: dict[ChildKey, OpenHandover] = {}
        self._cases: dict[int, OpenHandover] = {}  # by person: the hand-over of the open referral
        self._team_names = {team.pk: team.name for team in self.county.teams.values()}

    def hand_over(self, step: steps.SignOff, contact: OpenContact, child: OpenChild, decision: Row) -> None:
        if decision["outcome"] not in HANDS_OVER:
            return
        kind = str(HANDS_OVER[decision["outcome"]][0])
        case = self._cases.get(child.key)
        team_id, worker_id = decision["destination_team_id"], None
        if kind == Kind.OPEN_CASE and case is not None:
            team_id, worker_id = case.row["team_id"], case.row["worker_id"]
        row = self.ledger[Handover].add_open(
            "closed_at",
            kind=kind,
            person_id=child.person_id,
            team_id=team_id,
            state=HandoverState.AWAITING_ACCEPTANCE.value,
            source_type=DECISION,
            source_id=decision["id"],
            source_reference=references.make("C", contact.row["id"]),
            offer=decision["destination_offer"],
            summary=decision["reason"],
            opened_at=step.at,
            opened_by_id=self.users[step.by],
        )
        referral = None
        if kind in _REFERRALS and case is None:
            referral = self.ledger[Referral].add_open(
                "closed_at", row, person_id=child.person_id, handover_id=row["id"], referred_on=day_of(step.at),
                source_code=contact.row["source"],
            )  # fmt: skip
        subject = ("pathway.handover", row["id"])
        self.moved(subject, "", row["state"], step)
        handover = OpenHandover(row, child.key, self._involve(row, step), referral)
        self._handovers[step.contact, step.child] = handover
        self.book.handovers[step.contact, step.child] = row["id"]
        if referral is not None:
            self._cases[child.key] = handover
        self._await(handover, step, owner_id=worker_id)
        self._tell(handover, step, f"{Kind(kind).label}: offered to {self._team_names[team_id]}")
        self.note("pathway.open_handover", subject, step, [child.person_id], kind=kind)

    def _involve(self, row: Row, step: Any) -> Row:
        return self.ledger[Involvement].add_open(
            "closed_at", row, person_id=row["person_id"], team_id=row["team_id"], what=Kind(row["kind"]).label,
            source_type="pathway.handover", source_id=row["id"], started_at=step.at,
        )  # fmt: skip

    def _await(self, handover: OpenHandover, step: Any, owner_id: int | None = None) -> None:
        row = handover.row
        self.start(
            handover.clocks, "accept", handover.subject, owner=row, started_at=step.at, about_id=row["person_id"],
            team_id=row["team_id"], owner_id=owner_id,
        )  # fmt: skip

    def _tell(self, handover: OpenHandover, step: Any, title: str) -> None:
        row = handover.row
        self.tell(row["person_id"], "handover", title, handover.subject, step, team_id=row["team_id"])

    def _pass(self, handover: OpenHandover, to: str, step: Any, reason: str = "") -> None:
        self.moved(handover.subject, handover.row["state"], to, step, reason)
        handover.row["state"] = to

    def _note_handover(self, action: str, handover: OpenHandover, step: Any, **detail: Any) -> None:
        self.note(action, handover.subject, step, [handover.row["person_id"]], **detail)

    def on_accept(self, step: steps.Accept) -> None:
        handover = self._handovers[step.contact, step.child]
        row = handover.row
        row["accepted_at"], row["accepted_by_id"] = step.at, self.users[step.by]
        row["version"] += 1
        self._pass(handover, HandoverState.ACCEPTED.value, step)
        self.stop(handover.clocks, "accept", step.at)
        self.start(
            handover.clocks, "allocate", handover.subject, owner=row, started_at=step.at, about_id=row["person_id"],
            team_id=row["team_id"],
        )  # fmt: skip
        if row["kind"] == Kind.EARLY_HELP:
            handover.episode = self.ledger[EarlyHelpEpisode].add_open(
                "closed_at", row, person_id=row["person_id"], handover_id=row["id"], started_on=day_of(step.at)
            )
        label = Kind(row["kind"]).label.lower()
        self._tell(handover, step, f"{self._team_names[row['team_id']]} accepted: {label}")
        self._note_handover("pathway.accept_handover", handover, step)
        case = self._cases.get(handover.child)
        if row["kind"] == Kind.OPEN_CASE and case is not None and case.row["worker_id"] is not None:
            row["worker_id"], row["allocated_at"] = case.row["worker_id"], step.at
            row["version"] += 1
            self._pass(handover, HandoverState.ALLOCATED.value, step, "The worker of the open case")
            self.stop(handover.clocks, "allocate", step.at)

    def on_send_back(self, step: steps.SendBack) -> None:
        handover = self._handovers[step.contact, step.child]
        handover.row["version"] += 1
        self._pass(handover, HandoverState.SENT_BACK.value, step, step.reason)
        self.stop(handover.clocks, "accept", step.at, "Sent back")
        self.start(
            handover.clocks, "offer-again", handover.subject, owner=handover.row, started_at=step.at,
            about_id=handover.row["person_id"],
        )  # fmt: skip
        label = Kind(handover.row["kind"]).label.lower()
        self._tell(handover, step, f"{self._team_names[handover.row['team_id']]} sent back: {label}")
        self._note_handover("pathway.send_back_handover", handover, step)

    def on_offer_again(self, step: steps.OfferAgain) -> None:
        handover = self._handovers[step.contact, step.child]
        handover.involvement["ended_at"] = step.at
        handover.row["team_id"] = self.county.teams[step.team].pk
        handover.row["version"] += 1
        self._pass(handover, HandoverState.AWAITING_ACCEPTANCE.value, step, step.answer)
        handover.involvement = self._involve(handover.row, step)
        self.stop(handover.clocks, "offer-again", step.at)
        self._await(handover, step)
        self._note_handover("pathway.offer_again", handover, step)

    def on_allocate(self, step: steps.Allocate) -> None:
        handover = self._handovers[step.contact, step.child]
        row, worker_id = handover.row, self.users[step.worker]
        row["worker_id"], row["allocated_at"] = worker_id, step.at
        row["version"] += 1
        self._pass(handover, HandoverState.ALLOCATED.value, step)
        self.stop(handover.clocks, "allocate", step.at)
        self.reassign(handover.clocks, team_id=row["team_id"], owner_id=worker_id)
        handover.involvement["worker_id"] = worker_id
        self._tell(handover, step, f"Allocated to a worker of {self._team_names[row['team_id']]}")
        self._note_handover("pathway.allocate_handover", handover, step, worker_id=worker_id)

    def on_close_handover(self, step: steps.CloseHandover) -> None:
        handover = self._handovers.pop((step.contact, step.child))
        row = handover.row
        row["version"] += 1
        self._pass(handover, HandoverState.CLOSED.value, step, step.reason)
        row["closed_at"] = step.at
        for code in ("accept", "allocate", "offer-again"):
            self.stop(handover.clocks, code, step.at, "Closed", cancel=True)
        if handover.referral is not None:
            handover.referral.update(closed_on=day_of(step.at), closure_reason="RC7")
            del self._cases[handover.child]
        if handover.episode is not None:
            handover.episode["ended_on"] = day_of(step.at)
        handover.involvement["ended_at"] = step.at
        self._tell(handover, step, f"Closed: {Kind(row['kind']).label.lower()}")
        self._note_handover("pathway.close_handover", handover, step)
