"""How long is there, why, and is it running out?

The rules are the pack's `clocks.toml`: data, each with its legal or local source. Actions start and stop clocks;
everything that shows a deadline reads the rows. A clock explains itself: the rule, its source, the start and the
days that were skipped (promise 7 of the design).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from threshold.core import calendar, packs
from threshold.core.models import Clock


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    CALENDAR_MONTHS = "calendar_months"
    CLOCK_HOURS = "clock_hours"
    HUB_HOURS = "hub_hours"


class Rule(packs.Section):
    """One row of the clock table."""

    code: str
    title: str
    starts_with: str
    limit: int
    unit: Unit
    basis: Literal["statutory", "local"]
    source: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    #: How long before the deadline a running clock counts as "due soon", in hours.
    warn_hours: int = 4


class ClockTable(packs.Section):
    """`clocks.toml`: the front door's hours and the rules."""

    hub_opens: dt.time
    hub_closes: dt.time
    rules: tuple[Rule, ...]

    @property
    def hours(self) -> calendar.Hours:
        return calendar.Hours(self.hub_opens, self.hub_closes)

    def rule(self, code: str, on: dt.date) -> Rule:
        """The rule of that code in force on a date.

        Raises:
            KeyError: there is none.
        """
        for rule in self.rules:
            if rule.code == code and rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to):
                return rule
        raise KeyError(f"No clock rule {code} is in force on {on}. Add it to the pack's clocks.toml.")


packs.register("clocks", ClockTable)


class Outcome(StrEnum):
    MET = "met"
    LATE = "late"
    CANCELLED = "cancelled"  # the thing it waited for is no longer wanted; the reason says why


def due_at(limit: int, unit: Unit, started_at: dt.datetime, hours: calendar.Hours) -> dt.datetime:
    """When a limit that begins at an instant runs out. One in days or months lasts to the end of its last day."""
    started_on = calendar.day_of(started_at)
    match unit:
        case Unit.WORKING_DAYS:
            return calendar.end_of_day(calendar.add_working_days(started_on, limit))
        case Unit.CALENDAR_DAYS:
            return calendar.end_of_day(started_on + dt.timedelta(days=limit))
        case Unit.CALENDAR_MONTHS:
            return calendar.end_of_day(calendar.add_months(started_on, limit))
        case Unit.CLOCK_HOURS:
            return started_at + dt.timedelta(hours=limit)
        case Unit.HUB_HOURS:
            return calendar.add_hub_hours(started_at, dt.timedelta(hours=limit), hours)


def start(
    code: str,
    subject: Any,
    *,
    started_at: dt.datetime,
    about_id: int | None = None,
    team_id: int | None = None,
    owner_id: int | None = None,
    limit: int | None = None,
    unit: Unit | None = None,
) -> Clock:
    """Start a clock for a record, or return the one that already runs.

    Args:
        limit, unit: given together where this clock has its own limit (a rating's, an agency's); the rule's
            otherwise.
    """
    clock, _ = Clock.objects.get_or_create(
        rule=code,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        stopped_at=None,
        defaults={
            **_limits(code, started_at, limit, unit),
            "about_id": about_id,
            "team_id": team_id,
            "owner_id": owner_id,
            "started_at": started_at,
        },
    )
    return clock


def start_first(
    codes: Iterable[str],
    subject: Any,
    *,
    started_at: dt.datetime,
    about_id: int | None = None,
    team_id: int | None = None,
    owner_id: int | None = None,
) -> None:
    """Start the clocks of a record that was made in this moment: none can be running, and one insert makes them all."""
    Clock.objects.bulk_create(
        Clock(
            rule=code,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            about_id=about_id,
            team_id=team_id,
            owner_id=owner_id,
            started_at=started_at,
            **_limits(code, started_at, None, None),
        )
        for code in codes
    )


def _limits(code: str, started_at: dt.datetime, limit: int | None, unit: Unit | None) -> dict[str, Any]:
    """A new clock's fields that come from the pack."""
    version = packs.current()
    table = packs.section("clocks", ClockTable, version.pk)
    rule = table.rule(code, calendar.day_of(started_at))
    if limit is None or unit is None:
        limit, unit = rule.limit, rule.unit
    return {
        "pack_version": version,
        "due_at": due_at(limit, unit, started_at, table.hours),
        "limit": limit,
        "unit": unit.value,
    }


