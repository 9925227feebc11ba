"""Which section 47 enquiries were there, and what came of them? The rules of their module.

A date of the initial conference can stand at an enquiry or at the episode itself. The rules of this module look at the
one that stands at the enquiry, as the department places them there; where both count, the rule says so. A conference
whose day cannot be read was held; the form of the return tells of the day.
"""

from __future__ import annotations

import polars as pl

from tally.calendar import working_day_before
from tally.cin.rules.common import ERROR, QUERY, col, in_year, is_open, rule
from tally.data import Data

_START, _CONFERENCE = "Section47.S47ActualStartDate", "Section47.DateOfInitialCPC"
_NOT_REQUIRED, _TARGET = "Section47.ICPCnotRequired", "Section47.InitialCPCtarget"


def _enquiry(start: str | None = None, conference: str | None = None, **more: object) -> dict[str, object]:
    found = {"S47ActualStartDate": start, "DateOfInitialCPC": conference}
    return {**{name: value for name, value in found.items() if value}, **more}


def _enquired(*enquiries: dict[str, object], **episode: object) -> dict[str, object]:
    """A child with one episode and these enquiries."""
    return {"CINdetails": [{**episode, "Section47": list(enquiries)}]}


def _waits(data: Data) -> pl.Expr:
    """Whether an enquiry has no conference."""
    return is_open(data, "Section47", "DateOfInitialCPC")


def _is_weekend(column: str) -> pl.Expr:
    return col(column).dt.weekday() > 5


@rule(
    "1104", ERROR, "The initial child protection conference is before the referral.",
    reads=(_CONFERENCE, "CINdetails.CINreferralDate"), blames=_CONFERENCE,
    fails=(
        _enquired(_enquiry("2025-05-01", "2025-04-30"), CINreferralDate="2025-05-01"),
        _enquired(_enquiry(None, "2025-05-01"), _enquiry(None, "2024-05-01"), CINreferralDate="2025-05-01"),
    ),
    passes=(
        _enquired(_enquiry(None, "2025-05-01"), CINreferralDate="2025-05-01"),
        _enquired(_enquiry(None, "2025-05-01")),
        _enquired(_enquiry("2025-04-01"), CINreferralDate="2025-05-01"),
    ),
)  # fmt: skip
def conference_follows_referral(data: Data) -> pl.DataFrame:
    """The official wording would also fit a conference recorded at the episode. The rule stands in the module on
    enquiries and is applied there by every peer, so it is here.
    """
    rows = data.view("Section47", "CINdetails.CINreferralDate")
    return rows.filter(col("DateOfInitialCPC") < col("CINreferralDate"))


@rule(
    "2884", ERROR, "The same initial child protection conference is recorded at the enquiry and at the episode.",
    reads=(_CONFERENCE, "CINdetails.DateOfInitialCPC"), blames=_CONFERENCE,
    fails=(
        _enquired(_enquiry(None, "2025-05-01"), DateOfInitialCPC="2025-05-01"),
        _enquired(_enquiry(None, "2025-04-01"), _enquiry(None, "2025-05-01"), DateOfInitialCPC="2025-05-01"),
    ),
    passes=(
        _enquired(_enquiry(None, "2025-05-02"), DateOfInitialCPC="2025-05-01"),
        _enquired(_enquiry("2025-05-01"), DateOfInitialCPC="2025-05-01"),
        {"CINdetails": [{"DateOfInitialCPC": "2025-05-01"}, {"Section47": [_enquiry(None, "2025-05-01")]}]},
    ),
)  # fmt: skip
def conference_is_recorded_once(data: Data) -> pl.DataFrame:
    """There is no official logic. Two dates in one episode are two conferences; one date twice is one that is recorded
    twice. A peer compares across episodes of a child and so blames enquiries of another referral.
    """
    rows = data.view("Section47", "CINdetails.DateOfInitialCPC")
    return rows.filter(col("DateOfInitialCPC") == col("CINdetails.DateOfInitialCPC"))


