"""Which pages does the form have, for whom, and which comes next? Plain data and a few questions about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from threshold.frontdoor.codes import Source
from threshold.portal import forms
from threshold.portal.forms import PROFESSIONAL, PUBLIC, StepForm
from threshold.portal.visits import Visit

MOST_CHILDREN = 50


def _everybody(visit: Visit) -> bool:
    return True


def is_professional(visit: Visit) -> bool:
    return visit.answer("who", "who") == PROFESSIONAL


def is_public(visit: Visit) -> bool:
    return visit.answer("who", "who") == PUBLIC


def is_child(visit: Visit) -> bool:
    return is_public(visit) and visit.answer("connection", "connection") == Source.SELF


def is_anonymous(visit: Visit) -> bool:
    return is_public(visit) and not is_child(visit) and visit.answer("person", "give_name") == "no"


@dataclass(frozen=True)
class Page:
    """One page. `form` is None for the pages that are not one form: the children, the files, the check."""

    slug: str
    title: str
    form: type[StepForm] | None = None
    applies: Callable[[Visit], bool] = _everybody
    is_required: bool = True

    @property
    def url(self) -> str:
        return reverse("worried_step", args=[self.slug]) if self.form else reverse(f"worried_{self.slug}")

    def is_answered(self, visit: Visit) -> bool:
        """Whether it was sent once; what was sent is checked before sending the whole."""
        return bool(child_numbers(visit)) if self.slug == "children" else self.slug in visit.typed


PAGES = (
    Page("danger", "Danger", forms.DangerForm),
    Page("who", "Who you are", forms.WhoForm),
    Page("service", "Where you work", forms.ServiceForm, is_professional),
    Page("professional", "How to reach you", forms.ProfessionalForm, is_professional),
    Page("connection", "How you know the child", forms.ConnectionForm, is_public),
    Page("person", "About you", forms.PersonForm, lambda visit: is_public(visit) and not is_child(visit)),
    Page("young-person", "How to reach you", forms.YoungPersonForm, is_child, is_required=False),
    Page("family", "What the family may know", forms.FamilyForm, lambda visit: not is_anonymous(visit)),
    Page("children", "Children"),
    Page("happened", "What happened", forms.HappenedForm),
    Page("history", "From before", forms.HistoryForm, is_professional, is_required=False),
    Page("worries", "Your worries", forms.WorriesForm, is_required=False),
    Page("strengths", "What goes well", forms.StrengthsForm, is_required=False),
    Page("child-says", "What the child says", forms.ChildSaysForm, is_required=False),
    Page("who-knows", "Who knows", forms.WhoKnowsForm, is_required=False),
    Page("consent", "Agreement", forms.ConsentForm, is_professional),
    Page("level", "Level of need", forms.LevelForm, is_professional, is_required=False),
    Page("language", "Language", forms.LanguageForm, is_required=False),
    Page("files", "Files", is_required=False),
    Page("check", "Check your answers", is_required=False),
)
BY_SLUG = {page.slug: page for page in PAGES}


def applicable(visit: Visit) -> list[Page]:
    return [page for page in PAGES if page.applies(visit)]


def first_missing(visit: Visit) -> Page | None:
    """The first page that must be answered and was not."""
    return next((p for p in applicable(visit) if p.is_required and not p.is_answered(visit)), None)


def after(slug: str, visit: Visit, *, was_checking: bool = False) -> Page:
    """Where to go from a page: onwards, or back to the check if one came from there and nothing new is asked."""
    if was_checking:
        return first_missing(visit) or BY_SLUG["check"]
    order = [page.slug for page in applicable(visit)]
    return BY_SLUG[order[order.index(slug) + 1]]


def before(slug: str, visit: Visit) -> str:
    """The address that "Back" leads to."""
    order = applicable(visit)
    place = next((number for number, page in enumerate(order) if page.slug == slug), 0)
    return order[place - 1].url if place else reverse("worried")


def child_slug(number: int) -> str:
    return f"child-{number}"


def child_numbers(visit: Visit) -> list[int]:
    """The numbers of the children told of so far, in order."""
    slugs = (slug.removeprefix("child-") for slug in visit.typed if slug.startswith("child-"))
    return sorted(int(number) for number in slugs if number.isdecimal())
