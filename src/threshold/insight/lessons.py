"""How do measures and what was learned lead to each other? A lesson names a measure as proof; its page leads back."""

from __future__ import annotations

from django.urls import reverse

from threshold.access.scope import Scope
from threshold.insight import measures, slots
from threshold.quality import slots as quality_slots
from threshold.quality.queries import learning


def titles() -> dict[str, str]:
    """`{code: title}` of every measure."""
    return {code: measure.title for code, measure in sorted(measures.REGISTRY.items())}


def lessons_of_measure(scope: Scope, code: str) -> list[tuple[str, str]]:
    """The lessons that a measure shows to have helped."""
    return [
        (f"Lesson {entry.reference}: {entry.title}", reverse("learning_entry", args=[entry.reference]))
        for entry in learning.entries_shown_by(scope, code)
    ]


def register() -> None:
    """Once, when the program starts."""
    quality_slots.set_measures(titles)
    slots.add_measure_links(lessons_of_measure)
