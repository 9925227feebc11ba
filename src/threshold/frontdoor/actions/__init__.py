"""The front door's verbs, and the only writers of its tables. One module for each part of the work."""

from threshold.frontdoor.actions.answer import give_feedback
from threshold.frontdoor.actions.decision import (
    decide,
    propose,
    return_decision,
    sign_off,
    write_analysis,
)
from threshold.frontdoor.actions.gathering import (
    ask_agencies,
    ask_agency,
    cancel_request,
    record_answer,
    renew_link,
)
from threshold.frontdoor.actions.intake import (
    add_child,
    correct_contact,
    mark_danger,
    record_consent,
    record_contact,
    rerate,
    screen,
    take_on,
    write_story,
)
from threshold.frontdoor.actions.messages import send_message_again, settle_message
from threshold.frontdoor.actions.missing import note_return, record_return_interview
from threshold.frontdoor.actions.removal import remove_child
from threshold.frontdoor.actions.shift import (
    accept_shift,
    add_shift_entry,
    complete_follow_up,
    hand_over_shift,
    start_shift,
)
from threshold.frontdoor.actions.triage import complete_triage_action, discuss_child, record_meeting

__all__ = [
    "accept_shift", "add_child", "add_shift_entry", "ask_agencies", "ask_agency", "cancel_request",
    "complete_follow_up", "complete_triage_action", "correct_contact", "decide", "discuss_child", "give_feedback",
    "hand_over_shift", "mark_danger", "note_return", "propose", "record_answer", "record_consent", "record_contact",
    "record_meeting", "record_return_interview", "remove_child", "renew_link", "rerate", "return_decision", "screen",
    "send_message_again", "settle_message",
    "sign_off", "start_shift", "take_on", "write_analysis", "write_story",
]  # fmt: skip
