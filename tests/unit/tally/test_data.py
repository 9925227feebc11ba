"""What the data of a return says of itself."""

from __future__ import annotations

from dataclasses import replace

from tally.cin import examples
from tally.years import CollectionYear


def test_what_a_source_holds_is_everything_unless_it_says_otherwise():
    data = examples.data_of({}, CollectionYear("2025-26"))
    assert data.holds("Child.x", "Contacts.date")
    some = replace(data, held=frozenset({"Child.x"}))
    assert some.holds("Child.x")
    assert not some.holds("Child.x", "Contacts.date")
