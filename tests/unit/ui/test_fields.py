"""Is an answer taken as it was meant, refused in plain words, and never lost?"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from threshold.ui import forms

from .conftest import sent


class Letter(forms.Form):
    title = forms.TextField("Title", called="the title")
    body = forms.TextareaField("What does it say?", count=True)
    email = forms.EmailField("Email address", required=False)
    telephone = forms.TelField("Telephone number", required=False)
    pages = forms.NumberField("Number of pages", required=False, minimum=1, maximum=500)
    kind = forms.RadiosField(
        "Kind", choices=[("a", "Answer"), ("q", "Question")], required=False, reveals={"q": "asks"}
    )
    asks = forms.TextareaField("What is asked?", required=False)
    marks = forms.CheckboxesField("Marks", choices=[("1", "One"), ("2", "Two")], required=False)
    shelf = forms.SelectField("Shelf", choices=[("n", "North"), ("s", "South")], required=False)
    read = forms.ConfirmField("I have read it", required=False)
    copy = forms.FileField("Copy", required=False, max_bytes=10, extensions=("pdf",))

    def clean(self) -> dict[str, object]:
        forms.required_when(self, "kind", "q", "asks")
        return self.cleaned_data


def errors(field: str, **answers: object) -> list[str]:
    return Letter(sent(**({"title": "T", "body": "B"} | answers))).errors.get(field, [])


def test_good_answers_are_cleaned() -> None:
    form = Letter(sent(title=" A  title ", body="B", pages="1,2", marks=["1", "2"], shelf="n", read="yes", kind="a"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "A  title"
    assert form.cleaned_data["pages"] == 12
    assert form.cleaned_data["marks"] == ["1", "2"]
    assert form.cleaned_data["read"] is True


@pytest.mark.parametrize("text", ["👩🏽‍🚒 fire", "שלום עולם", "\u202ereversed", "a" * 100 * 1024, "Zoë\n\n  indented"])
def test_every_writing_is_kept(text: str, parse: type) -> None:
    form = Letter(sent(title="T", body=text))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["body"] == text
    assert parse(str(form["body"])).text["body"] == text


def test_what_was_typed_comes_back_unchanged_beside_its_error(parse: type) -> None:
    # The asking question lies inside another's fieldset, where the macros indent what they nest.
    typed = "\n\nFirst\n    four spaces\n</textarea><script>"
    form = Letter(sent(title="", body="B", kind="q", asks=typed))
    assert not form.is_valid()
    shown = parse(str(form["kind"])).text["asks"]
    assert shown == "\n" + typed  # HTML takes the first line break of a textarea away


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b"])
def test_what_cannot_be_stored_is_refused_in_plain_words(bad: str) -> None:
    assert errors("title", title=bad) == [
        "The title has a hidden character that cannot be stored. Delete it and type it again"
    ]


def test_too_long_is_refused_with_both_numbers() -> None:
    assert errors("title", title="x" * 201) == ["The title must be 200 characters or fewer. It has 201"]


@pytest.mark.parametrize("empty", ["", "   ", "\n"])
def test_nothing_is_asked_for_again(empty: str) -> None:
    assert errors("title", title=empty) == ["Enter the title"]
    assert errors("body", body=empty) == ["Answer “What does it say?”"]


@pytest.mark.parametrize("bad", ["mill", "a@b", "a@b..example"])
def test_email(bad: str) -> None:
    assert errors("email", email=bad) == ["Email address must be an email address, like name@example.com"]


def test_telephone_numbers_are_taken_as_people_write_them() -> None:
    assert not errors("telephone", telephone="+44 (0)1632 960001 ext 5")
    assert errors("telephone", telephone="at work")


@pytest.mark.parametrize("bad", ["1.5", "twelve", "9" * 5000, "0", "501", "−1"])
def test_numbers(bad: str) -> None:
    assert errors("pages", pages=bad)


@pytest.mark.parametrize("field", ["kind", "shelf", "marks"])
def test_an_answer_that_was_not_offered_is_refused(field: str) -> None:
    (message,) = errors(field, **{field: "<b>"})
    assert message.endswith("choose one of the answers shown")


def test_no_answer_is_given_beforehand(parse: type) -> None:
    page = parse("".join(str(Letter()[name]) for name in ("kind", "marks", "read", "shelf")))
    assert not [attrs for _, attrs in page.elements if "checked" in attrs]
    assert [attrs["value"] for _, attrs in page.elements if "selected" in attrs] == [""]


def test_stored_and_empty_is_not_an_answer(parse: type) -> None:
    class Basis(forms.Form):
        basis = forms.RadiosField("Basis", choices=[("", "None needed"), ("a", "A")], required=False)

    def checked(form: forms.Form) -> list[object]:
        return [attrs["value"] for _, attrs in parse(str(form["basis"])).elements if "checked" in attrs]

    assert checked(Basis(initial={"basis": ""})) == []
    assert checked(Basis(sent(basis=""))) == [""]


def test_a_question_cannot_bring_its_own_answer() -> None:
    with pytest.raises(TypeError, match="initial answer"):
        forms.RadiosField("Kind", choices=[("a", "A")], initial="a")


def test_what_is_stored_is_shown(parse: type) -> None:
    form = Letter(initial={"title": "Old", "kind": "a", "shelf": "s", "marks": ["2"]})
    page = parse("".join(str(form[name]) for name in ("title", "kind", "shelf", "marks")))
    assert page.named("title")["value"] == "Old"
    assert [attrs["value"] for _, attrs in page.elements if "checked" in attrs] == ["a", "2"]
    assert [attrs["value"] for _, attrs in page.elements if "selected" in attrs] == ["s"]


def test_a_revealed_question_is_asked_only_with_its_answer() -> None:
    assert errors("asks", kind="q") == ["Answer “What is asked?”"]
    assert not errors("asks", kind="a")
    assert not errors("asks", kind="q", asks="When?")


def test_values_are_escaped(parse: type) -> None:
    form = Letter(sent(title='"><script>alert(1)</script>', body="B"))
    html = str(form["title"])
    assert "<script" not in html
    assert parse(html).named("title")["value"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"", "the file is empty"),
        ("a.pdf", b"x" * 11, "must be 10 bytes or smaller. It is 11 bytes"),
        ("a.exe", b"x", "must be one of these kinds: pdf"),
    ],
)
def test_files(name: str, content: bytes, told: str) -> None:
    form = Letter(sent(title="T", body="B"), {"copy": SimpleUploadedFile(name, content)})
    assert told in form.errors["copy"][0]


def test_a_file_must_be_chosen_again_after_an_error_elsewhere() -> None:
    form = Letter(sent(title="", body="B"), {"copy": SimpleUploadedFile("a.pdf", b"x")})
    assert "Choose it again" in str(form["copy"])
    assert "Choose it again" not in str(Letter(sent(title="", body="B"))["copy"])


def test_answers_in_words() -> None:
    form = Letter(sent(title="T", body="B", kind="q", marks=["1", "2"], shelf="n"))
    words = {label: answer for label, answer, _ in form.answers()}
    assert words["Kind"] == "Question"
    assert words["Marks"] == "One, Two"
    assert words["Shelf"] == "North"
