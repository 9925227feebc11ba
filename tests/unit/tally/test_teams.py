"""Which team a child is with comes from the return or from a file, and nowhere is one made up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tally import Unreadable, command, teams
from tally.annex_a.tables import ANNEX_A
from tally.cin import examples
from tally.data import Data
from tally.ssd.tables import SSD
from tally.tables import Collection
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")


def data(collection: Collection, names: list[str | None], **rows: list[dict[str, object]]) -> Data:
    """A return with those rows; a row says by `child` whose it is."""
    frames = {}
    for table in collection.tables:
        schema = table.schema(YEAR)
        given = [{"row": number} | row for number, row in enumerate(rows.get(table.name, []))]
        frames[table.name] = pl.DataFrame([{name: row.get(name) for name in schema} for row in given], schema=schema)
    return Data(collection, YEAR, frames, pl.Series("name", names, pl.String))


def test_of_the_data_set_it_is_the_team_of_who_works_with_the_child_when_the_year_ends():
    def worked(child: int, team: str, began: int, ended: int | None = None) -> dict[str, object]:
        return {
            "child": child, "invo_professional_team": team, "invo_involvement_start_date": dt.date(2025, began, 1),
            "invo_involvement_end_date": ended and dt.date(2025, ended, 1),
        }  # fmt: skip

    found = data(
        SSD, ["P1", "P2", "P3", None],
        ssd_involvements=[worked(0, "T1", 4, 6), worked(0, "T2", 6), worked(1, "T1", 4, 6), worked(3, "T1", 4)],
        ssd_department=[{"dept_team_id": "T2", "dept_team_name": "North"}],
    )  # fmt: skip
    assert teams.of_data(found) == {"P1": "North"}


def test_of_annex_a_it_is_the_team_in_the_last_list_that_has_one():
    def row(child: int, team: str | None) -> dict[str, object]:
        return {"child": child, "Allocated Team": team}

    found = data(
        ANNEX_A, ["C1", "C2", "C3"],
        **{"Children in need": [row(0, "Duty"), row(1, "Duty"), row(2, None)], "Children in care": [row(0, "Care")]},
    )  # fmt: skip
    assert teams.of_data(found) == {"C1": "Care", "C2": "Duty"}


def test_the_census_names_no_team():
    assert teams.of_data(examples.data_of({"LAchildID": "A1"}, YEAR)) == {}


def test_a_file_is_read_by_its_columns(tmp_path):
    path = tmp_path / "teams.csv"
    path.write_text("\ufeffTeam, CHILD ,note\nNorth,A1,x\nSouth,A2,\n, A3,\nEast, A1 ,\n", encoding="utf-8")
    assert teams.of_file(path) == {"A1": "East", "A2": "South"}


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"a,b\n1,2\n", "must name the columns"), (b"child,team\n\xff,1\n", "cannot be read as CSV"), (b"", "must name")],
)
def test_what_is_no_list_of_teams_is_refused(content, said, tmp_path):
    path = tmp_path / "teams.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        teams.of_file(path)


def test_teams_are_for_the_page_alone(tmp_path: Path, capsys):
    arguments = ["check", "none.xml", "--return", "cin", "--year", "2025-26", "--teams", str(tmp_path / "teams.csv")]
    assert command.main(arguments) == 2
    assert "add --format html" in capsys.readouterr().err
