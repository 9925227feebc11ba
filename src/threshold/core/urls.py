"""The addresses of `core`."""

from django.urls import URLPattern, path

from threshold.core import views

urlpatterns: list[URLPattern] = [path("health", views.health, name="health")]
