"""The addresses of the portal. None of them holds anything about a person."""

from django.urls import path

from threshold.portal.views import answers, files, worried

urlpatterns = [
    path("worried", worried.start, name="worried"),
    path("worried/call-999", worried.call_999, name="worried_call_999"),
    path("worried/children", worried.children, name="worried_children"),
    path("worried/child/<int:number>", worried.child, name="worried_child"),
    path("worried/files", files.files, name="worried_files"),
    path("worried/check", worried.check, name="worried_check"),
    path("worried/sent", worried.sent, name="worried_sent"),
    path("worried/later", worried.later, name="worried_later"),
    path("worried/return", worried.come_back, name="worried_return"),
    path("worried/leave", worried.leave, name="worried_leave"),
    path("worried/stop", worried.stop, name="worried_stop"),
    path("worried/about/<slug:slug>", worried.step, name="worried_step"),
    path("answer/<str:token>", answers.answer, name="portal_answer"),
    path("answer/<str:token>/files", answers.files, name="portal_answer_files"),
]
