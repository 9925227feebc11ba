"""How are strategies, the organisations that provided the services, and other events recorded?"""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import calendar, journal
from threshold.core.actions import action, change, lock
from threshold.improvement.models import (
    Authority,
    HistoryNote,
    Priority,
    ServiceProvider,
    SourceDocument,
    Strategy,
)
from threshold.improvement.policies import authorities
from threshold.improvement.policies import history as policies
from threshold.improvement.policies.plan import check_is_in_force


@action("improvement.record_strategy", permission=Permission.GOVERNANCE_RECORD)
def record_strategy(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    date_precision: str = "day",
    summary: str = "",
    document: SourceDocument | None = None,
) -> Strategy:
    """Record a strategy from which priorities come."""
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    policies.check_dates(starts_on=starts_on, ends_on=ends_on)
    known = authority.strategies.filter(title__iexact=title.strip(), starts_on=starts_on)
    policies.check_can_record_strategy(title=title, is_recorded=known.exists())
    strategy = Strategy.objects.create(
        authority=authority, kind=kind, title=title.strip(), summary=summary.strip(), starts_on=starts_on,
        ends_on=ends_on, date_precision=date_precision, document=document, recorded_at=now, recorded_by=by,
    )  # fmt: skip
    journal.record("improvement.record_strategy", by=by, now=now, subject=strategy)
    return strategy


@action("improvement.change_strategy", permission=Permission.GOVERNANCE_RECORD)
def change_strategy(
    strategy: Strategy,
    *,
    by: User,
    now: dt.datetime,
    summary: str,
    ends_on: dt.date | None,
    expected_version: int | None = None,
) -> Strategy:
    """Say what it is about in better words, or until when it holds."""
    strategy = lock(strategy, expected_version=expected_version)
    authorities.check_may_be_written(strategy.authority)
    policies.check_dates(starts_on=strategy.starts_on, ends_on=ends_on)
    change(strategy, summary=summary.strip(), ends_on=ends_on)
    journal.record("improvement.change_strategy", by=by, now=now, subject=strategy)
    return strategy


@action("improvement.name_strategy", permission=Permission.PLAN_WRITE)
def name_strategy(priority: Priority, *, by: User, now: dt.datetime, strategy: Strategy | None) -> Priority:
    """Say which strategy a priority of the plan comes from; None where from none."""
    priority = lock(priority)
    authorities.check_may_be_written(priority.plan.authority)
    check_is_in_force(priority.plan)
    if strategy is not None:
        policies.check_can_name_strategy(is_of_the_authority=strategy.authority_id == priority.plan.authority_id)
    priority.strategy = strategy
    priority.save(update_fields=["strategy"])
    journal.record("improvement.name_strategy", by=by, now=now, subject=priority)
    return priority


@action("improvement.record_provider", permission=Permission.GOVERNANCE_RECORD)
def record_provider(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    date_precision: str = "day",
    end_precision: str = "day",
    reason: str = "",
    end_reason: str = "",
    document: SourceDocument | None = None,
) -> ServiceProvider:
    """Record who provides the services from a day on, or did so in the past.

    Raises:
        Refused: another organisation provides them in that time.
    """
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    policies.check_dates(starts_on=starts_on, ends_on=ends_on)
    others = authority.providers.exclude(ends_on__lt=starts_on)
    if ends_on is not None:
        others = others.exclude(starts_on__gt=ends_on)
    policies.check_can_record_provider(name=name, has_other=others.exists())
    provider = ServiceProvider.objects.create(
        authority=authority, kind=kind, name=name.strip(), reason=reason.strip(), starts_on=starts_on, ends_on=ends_on,
        end_reason=end_reason.strip() if ends_on else "", date_precision=date_precision,
        end_precision=end_precision, document=document, recorded_at=now, recorded_by=by,
    )  # fmt: skip
    journal.record("improvement.record_provider", by=by, now=now, subject=provider)
    return provider


@action("improvement.end_provider", permission=Permission.GOVERNANCE_RECORD)
def end_provider(
    provider: ServiceProvider,
    *,
    by: User,
    now: dt.datetime,
    ends_on: dt.date,
    reason: str,
    expected_version: int | None = None,
) -> ServiceProvider:
    """Record the last day on which an organisation provides the services. What it did stays its own."""
    provider = lock(provider, expected_version=expected_version)
    authorities.check_may_be_written(provider.authority)
    policies.check_can_end_provider(provider, ends_on=ends_on, reason=reason, is_ours=provider.authority.is_ours)
    change(provider, ends_on=ends_on, end_reason=reason.strip())
    journal.record("improvement.end_provider", by=by, now=now, subject=provider)
    return provider


@action("improvement.note_history", permission=Permission.GOVERNANCE_RECORD)
def note_history(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    title: str,
    source: str,
    happened_on: dt.date,
    date_precision: str = "day",
    words: str = "",
    document: SourceDocument | None = None,
) -> HistoryNote:
    """Record something that happened and that no other record says, with its source.

    Args:
        date_precision: "day", "month" or "year": how much of the date is known.
    """
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    policies.check_can_note(title=title, source=source, happened_on=happened_on, today=calendar.day_of(now))
    note = HistoryNote.objects.create(
        authority=authority, kind=kind, happened_on=happened_on, date_precision=date_precision, title=title.strip(),
        words=words.strip(), source=source.strip(), document=document, recorded_at=now, recorded_by=by,
    )  # fmt: skip
    journal.record("improvement.note_history", by=by, now=now, subject=note)
    return note
