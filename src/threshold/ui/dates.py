"""Which day, and at what time? Dates as three boxes, times as people write them, in London's clock."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from markupsafe import Markup

from threshold.ui import filters
from threshold.ui.components import draw
from threshold.ui.fields import Bound, Component

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
Parts = dict[str, str]


class PartsError(forms.ValidationError):
    """An error that knows which of the boxes it is about."""

    def __init__(self, message: str, parts: tuple[str, ...]) -> None:
        super().__init__(message)
        self.parts = parts


class PartsWidget(forms.Widget):
    """Reads `<name>-day`, `<name>-month`, `<name>-year` (and `<name>-time`) out of what was sent."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Parts:
        return {part: str(data.get(f"{name}-{part}", "") or "") for part in self.names}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.names)


def month_number(text: str) -> int | None:
    """ "3", "03", "March", "mar", "Sept." as a month's number; None for anything else."""
    word = text.strip().rstrip(".").lower()
    if word.isdecimal() and len(word) <= 2:
        return int(word)
    if len(word) >= 3:
        for number, name in enumerate(_MONTH_NAMES, start=1):
            if name.startswith(word):
                return number
    return None


def time_of_day(text: str) -> dt.time | None:
    """A time as people write it: 10:41am, 10.41, 1041, 9am, noon. None where it is not one.

    Raises:
        ValueError: it may be morning or afternoon ("2:15"): a wrong guess on a deadline is worse than a question.
    """
    word = re.sub(r"\s", "", text).lower()
    if word in ("noon", "midday", "12noon"):
        return dt.time(12)
    if word == "midnight":
        return dt.time(0)
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm|a\.m\.?|p\.m\.?)?", word)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        return None  # a bare "9" is not yet a time
    elif len(found[1]) == 1:
        raise ValueError(text)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


