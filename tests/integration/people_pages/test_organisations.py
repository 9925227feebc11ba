"""Schools with their number, police, health: found, added, changed, closed; and the people who work there."""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.access.roles import ROLES, Permission
from threshold.core.errors import Refused
from threshold.frontdoor.models import Contact
from threshold.people import actions
from threshold.people.models import Organisation, Professional
from threshold.people.organisations import organisation_named
from visiting import client_of

pytestmark = pytest.mark.django_db


def school(door, **changes: object) -> Organisation:
    details = {"name": "Oak Testing School", "kind": "school", "urn": "999123", "telephone": "01632 960111"}
    return actions.record_organisation(by=door.officer, now=door.now, **{**details, **changes})


class TestThePages:
    def test_an_organisation_is_added_found_and_changed(self, door):
        client = client_of(door.officer)
        sent = {"name": "Oak Testing School", "kind": "school", "urn": "999 123", "email": "office@oak.example"}
        response = client.post("/organisations/new", {**sent, "submission_key": "5f0b1a3e-0000-4000-8000-000000000001"})
        oak = Organisation.objects.get()
        assert response.url == f"/organisations/{oak.pk}"
        assert oak.urn == "999123"
        actions.record_organisation(by=door.officer, now=door.now, name="Severn Test Police", kind="police")
        html = client.get("/organisations", {"name": "oak"}).content.decode()
        assert "Oak Testing School" in html
        assert "Severn Test Police" not in html
        assert "Oak Testing School" in client.get("/organisations", {"name": "999123"}).content.decode()
        client.post(
            f"/organisations/{oak.pk}/change",
            {**sent, "telephone": "01632 960112", "submission_key": "5f0b1a3e-0000-4000-8000-000000000002"},
        )
        oak.refresh_from_db()
        assert oak.telephone == "01632960112"

    def test_a_wrong_number_is_refused_and_the_words_kept(self, door):
        school(door)
        client = client_of(door.officer)
        sent = {
            "name": "Elm Testing School",
            "kind": "school",
            "submission_key": "5f0b1a3e-0000-4000-8000-000000000003",
        }
        for urn, sentence in (("12", "six digits"), ("999123", "has this number")):
            html = client.post("/organisations/new", {**sent, "urn": urn}).content.decode()
            assert sentence in html
            assert "Elm Testing School" in html
        assert Organisation.objects.count() == 1

    def test_people_are_added_and_put_right(self, door):
        oak = school(door)
        client = client_of(door.officer)
        at = f"/organisations/{oak.pk}"
        client.post(
            f"{at}/people/add",
            {"name": "Jo Head", "job_title": "Head", "submission_key": "5f0b1a3e-0000-4000-8000-000000000004"},
        )
        jo = Professional.objects.get()
        client.post(
            f"{at}/people/{jo.pk}/change",
            {"name": "Jo Head", "job_title": "Head teacher", "telephone": "01632 960113",
             "submission_key": "5f0b1a3e-0000-4000-8000-000000000005"},
        )  # fmt: skip
        html = client.get(at).content.decode()
        assert "Head teacher" in html
        assert "01632960113" in html

    @pytest.mark.parametrize(
        "role", [role for role in ROLES.values() if not role.is_service], ids=lambda role: role.code
    )
    def test_each_role(self, door, make_user, role):
        oak = school(door)
        client = client_of(make_user(role.code, team=door.team))
        reads, writes = Permission.PEOPLE_READ in role.permissions, Permission.PEOPLE_WRITE in role.permissions
        for path in ("/organisations", f"/organisations/{oak.pk}"):
            assert (client.get(path).status_code == 200) is reads
        for path in ("/organisations/new", f"/organisations/{oak.pk}/change", f"/organisations/{oak.pk}/people/add"):
            assert (client.get(path).status_code == 200) is writes

    def test_csv(self, door):
        school(door)
        found = client_of(door.officer).get("/organisations", {"format": "csv"})
        assert "Oak Testing School,School or college,999123" in b"".join(found.streaming_content).decode()


class TestClosing:
    def test_a_closed_one_is_not_offered(self, door):
        oak = school(door)
        details = {"name": oak.name, "kind": oak.kind, "urn": oak.urn, "by": door.officer, "now": door.now}
        with pytest.raises(Refused, match="lies ahead"):
            actions.change_organisation(oak, **details, ends_on=dt.date(2027, 1, 1))
        assert organisation_named("oak testing  SCHOOL") == oak
        actions.change_organisation(oak, **details, ends_on=dt.date(2026, 3, 1))
        assert organisation_named("Oak Testing School") is None

    def test_a_name_that_two_have_is_nobodys(self, door):
        school(door)
        school(door, urn="999124")
        assert organisation_named("Oak Testing School") is None


def test_a_contact_knows_the_organisation_of_its_referrer(door):
    from tests.integration.frontdoor.test_pages import a_contact

    oak = school(door)
    client = client_of(door.officer)
    html = client.post("/contacts/new", a_contact(referrer_organisation_name="oak testing school"), follow=True)
    assert Contact.objects.get().referrer_organisation == oak
    assert f"/organisations/{oak.pk}" in html.content.decode()
