"""When may a strategy, a provider or another event of an authority's history be recorded?"""

from __future__ import annotations

import datetime as dt

from threshold.core.errors import Refused
from threshold.improvement.models import ServiceProvider


def check_dates(*, starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day cannot come before the first.")


def check_can_record_strategy(*, title: str, is_recorded: bool) -> None:
    if not title.strip():
        raise Refused("Say what the strategy is called.")
    if is_recorded:
        raise Refused("This strategy is recorded already. Open it instead.")


def check_can_name_strategy(*, is_of_the_authority: bool) -> None:
    """A priority comes from a strategy of the same authority."""
    if not is_of_the_authority:
        raise Refused("That strategy belongs to another authority. Choose one of this authority's.")


def check_can_record_provider(*, name: str, has_other: bool) -> None:
    """One organisation provides the services at a time: the one before ends first."""
    if not name.strip():
        raise Refused("Say which organisation provides the services.")
    if has_other:
        raise Refused(
            "Another organisation provides the services in that time. Record its last day first: the history of both "
            "stays."
        )


def check_can_end_provider(provider: ServiceProvider, *, ends_on: dt.date, reason: str, is_ours: bool) -> None:
    if provider.ends_on is not None:
        raise Refused("The last day of this provider is recorded already.")
    if ends_on < provider.starts_on:
        raise Refused("The last day cannot come before the first.")
    if is_ours and not reason.strip():
        raise Refused("Say why the service goes to somebody else.")


def check_can_note(*, title: str, source: str, happened_on: dt.date, today: dt.date) -> None:
    if not title.strip():
        raise Refused("Say what happened, in a line.")
    if not source.strip():
        raise Refused("Say where this is known from.")
    if happened_on > today:
        raise Refused("This lies in the future. History holds what has happened.")
