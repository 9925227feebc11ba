"""Does a child's care, episode by episode, make one story? Days, reasons, legal statuses, and what last year told."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data, once
from tally.ssda903.rules.care import (  # fmt: skip
    ADOPTED,
    AGREED_BREAKS,
    EACH_BREAK,
    GOES_ON,
    after,
    before,
    days,
    episode,
    episodes,
    episodes_in_order,
    follows_on,
    has_left,
    is_first,
    is_last,
    numbered,
    opened_last_year,
    period_of_care,
)
from tally.ssda903.rules.common import ERROR, col, is_among, is_code, rule

E = "Episodes"
DECOM, DEC, RNE, REC, LS, CIN = (f"{E}.{name}" for name in ("DECOM", "DEC", "RNE", "REC", "LS", "CIN"))
#: Days of examples, in their order: one in the year before, three in the year.
LAST_YEAR, SPRING, SUMMER, AUTUMN = "2024-11-20", "2025-05-01", "2025-07-01", "2025-10-01"


# --- Days -----------------------------------------------------------------------------------------------------------


@rule(
    "353", ERROR, "The episode starts before 14 October 1991.", reads=(DECOM,), blames=DECOM,
    fails=(episodes(episode("1991-10-13")), episodes(episode(SPRING), episode("1891-05-01"))),
    passes=(episodes(episode("1991-10-14")), episodes(episode())),
)  # fmt: skip
def start_is_not_too_early(data: Data) -> pl.DataFrame:
    """On that day the Children Act 1989 came into force. Most often the year is a slip."""
    return data[E].filter(col("DECOM") < dt.date(1991, 10, 14))


@rule(
    "354", ERROR, "The episode starts after the end of the year.", reads=(DECOM,), blames=DECOM,
    fails=(episodes(episode("2026-04-01")), episodes(episode(SPRING), episode("2052-05-01"))),
    passes=(episodes(episode("2026-03-31")), episodes(episode())),
)  # fmt: skip
def start_is_in_time(data: Data) -> pl.DataFrame:
    """The official wording speaks of the last day, as that of 385 does; its field is the first, so that is asked."""
    return data[E].filter(col("DECOM") > data.year.last_day)


@rule(
    "385", ERROR, "The episode ends after the end of the year.", reads=(DEC,), blames=DEC,
    fails=(episodes(episode(SPRING, "2026-04-01")), episodes(episode(SPRING, SUMMER), episode(SUMMER, "2052-05-01"))),
    passes=(episodes(episode(SPRING, "2026-03-31")), episodes(episode(SPRING))),
)  # fmt: skip
def end_is_in_time(data: Data) -> pl.DataFrame:
    return data[E].filter(col("DEC") > data.year.last_day)


@rule(
    "355", ERROR, "The episode starts and ends on the same day.", reads=(DECOM, DEC), blames=(DECOM, DEC),
    fails=(episodes(episode(SPRING, SPRING)), episodes(episode(SPRING, SUMMER), episode(SUMMER, SUMMER))),
    passes=(episodes(episode("2025-05-01", "2025-05-02")), episodes(episode(SPRING), episode("", SPRING))),
)  # fmt: skip
def lasts_a_night(data: Data) -> pl.DataFrame:
    return data[E].filter(col("DEC") == col("DECOM"))


@rule(
    "356", ERROR, "The episode ends before it starts.", reads=(DECOM, DEC), blames=(DECOM, DEC),
    fails=(episodes(episode("2025-05-02", "2025-05-01")), episodes(episode(SPRING), episode(SUMMER, LAST_YEAR))),
    passes=(episodes(episode(SPRING, SPRING)), episodes(episode(SPRING), episode("", SPRING))),
)  # fmt: skip
def end_follows_start(data: Data) -> pl.DataFrame:
    return data[E].filter(col("DEC") < col("DECOM"))


@rule(
    "148", ERROR, "Of the last day of the episode and the reason why it ceased only one is told.",
    reads=(DEC, REC), blames=(DEC, REC),
    fails=(episodes(episode(SPRING, SUMMER)), episodes(episode(SPRING, REC="X1"), episode(SUMMER))),
    passes=(
        episodes(episode(SPRING, SUMMER, REC="E4A"), episode(AUTUMN)),
        episodes(episode(SPRING, "31/02/2026", REC="X1")),
    ),
)  # fmt: skip
def end_has_its_reason(data: Data) -> pl.DataFrame:
    """A day that is there and cannot be read is told by 147."""
    is_ended = data.is_told(E, "DEC")
    return data[E].filter(is_ended != col("REC").is_not_null())


@rule(
    "142", ERROR, "The child's next episode has started, and the last day of this one is missing.",
    reads=(DECOM, DEC), blames=(DEC, REC),
    fails=(
        episodes(episode(SPRING), episode(SUMMER)), episodes(episode(SUMMER, AUTUMN), episode(SPRING)),
        episodes(episode(SPRING), episode(SUMMER), episode(AUTUMN)),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER), episode(SUMMER)), episodes(episode(SPRING), episode(SUMMER, CHILD="2")),
        episodes(episode(SPRING, "31/06/2025"), episode(SUMMER)),
    ),
)  # fmt: skip
def ends_before_the_next(data: Data) -> pl.DataFrame:
    """An end without its reason is told by 148, a day that cannot be read by 147."""
    return episodes_in_order(data).filter(~data.is_told(E, "DEC") & ~is_last())


@rule(
    "501", ERROR, "The episode starts before the child's episode before it has ended.",
    reads=(DECOM, DEC), blames=DECOM,
    fails=(
        episodes(episode(SPRING, AUTUMN), episode(SUMMER)), episodes(episode(SUMMER), episode(SPRING, "2025-07-02")),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER), episode(SUMMER)),
        episodes(episode(SPRING, AUTUMN), episode(SUMMER, CHILD="2")), episodes(episode(SPRING), episode(SUMMER)),
    ),
)  # fmt: skip
def starts_after_the_one_before(data: Data) -> pl.DataFrame:
    """An episode before that has not ended at all is told by 142."""
    return episodes_in_order(data).filter(col("DECOM") < before("DEC"))


# --- Why an episode started and ended -------------------------------------------------------------------------------


@rule(
    "388", ERROR, "The episode ceased because another began on the same day, and there is none that did.",
    reads=(DECOM, DEC, REC), blames=REC,
    fails=(
        episodes(episode(SPRING, SUMMER, REC="X1")),
        episodes(episode(SPRING, SUMMER, REC="X1"), episode(AUTUMN)),
        episodes(episode(SPRING, SUMMER, REC="X1"), episode(SUMMER, CHILD="2")), episodes(episode(SPRING, REC="X1")),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER, REC="X1"), episode(SUMMER)),
        episodes(episode(SPRING, REC="X1"), episode(SUMMER)), episodes(episode(SPRING, SUMMER, REC="E4A")),
    ),
)  # fmt: skip
def has_a_continuation(data: Data) -> pl.DataFrame:
    """Where the last day is missing and another episode follows it may be that one; 142 tells that."""
    has_another = ~is_last() & (col("DEC").is_null() | (after("DECOM") == col("DEC")))
    return episodes_in_order(data).filter((col("REC") == GOES_ON) & ~has_another)


@rule(
    "431", ERROR, "The child is said to have started to be looked after on the day on which an episode ended.",
    reads=(DECOM, DEC, RNE), blames=(RNE, DECOM),
    fails=(
        episodes(episode(SPRING, SUMMER), episode(SUMMER, RNE="S")),
        episodes(episode(SUMMER, RNE="S"), episode(SPRING, SUMMER)),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER), episode(SUMMER, RNE="P")),
        episodes(episode(SPRING, SUMMER), episode("2025-07-02", RNE="S")),
        episodes(episode(SPRING, SUMMER), episode(SUMMER, RNE="S", CHILD="2")),
    ),
)  # fmt: skip
def start_of_care_is_a_start(data: Data) -> pl.DataFrame:
    return episodes_in_order(data).filter((col("RNE") == "S") & follows_on())


@rule(
    "432", ERROR,
    "The child had ceased to be looked after, and this episode is not said to be a new start of being looked after.",
    reads=(DECOM, DEC, REC, RNE), blames=RNE,
    fails=(
        episodes(episode(SPRING, SUMMER, REC="E4A"), episode(AUTUMN, RNE="P")),
        episodes(episode(AUTUMN, RNE="L"), episode(SPRING, SUMMER, REC="E8")),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER, REC="E4A"), episode(AUTUMN, RNE="S")),
        episodes(episode(SPRING, SUMMER, REC="X1"), episode(AUTUMN, RNE="P")),
        episodes(episode(SPRING, SUMMER), episode(AUTUMN, RNE="P")),
        episodes(episode(SPRING, SUMMER, REC="E4A"), episode(AUTUMN, RNE="P", CHILD="2")),
        episodes(episode(SPRING, SUMMER, REC="E99"), episode(SUMMER, RNE="P")),
    ),
)  # fmt: skip
def return_to_care_is_a_start(data: Data) -> pl.DataFrame:
    """A missing reason for the new episode is told by 143. A reason for the end that is no code does not say that the
    child left; 149 tells that.
    """
    rows = episodes_in_order(data).with_columns(left=has_left() & is_code(data, "REC", "REC"))
    return rows.filter(before("left").fill_null(False) & (col("RNE") != "S"))


@rule(
    "433", ERROR, "The episode is said to go on from another, and does not start on the day on which that ended.",
    reads=(DECOM, DEC, RNE), blames=(RNE, DECOM),
    fails=(
        episodes(episode(SPRING, SUMMER), episode(AUTUMN, RNE="P")),
        episodes(episode(SPRING, AUTUMN), episode(SUMMER, RNE="L")),
        *(episodes(episode(SPRING, SUMMER), episode(AUTUMN, RNE=reason)) for reason in ("T", "B", "U")),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER), episode(SUMMER, RNE="P")),
        episodes(episode(SPRING, SUMMER), episode(AUTUMN, RNE="S")), episodes(episode(SPRING, RNE="P")),
        episodes(episode(SPRING), episode(SUMMER, RNE="P")),
    ),
)  # fmt: skip
def continuation_follows_on(data: Data) -> pl.DataFrame:
    """An episode before that has no end is told by 142; a reason that is no code by 143."""
    is_continuation = col("RNE").is_in(["L", "P", "T", "B", "U"])
    return episodes_in_order(data).filter(is_continuation & (before("DEC") != col("DECOM")))


@rule(
    "357", ERROR, "The child's first episode is not said to be a start of being looked after.",
    reads=(DECOM, DEC, RNE), blames=RNE,
    fails=(
        episodes(episode("2025-04-01", RNE="P")), episodes(episode(SUMMER, RNE="S"), episode(SPRING, RNE="L")),
    ),
    passes=(
        episodes(episode("2025-03-31", RNE="P")), episodes(episode(SPRING, RNE="S"), episode(SUMMER, RNE="P")),
        episodes(episode(SPRING)),
    ),
)  # fmt: skip
def first_episode_is_a_start(data: Data) -> pl.DataFrame:
    """The first episode ever is asked about. One that began before the year may have others before it that this year's
    files do not hold, so only one that began in the year is looked at. A missing reason is told by 143.
    """
    rows = episodes_in_order(data)
    return rows.filter(is_first() & (col("DECOM") >= data.year.first_day) & (col("RNE") != "S"))


@rule(
    "437", ERROR, "The child is said to have died or to be 18 or over, and has another episode after that.",
    reads=(DECOM, DEC, REC), blames=REC,
    fails=(
        episodes(episode(SPRING, SUMMER, REC="E2"), episode(AUTUMN)),
        episodes(episode(AUTUMN), episode(SPRING, SUMMER, REC="E15")),
        episodes(episode(SPRING, SUMMER, REC="E17"), episode(SUMMER)),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER, REC="X1"), episode(SUMMER, AUTUMN, REC="E2")),
        episodes(episode(SPRING, SUMMER, REC="E2"), episode(AUTUMN, CHILD="2")),
        episodes(episode(SPRING, SUMMER, REC="E4A"), episode(AUTUMN)),
    ),
)  # fmt: skip
def end_is_the_last(data: Data) -> pl.DataFrame:
    """Put the reason right, or take out what follows it. The official wording names no codes. Taken are E2 (died), E15
    (found to be 18 or over) and E17 (turned 18); another validator takes the first two alone.
    """
    return episodes_in_order(data).filter(col("REC").is_in(["E2", "E15", "E17"]) & ~is_last())


@rule(
    "199", ERROR, "The child was adopted from care before this episode.",
    reads=("Episodes.CHILD", DECOM, DEC, REC), blames="Episodes.CHILD",
    fails=(
        episodes(episode(SPRING, SUMMER, REC="E11"), episode(AUTUMN)),
        episodes(episode(AUTUMN)) | {"previous": episodes(episode(LAST_YEAR, "2025-02-01", REC="E12"))},
    ),
    passes=(
        episodes(episode(SPRING, SUMMER), episode(SUMMER, AUTUMN, REC="E11")),
        episodes(episode(AUTUMN, CHILD="2")) | {"previous": episodes(episode(LAST_YEAR, "2025-02-01", REC="E12"))},
        episodes(episode(AUTUMN)) | {"previous": episodes(episode(LAST_YEAR, REC="X1"))},
    ),
)  # fmt: skip
def was_never_adopted(data: Data) -> pl.DataFrame:
    """Of years before, only the last is looked at, and that only where it was given."""
    rows = episodes_in_order(data).with_columns(adopted=col("REC").is_in(ADOPTED).fill_null(False).cast(pl.Int32))
    is_again = col("adopted").cum_sum().over("child") > col("adopted")
    if data.previous is not None:
        adopted = data.previous[E].filter(col("REC").is_in(ADOPTED))["CHILD"].drop_nulls().unique()
        is_again |= col("CHILD").is_in(adopted.implode())
    return rows.filter(is_again)


@rule(
    "504", ERROR, "The category of need is not the one with which the child's period of care started.",
    reads=(DECOM, DEC, RNE, CIN), blames=CIN,
    fails=(
        episodes(episode(SPRING, SUMMER, CIN="N1"), episode(SUMMER, CIN="N2")),
        episodes(episode(SUMMER, AUTUMN, CIN="N4"), episode(SPRING, SUMMER, CIN="N1"), episode(AUTUMN, CIN="N1")),
    ),
    passes=(
        episodes(episode(SPRING, SUMMER, CIN="N1"), episode(SUMMER, CIN="N1")),
        episodes(episode(SPRING, SUMMER, CIN="N1"), episode(AUTUMN, CIN="N2", RNE="S")),
        episodes(episode(SPRING, SUMMER, CIN="N1"), episode(SUMMER, CIN="N2", CHILD="2")),
        episodes(episode(SPRING, SUMMER, CIN="N1"), episode(SUMMER)),
    ),
)  # fmt: skip
def need_stays(data: Data) -> pl.DataFrame:
    """The category stays the same as long as the child is looked after, even where the reason for that changes. Where
    the period started before the year, the first episode of this year's file stands for its start. A missing category
    is told by 145.
    """
    rows = episodes_in_order(data).with_columns(period=period_of_care())
    return rows.filter(col("CIN") != col("CIN").first().over("period"))


@rule(
    "1012", ERROR, "The care leaver had no episode this year, and stands in a file that is not for care leavers.",
    reads=("OC3.CHILD", E, "PlacedAdoption", "Missing", "Reviews", "AD1", "PrevPerm", "OC2"), blames="OC3.CHILD",
    fails=(
        {"OC3": [{"IN_TOUCH": "YES"}], "Reviews": [{"REVIEW": SPRING}]},
        {"OC3": [{"IN_TOUCH": "YES"}], "OC2": [{"CONVICTED": "0"}], "Episodes": [episode(SPRING, CHILD="2")]},
        {"OC3": [{"IN_TOUCH": "YES"}], "Missing": [{"MISSING": "M"}]},
        {"OC3": [{"IN_TOUCH": "YES"}], "PlacedAdoption": [{"DATE_PLACED": SPRING}]},
        {"OC3": [{"IN_TOUCH": "YES"}], "AD1": [{"DATE_INT": SPRING}]},
        {"OC3": [{"IN_TOUCH": "YES"}], "PrevPerm": [{"PREV_PERM": "Z1"}]},
    ),
    passes=(
        {"OC3": [{"IN_TOUCH": "YES"}], "Reviews": [{"REVIEW": SPRING}], "Episodes": [episode(SPRING)]},
        {"OC3": [{"IN_TOUCH": "YES"}], "Reviews": [{"REVIEW": SPRING, "CHILD": "2"}]},
        {"Reviews": [{"REVIEW": SPRING}]},
    ),
)  # fmt: skip
def care_leaver_stands_alone(data: Data) -> pl.DataFrame:
    """The official wording speaks of all other data. Header is due for everybody, that a care leaver is no
    unaccompanied child is told by 1014, and the files on social workers have rules of their own; the other six are
    looked at. Blamed is the care leaver's row, as rows of several files cannot be. Another validator blames every row
    of these six whose child has no episode, be it a care leaver or not.
    """
    others = ("PlacedAdoption", "Missing", "Reviews", "AD1", "PrevPerm", "OC2")
    elsewhere = pl.concat([data[name]["child"] for name in others]).unique().implode()
    return data["OC3"].filter(col("child").is_in(elsewhere) & ~is_among(data[E]))


# --- Legal status ---------------------------------------------------------------------------------------------------


@rule(
    "445", ERROR, "The freeing order stands in an episode that started after December 2005, when there were none.",
    until="2023-24", reads=(LS, DECOM), blames=(LS, DECOM),
    fails=(
        episodes(episode("2006-01-01", LS="D1")),
        episodes(episode("2005-12-31", "2023-06-01", LS="D1"), episode("2023-06-01", LS="D1")),
    ),
    passes=(episodes(episode("2005-12-31", LS="D1")), episodes(episode("2006-01-01", LS="E1"), episode("", LS="D1"))),
)  # fmt: skip
def freeing_order_was_possible(data: Data) -> pl.DataFrame:
    """Freeing orders ended on 30 December 2005; the official wording speaks of the month, so its last day counts."""
    return data[E].filter((col("LS") == "D1") & (col("DECOM") > dt.date(2005, 12, 31)))


@rule(
    "446", ERROR, "The placement order stands in an episode that started before December 2005, when there were none.",
    reads=(LS, DECOM), blames=(LS, DECOM),
    fails=(
        episodes(episode("2005-11-30", LS="E1")),
        episodes(episode(SPRING, LS="E1"), episode("1999-05-01", LS="E1", CHILD="2")),
    ),
    passes=(episodes(episode("2005-12-01", LS="E1")), episodes(episode("2005-11-30", LS="C2"), episode("", LS="E1"))),
)  # fmt: skip
def placement_order_was_possible(data: Data) -> pl.DataFrame:
    """Placement orders began on 30 December 2005; the official wording speaks of the month, so its first day counts."""
    return data[E].filter((col("LS") == "E1") & (col("DECOM") < dt.date(2005, 12, 1)))


@rule(
    "451", ERROR, "The child is still under a freeing order, and none could be applied for since 30 December 2005.",
    until="2023-24", reads=(LS, DEC, REC), blames=(DEC, REC, LS),
    fails=(
        episodes(episode("2005-05-01", LS="D1")),
        episodes(episode("2005-05-01", "2023-06-01", LS="D1", REC="X1"), episode("2023-06-01", LS="D1")),
    ),
    passes=(
        episodes(episode("2005-05-01", "2023-06-01", LS="D1", REC="X1")), episodes(episode("2005-05-01", LS="C2")),
        episodes(episode("2005-05-01", "2023-06-01", LS="D1")), episodes(episode("2005-05-01", LS="D1", REC="X1")),
    ),
)  # fmt: skip
def is_freed_no_more(data: Data) -> pl.DataFrame:
    """Still freed is who has neither a last day nor a reason; where one is told and not the other, 148 tells that."""
    return data[E].filter((col("LS") == "D1") & col("DEC").is_null() & col("REC").is_null())


@rule(
    "426", ERROR, "The child has short breaks recorded one by one and others under an agreement, in the same year.",
    reads=(LS,), blames=LS,
    fails=(
        episodes(episode(SPRING, LS="V3"), episode(SUMMER, LS="V4")),
        episodes(episode(SPRING, LS="V4"), episode(SUMMER, LS="C2"), episode(AUTUMN, LS="V3")),
    ),
    passes=(
        episodes(episode(SPRING, LS="V3"), episode(SUMMER, LS="V3"), episode(AUTUMN, LS="V2")),
        episodes(episode(SPRING, LS="V3"), episode(SUMMER, LS="V4", CHILD="2")),
        episodes(episode(SPRING, LS="V3", CHILD=""), episode(SUMMER, LS="V4", CHILD="")),
    ),
)  # fmt: skip
def breaks_are_of_one_kind(data: Data) -> pl.DataFrame:
    """Every break of the child is blamed, as any of them may be the wrong one."""
    rows = data[E].filter(col("child").is_not_null() & col("LS").is_in([EACH_BREAK, AGREED_BREAKS]))
    return rows.filter(col("LS").n_unique().over("child") > 1)


@rule(
    "366", ERROR,
    "A short break that is recorded by itself begins with another reason than S, started to be looked after.",
    reads=(LS, RNE), blames=RNE,
    fails=(
        episodes(episode(SPRING, LS="V3", RNE="P")),
        episodes(episode(SPRING, LS="V3", RNE="S"), episode(SUMMER, LS="V3", RNE="L")),
    ),
    passes=(
        episodes(episode(SPRING, LS="V3", RNE="S")), episodes(episode(SPRING, LS="V4", RNE="P")),
        episodes(episode(SPRING, LS="V3")),
    ),
)  # fmt: skip
def break_has_one_placement(data: Data) -> pl.DataFrame:
    """Every short break that is recorded by itself must be a start, whatever else its reason tells. A missing reason is
    told by 143.
    """
    return data[E].filter((col("LS") == EACH_BREAK) & (col("RNE") != "S"))


def _lasts_at_most(code: str, status: str, most: int, what: str, doubt: str = "") -> None:
    """A legal status must not last for longer than some days."""
    start = dt.date(2025, 5, 1)
    middle, limit, over = (str(start + dt.timedelta(days=number)) for number in (1, most, most + 1))
    late = str(dt.date(2026, 3, 31) - dt.timedelta(days=most))

    def lasts_too_long(data: Data) -> pl.DataFrame:
        same = (col("LS") == before("LS")).fill_null(False)
        is_new = ~(same & follows_on()) | (col("RNE") == "S").fill_null(False)
        rows = episodes_in_order(data).with_columns(run=numbered(is_new), days=days(data.year.last_day))
        return rows.filter((col("LS") == status) & (col("days").sum().over("run") > most))

    lasts_too_long.__doc__ = (
        f"{doubt}Episodes of this status that follow one another without a new start count together, and all of them "
        "are blamed. An open one is counted until 31 March."
    )
    rule(
        code, ERROR, f"{what} for more than {most} days.",
        reads=(DECOM, DEC, RNE, LS), blames=(LS, DECOM, DEC),
        fails=(
            episodes(episode("2025-05-01", over, LS=status)), episodes(episode("2025-05-01", LS=status)),
            episodes(episode("2025-05-01", middle, LS=status), episode(middle, over, LS=status, RNE="P")),
        ),
        passes=(
            episodes(episode("2025-05-01", limit, LS=status)), episodes(episode("2025-05-01", over, LS="C2")),
            episodes(episode("2025-05-01", middle, LS=status), episode(middle, over, LS=status, RNE="S")),
            episodes(episode(late, LS=status)),
            episodes(episode("2025-05-01", limit, LS=status), episode(late, LS=status, RNE="L")),
            episodes(episode("2025-05-01", limit, LS=status), episode(limit, over, LS="C2", RNE="L")),
        ),
    )(lasts_too_long)  # fmt: skip


_lasts_at_most("361", "L1", 3, "The child was under police protection",
               "The limit is 72 hours; the files hold days, so three nights are taken for them. ")  # fmt: skip
_lasts_at_most("362", "L2", 21, "The child was under an emergency protection order")
_lasts_at_most("363", "L3", 7, "The child was under a child assessment order")
_lasts_at_most("364", "J2", 21, "The child was detained under the Police and Criminal Evidence Act",
               "The official wording names no limit; 21 days are taken, as practice is. ")  # fmt: skip
_lasts_at_most("365", EACH_BREAK, 17, "The child was on one short break")


@rule(
    "367", ERROR, "With this short break the child has had more than 75 days of short breaks in the year.",
    reads=(LS, DECOM, DEC), blames=(LS, DECOM, DEC),
    fails=(
        episodes(*(episode(f"2025-{month:02}-01", f"2025-{month:02}-17", LS="V3") for month in range(4, 9))),
        episodes(episode("2025-04-01", "2025-06-16", LS="V3")),
        episodes(episode("2026-01-14", LS="V3")),
    ),
    passes=(
        episodes(episode("2025-04-01", "2025-06-15", LS="V3"), episode("2025-07-01", "2025-07-17", LS="V4")),
        episodes(episode("2025-01-10", "2025-06-15", LS="V3")),
        episodes(
            episode("2025-04-01", "2025-06-15", LS="V3"), episode("2025-07-01", "2025-07-17", LS="V3", CHILD="2"),
        ),
    ),
)  # fmt: skip
def breaks_are_few(data: Data) -> pl.DataFrame:
    """The official wording speaks of any twelve months. The files hold one year, so days within it are counted; the
    break by which the limit is passed is blamed, and those after it.
    """
    start, end = data.year.first_day, data.year.last_day
    within = (col("DEC").fill_null(end).clip(upper_bound=end) - col("DECOM").clip(lower_bound=start)).dt.total_days()
    rows = episodes_in_order(data).filter(col("LS") == EACH_BREAK).with_columns(days=within.clip(0))
    return rows.filter(col("days").cum_sum().over("child") > 75)


# --- What last year told --------------------------------------------------------------------------------------------


@once
def _first_of_the_year(data: Data) -> pl.DataFrame:
    """The child's first episode of this year."""
    return episodes_in_order(data).filter(is_first())


