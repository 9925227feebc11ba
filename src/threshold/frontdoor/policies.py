"""What may happen at the front door in which state, and what must be said for it?

Each check raises `Refused` with a sentence for the person at the screen. The checks know the thing and plain
facts about the person (may they, are they registered, was it their own decision), never the user or the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import Message
from threshold.frontdoor.codes import Consent, Outcome
from threshold.frontdoor.models import (
    Contact,
    ContactChild,
    Decision,
    InformationRequest,
    ReturnInterview,
    Shift,
    TriageItem,
)
from threshold.frontdoor.states import ContactState, DecisionState
from threshold.people.names import times_named

#: More children than this on one contact is a mistake, or an incident that needs a meeting and not a form.
MOST_CHILDREN = 50
#: A contact that arrived longer ago than this was typed with the wrong year.
_OLDEST = dt.timedelta(days=366)


def check_can_record(*, received_at: dt.datetime, now: dt.datetime, children: int, has_story: bool) -> None:
    if received_at > now:
        raise Refused("The contact cannot have been received in the future. Check the date and time.")
    if now - received_at > _OLDEST:
        raise Refused("The contact was received more than a year ago. Check the year.")
    if not children:
        raise Refused("Name at least one child. If no name is known, say what is known about the child.")
    if children > MOST_CHILDREN:
        raise Refused(f"One contact can name up to {MOST_CHILDREN} children. Record the others in a second contact.")
    if not has_story:
        raise Refused("Say what happened, in the referrer's words.")


def check_birth(*, birth_on: dt.date | None, expected_on: dt.date | None, received_on: dt.date) -> None:
    """A child on a contact was born, or is expected, at a possible time."""
    if birth_on and birth_on > received_on:
        raise Refused("The date of birth is after the contact. If the child is not born yet, choose “unborn child”.")
    if expected_on and expected_on < received_on - dt.timedelta(days=31):
        raise Refused("The expected date is more than a month ago. If the baby was born, enter the date of birth.")
    if expected_on and expected_on > received_on + dt.timedelta(days=310):
        raise Refused("The expected date is more than ten months away. Check the date.")


def check_return(*, returned_at: dt.datetime, now: dt.datetime, is_noted: bool = False) -> None:
    """A child who was missing came back at a possible time, and it is noted once for each contact."""
    if returned_at > now:
        raise Refused("The child cannot have come back in the future. Check the date and time.")
    if now - returned_at > _OLDEST:
        raise Refused("The child came back more than a year ago. Check the year.")
    if is_noted:
        raise Refused("It is noted on this contact already that this child came back.")


def check_can_record_return_interview(
    interview: ReturnInterview,
    *,
    state: str,
    happened_at: dt.datetime | None,
    held_by: str,
    text: str,
    reason: str,
    now: dt.datetime,
) -> None:
    """What came of a return home interview is said once, and whole: who and what, or why not."""
    kind = ReturnInterview.State
    if interview.state != kind.DUE:
        raise Refused(f"This interview is “{interview.get_state_display().lower()}” already.")
    if state not in kind.values or state == kind.DUE:
        raise Refused("Say what came of the interview.")
    if state in (kind.HELD, kind.DECLINED):
        if happened_at is None:
            raise Refused("Say when the interview was held, or when it was offered.")
        if happened_at > now:
            raise Refused("The interview cannot have been held or offered in the future. Check the date and time.")
        if happened_at < interview.returned_at:
            raise Refused("The interview was held or offered before the child came back. Check the date and time.")
    if state == kind.HELD:
        _require(held_by, "Say who spoke with the child.")
        _require(text, "Write what the child said.")
    else:
        _require(reason, "Say why the interview was not held.")


def check_is_not_named(*, is_named: bool) -> None:
    if is_named:
        raise Refused("This child is on the contact already.")


def check_is_on_contact(child: ContactChild) -> None:
    if child.removed_at:
        raise Refused(
            "This child has been removed from the contact, so there is nothing to do for them here. The contact's page "
            "says who removed them and why. If you had typed something, go back to copy it."
        )


def check_child_can_go(
    contact: Contact, current: Decision | None, *, interview: ReturnInterview | None, others: int, paragraphs: int
) -> None:
    """Whether a child who was named by mistake can be taken off the contact.

    Args:
        current: the child's decision.
        interview: the return home interview that the child is owed or was offered.
        others: how many other children of the contact this person may see. Hidden ones do not count: whether the
            last visible child may go would tell whether there are any.
        paragraphs: how many paragraphs that this person may read name the child.
    """
    check_is_open(contact)
    if current and current.state == DecisionState.SIGNED_OFF:
        raise Refused(
            "A manager has signed off a decision for this child, and it has been acted on. The child stays on the "
            "contact. If the wrong child was handed over, ask the team that received it to send it back."
        )
    if current and current.state == DecisionState.AWAITING_SIGN_OFF:
        raise Refused(
            "A decision for this child waits for sign-off. Ask the manager to return it, then remove the child."
        )
    if interview and interview.happened_at:
        raise Refused(
            "The child has been offered a return home interview for this contact, and what came of it is recorded. "
            "The child stays on the contact."
        )
    if not others:
        raise Refused("A contact is about at least one child. Add the right child first, then remove this one.")
    if paragraphs:
        raise Refused("Paragraphs of this contact name this child. Say first whom they are about.")


def check_can_remove_child(
    contact: Contact,
    current: Decision | None,
    *,
    interview: ReturnInterview | None,
    is_removed: bool,
    others: int,
    paragraphs: int,
    reason: str,
) -> None:
    if is_removed:
        raise Refused("This child was removed from the contact already.")
    check_child_can_go(contact, current, interview=interview, others=others, paragraphs=paragraphs)
    _require(reason, "Say why this child does not belong to this contact.")


def check_is_open(contact: Contact) -> None:
    if contact.state == ContactState.CLOSED:
        raise Refused("This contact is closed and cannot be changed. Record a new contact if there is new information.")


def check_can_screen(contact: Contact, *, reason: str) -> None:
    if contact.state != ContactState.RECEIVED:
        raise Refused("This contact has been screened already. Re-rate it instead, with a reason.")
    _require(reason, "Say why you give it this rating.")


def check_screening_level(*, by_referrer: str, level: str, reason: str) -> None:
    """The level of need at screening says why where it is not the one that the referrer saw."""
    if by_referrer and level and level != by_referrer:
        _require(reason, "The level of need is not the one that the referrer proposed. Say why.")


def check_can_rerate(contact: Contact, *, rag: str, reason: str) -> None:
    check_is_open(contact)
    if contact.state == ContactState.RECEIVED:
        raise Refused("Screen this contact first.")
    if contact.rag == rag:
        raise Refused("It has this rating already. Choose another, or leave it as it is.")
    _require(reason, "Say what has changed and why the rating changes.")


def check_can_mark_danger(contact: Contact, *, is_danger: bool, reason: str, may_end: bool) -> None:
    """Anybody who works on a contact can say that a child is in danger; ending it is a judgement."""
    check_is_open(contact)
    if contact.is_immediate_danger == is_danger:
        raise Refused("The contact says so already.")
    if not is_danger and not may_end:
        raise NotPermitted("Somebody who screens contacts must say that the danger has passed.")
    _require(reason, "Say what has changed, and what was done at once." if is_danger else "Say why it has passed.")


def check_consent(consent: str, *, given_by: str, given_on: dt.date | None, reason: str, may_override: bool) -> None:
    """The consent record is whole: who and when, or why not."""
    if consent == Consent.GIVEN and not (given_by.strip() and given_on):
        raise Refused("Say who gave consent and on which day.")
    if consent in (Consent.REFUSED, Consent.NOT_SOUGHT):
        _require(reason, "Say why consent was refused or not sought.")
    if consent == Consent.OVERRIDDEN:
        if not may_override:
            raise NotPermitted("Only a manager can go ahead without consent that was refused.")
        _require(reason, "Say why you go ahead without consent.")


def check_can_ask(contact: Contact, *, lawful_basis: str, question: str) -> None:
    """Partners are asked on consent or on a lawful basis, never on neither."""
    check_is_open(contact)
    if contact.state == ContactState.RECEIVED:
        raise Refused("Screen this contact before you ask partners.")
    _require(question, "Say what you need to know, and why.")
    if contact.consent == Consent.REFUSED and not contact.is_immediate_danger:
        raise Refused(
            "The family refused consent. A manager can go ahead without it, with a reason. If a child is in danger "
            "now, say so on the contact: then nobody has to wait for a manager."
        )
    if contact.consent != Consent.GIVEN and not lawful_basis:
        raise Refused("Consent has not been given. Choose the lawful basis on which you ask.")


def check_has_agency(agencies: Collection[str]) -> None:
    if not agencies:
        raise Refused("Choose whom you ask.")


def check_can_renew_link(asked: InformationRequest) -> None:
    if asked.state != InformationRequest.State.ASKED:
        raise Refused(f"This request is “{asked.get_state_display().lower()}” and needs no link.")
    if not asked.sent_to:
        raise Refused("This agency has no address for a link. Put the question by telephone.")


def check_can_answer(asked: InformationRequest) -> None:
    if asked.state != InformationRequest.State.ASKED:
        raise Refused(f"This request is “{asked.get_state_display().lower()}”. Its answer cannot be changed.")


def check_can_analyse(contact: Contact, *, sections: Mapping[str, str], required: Mapping[str, str]) -> None:
    check_is_open(contact)
    if contact.state == ContactState.RECEIVED:
        raise Refused("Screen this contact before you analyse it.")
    missing = [label for code, label in required.items() if not sections.get(code, "").strip()]
    if missing:
        raise Refused(f"The analysis needs every part. Still empty: {', '.join(missing).lower()}.")


def check_can_propose(contact: Contact, current: Decision | None, *, reason: str) -> None:
    _check_ready(contact)
    if current and current.state not in (DecisionState.PROPOSED, DecisionState.RETURNED):
        raise Refused("There is a decision for this child already.")
    _require(reason, "Say why you propose this.")


def check_can_decide(
    contact: Contact,
    current: Decision | None,
    *,
    is_registered: bool,
    reason: str,
    level: str,
    level_differs: bool,
    level_reason: str,
) -> None:
    if not is_registered:
        raise NotPermitted("Only a registered social worker may decide. You can propose what should happen.")
    _check_ready(contact)
    if current and current.state not in (DecisionState.PROPOSED, DecisionState.RETURNED):
        raise Refused("There is a decision for this child already. A manager can return it.")
    _require(reason, "Say why you decide this.")
    if not level:
        raise Refused("Choose the level of need.")
    if level_differs:
        _require(level_reason, "The level of need differs from what came before, or is unusual here. Say why.")


def check_destination(
    outcome: str, *, has_team: bool, has_offer: bool, note: str, has_open_referral: bool, team_fits: bool
) -> None:
    """An outcome that leads somewhere says where."""
    if outcome == Outcome.OPEN_CASE:
        if not has_open_referral:
            raise Refused("This child has no open case. Choose another outcome.")
        return
    if outcome in (Outcome.FAMILY_HELP, Outcome.STRATEGY_DISCUSSION) and has_open_referral:
        raise Refused(
            "This child has an open case: a second referral cannot be opened. Choose “pass to the open case”."
        )
    if outcome == Outcome.EARLY_HELP and not (has_team and (has_offer or note.strip())):
        raise Refused("Choose the early help team, and the offer or what it should do.")
    if outcome in LEADS_TO_TEAM and not has_team:
        raise Refused("Choose the team that will receive the child.")
    if has_team and not team_fits:
        raise Refused("That team does not receive this kind of work. Choose another team.")
    if outcome == Outcome.OTHER_AUTHORITY:
        _require(note, "Say which authority is responsible and whom you told there.")


#: Outcomes that hand the child to a team that somebody has to choose.
LEADS_TO_TEAM = frozenset(
    {
        Outcome.EARLY_HELP,
        Outcome.FAMILY_HELP,
        Outcome.STRATEGY_DISCUSSION,
        Outcome.LADO,
        Outcome.PRIVATE_FOSTERING,
        Outcome.TRANSFER_IN,
    }
)


def check_can_sign_off(decision: Decision, *, is_own: bool, reason: str) -> None:
    if is_own:
        raise NotPermitted("You made this decision. Another manager must sign it off.")
    if decision.state != DecisionState.AWAITING_SIGN_OFF:
        raise Refused(f"This decision is “{decision.get_state_display().lower()}”, not waiting for sign-off.")
    _require(reason, "Say why you agree.")


def check_can_return(decision: Decision, *, is_own: bool, reason: str) -> None:
    if is_own:
        raise NotPermitted("You made this decision. Another manager must look at it.")
    if decision.state != DecisionState.AWAITING_SIGN_OFF:
        raise Refused(f"This decision is “{decision.get_state_display().lower()}”, not waiting for sign-off.")
    _require(reason, "Say what should be done before you can sign off.")


def check_can_give_feedback(contact: Contact, *, status: str, text: str, has_email: bool, reason: str) -> None:
    if contact.state != ContactState.ANSWERING:
        raise Refused("The answer can be given when every child's decision has been signed off.")
    if status == "message" and not has_email:
        raise Refused("There is no e-mail address of the referrer. Print the letter, or say how the answer was given.")
    if status in ("message", "printed"):
        _require(text, "The letter is empty.")
    if status == "not_possible":
        _require(reason, "Say why no answer could be given.")


def check_letter(text: str, *, template: str, names: Collection[str]) -> None:
    """A letter names nobody whom the letter of the pack does not name. The name is not said again here."""
    for name in names:
        if len(name.strip()) > 1 and times_named(name, text) > times_named(name, template):
            raise Refused(
                "The letter names the child, the family or its reader. Take the name out: the referrer may not know "
                "what we know, and somebody else may read the letter. Write “the child” or “the family”."
            )


def check_can_send_again(message: Message, *, link_has_lapsed: bool = False) -> None:
    _check_not_sent(message)
    if link_has_lapsed:
        raise Refused("The link in this message no longer opens. Give the partner a new link instead.")


def check_can_settle(message: Message, *, how: str) -> None:
    _check_not_sent(message)
    _require(how, "Say how it was answered, or why it need not be.")


def _check_not_sent(message: Message) -> None:
    if message.state != Message.State.FAILED:
        raise Refused(f"This message is “{message.get_state_display().lower()}”. There is nothing to do.")
    if message.settled_at:
        raise Refused("Somebody has answered this in another way already.")


def check_can_end_shift(shift: Shift, *, note: str) -> None:
    if shift.state != Shift.State.OPEN:
        raise Refused("This shift was handed over already.")
    _require(note, "Write what the day team needs to know. If nothing happened, say so.")


def check_can_accept_shift(shift: Shift, *, is_own: bool) -> None:
    if is_own:
        raise NotPermitted("Somebody of the day team must accept your shift.")
    if shift.state != Shift.State.HANDED_OVER:
        raise Refused("This shift is not waiting to be accepted.")


def _check_ready(contact: Contact) -> None:
    check_is_open(contact)
    if contact.analysed_at is None:
        raise Refused("Write the analysis before you propose or decide.")


def _require(text: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(sentence)


def check_answer(*, state: str, text: str, name: str, reason: str) -> None:
    """A partner's answer says what, by whom, and why not where it shares nothing."""
    state_kind = InformationRequest.State
    if state not in (state_kind.RETURNED, state_kind.NOTHING_KNOWN, state_kind.DECLINED):
        raise Refused("Say whether the partner answered, knows nothing, or declined.")
    _require(name, "Say who gave the answer.")
    if state == state_kind.RETURNED:
        _require(text, "Write what the partner shared.")
    if state == state_kind.DECLINED:
        _require(reason, "Say why the partner would not share.")


