"""Should the child be placed for adoption? The rules of the file PlacedAdoption, of one decision a row."""

from __future__ import annotations

import polars as pl

from tally.data import Data, once
from tally.ssda903.rules.adopters import COLUMNS, FOR_ADOPTION, WHOLE, adopted, is_any_there
from tally.ssda903.rules.care import (
    ADOPTED,
    episode,
    episodes_in_order,
    has_left,
    in_order,
    is_first,
    is_in_care,
    is_last,
)
from tally.ssda903.rules.common import ERROR, col, is_among, rule

PLACED, CEASED = "PlacedAdoption.DATE_PLACED", "PlacedAdoption.DATE_PLACED_CEASED"
WHY = "PlacedAdoption.REASON_PLACED_CEASED"


def _decision(placed: str = "", ceased: str = "", why: str = "", **others: str) -> dict[str, str]:
    """One row of an example's PlacedAdoption; what is "" is not told."""
    return {"DATE_PLACED": placed, "DATE_PLACED_CEASED": ceased, "REASON_PLACED_CEASED": why} | others


def _decided(*args: str, **others: str) -> dict[str, object]:
    """An example of one decision."""
    return {"PlacedAdoption": [_decision(*args, **others)]}


def _is_reversed(data: Data) -> pl.Expr:
    """Whether anything is told of the decision's end."""
    return data.is_told("PlacedAdoption", "DATE_PLACED_CEASED") | col("REASON_PLACED_CEASED").is_not_null()


@once
def _in_order(data: Data) -> pl.DataFrame:
    """Each child's decisions by their days; what has no child or no day has no place among them."""
    rows = data["PlacedAdoption"].filter(col("child").is_not_null() & col("DATE_PLACED").is_not_null())
    return rows.sort("child", "DATE_PLACED", "row")


@once
def _with_ends_in_order(data: Data) -> pl.DataFrame:
    """The same, with `until`, the day on which each was reversed: for ever where nothing is told of that, and the
    decision's own day where what is told cannot be read. Of two of one day the one that ends first comes first, in
    whatever order they stand in the file.
    """
    unread = pl.when(data.is_unread("PlacedAdoption", "DATE_PLACED_CEASED")).then("DATE_PLACED")
    until = pl.coalesce("DATE_PLACED_CEASED", unread, pl.date(9999, 12, 31))
    rows = _in_order(data).with_columns(until=until)
    return rows.sort("child", "DATE_PLACED", "until", "row")


# --- Of the file alone ----------------------------------------------------------------------------------------------


@rule(
    "119", ERROR,
    "Of the decision that the child should not be placed for adoption any more, the day or the reason is missing.",
    reads=(CEASED, WHY), blames=(CEASED, WHY),
    fails=(_decided("2025-05-01", "2025-06-01"), _decided("2025-05-01", why="RD1")),
    passes=(_decided("2025-05-01"), _decided("2025-05-01", "2025-06-01", "RD1"), _decided("", "31/02/2025", "RD4")),
)  # fmt: skip
def end_is_told_whole(data: Data) -> pl.DataFrame:
    """A day that is there and cannot be read is told by 116."""
    rows = data["PlacedAdoption"]
    return rows.filter(
        data.is_told("PlacedAdoption", "DATE_PLACED_CEASED") != col("REASON_PLACED_CEASED").is_not_null()
    )


@rule(
    "184", ERROR, "It was decided that the child should be placed for adoption before the child was born.",
    reads=(PLACED, "Header.DOB"), blames=PLACED,
    fails=(
        {"Header": [{"DOB": "2025-05-02"}]} | _decided("2025-05-01"),
        {
            "Header": [{"DOB": "2020-05-02"}, {"CHILD": "2", "DOB": "2025-08-01"}],
            "PlacedAdoption": [_decision("2025-05-01"), _decision("2025-05-01", CHILD="2")],
        },
    ),
    passes=({"Header": [{"DOB": "2025-05-01"}]} | _decided("2025-05-01"), _decided("2025-05-01")),
)  # fmt: skip
def decision_after_birth(data: Data) -> pl.DataFrame:
    born = data["Header"].select("child", born="DOB").unique("child", keep="first", maintain_order=True)
    return data["PlacedAdoption"].join(born, on="child").filter(col("DATE_PLACED") < col("born"))


