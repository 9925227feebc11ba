"""Who is reading? The one object that every read of data starts from.

A page never asks a model for rows. It hands `request.scope` to a query, and the query narrows to what this
person may see. Each noun has one such query (`visible_people`, `visible_contacts`, …), and lists, counts, search,
downloads and attachments all begin with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from threshold.access.models import User
from threshold.access.roles import Permission, Reach
from threshold.core import journal
from threshold.core.errors import NotPermitted


@dataclass(frozen=True)
class Scope:
    """A person, and the moment of the request."""

    user: User
    now: dt.datetime

    @property
    def reach(self) -> Reach:
        return self.user.reach

    def may(self, permission: Permission) -> bool:
        return self.user.may(permission)

    def require(self, permission: Permission) -> None:
        """Raises NotPermitted where no role of this person carries the permission."""
        if not self.user.may(permission):
            raise NotPermitted("Your role does not give you this page.")

    def note(self, action: str, *, subject: object = None, about: Iterable[int] = (), **detail: object) -> None:
        """Write into the audit log that this person read something."""
        journal.record(
            action,
            by=self.user,
            now=self.now,
            kind=journal.Kind.READ,
            subject=subject,
            about=about,
            detail=detail,
        )
