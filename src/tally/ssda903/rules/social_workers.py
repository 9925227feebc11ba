"""Which social workers did the child have, and when? The rules of the file SWEpisodes."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data, once
from tally.ssda903.rules.care import before, episode, is_first, is_in_care, is_last, is_open, last_in_care
from tally.ssda903.rules.common import ERROR, col, is_among, rule
from tally.ssda903.tables import FROM_SOCIAL_WORKERS

ID, FIRST, LAST, WHY = "SWEpisodes.SW_ID", "SWEpisodes.SW_DECOM", "SWEpisodes.SW_DEC", "SWEpisodes.SW_REASON"
#: From this day on it is asked why a child has another social worker.
REASONS_FROM = dt.date(2023, 4, 1)
#: So many days may lie between two social workers.
MOST_DAYS_BETWEEN = 5
#: So many days may lie between the end of one and the start of the next, before or after; asked since 2026-27.
MOST_DAYS_BESIDE = 7
#: Why a time with a social worker begins where none was: the child is new, or was referred again.
FIRST_CONTACT = "FCONTA"


def _worker(first: str = "", last: str = "", who: str = "SW1", why: str = "MANAGE", **others: str) -> dict[str, str]:
    """One row of an example's SWEpisodes; what is "" is not told."""
    return {"SW_DECOM": first, "SW_DEC": last, "SW_ID": who, "SW_REASON": why} | others


def _workers(*rows: dict[str, str]) -> dict[str, object]:
    return {"SWEpisodes": list(rows)}


#: What tells whether a child is looked after at the end of the year, and an example of either.
_CARE = ("Episodes.DECOM", "Episodes.DEC", "Episodes.LS")
_IN_CARE = {"Episodes": [episode("2024-05-01", LS="C2")]}
_LEFT = {"Episodes": [episode("2024-05-01", "2025-08-01", LS="C2")]}


def _one(*args: str, **others: str) -> dict[str, object]:
    """An example of one time with a social worker."""
    return _workers(_worker(*args, **others))


@once
def _in_order(data: Data) -> pl.DataFrame:
    """Each child's times with social workers by their first days; what has no child or no day has no place there."""
    placed = data["SWEpisodes"].filter(col("child").is_not_null() & col("SW_DECOM").is_not_null())
    return placed.sort("child", "SW_DECOM", "SW_DEC", "row", nulls_last=True)


@once
def _looked_after_at_the_end(data: Data) -> pl.DataFrame:
    """The last episode of each child who is looked after at the end of the year, short breaks apart."""
    return last_in_care(data).filter(is_open(data))


# --- Is all told? ---------------------------------------------------------------------------------------------------


@rule(
    "SW01aSTG1", ERROR, "Who the child's social worker was or from which day is missing.",
    since="2024-25", until="2025-26", reads=(ID, FIRST), blames=(ID, FIRST),
    fails=(_one("2023-03-31", who=""), _one(""), _workers(_worker("2023-03-31"), _worker("2022-03-31", who=""))),
    passes=(_one("2023-03-31", why=""), _one("2023-04-01", who=""), _one("31/02/2025")),
)  # fmt: skip
def early_time_is_told_whole(data: Data) -> pl.DataFrame:
    """Of times that began before 1 April 2023; later ones are asked about by SW01bSTG1. Where the first day is missing
    nobody knows which it is: that is told here alone. A day that cannot be read is told by SW04STG1. The newest list,
    for 2026-27, does not have this rule any more.
    """
    is_early = col("SW_DECOM") < REASONS_FROM
    return data["SWEpisodes"].filter((is_early & col("SW_ID").is_null()) | ~data.is_told("SWEpisodes", "SW_DECOM"))


@rule(
    "SW01bSTG1", ERROR, "Who the child's social worker was or why it was another one is missing.",
    since="2024-25", until="2025-26", reads=(ID, FIRST, WHY), blames=(ID, WHY),
    fails=(_one("2023-04-01", who=""), _one("2025-05-01", why="")),
    passes=(_one("2025-05-01"), _one("2023-03-31", who="", why=""), _one("", why="")),
)  # fmt: skip
def late_time_is_told_whole(data: Data) -> pl.DataFrame:
    """Of times that began on 1 April 2023 or later. A missing first day is told by SW01aSTG1. The newest list, for
    2026-27, does not have this rule any more.
    """
    is_late = col("SW_DECOM") >= REASONS_FROM
    return data["SWEpisodes"].filter(is_late & (col("SW_ID").is_null() | col("SW_REASON").is_null()))


