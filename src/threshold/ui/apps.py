"""Registers the presentation foundation with Django. It has no models."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "threshold.ui"
    label = "ui"
