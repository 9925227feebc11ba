"""A handful of records for one measure, made as they would stand in the database, so that the sums fit on a hand."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from threshold.core.calendar import LONDON
from threshold.core.models import Clock
from threshold.frontdoor.models import Contact, ContactChild, Decision
from threshold.insight import compute
from threshold.insight.compute import Reading
from threshold.insight.periods import Period
from threshold.pathway.models import EarlyHelpEpisode, Handover, Referral
from threshold.people.models import Identity, Person

#: After everything that the tests make.
NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def london(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(dt.UTC)


def read(code: str, *periods: Period, **options: Any) -> list[tuple[int, int | None, float | None]]:
    """(numerator, denominator, value) of each period."""
    found = compute.readings([code], periods, **{"now": NOW, **options})[code]
    return [plain(reading) for reading in found]


def plain(reading: Reading) -> tuple[int, int | None, float | None]:
    return reading.numerator, reading.denominator, reading.value if reading.value is None else round(reading.value, 2)


class World:
    """Makes records; `door` gives the teams and the people who are named as having made them."""

    def __init__(self, door: Any, pack: Any) -> None:
        self.door, self.pack = door, pack

    def person(self, *, same_as: Person | None = None, **details: Any) -> Person:
        identity = same_as.identity if same_as else Identity.objects.create(created_at=NOW)
        defaults = {"kind": "child", "created_at": NOW, "created_by": self.door.officer, "identity": identity}
        return Person.objects.create(**{**defaults, **details})

    def contact(
        self, at: dt.datetime, *people: Person, outcome: str = "", state: str = "signed_off", **details: Any
    ) -> list[ContactChild]:
        """A contact about these people; with an outcome, each has that decision."""
        contact = Contact.objects.create(
            **{
                "state": "received", "channel": "phone", "source": "2A", "received_at": at, "recorded_at": at,
                "recorded_by": self.door.officer, "team": self.door.team, "pack_version": self.pack, **details,
            }
        )  # fmt: skip
        children = [
            ContactChild.objects.create(contact=contact, person=person, position=number, received_at=at)
            for number, person in enumerate(people or (self.person(),), start=1)
        ]
        for child in children if outcome else ():
            self.decision(child, outcome, state=state)
        return children

    def decision(self, child: ContactChild, outcome: str, *, state: str = "signed_off", **details: Any) -> Decision:
        signed = {"signed_off_at": NOW, "signed_off_by": self.door.manager, "sign_off_reason": "Sound"}
        return Decision.objects.create(
            **{
                "child": child, "contact": child.contact, "state": state, "outcome": outcome, "reason": "So",
                "decided_at": NOW, "decided_by": self.door.worker, **(signed if state == "signed_off" else {}),
                **details,
            }
        )  # fmt: skip

    def clock(self, rule: str, due: dt.datetime, outcome: str = "", *, subject: Any = None, **details: Any) -> Clock:
        """A clock that ran out then; without an outcome it still runs."""
        subject_type, subject_id = subject if isinstance(subject, tuple) else (subject._meta.label_lower, subject.pk)
        return Clock.objects.create(
            **{
                "rule": rule, "pack_version": self.pack, "subject_type": subject_type, "subject_id": subject_id,
                "started_at": due - dt.timedelta(days=1), "due_at": due, "limit": 1, "unit": "working_days",
                "stopped_at": due if outcome else None, "outcome": outcome, "team_id": self.door.team.pk, **details,
            }
        )  # fmt: skip

    def handover(self, person: Person, **details: Any) -> Handover:
        return Handover.objects.create(
            **{
                "kind": "family_help", "person": person, "team": self.door.family_help, "source_type": "test",
                "source_id": next(_numbers), "source_reference": "D-1", "summary": "So", "opened_at": NOW,
                "opened_by": self.door.manager, **details,
            }
        )  # fmt: skip

    def referral(self, person: Person, on: dt.date, source: str = "2A", *, is_open: bool = False) -> Referral:
        closed = {} if is_open else {"closed_on": on, "closure_reason": "RC7"}
        return Referral.objects.create(
            person=person, handover=self.handover(person), referred_on=on, source_code=source, **closed
        )

    def early_help(self, person: Person, on: dt.date) -> EarlyHelpEpisode:
        return EarlyHelpEpisode.objects.create(
            person=person, handover=self.handover(person, kind="early_help"), started_on=on
        )
