"""The pages of governance in a browser: no barrier, nothing that sticks out of a phone, and pictures to look at."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

import a_council
from threshold.frontdoor.actions.details import NamedChild

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_main_pages_have_no_barrier_and_fit_a_phone(door, make_user, page, sign_in, look):
    door.now = timezone.now()
    council = a_council.build(make_user, door.now)
    door.record(NamedChild(details={"kind": "child", "given_name": "Robin", "family_name": "Testcase"}))
    busy = a_council.busy(council)
    from threshold.improvement.actions import history

    for year, kind, title in ((2017, "money", "£5.1 million more"), (2018, "government", "A commissioner reports")):
        history.note_history(
            council.ours, **council.who, kind=kind, title=title, happened_on=dt.date(year, 10, 1),
            date_precision="month", words="What the papers of the day say of it.", source="Committee paper 4",
        )  # fmt: skip
    sign_in(page, council.lead)
    room = f"/inspection-rooms/{council.inspection.reference}"
    for name, address in {
        "history": "/history",
        "boards": "/boards",
        "decision": f"/decisions/{busy.decision.reference}",
        "options": f"/options/{busy.appraisal.reference}",
        "publication": f"/publications/{busy.publication.reference}",
        "publication-form": f"/publications/{busy.publication.reference}/change",
        "room": room,
        "room-answer": f"{room}/requests/1/answer",
    }.items():
        page.goto(address)
        look(page, f"govern-{name}")
