from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "threshold.quality"
    label = "quality"
    verbose_name = "Audits, moderation, actions, learning"

    def ready(self) -> None:
        from threshold.quality import pack  # noqa: F401 - registers `quality.toml`
