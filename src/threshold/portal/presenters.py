"""What do the pages of the form say? The answers in words, with a way back to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from threshold.frontdoor import pack
from threshold.frontdoor.models import InformationRequest
from threshold.people.models import Document
from threshold.portal.child_form import ChildForm
from threshold.portal.worry import Step, Worry
from threshold.ui.fields import Bound
from threshold.ui.filters import byte_size

#: Pages that belong under one heading on the check page, in order.
_CHAPTERS = (
    ("You", ("danger", "who", "service", "professional", "connection", "person", "young-person", "family")),
    ("Children", ("child-",)),
    ("What you are worried about", ("happened", "history", "worries", "strengths", "child-says", "who-knows")),
    ("More about the family", ("consent", "level", "language")),
)


@dataclass(frozen=True)
class Row:
    """One answer: the question, what was said, where it is changed and whether something is wrong with it."""

    question: str
    answer: str
    url: str
    error: str = ""


@dataclass(frozen=True)
class Chapter:
    title: str
    rows: list[Row]


def chapters(worry: Worry) -> list[Chapter]:
    """The whole form in words. Questions that another answer keeps hidden, and boxes left empty, are left out."""
    found: list[Chapter] = []
    for title, slugs in _CHAPTERS:
        steps = [step for step in worry.steps if _belongs(step, slugs)]
        rows = [row for step in steps for row in _rows(step)]
        if rows:
            found.append(Chapter(title, rows))
    return found


def _belongs(step: Step, slugs: tuple[str, ...]) -> bool:
    return slugs == ("child-",) if isinstance(step.form, ChildForm) else step.slug in slugs


def _rows(step: Step) -> Iterable[Row]:
    url = f"{step.url}?from=check"
    if isinstance(step.form, ChildForm):
        return [Row(step.title, child_in_words(step.form), url, _first_error(step))]
    hidden = _hidden(step)
    asked = [bound for bound in step.form if isinstance(bound, Bound) and not bound.is_hidden]
    rows = [
        Row(str(bound.label), bound.in_words(), url, " ".join(map(str, bound.errors)) if step.is_answered else "")
        for bound in asked
        if bound.name not in hidden and (bound.in_words() or bound.errors or len(asked) == 1)
    ]
    return rows or [Row(step.title, "", url)]


def _hidden(step: Step) -> set[str]:
    """Questions that only another answer would have shown."""
    hidden: set[str] = set()
    for bound in step.form:
        for value, names in getattr(bound.field, "reveals", {}).items():
            if bound.value() != value:
                hidden |= {names} if isinstance(names, str) else set(names)
    return hidden


def _first_error(step: Step) -> str:
    return next((str(messages[0]) for messages in step.form.errors.values()), "")


def child_in_words(form: ChildForm) -> str:
    """A child on one line or several, as the list and the check show it."""
    typed = {name: str(form[name].value() or "").strip() for name in ("given_name", "family_name", "description")}
    lines = [" ".join(filter(None, (typed["given_name"], typed["family_name"]))), typed["description"]]
    age = {
        "birth": f"Born {form['birth_on'].in_words()}",  # type: ignore[attr-defined]
        "age": f"About {form['age'].value()} years old",
        "unborn": f"Not born yet. Due {form['expected_on'].in_words()}".removesuffix(". Due "),  # type: ignore[attr-defined]
    }.get(str(form["age_known"].value()), "")
    lines.append(age)
    shares = "same_address" in form.fields and form["same_address"].value() == "yes"
    if shares:
        lines.append("Lives with the first child")
    else:
        place = ", ".join(
            filter(None, (str(form[name].value() or "").strip() for name in ("line_1", "town", "postcode")))
        )
        lines += [place, "This address must be kept secret" if form["is_secret"].value() else ""]
    lines.append(str(form["school"].value() or "").strip())
    return "\n".join(filter(None, lines))


@dataclass(frozen=True)
class ChildLine:
    """One child in the list. `is_whole`: nothing is missing or wrong."""

    name: str
    url: str
    number: int
    is_whole: bool


def child_lines(worry: Worry, numbers: Iterable[int]) -> list[ChildLine]:
    steps = [(step, step.form) for step in worry.steps if isinstance(step.form, ChildForm)]
    return [
        ChildLine(child_in_words(form).split("\n")[0] or "A child", step.url, number, not form.errors)
        for (step, form), number in zip(steps, numbers, strict=True)
    ]


@dataclass(frozen=True)
class FileLine:
    name: str
    size: str
    number: int


def file_lines(found: Iterable[Document]) -> list[FileLine]:
    return [FileLine(document.name, byte_size(document.size), document.pk) for document in found]


def lawful_basis(asked: InformationRequest) -> str:
    """On what footing a partner is asked, in words."""
    titles = {basis.code: basis.title for basis in pack.of().lawful_bases}
    return titles.get(asked.lawful_basis, "The family has agreed to this being asked.")
