"""How much comes in, how much is decided, and how fast? The numbers of the front door.

Everything counts children: a contact about three children counts three times, as in Ofsted's lists (Annex A). Days
and hours are London's, so that the week in which the clocks change has the same seven days as any other.

Who may read contacts counts the children whom they may see, and every number is the length of its list
(`queries_contacts`). Who may read numbers only (an elected member) gets everything, in whole weeks, and each number
leaves this module as `published` made it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate

from threshold.access.models import Team
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core.calendar import LONDON, day_of, is_working_day
from threshold.core.clocks import Outcome
from threshold.core.models import Clock
from threshold.frontdoor.codes import Source
from threshold.frontdoor.models import ContactChild
from threshold.frontdoor.queries import visible_children
from threshold.frontdoor.states import DecisionState
from threshold.people.queries import hidden_people, visible_people

WEEKS = 8
#: The two limits that are measured, and the clock rule of each.
LIMITS = {"day": "decide", "24h": "decide-24h"}
#: How long a child has waited for a decision, in working days after the day of arrival: (title, from, to).
AGES: dict[str, tuple[str, int, int | None]] = {
    "0-1": ("Up to 1 working day", 0, 1),
    "2": ("2 working days", 2, 2),
    "3-5": ("3 to 5 working days", 3, 5),
    "over-5": ("Over 5 working days", 6, None),
}
#: Beside these bands: everything past the statutory working day.
PAST_LIMIT = "over-1"
_PAST_LIMIT = ("Over 1 working day", 2, None)
#: The states of a decision that stands.
STANDS = (DecisionState.AWAITING_SIGN_OFF, DecisionState.SIGNED_OFF)
_OUTCOMES = (Outcome.MET.value, Outcome.LATE.value)

#: A number as it may be shown; None is not given.
Number = int | None
#: Who subtracts must be left with at least so many values for every small number.
_CANDIDATES = 3


def published(number: int) -> Number:
    """A number by itself, for somebody who must not recognise a child: none below 6, to the nearest 5 from there.

    Rounded, so that the same page a week later does not tell by its difference what came in between.
    """
    return max(10, (number + 2) // 5 * 5) if number >= 6 else None


def protected(cells: Sequence[int]) -> list[Number]:
    """The numbers of one table, whose total is known, as such a reader may see them.

    Below 6 none is given, nought neither: a total of 5 beside five cells of "1 to 5" would give each away. As long
    as what is not given could be found by subtraction, the next smallest is not given either; the page does not
    say which is which. The tests attack this with the total and the other cells known exactly.
    """
    order = sorted(range(len(cells)), key=lambda number: cells[number])
    in_order = [cells[number] for number in order]
    hidden = sum(cell < 6 for cell in cells) if sum(cells) >= 6 else len(cells)
    while 0 < hidden < len(cells) and not _is_safe(in_order[:hidden], largest=in_order[hidden]):
        hidden += 1
    withheld = set(order[:hidden])
    return [None if number in withheld else published(cell) for number, cell in enumerate(cells)]


def _is_safe(hidden: list[int], *, largest: int) -> bool:
    """Whether each of these, knowing their sum and that none is above the largest, could be several small numbers."""
    together = sum(hidden)
    least = max(0, together - (len(hidden) - 1) * largest)
    return len(hidden) > 1 and min(5, together) - least + 1 >= _CANDIDATES


# --- Days and weeks ---------------------------------------------------------------------------------------------


def midnight(day: dt.date) -> dt.datetime:
    """The first instant of a London day."""
    return dt.datetime.combine(day, dt.time.min, LONDON)


def weeks_earlier(moment: dt.datetime, weeks: int) -> dt.datetime:
    """The same weekday and time on London's clock, some weeks before."""
    local = moment.astimezone(LONDON)
    return dt.datetime.combine(local.date() - dt.timedelta(weeks=weeks), local.time(), LONDON).astimezone(dt.UTC)


def oldest_waiting(today: dt.date, working_days: int) -> dt.date:
    """The earliest day after which no more than so many working days have passed by today."""
    day, passed = today, 0
    while True:
        passed += is_working_day(day)
        if passed > working_days:
            return day
        day -= dt.timedelta(days=1)


def received_for(age: str, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Between which days a child who has waited so long was received; None where there is no limit."""
    _, least, most = AGES.get(age, _PAST_LIMIT)
    first = oldest_waiting(today, most) if most is not None else None
    last = oldest_waiting(today, least - 1) - dt.timedelta(days=1) if least else None
    return first, last


@dataclass(frozen=True)
class Window:
    """A stretch of time, from an instant up to another. `last` is its last day."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def first(self) -> dt.date:
        return day_of(self.starts_at)

    @property
    def last(self) -> dt.date:
        return day_of(self.ends_at - dt.timedelta(microseconds=1))

    def holds(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.starts_at, f"{field}__lt": self.ends_at})

    def earlier(self, weeks: int) -> Window:
        return Window(weeks_earlier(self.starts_at, weeks), weeks_earlier(self.ends_at, weeks))


