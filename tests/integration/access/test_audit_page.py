"""The audit page: who has seen or changed a record, without a name of anybody a record is about."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from a_family import HIDDEN, text_of
from threshold.access import queries
from threshold.access.roles import ROLES, Permission
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(signed_in):
    return signed_in("administrator")


def test_says_who_saw_a_person_by_reference_and_names_nobody(family, signed_in, admin):
    signed_in(family.officer).get(family.page())
    text = text_of(admin.get(f"/audit?reference={family.robin.reference}"))
    assert "Read person" in text
    assert family.officer.name in text
    assert family.robin.reference in text
    for name in ("Robin", "Testcase", HIDDEN):
        assert name not in text


def test_says_what_somebody_did(family, signed_in, admin):
    signed_in(family.worker).get("/search?q=Robin")
    text = text_of(admin.get("/audit?user=sam+work&kind=read"))
    assert "Search" in text
    assert "Restrict person" not in text
    several = text_of(admin.get("/audit?user=severnshire"))
    assert "Several accounts fit" in several
    assert "No account has this name" in text_of(admin.get("/audit?user=nobody+at+all"))


@pytest.mark.parametrize("reference", ["P-00001", "nonsense", "X-00001-1", "P-0000N-0", "\x00", "é" * 20])
def test_a_wrong_reference_is_said_and_answered(family, admin, reference):
    response = admin.get("/audit", {"reference": reference})
    assert response.status_code == 200


def test_pages_from_the_newest_by_a_mark_that_cannot_be_forged_into_a_failure(family, admin, make_user):
    actor = make_user("auditor", name="Busy Reader")
    for number in range(120):
        journal.record(
            "people.read_person", by=actor, now=family.now + dt.timedelta(seconds=number), kind=journal.Kind.READ,
            subject=family.robin, about=[family.robin.pk],
        )  # fmt: skip
    scope = Scope(make_user("administrator"), family.now)
    search = queries.AuditSearch(actor_id=actor.pk)
    seen, mark = [], None
    while True:
        page = queries.audit_entries(scope, search, older_than=mark)
        seen += [entry.pk for entry in page.entries]
        if not page.older_than:
            break
        at, _, number = page.older_than.partition("_")
        mark = (dt.datetime.fromisoformat(at), int(number))
    wanted = list(AuditEntry.objects.filter(actor_id=actor.pk).order_by("-at", "-pk").values_list("pk", flat=True))
    assert seen == wanted
    first = text_of(admin.get("/audit?user=Busy+Reader"))
    assert "Older entries" in first
    for forged in ("x", "_", "2026-01-01_1", "2026-01-01T00:00:00+00:00_" + "9" * 30, "2026-01-01T00:00:00+00:00_-1"):
        assert admin.get("/audit", {"older_than": forged}).status_code == 200


def test_costs_few_queries(family, signed_in, admin, django_assert_max_num_queries):
    admin.get("/audit")
    with django_assert_max_num_queries(12):
        admin.get("/audit")


def test_looking_is_in_the_log(family, admin):
    admin.get(f"/audit?reference={family.robin.reference}")
    entry = AuditEntry.objects.get(action="access.read_audit")
    assert entry.about_ids == [family.robin.pk]


class TestAsAFile:
    """The whole of what the page's filters find, and nothing that they leave out."""

    def lines(self, response) -> list[dict[str, str]]:
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(text_of(response).removeprefix("\ufeff"))))

    def read_often(self, family, actor, times: int) -> None:
        for number in range(times):
            journal.record(
                "people.read_person", by=actor, now=family.now + dt.timedelta(seconds=number), kind=journal.Kind.READ,
                subject=family.robin, about=[family.robin.pk],
            )  # fmt: skip

    def test_it_has_every_entry_that_fits_however_many_pages(self, family, admin, make_user, monkeypatch):
        monkeypatch.setattr(queries, "AUDIT_FILE_PAGE", 7)
        actor = make_user("auditor", name="Busy Reader")
        self.read_often(family, actor, 60)
        signed = journal.Kind.SIGN_IN
        journal.record("access.sign_in", by=actor, now=family.now, kind=signed, subject=actor, about=[])
        page = admin.get("/audit?user=Busy+Reader&kind=read")
        assert "?user=Busy+Reader&amp;kind=read&amp;format=csv" in text_of(page)
        found = self.lines(admin.get("/audit?user=Busy+Reader&kind=read&format=csv"))
        wanted = AuditEntry.objects.filter(actor_id=actor.pk, kind="read").order_by("-at", "-pk")
        assert [int(line["Entry"]) for line in found] == list(wanted.values_list("pk", flat=True))
        assert {(line["Who"], line["Account"], line["Kind"]) for line in found} == {
            ("Busy Reader", actor.email, "Read")
        }
        assert found[0]["About"] == family.robin.reference
        of_robin = self.lines(admin.get(f"/audit?reference={family.robin.reference}&kind=change&format=csv"))
        assert of_robin
        assert all(line["Kind"] == "Change" and family.robin.reference in line["About"] for line in of_robin)

    def test_it_is_read_as_it_is_sent(self, family, admin, make_user, monkeypatch, django_assert_max_num_queries):
        """A log of years is never read whole before its first line leaves."""
        monkeypatch.setattr(queries, "AUDIT_FILE_PAGE", 5)
        actor = make_user("auditor", name="Busy Reader")
        self.read_often(family, actor, 60)
        sent = iter(admin.get("/audit?user=Busy+Reader&format=csv").streaming_content)
        with django_assert_max_num_queries(2):
            assert len([next(sent) for _ in range(5)]) == 5
        with django_assert_max_num_queries(50):
            assert len(list(sent)) == 61 - 5

    def test_what_was_not_understood_is_no_file_of_everything(self, family, admin):
        for asked in ("reference=nonsense", "user=severnshire", "user=nobody+at+all", "kind=everything"):
            response = admin.get(f"/audit?{asked}&format=csv")
            assert response["Content-Type"].startswith("text/html"), asked
            assert "format=csv" not in text_of(response), asked
        assert not AuditEntry.objects.filter(action="access.download_audit").exists()

    def test_names_nobody_a_record_is_about_and_no_cell_calculates(self, family, signed_in, admin, make_user):
        signed_in(make_user("team_manager", name="=1+1", registered=True)).get(family.page())
        text = text_of(admin.get(f"/audit?reference={family.robin.reference}&format=csv"))
        assert "'=1+1," in text
        for name in ("Robin", "Testcase", HIDDEN):
            assert name not in text

    def test_taking_it_is_in_the_log_with_what_was_asked(self, family, admin):
        admin.get(f"/audit?reference={family.robin.reference}&kind=read&format=csv")
        entry = AuditEntry.objects.get(action="access.download_audit")
        assert (entry.about_ids, entry.detail) == ([family.robin.pk], {"kind": "read"})


@pytest.mark.parametrize("role", [role for role in ROLES.values() if not role.is_service], ids=lambda role: role.code)
def test_is_for_those_who_answer_for_it(signed_in, role):
    expected = 200 if Permission.AUDIT_READ in role.permissions else 403
    assert signed_in(role.code).get("/audit").status_code == expected
    assert signed_in(role.code).get("/audit?format=csv").status_code == expected
