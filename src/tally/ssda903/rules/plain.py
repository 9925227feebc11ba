"""Is each value what it should be by itself? The rules that ask no more than a code, a day, or one and the same child.

There are dozens of one kind, so each kind is written once and each rule is one line of its facts.
"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.rules import Example
from tally.ssda903.rules.common import ERROR, col, is_among, is_code, is_wrong_code, rule

# --- Codes ----------------------------------------------------------------------------------------------------------


def _code(code: str, where: str, what: str, *, good: tuple[str, str], is_required: bool, since: str = "") -> None:
    """A value that must be one of its code set; where it is required it must be there too."""
    table, _, column = where.partition(".")
    said = "is missing or is" if is_required else "is"
    blank: Example = {table: [{column: good[0]}, {"CHILD": "2"}]}
    wrong: Example = {table: [{column: "??"}]}

    def is_wrong(data: Data) -> pl.DataFrame:
        asked = ~is_code(data, column, column) if is_required else is_wrong_code(data, column, column)
        return data[table].filter(asked)

    is_wrong.__doc__ = (
        "The official wording speaks of a code that is not valid. A missing one fails too: no other rule asks for it."
        if is_required
        else "A missing one is not asked about here."
    )
    rule(
        code, ERROR, f"{what} {said} no code of this year.", reads=(where,), blames=where, since=since,
        fails=(wrong, blank if is_required else {table: [{column: good[0]}, {column: "Z9Z"}]}),
        passes=({table: [{column: good[0]}]}, {table: [{column: good[1].lower()}]}),
    )(is_wrong)  # fmt: skip


_code("143", "Episodes.RNE", "The reason for the new episode", good=("S", "P"), is_required=True)
_code("144", "Episodes.LS", "The legal status", good=("C2", "V2"), is_required=True)
_code("145", "Episodes.CIN", "The category of need", good=("N1", "N8"), is_required=True)
_code("146", "Episodes.PLACE", "The kind of placement", good=("U6", "K2"), is_required=True)
_code("149", "Episodes.REC", "The reason why the episode ceased", good=("X1", "E4A"), is_required=False)
_code("1009", "Episodes.REASON_PLACE_CHANGE", "The reason for the change of placement", good=("CARPL", "OTHER"),
      is_required=False)  # fmt: skip
_code("167", "Reviews.REVIEW_CODE", "How the child took part in the review", good=("PN1", "PN7"), is_required=True)
_code("196", "OC2.SDQ_REASON", "The reason why there is no score of strengths and difficulties",
      good=("SDQ1", "SDQ5"), is_required=False)  # fmt: skip
_code("131", "OC3.IN_TOUCH", "Whether the authority is in touch with the care leaver", good=("YES", "RHOM"),
      is_required=False)  # fmt: skip
_code("132", "OC3.ACTIV", "The care leaver's activity", good=("F1", "0"), is_required=False)
_code("133", "OC3.ACCOM", "The care leaver's accommodation", good=("B1", "X2"), is_required=False)
_code("176", "AD1.SEX_ADOPTR", "The sex of the adopters", good=("MF", "F1"), is_required=False)
_code("177", "AD1.LS_ADOPTR", "The legal status of the adopters", good=("L0", "L12"), is_required=False)
_code("120", "PlacedAdoption.REASON_PLACED_CEASED", "The reason for placing the child for adoption no more",
      good=("RD1", "RD4"), is_required=False)  # fmt: skip
_code("631", "PrevPerm.PREV_PERM", "The kind of permanent home that the child had before", good=("P1", "Z1"),
      is_required=False)  # fmt: skip
_code("1006", "Missing.MISSING", "Whether the child was missing or away", good=("M", "A"), is_required=False)
_code("SW13STG1", "SWEpisodes.SW_REASON", "The reason for the change of social worker", good=("MANAGE", "OTHERS"),
      is_required=False, since="2023-24")  # fmt: skip


# --- Days -----------------------------------------------------------------------------------------------------------


def _day(code: str, where: str, what: str, *, is_required: bool = False, since: str = "") -> None:
    """A value that must be a day; where it is required it must be there too."""
    table, _, column = where.partition(".")

    def is_no_day(data: Data) -> pl.DataFrame:
        return data[table].filter(col(column).is_null() if is_required else data.is_unread(table, column))

    if is_required:
        is_no_day.__doc__ = "A missing day fails too: no other rule asks for it."
    last: Example = {table: [{column: "01/05/2025"}, {column: "" if is_required else "2025"}]}
    rule(
        code, ERROR, f"{what} {'is missing or is' if is_required else 'is'} no day.", reads=(where,), blames=where,
        since=since, fails=({table: [{column: "31/02/2025"}]}, last),
        passes=(
            {table: [{column: "28/02/2025"}, {column: "1/5/2025"}]},
            {table: [{column: "2025-05-01"}, {"CHILD": "2", column: "01/05/2025" if is_required else ""}]},
        ),
    )(is_no_day)  # fmt: skip


_day("141", "Episodes.DECOM", "The first day of the episode", is_required=True)
_day("147", "Episodes.DEC", "The last day of the episode")
_day("166", "Reviews.REVIEW", "The day of the review", is_required=True)
_day("171", "Header.MC_DOB", "The date of birth of the mother's child")
_day("104", "UASC.DUC", "The day on which the child ceased to be an unaccompanied asylum seeker")
_day("112", "AD1.DATE_INT", "The day of the decision that the child should be placed for adoption")
_day("113", "AD1.DATE_MATCH", "The day on which the child was matched with adopters")
_day("115", "PlacedAdoption.DATE_PLACED", "The day of the decision that the child should be placed for adoption")
_day("116", "PlacedAdoption.DATE_PLACED_CEASED",
     "The day of the decision that the child should not be placed for adoption any more")  # fmt: skip
_day("1004", "Missing.MIS_START", "The day from which the child was missing or away")
_day("1005", "Missing.MIS_END", "The day until which the child was missing or away")
_day("SW04STG1", "SWEpisodes.SW_DECOM", "The first day with the social worker", since="2023-24")
_day("SW05STG1", "SWEpisodes.SW_DEC", "The last day with the social worker", since="2023-24")
_day("700", "DoLo.DOLO_START", "The first day under the order", is_required=True, since="2026-27")
_day("701", "DoLo.DOLO_END", "The last day under the order", since="2026-27")


# --- The same child in every file -----------------------------------------------------------------------------------


def _is_known(code: str, table: str) -> None:
    """Whoever stands in a file must stand in Header."""

    def is_unknown(data: Data) -> pl.DataFrame:
        """A row without an identifier is told as a fault of form."""
        return data[table].filter(~is_among(data["Header"]))

    rule(
        code, ERROR, f"The child stands in {table} and not in Header.",
        reads=(f"{table}.CHILD", "Header.CHILD"), blames=f"{table}.CHILD",
        fails=(
            {"Header": [{"CHILD": "1"}], table: [{"CHILD": "2"}]},
            {"Header": [{"CHILD": "1"}], table: [{"CHILD": "1"}, {"CHILD": "10"}]},
        ),
        passes=({"Header": [{"CHILD": "1"}], table: [{"CHILD": "1"}]}, {"Header": [{"CHILD": "1"}, {"CHILD": "2"}]}),
    )(is_unknown)  # fmt: skip


def _agrees(code: str, table: str, column: str, what: str, values: tuple[str, str]) -> None:
    """What a file repeats of Header must be the same there."""

    def is_different(data: Data) -> pl.DataFrame:
        rows = data.view(table, f"Header.{column}")
        return rows.filter(col(column) != col(f"Header.{column}"))

    one, other = values
    is_different.__doc__ = "Where either is missing there is nothing to compare; other rules ask for it."
    rule(
        code, ERROR, f"{what} in {table} is not the one in Header.",
        reads=(f"{table}.{column}", f"Header.{column}"), blames=f"{table}.{column}",
        fails=(
            {"Header": [{column: one}], table: [{column: other}]},
            {"Header": [{column: one}, {"CHILD": "2", column: other}], table: [{"CHILD": "2", column: one}]},
        ),
        passes=(
            {"Header": [{column: one}], table: [{column: one}]},
            {"Header": [{column: one}], table: [{column: other, "CHILD": "2"}]},
        ),
    )(is_different)  # fmt: skip


def _is_once(code: str, table: str) -> None:
    """A child stands in a file once."""

    def is_repeated(data: Data) -> pl.DataFrame:
        return data[table].filter(col("child").is_not_null() & col("child").is_duplicated())

    rule(
        code, ERROR, f"The child stands more than once in {table}.", reads=(f"{table}.CHILD",), blames=f"{table}.CHILD",
        fails=(
            {table: [{"CHILD": "1"}, {"CHILD": "1"}]}, {table: [{"CHILD": "1"}, {"CHILD": "2"}, {"CHILD": "1"}]},
        ),
        passes=({table: [{"CHILD": "1"}, {"CHILD": "2"}]}, {table: [{"CHILD": "1"}]}),
    )(is_repeated)  # fmt: skip


for _number, _table in enumerate(
    ("AD1", "PlacedAdoption", "Episodes", "Missing", "OC2", "OC3", "PrevPerm", "Reviews", "UASC"), start=1
):
    _is_known(f"INT{_number:02}", _table)
for _number, _table in enumerate(
    ("AD1", "PlacedAdoption", "Missing", "OC2", "OC3", "PrevPerm", "Reviews", "UASC"), start=11
):
    _agrees(f"INT{_number}", _table, "DOB", "The date of birth", ("01/05/2010", "02/05/2010"))
_agrees("INT21", "UASC", "SEX", "The sex", ("F", "M"))
for _number, _table in enumerate(("AD1", "Header", "OC2", "OC3", "PrevPerm", "UASC"), start=31):
    _is_once(f"INT{_number}", _table)
