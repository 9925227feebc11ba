from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "threshold.quality"
    label = "quality"
    verbose_name = "Audits, moderation, actions, learning"

    def ready(self) -> None:
        from threshold.access import navigation
        from threshold.access.roles import Permission
        from threshold.core import housekeeping
        from threshold.frontdoor import slots
        from threshold.people import slots as people_slots
        from threshold.quality import pack, supervision_population  # noqa: F401 - each registers itself
        from threshold.quality.actions.actions import escalate_overdue_actions
        from threshold.quality.actions.alerts import escalate_alerts
        from threshold.quality.actions.re_audits import propose_re_audits
        from threshold.quality.queries.alerts import open_alerts_in_hand
        from threshold.quality.queries.work import my_day

        housekeeping.register("overdue actions of audits", escalate_overdue_actions)
        housekeeping.register("re-audits", propose_re_audits)
        housekeeping.register("late alerts of audits", escalate_alerts)
        slots.add_waiting(my_day)
        people_slots.add_work(open_alerts_in_hand)
        people_slots.add_page("Audits", "person_audits", Permission.AUDITS_READ, order=60)
        people_slots.add_page("Supervision", "person_supervisions", Permission.QUALITY_READ, order=65)
        lists = (
            "audits",
            "audit_actions",
            "re_audits",
            "themes",
            "learning_log",
            "voices",
            "supervision_due",
            "grade_trends",
        )
        navigation.add("Quality", "quality", Permission.QUALITY_READ, order=72, holds=lists)
