from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "threshold.improvement"
    label = "improvement"
    verbose_name = "Inspection, direction, plan, evidence, report"

    def ready(self) -> None:
        from threshold.core import housekeeping, preparing
        from threshold.improvement import (  # measures register themselves
            governance,
            links,
            measures,  # noqa: F401
            ours,
            report_links,
            watch,
        )

        preparing.register("our authority", ours.keep)
        housekeeping.register("closed findings", watch.watch_closed_findings)
        links.register()
        report_links.register()
        governance.register()