def check_can_cancel_request(asked: InformationRequest, *, reason: str) -> None:
    if asked.state != InformationRequest.State.ASKED:
        raise Refused(f"This request is “{asked.get_state_display().lower()}” and cannot be cancelled.")
    _require(reason, "Say why the answer is no longer needed.")


def check_can_complete_triage_action(item: TriageItem) -> None:
    if not item.action:
        raise Refused("No action was agreed for this child at this meeting.")
    if item.action_done_at:
        raise Refused("This action is marked as done already.")


def check_can_discuss(
    *, already_discussed: bool, decision: str, reason: str, task: str, owner: str, due_on: dt.date | None
) -> None:
    if already_discussed:
        raise Refused("This child is on the record of this meeting already.")
    _require(decision, "Write what the meeting decided.")
    _require(reason, "Write why the meeting decided this.")
    if task.strip() and not (owner.strip() and due_on):
        raise Refused("An action needs somebody who does it and a date.")


def check_can_add_entry(shift: Shift, *, is_own: bool, decision: str, reason: str) -> None:
    if not is_own:
        raise NotPermitted("Only the worker of this shift writes in its log.")
    if shift.state != Shift.State.OPEN:
        raise Refused("This shift was handed over and its log is closed.")
    _require(decision, "Write what you decided.")
    _require(reason, "Write why you decided it.")
