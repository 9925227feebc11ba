"""What does the front door do with a person now? For the page that restricts a person; see `people.slots`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.frontdoor.models import Decision
from threshold.frontdoor.queries import visible_children
from threshold.frontdoor.states import DecisionState
from threshold.people.models import Person
from threshold.people.slots import Work


def open_contacts_in_hand(scope: Scope, person: Person) -> Iterator[Work]:
    """For each open contact about the person: whoever took it, or could; and the managers who could sign off."""
    children = (
        visible_children(scope)
        .filter(person__identity_id=person.identity_id, contact__closed_at__isnull=True)
        .select_related("contact__owner")
        .prefetch_related(Prefetch("decisions", Decision.objects.filter(is_current=True), to_attr="current_decisions"))
        .order_by("received_at", "pk")
    )
    day = day_of(scope.now)
    for child in children:
        contact, decisions = child.contact, child.current_decisions
        takers = [contact.owner] if contact.owner else staff_who_may(Permission.CONTACT_SCREEN, day)
        yield Work(f"contact {contact.reference}", tuple(takers))
        if all(decision.state != DecisionState.SIGNED_OFF for decision in decisions):
            own = {decision.decided_by_id for decision in decisions}
            managers = [user for user in staff_who_may(Permission.CONTACT_SIGN_OFF, day) if user.pk not in own]
            yield Work(f"sign-off of contact {contact.reference}", tuple(managers))
