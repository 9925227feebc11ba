"""How does the Standard Safeguarding Dataset say what SSDA903 says in codes of its own, or says by a file alone?"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.common import age_on
from tally.years import CollectionYear

#: The status of who stands in the file UASC, and the words by which systems name it.
UNACCOMPANIED = "Unaccompanied Asylum Seeking Child"
UNACCOMPANIED_WORDS = r"(?i)unaccompanied|uasc"
#: The kind of identifier under which a pupil number stands, and the words by which systems name it.
PUPIL_NUMBER = "Unique Pupil Number"
PUPIL_NUMBER_WORDS = r"(?i)pupil|^upn$"
#: What stands in the place of a pupil number where there is none.
NO_PUPIL_NUMBER = r"^UN[1-5]$"
HOME = "Home"
SOCIAL_WORKER, SOCIAL_WORKER_WORDS = "Social Worker", r"(?i)social worker"
DONE = "Completed"
#: The checks of health that SSDA903 asks about: its column, what the check is called, and the words that name it.
CHECKS = (
    ("HEALTH_CHECK", "Health surveillance check", r"(?i)surveillance|development"),
    ("TEETH_CHECK", "Dental check", r"(?i)dental|teeth"),
    ("HEALTH_ASSESSMENT", "Health assessment", r"(?i)assessment"),
)
#: What SSDA903 asks of a child looked after all year that is there in the data set or is not.
DONE_OR_NOT = ("CONVICTED", "HEALTH_CHECK", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE")
#: So old is a child whose development is not checked any more.
NO_MORE_CHECKS = 5
#: So old must a child be to be convicted of anything.
RESPONSIBLE = 10
#: What makes a way to a lasting home an adoption.
ADOPTION = ("DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")
#: Of SSDA903 until 2023-24.
SEX_AS_FIGURE = {"M": "1", "F": "2"}
#: Kinds of absence, by the words of systems that write them out.
ABSENCES = {"MISSING": "M", "AWAY": "A", "ABSENT": "A"}


def done_or_not(column: str, is_there: pl.Expr, year: CollectionYear) -> pl.Expr:
    """What SSDA903 is told of something that is there or is not: that it is not, of children of the age at which it is
    asked. It reads DOB.
    """
    done, age = is_there.fill_null(False), age_on(pl.col("DOB"), year.last_day)
    asked = {"HEALTH_CHECK": age < NO_MORE_CHECKS, "CONVICTED": age >= RESPONSIBLE}.get(column, pl.lit(True))
    return pl.when(done | asked.fill_null(False)).then(done)


def births(data: Data) -> pl.DataFrame:
    """Each child's date of birth: `child`, `DOB`; that of Header, or else the first that another file tells."""
    told = [frame.select("child", "DOB") for frame in data.frames.values() if "DOB" in frame.columns]
    return pl.concat(told).filter(pl.col("DOB").is_not_null()).unique("child", keep="first", maintain_order=True)


def with_turn(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """With the day of the decision, and which of the child's rows of that day it is."""
    return rows.with_columns(day=pl.col(day)).with_columns(turn=pl.int_range(pl.len()).over("child", "day"))
