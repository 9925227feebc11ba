"""The addresses of `insight`, a list for each noun."""

from __future__ import annotations

from django.urls import URLPattern, path

from threshold.insight.capacity import views as capacity
from threshold.insight.views import measures, published

capacity_pages: list[URLPattern] = [
    path("measures/capacity", capacity.capacity, name="capacity"),
    path("measures/capacity/runs/<int:number>", capacity.capacity_run, name="capacity_run"),
]
published_pages: list[URLPattern] = [
    path("measures/published-figures", published.published, name="published_figures"),
    path("measures/inspection-grades", published.grades, name="published_grades"),
]
#: After the others: a code may be any word.
measure_pages: list[URLPattern] = [
    path("measures", measures.measures, name="measures"),
    path("measures/<str:code>", measures.measure, name="measure"),
    path("measures/<str:code>/list", measures.measure_list, name="measure_list"),
]

urlpatterns: list[URLPattern] = [*capacity_pages, *published_pages, *measure_pages]