_OPEN = {"previous": episodes(episode("2024-05-01", LAST_YEAR), episode(LAST_YEAR))}


@rule(
    "502", ERROR, "The child's first episode does not start on the day on which last year's open episode started.",
    needs=("previous",), reads=("Episodes.CHILD", DECOM, DEC), blames=DECOM,
    fails=(
        episodes(episode("2024-11-21")) | _OPEN, episodes(episode(SPRING), episode("2024-05-01", "2024-11-20")) | _OPEN,
    ),
    passes=(
        episodes(episode(SPRING), episode(LAST_YEAR, SPRING)) | _OPEN, episodes(episode(SPRING, CHILD="2")) | _OPEN,
        episodes(episode(SPRING)) | {"previous": episodes(episode("2024-05-01", LAST_YEAR))},
        episodes(episode(SPRING)) | {"previous": episodes(episode("2024-05-01"), episode(LAST_YEAR, "2025-02-01"))},
        episodes(episode(SPRING)) | {"previous": episodes(episode("2024-05-01", "31/02/2025"))},
    ),
)  # fmt: skip
def starts_as_last_year_told(data: Data) -> pl.DataFrame:
    """Last year's record ended with an open episode where the child's last episode there has no last day, readable or
    not. One before it that was left open by mistake is not looked at.
    """
    opened = opened_last_year(data).select("CHILD", told=col("DECOM"))
    return _first_of_the_year(data).join(opened, on="CHILD").filter(col("DECOM") != col("told"))