@rule(
    "522", ERROR, "The decision that the child should be placed for adoption was reversed before it was taken.",
    reads=(PLACED, CEASED), blames=(PLACED, CEASED),
    fails=(
        _decided("2025-05-02", "2025-05-01"),
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-06-01", "2024-06-01")]},
    ),
    passes=(_decided("2025-05-01", "2025-05-01"), _decided("2025-05-01"), _decided("", "2025-05-01")),
)  # fmt: skip
def end_after_decision(data: Data) -> pl.DataFrame:
    return data["PlacedAdoption"].filter(col("DATE_PLACED") > col("DATE_PLACED_CEASED"))


@rule(
    "563", ERROR,
    "The decision that the child should be placed for adoption was reversed, and it is not told when it was taken.",
    reads=(PLACED, CEASED, WHY), blames=PLACED,
    fails=(_decided("", "2025-05-01", "RD1"), _decided("", why="RD1"), _decided("", "2025-05-01")),
    passes=(_decided("2025-04-01", "2025-05-01", "RD1"), _decided(), _decided("31/02/2025", "2025-05-01", "RD1")),
)  # fmt: skip
def decision_is_told(data: Data) -> pl.DataFrame:
    """A day that is there and cannot be read is told by 115."""
    return data["PlacedAdoption"].filter(_is_reversed(data) & ~data.is_told("PlacedAdoption", "DATE_PLACED"))


@rule(
    "579", ERROR,
    "It was decided again that the child should be placed for adoption before the decision before that was reversed.",
    reads=(PLACED, CEASED), blames=PLACED,
    fails=(
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-06-01")]},
        {"PlacedAdoption": [_decision("2025-06-01"), _decision("2025-05-01", "2025-06-02")]},
        {"PlacedAdoption": [_decision("2024-05-01", "2025-08-01"), _decision("2025-05-01", "2025-05-02"),
                            _decision("2025-06-01")]},
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-05-01")]},
    ),
    passes=(
        {"PlacedAdoption": [_decision("2025-05-01", "2025-06-01"), _decision("2025-06-01")]},
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-06-01", CHILD="2")]},
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-05-01", "2025-05-01")]},
        {"PlacedAdoption": [_decision("2025-05-01", "31/06/2025"), _decision("2025-07-01")]},
    ),
)  # fmt: skip
def decisions_do_not_overlap(data: Data) -> pl.DataFrame:
    """The later of the two is blamed; 583 blames the earlier, where its end is missing. With an end that cannot be read
    nothing can be compared: 116 says that it is wrong.
    """
    rows = _with_ends_in_order(data)
    return rows.filter(col("DATE_PLACED") < col("until").cum_max().shift(1).over("child"))


