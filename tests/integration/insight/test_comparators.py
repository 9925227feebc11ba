"""Imports that are taken whole or not at all, and where a value stands among those of other authorities."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

import published
from insight_world import NOW
from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, Refused
from threshold.insight.comparators import queries
from threshold.insight.comparators.actions import import_statistics
from threshold.insight.models import GradeRow, StatisticsFile, StatisticsRow

pytestmark = pytest.mark.django_db


def bring(content: bytes, name: str = "c1.csv", **more: Any) -> tuple[StatisticsFile, bool]:
    return import_statistics(content, by=User.objects.service("worker_service"), now=NOW, name=name, **more)


@pytest.fixture
def reader_scope(door) -> Scope:
    return Scope(door.manager, NOW)


class TestImport:
    def test_the_same_file_again_changes_nothing(self):
        first, is_new = bring(published.referrals(), population="Mid-2024 estimates")
        again, is_new_again = bring(published.referrals(), name="copy of c1.csv")
        assert (is_new, is_new_again, again.pk, again.name) == (True, False, first.pk, "c1.csv")
        assert (first.first_year, first.last_year, first.population) == (2025, 2026, "Mid-2024 estimates")
        assert (StatisticsFile.objects.count(), StatisticsRow.objects.count()) == (1, 14)

    def test_a_revised_file_is_a_new_vintage_and_the_old_one_stays(self):
        old, _ = bring(published.referrals())
        new, _ = bring(published.referrals(revised=True))
        old.refresh_from_db()
        assert (old.is_current, new.is_current, StatisticsRow.objects.count()) == (False, True, 28)
        assert bring(published.referrals()) == (old, False)
        assert StatisticsFile.objects.get(is_current=True) == new

    def test_a_bad_file_leaves_nothing(self):
        bring(published.referrals())
        with pytest.raises(Refused):
            bring(published.referrals(revised=True).replace(b",550.5,", b",much,"))
        assert StatisticsFile.objects.get().is_current
        assert StatisticsRow.objects.count() == 14

    def test_only_programs_import(self, door):
        with pytest.raises(NotPermitted):
            import_statistics(published.referrals(), by=door.manager, now=NOW, name="c1.csv")

    def test_the_command(self, tmp_path: Path, capsys):
        good, bad = tmp_path / "c1.csv", tmp_path / "bad.csv"
        good.write_bytes(published.referrals())
        bad.write_bytes(b"not a table")
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(SystemExit):
            call_command(
                "insight", "import-statistics", str(bad), str(good), str(tmp_path / "none.csv"), stdout=out, stderr=err
            )
        assert "c1.csv: imported: Referrals and Re-referrals." in out.getvalue()
        assert "bad.csv: this is not a table" in err.getvalue()
        assert "none.csv: cannot be read: No such file" in err.getvalue()
        out = io.StringIO()
        call_command("insight", "import-statistics", str(good), stdout=out)
        assert "is already there" in out.getvalue()


class TestComparison:
    def test_england_region_and_neighbours(self, reader_scope):
        bring(published.referrals())
        found = queries.comparison(reader_scope, "Referrals_rate")
        assert found is not None
        assert (found.years, found.year, found.region_name) == ([2025, 2026], 2026, "West Midlands")
        assert [figure and figure.value for figure in found.england] == [500.0, 520.5]
        assert [figure and figure.value for figure in found.region] == [480.0, 480.0]
        # Avonmere 400 and Hartside 600: the middle of the two.
        assert found.neighbours_median == [500.0, 500.0]
        # Neither way is good, so the highest comes first; without a figure last.
        assert [figure.name for figure in found.authorities] == [
            "Hartside", "Otherby", "Noughtham", "Avonmere", "Nilton",
        ]  # fmt: skip
        nilton = found.authorities[-1]
        assert (nilton.value, nilton.why_not) == (None, "not available")

    def test_withheld_is_never_nought(self, reader_scope):
        bring(published.referrals())
        found = queries.comparison(reader_scope, "Re_referrals_percent")
        assert [(figure.name, figure.value, figure.why_not) for figure in found.authorities] == [
            ("Noughtham", 0.0, ""), ("Avonmere", 20.0, ""), ("Otherby", 30.0, ""),
            ("Hartside", None, "withheld"), ("Nilton", None, "not applicable"),
        ]  # fmt: skip
        assert found.neighbours_median == [20.0, 20.0]

    def test_ranks_and_quarters(self):
        figures = [queries.Figure(str(n), str(n), 2026, float(n)) for n in range(1, 9)]
        figures.append(queries.Figure("none", "none", 2026, None))
        lower, higher = queries.ranks(figures, "lower"), queries.ranks(figures, "higher")
        assert (lower["1"], lower["8"]) == (queries.Standing(1, 8), queries.Standing(8, 8))
        assert (higher["1"].rank, higher["8"].rank) == (8, 1)
        assert [lower[str(n)].quartile for n in range(1, 9)] == [1, 1, 2, 2, 3, 3, 4, 4]
        assert "none" not in lower
        assert queries.standing(4.5, figures, "lower") == queries.Standing(5, 9)
        assert queries.standing(4.0, figures, "lower").rank == 4  # equal shares the better rank

    def test_ours_beside_theirs_only_for_years_that_are_over(self, reader_scope, world):
        bring(published.referrals())
        robin = world.person()
        world.referral(robin, dt.date(2025, 4, 1))
        world.referral(robin, dt.date(2026, 3, 31))
        found = queries.comparison(reader_scope, "Re_referrals_percent", code="FD05")
        # 2024-25: no referral, so no value. 2025-26: one of two within 12 months.
        assert found.ours == [None, 50.0]
        assert found.our_standing == queries.Standing(4, 4)
        early = queries.comparison(
            reader_scope, "Re_referrals_percent", code="FD05", now=dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
        )
        assert early.ours == [None, None]

    def test_nothing_imported_and_columns_that_are_not_there(self, reader_scope):
        assert queries.comparison(reader_scope, "Referrals_rate") is None
        bring(published.referrals())
        assert queries.comparison(reader_scope, "Not_in_Need_percent") is None

    def test_grades(self, reader_scope):
        bring(published.grades(), "grades.csv")
        wanted = queries.WantedGrades
        names = {
            "all": wanted(), "region": wanted(region="NE"), "good": wanted(area="overall", grade="good"),
            "near": wanted(only_neighbours=True), "nonsense": wanted(area="pk__gt", grade="0"),
        }  # fmt: skip
        found = {key: [row.name for row in queries.grades(reader_scope, value)] for key, value in names.items()}
        assert found == {
            "all": ["Avonmere", "Nilton", "Otherby"], "region": ["Otherby"], "good": ["Avonmere"],
            "near": ["Avonmere"], "nonsense": ["Avonmere", "Nilton", "Otherby"],
        }  # fmt: skip
        assert GradeRow.objects.get(name="Nilton").overall == ""


SHARED = Path(__file__).parents[3] / ".." / "shared" / "statistics"


@pytest.mark.skipif(not SHARED.exists(), reason="the published statistics do not lie beside the repository")
def test_the_real_figures_of_2024(reader_scope):
    for path in sorted(SHARED.glob("c[15]*.csv")):
        bring(path.read_bytes(), path.name)
    found = queries.comparison(reader_scope, "Re_referrals_percent")
    assert (found.year, found.england[-1].value) == (2024, 22.4)
    assert found.region_name == "West Midlands"
    assert len(found.neighbours) == 10
    assert sum(figure.value is not None for figure in found.authorities) > 140
    police = queries.comparison(reader_scope, "Police-of-Referrals")
    assert round(police.england[-1].value, 1) == 28.5  # 177,210 of 621,880
