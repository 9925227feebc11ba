from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "threshold.insight"
    label = "insight"
    verbose_name = "Measures, charts, comparators, capacity"
