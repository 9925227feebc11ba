"""The addresses of `pathway`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
