from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "threshold.quality"
    label = "quality"
    verbose_name = "Audits, moderation, actions, learning"

    def ready(self) -> None:
        from threshold.core import housekeeping
        from threshold.quality import pack  # noqa: F401 - registers `quality.toml`
        from threshold.quality.actions.actions import escalate_overdue_actions
        from threshold.quality.actions.re_audits import propose_re_audits

        housekeeping.register("overdue actions of audits", escalate_overdue_actions)
        housekeeping.register("re-audits", propose_re_audits)
