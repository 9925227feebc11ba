"""Which row is which? What the plan's keys have become, shared by both players so that one can go on for the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: A contact and the place of a child on it, counted from 0.
ChildKey = tuple[int, int]


@dataclass
class Book:
    """Primary keys by the keys of the plan. `decisions` holds each child's current one."""

    people: dict[int, int] = field(default_factory=dict)
    households: dict[int, int] = field(default_factory=dict)
    contacts: dict[int, int] = field(default_factory=dict)
    children: dict[ChildKey, int] = field(default_factory=dict)
    decisions: dict[ChildKey, int] = field(default_factory=dict)
    handovers: dict[ChildKey, int] = field(default_factory=dict)
    requests: dict[tuple[int, int], int] = field(default_factory=dict)
    shifts: dict[int, int] = field(default_factory=dict)
    shift_entries: dict[int, int] = field(default_factory=dict)
    meetings: dict[int, int] = field(default_factory=dict)
    accesses: dict[int, int] = field(default_factory=dict)

    def forget_contacts(self) -> None:
        """Of a long play in bulk, which keeps for itself what it still needs of them."""
        for entries in (self.contacts, self.children, self.decisions, self.handovers, self.requests):
            entries.clear()

    def forget_people(self, keys: Iterable[int]) -> None:
        for key in keys:
            self.people.pop(key, None)
