"""Files: checked, scanned, kept out of the way, and given only to who may see the record."""

from __future__ import annotations

import datetime as dt
import hashlib
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal_visitor import PDF, PUBLIC, Visitor, docx
from threshold.core.models import AuditEntry, Draft
from threshold.frontdoor.models import Contact
from threshold.people import documents
from threshold.people.actions import restrict_person
from threshold.people.models import Document, Person
from threshold.portal import service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def add(visitor: Visitor, content: bytes = PDF, name: str = "report.pdf", **more: str):
    upload = SimpleUploadedFile(name, content)
    return visitor.client.post("/worried/files", {"file": upload, "add": "yes", **more})


class Scanner(socketserver.StreamRequestHandler):
    """As much of clamd as INSTREAM needs: what has EICAR in it is infected."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(length)
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0")


@pytest.fixture
def scanner(settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


class TestAdding:
    def test_a_file_goes_with_the_contact(self, member_of_public, files_folder):
        assert add(member_of_public).status_code == 302
        assert "report.pdf" in member_of_public.client.get("/worried/check").content.decode()
        member_of_public.send()
        document = Document.objects.get()
        contact = Contact.objects.get()
        assert (document.record_type, document.record_id) == ("frontdoor.contact", contact.pk)
        assert (document.name, document.content_type, document.size) == ("report.pdf", "application/pdf", len(PDF))
        assert document.sha256 == hashlib.sha256(PDF).hexdigest()
        assert document.scan == "not_scanned"
        (path,) = kept(files_folder)
        assert path.read_bytes() == PDF
        assert "report" not in str(path.relative_to(files_folder))

    def test_a_file_can_be_taken_out_again(self, member_of_public, files_folder, django_capture_on_commit_callbacks):
        add(member_of_public)
        with django_capture_on_commit_callbacks(execute=True):
            member_of_public.client.post("/worried/files", {"remove": str(Document.objects.get().pk)})
        assert not Document.objects.exists()
        assert kept(files_folder) == []

    def test_nobody_takes_out_somebody_elses_file(self, member_of_public):
        add(member_of_public)
        other = Visitor().begin()
        add(other)
        other.client.post("/worried/files", {"remove": str(Document.objects.order_by("pk")[0].pk)})
        assert Document.objects.count() == 2

    def test_continue_adds_what_was_chosen_too(self, member_of_public):
        upload = SimpleUploadedFile("report.docx", docx())
        response = member_of_public.client.post("/worried/files", {"file": upload, "go_on": "yes"})
        assert response.url == "/worried/check"
        assert Document.objects.get().name == "report.docx"
        assert member_of_public.client.post("/worried/files", {"go_on": "yes"}).url == "/worried/check"

    def test_no_more_than_ten(self, member_of_public):
        for number in range(10):
            assert add(member_of_public, name=f"{number}.pdf").status_code == 302
        assert "up to 10 files" in add(member_of_public).content.decode()
        assert Document.objects.count() == 10

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"MZ\x90\x00" + bytes(100), "report.pdf", "something else"),
            (PDF, "report.exe", "one of these kinds"),
            (PDF, "annex\u202efdp.exe", "one of these kinds"),
            (docx(("word/vbaProject.bin", b"x")), "report.docx", "macros"),
            (b"", "report.pdf", "empty"),
        ],
    )
    def test_a_wrong_file_is_refused_and_the_form_is_kept(
        self, member_of_public, files_folder, content, name, sentence
    ):
        response = add(member_of_public, content, name)
        assert response.status_code == 200
        assert sentence in response.content.decode()
        assert kept(files_folder) == []
        member_of_public.send()
        assert Contact.objects.count() == 1

    def test_too_large(self, member_of_public, settings, files_folder):
        settings.ATTACHMENT_MAX_BYTES = 50
        assert "or smaller" in add(member_of_public).content.decode()
        assert kept(files_folder) == []

    def test_an_interrupted_write_leaves_no_file(self, member_of_public, files_folder, monkeypatch):
        def broken(*args: object, **options: object) -> None:
            raise RuntimeError("the database has gone")

        monkeypatch.setattr(Document.objects, "create", broken)
        assert add(member_of_public).status_code == 500
        assert kept(files_folder) == []

    def test_files_of_a_form_never_sent_are_forgotten_by_the_worker_when_nobody_can_come_back_to_it(
        self, member_of_public, files_folder, django_capture_on_commit_callbacks
    ):
        from django.core.management import call_command
        from django.utils import timezone

        from threshold.core.drafts import KEEP_DAYS

        def work_after(**time: int) -> None:
            Draft.objects.update(updated_at=timezone.now() - dt.timedelta(**time))
            with django_capture_on_commit_callbacks(execute=True):
                call_command("worker", "--once")

        add(member_of_public)
        work_after(days=KEEP_DAYS, minutes=-1)
        assert len(kept(files_folder)) == Document.objects.count() == 1
        work_after(days=KEEP_DAYS, minutes=1)
        assert kept(files_folder) == []
        assert not Document.objects.exists()
        entry = AuditEntry.objects.filter(action="portal.forget_abandoned_files").latest("pk")
        assert entry.detail == {"number": 1}


class TestScanning:
    def test_a_clean_file_is_marked_so(self, member_of_public, scanner):
        add(member_of_public, PDF * 5000)
        assert Document.objects.get().scan == "clean"

    def test_an_infected_file_is_refused_and_not_kept(self, member_of_public, scanner, files_folder):
        response = add(member_of_public, PDF + b"EICAR")
        assert "found a virus" in response.content.decode()
        assert kept(files_folder) == []
        assert not Document.objects.exists()
        assert "Check your answers" in member_of_public.client.get("/worried/check").content.decode()

    @pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:nonsense"])
    def test_without_an_answer_nothing_is_taken_unscanned(self, member_of_public, settings, files_folder, address):
        settings.CLAMAV_ADDRESS = address
        assert "cannot check files for viruses" in add(member_of_public).content.decode()
        assert kept(files_folder) == []


class TestServing:
    @pytest.fixture
    def sent(self, member_of_public) -> Document:
        add(member_of_public, name="ليلى “report”.pdf")
        member_of_public.send()
        return Document.objects.get()

    @staticmethod
    def fetch(user: object, document: Document):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client.get(f"/documents/{documents.reference(document)}")

    def test_a_worker_gets_it_to_keep_and_it_is_noted(self, sent, make_user):
        worker = make_user("social_worker")
        response = self.fetch(worker, sent)
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"
        entry = AuditEntry.objects.get(action="frontdoor.read_document")
        assert (entry.actor_id, entry.about_ids) == (worker.pk, [Person.objects.get().pk])

    @pytest.mark.parametrize(
        ("role", "status"), [("elected_member", 403), ("administrator", 403), ("early_help_practitioner", 404)]
    )
    def test_others_do_not(self, sent, make_user, role, status):
        assert self.fetch(make_user(role), sent).status_code == status

    def test_nobody_without_signing_in(self, sent):
        assert self.fetch(None, sent).status_code == 302

    def test_a_restricted_childs_files_are_not_there(self, sent, make_user, make_team, now):
        manager, worker = make_user("team_manager"), make_user("social_worker")
        restrict_person(
            Person.objects.get(), kind="allow_list", message="Few may see this", reason="A relative works here",
            users=[manager], by=manager, now=sent.added_at,
        )  # fmt: skip
        assert self.fetch(worker, sent).status_code == 404
        assert self.fetch(manager, sent).status_code == 200

    def test_a_file_about_a_hidden_brother_is_not_there(self, visitor, make_user):
        visitor.fill_in(PUBLIC)
        visitor.name_child(2, given_name="Kit", same_address="yes")
        add(visitor)
        visitor.send()
        manager, worker = make_user("team_manager"), make_user("social_worker")
        document, kit = Document.objects.get(), Person.objects.get(given_name="Kit")
        restrict_person(
            kit, kind="allow_list", message="Few may see this", reason="A relative works here", users=[manager],
            by=manager, now=document.added_at,
        )  # fmt: skip
        assert self.fetch(worker, document).status_code == 200  # about the whole contact, and Robin is visible
        document.about_everyone = False
        document.save()
        document.about.set([kit])
        assert self.fetch(worker, document).status_code == 404
        assert self.fetch(manager, document).status_code == 200

    def test_a_file_of_a_form_not_sent_is_nobodys(self, member_of_public, make_user):
        add(member_of_public)
        assert self.fetch(make_user("social_worker"), Document.objects.get()).status_code == 404

    @pytest.mark.parametrize("reference", ["1", "D-00001-9", "../../etc/passwd", "D-ZZZZZ-Z"])
    def test_a_guessed_name_opens_nothing(self, sent, make_user, reference):
        client = Client()
        client.force_login(make_user("social_worker"))
        assert client.get(f"/documents/{reference}").status_code == 404


def test_a_record_keeps_its_files(member_of_public):
    add(member_of_public)
    member_of_public.send()
    with pytest.raises(ValueError, match="stays with it"):
        documents.remove(Document.objects.get())
    assert service.account().may("people.read") is False


class TestFarTooMuch:
    def test_is_refused_before_it_is_looked_at_and_loses_nothing_of_the_form(
        self, member_of_public, settings, files_folder, monkeypatch
    ):
        settings.REQUEST_MAX_BYTES = 20_000
        monkeypatch.setattr("threshold.portal.views.files.file_page", lambda *args, **more: pytest.fail("it was read"))
        response = add(member_of_public, PDF * 300)
        page = response.content.decode()
        assert response.status_code == 413
        assert "Nothing was changed" in page
        assert "choose one of 10 MB or less" in page
        assert kept(files_folder) == []
        assert "I hear shouting every night." in member_of_public.client.get("/worried/check").content.decode()

    def test_of_typing_is_refused_in_the_same_words(self, visitor, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
        visitor.begin()
        response = visitor.answer("happened", happened="x" * 11_000)
        assert response.status_code == 413
        assert "what you typed should still be there" in response.content.decode()

    def test_of_typing_that_a_draft_can_hold_is_given_back_by_the_form(self, visitor):
        visitor.begin()
        for slug in ("danger", "who", "connection", "person", "family"):
            visitor.answer(slug, **PUBLIC[slug])
        response = visitor.answer("happened", happened="word " * 580_000)
        page = response.content.decode()
        assert response.status_code == 200
        assert "characters or fewer" in page
        assert page.count("word word word word") > 100_000

    def test_a_file_is_never_written_down_before_it_was_checked(self, rf):
        from django.core.files.uploadedfile import InMemoryUploadedFile

        request = rf.post("/", {"file": SimpleUploadedFile("report.pdf", PDF * 100_000)})
        assert isinstance(request.FILES["file"], InMemoryUploadedFile)
