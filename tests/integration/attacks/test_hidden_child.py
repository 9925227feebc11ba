"""A child of a contact is hidden from the person at the screen: what could still reach them, or be lost?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core import status
from threshold.core.errors import Refused
from threshold.frontdoor import actions, queries
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.codes import AnalysisSection, Section
from threshold.frontdoor.models import Contact, ContactChild
from threshold.pathway.actions import accept_handover, allocate_handover
from threshold.pathway.models import Handover
from threshold.pathway.queries import in_my_hands
from threshold.people import narrative
from threshold.people.actions import change_restriction, restrict_person
from threshold.people.models import Passage, Restriction
from walk import ANALYSIS, Frontdoor

Travels = Passage.Travels


@dataclass
class TwoChildren:
    """Robin, whom everybody may see, and Wren, who is hidden from the officer."""

    door: Frontdoor
    contact: Contact
    robin: ContactChild
    wren: ContactChild
    restriction: Restriction | None = None

    def hide(self) -> None:
        """Only the worker and the manager may see Wren from now on."""
        self.restriction = restrict_person(
            self.wren.person, kind="allow_list", message="Ask the service manager.", reason="A relative works here",
            users=[self.door.worker, self.door.manager], by=self.door.manager, now=self.door.now,
        )  # fmt: skip

    def reads(self, user: User, section: str = Section.WHAT_HAPPENED) -> list[str]:
        return [passage.text for passage in self.passages(user, section)]

    def passages(self, user: User, section: str = Section.WHAT_HAPPENED) -> list[Passage]:
        return narrative.read_record(Scope(user, self.door.now), self.contact).get(section, [])

    def narrow(self, position: int, *, travels: str = Travels.OPEN, about: ContactChild | None = None) -> None:
        passage = self.passages(self.door.worker)[position]
        narrative.narrow_passage(
            passage, travels=travels, about=(about.person_id,) if about else None, by=self.door.worker,
            now=self.door.now,
        )  # fmt: skip

    def rewrite(self, text: str, by: User | None = None) -> None:
        actions.write_story(
            self.contact, by=by or self.door.officer, now=self.door.now, section=Section.WHAT_HAPPENED, text=text
        )


@pytest.fixture
def two(door: Frontdoor) -> TwoChildren:
    named = [
        NamedChild(details={"kind": "child", "given_name": given, "family_name": "Testcase"})
        for given in ("Robin", "Wren")
    ]
    story = "Both came to school hungry.\n\nWren told of an uncle.\n\nTheir aunt lives nearby."
    contact = door.screened(*named, story={Section.WHAT_HAPPENED: story})
    robin, wren = contact.children.select_related("person").order_by("position")
    return TwoChildren(door, contact, robin, wren)


@pytest.fixture
def browser(two: TwoChildren) -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


# --- Writing again what one was shown in part -----------------------------------------------------------------------


def test_writing_the_story_again_keeps_what_the_writer_may_not_read(two: TwoChildren) -> None:
    two.narrow(1, about=two.wren)
    two.hide()
    assert two.reads(two.door.officer) == ["Both came to school hungry.", "Their aunt lives nearby."]
    two.rewrite("Both came to school hungry, twice.\n\nTheir aunt lives nearby.")
    assert two.reads(two.door.worker) == [
        "Both came to school hungry, twice.",
        "Wren told of an uncle.",
        "Their aunt lives nearby.",
    ]
    assert two.reads(two.door.officer) == ["Both came to school hungry, twice.", "Their aunt lives nearby."]


def test_emptying_what_one_was_shown_does_not_empty_the_rest(two: TwoChildren) -> None:
    two.narrow(1, about=two.wren)
    two.hide()
    two.rewrite("")
    assert two.reads(two.door.worker) == ["Wren told of an uncle."]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Both came to school hungry!\n\nWren told of an uncle.\n\nTheir aunt lives nearby.", id="another paragraph"
        ),
        pytest.param(
            "Both came to school hungry.\n\nWren told us of an uncle.\n\nTheir aunt lives nearby.", id="its own words"
        ),
        pytest.param(
            "New.\n\nBoth came to school hungry.\n\nWren told of an uncle!\n\nTheir aunt lives near us.", id="all of it"
        ),
        pytest.param("Wren told us of an uncle.", id="the others are taken out"),
        pytest.param("Both were hungry. Wren told of an uncle. Their aunt lives nearby.", id="made one paragraph"),
        pytest.param("Wren told of an uncle.\n\nBoth came to school hungry.\n\nTheir aunt lives nearby.", id="moved"),
        pytest.param(
            "Wren told of an uncle, once.\n\nBoth came to school hungry.\n\nTheir aunt lives nearby.",
            id="moved and corrected",
        ),
    ],
)
def test_correcting_the_story_does_not_open_what_was_narrowed(two: TwoChildren, text: str) -> None:
    two.narrow(1, about=two.wren, travels=Travels.POLICE)
    two.rewrite(text, by=two.door.worker)
    told = [passage for passage in two.passages(two.door.worker) if "uncle" in passage.text]
    assert [(passage.travels, passage.about_everyone) for passage in told] == [(Travels.POLICE, False)]
    assert {person.pk for person in told[0].about.all()} == {two.wren.person_id}


def test_a_new_paragraph_is_open_and_about_everyone(two: TwoChildren) -> None:
    two.narrow(1, about=two.wren)
    two.rewrite(
        "Both came to school hungry.\n\nWren told of an uncle.\n\nTheir aunt lives nearby.\n\nA neighbour called."
    )
    new = two.passages(two.door.worker)[3]
    assert (new.text, new.travels, new.about_everyone) == ("A neighbour called.", Travels.OPEN, True)


def test_writing_the_analysis_again_keeps_what_the_writer_may_not_read(two: TwoChildren) -> None:
    door = two.door
    risk = {**ANALYSIS, AnalysisSection.RISK: "Robin is hungry.\n\nWren is afraid."}
    actions.write_analysis(two.contact, by=door.worker, now=door.now, sections=risk)
    passage = two.passages(door.worker, AnalysisSection.RISK)[1]
    narrative.narrow_passage(passage, travels=Travels.OPEN, about=(two.wren.person_id,), by=door.worker, now=door.now)
    two.hide()
    again = {**ANALYSIS, AnalysisSection.RISK: "Robin is hungry and cold."}
    actions.write_analysis(two.contact, by=door.officer, now=door.now, sections=again)
    assert two.reads(door.worker, AnalysisSection.RISK) == ["Robin is hungry and cold.", "Wren is afraid."]
    assert two.reads(door.officer, AnalysisSection.RISK) == ["Robin is hungry and cold."]


# --- Clocks, hand-overs and workers -------------------------------------------------------------------------------


def test_a_hidden_childs_running_clock_is_not_what_a_list_shows(
    two: TwoChildren, browser: Callable[[User], Client]
) -> None:
    """Robin is decided, so nothing is due that the officer may know of; Wren's clock would tell of another child."""
    door = two.door
    actions.write_analysis(two.contact, by=door.worker, now=door.now, sections=ANALYSIS)
    door.sign_off(door.decide(two.robin, outcome="no_further_action", level="1"))
    listed = queries.with_children(Scope(door.worker, door.now), [two.contact])
    assert queries.due_by_contact(listed)[two.contact.pk].subject_id == two.wren.pk
    two.hide()
    listed = queries.with_children(Scope(door.officer, door.now), [two.contact])
    due = queries.due_by_contact(listed).get(two.contact.pk)
    assert due is None or due.subject_type == "frontdoor.contact"


