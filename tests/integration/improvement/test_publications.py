"""A text that quotes: checked, approved by somebody else, published and then never changed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

import a_council
from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.improvement.actions import documents, publications
from threshold.improvement.models import Publication
from threshold.improvement.queries import publications as queries

pytestmark = pytest.mark.django_db
GOOD = "Inspectors say that leaders “have made strong progress since the last visit”."
ALTERED = "Inspectors say that leaders “have made excellent progress since the last visit”."
OTHER = GOOD + "\n\n“We are proud of everybody who works for our families,” said the lead member."


@pytest.fixture
def council(pack, make_user, now):
    return a_council.build(make_user, now)


def write(council, body=GOOD, **more):
    return publications.write_publication(
        council.ours, **council.who, kind="press_release", title="After the visit", body=body, source=council.letter,
        **more,
    )  # fmt: skip


def approve(council, text):
    return publications.approve_publication(text, by=council.leader, now=council.now)


def test_a_verbatim_quotation_is_approved_by_another_person_and_published(council):
    text = write(council)
    with pytest.raises(NotPermitted):
        publications.approve_publication(text, **council.who)  # the lead may not approve at all
    text = approve(council, text)
    assert text.checked[0]["verdict"] == "verbatim"
    assert text.checked[0]["first_page"] == 1
    text = publications.publish(text, **council.who)
    assert text.state == "published"
    with pytest.raises(Refused, match="never changes"):
        publications.change_publication(text, **council.who, title="x", body="y", source=council.letter)
    with pytest.raises(Refused):
        publications.send_publication_back(text, by=council.leader, now=council.now, reason="Too late")


def test_an_altered_quotation_is_neither_approved_nor_passed_off_as_somebody_elses(council):
    text = write(council, ALTERED)
    with pytest.raises(Refused, match="differs from the source"):
        approve(council, text)
    (finding,) = queries.report_of(text).findings
    with pytest.raises(Refused, match="comes from the source"):
        publications.name_voice(text, **council.who, words=finding.checked.quotation.words, whose="The lead member")
    # Said in one's own words it may stand.
    paraphrase = "Inspectors say that leaders have made excellent progress."
    text = publications.change_publication(text, **council.who, title="x", body=paraphrase, source=council.letter)
    assert approve(council, text).checked == []


def test_a_speaker_of_our_own_is_named_and_then_approved(council):
    text = write(council, OTHER)
    with pytest.raises(Refused, match="Say whose words"):
        approve(council, text)
    words = queries.report_of(text).findings[1].checked.quotation.words
    with pytest.raises(Refused):
        publications.name_voice(text, **council.who, words="never said", whose="The lead member")
    publications.name_voice(text, **council.who, words=words, whose="The lead member")
    text = approve(council, text)
    assert text.checked[1] == {
        "words": words, "verdict": "not_found", "first_page": None, "last_page": None, "notes": [],
        "whose": "The lead member",
    }  # fmt: skip
    # Naming a speaker after the approval takes the approval back.
    text = publications.name_voice(text, **council.who, words=words, whose="The leader")
    assert (text.state, text.approved_sha256) == ("draft", "")


def test_a_text_that_was_changed_after_its_approval_is_not_published(council):
    text = approve(council, write(council))
    changed = publications.change_publication(text, **council.who, title="x", body=ALTERED, source=council.letter)
    assert changed.state == "draft"
    with pytest.raises(Refused, match="Only an approved"):
        publications.publish(changed, **council.who)
    # Nor one that somebody changed past the program, or whose source was.
    text = approve(council, write(council))
    Publication.objects.filter(pk=text.pk).update(body=GOOD + " More.")
    with pytest.raises(Refused, match="not as it was approved"):
        publications.publish(text, **council.who)
    Publication.objects.filter(pk=text.pk).update(body=GOOD)
    council.letter.pages = ["Nothing of the kind."]
    council.letter.save()
    with pytest.raises(Refused, match="not as it was approved"):
        publications.publish(text, **council.who)
    assert Publication.objects.get(pk=text.pk).state == "approved"


def test_nobody_approves_what_they_wrote_even_with_both_roles(council, make_user):
    both = make_user("improvement_lead", "senior_leader")
    text = publications.write_publication(
        council.ours, by=both, now=council.now, kind="statement", title="x", body=GOOD, source=council.letter
    )
    with pytest.raises(NotPermitted, match="Somebody else"):
        publications.approve_publication(text, by=both, now=council.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=text.pk).update(
            state="approved", approved_at=council.now, approved_by=both, approved_sha256="x"
        )


def test_a_source_without_words_or_of_another_authority_cannot_be_quoted(council):
    bare = documents.add_document(
        council.ours, **council.who, kind="letter", title="Known by address", source="https://x.example"
    )
    foreign = documents.add_document(
        council.example, **council.who, kind="letter", title="Theirs", source="x", text="Words"
    )
    for source, sentence in ((bare, "words of that letter"), (foreign, "another authority")):
        with pytest.raises(Refused, match=sentence):
            publications.write_publication(
                council.ours, **council.who, kind="statement", title="x", body=GOOD, source=source
            )
    assert not Publication.objects.exists()


def test_a_stale_form_changes_nothing(council):
    text = write(council)
    publications.change_publication(
        text, **council.who, title="First", body=GOOD, source=council.letter, expected_version=1
    )
    with pytest.raises(Stale):
        publications.change_publication(
            text, **council.who, title="Second", body=GOOD, source=council.letter, expected_version=1
        )
    with pytest.raises(Stale):
        publications.approve_publication(text, by=council.leader, now=council.now, expected_version=1)
    assert Publication.objects.get().title == "First"


def test_grades_that_the_inspection_did_not_give_are_warned_of(council):
    text = write(council, "Ofsted judged us good overall.", inspection=council.inspection)
    report = queries.report_of(text)
    assert [warning[:24] for warning in report.warnings] == ["The text says “good”, bu"]
    assert approve(council, text).state == "approved"  # a warning stops nobody: programs misread