@rule(
    "SW03STG1", ERROR, "Who the child's social worker was, from which day, or why it was another one is missing.",
    since=FROM_SOCIAL_WORKERS, until="2023-24", reads=(ID, FIRST, WHY), blames=(ID, FIRST, WHY),
    fails=(_one("2023-05-01", why=""), _one("2023-05-01", who=""), _one("")),
    passes=(_one("2023-05-01"), _one("31/02/2023")),
)  # fmt: skip
def time_is_told_whole(data: Data) -> pl.DataFrame:
    """A first day that cannot be read is told by SW04STG1."""
    is_missing = col("SW_ID").is_null() | col("SW_REASON").is_null() | ~data.is_told("SWEpisodes", "SW_DECOM")
    return data["SWEpisodes"].filter(is_missing)


@rule(
    "SW15STG2", ERROR, "Why the child had another social worker is missing.",
    since="2024-25", until="2024-25", reads=(FIRST, WHY), blames=WHY,
    fails=(_one("2023-04-01", why=""), _workers(_worker("2023-05-01"), _worker("2024-05-01", why=""))),
    passes=(_one("2024-05-01"), _one("2023-03-31", why=""), _one("", why="")),
)  # fmt: skip
def reason_is_told(data: Data) -> pl.DataFrame:
    """The list names 2024-25 as the year in which the rule was last defined and as the one in which it was deleted: it
    is taken to have been asked in that year and in no other.
    """
    return data["SWEpisodes"].filter((col("SW_DECOM") >= REASONS_FROM) & col("SW_REASON").is_null())


@rule(
    "SW02STG1", ERROR, "The social worker's number begins with something else than SW or XX.",
    since=FROM_SOCIAL_WORKERS, reads=(ID,), blames=ID,
    fails=(_one(who="12345"), _one(who="S W1"), _one(who="1SW")),
    passes=(_one(who="SW12345"), _one(who="xx1"), _one(who="")),
)  # fmt: skip
def number_begins_as_it_should(data: Data) -> pl.DataFrame:
    """Small letters are taken too. A missing number is told by other rules. How long it must be is not said; another
    validator wants four characters at least.
    """
    return data["SWEpisodes"].filter(~col("SW_ID").str.to_uppercase().str.contains("^(SW|XX)"))


# --- Are its days possible? -----------------------------------------------------------------------------------------


@rule(
    "SW06STG2", ERROR, "The time with the social worker starts after the end of the year.",
    since=FROM_SOCIAL_WORKERS, reads=(FIRST,), blames=FIRST,
    fails=(_one("2026-04-01"), _workers(_worker("2025-04-01"), _worker("2026-05-01"))),
    passes=(_one("2026-03-31"), _one("2019-05-01"), _one("")),
)  # fmt: skip
def starts_before_the_year_ends(data: Data) -> pl.DataFrame:
    """The official wording says within the year; a time that goes on from before it is in the file too, so only its
    end is asked about.
    """
    return data["SWEpisodes"].filter(col("SW_DECOM") > data.year.last_day)


@rule(
    "SW07STG2", ERROR, "The time with the social worker ended before last year or after the end of this one.",
    since=FROM_SOCIAL_WORKERS, reads=(LAST,), blames=LAST,
    fails=(_one("2020-05-01", "2024-03-31"), _one("2025-05-01", "2026-04-01")),
    passes=(_one("2020-05-01", "2024-04-01"), _one("2025-05-01", "2026-03-31"), _one("2025-05-01")),
)  # fmt: skip
def ends_in_time(data: Data) -> pl.DataFrame:
    """The official wording speaks of a reporting period of its own. It is taken to begin a year before the collection
    year, as the child's social workers of the whole year before are asked for (SW12STG2).
    """
    return data["SWEpisodes"].filter(~col("SW_DEC").is_between(data.year.before.first_day, data.year.last_day))


@rule(
    "SW09STG2", ERROR, "The time with the social worker lasted less than a day.",
    since=FROM_SOCIAL_WORKERS, reads=(FIRST, LAST), blames=(FIRST, LAST),
    fails=(_one("2025-05-01", "2025-05-01"), _one("2025-05-01", "2025-04-30")),
    passes=(_one("2025-05-01", "2025-05-02"), _one("2025-05-01"), _one("", "2025-05-01")),
)  # fmt: skip
def lasts_a_day(data: Data) -> pl.DataFrame:
    """One that ends before it starts fails too: until SW18STG2 came no other rule asked about it. Another validator
    finds fault with whatever is shorter than three days; the wording says a day.
    """
    return data["SWEpisodes"].filter(col("SW_DEC") <= col("SW_DECOM"))