def test_a_restricted_child_is_not_handed_to_a_team_of_which_nobody_may_see_the_child(two: TwoChildren) -> None:
    door = two.door
    actions.write_analysis(two.contact, by=door.worker, now=door.now, sections=ANALYSIS)
    decision = door.decide(two.wren, outcome="early_help", level="2")
    two.hide()
    with pytest.raises(Refused, match="nobody in the receiving team may see it"):
        door.sign_off(decision)
    decision.refresh_from_db()
    assert decision.state == "awaiting_sign_off", "nothing half done"
    change_restriction(
        two.restriction, users=[door.worker, door.manager, door.early_help_manager], reason="The team takes the child",
        by=door.manager, now=door.now,
    )  # fmt: skip
    door.sign_off(decision)
    handover = Handover.objects.get()
    assert list(in_my_hands(Scope(door.early_help_manager, door.now))) == [handover]


def test_a_child_is_not_given_to_a_worker_from_whom_the_child_is_hidden(
    two: TwoChildren, make_user: Callable[..., User]
) -> None:
    """A worker who is the family's relative would have the child and never know."""
    door = two.door
    actions.write_analysis(two.contact, by=door.worker, now=door.now, sections=ANALYSIS)
    door.sign_off(door.decide(two.wren, outcome="early_help", level="2"))
    relative = make_user("early_help_practitioner", team=door.early_help)
    colleague = make_user("early_help_practitioner", team=door.early_help)
    restrict_person(
        two.wren.person, kind="exclusion", message="Ask your manager.", reason="The aunt of the family",
        users=[relative], by=door.manager, now=door.now,
    )  # fmt: skip
    who = {"by": door.early_help_manager, "now": door.now}
    handover = accept_handover(Handover.objects.get(), **who)
    with pytest.raises(Refused, match="may not see this child"):
        allocate_handover(handover, worker=relative, **who)
    assert allocate_handover(handover, worker=colleague, **who).worker == colleague


# --- The history of the contact, read by everybody who may see one of its children ------------------------------------


def test_why_a_decision_was_returned_stays_with_that_child(two: TwoChildren, browser: Callable[[User], Client]) -> None:
    door = two.door
    actions.write_analysis(two.contact, by=door.worker, now=door.now, sections=ANALYSIS)
    for child in (two.robin, two.wren):
        decision = door.decide(child, outcome="no_further_action", level="1")
    two.hide()
    actions.return_decision(decision, by=door.manager, now=door.now, reason="Ask about the uncle Quillfeather first")
    assert "Quillfeather" not in "".join(row.reason for row in status.history(two.contact))
    for page in (f"/contacts/{two.contact.reference}", "/my-day", "/front-door"):
        answer: Any = browser(door.officer).get(page, follow=True)
        assert answer.status_code == 200
        assert "Quillfeather" not in answer.content.decode()
