"""`threshold first-administrator`: who makes the accounts, where nobody can yet?"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import ProgrammingError
from django.utils import timezone

from threshold.access import actions
from threshold.access.models import User
from threshold.core.errors import Refused


class Command(BaseCommand):
    help = "Makes an administrator's account in an installation that has none, and prints its one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True, help="the address that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        name, email = " ".join(options["name"].split()), options["email"].strip()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an email address. Give one such as name@council.example.") from None
        password = actions.new_one_time_password()
        try:
            by = User.objects.service("worker_service")
            actions.make_first_administrator(by=by, now=timezone.now(), name=name, email=email, password=password)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        except ProgrammingError:
            raise CommandError("The tables are not there yet. Run `threshold prepare` first.") from None
        self.stdout.write(f"One-time password: {password}")
        self.stdout.write("It is shown this once. At the first sign-in it has to be changed for one of their own.")
