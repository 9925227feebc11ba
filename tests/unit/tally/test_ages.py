"""How old somebody is, on every day of some years."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from tally.ssda903.rules.common import age_on, col

DAYS = pl.date_range(dt.date(2023, 1, 1), dt.date(2026, 12, 31), eager=True)


@pytest.mark.parametrize("born", [dt.date(2010, month, day) for month in range(1, 13) for day in (1, 15, 28)])
def test_one_grows_older_on_the_birthday_and_on_no_other_day(born: dt.date):
    ages = pl.DataFrame({"on": DAYS}).with_columns(born=born).select(age=age_on(col("born"), col("on")))["age"]
    expected = [day.year - 2010 - ((day.month, day.day) < (born.month, born.day)) for day in DAYS]
    assert ages.to_list() == expected


def test_who_was_born_on_29_february_grows_older_on_1_march():
    born = pl.DataFrame({"born": [dt.date(2008, 2, 29)]})
    for day, age in ((dt.date(2026, 2, 28), 17), (dt.date(2026, 3, 1), 18), (dt.date(2028, 2, 29), 20)):
        assert born.select(age=age_on(col("born"), day))["age"].to_list() == [age]
