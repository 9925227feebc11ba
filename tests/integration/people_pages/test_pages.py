"""Each page about people: who gets it, what it says, whom it hides, and how many queries it costs."""

from __future__ import annotations

import pytest

from a_family import HIDDEN, text_of
from threshold.access.roles import ROLES, Permission
from threshold.core.models import AuditEntry
from threshold.people import actions

pytestmark = pytest.mark.django_db

#: Every page of one person, and the permission it asks for.
PAGES = {
    "": Permission.PEOPLE_READ,
    "/details": Permission.PEOPLE_READ,
    "/family": Permission.PEOPLE_READ,
    "/chronology": Permission.PEOPLE_READ,
    "/chronology/print": Permission.PEOPLE_READ,
    "/details/change": Permission.PEOPLE_WRITE,
    "/names/add": Permission.PEOPLE_WRITE,
    "/addresses/move": Permission.PEOPLE_WRITE,
    "/addresses/former": Permission.PEOPLE_WRITE,
    "/numbers/add": Permission.PEOPLE_WRITE,
    "/birth": Permission.PEOPLE_WRITE,
    "/family/find": Permission.PEOPLE_WRITE,
    "/family/new": Permission.PEOPLE_WRITE,
    "/home/join": Permission.PEOPLE_WRITE,
    "/matches": Permission.PEOPLE_LINK,
    "/restrictions": Permission.RESTRICTION_MANAGE,
    "/restrictions/new": Permission.RESTRICTION_MANAGE,
}
STAFF = [role for role in ROLES.values() if not role.is_service]


@pytest.mark.parametrize("role", STAFF, ids=lambda role: role.code)
def test_each_page_opens_for_the_roles_that_may_have_it_and_for_no_other(family, signed_in, role):
    client = signed_in(role.code, team=family.team)
    for page, permission in PAGES.items():
        response = client.get(family.page(page))
        assert response.status_code == (200 if permission in role.permissions else 403), page
        assert HIDDEN not in text_of(response), page


def test_a_manager_sees_every_page_with_the_hidden_uncle_on_the_family_page(family, signed_in):
    client = signed_in(family.manager)
    assert HIDDEN in text_of(client.get(family.page("/family")))
    assert "Only the people named may see it" in text_of(client.get(family.page("/restrictions", family.hidden)))


def test_the_first_line_says_who_why_now_what_next_and_by_when(family, signed_in):
    text = " ".join(text_of(signed_in(family.officer).get(family.page())).split())
    assert "Sam Work, Family help north" in text
    assert "Family help, since" in text
    assert "<dt>What next</dt>" in text
    assert "<dt>By when</dt>" in text
    assert "No deadline is running" not in text


def test_the_bar_says_age_reference_and_whether_the_number_is_verified(family, signed_in):
    text = text_of(signed_in(family.officer).get(family.page()))
    assert family.robin.reference in text
    assert "999 000 0018 (verified)" in text
    assert "(8 years)" in text or "(7 years)" in text


def test_somebody_without_anything_says_so(family, signed_in):
    text = text_of(signed_in(family.officer).get(family.page(person=family.father)))
    assert "Nobody is involved" in text
    assert "Nothing is due" in text


def test_a_name_with_markup_is_text_on_every_page(family, signed_in):
    from threshold.people import actions

    evil = "<script>alert(1)</script>"
    actions.add_name(
        family.robin, kind="current", given_name=evil, family_name='"><b', by=family.officer, now=family.now
    )
    client = signed_in(family.manager)
    for page in (*PAGES, f"/matches/{family.mother.reference}"):
        text = text_of(client.get(family.page(page)))
        assert "<script>alert" not in text, page
        assert '"><b' not in text, page
    printed = client.get(family.page("/chronology/print?to=<i>A&role=B&reader=internal&significant=all"))
    assert "<script>alert" not in text_of(printed)
    assert "<i>A" not in text_of(printed)
    assert "<script>alert" not in text_of(client.get("/search?q=Testcase"))


