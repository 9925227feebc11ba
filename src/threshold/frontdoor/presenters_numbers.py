"""What does the page of numbers say? Tiles, charts and the address of the list behind each number. No queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from threshold.frontdoor.codes import Source
from threshold.frontdoor.surge import AGES, PAST_LIMIT, WEEKS, Number, Numbers, Window
from threshold.ui import charts
from threshold.ui.charts import Chart, Point
from threshold.ui.filters import date, datetime, short_date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LIMIT_TITLES = {"day": "in one working day", "24h": "in 24 hours"}


def hour_title(hour: int) -> str:
    """ "Midnight to 1am", "2pm to 3pm"."""

    def clock(number: int) -> str:
        if number % 12:
            return f"{number % 12}{'am' if number % 24 < 12 else 'pm'}"
        return "noon" if number == 12 else "midnight"

    text = f"{clock(hour)} to {clock(hour + 1)}"
    return text[:1].upper() + text[1:]


def day_and_month(day: dt.date) -> str:
    """28 Sep: short enough to stand six times under a chart on a phone; the page says which year."""
    return short_date(day).rpartition(" ")[0]


def shown(number: Number) -> str:
    return "not given" if number is None else f"{number:,}"


def list_href(**wanted: Any) -> str:
    """The address of the list of children on contacts, narrowed; days in the three parts that the filters take."""
    pairs: list[tuple[str, Any]] = []
    for name, value in wanted.items():
        if isinstance(value, dt.datetime):
            pairs.append((name, value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")))
        elif isinstance(value, dt.date):
            pairs += [(f"{name}-day", value.day), (f"{name}-month", value.month), (f"{name}-year", value.year)]
        elif value not in ("", None):
            pairs.append((name, value))
    return f"{reverse('contact_list')}?{urlencode(pairs)}"


@dataclass(frozen=True)
class Page:
    """What is on the page. `team` narrows every list as it narrowed the numbers."""

    numbers: Numbers
    team_id: int | None = None

    def _href(self, **wanted: Any) -> str:
        """Nobody who may not open a list is shown a way to it."""
        return list_href(**wanted, team=self.team_id) if self.numbers.is_exact else ""

    def _in_window(self, **wanted: Any) -> str:
        window = self.numbers.window
        return self._href(received_from=window.first, received_to=window.last, **wanted)

    def _point(self, label: str, number: Number, href: str, *, tone: str = "", short: str = "") -> Point:
        return Point(label, number, shown(number), href, tone, short)

    # --- Tiles

    def tiles(self) -> list[dict[str, Any]]:
        found = self.numbers
        late = found.past_limit
        tiles = [
            {
                "value": shown(found.undecided), "label": "Wait for a decision", "href": self._href(decided="no"),
                "tone": "" if found.undecided else "quiet",
            },
            {
                "value": shown(late), "label": "Wait past one working day", "href": self._href(age=PAST_LIMIT),
                "tone": "danger" if late else "quiet",
            },
        ]  # fmt: skip
        for limit, title in LIMIT_TITLES.items():
            share = found.share(limit)
            met, late = found.in_time[limit]
            hint = f"{shown(met)} in time, {shown(late)} late" if share is not None else "Too few to say"
            tiles.append({"value": "–" if share is None else f"{share}%", "label": f"Decided {title}", "hint": hint,
                          "href": "#in-time", "tone": ""})  # fmt: skip
        average = found.average
        tiles.append(
            {"value": "–" if average is None else f"{average:.1f}", "label": "Arrive on an average day",
             "hint": f"{shown(found.arrived)} in {WEEKS} weeks", "href": self._in_window(), "tone": ""}
        )  # fmt: skip
        return tiles

    # --- The week

    def week_rows(self) -> list[list[Any]]:
        """This week, last week and a year ago, and how this week differs; for whole weeks each a week earlier."""
        week = self.numbers.week
        now_title = "This week so far" if self.numbers.is_exact else "Last week"
        before_title = "Last week by the same time" if self.numbers.is_exact else "The week before"
        year_title = "The same week last year" + (", by the same time" if self.numbers.is_exact else "")
        return [
            self._week_row(now_title, *week.now, ""),
            self._week_row(before_title, *week.week_before, self._change(week.week_before[1])),
            self._week_row(year_title, *week.year_before, self._change(week.year_before[1])),
        ]

    def _week_row(self, title: str, window: Window, number: Number, change: str) -> list[Any]:
        before = window.ends_at if self.numbers.is_exact else None
        href = self._href(received_from=window.first, received_to=window.last, received_before=before)
        days = f"{short_date(window.first)} to {short_date(window.last)}"
        return [{"text": title, "hint": days}, {"text": shown(number), "href": href}, change]

    def _change(self, earlier: Number) -> str:
        """In words, so that nobody has to know which way round the sign is."""
        now = self.numbers.week.now[1]
        if now is None or not earlier:
            return "Cannot be compared"
        if now == earlier:
            return "The same"
        change = round(100 * (now - earlier) / earlier)
        week = "this week" if self.numbers.is_exact else "last week"
        return f"{abs(change)}% {'more' if now > earlier else 'fewer'} {week}"

    # --- Time

    def in_time_rows(self) -> list[list[Any]]:
        window = self.numbers.window
        rows: list[list[Any]] = []
        for limit, title in LIMIT_TITLES.items():
            cells = [
                {
                    "text": shown(number),
                    "href": self._href(decided_from=window.first, decided_to=window.last, in_time=f"{limit}-{outcome}"),
                }
                for outcome, number in zip(("met", "late"), self.numbers.in_time[limit], strict=True)
            ]
            share = self.numbers.share(limit)
            rows.append([f"Decided {title}", *cells, "Too few to say" if share is None else f"{share}%"])
        return rows

    # --- Charts

    def flow(self) -> Chart:
        arrived = [
            self._point(
                day_and_month(row.first), row.arrived, self._href(received_from=row.first, received_to=row.last)
            )
            for row in self.numbers.flow
        ]
        decided = [
            self._point(day_and_month(row.first), row.decided, self._href(decided_from=row.first, decided_to=row.last))
            for row in self.numbers.flow
        ]
        heading, each = ("Day", "day") if self.numbers.is_exact else ("Week from", "week")
        title = f"Children who arrived and children decided, each {each}"
        return charts.lines(title, {"Arrived": arrived, "Decided": decided}, label_heading=heading)

    def backlog(self) -> Chart:
        tones = {"3-5": "warning", "over-5": "danger"}
        points = [
            self._point(AGES[age][0], number, self._href(age=age), tone=tones.get(age, ""))
            for age, number in self.numbers.by_age.items()
        ]
        return charts.bars("Waiting for a decision now", points, label_heading="Waiting", value_heading="Children")

    def by_source(self) -> Chart:
        rows = [(source, self.numbers.by_source[source.value]) for source in Source]
        if self.numbers.is_exact:
            rows = [row for row in rows if row[1]]
        rows.sort(key=lambda row: -(row[1] or 0))
        points = [
            # The whole name stands in the table: beside a bar there is no room for it on a phone.
            self._point(
                source.label, number, self._in_window(source=source.value), short=source.label.partition(",")[0]
            )
            for source, number in rows
        ]
        return charts.bars("By source", points, label_heading="Who told us", value_heading="Children")

    def by_weekday(self) -> Chart:
        points = [
            self._point(WEEKDAYS[number - 1][:3], count, self._in_window(weekday=number))
            for number, count in self.numbers.by_weekday.items()
        ]
        return charts.columns("By day of the week", points, label_heading="Day", value_heading="Children")

    def by_hour(self) -> Chart:
        points = [
            self._point(f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}", count, self._in_window(hour=hour))
            for hour, count in self.numbers.by_hour.items()
        ]
        return charts.columns("By hour of the day", points, label_heading="From", value_heading="Children")

    # --- The same as a file

    def csv_rows(self) -> Iterator[tuple[str, str, str]]:
        """Every number of the page: (what, which, number)."""
        for title, chart in (
            ("Waiting for a decision", self.backlog()), ("Source", self.by_source()),
            ("Day of the week", self.by_weekday()), ("From hour", self.by_hour()),
        ):  # fmt: skip
            for point in chart.points:
                yield title, point.label, point.text
        for row in self.in_time_rows():
            yield row[0], "In time", row[1]["text"]
            yield row[0], "Late", row[2]["text"]
        for flow in self.numbers.flow:
            yield "Arrived", flow.first.isoformat(), shown(flow.arrived)
            yield "Decided", flow.first.isoformat(), shown(flow.decided)

    def span(self) -> str:
        window = self.numbers.window
        return f"{date(window.first)} to {date(window.last)}"


# --- The list ---------------------------------------------------------------------------------------------------


def chosen(form: Any, wanted: Any, query: Any) -> list[tuple[str, str]]:
    """What narrows the list, in words, each with the address of the list without it."""
    rows = []
    for bound in form:
        value = getattr(wanted, bound.name, None)
        given = [key for key in query if key == bound.name or key.startswith(f"{bound.name}-")]
        if not given:
            continue
        if isinstance(value, dt.datetime):
            rows.append((f"Received before {datetime(value)}", _without(query, given)))
        elif isinstance(value, dt.date):
            rows.append((f"{bound.label} {date(value)}", _without(query, given)))
        elif form.is_bound and query.get(bound.name) and not bound.is_hidden:
            rows.append((f"{bound.label}: {bound.in_words()}", _without(query, given)))
    return rows


def _without(query: Any, names: list[str]) -> str:
    """The address with these filters and the page taken out."""
    kept = [(key, value) for key, value in query.items() if key not in (*names, "page", "format")]
    return f"?{urlencode(kept)}"
