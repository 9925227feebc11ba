"""Many authorities are checked each by itself: the report of each is that of a check alone, and none loses another."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from a_workbook import rows, whole, workbook
from one_that_dies import check_or_die
from tally import Unreadable, check, command, distribute, together
from tally.cin import examples
from tally.read.sources import WORKBOOKS
from tally.returns import RETURNS
from tally.write import archive
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
WHICH = ["--return", "cin", "--year", "2025-26", "--many"]
WRONG = {"LAchildID": "A1", "Sex": "1", "CINdetails": [{"CINreferralDate": "2025-05-01"}]}


def authority(root: Path, name: str, children: int) -> Path:
    """A folder with a census of so many children, each with faults."""
    folder = root / name
    folder.mkdir(parents=True)
    census = examples.census([WRONG | {"LAchildID": f"{name}-{number}"} for number in range(children)])
    (folder / "census.xml").write_bytes(census)
    return folder


@pytest.fixture
def england(tmp_path: Path) -> Path:
    """Four authorities: files, an archive, one that cannot be read, and one whose archive lacks a column."""
    root = tmp_path / "england"
    authority(root, "E06", 3)
    authority(root, "E08", 1)
    files = authority(tmp_path, "of the archive", 2)
    archive.write(*RETURNS["cin"].read([files / "census.xml"], YEAR), archive.place(root, "E05"))
    (authority(root, "E09", 1) / "census.xml").write_text("<Message><Children>")
    (root / "E09" / "notes.txt").write_text("no return")
    (root / ".hidden").mkdir()
    return root


def test_each_report_is_that_of_a_check_alone_but_for_the_seconds(england):
    checked = {one.authority: one for one in distribute.on_this_machine(distribute.pieces(england), distribute.ask(
        "cin", "2025-26"))}  # fmt: skip
    assert sorted(checked) == ["E05", "E06", "E08", "E09"]
    alone = check([england / "E06" / "census.xml"], "cin", YEAR)
    assert checked["E06"].text == replace(alone, seconds={}).as_json()
    assert (checked["E06"].code, checked["E06"].reason) == (1, "")


def test_json_has_the_authorities_in_order_and_what_failed_with_its_reason(england, capsys):
    assert command.main(["check", str(england), *WHICH, "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["return"], told["year"]) == ("cin", "2025-26")
    assert [one["authority"] for one in told["authorities"]] == ["E05", "E06", "E08", "E09"]
    *whole, broken = told["authorities"]
    assert [(one["exit"], one["reason"]) for one in whole] == [(1, "")] * 3
    assert [one["report"]["tables"]["Child"] for one in whole] == [2, 3, 1]
    assert {finding["child"] for finding in whole[1]["report"]["findings"]} >= {"E06-0", "E06-1", "E06-2"}
    assert (broken["exit"], broken["report"]) == (2, None)
    assert "cannot be read as XML" in broken["reason"]


def test_a_table_has_one_line_an_authority(england, capsys):
    assert command.main(["check", str(england), *WHICH, "--rules", "4180"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "cin 2025-26: 4 authorities"
    (line,) = [line for line in lines if line.startswith("E06")]
    alone = check([england / "E06" / "census.xml"], "cin", YEAR, rules=["4180"])
    assert line.split()[1:] == [f"{sum(alone.tables.values())}", f"{len(alone.findings)}", "0", "0"]
    assert len(list(alone.of("4180"))) == 3
    assert lines[-1] == "clean: 0, with findings: 3, could not be read: 1, crashed: 0."


def test_csv_has_a_line_a_finding_and_one_for_what_failed(england, capsys):
    assert command.main(["check", str(england), *WHICH, "--format", "csv", "--rules", "4180"]) == 2
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["child"] for row in rows if row["rule"] == "4180" and row["authority"] == "E06"] == [
        "E06-0", "E06-1", "E06-2",
    ]  # fmt: skip
    (broken,) = [row for row in rows if row["authority"] == "E09"]
    assert broken["rule"] == ""
    assert "cannot be read as XML" in broken["message"]


def test_a_column_that_is_missing_is_told_and_loses_no_other(england, capsys):
    path = england / "authority=E05" / "CINdetails.parquet"
    pl.read_parquet(path).drop("ReferralNFA").write_parquet(path)
    assert command.main(["check", str(england), *WHICH]) == 2
    out = capsys.readouterr().out
    assert "E05  " in out
    assert "has no column ReferralNFA" in out
    assert "with findings: 2, could not be read: 2" in out


def test_a_process_that_ends_costs_only_its_own_authority(england):
    authority(england, "E07", 1)
    found, asked = distribute.pieces(england), distribute.ask("cin", "2025-26", ["4180"])
    checked = {one.authority: one for one in distribute.on_this_machine(found, asked, work=check_or_die)}
    assert {name: one.code for name, one in checked.items()} == {"E05": 1, "E06": 1, "E07": 3, "E08": 1, "E09": 2}
    assert "ended without an answer" in checked["E07"].reason
    assert together.exit_code(checked.values()) == 3


def test_a_program_that_stops_is_told_without_what_it_had_in_hand(england, monkeypatch):
    def stops(*given: object, **named: object) -> None:
        raise ZeroDivisionError("A1 was born on 1 May")

    monkeypatch.setattr(distribute, "check", stops)
    piece = distribute.pieces(england)[1]
    told = distribute.check_one(piece, distribute.ask("cin", "2025-26"))
    assert (told.code, told.text) == (3, "")
    assert told.reason.startswith("The program stopped with ZeroDivisionError at line")
    assert "born" not in told.reason


def test_last_years_return_lies_in_a_folder_within(tmp_path):
    header = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,{},05/01/2010,WBRI,,,\n"
    for folder, sex in ((tmp_path / "root" / "E06", "F"), (tmp_path / "root" / "E06" / "previous", "M")):
        folder.mkdir(parents=True)
        (folder / "header.csv").write_text(header.format(sex))
    (piece,) = distribute.pieces(tmp_path / "root")
    of_one = json.loads(distribute.check_one(piece, distribute.ask("ssda903", "2025-26")).text)
    paths = [tmp_path / "root" / "E06" / "header.csv"], [tmp_path / "root" / "E06" / "previous" / "header.csv"]
    alone = check(paths[0], "ssda903", YEAR, paths[1])
    assert of_one["findings"] == [finding.as_json() for finding in alone.findings]
    assert not [one for one in of_one["rules"] if "previous" in one["reason"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{root}", *WHICH, "--format", "html"], "not as html"),
        (["{root}", *WHICH, "--rules", "1"], "No rule of 2025-26 is called 1"),
        (["{root}/E06", *WHICH], "holds no folder"),
        (["{root}", "{root}", *WHICH], "the one folder"),
        (["{root}", *WHICH, "--teams", "teams.csv"], "page of one return"),
        (["{root}/E06", *WHICH[:-1], "--engine", "spark"], "holds no folder"),
        (["{root}/E06/census.xml", *WHICH[:-1], "--engine", "spark"], "is a file"),
    ],
)
def test_what_cannot_be_asked_is_told_once(arguments, said, england, capsys):
    assert command.main(["check", *(argument.format(root=england) for argument in arguments)]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


# --- Annex A and the data set ----------------------------------------------------------------------------------------

OF_ANNEX_A = ["--return", "annex-a", "--year", "2025-26", "--many"]
MAPPING = """
[lists."Contacts"]
sheet = "List 1"

