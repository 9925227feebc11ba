"""How is a measure narrowed, and which published figures and grades does somebody want to see?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import Team
from threshold.insight.cohorts import CHOICES
from threshold.insight.comparators.queries import AREAS, INDICATORS, REGIONS, WantedGrades
from threshold.insight.series import CUTS
from threshold.quality.grades import Grade
from threshold.ui import forms


def _select(label: str, choices: Any, blank: str) -> forms.SelectField:
    return forms.SelectField(label, choices=choices, blank=blank, required=False, mark_optional=False)


class MeasureForm(forms.Form):
    """The filters beside a measure; sent by GET, so that what is seen has an address."""

    cut = _select("Over time", [(code, title) for code, (title, _) in CUTS.items() if code != "month"], "Months")
    team = _select("Team", [], "Every team")
    cohort = _select("Children", [], "All children")
    by = _select("Beside each other", [], "Teams")

    def __init__(self, *args: Any, teams: Iterable[Team], dimensions: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [(str(team.pk), team.name) for team in teams]  # type: ignore[attr-defined]
        names = list(dimensions)
        self.fields["cohort"].choices = [  # type: ignore[attr-defined]
            (f"{name}:{value}", f"{CHOICES[name][0]}: {title}") for name in names for value, title in CHOICES[name][1]
        ]
        self.fields["by"].choices = [(name, CHOICES[name][0]) for name in names]  # type: ignore[attr-defined]


class PublishedForm(forms.Form):
    """Which published figure is shown."""

    indicator = _select("Published figure", [(key, one.title) for key, one in INDICATORS.items()], "Choose one")


class GradesForm(forms.Form):
    """Which authorities are shown."""

    region = _select("Region", list(REGIONS.items()), "Every region")
    area = _select("Judgement", list(AREAS.items()), "Any judgement")
    grade = _select("Grade", Grade.choices, "Any grade")
    near = _select("Authorities", [("yes", "Our statistical neighbours")], "Every authority")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("grade") and not data.get("area"):
            self.add_error("area", "Choose the judgement whose grade you want")
        return data

    def wanted(self) -> WantedGrades:
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return WantedGrades(
            region=data.get("region", ""), area=data.get("area", ""), grade=data.get("grade", ""),
            only_neighbours=data.get("near") == "yes",
        )  # fmt: skip
