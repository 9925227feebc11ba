"""Which files, columns and codes has SSDA903, for each year from 2021-22 to 2026-27?

Source: the published column lists of the return with their yearly changes. Names are the department's. Rows belong to
a child by the identifier in `CHILD`; the order of columns in a file means nothing.
"""

from __future__ import annotations

from tally.ssda903.codes import CODE_SETS
from tally.tables import Collection, Column, Kind, Table

K = Kind
#: From when the files on social workers and on deprivation of liberty are asked for.
FROM_SOCIAL_WORKERS, FROM_DEPRIVATION_OF_LIBERTY = "2023-24", "2026-27"

_CHILD = Column("CHILD", K.TEXT)
_DOB = Column("DOB", K.DATE)

TABLES = (
    Table(
        "Header",
        (
            _CHILD,
            Column("SEX", K.CODE, "SEX"),
            _DOB,
            Column("ETHNIC", K.CODE, "ETHNIC"),
            Column("UPN", K.TEXT),
            Column("MOTHER", K.FLAG),
            Column("MC_DOB", K.DATE),
        ),
        title="Who the child is",
    ),
    Table(
        "Episodes",
        (
            _CHILD,
            Column("DECOM", K.DATE),
            Column("RNE", K.CODE, "RNE"),
            Column("LS", K.CODE, "LS"),
            Column("CIN", K.CODE, "CIN"),
            Column("PLACE", K.CODE, "PLACE"),
            Column("PLACE_PROVIDER", K.CODE, "PLACE_PROVIDER"),
            Column("DEC", K.DATE),
            Column("REC", K.CODE, "REC"),
            Column("REASON_PLACE_CHANGE", K.CODE, "REASON_PLACE_CHANGE"),
            Column("HOME_POST", K.TEXT),
            Column("PL_POST", K.TEXT),
            Column("URN", K.TEXT),
        ),
        title="One episode of care: a placement under one legal status",
    ),
    Table(
        "Reviews",
        (_CHILD, _DOB, Column("REVIEW", K.DATE), Column("REVIEW_CODE", K.CODE, "REVIEW_CODE")),
        title="A review, and how the child took part in it",
    ),
    Table(
        "UASC",
        (_CHILD, Column("SEX", K.CODE, "SEX"), _DOB, Column("DUC", K.DATE)),
        title="An unaccompanied child who seeks asylum",
    ),
    Table(
        "OC2",
        (
            _CHILD,
            _DOB,
            Column("SDQ_SCORE", K.NUMBER),
            Column("SDQ_REASON", K.CODE, "SDQ_REASON"),
            *(
                Column(name, K.FLAG)
                for name in (
                    "CONVICTED",
                    "HEALTH_CHECK",
                    "IMMUNISATIONS",
                    "TEETH_CHECK",
                    "HEALTH_ASSESSMENT",
                    "SUBSTANCE_MISUSE",
                    "INTERVENTION_RECEIVED",
                    "INTERVENTION_OFFERED",
                )
            ),
        ),
        title="Health and offending of a child looked after for a year",
    ),
    Table(
        "OC3",
        (
            _CHILD,
            _DOB,
            Column("IN_TOUCH", K.CODE, "IN_TOUCH"),
            Column("ACTIV", K.CODE, "ACTIV"),
            Column("ACCOM", K.CODE, "ACCOM"),
        ),
        title="A care leaver around their birthday",
    ),
    Table(
        "AD1",
        (
            _CHILD,
            _DOB,
            Column("DATE_INT", K.DATE),
            Column("DATE_MATCH", K.DATE),
            Column("FOSTER_CARE", K.FLAG),
            Column("NB_ADOPTR", K.NUMBER),
            Column("SEX_ADOPTR", K.CODE, "SEX_ADOPTR"),
            Column("LS_ADOPTR", K.CODE, "LS_ADOPTR"),
        ),
        title="A child who was adopted in the year",
    ),
    Table(
        "PlacedAdoption",
        (
            _CHILD,
            _DOB,
            Column("DATE_PLACED", K.DATE),
            Column("DATE_PLACED_CEASED", K.DATE),
            Column("REASON_PLACED_CEASED", K.CODE, "REASON_PLACED_CEASED"),
        ),
        title="A decision that a child should be placed for adoption",
    ),
    Table(
        "PrevPerm",
        (
            _CHILD,
            _DOB,
            Column("PREV_PERM", K.CODE, "PREV_PERM"),
            Column("LA_PERM", K.TEXT),
            # A day or a month that is not known stands as zz, so this is no date.
            Column("DATE_PERM", K.TEXT),
        ),
        title="A permanent home that the child had before",
    ),
    Table(
        "Missing",
        (_CHILD, _DOB, Column("MISSING", K.CODE, "MISSING"), Column("MIS_START", K.DATE), Column("MIS_END", K.DATE)),
        title="A time in which the child was missing or away",
    ),
    Table(
        "SWEpisodes",
        (
            _CHILD,
            _DOB,
            Column("SW_ID", K.TEXT),
            Column("SW_DECOM", K.DATE),
            Column("SW_DEC", K.DATE),
            Column("SW_REASON", K.CODE, "SW_REASON"),
        ),
        title="A time with one social worker",
        since=FROM_SOCIAL_WORKERS,
    ),
    Table(
        "DoLo",
        (_CHILD, _DOB, Column("DOLO_START", K.DATE), Column("DOLO_END", K.DATE)),
        title="A time under an order that deprives of liberty",
        since=FROM_DEPRIVATION_OF_LIBERTY,
    ),
)

SSDA903 = Collection(
    code="ssda903",
    title="SSDA903, children looked after",
    tables=TABLES,
    code_sets=CODE_SETS,
    years=("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27"),
)
