from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "threshold.core"
    label = "core"
    verbose_name = "Foundation: errors, audit, status history, clocks, calendar"

    def ready(self) -> None:
        # Each app's part of the configuration pack is declared in its `pack.py`, and every program must know all.
        from threshold.core import clocks, housekeeping  # noqa: F401 - registers clocks.toml; needs the models

        autodiscover_modules("pack")
        housekeeping.register("old drafts", housekeeping.forget_old_drafts)
        housekeeping.register("ended sessions", housekeeping.forget_ended_sessions)