def days(first: dt.date, last: dt.date) -> Window:
    return Window(midnight(first), midnight(last + dt.timedelta(days=1)))


# --- The numbers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flow:
    """What arrived and what was decided from one day to another."""

    first: dt.date
    last: dt.date
    arrived: Number
    decided: Number


@dataclass(frozen=True)
class Comparison:
    """Arrivals of this week so far, or of the last whole week, and of the same stretch of earlier weeks."""

    now: tuple[Window, Number]
    week_before: tuple[Window, Number]
    year_before: tuple[Window, Number]


@dataclass(frozen=True)
class Numbers:
    """The whole page. `is_exact` is False for those who read numbers only."""

    is_exact: bool
    window: Window
    arrived: Number
    decided: Number
    flow: list[Flow]
    by_source: dict[str, Number]
    by_weekday: dict[int, Number]  # 1 is Monday
    by_hour: dict[int, Number]
    undecided: Number
    past_limit: Number
    by_age: dict[str, Number]
    in_time: dict[str, tuple[Number, Number]]  # limit → (in time, late), of those decided in the window
    week: Comparison

    @property
    def average(self) -> float | None:
        """Children a day, over the window."""
        length = (self.window.last - self.window.first).days + 1
        return None if self.arrived is None else self.arrived / length

    def share(self, limit: str) -> int | None:
        """How many in a hundred were decided in time; None where too few were decided to say."""
        met, late = self.in_time[limit]
        if met is None or late is None or not met + late:
            return None
        return round(100 * met / (met + late))


def teams(scope: Scope) -> list[Team]:
    """The teams to look at one by one: for those who see lists, because a team's numbers beside the whole
    authority's are the other team's.
    """
    if not scope.may(Permission.CONTACT_READ):
        return []
    today = day_of(scope.now)
    kinds = (Team.Kind.FRONT_DOOR, Team.Kind.EMERGENCY_DUTY)
    return list(
        Team.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), kind__in=kinds, starts_on__lte=today)
        .order_by("name")
    )  # fmt: skip


def numbers(scope: Scope, *, team: Team | None = None) -> Numbers:
    """Everything the page shows, in four queries."""
    scope.require(Permission.NUMBERS_READ)
    is_exact = scope.may(Permission.CONTACT_READ)
    today = day_of(scope.now)
    monday = today - dt.timedelta(days=today.weekday())
    if is_exact:
        window = days(today - dt.timedelta(days=7 * WEEKS - 1), today)
        this_week = Window(midnight(monday), scope.now)
    else:
        window = days(monday - dt.timedelta(weeks=WEEKS), monday - dt.timedelta(days=1))
        this_week = days(monday - dt.timedelta(weeks=1), monday - dt.timedelta(days=1))
    children, clocks = _counted(scope, team), _counted_clocks(scope, team)

    arrived = _arrivals(children, window)
    decisions = _decisions(clocks, window)
    ages = _ages(clocks, today)
    weeks = [this_week, this_week.earlier(1), this_week.earlier(52)]
    in_weeks: list[Number] = [*_in_windows(children, weeks)]

    arrived_on = _folded(arrived, lambda day, hour, source: day)
    decided_on: Counter[dt.date] = Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    for day, rule, outcome, number in decisions:
        outcomes[rule, outcome] += number
        if rule == LIMITS["day"]:
            decided_on[day] += number

    def total(number: int) -> Number:
        return number if is_exact else published(number)

    def table(counts: Counter[Any], keys: Iterable[Any]) -> dict[Any, Number]:
        named = list(keys)
        cells = [counts[key] for key in named]
        return dict(zip(named, cells if is_exact else protected(cells), strict=True))

    parts = _parts(window, 1 if is_exact else 7)
    flow_in = table(Counter({part[0]: sum(arrived_on[day] for day in part) for part in parts}), (p[0] for p in parts))
    flow_out = table(Counter({part[0]: sum(decided_on[day] for day in part) for part in parts}), (p[0] for p in parts))
    by_age = table(Counter(ages), AGES)
    if not is_exact:  # these two weeks are in the table above, and must not say more here
        in_weeks = [flow_in[weeks[0].first], flow_in[weeks[1].first], published(in_weeks[2] or 0)]
    past_limit = sum(number for age, number in ages.items() if age != "0-1")
    return Numbers(
        is_exact=is_exact,
        window=window,
        arrived=total(arrived_on.total()),
        decided=total(decided_on.total()),
        flow=[Flow(part[0], part[-1], flow_in[part[0]], flow_out[part[0]]) for part in parts],
        # Every source, also those that sent nobody: which ones are missing would be told.
        by_source=table(_folded(arrived, lambda day, hour, source: source), Source.values),
        by_weekday=table(_folded(arrived, lambda day, hour, source: day.isoweekday()), range(1, 8)),
        by_hour=table(_folded(arrived, lambda day, hour, source: hour), range(24)),
        undecided=total(sum(ages.values())),
        # A second total of the table of ages: only where that holds nothing back.
        past_limit=None if None in by_age.values() else total(past_limit),
        by_age=by_age,
        in_time={limit: _pair(table(outcomes, [(rule, word) for word in _OUTCOMES])) for limit, rule in LIMITS.items()},
        week=Comparison(*zip(weeks, in_weeks, strict=True)),
    )


