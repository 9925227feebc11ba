from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "threshold.quality"
    label = "quality"
    verbose_name = "Audits, moderation, actions, learning"