@rule(
    "583", ERROR,
    "It was decided again that the child should be placed for adoption, and the decision before that is not reversed.",
    reads=(PLACED, CEASED), blames=(PLACED, CEASED),
    fails=(
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-06-01")]},
        {"PlacedAdoption": [_decision("2025-06-01", "2025-07-01", "RD1"), _decision("2025-05-01")]},
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-05-01")]},
    ),
    passes=(
        {"PlacedAdoption": [_decision("2025-05-01", "2025-06-01", "RD1"), _decision("2025-06-01")]},
        _decided("2025-05-01"), {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-06-01", CHILD="2")]},
        {"PlacedAdoption": [_decision("2025-05-01"), _decision()]},
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-05-01", "2025-06-01", "RD1")]},
        {"PlacedAdoption": [_decision("2025-05-01", "31/06/2025"), _decision("2025-07-01")]},
    ),
)  # fmt: skip
def earlier_decision_is_reversed(data: Data) -> pl.DataFrame:
    """A day of the end that cannot be read counts as told: 116 says that it is wrong."""
    rows = _with_ends_in_order(data)
    return rows.filter(~is_last() & ~data.is_told("PlacedAdoption", "DATE_PLACED_CEASED"))


# --- Beside the adoption --------------------------------------------------------------------------------------------


@rule(
    "523", ERROR, "The day of the decision that the child should be placed for adoption is another one than in AD1.",
    reads=(PLACED, "AD1.DATE_INT"), blames=PLACED,
    fails=(
        _decided("2025-05-02") | {"AD1": [{"DATE_INT": "2025-05-01"}]},
        {"PlacedAdoption": [_decision("2025-05-01"), _decision("2025-06-01")], "AD1": [{"DATE_INT": "2025-05-01"}]},
    ),
    passes=(
        _decided("2025-05-01") | {"AD1": [{"DATE_INT": "2025-05-01"}]},
        {"PlacedAdoption": [_decision("2024-05-01"), _decision("2025-05-01")], "AD1": [{"DATE_INT": "2025-05-01"}]},
        _decided("2025-05-02") | {"AD1": [{}]}, _decided() | {"AD1": [{"DATE_INT": "2025-05-01"}]},
    ),
)  # fmt: skip
def decision_as_in_adoption(data: Data) -> pl.DataFrame:
    """It is one decision and has one day; look in the record which of the two is wrong. Of several decisions the last
    counts: it is the one that led to the adoption.
    """
    last = _in_order(data).filter(is_last())
    return last.join(data["AD1"].select("child", "DATE_INT"), on="child").filter(col("DATE_PLACED") != col("DATE_INT"))


def _reversed_at_last(data: Data) -> pl.DataFrame:
    """The decision that was reversed last, of each child of whose decisions none stands. One stands where its day is
    told and nothing of its end is; a row that tells neither is no decision. It reads both days.
    """
    is_ended = data.is_told("PlacedAdoption", "DATE_PLACED_CEASED")
    rows = (
        data["PlacedAdoption"]
        .filter(col("child").is_not_null() & (is_ended | data.is_told("PlacedAdoption", "DATE_PLACED")))
        .sort("child", "DATE_PLACED_CEASED", "row")
    )
    return rows.filter(is_ended.all().over("child") & is_last())


@rule(
    "525", ERROR,
    "It was decided that the child should not be placed for adoption any more, and it is returned as adopted.",
    reads=(PLACED, CEASED, *COLUMNS), blames=CEASED,
    fails=(
        _decided("2025-05-01", "2025-06-01", "RD1") | {"AD1": [WHOLE]},
        _decided("2025-05-01", "2025-06-01", "RD1") | {"AD1": [{"FOSTER_CARE": "0"}]},
        {"PlacedAdoption": [_decision("2025-05-01", "2025-06-01", "RD1"), _decision()], "AD1": [WHOLE]},
        _decided("2025-05-01", "31/06/2025", "RD1") | {"AD1": [WHOLE]},
    ),
    passes=(
        _decided("2025-05-01") | {"AD1": [WHOLE]}, _decided("2025-05-01", "2025-06-01", "RD1") | {"AD1": [{}]},
        {"PlacedAdoption": [_decision("2024-05-01", "2024-06-01"), _decision("2025-05-01")], "AD1": [WHOLE]},
    ),
)  # fmt: skip
def reversed_child_is_not_in_adopters(data: Data) -> pl.DataFrame:
    """Where one decision was reversed and a later one stands the child can be adopted; then nothing is asked."""
    return _reversed_at_last(data).filter(is_among(data["AD1"].filter(is_any_there(data))))


@rule(
    "558", ERROR,
    "The child was adopted, and it is told that it should not be placed for adoption any more.",
    reads=(PLACED, CEASED, "Episodes.REC"), blames=CEASED,
    fails=(
        _decided("2025-05-01", "2025-06-01", "RD1") | {"Episodes": [{"REC": "E11"}]},
        _decided("", "2025-06-01") | {"Episodes": [{"REC": "X1"}, {"REC": "E12"}]},
        {"PlacedAdoption": [_decision("2025-05-01", "2025-06-01"), _decision()], "Episodes": [{"REC": "E11"}]},
    ),
    passes=(
        _decided("2025-05-01") | {"Episodes": [{"REC": "E11"}]},
        _decided("2025-05-01", "2025-06-01", "RD1") | {"Episodes": [{"REC": "E4A"}]},
        {"PlacedAdoption": [_decision("2024-05-01", "2024-06-01"), _decision("2025-05-01")],
         "Episodes": [{"REC": "E11"}]},
    ),
)  # fmt: skip
def reversed_child_was_not_adopted(data: Data) -> pl.DataFrame:
    """Where one decision was reversed and a later one stands the child can be adopted; then nothing is asked."""
    return _reversed_at_last(data).filter(is_among(adopted(data)))


# --- Beside the episodes --------------------------------------------------------------------------------------------


_EPISODES = ("Episodes.DECOM", "Episodes.DEC", "Episodes.REC")


@rule(
    "117", ERROR,
    "A decision on placing the child for adoption is after the end of the year or after the child left care.",
    reads=(PLACED, CEASED, *_EPISODES), blames=(PLACED, CEASED),
    fails=(
        _decided("2026-04-01"), _decided("2025-05-01", "2026-04-01"),
        _decided("2025-06-02") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E4A")]},
        _decided("2025-05-01", "2025-06-02") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E11")]},
    ),
    passes=(
        _decided("2026-03-31"), _decided("2025-06-01") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E4A")]},
        _decided("2025-06-02") | {
            "Episodes": [episode("2024-05-01", "2025-05-01", REC="E4A"), episode("2025-06-01", RNE="S")],
        },
        _decided("2025-06-02") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="X1")]},
    ),
)  # fmt: skip
def decisions_while_in_care(data: Data) -> pl.DataFrame:
    """The child has left care where its last episode in the file ended and no other follows."""
    left = episodes_in_order(data).filter(is_last() & has_left()).select("child", left="DEC")
    latest = pl.max_horizontal("DATE_PLACED", "DATE_PLACED_CEASED")
    rows = data["PlacedAdoption"].join(left, on="child", how="left")
    return rows.filter((latest > data.year.last_day) | (latest > col("left")))