@rule(
    "2889", ERROR, "The section 47 enquiry starts before the referral.",
    reads=(_START, "CINdetails.CINreferralDate"), blames=_START,
    fails=(
        _enquired(_enquiry("2025-04-30"), CINreferralDate="2025-05-01"),
        _enquired(_enquiry("2025-05-01"), _enquiry("2020-05-01"), CINreferralDate="2025-05-01"),
    ),
    passes=(
        _enquired(_enquiry("2025-05-01"), CINreferralDate="2025-05-01"), _enquired(_enquiry("2025-05-01")),
        _enquired({}, CINreferralDate="2025-05-01"),
    ),
)  # fmt: skip
def enquiry_follows_referral(data: Data) -> pl.DataFrame:
    rows = data.view("Section47", "CINdetails.CINreferralDate")
    return rows.filter(col("S47ActualStartDate") < col("CINreferralDate"))


@rule(
    "8615", ERROR, "The enquiry has a conference but no start, or starts after its conference.",
    reads=(_START, _CONFERENCE), blames=(_START, _CONFERENCE),
    fails=(
        _enquired(_enquiry(None, "2025-05-01")),
        _enquired(_enquiry("2025-05-01", "2025-05-01"), _enquiry("2025-05-02", "2025-05-01")),
    ),
    passes=(
        _enquired(_enquiry("2025-05-01", "2025-05-01")), _enquired(_enquiry("2025-05-01", "2025-05-09")),
        _enquired(_enquiry("2025-05-01")), _enquired({}),
    ),
)  # fmt: skip
def enquiry_precedes_its_conference(data: Data) -> pl.DataFrame:
    return data["Section47"].filter(
        col("DateOfInitialCPC").is_not_null()
        & (col("S47ActualStartDate").is_null() | (col("S47ActualStartDate") > col("DateOfInitialCPC")))
    )


@rule(
    "8675Q", QUERY,
    "The enquiry started over 15 working days before the census year ends and has no conference. Give it, or say why.",
    reads=(_START, _CONFERENCE, _NOT_REQUIRED), blames=_CONFERENCE,
    fails=(
        _enquired(_enquiry("2026-03-09", ICPCnotRequired="0")),
        _enquired(_enquiry("2026-03-30", ICPCnotRequired="0"), _enquiry("2025-05-01", ICPCnotRequired="false")),
    ),
    passes=(
        _enquired(_enquiry("2026-03-10", ICPCnotRequired="0")),
        _enquired(_enquiry("2026-03-09", "2026-03-20", ICPCnotRequired="0")),
        _enquired(_enquiry("2026-03-09", "20 March 2026", ICPCnotRequired="0")),
        _enquired(_enquiry("2026-03-09", ICPCnotRequired="1")),
        _enquired(_enquiry("2026-03-09")), _enquired(_enquiry(ICPCnotRequired="0")),
    ),
)  # fmt: skip
def conference_follows_in_time(data: Data) -> pl.DataFrame:
    """Bank holidays are no working days, so in a year with an early Easter the last day to start on is earlier. An
    enquiry that does not say whether a conference is required is left to the form of the return.
    """
    last = working_day_before(data.year.last_day, 15)
    return data["Section47"].filter(_waits(data) & ~col("ICPCnotRequired") & (col("S47ActualStartDate") < last))


@rule(
    "8715", ERROR, "The initial child protection conference is not in the census year.",
    reads=(_CONFERENCE,), blames=_CONFERENCE,
    fails=(_enquired(_enquiry("2025-03-02", "2025-03-31")), _enquired(_enquiry("2026-03-02", "2026-04-01"))),
    passes=(
        _enquired(_enquiry("2025-03-02", "2025-04-01")), _enquired(_enquiry("2025-05-02", "2026-03-31")),
        _enquired(_enquiry("2024-05-02")), _enquired(DateOfInitialCPC="2024-05-02"),
    ),
)  # fmt: skip
def conference_is_in_the_year(data: Data) -> pl.DataFrame:
    """Asked of conferences at an enquiry, not of those at the episode: see 1104."""
    return data["Section47"].filter(~in_year(data, "DateOfInitialCPC"))


