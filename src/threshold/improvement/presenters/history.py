"""How is an authority's history told? Moments in order of time, each with its kind, its words and where they lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse

from threshold.core.calendar import day_of
from threshold.improvement.areas import Area, InspectionKind
from threshold.improvement.models import Inspection
from threshold.improvement.presenters.common import at
from threshold.improvement.queries.history import Everything
from threshold.quality.grades import COLOURS, Grade
from threshold.ui import filters

#: What the reader may narrow the history to: code, words.
KINDS = {
    "inspection": "Inspections and visits",
    "government": "Government",
    "board": "Boards’ decisions",
    "provider": "Who provides the services",
    "plan": "Plans and strategies",
    "money": "Money",
    "other": "Everything else",
}
#: The same, of one moment.
KIND_WORDS = {
    "inspection": "Inspection", "government": "Government", "board": "Board", "provider": "Provider", "plan": "Plan",
    "money": "Money", "other": "Event",
}  # fmt: skip
_VISITS = {InspectionKind.MONITORING, InspectionKind.FOCUSED}
_SHORT = {
    Area.OVERALL: "Overall", Area.LEADERS: "Leaders", Area.HELP_AND_PROTECTION: "Help and protection",
    Area.IN_CARE: "Children in care", Area.CARE_LEAVERS: "Care leavers", Area.ADOPTION: "Adoption",
}  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One dated thing. `source` says where it is known from."""

    on: dt.date
    precision: str
    kind: str
    title: str
    text: str = ""
    href: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)
    source: str = ""
    until: str = ""

    @property
    def when(self) -> str:
        return filters.known_date(self.on, self.precision)

    @property
    def word(self) -> str:
        return KIND_WORDS[self.kind]