[lists."Contacts".columns]
"Contact Source" = "Came from"

[codes."Contact Source"]
"the neighbour" = "a) Individual"
"""
NOT_A_HEADING, LEFT_OUT = "No heading is “Contact Source”", "headings that are no column of the list were left out"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Two authorities with a workbook each, of the same odd heading; one is open in a spreadsheet program."""
    root = tmp_path / "lists"
    for name in ("E06", "E08"):
        (root / name).mkdir(parents=True)
        cells = rows("Contacts", {"Child Unique ID": f"{name}-1", "Contact Source": "the neighbour"})
        cells[0][cells[0].index("Contact Source")] = "Came from"
        (root / name / "lists.xlsx").write_bytes(workbook(whole(list_1=cells)))
    (root / "E06" / "~$lists.xlsx").write_bytes(b"who has it open")
    return root


@pytest.mark.parametrize("ending", WORKBOOKS)
def test_a_workbook_of_any_form_is_found_in_an_authoritys_folder(ending, tmp_path, capsys):
    (tmp_path / "E06").mkdir()
    (tmp_path / "E06" / f"lists{ending}").write_bytes(b"no workbook")
    assert command.main(["check", str(tmp_path), *OF_ANNEX_A]) == 2
    told = capsys.readouterr().out
    assert f"lists{ending} is no workbook" in told


