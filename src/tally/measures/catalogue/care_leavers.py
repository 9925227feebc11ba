"""Care leavers: are we in touch, do they have somewhere to live and something to do, and a plan that is kept up?"""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl

from tally.asking import age_on
from tally.data import Data
from tally.measures.catalogue.common import LOCAL, col, with_person
from tally.measures.catalogue.looked_after import born
from tally.measures.declare import Unit, Wording, example, measure
from tally.measures.periods import Period

_IN_TOUCH, _BORN = "ssd_care_leavers.clea_care_leaver_in_touch", "ssd_person.pers_dob"
_SUITABLE, _ACTIVITY = "ssd_care_leavers.clea_care_leaver_accom_suitable", "ssd_care_leavers.clea_care_leaver_activity"
_REVIEWED, _CONTACT = (
    "ssd_care_leavers.clea_pathway_plan_review_date",
    "ssd_care_leavers.clea_care_leaver_latest_contact",
)
_COHORT = "Care leavers who are 17 to 21 years old on the last day, without those who died or went home to a parent"
_measure = partial(measure, rows="ssd_care_leavers", team="clea_care_leaver_allocated_team")
_LEAVERS_RETURN = "SSDA903, care leavers (OC3)"
#: Codes of contact that take somebody out: died, and home with parents for six months or more. Annex A says "Exclude".
_GONE = "(?i)^(?:died|rhom|.*exclude)"
#: And, where only those count whom the authority still has to do with: refused, or needs no service any more.
_DECLINED = "(?i)^(?:refu|nreq)"


def _leaver(child: str, in_touch: str | None = "YES", **more: Any) -> dict[str, Any]:
    return {"clea_person_id": child, "clea_care_leaver_in_touch": in_touch, **more}


def _people(*children: str, birth: str = "2006-05-01") -> list[dict[str, Any]]:
    return [born(child, birth) for child in children]


def _is_in_touch() -> pl.Expr:
    """ "YES" in the department's codes, "a) In touch" in Annex A."""
    return col("clea_care_leaver_in_touch").str.contains(r"(?i)^(?:yes|y|(?:a\)\s*)?in touch)\b").fill_null(False)


def _cohort(data: Data, period: Period) -> pl.DataFrame:
    """A person once: of several rows the first in the order of what they say, whatever the order of the input."""
    gone = col("clea_care_leaver_in_touch").str.contains(_GONE).fill_null(False)
    rows = with_person(data, data["ssd_care_leavers"].filter(~gone & col("child").is_not_null()), "pers_dob")
    rows = rows.filter(age_on(col("pers_dob"), period.last).is_between(17, 21))
    said = [name for name in rows.columns if name.startswith("clea_")]
    return rows.sort(*said, nulls_last=True).unique("child", keep="first", maintain_order=True)


@_measure(
    "CR01", "Care leavers we are in touch with", Unit.PERCENT,
    numerator="Those the authority is in touch with.",
    denominator=f"{_COHORT}.",
    reads=(_IN_TOUCH, _BORN), source=_LEAVERS_RETURN,
    examples=(
        example(
            1, 4, ssd_person=[*_people("A1", "B2", "C3", "D4", "E5"), *_people("F6", birth="2004-03-31")],
            ssd_care_leavers=[
                _leaver("A1"), _leaver("B2", "NO"), _leaver("C3", "REFU"), _leaver("D4", None), _leaver("E5", "RHOM"),
                _leaver("F6"),
            ],
        ),
        example(1, 1, ssd_person=_people("A1", "B2"), ssd_care_leavers=[_leaver("A1"), _leaver("B2", "DIED")]),
    ),
)  # fmt: skip
def in_touch(data: Data, period: Period) -> pl.DataFrame:
    """Who refuses contact or needs no service stays in the denominator; CR01-N leaves them out."""
    return _cohort(data, period).with_columns(counted=_is_in_touch())


@_measure(
    "CR01-N", "Care leavers we are in touch with, of those who want us to be", Unit.PERCENT,
    numerator="Those the authority is in touch with.",
    denominator=f"{_COHORT}, refused contact or need no service any more.",
    reads=(_IN_TOUCH, _BORN), source=LOCAL, wording=Wording.OURS,
    examples=(
        example(
            1, 2, ssd_person=_people("A1", "B2", "C3", "D4"),
            ssd_care_leavers=[_leaver("A1"), _leaver("B2", "NO"), _leaver("C3", "REFU"), _leaver("D4", "NREQ")],
        ),
        example(0, 0, ssd_person=_people("A1"), ssd_care_leavers=[_leaver("A1", "REFU")]),
    ),
)  # fmt: skip
def in_touch_where_wanted(data: Data, period: Period) -> pl.DataFrame:
    declined = col("clea_care_leaver_in_touch").str.contains(_DECLINED).fill_null(False)
    return _cohort(data, period).filter(~declined).with_columns(counted=_is_in_touch())


