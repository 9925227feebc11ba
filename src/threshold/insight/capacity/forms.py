"""What does somebody want to know of the front door's capacity?"""

from __future__ import annotations

from typing import Any

from threshold.insight.capacity.scenario import USUAL, BadScenario, Scenario
from threshold.ui import forms

_OWN = ["demand", "workers", "later", "later_from", "later_to"]


class QuestionForm(forms.WorkingForm):
    """The usual questions, or a change of one's own. `scenarios` holds what was asked, when the form is valid."""

    question = forms.RadiosField(
        "What would you like to know?",
        choices=[
            ("usual", "The usual questions"),
            ("own", "A change of my own"),
        ],
        hints={
            "usual": "Twice the demand; two more workers; both; one worker on a later shift.",
            "own": "Any mixture of demand, workers and a later shift.",
        },
        reveals={"own": _OWN},
        called="what you would like to know",
    )
    demand = forms.NumberField(
        "Demand, in percent of today’s", required=False, maximum=1000, suffix="%", mark_optional=False, width=4,
        hint="200 is twice as much. Leave empty for today’s.", called="demand",
    )  # fmt: skip
    workers = forms.NumberField(
        "How many more workers by day", required=False, minimum=-200, maximum=200, mark_optional=False, width=4,
        hint="For fewer put a minus before it, such as −1. Leave empty for none.", called="how many more workers",
    )  # fmt: skip
    later = forms.NumberField(
        "How many of them on a later shift", required=False, maximum=200, mark_optional=False, width=4,
        hint="Leave empty for none.", called="how many on a later shift",
    )  # fmt: skip
    later_from = forms.TextField(
        "The later shift begins", required=False, mark_optional=False, width=5, hint="Such as 12:00", max_length=5
    )
    later_to = forms.TextField(
        "The later shift ends", required=False, mark_optional=False, width=5, hint="Such as 20:30", max_length=5
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.scenarios: list[Scenario] = []
        if data.get("question") == "usual":
            self.scenarios = list(USUAL)
        elif data.get("question") == "own" and not self.errors:
            self.scenarios = self._own(data)
        return data

    def _own(self, data: dict[str, Any]) -> list[Scenario]:
        given = {name: data[name] for name in _OWN if data.get(name) not in (None, "")}
        try:
            scenario = Scenario(**given)
        except BadScenario as fault:
            place = next((name for name in ("later_from", "later_to") if str(fault).startswith(name)), None)
            # The sentence begins with the name that the command line uses.
            self.add_error(place, "Enter a time such as 12:00" if place else str(fault))
            return []
        if scenario.is_present:
            self.add_error("demand", "Enter at least one change: demand, workers, or a later shift")
        return [scenario]
