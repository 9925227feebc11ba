from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "threshold.improvement"
    label = "improvement"
    verbose_name = "Inspection, direction, plan, evidence, report"
