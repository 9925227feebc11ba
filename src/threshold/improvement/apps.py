from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "threshold.improvement"
    label = "improvement"
    verbose_name = "Inspection, direction, plan, evidence, report"

    def ready(self) -> None:
        from threshold.core import preparing
        from threshold.improvement import ours

        preparing.register("our authority", ours.keep)
