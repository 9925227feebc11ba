"""A kept document is read by whoever reads what rests on it, leads to all of it, and can be given as evidence."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import a_council
from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import AuditEntry
from threshold.improvement.actions import boards, documents, evidence, findings, publications, room
from threshold.improvement.actions.evidence import Links
from threshold.improvement.models import Evidence, SourceDocument
from visiting import client_of

pytestmark = pytest.mark.django_db
WORDS = b"The rota of the front door: two workers on Mondays"


@pytest.fixture
def council(pack, make_user):
    return a_council.build(make_user, timezone.now())


def keep(council, name="paper.txt", words=WORDS, **more):
    facts = {"kind": "paper", "title": "Front door update", "source": "Laid before the board", **more}
    return documents.add_document(council.ours, **council.who, upload=SimpleUploadedFile(name, words), **facts)


def found_by(user, document):
    page = client_of(user).get(f"/papers/{document.reference}")
    file = client_of(user).get(f"/papers/{document.reference}/file")
    assert page.status_code == file.status_code
    return page.status_code == 200


def test_a_paper_is_read_by_whoever_reads_its_meeting_and_leads_back_to_it(council, make_user):
    paper, member = keep(council), make_user("elected_member")
    assert not found_by(member, paper)  # it stands nowhere yet
    meeting = boards.add_paper(council.meeting(), **council.who, paper=paper)
    client = client_of(member)
    assert f'href="/papers/{paper.reference}"' in client.get(f"/meetings/{meeting.reference}").content.decode()
    page = client.get(f"/papers/{paper.reference}").content.decode()
    assert f'href="/meetings/{meeting.reference}"' in page
    assert paper.sha256 in page
    file = client.get(f"/papers/{paper.reference}/file")
    assert b"".join(file.streaming_content) == WORDS
    assert (file["Content-Disposition"], file["X-Content-Type-Options"]) == (
        'attachment; filename="paper.txt"', "nosniff",
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="improvement.read_document", subject_id=paper.pk).count() == 1
    assert not found_by(make_user("contact_officer"), paper)


def test_what_was_given_to_inspectors_alone_is_for_those_of_the_inspection_room(council, make_user):
    asked = room.record_request(
        council.inspection, **council.who, words="Rota", asked_by="Lead inspector", owner=council.lead
    )
    upload = SimpleUploadedFile("rota.txt", WORDS)
    room.answer_request(asked, **council.who, answer="Here", upload=upload, upload_title="Rota")
    given = SourceDocument.objects.get(title="Rota")
    assert found_by(council.leader, given)
    page = client_of(council.leader).get(f"/papers/{given.reference}").content.decode()
    assert f"/inspection-rooms/{council.inspection.reference}/requests/1" in page
    for role in ("quality_lead", "commissioner", "elected_member"):
        assert not found_by(make_user(role), given), role
    # Nor is it offered, or taken, as evidence by somebody who may not read it: that would open it to everybody.
    quality = make_user("quality_lead")
    form = client_of(quality).get("/evidence/add/document").content.decode()
    assert given.reference not in form
    finding = findings.raise_finding(council.ours, **council.who, kind="learning", words="Late")
    with pytest.raises(NotPermitted, match="no such document"):
        evidence.link_document(
            council.ours, by=quality, now=council.now, document=given, shows="x", links=Links(findings=[finding])
        )


def test_a_report_that_is_still_to_be_compared_and_the_source_of_a_draft_are_not_everybodys(council, make_user):
    letter, member = keep(council, kind="letter", title="Letter under embargo"), make_user("elected_member")
    publications.write_publication(
        council.ours, **council.who, kind="statement", title="Statement", body="Nothing quoted.", source=letter
    )
    assert not found_by(member, letter)
    assert found_by(council.leader, letter)


def test_a_document_without_a_file_has_a_page_and_says_where_it_is(council, make_user):
    away = documents.add_document(
        council.ours, **council.who, kind="direction", title="The direction", source="https://www.gov.example/notice"
    )
    boards.add_paper(council.meeting(), **council.who, paper=away)
    client = client_of(make_user("commissioner"))
    page = client.get(f"/papers/{away.reference}").content.decode()
    assert 'href="https://www.gov.example/notice"' in page
    assert f"/papers/{away.reference}/file" not in page
    assert client.get(f"/papers/{away.reference}/file").status_code == 404


# --- As evidence --------------------------------------------------------------------------------------------------


@pytest.fixture
def finding(council):
    return findings.raise_finding(council.ours, **council.who, kind="learning", words="Decisions are late")


def post(client, **fields):
    page = client.get("/evidence/add/document").content.decode()
    version = re.search(r'name="version" value="(\d*)"', page)
    sent = {"submission_key": str(uuid.uuid4()), "version": version[1] if version else "", "document": "", "title": ""}
    return client.post("/evidence/add/document", sent | fields)


def test_a_new_file_is_uploaded_as_evidence_and_read_from_its_page(council, finding, make_user, make_team):
    client = client_of(make_user("team_manager", team=make_team("front_door"), registered=True))
    fields = {"shows": "Two workers answer", "of": f"finding:{finding.pk}", "title": "Rota of May"}
    assert post(client, **fields, upload=SimpleUploadedFile("rota.txt", WORDS)).status_code == 302
    kept = Evidence.objects.get()
    assert (kept.kind, kept.document.title, kept.document.name) == ("document", "Rota of May", "rota.txt")
    page = client.get(f"/evidence/{kept.reference}").content.decode()
    assert f'href="/papers/{kept.document.reference}"' in page
    assert f"/findings/{finding.reference}" in page
    assert found_by(make_user("commissioner"), kept.document)
    # The same bytes once more are the same document, and other evidence.
    again = {**fields, "title": "The same rota", "shows": "They still do"}
    assert post(client, **again, upload=SimpleUploadedFile("other.txt", WORDS)).status_code == 302
    assert {row.document_id for row in Evidence.objects.all()} == {kept.document_id}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose a document, or a new file"),
        ({"upload": SimpleUploadedFile("rota.txt", WORDS)}, "Say what the new file is"),
        ({"upload": SimpleUploadedFile("rota.exe", b"MZ"), "title": "Rota"}, "must be one of these kinds"),
        ({"upload": SimpleUploadedFile("rota.pdf", b"not a PDF"), "title": "Rota"}, "PDF"),
    ],
)
def test_a_form_without_a_document_or_with_a_wrong_file_leaves_nothing(council, finding, fields, said):
    given = {name: _fresh(value) for name, value in fields.items()}
    answer = post(client_of(council.lead), shows="Shown", of=f"finding:{finding.pk}", **given)
    assert answer.status_code in (200, 400, 422)
    assert said in answer.content.decode()
    assert not Evidence.objects.exists()
    assert not SourceDocument.objects.exclude(file="").exists()


def _fresh(value):
    return SimpleUploadedFile(value.name, value.read()) if isinstance(value, SimpleUploadedFile) else value


def test_a_refused_sentence_leaves_no_file(council, finding):
    take = {"upload": SimpleUploadedFile("rota.txt", WORDS), "title": "Rota", "links": Links(findings=[finding])}
    with pytest.raises(Refused, match="in a sentence"):
        evidence.link_document(council.ours, **council.who, **take, shows=" ")
    with pytest.raises(Refused, match="kept here, or a new file"):
        evidence.link_document(council.ours, **council.who, shows="x", links=Links(findings=[finding]))
    assert not SourceDocument.objects.exclude(file="").exists()