def stop(code: str, subject: Any, *, now: dt.datetime, reason: str = "") -> None:
    """Stop the record's running clock of a rule: met or late, by its deadline. Nothing happens where none runs."""
    for clock in _running(subject, code):
        _stop(clock, Outcome.MET if now <= clock.due_at else Outcome.LATE, now, reason)


def cancel(code: str, subject: Any, *, now: dt.datetime, reason: str) -> None:
    """Stop a running clock because what it waited for is no longer wanted."""
    for clock in _running(subject, code):
        _stop(clock, Outcome.CANCELLED, now, reason)


def _stop(clock: Clock, outcome: Outcome, now: dt.datetime, reason: str) -> None:
    clock.stopped_at, clock.outcome, clock.reason = now, outcome.value, reason
    clock.save(update_fields=["stopped_at", "outcome", "reason"])


def resume(code: str, subject: Any) -> None:
    """Let a stopped clock run again from its old start, because what it waited for was undone.

    The latest one of this rule is meant; its deadline does not move.
    """
    rows = Clock.objects.filter(rule=code, subject_type=subject._meta.label_lower, subject_id=subject.pk)
    latest = rows.order_by("-started_at", "-pk").first()
    if latest is not None and latest.stopped_at is not None:
        latest.stopped_at, latest.outcome, latest.reason = None, "", ""
        latest.save(update_fields=["stopped_at", "outcome", "reason"])


def reassign(subject: Any, *, team_id: int | None, owner_id: int | None) -> None:
    """Say who now works on a record: its running clocks move to their lists."""
    _running(subject).update(team_id=team_id, owner_id=owner_id)


def set_about(subject: Any, about_id: int | None) -> None:
    """Say whom the record's clocks are about, ended ones too: lists of that person show them, and no others."""
    Clock.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).update(about_id=about_id)


def _running(subject: Any, code: str | None = None) -> Any:
    rows = Clock.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk, stopped_at__isnull=True)
    return rows.filter(rule=code) if code else rows


# --- What a clock says ----------------------------------------------------------------------------------------


class Urgency(StrEnum):
    STOPPED = "stopped"
    RUNNING = "running"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Explanation:
    """Everything a person needs to trust a deadline."""

    title: str
    urgency: Urgency
    started_at: dt.datetime
    starts_with: str
    due_at: dt.datetime
    limit: str
    basis: str
    source: str
    skipped: list[dt.date]
    outcome: str
    reason: str


#: One and many of each unit.
UNIT_WORDS = {
    Unit.WORKING_DAYS: ("working day", "working days"),
    Unit.CALENDAR_DAYS: ("day", "days"),
    Unit.CALENDAR_MONTHS: ("month", "months"),
    Unit.CLOCK_HOURS: ("hour", "hours"),
    Unit.HUB_HOURS: ("hour of opening time", "hours of opening time"),
}


def rule_of(clock: Clock) -> Rule:
    """The rule as it stood when the clock was started."""
    table = packs.section("clocks", ClockTable, clock.pack_version_id)
    return table.rule(clock.rule, calendar.day_of(clock.started_at))


def urgency(clock: Clock, now: dt.datetime) -> Urgency:
    if clock.stopped_at:
        return Urgency.STOPPED
    if now > clock.due_at:
        return Urgency.OVERDUE
    if now > clock.due_at - dt.timedelta(hours=rule_of(clock).warn_hours):
        return Urgency.DUE_SOON
    return Urgency.RUNNING


def explain(clock: Clock, now: dt.datetime) -> Explanation:
    rule = rule_of(clock)
    unit = Unit(clock.unit)
    singular, plural = UNIT_WORDS[unit]
    counts_working_days = unit in (Unit.WORKING_DAYS, Unit.HUB_HOURS)
    return Explanation(
        title=rule.title,
        urgency=urgency(clock, now),
        started_at=clock.started_at,
        starts_with=rule.starts_with,
        due_at=clock.due_at,
        limit=f"{clock.limit} {singular if clock.limit == 1 else plural}",
        basis="Set in law or statutory guidance" if rule.basis == "statutory" else "Set by this authority",
        source=rule.source,
        skipped=calendar.skipped_days(calendar.day_of(clock.started_at), calendar.day_of(clock.due_at))
        if counts_working_days
        else [],
        outcome=clock.outcome,
        reason=clock.reason,
    )