def _is_ended(code: str, message: str, until: str = "") -> None:
    """Where another time follows, the one before it must have ended."""

    def is_open(data: Data) -> pl.DataFrame:
        """The earlier of the two is blamed. A day of its end that cannot be read is told by SW05STG1."""
        return _in_order(data).filter(~is_last() & ~data.is_told("SWEpisodes", "SW_DEC"))

    rule(
        code, ERROR, message, since=FROM_SOCIAL_WORKERS, until=until, reads=(FIRST, LAST), blames=LAST,
        fails=(
            _workers(_worker("2023-05-01"), _worker("2023-06-01")),
            _workers(_worker("2023-06-01", "2023-07-01"), _worker("2023-05-01")),
        ),
        passes=(
            _workers(_worker("2023-05-01", "2023-06-01"), _worker("2023-06-01")),
            _workers(_worker("2023-05-01"), _worker("2023-06-01", CHILD="2")), _one("2023-05-01"),
        ),
    )(is_open)  # fmt: skip


_is_ended("SW08STG2", "Another social worker follows, and it is not told when the time with this one ended.")
_is_ended("SW14STG2", "The last day with the social worker is missing, and another one follows.", until="2023-24")


@rule(
    "SW10STG2", ERROR, "The time with the social worker starts before the time with the one before has ended.",
    since=FROM_SOCIAL_WORKERS, reads=(FIRST, LAST), blames=FIRST,
    fails=(
        _workers(_worker("2025-05-01", "2025-06-02"), _worker("2025-06-01")),
        _workers(_worker("2025-06-01"), _worker("2025-05-02", "2025-05-03"), _worker("2025-05-01", "2025-07-01")),
    ),
    passes=(
        _workers(_worker("2025-05-01", "2025-06-01"), _worker("2025-06-01")),
        _workers(_worker("2025-05-01"), _worker("2025-06-01")),
        _workers(_worker("2025-05-01", "2025-06-02"), _worker("2025-06-01", CHILD="2")),
    ),
)  # fmt: skip
def times_do_not_overlap(data: Data) -> pl.DataFrame:
    """One before that has no end is told by SW08STG2. The wording allows for no overlap; the logic that another
    validator quotes lets seven days pass and does not ask of a first contact, as SW10aSTG2 does.
    """
    rows = _in_order(data)
    # A row without an end leaves a gap in the running maximum, so it is filled with the earlier ones'.
    until = col("SW_DEC").cum_max().forward_fill().shift(1).over("child")
    return rows.filter(col("SW_DECOM") < until)


def _starts_beside_the_one_before(data: Data, *, first_contact: bool) -> pl.DataFrame:
    """The times in order that have one before them with an end, `was`; those that start with a first contact or the
    others.
    """
    rows = _in_order(data).with_columns(was=before("SW_DEC"))
    is_first_contact = (col("SW_REASON") == FIRST_CONTACT).fill_null(False)
    return rows.filter(col("was").is_not_null() & (is_first_contact if first_contact else ~is_first_contact))


@rule(
    "SW10aSTG2", ERROR, "The time with the social worker does not start within a week of the end of the one before.",
    since="2026-27", reads=(FIRST, LAST, WHY), blames=FIRST,
    fails=(
        _workers(_worker("2026-05-01", "2026-06-01"), _worker("2026-06-09")),
        _workers(_worker("2026-06-01"), _worker("2026-05-01", "2026-06-09")),
        _workers(_worker("2026-05-01", "2026-06-01"), _worker("2026-06-09", why="")),
    ),
    passes=(
        _workers(_worker("2026-05-01", "2026-06-01"), _worker("2026-06-08")),
        _workers(_worker("2026-05-01", "2026-06-08"), _worker("2026-06-01")),
        _workers(_worker("2026-05-01", "2026-06-01"), _worker("2026-09-01", why="FCONTA")),
        _workers(_worker("2026-05-01"), _worker("2026-09-01")), _one("2026-05-01"),
    ),
)  # fmt: skip
def next_one_starts_in_time(data: Data) -> pl.DataFrame:
    """Not asked where the child came into contact for the first time or again: of that SW10bSTG2 asks. One before that
    has no end is told by SW08STG2. A start before that end fails by SW10STG2 too, however near it is. The list for
    2026-27 has this rule and does not say since when; another validator asks it of 2025-26 too.
    """
    days = (col("SW_DECOM") - col("was")).dt.total_days()
    return _starts_beside_the_one_before(data, first_contact=False).filter(days.abs() > MOST_DAYS_BESIDE)