def _pair(in_time: dict[Any, Number]) -> tuple[Number, Number]:
    met, late = in_time.values()
    return met, late


def _counted(scope: Scope, team: Team | None) -> QuerySet[ContactChild]:
    """The children whom this person's numbers count."""
    if not scope.may(Permission.CONTACT_READ):
        return ContactChild.objects.standing()
    children = visible_children(scope)
    return children.filter(contact__team=team) if team else children


def _counted_clocks(scope: Scope, team: Team | None) -> QuerySet[Clock]:
    """The clocks of the same children: each carries the child's person and the contact's team."""
    clocks = Clock.objects.filter(team_id=team.pk) if team else Clock.objects.all()
    if not scope.may(Permission.CONTACT_READ):
        return clocks
    if scope.reach == Reach.EVERYBODY:
        return clocks.exclude(about_id__in=hidden_people(scope))
    return clocks.filter(about_id__in=visible_people(scope).values("pk"))


def _arrivals(children: QuerySet[ContactChild], window: Window) -> list[tuple[dt.date, int, str, int]]:
    """(day, hour, source, number): one pass over the window, folded in four ways afterwards.

    The window is given for the child's arrival and for the contact's, which are the same, so that each table is
    read by its own index.
    """
    return list(
        children.filter(window.holds("received_at"), window.holds("contact__received_at"))
        .annotate(day=TruncDate("received_at", tzinfo=LONDON), hour=ExtractHour("received_at", tzinfo=LONDON))
        .values_list("day", "hour", "contact__source")
        .annotate(number=Count("pk"))
        .order_by()
    )


def _decisions(clocks: QuerySet[Clock], window: Window) -> list[tuple[dt.date, str, str, int]]:
    """(day, rule, outcome, number) of the decisions that stand: a child's clock runs again after a return."""
    return list(
        stopped(clocks, window, LIMITS.values())
        .annotate(day=TruncDate("stopped_at", tzinfo=LONDON))
        .values_list("day", "rule", "outcome")
        .annotate(number=Count("pk"))
        .order_by()
    )


def stopped(clocks: QuerySet[Clock], window: Window, rules: Iterable[str]) -> QuerySet[Clock]:
    return clocks.filter(
        window.holds("stopped_at"),
        rule__in=list(rules),
        subject_type=ContactChild._meta.label_lower,
        outcome__in=_OUTCOMES,
    )


def undecided(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """The clocks of children for whom nothing is decided, or whose decision was returned."""
    return clocks.filter(rule=LIMITS["day"], subject_type=ContactChild._meta.label_lower, stopped_at__isnull=True)


def _ages(clocks: QuerySet[Clock], today: dt.date) -> dict[str, int]:
    """How many wait for a decision, by age: of the clock, which started when the contact was received."""
    parts = [received_between(*received_for(age, today), field="started_at") for age in AGES]
    counts = {f"age_{number}": Count("pk", filter=part) for number, part in enumerate(parts)}
    return dict(zip(AGES, undecided(clocks).aggregate(**counts).values(), strict=True))


def _in_windows(children: QuerySet[ContactChild], windows: list[Window]) -> list[int]:
    """How many arrived in each window."""
    parts = [window.holds("received_at") for window in windows]
    anyhow = parts[0] | parts[1] | parts[2]
    found = children.filter(anyhow).aggregate(
        **{f"week_{number}": Count("pk", filter=part) for number, part in enumerate(parts)}
    )
    return list(found.values())


def received_between(first: dt.date | None, last: dt.date | None, *, field: str = "received_at") -> Q:
    """Arrival on these days or between; None is no limit."""
    limits = Q()
    if first:
        limits &= Q(**{f"{field}__gte": midnight(first)})
    if last:
        limits &= Q(**{f"{field}__lt": midnight(last + dt.timedelta(days=1))})
    return limits


def _folded(rows: Iterable[tuple[dt.date, int, str, int]], key: Any) -> Counter[Any]:
    """The numbers of a pass added up by one of its columns."""
    counts: Counter[Any] = Counter()
    for day, hour, source, number in rows:
        counts[key(day, hour, source)] += number
    return counts


def _parts(window: Window, step: int) -> list[list[dt.date]]:
    """The days of a window, in runs of so many."""
    length = (window.last - window.first).days + 1
    every = [window.first + dt.timedelta(days=number) for number in range(length)]
    return [every[start : start + step] for start in range(0, length, step)]
