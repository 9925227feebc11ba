"""How is the list of children on contacts narrowed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from threshold.access.models import Team
from threshold.core.calendar import day_of
from threshold.frontdoor.codes import Source
from threshold.frontdoor.presenters_numbers import WEEKDAYS, hour_title
from threshold.frontdoor.queries_contacts import Wanted
from threshold.frontdoor.states import ContactState
from threshold.frontdoor.surge import AGES, PAST_LIMIT, WEEKS
from threshold.ui import forms

#: A list of more than a year would be counted for seconds; a return is made elsewhere.
_MOST_DAYS = 366

AGE_CHOICES = [*((age, title) for age, (title, _, _) in AGES.items()), (PAST_LIMIT, "More than 1 working day")]
IN_TIME = [
    ("day-met", "Within one working day"),
    ("day-late", "After more than one working day"),
    ("24h-met", "Within 24 hours"),
    ("24h-late", "After more than 24 hours"),
]


def _select(label: str, choices: Any, blank: str) -> forms.SelectField:
    return forms.SelectField(label, choices=choices, blank=blank, required=False, mark_optional=False)


class ContactListForm(forms.Form):
    """The filters beside the list; sent by GET, so that a list has an address."""

    received_from = forms.DateField("Received from", required=False, mark_optional=False)
    received_to = forms.DateField("Received to", required=False, mark_optional=False)
    received_before = forms.HiddenField(required=False, max_length=40)
    source = _select("Source", Source.choices, "Every source")
    state = _select("Stage", ContactState.choices, "Every stage")
    team = _select("Team", [], "Every team")
    decided = _select("Decision", [("yes", "Decided"), ("no", "Not decided")], "Decided or not")
    age = _select("Waiting for a decision", AGE_CHOICES, "Any time")
    in_time = _select("Decided in time", IN_TIME, "In time or late")
    decided_from = forms.DateField("Decided from", required=False, mark_optional=False)
    decided_to = forms.DateField("Decided to", required=False, mark_optional=False)
    weekday = _select("Day of arrival", [(str(n), day) for n, day in enumerate(WEEKDAYS, start=1)], "Every day")
    hour = _select("Hour of arrival", [(str(hour), hour_title(hour)) for hour in range(24)], "Every hour")

    def __init__(self, *args: Any, teams: Iterable[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].choices = [(str(team.pk), team.name) for team in teams]  # type: ignore[attr-defined]

    def clean_received_before(self) -> dt.datetime | None:
        text = self.cleaned_data["received_before"]
        if not text:
            return None
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError("The link to this list was not complete. Clear the filters")
        return moment

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("received", "decided"):
            first, last = data.get(f"{name}_from"), data.get(f"{name}_to")
            if first and last and first > last:
                self.add_error(f"{name}_to", "The last day must not be before the first")
            elif first and last and (last - first).days > _MOST_DAYS:
                self.add_error(f"{name}_to", "Choose days that lie no more than a year apart")
        return data

    def wanted(self, now: dt.datetime) -> Wanted:
        """What to show. Where nothing narrows it to open contacts or to some days, the last eight weeks."""
        data = self.cleaned_data if self.is_bound else {}
        first, last = data.get("received_from"), data.get("received_to")
        decided_from, decided_to = data.get("decided_from"), data.get("decided_to")
        is_open = data.get("decided") == "no" or data.get("age") or data.get("state") not in ("", None, "closed")
        by_decision = decided_from or decided_to or data.get("in_time")
        today = day_of(now)
        if not (first or is_open or by_decision):
            first = (last or today) - dt.timedelta(days=7 * WEEKS - 1)
        if first and not last and (today - first).days > _MOST_DAYS:
            last = first + dt.timedelta(days=_MOST_DAYS)
        if decided_from and not decided_to and (today - decided_from).days > _MOST_DAYS:
            decided_to = decided_from + dt.timedelta(days=_MOST_DAYS)
        return Wanted(
            received_from=first,
            received_to=last,
            received_before=data.get("received_before"),
            source=data.get("source", ""),
            hour=_number(data.get("hour")),
            weekday=_number(data.get("weekday")),
            age=data.get("age", ""),
            is_decided={"yes": True, "no": False}.get(data.get("decided", "")),
            decided_from=decided_from,
            decided_to=decided_to,
            in_time=data.get("in_time", ""),
            state=data.get("state", ""),
            team_id=_number(data.get("team")),
        )


def _number(text: str | None) -> int | None:
    return int(text) if text else None
