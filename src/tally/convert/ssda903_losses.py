"""What of SSDA903 does not come through the Standard Safeguarding Dataset as it was, and why?"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tally.asking import is_among
from tally.convert import ssda903_words as words
from tally.convert.converted import Loss, lost
from tally.convert.ssda903_from_ssd import looked_after_for
from tally.data import Data
from tally.spans import value_on

col = pl.col


def losses(data: Data, known: Data, converted: Data) -> Iterator[Loss]:
    """`data` is the return, `known` the same without rows that name no child, and `converted` what became of it."""
    for (table, column), rows in data.unread.items():
        yield Loss(table, column, len(rows), "The value is not what it should be, so it could not be read.")
    for name, frame in data.frames.items():
        yield from _some(name, "", frame.height - known[name].height, "The row names no child.")
    for name in ("Header", "OC2"):
        again = known[name].height - known[name]["child"].n_unique()
        yield from _some(name, "", again, "The child has several rows, and has one there: the first was taken.")
    births = words.births(known)
    for name, frame in known.frames.items():
        if "DOB" in frame.columns:
            others = frame.select("child", told="DOB").join(births, on="child", how="left")
            differs = others.filter(~col("told").eq_missing(col("DOB"))).height
            yield from _some(name, "DOB", differs, "A child has one date of birth there, that of Header.")
    yield from _losses_of_people(known)
    yield from _losses_of_care(known, converted)
    yield from _losses_of_outcomes(known, looked_after_for(converted, data.year))
    yield from _losses_of_adoption(known)
    if "DoLo" in data.frames:
        yield from _some("DoLo", "", data["DoLo"].height, "Orders that deprive of liberty have no place there.")


def _some(table: str, column: str, rows: int, reason: str) -> list[Loss]:
    return [Loss(table, column, rows, reason)] if rows else []


def _losses_of_people(data: Data) -> Iterator[Loss]:
    header = data["Header"]
    nowhere = len(data.names) - header["child"].n_unique()
    yield from _some("Header", "", nowhere, "The child stands in another file alone. There every child has a row here.")
    leavers = header.filter(col("MOTHER").is_not_null() & ~is_among(data["Episodes"])).height
    yield from _some("Header", "MOTHER", leavers, "It is not asked of who was not looked after in the year.")
    for name in ("Header", "UASC"):
        is_other = ~col("SEX").is_in(_sexes(data))
        told = data[name].filter(is_other).height
        yield from _some(name, "SEX", told, "Sex is M, F or U there; in this year it is written in another way.")
    sexes = header.unique("child", keep="first").select("child", of_header="SEX")
    seekers = data["UASC"].join(sexes, on="child", how="left")
    differ = seekers.filter(~col("SEX").eq_missing(col("of_header"))).height
    yield from _some("UASC", "SEX", differ, "A child has one sex there, that of Header.")


def _sexes(data: Data) -> list[str]:
    """The codes that come back as they were."""
    return data.collection.codes("SEX").valid_in(data.year)


def _losses_of_care(data: Data, converted: Data) -> Iterator[Loss]:
    rows = data["Episodes"]
    statuses = converted["ssd_legal_status"].select(
        "child", start="lega_legal_status_start_date", end="lega_legal_status_end_date", value="lega_legal_status"
    )
    homes = converted["ssd_address"].select(
        "child", start="addr_address_start_date", end="addr_address_end_date", value="addr_address_postcode"
    )
    reason = "It stands apart from the episode there, under its days; of episodes that overlap nobody can tell whose."
    for column, spans in (("LS", statuses), ("HOME_POST", homes)):
        told = rows[column].str.replace_all(" ", "", literal=True)
        found = value_on(rows, "DECOM", spans, "value", holds_end=False)
        yield from _some("Episodes", column, told.filter(~told.eq_missing(found)).len(), reason)
    spaced = rows.filter(col("HOME_POST").str.contains(" ", literal=True)).height
    yield from _some("Episodes", "HOME_POST", spaced, "Postcodes of addresses are written without blanks there.")
    homeless = data["Reviews"].join(rows.select("child").unique(), on="child", how="anti").height
    yield from _some("Reviews", "", homeless, "A review belongs to a time in care there, and the child has no episode.")


def _losses_of_outcomes(data: Data, all_year: pl.Series) -> Iterator[Loss]:
    rows = data["OC2"]
    yield from lost(data, "OC2", "INTERVENTION_OFFERED", "Whether help was offered has no place there.")
    without = rows.filter(col("INTERVENTION_RECEIVED").is_not_null() & ~col("SUBSTANCE_MISUSE").fill_null(False))
    yield from _some("OC2", "INTERVENTION_RECEIVED", without.height, "Help stands with a misuse there; none is told.")
    rows = rows.drop("DOB").join(words.births(data), on="child", how="left")
    for column in words.DONE_OR_NOT:
        differs = rows.filter(~col(column).eq_missing(words.done_or_not(column, col(column), data.year))).height
        yield from _some("OC2", column, differs, "What was not done and what nobody knows are the same there.")
    absent = all_year.filter(~all_year.is_in(rows["child"].implode())).n_unique()
    yield from _some("OC2", "", absent, "The child was looked after all year and has no row. There it would have one.")
    others = rows.filter(~col("child").is_in(all_year.implode())).height
    yield from _some("OC2", "", others, "The child was not looked after all year. There it would have no row.")


def _losses_of_adoption(data: Data) -> Iterator[Loss]:
    adopted, decided = words.with_turn(data["AD1"], "DATE_INT"), words.with_turn(data["PlacedAdoption"], "DATE_PLACED")
    alone = adopted.join(decided, on=["child", "day", "turn"], how="anti").height
    yield from _some("PlacedAdoption", "", alone, "An adoption tells a day of decision that is not here; there it is.")
    empty = data["AD1"].filter(pl.all_horizontal(col(name).is_null() for name in words.ADOPTION)).height
    yield from _some("AD1", "", empty, "The row tells nothing of the adoption but the day of the decision.")