@rule(
    "8740", ERROR, "The enquiry still waits for its conference and did not start in the census year.",
    reads=(_START, _CONFERENCE, _NOT_REQUIRED), blames=_START,
    fails=(
        _enquired(_enquiry("2025-03-31", ICPCnotRequired="0")),
        _enquired(_enquiry("2025-05-01", ICPCnotRequired="0"), _enquiry("2026-04-01", ICPCnotRequired="false")),
    ),
    passes=(
        _enquired(_enquiry("2025-04-01", ICPCnotRequired="0"), _enquiry("2026-03-31", ICPCnotRequired="0")),
        _enquired(_enquiry("2025-03-31", "2025-04-09", ICPCnotRequired="0")),
        _enquired(_enquiry("2025-03-31", "9 April 2025", ICPCnotRequired="0")),
        _enquired(_enquiry("2025-03-31", ICPCnotRequired="1")),
        _enquired(_enquiry("2025-03-31")), _enquired(_enquiry(ICPCnotRequired="0")),
    ),
)  # fmt: skip
def waiting_enquiry_started_in_the_year(data: Data) -> pl.DataFrame:
    """An enquiry that does not say whether a conference is required, or has no start, is left to the form of the
    return, where both must stand.
    """
    return data["Section47"].filter(_waits(data) & ~col("ICPCnotRequired") & ~in_year(data, "S47ActualStartDate"))


@rule(
    "8839", ERROR, "The episode has more than one section 47 enquiry that still waits for its conference.",
    reads=(_CONFERENCE, _NOT_REQUIRED), blames=_CONFERENCE,
    fails=(
        _enquired(_enquiry("2025-05-01", ICPCnotRequired="0"), _enquiry("2025-06-01", ICPCnotRequired="false")),
        _enquired(_enquiry("2025-05-01"), _enquiry("2025-06-01", "2025-06-09"), _enquiry("2025-07-01")),
    ),
    passes=(
        _enquired(_enquiry("2025-05-01", ICPCnotRequired="1"), _enquiry("2025-06-01", ICPCnotRequired="0")),
        _enquired(_enquiry("2025-05-01", "2025-05-09"), _enquiry("2025-06-01", ICPCnotRequired="0")),
        _enquired(_enquiry("2025-05-01", "9 May 2025"), _enquiry("2025-06-01", ICPCnotRequired="0")),
        _enquired(_enquiry("2025-05-01", ICPCnotRequired="true"), _enquiry("2025-06-01", ICPCnotRequired="1")),
        {"CINdetails": [{"Section47": [_enquiry("2025-05-01")]}, {"Section47": [_enquiry("2025-06-01")]}]},
    ),
)  # fmt: skip
def one_open_enquiry(data: Data) -> pl.DataFrame:
    """The first half of the official logic would count every enquiry without a conference, also those that need none.
    The message speaks of open enquiries, so one that needs no conference is not counted; one that does not say whether
    it needs one is.
    """
    waiting = _waits(data) & ~col("ICPCnotRequired").fill_null(False)
    return data["Section47"].filter(waiting).filter(col("parent").is_duplicated())


@rule(
    "8870Q", QUERY, "The target for the initial conference is a Saturday or Sunday. Correct it, or say why it is so.",
    reads=(_TARGET,), blames=_TARGET,
    fails=(_enquired({"InitialCPCtarget": "2025-05-03"}), _enquired({}, {"InitialCPCtarget": "2025-05-04"})),
    passes=(
        _enquired({"InitialCPCtarget": "2025-05-02"}), _enquired({"InitialCPCtarget": "2025-05-05"}), _enquired({}),
    ),
)  # fmt: skip
def target_is_no_weekend(data: Data) -> pl.DataFrame:
    """Bank holidays are not asked about: 5 May 2025 was one, and passes."""
    return data["Section47"].filter(_is_weekend("InitialCPCtarget"))


@rule(
    "8875", ERROR, "The initial child protection conference is on a Saturday or Sunday.",
    reads=(_CONFERENCE,), blames=_CONFERENCE,
    fails=(_enquired(_enquiry(None, "2025-05-03")), _enquired(_enquiry(), _enquiry("2025-05-01", "2025-05-04"))),
    passes=(
        _enquired(_enquiry(None, "2025-05-02")), _enquired(_enquiry(None, "2025-05-05")), _enquired(_enquiry()),
        _enquired(DateOfInitialCPC="2025-05-03"),
    ),
)  # fmt: skip
def conference_is_no_weekend(data: Data) -> pl.DataFrame:
    """Asked of conferences at an enquiry, not of those at the episode: see 1104. Bank holidays pass."""
    return data["Section47"].filter(_is_weekend("DateOfInitialCPC"))