def _is_as_last_year_told(code: str, column: str, what: str, one: str, other: str) -> None:
    """What is told of the episode that was open at the end of last year must be the same this year."""

    def is_different(data: Data) -> pl.DataFrame:
        opened = opened_last_year(data).select("CHILD", "DECOM", told=col(column))
        # Ofsted's numbers begin with letters in part; small and capital ones are the same.
        is_other = col(column).str.to_uppercase().ne_missing(col("told").str.to_uppercase())
        if column == "PLACE":
            valid = data.collection.codes("PLACE").valid_in(data.year)
            is_other &= col("told").is_in(valid).fill_null(True)
            is_other &= ~((col("told") == "Z1") & col(column).str.starts_with("Z1")).fill_null(False)
        return _first_of_the_year(data).join(opened, on=["CHILD", "DECOM"]).filter(is_other)

    is_different.__doc__ = "Asked only where the first days agree; where they do not, 502 tells that."
    if column == "PLACE":
        is_different.__doc__ += " A placement whose code was given up or divided since last year may be told anew."

    def told(value: str, first: str = LAST_YEAR) -> dict[str, list[dict[str, str]]]:
        return episodes(episode(first, **{column: value}))

    rule(
        code, ERROR, f"{what} is not the one that last year told of the same open episode.", needs=("previous",),
        reads=("Episodes.CHILD", DECOM, DEC, f"{E}.{column}"), blames=f"{E}.{column}",
        fails=(
            told(one) | {"previous": told(other)}, told("") | {"previous": told(other)},
            *(
                [told("Z11") | {"previous": told("K2")}, told("U6") | {"previous": told("Z1")}]
                if column == "PLACE"
                else ()
            ),
        ),
        passes=(
            told(one) | {"previous": told(one)}, told(one) | {"previous": told(other, "2024-11-21")},
            told(one) | {"previous": episodes(episode(LAST_YEAR, "2025-02-01", **{column: other}))},
            episodes(episode(LAST_YEAR, **{column: one}), episode(SPRING, **{column: other}))
            | {"previous": told(one)},
            *([told("Z11") | {"previous": told("Z1")}] if column == "PLACE" else ()),
            told(one.lower()) | {"previous": told(one)},
            told(one)
            | {"previous": episodes(*(episode(LAST_YEAR, CHILD=child, **{column: value})
                                      for child, value in (("1", one), ("2", other))))},
        ),
    )(is_different)  # fmt: skip


