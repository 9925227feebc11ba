"""How a program may name what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

import tally
from tally.cin.examples import census
from tally.read.sources import Database, sources


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("cin.xml", [Path("cin.xml")]),
        (Path("cin.xml"), [Path("cin.xml")]),
        (["header.csv", Path("episodes.csv")], [Path("header.csv"), Path("episodes.csv")]),
        ("postgresql://reader@127.0.0.1/ssd", [Database("postgresql://reader@127.0.0.1/ssd")]),
        ((Database("sqlite:///ssd.db"),), [Database("sqlite:///ssd.db")]),
        ([], []),
    ],
)
def test_one_or_several_and_a_path_also_as_text(given, named):
    assert sources(given) == named


def test_a_program_checks_and_measures_what_it_names_as_text(tmp_path: Path):
    path = tmp_path / "cin.xml"
    path.write_bytes(census({}))
    told = tally.check(str(path), "cin", "2025-26")
    assert told.findings == tally.check([path], "cin", "2025-26").findings
    assert told.findings
    assert tally.measure(str(path), "cin", "2025-26").results
    with pytest.raises(OSError, match="No such file"):
        tally.check("nowhere.xml", "cin", "2025-26", previous="nowhere.xml")
