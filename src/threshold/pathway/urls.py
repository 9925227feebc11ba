"""The addresses of `pathway`."""

from django.urls import path

from threshold.pathway import views

urlpatterns = [
    path("no-worker", views.no_worker, name="no_worker"),
    path("hand-overs/<str:reference>", views.handover_page, name="handover"),
    path("hand-overs/<str:reference>/<str:verb>", views.change_handover, name="change_handover"),
]