@rule(
    "SW10bSTG2", ERROR,
    "The time with the social worker starts with a first contact before the time with the one before has ended.",
    since="2026-27", reads=(FIRST, LAST, WHY), blames=(FIRST, WHY),
    fails=(
        _workers(_worker("2026-05-01", "2026-06-02"), _worker("2026-06-01", why="FCONTA")),
        _workers(_worker("2026-06-01", why="FCONTA"), _worker("2026-05-01", "2026-06-01")),
    ),
    passes=(
        _workers(_worker("2026-05-01", "2026-06-01"), _worker("2026-06-02", why="FCONTA")),
        _workers(_worker("2026-05-01", "2026-06-02"), _worker("2026-06-01")), _one("2026-05-01", why="FCONTA"),
        _workers(_worker("2026-05-01"), _worker("2026-06-01", why="FCONTA")),
    ),
)  # fmt: skip
def first_contact_comes_after_an_end(data: Data) -> pl.DataFrame:
    """A first contact on the day of that end fails too: after a first contact or a referral the child was not known,
    so at least a day lies between. Since when it is asked is not said, as in SW10aSTG2.
    """
    return _starts_beside_the_one_before(data, first_contact=True).filter(col("SW_DECOM") <= col("was"))


@rule(
    "SW18STG2", ERROR, "The time with the social worker ends before it starts, or on the day on which it starts.",
    since="2026-27", reads=(FIRST, LAST), blames=(LAST, FIRST),
    fails=(_one("2026-05-02", "2026-05-01"), _one("2026-05-01", "2026-05-01")),
    passes=(_one("2026-05-01", "2026-05-02"), _one("2026-05-01"), _one("", "2026-05-01")),
)  # fmt: skip
def ends_after_it_starts(data: Data) -> pl.DataFrame:
    """The official message speaks of an end before the start alone; the logic that is known wants it to be later. So
    the same rows fail by SW09STG2. Since when it is asked is not said, as in SW10aSTG2.
    """
    return data["SWEpisodes"].filter(col("SW_DEC") <= col("SW_DECOM"))


@rule(
    "SW19STG2", ERROR, "Two times with a social worker start on the same day.",
    since="2026-27", reads=(FIRST,), blames=FIRST,
    fails=(
        _workers(_worker("2026-05-01", "2026-06-01"), _worker("2026-05-01", who="SW2")),
        _workers(_worker("2026-05-01"), _worker("2026-06-01"), _worker("2026-05-01")),
    ),
    passes=(
        _workers(_worker("2026-05-01"), _worker("2026-05-02")), _workers(_worker(""), _worker("")),
        _workers(_worker("2026-05-01"), _worker("2026-05-01", CHILD="2")),
    ),
)  # fmt: skip
def starts_are_different(data: Data) -> pl.DataFrame:
    """Both are told, as nobody knows which of them is wrong. Since when it is asked is not said, as in SW10aSTG2."""
    rows = data["SWEpisodes"].filter(col("child").is_not_null() & col("SW_DECOM").is_not_null())
    return rows.filter(pl.struct("child", "SW_DECOM").is_duplicated())


# --- Does it go on until the end of the year? -----------------------------------------------------------------------


@rule(
    "SW11aSTG2", ERROR, "The time with the social worker ended, and the next one is not within five days of that.",
    since=FROM_SOCIAL_WORKERS, until="2023-24", reads=(FIRST, LAST), blames=LAST,
    fails=(
        _workers(_worker("2023-05-01", "2023-06-01"), _worker("2023-06-07")),
        _workers(_worker("2023-05-01", "2023-06-10"), _worker("2023-06-04")),
    ),
    passes=(
        _workers(_worker("2023-05-01", "2023-06-01"), _worker("2023-06-06")), _one("2023-05-01", "2023-06-01"),
        _workers(_worker("2023-05-01", "2023-06-09"), _worker("2023-06-04")),
    ),
)  # fmt: skip
def next_one_follows_in_time(data: Data) -> pl.DataFrame:
    """The official wording is the same as that of SW11bSTG2. Here a next time is asked about that is too far away, and
    there one that is not told at all.
    """
    days = (before("SW_DECOM", -1) - col("SW_DEC")).dt.total_days()
    rows = _in_order(data)
    return rows.filter((col("SW_DEC") < data.year.last_day) & (days.abs() > MOST_DAYS_BETWEEN))


