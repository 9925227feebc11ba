from django.apps import AppConfig


class PathwayConfig(AppConfig):
    name = "threshold.pathway"
    label = "pathway"
    verbose_name = "Receiving and allocating what the front door hands over"
