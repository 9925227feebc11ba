"""The addresses of `insight`, a list for each noun."""

from __future__ import annotations

from django.urls import URLPattern, path

from threshold.insight.capacity import views as capacity

capacity_pages: list[URLPattern] = [
    path("measures/capacity", capacity.capacity, name="capacity"),
    path("measures/capacity/runs/<int:number>", capacity.capacity_run, name="capacity_run"),
]

urlpatterns: list[URLPattern] = [*capacity_pages]