def test_one_mapping_file_says_of_all_workbooks_what_is_what(lists, capsys):
    mapping = lists.parent / "mapping.toml"
    mapping.write_text(MAPPING)
    assert command.main(["check", str(lists), *OF_ANNEX_A, "--format", "json"]) == 1
    assert capsys.readouterr().out.count(NOT_A_HEADING) == 2
    assert command.main(["check", str(lists), *OF_ANNEX_A, "--format", "json", "--mapping", str(mapping)]) == 1
    told = capsys.readouterr().out
    assert NOT_A_HEADING not in told
    of_one = json.loads(told)["authorities"][0]["report"]
    alone = check([lists / "E06" / "lists.xlsx"], "annex-a", YEAR, mapping=mapping)
    assert of_one == json.loads(replace(alone, seconds={}).as_json())


def test_what_is_to_be_known_of_the_files_is_told_of_each(lists, capsys):
    assert command.main(["check", str(lists), *OF_ANNEX_A]) == 1
    told = capsys.readouterr().out
    assert told.count(LEFT_OUT) == 2
    assert "  E08: Contacts: headings that are no column" in told
    assert command.main(["check", str(lists), *OF_ANNEX_A, "--format", "json"]) == 1
    one, other = json.loads(capsys.readouterr().out)["authorities"]
    assert [LEFT_OUT in note for note in one["notes"]] == [True]
    assert one["notes"] == other["notes"]
    assert command.main(["check", str(lists), *OF_ANNEX_A, "--format", "csv"]) == 1
    of_csv = capsys.readouterr()
    assert LEFT_OUT not in of_csv.out
    assert of_csv.err.splitlines()[1].startswith("E08: Contacts: ")


@pytest.mark.parametrize(
    ("which", "text", "said"),
    [
        (OF_ANNEX_A, '[lists."Shoes"]', "there is no list “Shoes”"),
        (OF_ANNEX_A, None, "No such file"),
        (WHICH, MAPPING, "read without a mapping file"),
    ],
)
def test_a_mapping_file_that_means_nothing_is_refused_once(which, text, said, lists, capsys):
    mapping = lists.parent / "mapping.toml"
    if text is not None:
        mapping.write_text(text)
    assert command.main(["check", str(lists), *which, "--mapping", str(mapping)]) == 2
    told = capsys.readouterr()
    assert told.err.count(said) == 1
    assert told.out == ""


def test_a_data_set_and_its_archive_are_told_as_a_check_alone_tells_them(tmp_path, capsys):
    files, root = tmp_path / "root" / "E06", tmp_path / "root"
    files.mkdir(parents=True)
    (files / "ssd_person.csv").write_text("pers_person_id,pers_dob\nA1,yesterday\n")
    (files / "ssd_cin_episodes.csv").write_text("cine_referral_id,cine_person_id\nR1,A9\n")
    archive.write(*RETURNS["ssd"].read([files], YEAR), archive.place(root, "E08"))
    assert command.main(["check", str(root), "--return", "ssd", "--year", "2025-26", "--many", "--format", "json"]) == 1
    of_files, of_archive = json.loads(capsys.readouterr().out)["authorities"]
    alone = json.loads(replace(check([files], "ssd", YEAR), seconds={}).as_json())
    assert {one["rule"] for one in alone["findings"]} == {"form.bad_value", "form.no_owner"}
    assert of_files["report"] == of_archive["report"] == alone


def test_two_folders_of_one_authority_are_refused(england):
    authority(england, "E05", 1)
    with pytest.raises(Unreadable, match="two folders for E05"):
        distribute.pieces(england)


def test_the_environment_is_left_as_it_was(england):
    before = dict(os.environ)
    list(distribute.on_this_machine(distribute.pieces(england)[:1], distribute.ask("cin", "2025-26", ["4180"])))
    assert dict(os.environ) == before


def test_where_pyspark_is_missing_the_sentence_says_what_to_install(england, monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)
    assert command.main(["check", str(england), *WHICH, "--engine", "spark"]) == 2
    assert "pip install 'pyspark[sql]'" in capsys.readouterr().err