@rule(
    "SW11bSTG2", ERROR, "The time with the child's last social worker ended before 31 March, and no other follows.",
    since=FROM_SOCIAL_WORKERS, reads=(FIRST, LAST, *_CARE), blames=LAST,
    fails=(
        _IN_CARE | _one("2025-05-01", "2026-03-30"),
        _IN_CARE | _workers(_worker("2025-06-01", "2025-07-01"), _worker("2025-05-01", "2025-06-01")),
    ),
    passes=(
        _IN_CARE | _one("2025-05-01", "2026-03-31"), _IN_CARE | _one("2025-05-01"),
        _LEFT | _one("2025-05-01", "2025-08-01"),
        _IN_CARE | _workers(_worker("2025-06-01"), _worker("2025-05-01", "2025-06-01")),
    ),
)  # fmt: skip
def last_one_goes_on(data: Data) -> pl.DataFrame:
    """The official list names no other file. Whoever has left care may have no social worker any more, so only children
    who are looked after on that day are asked about.
    """
    is_ended = is_last() & (col("SW_DEC") < data.year.last_day)
    return _in_order(data).filter(is_ended & is_among(_looked_after_at_the_end(data)))


@rule(
    "SW17STG2", ERROR, "On 31 March the child had no social worker: the time with the last one has an end.",
    since="2025-26", reads=(FIRST, LAST, *_CARE), blames=(LAST, FIRST),
    fails=(
        _IN_CARE | _one("2025-05-01", "2026-03-31"),
        _IN_CARE | _workers(_worker("2025-06-01", "2025-07-01"), _worker("2025-05-01", "2025-06-01")),
    ),
    passes=(
        _IN_CARE | _one("2025-05-01"), _LEFT | _one("2025-05-01", "2025-08-01"),
        _IN_CARE | _workers(_worker("2025-06-01"), _worker("2025-05-01", "2025-06-01")),
    ),
)  # fmt: skip
def last_one_is_open(data: Data) -> pl.DataFrame:
    """An end on 31 March itself fails here, and not by SW11bSTG2. An end after the year is told by SW07STG2. As there,
    only children who are looked after on that day are asked about.
    """
    is_ended = is_last() & (col("SW_DEC") <= data.year.last_day)
    return _in_order(data).filter(is_ended & is_among(_looked_after_at_the_end(data)))


# --- Beside the episodes --------------------------------------------------------------------------------------------


@rule(
    "SW01STG1", ERROR, "The child is looked after on 31 March, and it is not told who its social worker was.",
    since=FROM_SOCIAL_WORKERS, until="2023-24", reads=(*_CARE, ID, FIRST), blames="Episodes.DEC",
    fails=(
        {"Episodes": [episode("2023-05-01", LS="C2")]},
        {"Episodes": [episode("2023-05-01", LS="C2")]} | _one("2023-05-01", who=""),
        {"Episodes": [episode("2023-05-01", LS="C2")]} | _one(""),
        {"Episodes": [episode("2023-05-01", LS="C2")]} | _one("2023-05-01", CHILD="2"),
    ),
    passes=(
        {"Episodes": [episode("2023-05-01", LS="C2")]} | _one("2023-05-01"),
        {"Episodes": [episode("2023-05-01", "2024-03-30", LS="C2")]}, {"Episodes": [episode("2023-05-01", LS="V4")]},
    ),
)  # fmt: skip
def looked_after_has_social_worker(data: Data) -> pl.DataFrame:
    told = data["SWEpisodes"].filter(col("SW_ID").is_not_null() & data.is_told("SWEpisodes", "SW_DECOM"))
    return _looked_after_at_the_end(data).filter(~is_among(told))


