"""Strategies, providers one at a time, and other events: history survives every change."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

import a_council
from threshold.core.errors import Refused
from threshold.improvement.actions import history, interventions
from threshold.improvement.models import HistoryNote, Plan, Priority, ServiceProvider, Strategy
from visiting import client_of

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def council(pack, make_user, now):
    return a_council.build(make_user, now)


def provide(council, name, starts_on, ends_on=None, **more):
    return history.record_provider(
        council.ours, **council.who, kind="company", name=name, starts_on=starts_on, ends_on=ends_on, **more
    )


def test_a_company_takes_over_and_hands_back_and_all_three_times_stay(council):
    first = provide(council, "The council", D(2010, 1, 1))
    with pytest.raises(Refused, match="Record its last day first"):
        provide(council, "Company", D(2019, 10, 1))
    history.end_provider(first, **council.who, ends_on=D(2019, 9, 30), reason="To a company")
    company = provide(council, "Company", D(2019, 10, 1))
    history.end_provider(company, **council.who, ends_on=D(2024, 9, 30), reason="Back to the council")
    provide(council, "The council", D(2024, 10, 1))
    assert list(ServiceProvider.objects.order_by("starts_on").values_list("name", flat=True)) == [
        "The council", "Company", "The council",
    ]  # fmt: skip
    with pytest.raises(Refused, match="recorded already"):
        history.end_provider(company, **council.who, ends_on=D(2024, 9, 30), reason="Again")
    # A gap may be filled, and nothing that overlaps by a day.
    for starts_on, ends_on in (
        (D(2009, 1, 1), D(2010, 1, 1)),
        (D(2019, 9, 30), D(2019, 9, 30)),
        (D(2024, 10, 1), None),
    ):
        with pytest.raises(Refused):
            provide(council, "Another", starts_on, ends_on)
    provide(council, "Before", D(2009, 1, 1), D(2009, 12, 31))


def test_the_database_itself_keeps_providers_apart(council):
    provide(council, "The council", D(2010, 1, 1))
    with pytest.raises(IntegrityError, match="provider_one_at_a_time"), transaction.atomic():
        ServiceProvider.objects.create(
            authority=council.ours, kind="trust", name="Trust", starts_on=D(2020, 1, 1), recorded_at=council.now,
            recorded_by=council.lead,
        )  # fmt: skip
    # Another authority's are none of its business.
    history.record_provider(council.example, **council.who, kind="trust", name="Trust", starts_on=D(2020, 1, 1))


def test_a_priority_comes_from_a_strategy_of_the_same_authority(council):
    words = {"kind": "children", "title": "Children and Young People's Plan", "starts_on": D(2025, 4, 1)}
    ours = history.record_strategy(council.ours, **council.who, **words, ends_on=D(2029, 3, 31))
    theirs = history.record_strategy(council.example, **council.who, **words)
    with pytest.raises(Refused, match="recorded already"):
        history.record_strategy(council.ours, **council.who, **words)
    plan = Plan.objects.create(
        authority=council.ours, title="Plan", starts_on=D(2026, 1, 1), ends_on=D(2027, 1, 1), made_at=council.now,
        made_by=council.lead,
    )  # fmt: skip
    priority = Priority.objects.create(plan=plan, number=1, title="The front door")
    with pytest.raises(Refused, match="another authority"):
        history.name_strategy(priority, **council.who, strategy=theirs)
    history.name_strategy(priority, **council.who, strategy=ours)
    assert list(ours.priorities.all()) == [priority]
    Plan.objects.filter(pk=plan.pk).update(closed_at=council.now, closing_reason="Done")
    with pytest.raises(Refused, match="is closed"):
        history.name_strategy(Priority.objects.get(pk=priority.pk), **council.who, strategy=None)
    with pytest.raises(Refused, match="before the first"):
        history.change_strategy(ours, **council.who, summary="", ends_on=D(2025, 3, 31))
    assert Strategy.objects.get(pk=ours.pk).ends_on == D(2029, 3, 31)


def test_an_event_needs_a_source_and_has_happened(council):
    words = {"kind": "money", "title": "Five million more", "happened_on": D(2017, 10, 1), "date_precision": "month"}
    for wrong in ({"source": " "}, {"source": "Paper", "happened_on": D(2026, 3, 12)}):
        with pytest.raises(Refused):
            history.note_history(council.ours, **council.who, **(words | wrong))
    assert not HistoryNote.objects.exists()
    assert history.note_history(council.ours, **council.who, **words, source="Paper 4").date_precision == "month"


def test_an_end_is_told_as_far_as_it_is_known_and_no_further(council):
    """The beginning of a direction may be known by day and its end by month alone, and the other way round."""
    who = council.who
    made = interventions.record_intervention(
        council.ours, **who, kind="direction", title="Statutory direction", issuer="The Secretary of State",
        legal_basis="Education Act 1996, section 497A", issued_on=D(2017, 3, 1), date_precision="month",
        requirements=[interventions.Requirement("Report every quarter", None, owner_role="The council")],
    )  # fmt: skip
    interventions.appoint(
        made, **who, role="commissioner", name="The first", starts_on=D(2017, 3, 1), date_precision="month",
        ends_on=D(2017, 9, 19),
    )  # fmt: skip
    interventions.appoint(made, **who, role="partner", name="Elsewhere", starts_on=D(2017, 9, 20))
    interventions.revoke_intervention(made, **who, ended_on=D(2021, 11, 1), end_precision="month", reason="Revoked")
    history.record_provider(
        council.ours, **who, kind="council", name="The council", starts_on=D(2010, 1, 1), date_precision="year",
        ends_on=D(2019, 9, 30), end_reason="A company",
    )  # fmt: skip
    client = client_of(council.lead)
    page = client.get(f"/interventions/{made.reference}").content.decode()
    for said in ("March 2017", "19 September 2017", "20 September 2017", "November 2021"):
        assert said in page
    assert "1 March 2017" not in page
    assert "1 November 2021" not in page
    assert "1 November 2021" not in client.get("/interventions").content.decode()
    told = " ".join(client.get("/history").content.decode().split())
    assert "2010 to 30 September 2019" in told
    assert "1 November 2021" not in told
    assert "Statutory direction: Statutory direction" not in told