class DateField(Component, forms.Field):
    """A day, asked as day, month and year; cleaned to `date` or None.

    Args:
        past: today or earlier; future: today or later. Today is London's.
        earliest, latest: the limits, both included.
        autocomplete: "bday" where the form asks people about themselves.
    """

    part_names: ClassVar[tuple[str, ...]] = ("day", "month", "year")

    def __init__(
        self,
        label: str,
        *,
        past: bool = False,
        future: bool = False,
        earliest: dt.date = dt.date(1900, 1, 1),
        latest: dt.date | None = None,
        autocomplete: str = "",
        **options: Any,
    ) -> None:
        self.past, self.future, self.earliest, self.latest = past, future, earliest, latest
        self.autocomplete = autocomplete
        super().__init__(label, widget=PartsWidget(self.part_names), **options)

    # --- Cleaning

    def clean(self, value: Any) -> Any:
        if isinstance(value, dt.date):
            return self.within_limits(value)
        parts = {name: text.strip() for name, text in self.prepare_value(value).items()}
        if not any(parts.values()):
            if self.required:
                raise PartsError(str(self.error_messages["required"]), self.part_names)
            return None
        empty = tuple(name for name in self.part_names if not parts[name])
        if empty:
            raise PartsError(f"{self.subject} must include a {' and '.join(empty)}", empty)
        return self.from_parts(parts)

    def from_parts(self, parts: Parts) -> dt.date | dt.datetime:
        return self.within_limits(self.day_from(parts))

    def day_from(self, parts: Parts) -> dt.date:
        day, month, year = parts["day"], month_number(parts["month"]), parts["year"]
        wrong = tuple(
            name
            for name, good in (
                ("day", day.isdecimal() and len(day) <= 2 and 1 <= int(day) <= 31),
                ("month", month is not None and 1 <= month <= 12),
                ("year", year.isdecimal() and len(year) <= 4),
            )
            if not good
        )
        if not wrong and len(year) != 4:
            raise PartsError(f"{self.subject} must have a year of 4 numbers, like 2026", ("year",))
        try:
            return dt.date(int(year), month or 0, int(day))
        except (ValueError, OverflowError):
            raise PartsError(f"{self.subject} must be a real date", wrong or self.part_names) from None

    def within_limits(self, day: dt.date) -> dt.date:
        today = timezone.localdate()
        message = ""
        if self.past and day > today:
            message = "must be today or in the past"
        elif self.future and day < today:
            message = "must be today or in the future"
        elif day < self.earliest:
            message = f"must be {filters.date(self.earliest)} or later"
        elif self.latest and day > self.latest:
            message = f"must be {filters.date(self.latest)} or earlier"
        if message:
            raise PartsError(f"{self.subject} {message}", self.part_names)
        return day

    # --- Showing

    def prepare_value(self, value: Any) -> Parts:
        if isinstance(value, dict):
            return {name: str(value.get(name, "") or "") for name in self.part_names}
        if isinstance(value, dt.date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return dict.fromkeys(self.part_names, "")

    def bad_parts(self, bound: Bound) -> tuple[str, ...]:
        for error in bound.form.errors.as_data().get(bound.name, []):
            return tuple(getattr(error, "parts", self.part_names))
        return ()

    def focus_id(self, bound: Bound) -> str:
        bad = self.bad_parts(bound)
        return f"{bound.auto_id}-{bad[0] if bad else self.part_names[0]}"

    def draw(self, bound: Bound) -> Markup:
        params = self.common_params(bound)
        del params["label"], params["name"]
        values, bad = bound.value(), self.bad_parts(bound)
        items = []
        for name in self.part_names:
            classes = {"year": "govuk-input--width-4", "time": "govuk-input--width-5"}.get(name, "govuk-input--width-2")
            item = {
                "name": f"{bound.html_name}-{name}",
                "id": f"{bound.auto_id}-{name}",
                "label": name.capitalize(),
                "value": values[name],
                "classes": classes + (" govuk-input--error" if name in bad else ""),
            }
            if name in ("month", "time"):
                item["inputmode"] = "text"  # both may be words
            if self.autocomplete:
                item["autocomplete"] = f"{self.autocomplete}-{name}"
            items.append(item)
        params |= {"fieldset": {"legend": self.legend_params()}, "items": items}
        return draw("date-input", params)

    def in_words(self, value: Any) -> str:
        try:
            return filters.date(value if isinstance(value, dt.date) else self.day_from(self.prepare_value(value)))
        except forms.ValidationError:
            return " ".join(filter(None, self.prepare_value(value).values()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


class DateTimeField(DateField):
    """A day and a time of London's clock; cleaned to an aware `datetime` or None.

    In the hour that happens twice in October the first is meant.
    """

    part_names = ("day", "month", "year", "time")

    def clean(self, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return value
        return super().clean(value)

    def from_parts(self, parts: Parts) -> dt.datetime:
        day = self.within_limits(self.day_from(parts))
        try:
            clock = time_of_day(parts["time"])
        except ValueError:
            raise PartsError(f"{self.subject}: say am or pm, like {parts['time'].strip()}pm", ("time",)) from None
        if clock is None:
            raise PartsError(f"{self.subject} must have a real time, like 10:41am or 14:30", ("time",))
        instant = dt.datetime.combine(day, clock, tzinfo=timezone.get_current_timezone())
        if instant.astimezone(dt.UTC).astimezone(instant.tzinfo).time() != clock:
            raise PartsError(f"{self.subject}: the clocks went forward and that time did not happen", ("time",))
        if (self.past and instant > timezone.now()) or (self.future and instant < timezone.now()):
            when = "past" if self.past else "future"
            raise PartsError(f"{self.subject} must be in the {when}", self.part_names)
        return instant.astimezone(dt.UTC)

    def prepare_value(self, value: Any) -> Parts:
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value)
            return super().prepare_value(local.date()) | {"time": filters.time(local)}
        if isinstance(value, dt.date):
            return super().prepare_value(value) | {"time": ""}
        return super().prepare_value(value)

    def in_words(self, value: Any) -> str:
        if isinstance(value, dt.datetime):
            return filters.datetime(value)
        parts = self.prepare_value(value)
        day = super().in_words({name: text for name, text in parts.items() if name != "time"} | {"time": ""})
        return " at ".join(filter(None, [day, parts["time"]]))
