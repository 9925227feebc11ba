"""Does a form sum up its errors, keep a draft, compare two versions and refuse what is broken?"""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import QueryDict

from threshold.ui import forms

from .conftest import sent


class Note(forms.WorkingForm):
    title = forms.TextField("Title")
    kind = forms.RadiosField("Kind", choices=[("a", "Answer"), ("q", "Question")])
    day = forms.DateField("Day", required=False)


def note(**answers: object) -> Note:
    return Note(sent(**({"submission_key": uuid.uuid4(), "title": "T", "kind": "a"} | answers)))


def test_every_line_of_the_summary_leads_to_a_control(parse: type) -> None:
    form = Note(sent(submission_key=uuid.uuid4(), day__day="31", day__month="2", day__year="2020"))
    page = parse(str(form.error_summary()) + "".join(str(bound) for bound in form if not bound.is_hidden))
    assert page.links == ["#id_title", "#id_kind", "#id_day-day"]
    for link in page.links:
        assert page.ids[link.removeprefix("#")] == 1


def test_an_error_of_the_whole_form_is_summed_up_without_a_link(parse: type) -> None:
    form = Note(sent(submission_key=uuid.uuid4(), title="T", kind="a"))
    assert form.is_valid()
    form.add_error(None, "Somebody decided this <b>first</b>")
    assert "Somebody decided this &lt;b&gt;first&lt;/b&gt;" in form.error_summary()
    assert parse(str(form.error_summary())).links == []


def test_no_error_no_summary() -> None:
    assert forms.error_summary(None, Note(), Note(draft=sent(title=""))) == ""
    assert not forms.has_errors(None, Note())


def test_the_page_carries_a_key_of_its_own(parse: type) -> None:
    first, second = (parse(str(Note().hidden())).named("submission_key")["value"] for _ in range(2))
    assert first != second
    assert uuid.UUID(str(first))


def test_a_broken_key_is_refused_once_and_replaced(parse: type) -> None:
    form = Note(sent(submission_key="x", title="T", kind="a"))
    assert not form.is_valid()
    assert uuid.UUID(str(parse(str(form.hidden())).named("submission_key")["value"]))


def test_a_hostile_version_is_refused() -> None:
    for version in ("-1", "9" * 5000, "x", str(2**31)):
        assert not Note(sent(submission_key=uuid.uuid4(), title="T", kind="a", version=version)).is_valid()


def test_a_draft_is_shown_and_not_checked(parse: type) -> None:
    draft = forms.from_draft(forms.as_draft(sent(title="", kind="q", day__day="31", day__month="Feb", day__year="")))
    form = Note(draft=draft)
    html = "".join(str(bound) for bound in form)
    page = parse(html)
    assert "error" not in html
    assert page.named("day-month")["value"] == "Feb"
    assert [attrs["value"] for _, attrs in page.elements if "checked" in attrs] == ["q"]


def test_a_draft_fills_only_what_it_holds(parse: type) -> None:
    form = Note(draft=sent(title="Typed"), initial={"title": "Stored", "kind": "a", "day": dt.date(2020, 1, 2)})
    page = parse("".join(str(bound) for bound in form))
    assert page.named("title")["value"] == "Typed"
    assert page.named("day-year")["value"] == "2020"
    assert [attrs["value"] for _, attrs in page.elements if "checked" in attrs] == ["a"]


def test_the_pages_own_token_is_newer_than_the_drafts(parse: type) -> None:
    form = Note(draft=sent(draft_token="old", version="3"), initial={"draft_token": "new", "version": 7})
    page = parse(str(form.hidden()))
    assert page.named("draft_token")["value"] == "new"
    assert page.named("version")["value"] == "3"  # what was typed was typed on version 3


def test_a_draft_holds_no_secret_and_nothing_that_cannot_be_stored() -> None:
    kept = forms.as_draft(sent(csrfmiddlewaretoken="secret", title="a\x00b & ü", kind=["a", "q"]))
    assert "secret" not in kept
    assert "%00" not in kept
    assert QueryDict(kept).getlist("kind") == ["a", "q"]
    assert forms.from_draft(kept)["title"] == "ab & ü"


def test_two_versions_side_by_side() -> None:
    form = note(title="Mine", day__day="1", day__month="2", day__year="2020")
    rows = form.differences({"title": "Theirs", "kind": "a", "day": dt.date(2020, 2, 1)})
    assert [(row.label, row.yours, row.stored, row.differs) for row in rows] == [
        ("Title", "Mine", "Theirs", True),
        ("Kind", "Answer", "Answer", False),
        ("Day", "1 February 2020", "1 February 2020", False),
    ]


def test_two_presses_send_one_key_and_other_words_another() -> None:
    """Going back to a page that still has its key and writing something else must not lose the second."""
    key = uuid.uuid4()

    def sent_key(**answers: object) -> object:
        form = note(submission_key=key, **answers)
        assert form.is_valid(), form.errors
        return form.cleaned_data["submission_key"]

    assert sent_key() == sent_key(draft_token="newer", version="7")
    assert sent_key() != sent_key(title="Something else")
    assert sent_key() != sent_key(not_of_this_form="but of a group beside it")
