"""The addresses of the front door."""

from django.urls import path

from threshold.frontdoor import documents
from threshold.frontdoor.views import answer, contact, decisions, intake, lists, partners, shifts, surge, triage

urlpatterns = [
    *documents.urlpatterns,
    path("", lists.home, name="home"),
    path("my-day", lists.my_day, name="my_day"),
    path("front-door", lists.board, name="board"),
    path("sign-off", decisions.sign_off_queue, name="sign_off_queue"),
    path("information-requests", partners.outstanding, name="outstanding_requests"),
    path("contacts/new", intake.new_contact, name="new_contact"),
    path("contacts/<str:reference>", contact.contact_page, name="contact"),
    path("contacts/<str:reference>/screen", intake.screen_contact, name="screen_contact"),
    path("contacts/<str:reference>/rate-again", intake.rerate_contact, name="rerate_contact"),
    path("contacts/<str:reference>/take-on", intake.take_on_contact, name="take_on_contact"),
    path("contacts/<str:reference>/story/<str:section>", intake.edit_story, name="edit_story"),
    path("contacts/<str:reference>/passages/<int:number>", intake.narrow_passage, name="narrow_passage"),
    path("contacts/<str:reference>/consent", intake.edit_consent, name="edit_consent"),
    path("contacts/<str:reference>/children/add", intake.add_child, name="add_child"),
    path("contacts/<str:reference>/ask", partners.ask_partner, name="ask_partner"),
    path("contacts/<str:reference>/requests/<int:number>/answer", partners.record_answer, name="record_answer"),
    path("contacts/<str:reference>/requests/<int:number>/cancel", partners.cancel_request, name="cancel_request"),
    path("contacts/<str:reference>/analysis", decisions.write_analysis, name="analysis"),
    path("contacts/<str:reference>/children/<str:person>/decision", decisions.decide_for_child, name="decide"),
    path("contacts/<str:reference>/children/<str:person>/sign-off", decisions.sign_off, name="sign_off"),
    path("contacts/<str:reference>/answer", answer.answer, name="answer"),
    path("contacts/<str:reference>/letter", answer.letter, name="letter"),
    path("shifts", shifts.shifts, name="shifts"),
    path("shifts/start", shifts.start_shift, name="start_shift"),
    path("shifts/follow-ups", shifts.follow_ups, name="shift_follow_ups"),
    path("shifts/<str:reference>", shifts.shift_page, name="shift"),
    path("shifts/<str:reference>/hand-over", shifts.hand_over_shift, name="hand_over_shift"),
    path("shifts/<str:reference>/accept", shifts.accept_shift, name="accept_shift"),
    path("shifts/<str:reference>/print", shifts.print_shift, name="print_shift"),
    path("shifts/<str:reference>/follow-ups/<int:number>/done", shifts.complete_follow_up, name="complete_follow_up"),
    path("triage", triage.triage_meetings, name="triage_meetings"),
    path("triage/new", triage.new_meeting, name="new_triage_meeting"),
    path("triage/actions", triage.triage_actions, name="triage_actions"),
    path("triage/record", triage.triage_record, name="triage_record"),
    path("triage/<str:reference>", triage.triage_meeting, name="triage_meeting"),
    path("triage/<str:reference>/discuss", triage.discuss_child, name="discuss_child"),
    path("triage/<str:reference>/actions/<int:number>/done", triage.complete_action, name="complete_triage_action"),
    path("numbers", surge.surge_page, name="surge"),
    path("front-door/contacts", surge.contact_list, name="contact_list"),
]
