"""The pages of measures: who sees what, odd addresses, and how many questions they ask the database."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

import published
from insight_world import NOW, World
from threshold.access.models import User
from threshold.core.calendar import day_of
from threshold.insight.comparators.actions import import_statistics
from threshold.insight.measures import REGISTRY
from threshold.insight.periods import month, months_back, quarters_back
from threshold.people.models import Restriction
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db

PAGES = ("/measures", "/measures/FD01", "/measures/published-figures", "/measures/inspection-grades")


@pytest.fixture
def last_month(world: World) -> Any:
    """Three children on contacts of the last whole month; the third is hidden."""
    last = month(months_back(day_of(timezone.now()), 2)[0].first)
    people = [world.person(given_name=name, family_name="Testcase") for name in ("Ash", "Briar", "Quillfeather")]
    for person in people:
        world.contact(last.starts_at + dt.timedelta(days=3), person)
    Restriction.objects.create(
        person=people[2], kind="allow_list", message="Ask", reason="Safety", started_by=world.door.manager,
        starts_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    return last


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["analyst", "elected_member", "commissioner", "improvement_lead", "team_manager"])
def test_who_may_see_numbers_sees_the_pages(make_user, pack, path, role):
    assert client_of(make_user(role)).get(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/measures/FD01/list"])
@pytest.mark.parametrize("role", ["partner", "administrator", "lado"])
def test_who_may_not_does_not(make_user, pack, path, role):
    assert client_of(make_user(role)).get(path).status_code == 403


def test_a_number_opens_its_list_and_the_hidden_are_in_neither(door, last_month):
    client = client_of(door.manager)
    body = body_of(client.get("/measures/FD01"))
    (first,) = re.findall(r'href="(/measures/FD01/list\?[^"]*part=in[^"]*)"[^>]*>2</a>', body)[:1]
    listed = body_of(client.get(first.replace("&amp;", "&")))
    assert "Ash Testcase" in listed and "Briar Testcase" in listed
    assert "Quillfeather" not in listed
    download = client.get(first.replace("&amp;", "&") + "&format=csv")
    assert body_of(download).count("\n") == 3  # the header and two


@pytest.mark.parametrize("role", ["elected_member", "commissioner", "improvement_partner", "improvement_lead"])
def test_nobody_without_reach_meets_a_child(make_user, world, last_month, role):
    quarter = quarters_back(quarters_back(timezone.localdate(), 1)[0].first - dt.timedelta(days=1), 1)[0]
    for _ in range(3):
        world.contact(quarter.starts_at + dt.timedelta(days=3), world.person(given_name="Ash"))
    client = client_of(make_user(role))
    for path in ("/measures", *(f"/measures/{code}" for code in REGISTRY)):
        body = body_of(client.get(path))
        assert not re.search("Ash|Briar|Quillfeather", body)
        # What counts no child is listed for whoever reads the plan.
        assert ("/list" in body) == (path.rpartition("/")[2] in ("IM01", "IM02", "IM03"))
    assert {code for code in REGISTRY if client.get(f"/measures/{code}/list").status_code == 200} == {
        code for code, one in REGISTRY.items() if not one.counts_children
    }
    assert client.get("/measures/FD01?format=csv").status_code == 403
    # Three children in one quarter: a small number.
    assert "Withheld" in body_of(client.get("/measures/FD01"))


@pytest.mark.parametrize(
    "query",
    ["team=999999", "team=x", "cut=century", "cohort=age:200", "by=name", "by=age", "by=source",
     "cut=week&cohort=sex:F", "cut=quarter&cohort=age:1-4", "page=9e9", "team=" + "9" * 4000],
)  # fmt: skip
def test_odd_filters(door, last_month, query):
    client = client_of(door.manager)
    assert client.get(f"/measures/FD01?{query}").status_code == 200
    assert client.get(f"/measures/FD01/list?{query}").status_code == 200
    assert client.get(f"/measures/published-figures?indicator={query}").status_code == 200
    assert client.get(f"/measures/inspection-grades?region={query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["from=2026-03-01&to=2026-02-01", "from=x&to=y", "from=0001-01-01&to=9999-12-31", "from=2026-03-01"]
)
def test_odd_days(door, last_month, query):
    assert client_of(door.manager).get(f"/measures/FD01/list?{query}").status_code == 200


def test_no_such_measure(door, pack):
    client = client_of(door.manager)
    assert client.get("/measures/XX99").status_code == 404
    assert client.get("/measures/XX99/list").status_code == 404


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_measure_has_a_page_with_its_definition_and_its_owner(door, last_month, code):
    client = client_of(door.manager)
    body = body_of(client.get(f"/measures/{code}"))
    assert "Who answers for it" in body and "Definition looked at again by" in body
    assert 'src="data:image/svg+xml;base64,' in body
    assert ' style="' not in body
    assert client.get(f"/measures/{code}?format=csv").status_code == 200


def test_published_figures_and_grades(door, pack):
    client = client_of(door.manager)
    assert "Not imported yet" in body_of(client.get("/measures/published-figures"))
    for content, name in ((published.referrals(), "c1.csv"), (published.grades(), "grades.csv")):
        import_statistics(content, by=User.objects.service("worker_service"), now=NOW, name=name)
    body = body_of(client.get("/measures/published-figures?indicator=Re_referrals_percent"))
    for text in ("Avonmere", "22.0%", "West Midlands", "Withheld", "1 of 3", "2025-26", "c1.csv"):
        assert text in body, text
    assert "Hartside" in body_of(client.get("/measures/FD05"))
    grades = body_of(client.get("/measures/inspection-grades?area=overall&grade=inadequate"))
    assert "Otherby" in grades and "Avonmere" not in grades
    assert "Choose the judgement" in body_of(client.get("/measures/inspection-grades?grade=good"))


def test_what_the_pages_ask(door, last_month, make_user, django_assert_max_num_queries):
    client = client_of(door.manager)
    client.get("/measures/FD01")
    with django_assert_max_num_queries(12):
        client.get("/measures/FD01")
    with django_assert_max_num_queries(16):
        client.get("/measures/FD01/list")
    # Measures of the same rows share a question, and a whole is counted with its teams.
    for reader in (client, client_of(make_user("elected_member"))):
        with django_assert_max_num_queries(len(REGISTRY) + 4):
            reader.get("/measures")


def test_reading_a_list_for_download_is_in_the_audit_log(door, last_month):
    from threshold.core.models import AuditEntry

    body_of(client_of(door.manager).get("/measures/FD01/list?format=csv"))
    assert AuditEntry.objects.filter(action="insight.export_list", actor_id=door.manager.pk).exists()