@rule(
    "118", ERROR,
    "The decision that the child should be placed for adoption was reversed before the year or before its care began.",
    reads=(CEASED, "Episodes.DECOM", "Episodes.LS"), blames=CEASED,
    fails=(
        _decided("2024-05-01", "2025-03-31"),
        _decided("2024-05-01", "2025-05-31") | {"Episodes": [episode("2025-06-01", LS="C2")]},
        _decided("2024-05-01", "2025-05-31") | {
            "Episodes": [episode("2025-04-01", LS="V3"), episode("2025-06-01", LS="C2")],
        },
        _decided("2024-05-01", "2025-05-31") | {"Episodes": [episode("2025-06-01")]},
    ),
    passes=(
        _decided("2024-05-01", "2025-04-01"), _decided("2024-05-01"),
        _decided("2024-05-01", "2025-05-31") | {"Episodes": [episode("2025-04-01"), episode("2025-06-01", LS="C2")]},
        _decided("2024-05-01", "2025-06-01") | {"Episodes": [episode("2025-06-01", LS="C2")]},
    ),
)  # fmt: skip
def end_in_time(data: Data) -> pl.DataFrame:
    """Short breaks are no care that a decision could belong to. An episode whose legal status is not told is taken to
    be none of them: 144 asks for it.
    """
    kept = data["Episodes"].filter(col("child").is_not_null() & is_in_care())
    rows = data["PlacedAdoption"].join(kept.group_by("child").agg(began=col("DECOM").min()), on="child", how="left")
    is_early = (col("DATE_PLACED_CEASED") < data.year.first_day) | (col("DATE_PLACED_CEASED") < col("began"))
    return rows.filter(is_early)


@rule(
    "1003", ERROR, "It was decided that the child should be placed for adoption before the child was looked after.",
    reads=(PLACED, "Episodes.DECOM", "Episodes.DEC", "Episodes.RNE"), blames=PLACED,
    fails=(
        _decided("2025-05-31") | {"Episodes": [episode("2025-06-01", RNE="S")]},
        _decided("2025-05-31") | {"Episodes": [episode("2025-07-01", RNE="P"), episode("2025-06-01", RNE="S")]},
    ),
    passes=(
        _decided("2025-06-01") | {"Episodes": [episode("2025-06-01", RNE="S")]},
        _decided("2025-05-31") | {"Episodes": [episode("2025-06-01", RNE="P")]},
        _decided("2025-05-31") | {"Episodes": [episode("2024-06-01", RNE="P"), episode("2025-06-01", RNE="S")]},
    ),
)  # fmt: skip
def decision_after_care_began(data: Data) -> pl.DataFrame:
    """The child's first start in the file counts, and only where no episode is before it: a decision may be of an
    earlier time in care.
    """
    began = episodes_in_order(data).filter(is_first() & (col("RNE") == "S")).select("child", began="DECOM")
    return data["PlacedAdoption"].join(began, on="child").filter(col("DATE_PLACED") < col("began"))


