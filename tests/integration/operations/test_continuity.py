"""The continuity pack holds what is needed for a day, no more than its reader may see, and nothing restricted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from threshold.access.scope import Scope
from threshold.core import encryption
from threshold.core.errors import NotPermitted
from threshold.core.models import AuditEntry
from threshold.frontdoor import continuity
from threshold.frontdoor.actions.details import NamedChild, Referrer
from threshold.frontdoor.codes import Section
from threshold.frontdoor.models import Contact
from threshold.people.models import Passage, Restriction
from threshold.people.narrative import narrow_passage

PASSPHRASE = "river lantern meadow cobweb thimble oak"


def child(given_name: str, **details: object) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given_name, "family_name": "Testcase", **details})


def restrict(door: Any, contact: Contact, kind: str, *users: object) -> None:
    Restriction.objects.create(
        person=contact.children.get().person, kind=kind, message="Ask the manager", reason="Safety",
        starts_at=door.now, started_by=door.manager,
    ).users.add(*users)  # fmt: skip


@pytest.fixture
def page(door: Any) -> Any:
    return lambda user=None: continuity.page(Scope(user or door.manager, door.now))


@pytest.mark.django_db
class TestThePage:
    def test_says_who_why_what_next_by_when_and_whom_to_call(self, door, page):
        referrer = Referrer(name="Jo Head", role="Head teacher", telephone="01632 960123", email="jo@school.example")
        contact = door.screened(child("Ash", birth_on=dt.date(2019, 5, 4)), referrer=referrer)
        shown = page()
        for words in (
            contact.reference,
            "Ash Testcase",
            "born 4 May 2019",
            "Came to school hungry.",
            "Amber, Gathering information",
            "Find out what partners know",
            "11 March 2026",
            "Jo Head, Head teacher",
            "01632 960123",
            "Front door: 01632 960123. Out of hours: 01632 960999.",
        ):
            assert words in shown, words

    def test_holds_hand_overs_until_they_are_closed(self, door, page):
        door.sign_off(door.decided(outcome="early_help", level="2"))
        shown = page()
        assert "Open hand-overs (1)" in shown
        assert door.early_help.name in shown
        assert "Nobody yet" in shown

    def test_closed_contacts_are_not_in_it(self, door, page):
        from threshold.frontdoor import actions

        contact = door.sign_off(door.decided()).contact
        actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer="spoken")
        assert contact.reference not in page()

    def test_needs_nothing_else_to_be_read(self, door, page):
        door.screened()
        shown = page()
        for outside in ("src=", "href=", "<script", "url(", "@import"):
            assert outside not in shown

    def test_what_was_typed_is_shown_as_it_was_typed(self, door, page):
        door.screened(child("<b>Ash"), story={Section.WHAT_HAPPENED: "<script>alert(1)</script>"})
        shown = page()
        assert "&lt;script&gt;" in shown
        assert "<script" not in shown
        assert "<b>Ash" not in shown

    def test_many_contacts_take_no_more_queries_than_few(self, door, page, django_assert_max_num_queries):
        for _ in range(8):
            door.screened()
        with django_assert_max_num_queries(20):
            page()


@pytest.mark.django_db
class TestWhatIsLeftOut:
    def test_text_told_in_confidence(self, door, page):
        door.screened(story={Section.WHAT_HAPPENED: "Open words.\n\nThe police say more."})
        passage = Passage.objects.get(text__startswith="The police")
        narrow_passage(passage, travels=Passage.Travels.POLICE, by=door.officer, now=door.now)
        shown = page()
        assert "Open words." in shown
        assert "The police say more." not in shown
        assert "1 paragraph told in confidence" in shown

    def test_a_restricted_child_is_a_reference_also_for_those_who_may_see(self, door, page):
        contact = door.screened(child("Secret"))
        restrict(door, contact, "allow_list", door.manager)
        shown = page()
        assert f">{contact.reference}</h3>" in shown
        assert "Restricted." in shown
        for words in ("Secret", "Came to school hungry", "Jo Head"):
            assert words not in shown

    def test_a_contact_is_a_reference_when_one_of_its_children_is_restricted(self, door, page):
        contact = door.screened(child("Ash"), child("Secret"))
        Restriction.objects.create(
            person=contact.children.get(position=2).person, kind="allow_list", message="Ask", reason="Safety",
            starts_at=door.now, started_by=door.manager,
        )  # fmt: skip
        shown = page()
        assert contact.reference in shown
        assert "Ash Testcase" not in shown
        assert "Secret" not in shown

    @pytest.mark.parametrize("kind", ["allow_list", "exclusion"])
    def test_a_contact_that_the_reader_may_not_see_is_not_there_at_all(self, door, page, kind):
        contact = door.screened(child("Secret"))
        restrict(door, contact, kind, *([door.manager] if kind == "exclusion" else []))
        shown = page()
        assert contact.reference not in shown
        assert "Secret" not in shown
        assert "Open contacts (0)" in shown

    def test_a_restricted_childs_hand_over_is_a_reference(self, door, page):
        decision = door.sign_off(door.decided(outcome="early_help", level="2"))
        restrict(door, decision.contact, "allow_list", door.manager)
        shown = page()
        assert "Open hand-overs (1)" in shown
        assert "Robin" not in shown


@pytest.mark.django_db
class TestWhoMayHaveIt:
    def test_only_somebody_who_may_take_lists_out(self, door, page, make_user):
        for role in ("student", "elected_member", "administrator", "partner"):
            with pytest.raises(NotPermitted):
                page(make_user(role))

    def test_having_it_is_audited_with_everybody_in_it(self, door, page):
        contact = door.screened()
        page()
        entry = AuditEntry.objects.get(action="frontdoor.make_continuity_pack")
        assert (entry.kind, entry.actor_id) == ("read", door.manager.pk)
        assert entry.about_ids == [contact.children.get().person_id]


@pytest.mark.django_db
class TestTheCommand:
    @pytest.fixture
    def passphrase(self, tmp_path: Path) -> Path:
        (tmp_path / "passphrase").write_text(PASSPHRASE)
        return tmp_path / "passphrase"

    def make(self, door: Any, tmp_path: Path, passphrase: Path) -> Path:
        pack = tmp_path / "pack.age"
        arguments = ["--as", door.manager.email, "--passphrase-file", str(passphrase)]
        call_command("continuity_pack", "make", str(pack), *arguments)
        return pack

    def test_what_is_made_is_opened(self, door, tmp_path, passphrase):
        contact = door.screened()
        pack = self.make(door, tmp_path, passphrase)
        assert contact.reference.encode() not in pack.read_bytes()
        page = tmp_path / "page.html"
        call_command("continuity_pack", "open", str(pack), "--out", str(page), "--passphrase-file", str(passphrase))
        assert contact.reference in page.read_text()
        assert [path.stat().st_mode & 0o077 for path in (pack, page)] == [0, 0]

    def test_another_passphrase_or_a_changed_file_opens_nothing(self, door, tmp_path, passphrase):
        pack = self.make(door, tmp_path, passphrase)
        page = tmp_path / "page.html"
        command = ["continuity_pack", "open", str(pack), "--out", str(page), "--passphrase-file", str(passphrase)]
        passphrase.write_text("another long passphrase")
        with pytest.raises(CommandError, match="does not open this file"):
            call_command(*command)
        passphrase.write_text(PASSPHRASE)
        pack.write_bytes(pack.read_bytes()[:-1] + b"x")
        with pytest.raises(CommandError, match="does not open this file"):
            call_command(*command)
        assert not page.exists()

    def test_it_is_made_for_an_account_that_exists_and_may(self, door, tmp_path, passphrase, make_user):
        arguments = ["continuity_pack", "make", str(tmp_path / "pack"), "--passphrase-file", str(passphrase), "--as"]
        with pytest.raises(CommandError, match="No active account"):
            call_command(*arguments, "nobody@severnshire.example")
        with pytest.raises(CommandError, match="does not give you this page"):
            call_command(*arguments, make_user("student").email)
        assert not (tmp_path / "pack").exists()

    def test_a_file_that_is_not_there_is_said(self, tmp_path, passphrase):
        arguments = ["--out", str(tmp_path / "page"), "--passphrase-file", str(passphrase)]
        with pytest.raises(CommandError, match="No such file"):
            call_command("continuity_pack", "open", str(tmp_path / "none"), *arguments)


def test_a_sealed_pack_is_an_ordinary_age_file():
    assert encryption.seal(b"x", PASSPHRASE).startswith(b"age-encryption.org/v1\n-> scrypt ")