def _share(code: str, title: str, numerator: str, column: str, *, pattern: str, yes: str, no: str) -> None:
    """One measure of the whole cohort, and one beside it of those whom the authority is in touch with."""
    name = column.partition(".")[2]
    values = {
        "ssd_person": _people("A1", "B2", "C3", "D4"),
        "ssd_care_leavers": [
            _leaver("A1", **{name: yes}), _leaver("B2", **{name: no}), _leaver("C3"),
            _leaver("D4", "NO", **{name: yes}),
        ],
    }  # fmt: skip
    nobody = {"ssd_person": _people("A1"), "ssd_care_leavers": [_leaver("A1", "DIED", **{name: yes})]}
    of_all = (example(2, 4, **values), example(0, 0, **nobody))
    in_touch_only = (example(1, 3, **values), example(0, 0, **nobody))
    for suffix, said, of_whom, wording, examples in (
        ("", "", ".", Wording.PRACTICE, of_all),
        (
            "-T",
            ", of those we are in touch with",
            ", whom the authority is in touch with.",
            Wording.OURS,
            in_touch_only,
        ),
    ):

        @_measure(
            f"{code}{suffix}", f"{title}{said}", Unit.PERCENT,
            numerator=numerator, denominator=f"{_COHORT}{of_whom}",
            reads=(_IN_TOUCH, _BORN, column), source=_LEAVERS_RETURN, wording=wording, examples=examples,
        )  # fmt: skip
        def share(data: Data, period: Period, only_in_touch: bool = bool(suffix)) -> pl.DataFrame:
            """Where it is not known it counts as no: who is out of touch makes the share of all smaller."""
            rows = _cohort(data, period).filter(_is_in_touch() | pl.lit(not only_in_touch))
            return rows.with_columns(counted=col(name).str.contains(pattern).fill_null(False))


_share(
    "CR02", "Care leavers in suitable accommodation", "Those whose accommodation is considered suitable.",
    _SUITABLE, pattern=r"(?i)^(?:1$|y|(?:a\)\s*)?suitable)", yes="1", no="2",
)  # fmt: skip
_share(
    "CR03", "Care leavers in education, employment or training",
    "Those whose main activity is education, training or work, full or part time (codes F and P).",
    _ACTIVITY, pattern=r"^[FP]\d", yes="F2", no="G5",
)  # fmt: skip


def _lately(
    code: str, title: str, numerator: str, column: str, *, limit: str, wording: Wording, on: str, before: str
) -> None:
    name = column.partition(".")[2]

    @_measure(
        code, title, Unit.PERCENT,
        numerator=numerator, denominator=f"{_COHORT}.",
        reads=(_IN_TOUCH, _BORN, column), source="Ofsted, Annex A, list 9", wording=wording,
        examples=(
            example(
                1, 4, ssd_person=_people("A1", "B2", "C3", "D4"),
                ssd_care_leavers=[
                    _leaver("A1", **{name: on}), _leaver("B2", **{name: before}), _leaver("C3"),
                    _leaver("D4", **{name: "2026-04-01"}),
                ],
            ),
            example(0, 0, ssd_person=_people("A1"), ssd_care_leavers=[_leaver("A1", "DIED", **{name: on})]),
        ),
    )  # fmt: skip
    def lately(data: Data, period: Period) -> pl.DataFrame:
        """Each list keeps the latest day alone, so it says how things stand now and not whether each was in time."""
        lately = (col(name) <= period.last) & (col(name).dt.offset_by(limit) >= period.last)
        return _cohort(data, period).with_columns(counted=lately.fill_null(False))


_lately(
    "CR04", "Care leavers whose pathway plan was reviewed in six months",
    "Those whose plan was made or reviewed in the six months up to the last day.",
    _REVIEWED, limit="6mo", wording=Wording.PRACTICE, on="2025-10-01", before="2025-09-30",
)  # fmt: skip
_lately(
    "CR05", "Care leavers whose adviser was in contact in eight weeks",
    "Those their personal adviser was in contact with in the eight weeks up to the last day.",
    _CONTACT, limit="8w", wording=Wording.PRACTICE, on="2026-02-03", before="2026-02-02",
)  # fmt: skip
_lately(
    "CR05-2M", "Care leavers whose adviser was in contact in two months",
    "Those their personal adviser was in contact with in the two months up to the last day, as the regulations say it.",
    _CONTACT, limit="2mo", wording=Wording.OURS, on="2026-01-31", before="2026-01-30",
)  # fmt: skip
