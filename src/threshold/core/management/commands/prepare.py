"""`threshold prepare`: everything an installation needs before it serves. Safe to run again at any time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from threshold.config.environment import MODE
from threshold.core import packs, preparing

#: The accounts that stand for our own programs, by the role each holds.
SERVICE_ROLES = ("portal_service", "worker_service")


class Command(BaseCommand):
    help = "Brings the database, the configuration pack, the service accounts and the static files up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        try:
            version = packs.load(Path(settings.PACK_FOLDER), now=timezone.now())
        except packs.PackError as error:
            raise CommandError(str(error)) from None
        users: Any = get_user_model()._default_manager
        for role in SERVICE_ROLES:
            users.service(role)
        worker = users.service("worker_service")
        for step in preparing.STEPS.values():
            step(by=worker, now=timezone.now())
        if MODE != "test":
            call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"Ready: migrated, configuration pack in force as {version}.")
