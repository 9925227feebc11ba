"""The same person or not, who may see a record, and emergencies: by the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from a_family import HIDDEN, filled, text_of
from threshold.core.models import AuditEntry
from threshold.people import actions, match_panel, queries
from threshold.people.models import (
    EmergencyAccess,
    IdentityEvent,
    NotTheSame,
    Person,
    RestrictedMatchAlert,
    Restriction,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(family) -> Person:
    """A second record of Robin, made by somebody in a hurry."""
    return actions.record_person(
        by=family.officer, now=family.now, kind="child", given_name="Robyn", family_name="Testcase", sex="M",
        birth_on=family.robin.birth_on, address={"line_1": "4 Weir Lane", "postcode": "WR99 1AA"},
    )  # fmt: skip


class TestMatches:
    def test_say_why_and_leave_out_the_family(self, family, double, signed_in):
        text = text_of(signed_in(family.officer).get(family.page("/matches")))
        assert double.reference in text
        assert "Same date of birth" in text
        assert family.twin.reference not in text
        assert HIDDEN not in text

    def test_are_joined_with_a_reason_and_taken_apart_exactly(self, family, double, signed_in):
        client = signed_in(family.officer)
        url = family.page(f"/matches/{double.reference}")
        nothing_chosen = text_of(client.post(url, filled(client, url)))
        assert "Choose what you found" in nothing_chosen
        assert "How do you know" in text_of(client.post(url, filled(client, url, verdict="same", reason="")))
        before = double.identity_id
        data = filled(client, url, verdict="same", reason="The mother confirmed it on the telephone")
        assert client.post(url, data).status_code == 302
        assert client.post(url, data).status_code == 302
        double.refresh_from_db()
        assert double.identity_id == family.robin.identity_id
        event = IdentityEvent.objects.get()
        assert "Same date of birth" in str(event.evidence)
        page = text_of(client.get(family.page()))
        assert "Joined records" in page
        assert double.reference in page
        undo = family.page(f"/joins/{event.pk}/undo")
        assert client.post(undo, filled(client, undo, reason="They are cousins of one name")).status_code == 302
        double.refresh_from_db()
        assert double.identity_id == before

    def test_found_different_are_not_suggested_again_until_the_mark_goes(self, family, double, signed_in):
        client = signed_in(family.officer)
        url = family.page(f"/matches/{double.reference}")
        client.post(url, filled(client, url, verdict="different", reason="Cousins"))
        assert match_panel.panel(queries.Scope(family.officer, family.now), family.robin) == []
        mark = NotTheSame.objects.get()
        assert "Cousins" in text_of(client.get(family.page("/matches")))
        url = family.page(f"/not-the-same/{mark.pk}/withdraw")
        assert client.post(url, filled(client, url, reason="It was the wrong cousin")).status_code == 302
        assert len(match_panel.panel(queries.Scope(family.officer, family.now), family.robin)) == 1

    def test_what_a_policy_refuses_is_said(self, family, signed_in):
        client = signed_in(family.officer)
        url = family.page(f"/matches/{family.twin.reference}")
        text = text_of(client.post(url, filled(client, url, verdict="same", reason="They look very much alike")))
        assert "members of one family" in text
        assert IdentityEvent.objects.count() == 0

    def test_the_hidden_can_neither_be_compared_nor_joined(self, family, signed_in):
        url = family.page(f"/matches/{family.hidden.reference}")
        client = signed_in(family.officer)
        assert client.get(url).status_code == 404
        assert client.post(url, {"verdict": "same", "reason": "Because I say so"}).status_code == 404


class TestRestrictedMatches:
    def record(self, family) -> Person:
        made = actions.record_person(
            by=family.officer, now=family.now, kind="adult", given_name="Perry", family_name=HIDDEN, sex="M",
            birth_on=dt.date(1990, 4, 4), address={"line_1": "4 Weir Lane", "postcode": "WR99 1AA"},
        )  # fmt: skip
        match_panel.alert_hidden_matches(queries.Scope(family.officer, family.now), made)
        return made

    def test_tell_those_who_may_see_both_and_nobody_else(self, family, signed_in):
        made = self.record(family)
        assert RestrictedMatchAlert.objects.get().restricted == family.hidden
        officer = text_of(signed_in(family.officer).get("/restricted-matches"))
        assert family.hidden.reference not in officer
        assert made.reference not in officer
        manager = signed_in(family.manager)
        assert family.hidden.reference in text_of(manager.get("/restricted-matches"))
        assert "1 new record may be a restricted person" in text_of(manager.get("/emergency-access"))
        assert "restricted person" not in text_of(signed_in(family.officer).get(family.page("/matches")))
        alert = RestrictedMatchAlert.objects.get()
        for _ in range(2):
            assert manager.post(f"/restricted-matches/{alert.pk}/seen").status_code == 302
        alert.refresh_from_db()
        assert alert.state == "seen"

    def test_leave_as_a_file_with_references_alone_and_what_the_page_shows(self, family, signed_in):
        made = self.record(family)
        url = "/restricted-matches?format=csv"
        manager = signed_in(family.manager)
        text = text_of(manager.get(url))
        assert f"{made.reference},{family.hidden.reference}," in text
        assert HIDDEN not in text
        assert len(text_of(signed_in(family.officer).get(url)).splitlines()) == 1  # the head, and no line
        assert "format=csv" in text_of(manager.get("/restricted-matches"))
        downloads = AuditEntry.objects.filter(action="people.download_restricted_matches")
        assert [entry.actor_id for entry in downloads.order_by("pk")] == [family.manager.pk, family.officer.pk]
        assert signed_in("student").get(url).status_code == 403
        alert = RestrictedMatchAlert.objects.get()
        manager.post(f"/restricted-matches/{alert.pk}/seen")
        assert made.reference not in text_of(manager.get(url))

    def test_nobody_closes_an_alert_they_may_not_see(self, family, signed_in):
        self.record(family)
        alert = RestrictedMatchAlert.objects.get()
        signed_in(family.officer).post(f"/restricted-matches/{alert.pk}/seen")
        alert.refresh_from_db()
        assert alert.state == "open"

    def test_the_panel_never_suggests_the_hidden(self, family):
        rows = match_panel.panel(queries.Scope(family.officer, family.now), self.record(family))
        assert [row.person.pk for row in rows if row.person.pk == family.hidden.pk] == []


class TestKeptOut:
    def test_reads_the_sentence_and_no_name(self, family, signed_in):
        response = signed_in(family.officer).get(family.page(person=family.hidden))
        text = text_of(response)
        assert response.status_code == 403
        assert "Ask the service manager about this record." in text
        assert HIDDEN not in text
        assert "Works for the council" not in text
        assert "Only in an emergency" not in text
        entry = AuditEntry.objects.get(action="people.kept_out")
        assert (entry.kind, entry.about_ids) == ("refusal", [family.hidden.pk])

    def test_an_excluded_worker_is_offered_no_emergency(self, family, signed_in):
        actions.restrict_person(
            family.robin, kind="exclusion", message="Your manager will explain.", reason="They are neighbours",
            users=[family.worker], by=family.manager, now=family.now,
        )  # fmt: skip
        client = signed_in(family.worker)
        text = text_of(client.get(family.page()))
        assert "Your manager will explain." in text
        assert "Only in an emergency" not in text
        client.post(
            family.page("/emergency-access"), {"reason": "A very good reason", "hours": "1", "understood": "yes"}
        )
        assert EmergencyAccess.objects.count() == 0

    def test_every_page_of_the_hidden_person_is_closed(self, family, signed_in):
        from .test_pages import PAGES

        client = signed_in("team_manager")
        for page in PAGES:
            response = client.get(family.page(page, family.hidden))
            assert response.status_code == 403, page
            assert HIDDEN not in text_of(response), page

    def test_who_could_not_reach_the_person_anyway_gets_a_page_not_found(self, family, signed_in):
        client = signed_in("early_help_practitioner")
        assert client.get(family.page(person=family.hidden)).status_code == 404


def emergency(client: Any, family: Any, **answers: str) -> Any:
    url = family.page(person=family.hidden)
    data = filled(client, url, reason="A child is missing and may be with him", hours="2", understood="yes")
    return client.post(f"{url}/emergency-access", data | answers)


class TestEmergencies:
    def test_the_glass_is_broken_with_a_reason_once_and_reviewed_by_another(self, family, signed_in, make_user):
        worker = signed_in(family.worker)
        url = family.page(person=family.hidden)
        data = filled(worker, url, reason="A child is missing and may be with him", hours="2", understood="yes")
        for _ in range(2):
            assert worker.post(f"{url}/emergency-access", data).status_code == 302
        access = EmergencyAccess.objects.get()
        assert access.ends_at - access.starts_at == dt.timedelta(hours=2)
        page = text_of(worker.get(url))
        assert HIDDEN in page
        assert "Emergency access: you can see" in page
        assert HIDDEN in text_of(worker.get("/emergency-access/mine"))
        reviewer = signed_in("senior_leader")
        queue = text_of(reviewer.get("/emergency-access"))
        assert family.hidden.reference in queue
        assert HIDDEN not in queue  # a reviewer need not be one of the few
        assert "A child is missing" in queue
        judge = f"/emergency-access/{access.pk}/review"
        assert "finding it not justified" in text_of(reviewer.post(judge, filled(reviewer, judge, verdict="no")))
        assert (
            reviewer.post(judge, filled(reviewer, judge, verdict="no", note="There was no child missing")).status_code
            == 302
        )
        assert worker.get(url).status_code == 403
        assert HIDDEN not in text_of(worker.get("/emergency-access/mine"))
        assert "There was no child missing" in text_of(reviewer.get("/emergency-access?reviewed=yes"))

    def test_ones_own_leave_as_a_file_without_a_name(self, family, signed_in):
        worker = signed_in(family.worker)
        emergency(worker, family, reason="=A child is missing")
        url = "/emergency-access/mine?format=csv"
        text = text_of(worker.get(url))
        assert f"\n{family.hidden.reference}," in text
        assert ",'=A child is missing,Not reviewed yet," in text
        assert HIDDEN not in text
        assert "format=csv" in text_of(worker.get("/emergency-access/mine"))
        assert family.hidden.reference not in text_of(signed_in("team_manager").get(url))
        assert AuditEntry.objects.filter(action="people.download_own_emergency_accesses").count() == 2
        assert signed_in("senior_leader").get(url).status_code == 403  # takes no lists out
        assert "format=csv" not in text_of(signed_in("senior_leader").get("/emergency-access/mine"))

    @pytest.mark.parametrize("missing", ["reason", "hours", "understood"])
    def test_without_reason_end_and_understanding_nothing_opens_and_words_stay(self, family, signed_in, missing):
        worker = signed_in(family.worker)
        response = emergency(worker, family, **{missing: ""})
        assert response.status_code == 403
        assert "There is a problem" in text_of(response)
        if missing != "reason":
            assert "A child is missing and may be with him" in text_of(response)
        assert EmergencyAccess.objects.count() == 0

    def test_nobody_reviews_their_own(self, family, signed_in, make_user):
        actions.change_restriction(
            family.restriction, users=[make_user("team_manager")], reason="Another manager took over",
            by=family.manager, now=family.now,
        )  # fmt: skip
        manager = signed_in(family.manager)
        emergency(manager, family)
        access = EmergencyAccess.objects.get()
        assert family.hidden.reference not in text_of(manager.get("/emergency-access"))
        judge = f"/emergency-access/{access.pk}/review"
        assert "your own emergency access" in text_of(manager.post(judge, filled(manager, judge, verdict="yes")))
        access.refresh_from_db()
        assert access.reviewed_at is None

    def test_other_roles_have_no_queue_and_break_no_glass(self, family, signed_in):
        assert signed_in(family.officer).get("/emergency-access").status_code == 403
        assert signed_in(family.officer).post(family.page("/emergency-access", family.hidden)).status_code == 403
        assert signed_in("elected_member").get("/emergency-access/mine").status_code == 403


class TestRestricting:
    def test_a_manager_restricts_changes_and_lifts(self, family, signed_in):
        client = signed_in(family.manager)
        url = family.page("/restrictions/new")
        data = filled(
            client, url, kind="allow_list", message="Ask the duty manager.", reason="The father works here",
            users=[str(family.manager.pk), str(family.worker.pk)],
        )  # fmt: skip
        assert client.post(url, data).status_code == 302
        restriction = Restriction.objects.get(person=family.robin)
        assert signed_in(family.officer).get(family.page()).status_code == 403
        url = family.page(f"/restrictions/{restriction.pk}/people")
        assert "checked" in text_of(client.get(url))
        data = filled(client, url, users=[str(family.manager.pk)], reason="The worker has left the case")
        assert client.post(url, data).status_code == 200  # the worker has not: see `test_restricting_at_work`
        data["although"] = "yes"
        assert client.post(url, data).status_code == 302
        now_in_force = Restriction.objects.get(person=family.robin, lifted_at__isnull=True)
        assert list(now_in_force.users.all()) == [family.manager]
        url = family.page(f"/restrictions/{now_in_force.pk}/lift")
        assert client.post(url, filled(client, url, reason="The father has left the council")).status_code == 302
        assert signed_in(family.officer).get(family.page()).status_code == 200

    def test_a_list_that_nobody_could_lift_is_refused(self, family, signed_in):
        client = signed_in(family.manager)
        url = family.page("/restrictions/new")
        data = filled(
            client, url, kind="allow_list", message="Ask.", reason="The father works here",
            users=[str(family.officer.pk), str(family.worker.pk)],
        )  # fmt: skip
        assert "Nobody on the list could lift" in text_of(client.post(url, data))
        assert not Restriction.objects.filter(person=family.robin).exists()

    def test_programs_and_roles_without_records_are_not_offered(self, family, signed_in, make_user):
        councillor = make_user("elected_member", name="Cllr Testing")
        assert councillor.name not in text_of(signed_in(family.manager).get(family.page("/restrictions/new")))
