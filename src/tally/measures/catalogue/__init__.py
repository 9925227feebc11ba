"""The measures that are declared: to import this package declares them."""

from tally.measures.catalogue import (
    assessments,
    care,
    care_leavers,
    front_door,
    health,
    placements,
    plans,
    protection,
    workforce,
)
from tally.measures.declare import ABSENT, MEASURES

#: Every area of work, by the letters that its measures' codes begin with, in the order in which they are shown.
AREAS = {
    "FD": "Front door and early help",
    "AS": "Assessments",
    "CP": "Child protection",
    "CL": "Children looked after",
    "CR": "Care leavers",
    "WF": "Workforce",
    "QA": "Audits of practice",
    "LD": "Allegations against people who work with children",
}

__all__ = [
    "ABSENT", "AREAS", "MEASURES", "assessments", "care", "care_leavers", "front_door", "health", "placements", "plans",
    "protection", "workforce",
]  # fmt: skip
