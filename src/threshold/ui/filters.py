"""How does a value read on the page? Dates, times, counts, sizes and what people wrote, in plain English.

Every filter takes None (or nothing) and shows nothing, so that a template need not ask first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from markupsafe import Markup, escape

from threshold.ui.wording import lower_first

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Not strftime: its names depend on the server's locale and its %-d on the operating system.


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """An instant as London's clocks show it; a plain date as it is."""
    if isinstance(value, dt.datetime):
        if timezone.is_naive(value):
            raise ValueError("A time without a time zone was given to a page. Store instants in UTC.")
        return timezone.localtime(value)
    return value


def date(value: dt.date | dt.datetime | None) -> str:
    """22 November 2026"""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def known_date(value: dt.date | dt.datetime | None, precision: str = "day") -> str:
    """22 November 2026, November 2026 or 2026: no more than is known ("day", "month" or "year")."""
    if not value or precision == "day":
        return date(value)
    day = _local(value)
    return f"{_MONTHS[day.month - 1]} {day.year}" if precision == "month" else str(day.year)


def short_date(value: dt.date | dt.datetime | None) -> str:
    """22 Nov 2026"""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def weekday(value: dt.date | dt.datetime | None) -> str:
    """Sunday 22 November 2026"""
    if not value:
        return ""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return f"{names[_local(value).weekday()]} {date(value)}"


def time(value: dt.datetime | dt.time | None) -> str:
    """10:41am"""
    if value is None or value == "":
        return ""
    clock = value if isinstance(value, dt.time) else _local(value)
    assert isinstance(clock, (dt.time, dt.datetime))  # noqa: S101 - for the type checker
    return f"{(clock.hour % 12) or 12}:{clock.minute:02}{'am' if clock.hour < 12 else 'pm'}"


def datetime(value: dt.datetime | None) -> str:
    """22 November 2026 at 10:41am"""
    return f"{date(value)} at {time(value)}" if value else ""


def deadline(value: dt.datetime | None) -> str:
    """After "due by": a deadline in days ends with the last day, and its 11:59pm would only puzzle."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"end of {date(local)}" if (local.hour, local.minute) == (23, 59) else datetime(local)


def iso(value: dt.date | dt.datetime | None) -> str:
    """For the `datetime` attribute of a `<time>` element."""
    return _local(value).isoformat() if value else ""


def hours(value: dt.timedelta | None) -> str:
    """A length of time, to the minute below an hour and to the hour above: "2 days 4 hours"."""
    if value is None:
        return ""
    minutes = int(abs(value).total_seconds() // 60)
    if minutes < 60:
        return plural(minutes, "minute", "minutes")
    days, rest = divmod(minutes // 60, 24)
    parts = [plural(days, "day", "days")] if days else []
    if rest or not days:
        parts.append(plural(rest, "hour", "hours"))
    return " ".join(parts)


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 thing, 2 things, 1,204 things."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def paragraphs(value: Any) -> Markup:
    """What a person wrote, escaped: an empty line parts paragraphs, a single line break stays one."""
    text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
    blocks = [block.strip("\n") for block in re.split(r"\n[^\S\n]*\n", text) if block.strip()]
    shown = (Markup("<br>\n").join(escape(line) for line in block.split("\n")) for block in blocks)
    # dir="auto": a passage in Arabic reads from the right without the whole page turning round.
    return Markup("\n").join(Markup('<p class="govuk-body" dir="auto">{}</p>').format(block) for block in shown)


def byte_size(value: int | None) -> str:
    """The size of a file: "820 bytes", "14 kB", "2.3 MB"."""
    if value is None:
        return ""
    if value < 1000:
        return plural(value, "byte")
    for unit, size in (("kB", 10**3), ("MB", 10**6), ("GB", 10**9)):
        if value < size * 1000 or unit == "GB":
            scaled = value / size
            return f"{scaled:.1f} {unit}" if scaled < 10 and unit != "kB" else f"{scaled:,.0f} {unit}"
    return ""  # pragma: no cover - the loop always returns


ALL: dict[str, Callable[..., Any]] = {
    "date": date,
    "known_date": known_date,
    "short_date": short_date,
    "weekday": weekday,
    "time": time,
    "datetime": datetime,
    "deadline": deadline,
    "iso": iso,
    "hours": hours,
    "plural": plural,
    "paragraphs": paragraphs,
    "bytes": byte_size,
    "lower_first": lower_first,
}
