"""`threshold quality redraw Y-00001-Z`: is a sample what its stored seed and population give?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from threshold.access.models import User
from threshold.core import journal
from threshold.core.errors import NotVisible
from threshold.quality.queries import programme


class Command(BaseCommand):
    help = "Draws the sample of a programme item again and compares it with the stored one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["redraw"])
        parser.add_argument("reference", help="the item's reference, such as Y-00001-Z")

    def handle(self, *args: Any, **options: Any) -> None:
        item = programme.find_item(options["reference"])
        if item is None:
            raise CommandError(f"No item of the programme is called {options['reference']}. Check the reference.")
        try:
            found = programme.redraw(item)
        except NotVisible:
            raise CommandError(f"{item.reference} was not drawn yet. Draw it on its page first.") from None
        journal.record(
            "quality.redraw", by=User.objects.service("worker_service"), now=timezone.now(), kind=journal.Kind.READ,
            subject=item,
        )  # fmt: skip
        self.stdout.write(f"Seed:         {item.draw.seed}")
        self.stdout.write(f"Fingerprint:  {found.digest} ({'as stored' if found.digest_holds else 'NOT as stored'})")
        for place, reference in enumerate(found.expected, 1):
            stored = found.stored[place - 1] if place <= len(found.stored) else "nothing"
            self.stdout.write(f"{place:>4}  {reference}" + ("" if stored == reference else f"  STORED: {stored}"))
        if not found.holds:
            raise CommandError("The stored sample is not what the seed gives. Somebody changed it after the draw.")
        self.stdout.write("The same sample.")
