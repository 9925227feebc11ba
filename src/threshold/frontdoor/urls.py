"""The addresses of the front door."""

from django.urls import path

from threshold.frontdoor import documents
from threshold.frontdoor.views import answer, contact, decisions, intake, lists, partners

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
    path("contacts/<str:reference>/consent", intake.edit_consent, name="edit_consent"),
    path("contacts/<str:reference>/children/add", intake.add_child, name="add_child"),
    path("contacts/<str:reference>/ask", partners.ask_partner, name="ask_partner"),
    path("contacts/<str:reference>/requests/<int:number>/answer", partners.record_answer, name="record_answer"),
    path("contacts/<str:reference>/requests/<int:number>/cancel", partners.cancel_request, name="cancel_request"),
    path("contacts/<str:reference>/analysis", decisions.write_analysis, name="analysis"),
    path("contacts/<str:reference>/children/<int:position>/decision", decisions.decide_for_child, name="decide"),
    path("contacts/<str:reference>/children/<int:position>/sign-off", decisions.sign_off, name="sign_off"),
    path("contacts/<str:reference>/answer", answer.answer, name="answer"),
    path("contacts/<str:reference>/letter", answer.letter, name="letter"),
]
