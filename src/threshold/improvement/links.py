"""Which links does the plan add to others' pages, and what does it say on the page "Improvement"?"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.improvement import slots
from threshold.improvement.forms.common import shortened
from threshold.improvement.models import Authority
from threshold.improvement.presenters.common import at
from threshold.improvement.queries import links as queries
from threshold.improvement.queries import waiting
from threshold.insight import slots as insight_slots
from threshold.quality import slots as quality_slots
from threshold.quality.models import Audit


def _plan(scope: Scope, authority: Authority) -> Iterator[slots.Link]:
    yield slots.Link(
        "The plan on one page",
        at("plan_one_page", authority),
        "Where each priority stands, for a screen or a sheet of A4",
    )
    yield slots.Link(
        "The improvement plan", at("plan", authority), "Priorities, what will be different, and every action"
    )
    yield slots.Link("Risks", at("plan_risks", authority), "What could go wrong and what is done about it")
    yield slots.Link("Money", at("plan_money", authority), "What was given, for what, and what came of it")


def _findings(scope: Scope, authority: Authority) -> Iterator[slots.Link]:
    yield slots.Link(
        "Inspections and visits", at("inspections", authority), "What inspectors judged, and when they may come again"
    )
    yield slots.Link("Findings", at("findings", authority), "What must become better, and what proves that it is")
    yield slots.Link("Evidence", at("evidence_index", authority), "Readings, audits, documents and observations")


def _intervention(scope: Scope, authority: Authority) -> Iterator[slots.Link]:
    yield slots.Link(
        "Notices and directions", at("interventions", authority), "What the government requires, and what is due"
    )
    yield slots.Link(
        "Advice", at("advice", authority), "Of the commissioner and the improvement partner, and our answers"
    )
    if authority.is_ours and scope.may(Permission.ADVICE_GIVE):
        yield slots.Link(
            "File a report or a recommendation", reverse("file_advice"), "A recommendation must be answered"
        )


def of_theme(scope: Scope, theme: str) -> list[tuple[str, str]]:
    """From a theme of our audits to its findings and actions."""
    return _of(queries.of_theme(scope, theme))


def of_audit(scope: Scope, audit: Audit) -> list[tuple[str, str]]:
    """From an audit to where it is evidence or proof."""
    return _of(queries.of_audit(scope, audit))


def of_measure(scope: Scope, code: str) -> list[tuple[str, str]]:
    """From a measure to the actions that it would prove, and the findings that they answer."""
    return _of(queries.of_measure(scope, code))


def _of(found: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    names = {"finding": "Finding", "plan_action": "Action of the plan", "evidence": "Evidence"}
    return [(f"{names[page]}: {shortened(text)}", reverse(page, args=[reference])) for page, reference, text in found]


#: The first words of every address of improvement, beside its own.
_ADDRESSES = tuple(
    f"/{word}"
    for word in (
        "plan", "findings", "evidence", "papers", "interventions", "requirements", "advice", "inspections",
        "inspection-rooms", "history", "boards", "meetings", "decisions", "options", "publications", "examples",
    )
)  # fmt: skip


def register() -> None:
    """Called when the program starts."""
    from threshold.access.navigation import add  # noqa: PLC0415 - when the apps are loaded

    quality_slots.add_theme_links(of_theme)
    quality_slots.add_audit_links(of_audit)
    insight_slots.add_measure_links(of_measure)
    add("Improvement", "improvement", Permission.IMPROVEMENT_READ, order=73, holds=_ADDRESSES)
    slots.add_home_links("The plan", _plan)
    slots.add_home_links("Inspections, findings and evidence", _findings)
    slots.add_home_links("Intervention and advice", _intervention)
    for provider in waiting.PROVIDERS:
        slots.add_waiting(provider)