def _first(data: Data, column: str, codes: tuple[str, ...]) -> pl.DataFrame:
    """Each child's first episode that has one of the codes."""
    return in_order(data["Episodes"].filter(col(column).is_in(codes))).filter(is_first())


def _has_decision(code: str, column: str, codes: tuple[str, ...], message: str, until: str = "") -> None:
    """Where an episode says that the child was to be adopted there must be a decision."""
    one, *_, other = codes[0], codes[-1]

    def is_undecided(data: Data) -> pl.DataFrame:
        """Give the day in PlacedAdoption, or put the episode right. The child's first episode of that kind is named, as
        the decision has no row. A day that is there and cannot be read is told by 115.
        """
        decided = data["PlacedAdoption"].filter(data.is_told("PlacedAdoption", "DATE_PLACED"))
        return _first(data, column, codes).filter(~is_among(decided))

    rows = {"Episodes": [episode("2025-05-01") | {column: one}]}
    rule(
        code, ERROR, message, until=until,
        reads=(f"Episodes.{column}", "Episodes.DECOM", "Episodes.DEC", PLACED), blames=f"Episodes.{column}",
        fails=(
            rows, rows | _decided("", "2025-05-01"),
            {"Episodes": [episode("2025-05-01") | {column: other}]} | _decided("2025-05-01", CHILD="2"),
        ),
        passes=(rows | _decided("2025-05-01"), {"Episodes": [episode("2025-05-01", LS="C2", PLACE="U5")]}),
    )(is_undecided)  # fmt: skip


def _is_decided_before(code: str, column: str, codes: tuple[str, ...], message: str, until: str = "") -> None:
    """The child's first decision is not later than its first episode that says that it was to be adopted."""

    def is_late(data: Data) -> pl.DataFrame:
        """Of several decisions the first is compared, and with the first such episode in the file: where that began
        before the year there may have been an earlier decision that is not in the file either. The logic that is
        known speaks of a period of care, of which this asks nothing; another validator compares the last decision.
        """
        since = _first(data, column, codes).select("child", since="DECOM")
        first = _in_order(data).filter(is_first())
        return first.join(since, on="child").filter(col("DATE_PLACED") > col("since"))

    rows = {"Episodes": [episode("2025-06-01") | {column: codes[0]}, episode("2025-05-01") | {column: codes[-1]}]}
    rule(
        code, ERROR, message, until=until,
        reads=(f"Episodes.{column}", "Episodes.DECOM", "Episodes.DEC", PLACED), blames=PLACED,
        fails=(
            rows | _decided("2025-05-02"),
            rows | {"PlacedAdoption": [_decision("2025-07-01"), _decision("2025-05-20", "2025-06-01", "RD1")]},
        ),
        passes=(
            rows | _decided("2025-05-01"), rows | _decided(),
            rows | {"PlacedAdoption": [_decision("2025-07-01"), _decision("2025-04-20", "2025-06-01", "RD1")]},
            {"Episodes": [episode("2025-05-01", LS="C2", PLACE="U5")]} | _decided("2025-06-01"),
        ),
    )(is_late)  # fmt: skip


_has_decision(
    "551", "PLACE", FOR_ADOPTION, "The child was placed for adoption, and it is not told when that was decided."
)
_has_decision(
    "553", "LS", ("E1",), "There was a placement order, and no day of the decision to place for adoption is told."
)
_has_decision(
    "555",
    "LS",
    ("D1",),
    "There was a freeing order, and no day of the decision to place for adoption is told.",
    "2023-24",
)
_is_decided_before("552", "PLACE", FOR_ADOPTION, "The child was placed for adoption before that was decided.")
_is_decided_before(
    "554", "LS", ("E1",), "There was a placement order before it was decided to place the child for adoption."
)
_is_decided_before(
    "556", "LS", ("D1",), "There was a freeing order before it was decided to place the child for adoption.", "2023-24"
)


