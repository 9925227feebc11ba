"""When may a hand-over be accepted, sent back, offered again, allocated or closed?"""

from __future__ import annotations

from threshold.core.errors import NotPermitted, Refused
from threshold.pathway.models import Handover
from threshold.pathway.states import HandoverState


def check_can_open(kind: str, *, has_open_referral: bool) -> None:
    """A second referral is never opened while one is open: the new information goes to the open case."""
    if kind in (Handover.Kind.FAMILY_HELP, Handover.Kind.STRATEGY_DISCUSSION) and has_open_referral:
        raise Refused(
            "This child already has an open referral. Pass the new information to the open case instead of "
            "opening a second one."
        )
    if kind == Handover.Kind.OPEN_CASE and not has_open_referral:
        raise Refused("This child has no open case to pass the information to. Choose another outcome.")


def check_team_may_see(*, team_may_see: bool) -> None:
    """A restricted child is not handed to people none of whom would ever see that it was."""
    if not team_may_see:
        raise Refused(
            "This child's record is restricted, and nobody in the receiving team may see it: the child would be lost. "
            "Have somebody of that team named on the list of those who may, or choose another team."
        )


def check_can_receive(handover: Handover, *, is_in_team: bool, reason: str | None = None) -> None:
    if not is_in_team:
        raise NotPermitted("Only the receiving team can accept this or send it back.")
    if handover.state != HandoverState.AWAITING_ACCEPTANCE:
        raise Refused(f"This hand-over is “{handover.get_state_display().lower()}”: it was answered already.")
    if reason is not None and not reason.strip():
        raise Refused("Say why you send it back, and what the front door should do.")


def check_can_offer_again(handover: Handover, *, answer: str, team_fits: bool) -> None:
    if handover.state != HandoverState.SENT_BACK:
        raise Refused("Only a hand-over that was sent back can be offered again.")
    if not answer.strip():
        raise Refused("Answer what the team asked when it sent this back.")
    if not team_fits:
        raise Refused("That team does not receive this kind of work today. Choose another team.")


def check_can_allocate(handover: Handover, *, is_in_team: bool, worker_is_in_team: bool, worker_may_see: bool) -> None:
    if not is_in_team:
        raise NotPermitted("Only a manager of the receiving team can allocate this.")
    if handover.state not in (HandoverState.ACCEPTED, HandoverState.ALLOCATED):
        raise Refused("Accept this hand-over before you allocate it.")
    if not worker_is_in_team:
        raise Refused("Choose a worker who is in your team today.")
    if not worker_may_see:
        raise Refused("This worker may not see this child's record. Choose somebody else.")


def check_can_close(handover: Handover, *, is_in_team: bool, may_sign_off: bool, reason: str) -> None:
    """Whoever has it in hand ends it: the team that took it on, or the front door where the team sent it back."""
    if handover.state == HandoverState.CLOSED:
        raise Refused("This is closed already.")
    if handover.state == HandoverState.AWAITING_ACCEPTANCE:
        raise Refused("The team has not answered yet. It can accept this or send it back, with the reason.")
    if handover.state == HandoverState.SENT_BACK and not may_sign_off:
        raise NotPermitted("This was sent back. A manager who signs decisions off offers it again or closes it.")
    if handover.state in (HandoverState.ACCEPTED, HandoverState.ALLOCATED) and not is_in_team:
        raise NotPermitted("Only the team that took this child on can close it.")
    if not reason.strip():
        raise Refused("Say why this is closed.")
