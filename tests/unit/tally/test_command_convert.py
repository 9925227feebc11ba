"""What does `threshold returns convert` write, refuse and say?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tally.cin.examples import census
from tally.command import main
from tally.convert.targets import TARGETS

CHILD = {
    "LAchildID": "CH1", "Sex": "F", "Ethnicity": "WBRI", "PersonBirthDate": "2015-05-01",
    "CINdetails": [{
        "CINreferralDate": "2025-05-01", "ReferralSource": "1A", "ReferralNFA": "0",
        "Section47": [{"S47ActualStartDate": "2025-05-06", "DateOfInitialCPC": "2025-05-20", "ICPCnotRequired": "0"}],
        "ChildProtectionPlans": [{"CPPstartDate": "2025-05-20", "NumberOfPreviousCPP": "2"}],
    }],
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "cin.xml").write_bytes(census(CHILD))
    return tmp_path / "cin.xml"


def convert(path: Path, to: str, out: Path, *more: str, collection: str = "cin") -> int:
    return main([
        "convert", str(path), "--return", collection, "--year", "2025-26", "--to", to, "--out", str(out), *more
    ])  # fmt: skip


@pytest.mark.parametrize("to", TARGETS)
def test_a_census_becomes_whatever_there_is(path: Path, tmp_path: Path, to: str):
    assert convert(path, to, tmp_path / "made", "--authority", "885") == 0
    made = tmp_path / "made"
    assert any(made.iterdir()) if made.is_dir() else made.stat().st_size > 0
    assert {one.name for one in tmp_path.iterdir()} == {"cin.xml", "made"}


def test_what_was_lost_is_told_with_the_number_of_rows(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    convert(path, "ssd", tmp_path / "ssd", "--losses", str(tmp_path / "losses.csv"))
    told = capsys.readouterr().out
    assert "ChildProtectionPlans.NumberOfPreviousCPP" in told
    with (tmp_path / "losses.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["table"], row["column"]): row["rows"] for row in csv.DictReader(file)}
    assert rows["ChildProtectionPlans", "NumberOfPreviousCPP"] == "1"


def test_its_own_form_is_written_as_it_was_read(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    convert(path, "cin-xml", tmp_path / "again.xml")
    assert "Everything came along." in capsys.readouterr().out
    assert "<NumberOfPreviousCPP>2</NumberOfPreviousCPP>" in (tmp_path / "again.xml").read_text(encoding="utf-8")


def test_what_stands_there_is_replaced_only_when_told(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "made.xml"
    out.write_text("mine", encoding="utf-8")
    assert convert(path, "cin-xml", out) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"
    assert convert(path, "cin-xml", out, "--force") == 0
    assert "<Message>" in out.read_text(encoding="utf-8")


def test_a_folder_that_holds_something_is_never_cleared(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "mine"
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    assert convert(path, "ssd", out, "--force") == 2
    assert "empty it yourself" in capsys.readouterr().err
    assert convert(path, "cin-xml", tmp_path, "--force") == 2
    assert (out / "letter.txt").read_text(encoding="utf-8") == "mine"
    (out / "letter.txt").unlink()
    assert convert(path, "ssd", out) == 0
    assert (out / "ssd_person.csv").exists()


def test_what_is_read_is_not_written_over(path: Path, capsys: pytest.CaptureFixture[str]):
    before = path.read_bytes()
    assert convert(path, "cin-xml", path, "--force") == 2
    assert "is what is read" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_the_department_is_told_of_no_unknown_authority(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert convert(path, "dfe-api-json", tmp_path / "sent.json") == 2
    assert "--authority" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["cin.xml"]


def test_the_department_is_told_nothing_twice(path: Path, tmp_path: Path):
    assert convert(path, "dfe-api-json", tmp_path / "first.json", "--authority", "885") == 0
    first = json.loads((tmp_path / "first.json").read_text(encoding="utf-8"))
    assert [child["la_child_id"] for child in first["Children"]] == ["CH1"]
    more = ("--authority", "885", "--sent", str(tmp_path / "first.json"))
    assert convert(path, "dfe-api-json", tmp_path / "second.json", *more) == 0
    second = json.loads((tmp_path / "second.json").read_text(encoding="utf-8"))
    assert second["Children"] == []


def test_contacts_are_told_as_left_out_of_the_interface(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "ssd").mkdir()
    (tmp_path / "ssd" / "ssd_person.csv").write_text("pers_person_id\nCH1\n", encoding="utf-8")
    contact = "cont_contact_id,cont_person_id\nC1,CH1\n"
    (tmp_path / "ssd" / "ssd_contacts.csv").write_text(contact, encoding="utf-8")
    convert(tmp_path / "ssd", "dfe-api-json", tmp_path / "a.json", "--authority", "885", collection="ssd")
    assert "ssd_contacts" in capsys.readouterr().out


def test_what_was_sent_goes_with_the_interface_alone(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert convert(path, "csv", tmp_path / "made", "--sent", str(path)) == 2
    assert "--sent" in capsys.readouterr().err
