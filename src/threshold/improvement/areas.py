"""Which areas does Ofsted judge, under which framework, from when to when?

Source: Ofsted's framework documents as published: the single inspection framework (SIF, November 2013 to 2017), the
inspection of local authority children's services (ILACS, from January 2018), care leavers as a judgement of their own
from January 2023, no overall effectiveness grade from April 2026, joint targeted area inspections (JTAI, ungraded).
"""

from __future__ import annotations

from django.db import models


class Area(models.TextChoices):
    """What is judged. The codes are those of the import's JSON."""

    OVERALL = "overall", "Overall effectiveness"
    LEADERS = "leaders", "The impact of leaders on social work practice with children and families"
    HELP_AND_PROTECTION = "help_and_protection", "Children who need help and protection"
    IN_CARE = "in_care", "Children in care"
    CARE_LEAVERS = "care_leavers", "Care leavers"
    #: SIF only: graded beside the others until 2017.
    ADOPTION = "adoption", "Adoption performance"


class InspectionKind(models.TextChoices):
    """What sort of look somebody took."""

    STANDARD = "standard", "Standard inspection"
    SHORT = "short", "Short inspection"
    FOCUSED = "focused", "Focused visit"
    MONITORING = "monitoring", "Monitoring visit"
    JTAI = "jtai", "Joint targeted area inspection"
    SELF_EVALUATION = "self_evaluation", "Self-evaluation"
    ENGAGEMENT = "engagement", "Annual engagement meeting"
    PEER_REVIEW = "peer_review", "Peer review"


#: Only these carry graded judgements.
GRADED = frozenset({InspectionKind.STANDARD, InspectionKind.SHORT})


class Framework(models.TextChoices):
    EARLIER = "earlier", "An earlier framework"
    SIF = "sif", "Single inspection framework (SIF)"
    ILACS = "ilacs", "Inspection of local authority children's services (ILACS)"
    JTAI = "jtai", "Joint targeted area inspection (JTAI)"
    NONE = "none", "No framework of Ofsted's"


class DatePrecision(models.TextChoices):
    """How much of a date is known: public records of the past often give the month alone."""

    DAY = "day", "The day is known"
    MONTH = "month", "Only the month is known"
    YEAR = "year", "Only the year is known"