_is_as_last_year_told("503A", "RNE", "The reason for the new episode", "S", "P")
_is_as_last_year_told("503B", "LS", "The legal status", "C2", "V2")
_is_as_last_year_told("503C", "CIN", "The category of need", "N1", "N4")
_is_as_last_year_told("503D", "PLACE", "The kind of placement", "U6", "K2")
_is_as_last_year_told("503E", "PLACE_PROVIDER", "The provider of the placement", "PR1", "PR4")
_is_as_last_year_told("503F", "URN", "The Ofsted number of the placement", "SC012345", "2128403")


@rule(
    "562", ERROR, "The episode started before the year, and last year told of no open episode of the child.",
    needs=("previous",), reads=("Episodes.CHILD", DECOM, DEC), blames=DECOM,
    fails=(
        episodes(episode(LAST_YEAR)) | {"previous": episodes(episode("2024-05-01", LAST_YEAR))},
        episodes(episode(SPRING), episode("2025-03-31", SPRING))
        | {"previous": episodes(episode("2024-05-01", LAST_YEAR), episode(LAST_YEAR, CHILD="2"))},
        episodes(episode(LAST_YEAR)) | {"previous": episodes(episode("2024-05-01"), episode(LAST_YEAR, "2025-02-01"))},
    ),
    passes=(
        episodes(episode(LAST_YEAR)) | _OPEN, episodes(episode(LAST_YEAR, CHILD="2")) | _OPEN,
        episodes(episode("2025-04-01")) | {"previous": episodes(episode("2024-05-01", LAST_YEAR))},
    ),
)  # fmt: skip
def was_open_last_year(data: Data) -> pl.DataFrame:
    """An open episode with another first day is told by 502, a child without any episode last year by NoE."""
    assert data.previous is not None  # noqa: S101 - it needs last year
    rows = _first_of_the_year(data).filter(col("DECOM") < data.year.first_day)
    rows = rows.join(data.previous[E].select("CHILD"), on="CHILD", how="semi")
    return rows.join(opened_last_year(data), on="CHILD", how="anti")


@rule(
    "NoE", ERROR, "The episode started before the year, and last year told of no episode of the child at all.",
    needs=("previous",), reads=("Episodes.CHILD", DECOM, DEC), blames=DECOM,
    fails=(
        episodes(episode(LAST_YEAR, CHILD="2")) | _OPEN,
        episodes(episode(SPRING, CHILD="2"), episode("2025-03-31", SPRING, CHILD="2"), episode(LAST_YEAR)) | _OPEN,
    ),
    passes=(
        episodes(episode(LAST_YEAR)) | _OPEN, episodes(episode("2025-04-01", CHILD="2")) | _OPEN,
        episodes(episode(LAST_YEAR)) | {"previous": episodes(episode("2024-05-01", "2024-06-01"))},
    ),
)  # fmt: skip
def was_there_last_year(data: Data) -> pl.DataFrame:
    assert data.previous is not None  # noqa: S101 - it needs last year
    rows = _first_of_the_year(data).filter(col("DECOM") < data.year.first_day)
    return rows.join(data.previous[E].select("CHILD"), on="CHILD", how="anti")
