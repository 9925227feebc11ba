from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "threshold.core"
    label = "core"
    verbose_name = "Foundation: errors, audit, status history, clocks, calendar"