def test_reading_a_page_is_in_the_audit_log_with_the_person(family, signed_in):
    client = signed_in(family.officer)
    for page, action in (
        ("", "people.read_person"),
        ("/details", "people.read_details"),
        ("/family", "people.read_family"),
        ("/chronology", "people.read_chronology"),
    ):
        client.get(family.page(page))
        entry = AuditEntry.objects.filter(action=action).get()
        assert (entry.actor_id, entry.kind) == (family.officer.pk, "read")
        assert family.robin.pk in entry.about_ids


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 30), ("/details", 22), ("/family", 24), ("/chronology", 20), ("/matches", 48), ("/home/join", 24)],
)
def test_a_page_costs_the_same_number_of_queries_whatever_is_on_it(
    family, signed_in, django_assert_max_num_queries, page, most
):
    from threshold.people import actions, chronology

    for number in range(12):
        other = actions.record_person(
            by=family.officer, now=family.now, kind="child", given_name=f"Sib{number}", family_name="Testcase"
        )
        actions.relate_people(other, other=family.robin, kind="half_sibling", by=family.officer, now=family.now)
        chronology.add(
            family.robin, at=family.now, kind="contact", title=f"Contact {number}", source=other, by=family.officer
        )
    client = signed_in(family.worker)
    client.get(family.page(page))
    with django_assert_max_num_queries(most):
        assert client.get(family.page(page)).status_code == 200


def test_search_costs_few_queries(family, signed_in, django_assert_max_num_queries):
    client = signed_in(family.worker)
    client.get("/search?q=Testcase")
    with django_assert_max_num_queries(24):
        client.get("/search?q=Testcase")


class TestSearch:
    def test_says_why_and_leads_to_the_person(self, family, signed_in):
        text = text_of(signed_in(family.officer).get("/search?q=Bobby"))
        assert family.page() in text
        assert "Also known as Bobby" in text

    def test_says_where_somebody_lives_and_nothing_of_a_confidential_home(self, family, signed_in):
        for given, line, is_confidential in (("Opal", "5 Open Row", False), ("Coral", "6 Closed Row", True)):
            place = {"line_1": line, "postcode": "SV11AA", "is_confidential": is_confidential}
            actions.record_person(
                kind="adult", given_name=given, family_name="Wayfarer", address=place, by=family.officer, now=family.now
            )
        shares = {"line_1": "6 Closed Row", "postcode": "SV11AA"}
        actions.record_person(
            kind="child", given_name="Pearl", family_name="Wayfarer", address=shares, by=family.officer, now=family.now
        )
        client = signed_in(family.officer)
        for address in ("/search?q=Wayfarer", "/search?q=Wayfarer&format=csv"):
            html = text_of(client.get(address))
            assert "5 Open Row" in html
            assert all(name in html for name in ("Opal", "Coral", "Pearl"))
            assert "Closed Row" not in html

    def test_never_finds_or_counts_the_hidden(self, family, signed_in):
        officer = text_of(signed_in(family.officer).get(f"/search?q={HIDDEN}"))
        assert "Nobody found" in officer
        assert family.hidden.reference not in officer
        assert family.hidden.reference in text_of(signed_in(family.manager).get(f"/search?q={HIDDEN}"))

    def test_a_whole_reference_leads_straight_there(self, family, signed_in):
        client = signed_in(family.officer)
        response = client.get("/search", {"q": family.robin.reference.lower().replace("-", " ")})
        assert (response.status_code, response.url) == (302, family.page())
        hidden = client.get("/search", {"q": family.hidden.reference}, follow=True)
        assert HIDDEN not in text_of(hidden)

    @pytest.mark.parametrize("words", ["", " ", "\x00", "a" * 50_000, "%_'\";--", "\u202eمرحبا🙂", "P-", "C-00001"])
    def test_any_words_are_answered(self, family, signed_in, words):
        assert signed_in(family.officer).get("/search", {"q": words}).status_code == 200

    def test_the_download_is_for_those_who_may_take_lists_out(self, family, signed_in):
        response = signed_in(family.officer).get("/search?q=Testcase&format=csv")
        assert "Robin Testcase" in text_of(response)
        assert HIDDEN not in text_of(signed_in(family.officer).get("/search?q=Weir+Lane&format=csv"))
        assert signed_in("student").get("/search?q=Testcase&format=csv").status_code == 403

    def test_the_box_in_the_header_is_there_only_for_those_who_may_search(self, family, signed_in):
        assert 'action="/search"' in text_of(signed_in(family.officer).get("/account"))
        assert 'action="/search"' not in text_of(signed_in("administrator").get("/account"))
