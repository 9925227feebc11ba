"""What do the answers of a visit amount to? From typed pages to what the front door records, or what is amiss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from threshold.frontdoor.actions.details import ConsentRecord, NamedChild, Referrer
from threshold.frontdoor.codes import Channel, Consent, Section, Source
from threshold.frontdoor.models import Contact
from threshold.people.models import Organisation, Person
from threshold.people.organisations import organisation_named
from threshold.portal import pages, queries
from threshold.portal.child_form import ChildForm
from threshold.portal.forms import CONNECTIONS, StepForm
from threshold.portal.visits import Visit

_STORY = {
    Section.WHAT_HAPPENED: ("happened", "happened"),
    Section.HISTORY: ("history", "history"),
    Section.WORRIES: ("worries", "worries"),
    Section.STRENGTHS: ("strengths", "strengths"),
    Section.CHILD_SAYS: ("child-says", "child_says"),
    Section.WHO_KNOWS: ("who-knows", "who_knows"),
}


@dataclass
class Step:
    """One page of a visit with its answers, checked. `url` is where they are changed; `title` what it is called."""

    slug: str
    title: str
    url: str
    form: StepForm
    is_answered: bool


@dataclass
class Worry:
    """Everything that was answered, page by page."""

    steps: list[Step]
    missing: list[pages.Page] = field(default_factory=list)

    @property
    def problems(self) -> list[Step]:
        return [step for step in self.steps if step.is_answered and step.form.errors]

    @property
    def can_be_sent(self) -> bool:
        return not self.problems and not self.missing

    def children(self) -> list[ChildForm]:
        return [step.form for step in self.steps if isinstance(step.form, ChildForm)]

    def answer(self, slug: str, name: str) -> Any:
        """One checked answer; empty where the page does not apply or was left out."""
        found = next((step.form for step in self.steps if step.slug == slug), None)
        return (found.cleaned_data.get(name) or "") if found is not None else ""


def of_visit(visit: Visit) -> Worry:
    """The visit's answers, each page checked by its form."""
    worry = Worry([])
    for page in pages.applicable(visit):
        if page.slug == "children":
            for place, number in enumerate(pages.child_numbers(visit), start=1):
                slug = pages.child_slug(number)
                child = ChildForm(visit.typed[slug], visit=visit, number=place)
                worry.steps.append(Step(slug, f"Child {place}", reverse("worried_child", args=[number]), child, True))
        elif page.form is not None:
            form = page.form(visit.typed.get(page.slug, {}), visit=visit)
            worry.steps.append(Step(page.slug, page.title, page.url, form, page.slug in visit.typed))
        if page.is_required and not page.is_answered(visit):
            worry.missing.append(page)
    for step in worry.steps:
        step.form.is_valid()
    return worry


# --- What the front door records ------------------------------------------------------------------------------


def details(worry: Worry) -> dict[str, Any]:
    """The arguments of `frontdoor.actions.record_contact` that the answers decide."""
    is_professional = bool(worry.answer("service", "service"))
    return {
        "channel": Channel.PROFESSIONAL_FORM if is_professional else Channel.PUBLIC_FORM,
        "source": _source(worry),
        "children": _children(worry),
        "story": {section: worry.answer(*place) for section, place in _STORY.items()},
        "referrer": _referrer(worry, is_professional=is_professional),
        "consent": _consent(worry),
        "is_immediate_danger": worry.answer("danger", "danger") == "yes",
        "language": worry.answer("language", "language"),
        "interpreter_needed": worry.answer("language", "interpreter") == "yes",
    }


def _source(worry: Worry) -> str:
    if worry.answer("person", "give_name") == "no":
        return Source.ANONYMOUS
    return str(worry.answer("service", "service") or worry.answer("connection", "connection"))


def _referrer(worry: Worry, *, is_professional: bool) -> Referrer:
    may_be_named = worry.answer("family", "family") == "yes"
    anonymity = Contact.Anonymity.MAY_BE_NAMED if may_be_named else Contact.Anonymity.ANONYMOUS_TO_FAMILY
    connection = worry.answer("connection", "connection")
    if is_professional:
        page, role = "professional", worry.answer("professional", "role")
    elif connection == Source.SELF:
        page, role = "young-person", ""
    elif worry.answer("person", "give_name") == "no":
        # The source says only "anonymous", so how they know the child stands here.
        return Referrer(role=CONNECTIONS[Source(connection)], anonymity=anonymity)
    else:
        page, role = "person", ""
    return Referrer(
        name=worry.answer(page, "name") or _own_name(worry, connection),
        role=role,
        organisation=organisation_named(worry.answer(page, "organisation")),
        organisation_name=worry.answer(page, "organisation"),
        telephone=worry.answer(page, "telephone"),
        email=worry.answer(page, "email"),
        anonymity=anonymity,
    )


def _own_name(worry: Worry, connection: str) -> str:
    """A child who tells us about themselves gave the name already."""
    children = worry.children()
    if connection != Source.SELF or not children:
        return ""
    first = children[0].cleaned_data
    return f"{first['given_name']} {first['family_name']}".strip()[:120]


def _consent(worry: Worry) -> ConsentRecord | None:
    consent = worry.answer("consent", "consent")
    if not consent:
        return None
    is_given = consent == Consent.GIVEN
    return ConsentRecord(
        consent=consent,
        given_by=worry.answer("consent", "given_by") if is_given else "",
        given_on=(worry.answer("consent", "given_on") or None) if is_given else None,
        scope=worry.answer("consent", "scope") if is_given else "",
        reason="" if is_given else worry.answer("consent", f"{consent}_reason"),
    )


def _children(worry: Worry) -> list[NamedChild]:
    level = worry.answer("level", "level")
    forms = worry.children()
    schools = queries.schools_named(form.cleaned_data["school"] for form in forms)
    return [_child(form, forms[0], schools.get(form.cleaned_data["school"].strip().lower()), level) for form in forms]


def _child(form: ChildForm, first: ChildForm, school: Organisation | None, level: str) -> NamedChild:
    data = form.cleaned_data
    place = first.cleaned_data if form.shares_address else data
    age_known = data["age_known"]
    is_unborn = age_known == "unborn"
    estimated_on = form.estimated_birth()
    line_1, town = place["line_1"], place["town"]
    if not line_1 and not place["postcode"]:
        line_1, town = town, ""  # a village alone is an address too
    told = {
        "description": data["description"],
        "age": str(data["age"]) if estimated_on else "",
        "school": "" if school else data["school"],
    }
    return NamedChild(
        details={
            "kind": Person.Kind.UNBORN if is_unborn else Person.Kind.CHILD,
            "given_name": data["given_name"],
            "family_name": data["family_name"],
            "birth_on": data["birth_on"] if age_known == "birth" else estimated_on,
            "birth_precision": Person.Precision.ESTIMATED if estimated_on else Person.Precision.EXACT,
            "expected_on": data["expected_on"] if is_unborn else None,
            "address": {
                "line_1": line_1,
                "town": town,
                "postcode": place["postcode"],
                "is_confidential": place["is_secret"],
            },
            "school": school,
        },
        level_by_referrer=level,
        as_told={name: text for name, text in told.items() if text},
    )
