"""Who is reading? The one object that every read of data starts from.

A page never asks a model for rows. It hands `request.scope` to a query, and the query narrows to what this
person may see. Each noun has one such query (`visible_people`, `visible_contacts`, …), and lists, counts, search,
downloads and attachments all begin with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from threshold.access.models import User
from threshold.access.roles import Permission, Reach
from threshold.core import journal
from threshold.core.errors import NotPermitted

T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """A person, and the moment of the request. Lives as long as the request, or as the action that made it."""

    user: User
    now: dt.datetime
    _found: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, find: Callable[[], T]) -> T:
        """What `find` finds, looked up once for this scope: a page asks again and again who is hidden from it."""
        if name not in self._found:
            self._found[name] = find()
        found: T = self._found[name]
        return found

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