@rule(
    "SW12STG2", ERROR,
    "The child is looked after on 31 March, and its social workers are not told for all of its care in the year.",
    since=FROM_SOCIAL_WORKERS, reads=(*_CARE, FIRST), blames="Episodes.DECOM",
    fails=(
        {"Episodes": [episode("2025-05-01", LS="C2")]},
        {"Episodes": [episode("2020-05-01", LS="C2")]} | _one("2025-04-02"),
        {"Episodes": [episode("2025-05-01", LS="C2")]} | _one("2025-05-02"),
        {
            "Episodes": [episode("2025-05-01", "2025-05-20", LS="C1"), episode("2025-08-01", LS="C2")],
            "SWEpisodes": [_worker("2025-08-01")],
        },
    ),
    passes=(
        {"Episodes": [episode("2020-05-01", LS="C2")]} | _one("2025-04-01"),
        {"Episodes": [episode("2025-05-01", LS="C2")]} | _one("2025-05-01"),
        {"Episodes": [episode("2025-05-01", "2026-03-01", LS="C2")]}, {"Episodes": [episode("2025-05-01", LS="V3")]},
        {"Episodes": [episode("2020-05-01", LS="C2")]}
        | _workers(_worker("2025-09-01"), _worker("2025-04-01", "2025-09-01")),
        {"Episodes": [episode("2025-05-01", "2025-05-08", LS="V3"), episode("2025-06-01", LS="C2")]}
        | _one("2025-06-01"),
    ),
)  # fmt: skip
def social_workers_of_all_year(data: Data) -> pl.DataFrame:
    """The official wording asks for the whole year, be the child looked after in all of it or not. When the authority
    came to know the child is in no file, so only the child's care is compared: from its first day in the year on there
    must be a social worker. Give the social workers in SWEpisodes: the child's last episode is named, as a social
    worker who is not told has no row.
    """
    care = data["Episodes"].filter(col("child").is_not_null() & is_in_care())
    since = care.group_by("child").agg(since=pl.max_horizontal(col("DECOM").min(), data.year.first_day))
    told = data["SWEpisodes"].filter(col("child").is_not_null()).group_by("child").agg(told=col("SW_DECOM").min())
    rows = _looked_after_at_the_end(data)
    rows = rows.join(since, on="child").join(told, on="child", how="left")
    return rows.filter(col("told").is_null() | (col("told") > col("since")))


# --- Beside last year -----------------------------------------------------------------------------------------------


def _goes_on(code: str, column: str, values: tuple[str, str], what: str) -> None:
    """The first time of this year is the one that was open at the end of last year."""

    def is_other(data: Data) -> pl.DataFrame:
        """The list names 2024-25 as the year in which the rule was last defined and as the one in which it was deleted:
        it is taken to have been asked in that year, the first that has a year before it to compare with.
        """
        assert data.previous is not None  # noqa: S101 - it needs last year
        last = _in_order(data.previous).filter(is_last() & col("SW_DEC").is_null())
        rows = _in_order(data).filter(is_first())
        rows = rows.join(last.select("CHILD", was=column), on="CHILD")
        return rows.filter(col(column) != col("was"))

    def time(**others: str) -> dict[str, object]:
        return _workers(_worker("2023-05-01") | others)

    one, other = values
    rule(
        code, ERROR, f"{what} is another one than last year, when the time with the social worker was open.",
        since="2024-25", until="2024-25", needs=("previous",),
        reads=tuple(dict.fromkeys(("SWEpisodes.CHILD", FIRST, LAST, f"SWEpisodes.{column}"))),
        blames=f"SWEpisodes.{column}",
        fails=(
            time(**{column: other}) | {"previous": time(**{column: one})},
            _workers(_worker("2024-12-01"), _worker("2023-05-01", "2024-12-01") | {column: other})
            | {"previous": _workers(_worker("2022-05-01", "2023-05-01"), _worker("2023-05-01") | {column: one})},
        ),
        passes=(
            time(**{column: one}) | {"previous": time(**{column: one})},
            time(**{column: other}) | {"previous": time(**{column: one, "SW_DEC": "2024-03-01"})},
            time(**{column: other}) | {"previous": time(**{column: one, "CHILD": "2"})},
            _workers(
                _worker("2023-05-01", "2024-12-01") | {column: one}, _worker("2024-12-01", who="SW9", why="LEFTRL"),
            )
            | {"previous": time(**{column: one})},
        ),
    )(is_other)  # fmt: skip


_goes_on("SW16aSTG2", "SW_ID", ("SW1", "SW2"), "The child's first social worker")
_goes_on("SW16bSTG2", "SW_DECOM", ("2023-05-01", "2023-06-01"), "The first day with the child's first social worker")
_goes_on("SW16cSTG2", "SW_REASON", ("MANAGE", "OTHERS"), "The reason for the child's first social worker")
