"""What the person who was worried hears: an answer for every outcome, and no name that they may not know."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from threshold.access.models import Team
from threshold.core.errors import Refused
from threshold.core.models import Message
from threshold.frontdoor import actions, pack
from threshold.frontdoor.actions.answer import letter_for
from threshold.frontdoor.actions.decision import Destination
from threshold.frontdoor.actions.details import NamedChild, Referrer
from threshold.frontdoor.codes import Outcome
from threshold.frontdoor.destinations import HANDS_OVER
from threshold.frontdoor.models import Contact, Feedback
from threshold.pathway.models import Handover, Referral
from threshold.people.actions import record_person, relate_people
from threshold.people.models import Person, Restriction

pytestmark = pytest.mark.django_db
CHILD = NamedChild(details={"kind": "child", "given_name": "Quillon", "family_name": "Larkspurton"})


def signed_off(door: Any, outcome: str, child: NamedChild = CHILD, **options: Any) -> Contact:
    contact = door.analysed(child, **options)
    team = None
    kinds = HANDS_OVER.get(outcome, ("", ()))[1]
    if kinds:
        team = Team.objects.filter(kind=kinds[0]).first() or Team.objects.create(
            name=f"The {kinds[0]} team", kind=kinds[0], starts_on=dt.date(2020, 1, 1)
        )
    where = Destination(
        team=team, offer="parenting" if outcome == "early_help" else "", note="Northmoor, told by phone"
    )
    door.sign_off(door.decide(contact.children.get(), outcome=outcome, level="4", destination=where))
    contact.refresh_from_db()
    return contact


def give(contact: Contact, door: Any, status: str = "message", text: str = "") -> Feedback:
    outcomes = list(contact.decisions.filter(is_current=True).values_list("outcome", flat=True))
    wording = text or letter_for(contact, outcomes)[1]
    return actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer=status, text=wording)


@pytest.mark.parametrize("status", ["message", "printed"])
@pytest.mark.parametrize("outcome", Outcome.values)
def test_every_outcome_leads_somewhere_and_is_answered_without_a_name(door, outcome, status):
    if outcome == Outcome.OPEN_CASE:
        signed_off(door, Outcome.FAMILY_HELP)
        contact = signed_off(door, outcome, NamedChild(person=Person.objects.get()))
    else:
        contact = signed_off(door, outcome)
    decision = contact.decisions.get(is_current=True)
    handover = Handover.objects.filter(source_id=decision.pk).first()
    assert (handover.kind if handover else None) == HANDS_OVER.get(outcome, (None, ()))[0]
    assert Referral.objects.filter(closed_on=None).count() <= 1
    feedback = give(contact, door, status)
    letter = Message.objects.get(pk=feedback.message_id)
    for told in ("Quillon", "Larkspurton", decision.reason, "Level 4", "parenting", "Northmoor"):
        assert told not in letter.body + letter.heading
    assert contact.reference in letter.heading
    assert ("Jo Head" in letter.body) == (status == "printed")
    assert letter.state == ("queued" if status == "message" else "sent")
    contact.refresh_from_db()
    assert contact.state == "closed"


@pytest.mark.parametrize("name", ["Quillon", "Larkspurton", "Bettina"])
@pytest.mark.parametrize("status", ["message", "printed"])
def test_a_name_that_somebody_types_into_the_letter_is_refused_and_not_repeated(door, name, status):
    contact = signed_off(door, "no_further_action")
    child = contact.children.get().person
    mother = record_person(by=door.officer, now=door.now, kind="adult", given_name="Bettina", family_name="Marchbanks")
    relate_people(mother, other=child, kind="parent", by=door.officer, now=door.now)
    with pytest.raises(Refused, match="Take the name out") as refusal:
        give(contact, door, status, text=f"Dear Jo Head\n\n{name} is safe.")
    assert name not in str(refusal.value)
    assert not Message.objects.exists()
    contact.refresh_from_db()
    assert contact.state == "answering"


def test_an_e_mail_does_not_name_its_reader_either(door):
    contact = signed_off(door, "no_further_action")
    with pytest.raises(Refused, match="Take the name out"):
        give(contact, door, text="Thank you, Jo Head.")
    assert "Jo Head" in give(contact, door, "printed", text="Thank you, dear reader.\n\nDear Jo Head").text


def test_a_child_may_share_the_readers_name(door):
    """A parent who told us has the child's family name: the greeting of a printed letter is no leak."""
    referrer = Referrer(name="Jo Larkspurton", email="jo@post.example")
    contact = signed_off(door, "no_further_action", referrer=referrer)
    assert "Dear Jo Larkspurton" in give(contact, door, "printed").text


def test_a_refusal_does_not_tell_that_a_hidden_child_is_on_the_contact(door):
    hidden = NamedChild(details={"kind": "child", "given_name": "Wren", "family_name": "Featherby"})
    contact = door.analysed(CHILD, hidden)
    for child in contact.children.all():
        door.sign_off(door.decide(child, outcome="no_further_action", level="1"))
    Restriction.objects.create(
        person=contact.children.get(position=2).person, kind="allow_list", message="Ask", reason="Safety",
        starts_at=door.now, started_by=door.manager,
    )  # fmt: skip
    contact.refresh_from_db()
    assert give(contact, door, "printed", text="About Wren.").text == "About Wren."


def test_the_pack_has_a_letter_for_every_outcome(door):
    contact = door.record()
    for outcome in Outcome.values:
        heading, body = letter_for(contact, [outcome])
        assert pack.of().authority.telephone in body
        assert contact.reference in heading
    assert letter_for(contact, ["early_help", "no_further_action"]) == letter_for(contact, ["lado", "early_help"])
