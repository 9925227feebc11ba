"""The addresses of `access`."""

from django.urls import path

from threshold.access import views

urlpatterns = [
    path("drafts/save", views.save_draft, name="save_draft"),
]
