"""What came of turning one return into another: its data, and what could not come with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tally.data import Data


@dataclass(frozen=True)
class Loss:
    """What of one column did not come with the data.

    Attributes:
        table, column: where it stands in what was converted; `column` is "" where whole rows are meant.
        rows: how many rows have a value there that was lost; never 0.
        reason: why, as a sentence for whoever sends the return.
    """

    table: str
    column: str
    rows: int
    reason: str


@dataclass(frozen=True)
class Converted:
    """The data in its new form, and what was lost on the way, in the order of the source's tables and columns."""

    data: Data
    losses: tuple[Loss, ...]


def lost(data: Data, table: str, column: str, reason: str) -> Iterable[Loss]:
    """The loss of a whole column: one, where it has a value in any row; none where it has no value."""
    rows = data[table][column].count() if column in data[table].columns else 0
    return [Loss(table, column, rows, reason)] if rows else []
