"""How does every component look? One page with all of them, on made-up neutral text, for tests and for eyes.

It is in no production address table.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from threshold.ui import charts, forms
from threshold.ui.forms import Difference
from threshold.ui.groups import Group
from threshold.ui.paging import paginate

_AT = dt.datetime(2026, 11, 20, 10, 41, tzinfo=dt.UTC)


class SampleForm(forms.WorkingForm):
    """One of each question."""

    title = forms.TextField("Title", hint="A few words that others will recognise.", called="a title")
    email = forms.EmailField("Email address", width=30, autocomplete="email")
    telephone = forms.TelField("Telephone number", width=20, required=False)
    floors = forms.NumberField("Number of floors", width=3, suffix="floors", required=False)
    opened_on = forms.DateField(
        "Date of opening",
        hint="For example, 27 3 2007. The month may be a word.",
        called="the date of opening",
        past=True,
    )
    seen_at = forms.DateTimeField("When was it last seen?", hint="For example, 20 11 2026, 10:41am.", required=False)
    state = forms.RadiosField(
        "What state is it in?",
        choices=[("good", "Good"), ("worn", "Worn"), ("broken", "Broken")],
        hints={"worn": "It works and will need attention within a year."},
        reveals={"broken": "fault"},
    )
    fault = forms.TextField("What is broken?", required=False, mark_optional=False)
    features = forms.CheckboxesField(
        "Which of these does it have?",
        choices=[("lift", "A lift"), ("garden", "A garden"), ("none", "None of these")],
        divider_before="none",
        required=False,
    )
    region = forms.SelectField("Region", choices=[("n", "North"), ("s", "South"), ("w", "West")])
    notes = forms.TextareaField(
        "What did you see?", hint="Write it as you would tell a colleague.", count=True, max_length=2000, label_size="m"
    )
    plan = forms.FileField("Plan of the building", required=False, extensions=("pdf", "png"))
    checked = forms.ConfirmField("I have checked the address")

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "state", "broken", "fault")
        return self.cleaned_data


class RoomForm(forms.Form):
    name = forms.TextField("Name of the room", width=20)
    use = forms.RadiosField("Use", choices=[("work", "Work"), ("rest", "Rest")], inline=True, small=True)


class FilterForm(forms.Form):
    words = forms.TextField("Words", required=False, mark_optional=False)
    region = forms.SelectField(
        "Region", choices=[("n", "North"), ("s", "South")], required=False, mark_optional=False, blank="All regions"
    )
    state = forms.CheckboxesField(
        "State", choices=[("good", "Good"), ("worn", "Worn")], required=False, mark_optional=False, small=True
    )


@dataclass(frozen=True)
class SampleClock:
    """The fields of a clock's explanation."""

    title: str
    urgency: str
    due_at: dt.datetime
    limit: str = "3 working days"
    starts_with: str = "the day the order was taken"
    started_at: dt.datetime = _AT
    basis: str = "Set by the maker"
    source: str = "Maker's handbook, page 12"
    skipped: list[dt.date] = field(default_factory=lambda: [dt.date(2026, 11, 21), dt.date(2026, 11, 22)])
    outcome: str = ""
    reason: str = ""


def _clocks() -> list[SampleClock]:
    end = dt.datetime(2026, 11, 25, 23, 59, 59, tzinfo=dt.UTC)
    return [
        SampleClock("Answer the letter", "overdue", _AT + dt.timedelta(hours=4), limit="4 hours", skipped=[]),
        SampleClock("Mend the gate", "due soon", end),
        SampleClock("Paint the fence", "running", end + dt.timedelta(days=7)),
        SampleClock("Order the key", "stopped", end, outcome="met", reason="It came in the morning post."),
    ]


def _context(query: Any) -> dict[str, Any]:
    bars = [
        charts.Point("North", 42, href="#"), charts.Point("South and the islands", 17, href="#"),
        charts.Point("West, late", 31, tone="danger", href="#"), charts.Point("East", 0, href="#"),
    ]  # fmt: skip
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    counts = [120, 131, 118, 150, 162, 171, 140, 90, 133, 180, 195, 160]
    shares = [61, 64, 70, None, 72, 78, 81, 80, 84, 88, 87, 91]
    rows = [
        [{"text": "The old mill", "href": "#", "hint": "ML-204"}, "North", {"text": "Worn", "colour": "yellow"}, 4],
        [{"text": "Harbour house", "href": "#", "hint": "HH-119"}, "South", {"text": "Good", "colour": "green"}, 12],
        [{"text": "بيت الميناء", "href": "#", "hint": "BM-007"}, "West", {"text": "Broken", "colour": "red"}, 1204],
    ]
    return {
        "charts": [
            charts.bars("Houses by region", bars, label_heading="Region", value_heading="Houses"),
            charts.columns(
                "Letters in each month",
                [charts.Point(m, c, href="#") for m, c in zip(months, counts, strict=True)],
                label_heading="Month",
                value_heading="Letters",
            ),
            charts.line(
                "Letters answered in time",
                [charts.Point(m, s, f"{s}%" if s else "") for m, s in zip(months, shares, strict=True)],
                label_heading="Month",
                value_heading="In time",
            ),
        ],
        "clocks": _clocks(),
        "rows": rows,
        "page": paginate(range(1240), query),
        "differences": [
            Difference("Title", "The old mill", "The old mill"),
            Difference("Notes", "The gate is shut.\n\nThe key is lost.", "The gate is open."),
        ],
        "filters": FilterForm(query or None, auto_id="filter_%s"),
        "now": _AT,
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component. A POST checks the sample form, so that errors can be seen."""
    if Group.pressed(request.POST, "room"):
        form, rooms = SampleForm(draft=request.POST), Group(RoomForm, draft=request.POST, prefix="room", noun="room")
    else:
        data = request.POST if request.method == "POST" else None
        form, rooms = SampleForm(data, request.FILES or None), Group(RoomForm, data, prefix="room", noun="room")
        if data is not None:
            form.is_valid()
            rooms.is_valid()
    return render(request, "gallery.html", {**_context(request.GET), "form": form, "groups": [rooms]})
