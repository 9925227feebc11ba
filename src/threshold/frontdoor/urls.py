"""The addresses of `frontdoor`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
