"""When may advice be filed, and how is a recommendation answered?"""

from __future__ import annotations

from threshold.core.errors import Refused
from threshold.improvement.models import Advice
from threshold.improvement.policies.wording import check_said


def check_can_file(*, kind: str, given_as: str, title: str, words: str, alien_document: bool) -> None:
    if kind not in Advice.Kind.values or given_as not in Advice.GivenAs.values:
        raise Refused("Say whether it is a report or a recommendation, and in which part you give it.")
    check_said(title, "Give it a title.")
    check_said(words, "Write what you found or recommend.")
    if alien_document:
        raise Refused("That document is of another authority. Choose or add one of this authority's.")


def check_can_answer(
    advice: Advice, *, answer: str, reason: str, leads_to: int, alien: bool, answerer_gave_it: bool
) -> None:
    """
    Args:
        leads_to: how many of finding and action are named.
        alien: one of them belongs to another authority.
    """
    if advice.kind != Advice.Kind.RECOMMENDATION:
        raise Refused("A report is read. Only a recommendation is answered.")
    if advice.answer:
        raise Refused("This recommendation is answered already.")
    if answerer_gave_it:
        raise Refused("You gave this recommendation. Somebody of the authority answers it.")
    if answer not in Advice.Answer.values:
        raise Refused("Say whether the recommendation is accepted, accepted in part, or not accepted.")
    check_said(reason, "Give the reason for the answer.")
    if answer == Advice.Answer.ACCEPTED and not leads_to:
        raise Refused("Accepted: then name the finding or the action that it leads to, so that it is done.")
    if alien:
        raise Refused("That belongs to another authority's improvement. Choose one of this authority's.")
