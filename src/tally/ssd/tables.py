"""Which tables and fields has the Standard Safeguarding Dataset, version 1.4.5?

Source: the data set's published list of fields and of relations between them. Names are the data set's own. It says the
same for every year. What it calls a date with time is read as a day, but for the three moments that the data set keeps
about itself; "Y" and "N" are read as yes and no; a field that holds JSON stays text.

A table's parent is what its rows stand under: an assessment, an enquiry, a conference and a plan under their referral,
an episode of care under its placement, a review under its plan. Other ties are in each column's `refers_to`.
"""

from __future__ import annotations

from tally.ssd import care, education, need, people, protection, staff
from tally.ssd.codes import CODE_SETS
from tally.tables import Collection

SSD = Collection(
    code="ssd",
    title="Standard Safeguarding Dataset",
    tables=(
        *people.TABLES, *need.TABLES, *protection.TABLES, *care.TABLES, *education.TABLES, *staff.TABLES,
    ),
    code_sets=CODE_SETS,
    years=("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27"),
)  # fmt: skip
#: The table of persons, and its column of identifiers.
PERSONS, PERSON = "ssd_person", "pers_person_id"
