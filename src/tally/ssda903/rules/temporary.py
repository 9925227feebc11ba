"""How long may a temporary placement last? One question, asked of each kind with its own length."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data
from tally.ssda903.rules.care import before, days, episode, episodes, episodes_in_order, follows_on, numbered
from tally.ssda903.rules.common import ERROR, col, rule

_START = dt.date(2025, 5, 1)


def _is_short(code: str, place: str, what: str, length: str, most: int) -> None:
    """A temporary placement of one kind lasts no more days than that."""

    def is_too_long(data: Data) -> pl.DataFrame:
        """One that is still open lasts until 31 March; of one whose last day cannot be read nobody knows how long it
        lasted, as 147 tells. Where only the legal status changes it is the same placement, as in 377; another validator
        asks each episode by itself.
        """
        goes_on = follows_on() & (before("PLACE") == place) & (col("RNE") == "L")
        rows = episodes_in_order(data).with_columns(placement=numbered(~goes_on.fill_null(False)))
        rows = rows.with_columns(DECOM=col("DECOM").first().over("placement"))
        is_too_late = (days(data.year.last_day) > most) & ~data.is_unread("Episodes", "DEC")
        return rows.filter((col("PLACE") == place) & is_too_late)

    def lasting(number: int, **others: str) -> dict[str, str]:
        end = _START + dt.timedelta(days=number)
        return episode(_START.isoformat(), end.isoformat(), **{"PLACE": place} | others)

    after_it = episode(lasting(most)["DEC"], lasting(most + 1)["DEC"], PLACE=place)
    rule(
        code, ERROR, f"A temporary placement {what} lasts longer than {length}.",
        reads=("Episodes.DECOM", "Episodes.DEC", "Episodes.PLACE", "Episodes.RNE"),
        blames=("Episodes.DECOM", "Episodes.PLACE"),
        fails=(
            episodes(lasting(most + 1)), episodes(lasting(most), lasting(200, PLACE=place.lower())),
            episodes(episode("2026-01-01", PLACE=place)), episodes(lasting(most), after_it | {"RNE": "L"}),
        ),
        passes=(
            episodes(lasting(most)), episodes(lasting(most + 1, PLACE="U6")),
            episodes(episode("2026-03-30", PLACE=place)), episodes(episode("", "2026-03-30", PLACE=place)),
            episodes(episode("2025-05-01", "31/06/2025", PLACE=place)),
            episodes(lasting(most), after_it | {"RNE": "P"}),
            episodes(lasting(most, PLACE="U6"), after_it | {"RNE": "L"}),
            episodes(lasting(most), after_it | {"RNE": "L", "CHILD": "2"}),
            episodes(lasting(most), episode("2025-09-01", "2025-09-02", PLACE=place, RNE="L")),
        ),
    )(is_too_long)  # fmt: skip


_is_short("375", "T1", "in hospital", "six weeks", 42)
_is_short("376", "T3", "during the foster carer's holiday", "three weeks", 21)
_is_short("379", "T4", "for a reason that is not told", "seven days", 7)
