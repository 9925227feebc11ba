"""What does my day show? Sorted into lists from rows that were read before; its numbers are the lists' lengths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from threshold.core.clocks import Explanation
from threshold.frontdoor.models import Contact
from threshold.pathway.models import Handover
from threshold.pathway.states import HandoverState

#: What the address says, and the urgency that it means.
NARROWED = {"overdue": "overdue", "soon": "due soon"}
CSV_HEADER = ("Record", "What", "Stage", "Since", "Deadline", "Due by", "Urgency")


@dataclass(frozen=True)
class Day:
    """One person's work. With `only` nothing but what is overdue, or due soon.

    Attributes:
        elsewhere_ids: the contacts that wait for somebody else.
        due, handover_due: the first running deadline of each contact and hand-over.
    """

    contacts: list[Contact]
    elsewhere_ids: set[int]
    handovers: list[Handover]
    due: Mapping[int, Explanation]
    handover_due: Mapping[int, Explanation]
    user_id: int
    only: str = ""

    def _shown(self, clock: Explanation | None) -> bool:
        return not self.only or (clock is not None and clock.urgency == NARROWED[self.only])

    @property
    def shown_contacts(self) -> list[Contact]:
        return [contact for contact in self.contacts if self._shown(self.due.get(contact.pk))]

    @property
    def shown_handovers(self) -> list[Handover]:
        return [handover for handover in self.handovers if self._shown(self.handover_due.get(handover.pk))]

    @property
    def mine(self) -> list[Contact]:
        return [contact for contact in self.shown_contacts if contact.pk not in self.elsewhere_ids]

    @property
    def elsewhere(self) -> list[Contact]:
        return [contact for contact in self.shown_contacts if contact.pk in self.elsewhere_ids]

    @property
    def children(self) -> list[Handover]:
        """Allocated to me."""
        return [handover for handover in self.shown_handovers if handover.worker_id == self.user_id]

    @property
    def offered(self) -> list[Handover]:
        return self._in(HandoverState.AWAITING_ACCEPTANCE)

    @property
    def unallocated(self) -> list[Handover]:
        return self._in(HandoverState.ACCEPTED)

    @property
    def sent_back(self) -> list[Handover]:
        return self._in(HandoverState.SENT_BACK)

    def _in(self, state: str) -> list[Handover]:
        return [row for row in self.shown_handovers if row.state == state and row.worker_id != self.user_id]

    def count(self, only: str) -> int:
        """How many are overdue, or due soon: of everything, however the page is narrowed."""
        clocks = [*self.due.values(), *self.handover_due.values()]
        return sum(clock.urgency == NARROWED[only] for clock in clocks)

    def csv_rows(self) -> Iterator[tuple[Any, ...]]:
        for contact in self.shown_contacts:
            clock = self.due.get(contact.pk)
            yield (contact.reference, "Contact", contact.get_state_display(), contact.received_at.isoformat(),
                   *_deadline(clock))  # fmt: skip
        for handover in self.shown_handovers:
            clock = self.handover_due.get(handover.pk)
            yield (handover.reference, handover.get_kind_display(), handover.get_state_display(),
                   handover.opened_at.isoformat(), *_deadline(clock))  # fmt: skip


def _deadline(clock: Explanation | None) -> tuple[str, str, str]:
    return (clock.title, clock.due_at.isoformat(), str(clock.urgency)) if clock else ("", "", "")
