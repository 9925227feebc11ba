"""Ofsted's four-point scale: what auditors grade with, and what inspections judge with."""

from django.db import models


class Grade(models.TextChoices):
    """From best to worst, in the inspectorate's words."""

    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement to be good"
    INADEQUATE = "inadequate", "Inadequate"


#: The scale as numbers, the better the higher: for weighted kappa and for charts of grades over time.
RANK = {Grade.INADEQUATE: 1, Grade.REQUIRES_IMPROVEMENT: 2, Grade.GOOD: 3, Grade.OUTSTANDING: 4}

#: The colour of a grade's tag.
COLOURS = {
    Grade.OUTSTANDING: "blue",
    Grade.GOOD: "green",
    Grade.REQUIRES_IMPROVEMENT: "yellow",
    Grade.INADEQUATE: "red",
}
