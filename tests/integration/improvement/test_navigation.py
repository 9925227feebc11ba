"""Improvement is one entry of the bar, marked on every page of it, and every part is reached from its first page."""

from __future__ import annotations

import re

import pytest

from threshold.improvement import links, urls
from visiting import client_of

pytestmark = pytest.mark.django_db


def _bar(page: str) -> list[tuple[str, bool]]:
    found = re.findall(r'<a class="govuk-service-navigation__link"[^>]*?href="([^"]+)"([^>]*)>', page)
    return [(href, "aria-current" in rest) for href, rest in found]


def test_every_address_of_improvement_is_marked_in_the_bar():
    first_words = {"/" + str(pattern.pattern).partition("/")[0] for pattern in urls.urlpatterns}
    # What stands without signing in has no bar.
    assert first_words - {"/improvement", "/progress"} == set(links._ADDRESSES)


@pytest.mark.parametrize("address", ["/improvement", "/inspections", "/plan", "/boards", "/history", "/findings"])
def test_the_one_entry_is_marked_on_its_pages(loop, address):
    bar = dict(_bar(client_of(loop.lead).get(address).content.decode()))
    assert bar["/improvement"]
    assert "/inspections" not in bar
    assert sum(bar.values()) == 1


def test_inspections_are_reached_from_the_first_page(loop):
    assert 'href="/inspections"' in client_of(loop.lead).get("/improvement").content.decode()


@pytest.mark.parametrize(
    ("role", "is_offered"), [("commissioner", True), ("improvement_partner", True), ("elected_member", False)]
)
def test_whoever_advises_finds_where_on_the_first_page(loop, role, is_offered):
    page = client_of(loop.make_user(role)).get("/improvement").content.decode()
    assert ('href="/advice/new"' in page) == is_offered
