"""What goes wrong on a bad day ends in a sentence and with the right code, and costs nobody a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import one_that_takes_long
from a_workbook import rows, whole, workbook
from tally import command
from tally.cin.examples import census
from tally.commands import check as check_command
from tally.write.whole import whole as written_whole

YEAR = ["--year", "2025-26"]
CIN, CARE, LISTS = (["--return", name, *YEAR] for name in ("cin", "ssda903", "annex-a"))
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,1,05/01/2010,WBRI,,,\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which somebody works, with a return of each kind."""
    monkeypatch.chdir(tmp_path)
    Path("census.xml").write_bytes(census({"LAchildID": "A1", "Sex": "1"}))
    Path("care").mkdir()
    Path("care/header.csv").write_text(HEADER)
    Path("lists.xlsx").write_bytes(workbook(whole(list_1=rows("Contacts", {"Gender": "boy"}))))
    Path("empty").mkdir()
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        # The wrong year, and the wrong return.
        (["check", "census.xml", "--return", "cin", "--year", "2031-32"], "known are the years"),
        (["measures", "census.xml", "--return", "cin", "--year", "2031-32"], "known are the years"),
        (["rules", "--return", "cin", "--year", "2031-32"], "known are the years"),
        (["archive", "census.xml", "--return", "cin", "--year", "2031-32", "--authority", "885", "--out", "kept"],
         "known are the years"),
        (["convert", "census.xml", "--return", "cin", "--year", "2031-32", "--to", "ssd", "--out", "made"],
         "known are the years"),
        (["check", "census.xml", *CARE], "census.xml is a document of another kind"),
        (["check", "census.xml", *LISTS], "census.xml is no workbook"),
        (["check", "lists.xlsx", *CIN], "lists.xlsx cannot be read as XML"),
        (["check", "care", *CIN], "this is a folder"),
        (["check", "care", *LISTS], "No sheet is one of the lists"),
        # What is not there.
        (["check", "nowhere.xml", *CIN], "nowhere.xml: No such file"),
        (["check", "census.xml", *CIN, "--previous", "nowhere.xml"], "nowhere.xml: No such file"),
        (["check", "empty", *CARE], "There is nothing of the return there"),
        # What is written where it may not be.
        (["check", "census.xml", *CIN, "--out", "census.xml"], "is what is read"),
        (["check", "census.xml", *CIN, "--out", "./empty/../census.xml"], "is what is read"),
        (["check", "care", *CARE, "--format", "csv", "--out", "care/header.csv"], "lies in the folder that is read"),
        (["check", "care", *CARE, "--format", "csv", "--out", "care/new.csv"], "lies in the folder that is read"),
        (["check", "care", *CARE, "--format", "html", "--out", "census.xml"], "and is no .html"),
        (["check", "census.xml", *CIN, "--out", "empty"], "empty is a folder"),
        (["check", "census.xml", *CIN, "--out", "nowhere/report.html", "--format", "html"], "no folder nowhere"),
        (["mapping", "lists.xlsx", "--format", "toml", "--out", "lists.xlsx"], "is what is read"),
        (["compare", "census.xml", "census.xml", *CIN, "--out", "census.xml"], "is what is read"),
        (["measures", "census.xml", *CIN, "--out", "census.xml"], "is what is read"),
        (["measures", "census.xml", *CIN, "--lists", "lists.xlsx"], "is no folder"),
        (["convert", "census.xml", *CIN, "--to", "ssd", "--out", "made", "--losses", "census.xml"], "is what is read"),
        (["convert", "census.xml", *CIN, "--to", "ssd", "--out", "nowhere/made"], "no folder nowhere"),
        (["convert", "census.xml", *CIN, "--to", "dfe-api-json", "--sent", "care/header.csv", "--out",
          "care/header.csv", "--force"], "is what is read"),
    ],
)  # fmt: skip
def test_it_ends_with_2_and_one_sentence_and_every_file_is_as_it_was(arguments, said, here, capsys):
    before = files(here)
    assert command.main(arguments) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert files(here) == before


def test_two_years_in_one_folder_are_refused(here, capsys):
    (here / "care" / "last-header.csv").write_text(HEADER)
    assert command.main(["check", "care", *CARE]) == 2
    assert "both hold Header. Leave one out." in capsys.readouterr().err


@pytest.mark.parametrize("form", ["html", "json", "csv"])
def test_a_report_takes_the_place_of_the_one_before(form, here, capsys):
    out = f"report.{form}"
    Path(out).write_text("last week's")
    assert command.main(["check", "census.xml", *CIN, "--format", form, "--out", out]) == 1
    assert "4180" in Path(out).read_text()
    assert capsys.readouterr().err.startswith(f"{out}: ")
    assert [one.name for one in here.iterdir() if one.name.startswith(".")] == []


def test_what_is_stopped_from_the_keyboard_writes_nothing(here, capsys, monkeypatch):
    def stops(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    Path("report.html").write_text("last week's")
    monkeypatch.setattr(check_command, "check_and_keep", stops)
    assert command.main(["check", "census.xml", *CIN, "--format", "html", "--out", "report.html"]) == 2
    assert capsys.readouterr().err.strip() == "Stopped. No answer was written."
    assert Path("report.html").read_text() == "last week's"


def test_what_is_stopped_while_it_is_written_is_not_there(here):
    Path("report.html").write_text("last week's")
    for out in (Path("report.html"), Path("new")):
        with pytest.raises(KeyboardInterrupt), written_whole(out) as part:
            part.write_text("half of it")
            raise KeyboardInterrupt
    assert Path("report.html").read_text() == "last week's"
    assert sorted(one.name for one in here.iterdir()) == ["care", "census.xml", "empty", "lists.xlsx", "report.html"]


def test_a_folder_that_is_there_is_filled(here):
    with written_whole(Path("empty")) as part:
        part.mkdir()
        (part / "one.csv").write_text("1")
    assert files(here)["empty/one.csv"] == b"1"


def test_a_device_is_written_to_as_it_is(here):
    assert command.main(["check", "census.xml", *CIN, "--out", "/dev/null"]) == 1
    assert Path("/dev/null").is_char_device()


def test_a_program_that_stops_ends_with_3_and_tells_nothing_of_a_child(here, capsys, monkeypatch):
    def stops(*given: object, **named: object) -> None:
        raise ZeroDivisionError("A1 was born on 1 May")

    monkeypatch.setattr(check_command, "check_and_keep", stops)
    assert command.main(["check", "census.xml", *CIN]) == 3
    told = capsys.readouterr().err
    assert told.startswith("The program stopped with ZeroDivisionError at line ")
    assert "born" not in told
    assert told.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="Signals are sent in another way there.")
@pytest.mark.parametrize("seconds", [1.0, 4.0])
def test_many_that_are_stopped_from_the_keyboard_end_in_one_sentence(seconds, here):
    """As a terminal does it: the signal goes to the command and to each of its processes."""
    for number in range(60):
        folder = Path("many") / f"E{number:02}"
        folder.mkdir(parents=True)
        (folder / "census.xml").write_bytes(census([{"LAchildID": f"A{child}", "Sex": "1"} for child in range(200)]))
    run = subprocess.Popen(
        [sys.executable, one_that_takes_long.__file__, "check", "many", *CIN, "--many", "--out", "report.txt"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    time.sleep(seconds)
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (2, "")
    assert err.strip() == "Stopped. No answer was written."
    assert not Path("report.txt").exists()
