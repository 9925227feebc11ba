from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "threshold.portal"
    label = "portal"
    verbose_name = "Partners' and the public's pages"

    def ready(self) -> None:
        from threshold.core import housekeeping
        from threshold.portal.actions import forget_abandoned_files

        housekeeping.register("files of forms never sent", forget_abandoned_files)
