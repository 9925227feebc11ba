"""Which return do files hold, and of which year?"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tally import Database
from tally.cin.examples import census
from tally.command import main
from tally.read.problems import Unreadable
from tally.recognise import return_of, year_of
from tally.returns import RETURNS
from tally.synthesise.write import synthesise
from tally.write import archive
from tally.years import CollectionYear

YEAR = CollectionYear("2024-25")
TODAY = dt.date(2026, 12, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "authority"
    synthesise(folder, year=YEAR, seed=1, children=40)
    archive.write(*RETURNS["ssda903"].read([folder / "ssda903"], YEAR), folder / "kept")
    shutil.make_archive(str(folder / "packed"), "zip", folder / "ssda903")
    return folder


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cin.xml", "cin"), ("ssda903", "ssda903"), ("ssda903/header.csv", "ssda903"), ("packed.zip", "ssda903"),
        ("ssd", "ssd"), ("ssd/ssd_person.csv", "ssd"), ("annex-a.xlsx", "annex-a"), ("kept", "ssda903"),
    ],
)  # fmt: skip
def test_a_return_is_known_by_what_is_in_its_files(made: Path, name: str, code: str):
    assert return_of([made / name]) == code


def test_a_database_holds_the_data_set():
    assert return_of([Database("sqlite:///nowhere.db")]) == "ssd"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.txt", b"Dear all"), ("shoes.csv", b"NAME,SHOES\nA,4\n"), ("empty.csv", b""),
        ("other.xml", b"<Message/>"),
    ],
)  # fmt: skip
def test_what_is_no_return_is_not_guessed(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    for place in (tmp_path / name, tmp_path):
        with pytest.raises(Unreadable, match="cannot be told"):
            return_of([place])


def test_a_census_and_an_archive_tell_their_year_and_no_other_return_does(made: Path):
    assert year_of([made / "cin.xml"], "cin", TODAY) == YEAR
    assert year_of([made / "kept"], "ssda903", TODAY) == YEAR
    assert year_of([made / "ssda903"], "ssda903", TODAY) == CollectionYear("2025-26")
    assert year_of([], "cin", dt.date(2027, 3, 30)) == CollectionYear("2025-26")
    assert year_of([], "cin", dt.date(2027, 3, 31)) == CollectionYear("2026-27")
    assert year_of([], "cin", dt.date(2040, 1, 1)) == CollectionYear(RETURNS["cin"].collection.years[-1])


def test_tasks_that_judge_nothing_say_what_they_took_the_files_for(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert main(["convert", str(made / "cin.xml"), "--to", "ssd"]) == 0
    assert "children in need census, 2024-25" in capsys.readouterr().err.replace("Children", "children")
    assert (tmp_path / "ssd" / "ssd_person.csv").exists()
    assert main(["measures", str(made / "cin.xml"), "--return", "cin"]) == 0
    assert "2024-25" in capsys.readouterr().err
    assert main(["compare", str(made / "cin.xml"), str(made / "cin.xml")]) == 0
    assert "Taken for" in capsys.readouterr().err
    main(["measures", str(made / "cin.xml"), "--return", "cin", "--year", "2024-25"])
    assert "Taken for" not in capsys.readouterr().err


def test_a_check_is_never_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "cin.xml").write_bytes(census({}))
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path / "cin.xml")])
    assert ended.value.code == 2
    assert "--return, --year" in capsys.readouterr().err


def test_an_authority_is_made_of_the_last_year_that_has_ended_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert main(["synthesise", "--children", "20", "--seed", "3"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("severnshire: ")
    assert str(year_of([], "cin", dt.date.today())) in told  # noqa: DTZ011 - the day of the command
    assert year_of([tmp_path / "severnshire" / "cin.xml"], "cin", dt.date(2025, 1, 1)).name in told
