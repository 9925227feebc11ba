"""What may the portal look up for somebody without an account? Whether it was sent, who receives, what schools are.

Nothing about a person.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models.functions import Lower

from threshold.access.models import Team
from threshold.core import references
from threshold.core.actions import submission_id
from threshold.core.calendar import day_of
from threshold.core.errors import Refused
from threshold.core.models import Submission
from threshold.frontdoor.queries import receiving_teams
from threshold.people.models import Organisation
from threshold.portal import service
from threshold.portal.actions import ANSWER_FORM, SENT_FORM


def reference_of_sent(key: uuid.UUID) -> str:
    """The reference of the contact that this form became; empty where it was not sent."""
    sent = submission_id(SENT_FORM, key, service.account())
    number = Submission.objects.filter(key=sent).values_list("result_id", flat=True).first()
    return references.make("C", number) if number else ""


def was_answered(key: uuid.UUID) -> bool:
    return Submission.objects.filter(key=submission_id(ANSWER_FORM, key, service.account())).exists()


def front_door_team(now: dt.datetime) -> Team:
    """The team that receives what is sent.

    Raises:
        Refused: there is none today, which nobody should find out by writing to it.
    """
    team = receiving_teams(Team.Kind.FRONT_DOOR, day_of(now)).first()
    if team is None:
        raise Refused("The form cannot be sent at the moment. What you wrote is kept. Please call us instead.")
    return team


def schools_named(names: Iterable[str]) -> dict[str, Organisation]:
    """Schools and nurseries by the name that somebody typed, in small letters; those that only one has."""
    wanted = {name.strip().lower() for name in names if name.strip()}
    if not wanted:
        return {}
    kinds = (Organisation.Kind.SCHOOL, Organisation.Kind.EARLY_YEARS)
    found: dict[str, list[Organisation]] = {}
    rows = Organisation.objects.annotate(small=Lower("name")).filter(small__in=wanted, kind__in=kinds)
    for school in rows:
        found.setdefault(school.small, []).append(school)
    return {name: schools[0] for name, schools in found.items() if len(schools) == 1}
