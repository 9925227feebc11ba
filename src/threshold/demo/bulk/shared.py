"""What do rows of every kind need? Status history, clocks, chronology and passages, as the actions write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from threshold.core import clocks, packs
from threshold.core.models import Clock, StatusChange
from threshold.demo.book import Book
from threshold.demo.bulk.ledger import Ledger, Row
from threshold.demo.county import County
from threshold.people import narrative
from threshold.people.models import ChronologyEntry, Passage

#: A record as the general tables name it: the kind of record and its number.
Subject = tuple[str, int]
#: A record's latest clock of each rule.
Clocks = dict[str, Row]


class Shared:
    """The general tables. `owner` is the row whose closing makes a row final; see `Ledger`."""

    def __init__(self, county: County, book: Book, ledger: Ledger) -> None:
        self.county = county
        self.book = book
        self.ledger = ledger
        self.users = {local: user.pk for local, user in county.users.items()}
        self.pack_version = packs.current()
        self._table = packs.section("clocks", clocks.ClockTable, self.pack_version.pk)
        self._due = lru_cache(maxsize=4096)(self._compute_due)

    # --- Status history

    def moved(self, subject: Subject, before: str, to: str, step: Any, reason: str = "") -> None:
        self.ledger[StatusChange].add(
            subject_type=subject[0], subject_id=subject[1], from_state=before, to_state=to, at=step.at,
            by_id=self.users[step.by], reason=reason,
        )  # fmt: skip

    # --- Clocks

    def _compute_due(self, limit: int, unit: clocks.Unit, started_at: dt.datetime) -> dt.datetime:
        return clocks.due_at(limit, unit, started_at, self._table.hours)

    def start(
        self,
        running: Clocks,
        code: str,
        subject: Subject,
        *,
        owner: Row,
        started_at: dt.datetime,
        about_id: int | None = None,
        team_id: int | None = None,
        owner_id: int | None = None,
        limit: int | None = None,
        unit: clocks.Unit | None = None,
        until: str = "closed_at",
    ) -> Row:
        rule = self._rule(code, started_at.date())
        if limit is None or unit is None:
            limit, unit = rule.limit, rule.unit
        running[code] = self.ledger[Clock].add_open(
            until,
            owner,
            rule=code,
            pack_version_id=self.pack_version.pk,
            subject_type=subject[0],
            subject_id=subject[1],
            about_id=about_id,
            team_id=team_id,
            owner_id=owner_id,
            started_at=started_at,
            due_at=self._due(limit, unit, started_at),
            limit=limit,
            unit=unit.value,
        )
        return running[code]

    @lru_cache(maxsize=4096)  # noqa: B019 - there is one player in a process
    def _rule(self, code: str, on: dt.date) -> clocks.Rule:
        return self._table.rule(code, on)

    @staticmethod
    def stop(running: Clocks, code: str, at: dt.datetime, reason: str = "", *, cancel: bool = False) -> None:
        clock = running.get(code)
        if clock is None or clock["stopped_at"] is not None:
            return
        outcome = clocks.Outcome.MET if at <= clock["due_at"] else clocks.Outcome.LATE
        clock["stopped_at"], clock["reason"] = at, reason
        clock["outcome"] = clocks.Outcome.CANCELLED.value if cancel else outcome.value

    @staticmethod
    def resume(running: Clocks, code: str) -> None:
        clock = running[code]
        clock["stopped_at"], clock["outcome"], clock["reason"] = None, "", ""

    @staticmethod
    def reassign(running: Clocks, *, team_id: int, owner_id: int | None) -> None:
        for clock in running.values():
            if clock["stopped_at"] is None:
                clock["team_id"], clock["owner_id"] = team_id, owner_id

    # --- Chronology and passages

    def tell(
        self, person_id: int, kind: str, title: str, source: Subject, step: Any, *,
        at: dt.datetime | None = None, team_id: int | None = None,
    ) -> None:  # fmt: skip
        self.ledger[ChronologyEntry].add(
            person_id=person_id, at=at or step.at, kind=kind, title=title, source_type=source[0],
            source_id=source[1], team_id=team_id, by_id=self.users[step.by],
        )  # fmt: skip

    def write(
        self, record: Subject, section: str, text: str, step: Any, travels: str = Passage.Travels.OPEN,
        *, about_id: int | None = None,
    ) -> None:  # fmt: skip
        table, by_id = self.ledger[Passage], self.users[step.by]
        for position, paragraph in enumerate(narrative.split(text)):
            pk = table.add(
                record_type=record[0], record_id=record[1], section=section, position=position, text=paragraph,
                travels=str(travels), about_everyone=about_id is None, written_at=step.at, written_by_id=by_id,
            )  # fmt: skip
            if about_id is not None:
                self.ledger[Passage.about.through].add(passage_id=pk, person_id=about_id)

    def note(self, action: str, subject: Subject, step: Any, about: Iterable[int], **detail: Any) -> None:
        self.ledger.note(action, by=self.users[step.by], at=step.at, subject=subject, about=list(about), detail=detail)
