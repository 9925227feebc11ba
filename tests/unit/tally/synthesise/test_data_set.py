"""The synthetic Standard Safeguarding Dataset: it holds together, and it tells what the other returns tell."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from tally.check import check
from tally.convert import ssda903
from tally.data import Data
from tally.returns import RETURNS
from tally.ssda903 import reading
from tally.synthesise import as_ssda903
from tally.synthesise.world import World
from tally.synthesise.write import synthesise
from tally.tables import KEYS
from tally.years import CollectionYear


@pytest.mark.parametrize(("year", "seed"), [("2024-25", 21), ("2025-26", 22), ("2026-27", 23)])
def test_nothing_is_found_in_it(tmp_path: Path, year: str, seed: int):
    synthesise(tmp_path, year=year, seed=seed, children=800)
    report = check([tmp_path / "ssd"], "ssd", year)
    assert report.findings == []
    assert report.tables["ssd_cin_episodes"] > 800 < report.tables["ssd_contacts"]


def test_annex_a_of_it_says_who_works_or_last_worked_with_nearly_everybody(tmp_path: Path):
    synthesise(tmp_path, year="2025-26", seed=22, children=400)
    report = check([tmp_path / "annex-a.xlsx"], "annex-a", "2025-26")
    assert {finding.rule for finding in report.findings} == {"form.blank"}
    blank = Counter((finding.table, finding.columns) for finding in report.findings)
    for table in ("Children in need", "Child protection", "Children in care"):
        for column in ("Allocated Team", "Allocated Worker"):
            assert blank[table, (column,)] < 0.05 * report.tables[table], (table, column)


def test_ssda903_is_drawn_once_for_each_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    drawn, draw = [], as_ssda903.return_of

    def counted(world: World, year: CollectionYear) -> Data:
        drawn.append(year.name)
        return draw(world, year)

    monkeypatch.setattr(as_ssda903, "return_of", counted)
    synthesise(tmp_path, year="2025-26", seed=1, children=50)
    assert drawn == ["2024-25", "2025-26"]


def test_ssda903_made_of_it_is_the_one_that_was_written(tmp_path: Path):
    """But for what the data set cannot say: whether help was offered, of whom it is not asked whether they are mothers
    or were convicted, and which social workers are of last year alone.
    """
    year = CollectionYear("2025-26")
    synthesise(tmp_path, year=year, seed=24, children=1_000)
    ssd = RETURNS["ssd"].read([tmp_path / "ssd"], year)[0]
    made = ssda903.from_ssd(ssd, year).data
    written = reading.read([tmp_path / "ssda903"], year)[0]
    for name, frame in made.frames.items():
        left_out = [
            *KEYS,
            *(column for column in ("MOTHER", "CONVICTED", "INTERVENTION_OFFERED") if column in frame.columns),
        ]
        one, other = (rows.drop(left_out).sort(pl.all()) for rows in (frame, written[name]))
        if name == "SWEpisodes":
            # Made of the data set it tells of last year's social workers too.
            one = one.join(other, on=one.columns, how="semi", nulls_equal=True).sort(pl.all())
        assert one.equals(other), name