def address(name: str, *arguments: object) -> str:
    """The address of a page of another part; empty where this installation has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def years(found: Everything, chosen: set[str]) -> list[tuple[int, list[Moment]]]:
    """The moments by year, oldest first, of the chosen kinds; of all where none is chosen."""
    told = [moment for tell in _TELLERS for moment in tell(found) if not chosen or moment.kind in chosen]
    by_year: dict[int, list[Moment]] = {}
    for moment in sorted(told, key=_order):
        by_year.setdefault(moment.on.year, []).append(moment)
    return sorted(by_year.items())


def _order(moment: Moment) -> tuple[dt.date, int]:
    """By day; what is known by month or year alone comes before what is known by day."""
    return moment.on, ["year", "month", "day"].index(moment.precision)


def grades_table(inspections: list[Inspection]) -> list[tuple[str, list[tuple[str, str] | None]]]:
    """Area by area, the grade (text, colour) that each inspection gave, or None."""
    given = [{row.area: Grade(row.grade) for row in inspection.judgements.all()} for inspection in inspections]
    rows: list[tuple[str, list[tuple[str, str] | None]]] = []
    for area in Area:
        cells = [(grade.label, COLOURS[grade]) if (grade := one.get(area)) else None for one in given]
        if any(cells):
            rows.append((_SHORT[area], cells))
    return rows


def _inspections(found: Everything) -> Iterator[Moment]:
    for one in found.inspections:
        tags = [
            (f"{_SHORT[Area(row.area)]}: {Grade(row.grade).label.lower()}", COLOURS[Grade(row.grade)])
            for row in sorted(one.judgements.all(), key=lambda row: list(Area).index(Area(row.area)))
        ]
        until = filters.known_date(one.ends_on, one.date_precision) if one.ends_on != one.starts_on else ""
        until = "" if until == filters.known_date(one.starts_on, one.date_precision) else until
        href = address("inspection", one.reference)
        yield Moment(
            one.starts_on, one.date_precision, "inspection", one.title, one.summary, href, tags,
            until=until,
        )  # fmt: skip
        if one.published_on:
            what = "Letter" if one.kind in _VISITS else "Report"
            yield Moment(one.published_on, "day", "inspection", f"{what} published: {one.title}", "", href)


def _government(found: Everything) -> Iterator[Moment]:
    for one in found.interventions:
        number = len(one.obligations.all())
        kind = one.get_kind_display()
        # Many are called by nothing but what they are.
        name = kind if one.title.lower() == kind.lower() else f"{kind}: {one.title}"
        ended = f"{kind} ended" if name == kind else f"{kind} ended: {one.title}"
        text = f"{one.issuer}. {one.legal_basis}."
        text += f" It makes {filters.plural(number, 'requirement', 'requirements')}." if number else ""
        href = address("intervention", one.reference)
        yield Moment(one.issued_on, one.date_precision, "government", name, text, href)
        if one.ended_on:
            yield Moment(one.ended_on, one.end_precision, "government", ended, one.end_reason, href)
    for varied in found.variations:
        href = address("intervention", varied.intervention.reference)
        yield Moment(varied.varied_on, "day", "government", f"Varied: {varied.intervention.title}", varied.reason, href)
    for person in found.appointments:
        href = address("intervention", person.intervention.reference)
        role = person.get_role_display()
        yield Moment(person.starts_on, person.date_precision, "government", f"{role} appointed", person.name, href)
        if person.ends_on:
            title = f"{role}’s appointment ended"
            yield Moment(person.ends_on, person.end_precision, "government", title, person.name, href)
    for day, number in found.requirements_met:
        met = f"{filters.plural(number, 'requirement', 'requirements')} met"
        yield Moment(day, "day", "government", met, "", at("interventions", found.interventions[0].authority))


def _boards(found: Everything) -> Iterator[Moment]:
    for one in found.decisions:
        meeting = one.meeting
        # A title may be the whole decision: it is not said twice.
        said = [] if one.decided.strip().rstrip(".") == one.title.strip().rstrip(".") else [one.decided]
        text = "\n\n".join(said + ([f"Why: {one.why}"] if one.why else []))
        yield Moment(
            meeting.held_on, meeting.date_precision, "board", f"{meeting.board.name}: {one.title or 'decision'}", text,
            reverse("board_decision", args=[one.reference]), [(one.get_outcome_display(), "blue")],
        )  # fmt: skip


def _providers(found: Everything) -> Iterator[Moment]:
    for place, one in enumerate(found.providers):
        title = f"{one.name} provides the services"
        before = found.providers[place - 1] if place else None
        text = one.reason or (before.end_reason if before else "")
        tags = [(one.get_kind_display(), "purple")]
        yield Moment(one.starts_on, one.date_precision, "provider", title, text, "", tags)
        follows = any(other.starts_on > one.starts_on for other in found.providers)
        if one.ends_on and not follows:
            yield Moment(
                one.ends_on, one.end_precision, "provider", f"{one.name} no longer provides them", one.end_reason
            )


def _plans(found: Everything) -> Iterator[Moment]:
    for strategy in found.strategies:
        until = filters.known_date(strategy.ends_on, strategy.end_precision) if strategy.ends_on else ""
        title = f"{strategy.title} begins"
        yield Moment(
            strategy.starts_on,
            strategy.date_precision,
            "plan",
            title,
            strategy.summary,
            reverse("strategy", args=[strategy.pk]),
            until=until,
        )
    for plan in found.plans:
        yield Moment(plan.starts_on, "day", "plan", f"Improvement plan begins: {plan.title}")
        if plan.closed_at:
            yield Moment(day_of(plan.closed_at), "day", "plan", f"Improvement plan closed: {plan.title}")


def _money(found: Everything) -> Iterator[Moment]:
    for one in found.money:
        title = f"{pounds(one.amount)} for {one.purpose[:1].lower()}{one.purpose[1:]}"
        text = f"Given by {one.given_by}." + (f"\n\nWhat came of it: {one.came_of_it}" if one.came_of_it else "")
        yield Moment(one.given_on, "day", "money", title, text)


def pounds(amount: object) -> str:
    return f"£{amount:,.0f}"


_NOTES = {"money": "money", "government": "government"}


def _notes(found: Everything) -> Iterator[Moment]:
    for one in found.notes:
        kind = _NOTES.get(one.kind, "other")
        yield Moment(one.happened_on, one.date_precision, kind, one.title, one.words, source=one.source)


def _publications(found: Everything) -> Iterator[Moment]:
    for one in found.publications:
        if one.published_at:
            title = f"{one.get_kind_display()} published: {one.title}"
            yield Moment(
                day_of(one.published_at), "day", "other", title, "", reverse("publication", args=[one.reference])
            )


_TELLERS: list[Callable[[Everything], Iterator[Moment]]] = [
    _inspections, _government, _boards, _providers, _plans, _money, _notes, _publications,
]  # fmt: skip