@rule(
    "557", ERROR,
    "The child left care and was not adopted, and it is not told when and why the decision to place it was reversed.",
    reads=(PLACED, CEASED, WHY, *_EPISODES, "Episodes.PLACE", "Episodes.LS"), blames="Episodes.REC",
    fails=(
        {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E4A", PLACE="A4")]},
        {
            "Episodes": [
                episode("2024-05-01", "2025-06-01", REC="X1", LS="E1"), episode("2025-06-01", "2025-08-01", REC="E45"),
            ],
        },
        _decided("2025-05-01") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E4A")]},
        _decided("2025-05-01", "2025-06-01") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E41")]},
        _decided("2025-05-01", why="RD4") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E41")]},
    ),
    passes=(
        _decided("2025-05-01", "2025-06-01", "RD4") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E4A")]},
        _decided("", "2025-06-01", "RD4")
        | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E4A", PLACE="A4", LS="E1")]},
        {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E11", PLACE="A4", LS="E1")]},
        _decided("2025-05-01") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E12")]},
        _decided("2025-05-01") | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="X1")]},
        _decided() | {"Episodes": [episode("2024-05-01", "2025-06-01", REC="E4A")]},
        _decided("2025-05-01") | {
            "Episodes": [episode("2024-05-01", "2025-04-10", REC="E4A"), episode("2025-04-15", RNE="S")],
        },
    ),
)  # fmt: skip
def decision_ends_with_care(data: Data) -> pl.DataFrame:
    """Give the day and the reason in PlacedAdoption: as the decision may have no row there, the child's last episode is
    named. The official list names the placement and the legal status, by which such a decision shows too: the child was
    placed for adoption, or was under a placement order.
    """
    left = episodes_in_order(data).filter(is_last() & has_left() & ~col("REC").is_in(ADOPTED))
    shows = data["Episodes"].filter(col("PLACE").is_in(FOR_ADOPTION) | (col("LS") == "E1"))
    is_ended = data.is_told("PlacedAdoption", "DATE_PLACED_CEASED") & col("REASON_PLACED_CEASED").is_not_null()
    decisions = data["PlacedAdoption"]
    stands = decisions.filter(data.is_told("PlacedAdoption", "DATE_PLACED") & ~is_ended)
    return left.filter(is_among(stands) | (is_among(shows) & ~is_among(decisions.filter(is_ended))))


# --- Beside last year -----------------------------------------------------------------------------------------------


def _last_year(data: Data) -> pl.DataFrame:
    """Last year's decisions that have a day and a child's identifier."""
    assert data.previous is not None  # noqa: S101 - whoever asks needs last year
    rows = data.previous["PlacedAdoption"]
    return rows.filter(col("CHILD").is_not_null() & col("DATE_PLACED").is_not_null())


@rule(
    "559", ERROR,
    "Before this year it was decided to place the child for adoption, and last year's return tells of no decision.",
    reads=(PLACED, "PlacedAdoption.CHILD"), blames=PLACED, needs=("previous",),
    fails=(
        _decided("2025-03-31") | {"previous": {}}, _decided("2024-05-01") | {"previous": _decided()},
        _decided("2024-05-01") | {"previous": _decided("2024-05-01", CHILD="2")},
    ),
    passes=(
        _decided("2025-04-01") | {"previous": {}}, _decided("2024-05-01") | {"previous": _decided("2024-05-01")},
        _decided("2024-05-01") | {"previous": _decided("2024-06-01")},
    ),
)  # fmt: skip
def earlier_decision_was_told(data: Data) -> pl.DataFrame:
    """Whether it is the same day is asked by 560."""
    early = data["PlacedAdoption"].filter(col("CHILD").is_not_null() & (col("DATE_PLACED") < data.year.first_day))
    return early.join(_last_year(data), on="CHILD", how="anti")


