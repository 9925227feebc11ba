"""What the data of a return says of itself."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tally.cin import examples
from tally.data import Data, once
from tally.years import CollectionYear


def test_what_a_source_holds_is_everything_unless_it_says_otherwise():
    data = examples.data_of({}, CollectionYear("2025-26"))
    assert data.holds("Child.x", "Contacts.date")
    some = replace(data, held=frozenset({"Child.x"}))
    assert some.holds("Child.x")
    assert not some.holds("Child.x", "Contacts.date")


def test_what_many_rules_ask_for_is_made_once_and_not_taken_over_by_other_data():
    asked = []

    @once
    def children(data: Data, sex: str) -> pl.DataFrame:
        asked.append(sex)
        return data["ChildIdentifiers"].filter(pl.col("Sex") == sex)

    data = examples.data_of({}, CollectionYear("2025-26"))
    assert children(data, "F") is children(data, "F")
    children(data, "M")
    assert asked == ["F", "M"]
    none_left = replace(data, frames={**data.frames, "ChildIdentifiers": data["ChildIdentifiers"].clear()})
    assert children(none_left, "F").is_empty()
    assert asked == ["F", "M", "F"]