@rule(
    "560", ERROR,
    "The decision that the child should be placed for adoption is of another day than last year, when it stood.",
    reads=(PLACED, CEASED, WHY, "PlacedAdoption.CHILD"), blames=PLACED, needs=("previous",),
    fails=(
        _decided("2024-05-02") | {"previous": _decided("2024-05-01")},
        {
            "PlacedAdoption": [_decision("2024-05-02", "2025-05-01", "RD1"), _decision("2025-06-01")],
            "previous": _decided("2024-05-01"),
        },
    ),
    passes=(
        _decided("2024-05-01") | {"previous": _decided("2024-05-01")},
        _decided("2025-05-02") | {"previous": _decided("2024-05-01", "2024-08-01", "RD1")},
        _decided("2025-05-02") | {"previous": _decided("2024-05-01", "2024-08-01")},
        _decided("2025-05-02") | {"previous": _decided("2024-05-01", why="RD1")},
        _decided() | {"previous": _decided("2024-05-01")},
        {
            "PlacedAdoption": [_decision("2024-05-01", "2025-05-01", "RD1"), _decision("2025-06-01")],
            "previous": _decided("2024-05-01"),
        },
    ),
)  # fmt: skip
def decision_that_stood_is_the_same(data: Data) -> pl.DataFrame:
    """Where the child has several decisions this year one of them must be last year's; the first is blamed."""
    stood = _last_year(data).filter(col("DATE_PLACED_CEASED").is_null() & col("REASON_PLACED_CEASED").is_null())
    rows = _in_order(data)
    lost = stood.join(rows, on=["CHILD", "DATE_PLACED"], how="anti")
    return rows.filter(is_first()).join(lost, on="CHILD", how="semi")


def _reversed_last_year(data: Data) -> pl.DataFrame:
    rows = _last_year(data)
    return rows.filter(col("DATE_PLACED_CEASED").is_not_null() | col("REASON_PLACED_CEASED").is_not_null())


@rule(
    "561", ERROR,
    "The decision that the child should be placed for adoption is the one that, last year, was told to be reversed.",
    reads=(PLACED, CEASED, WHY, "PlacedAdoption.CHILD"), blames=PLACED, needs=("previous",),
    fails=(
        _decided("2024-05-01") | {"previous": _decided("2024-05-01", "2024-08-01", "RD1")},
        _decided("2024-05-01") | {"previous": _decided("2024-05-01", why="RD1")},
        _decided("2024-05-01") | {"previous": _decided("2024-05-01", "2024-08-01")},
    ),
    passes=(
        _decided("2024-05-01") | {"previous": _decided("2024-05-01")},
        _decided("2025-05-01") | {"previous": _decided("2024-05-01", "2024-08-01", "RD1")},
    ),
)  # fmt: skip
def reversed_decision_does_not_come_back(data: Data) -> pl.DataFrame:
    return data["PlacedAdoption"].join(_reversed_last_year(data), on=["CHILD", "DATE_PLACED"], how="semi")


@rule(
    "584", ERROR,
    "The decision that the child should be placed for adoption is earlier than the one that was reversed last year.",
    reads=(PLACED, CEASED, WHY, "PlacedAdoption.CHILD"), blames=PLACED, needs=("previous",),
    fails=(
        _decided("2024-04-30") | {"previous": _decided("2024-05-01", "2024-08-01", "RD1")},
        {
            "PlacedAdoption": [_decision("2025-05-01"), _decision("2024-04-30")],
            "previous": _decided("2024-05-01", why="RD1"),
        },
        _decided("2024-04-30") | {
            "previous": {"PlacedAdoption": [_decision("2022-05-01", why="RD1"), _decision("2024-05-01", why="RD1")]},
        },
    ),
    passes=(
        _decided("2024-05-01") | {"previous": _decided("2024-05-01", "2024-08-01", "RD1")},
        _decided("2024-08-01") | {"previous": _decided("2024-05-01", "2024-08-01", "RD1")},
        _decided("2024-04-30") | {"previous": _decided("2024-05-01")},
    ),
)  # fmt: skip
def new_decision_is_later(data: Data) -> pl.DataFrame:
    """The official wording speaks of another day; a later one is what a new decision must have, so an earlier one
    fails. The same day is told by 561.
    """
    reversed_on = _reversed_last_year(data).group_by("CHILD").agg(reversed_placed=col("DATE_PLACED").max())
    return data["PlacedAdoption"].join(reversed_on, on="CHILD").filter(col("DATE_PLACED") < col("reversed_placed"))
