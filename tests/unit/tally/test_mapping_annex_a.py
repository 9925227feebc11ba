"""What was taken for what is shown and can be written down; what is written down decides, or is refused."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from a_workbook import rows, whole, workbook
from tally import command
from tally.annex_a.mapping import as_text, as_toml, read_pinned
from tally.annex_a.reading import read_and_tell
from tally.read.likeness import How
from tally.read.problems import Fault, Unreadable
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
CONTACT = {
    "Gender": "boy", "Ethnicity": "WBRI", "Date of Birth": "01/05/2015", "Date of Contact": dt.date(2025, 6, 2),
    "Contact Source": "the neighbour",
}  # fmt: skip


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Contacts twice: under odd headings, and as they were before."""
    cells = rows("Contacts", CONTACT, CONTACT | {"Contact Source": "tbc"})
    odd = [["Who", "Gender", "Gender", "Date of Birth", "Age", "When", "From"], *cells[1:]]
    path = tmp_path / "lists.xlsx"
    path.write_bytes(workbook(whole(list_1=cells) | {"Odd": [["Title"], *odd]}))
    return path


def _mapping(path: Path, text: str) -> Path:
    (path.parent / "mapping.toml").write_text(text, encoding="utf-8")
    return path.parent / "mapping.toml"


PINNED = """
[lists."Contacts"]
sheet = "Odd"
header = 2

[lists."Contacts".columns]
"Child Unique ID" = "Who"
"Date of Contact" = "When"
"Contact Source" = "From"

[codes."Contact Source"]
"the neighbour" = "a) Individual"
"tbc" = ""
"""


def test_what_is_pinned_decides(lists):
    data, problems, seen = read_and_tell([lists], YEAR, _mapping(lists, PINNED))
    assert data["Contacts"]["Contact Source"].to_list() == ["a) Individual", None]
    assert data["Contacts"]["Date of Contact"].to_list() == [dt.date(2025, 6, 2)] * 2
    assert data["Contacts"]["line"].to_list() == [3, 4]
    assert seen.lists[0].columns["Contact Source"].how is How.PINNED
    assert seen.left == {"List 1": "the mapping file names another sheet for Contacts"}
    # What counts as blank is told as blank where it may not be, and what is not clear is still told.
    told = [(one.fault, one.element, one.line) for one in problems if one.table == "Contacts"]
    assert told == [
        (Fault.TOO_MANY, "Gender", 2), (Fault.MISSING, "Ethnicity", 2), (Fault.BLANK, "Contact Source", 4),
    ]  # fmt: skip


def test_json_says_the_same(lists):
    path = lists.parent / "mapping.json"
    path.write_text(json.dumps(tomllib.loads(PINNED)), encoding="utf-8")
    assert read_pinned(path) == read_pinned(_mapping(lists, PINNED))


def test_what_is_written_down_reads_the_workbook_the_same_way(lists, tmp_path):
    found = read_and_tell([lists], YEAR, _mapping(lists, PINNED))
    again = _mapping(lists, as_toml(found[2]))
    data, problems, seen = read_and_tell([lists], YEAR, again)
    assert data["Contacts"].equals(found[0]["Contacts"])
    assert problems == found[1]
    assert {header.how for header in seen.lists[0].columns.values()} == {How.PINNED}


def test_it_is_told_to_a_person(lists):
    said = as_text(read_and_tell([lists], YEAR, _mapping(lists, PINNED))[2])
    assert "1 Contacts: sheet “Odd”, headings in row 2" in said
    assert "Date of Contact ← “When”, by the mapping file" in said
    assert "Gender: not read, as “Gender” and “Gender” may each be it" in said
    assert "“the neighbour” → a) Individual, by the mapping file (1 row)" in said
    assert "List 1: the mapping file names another sheet for Contacts" in said


ODD = '[lists."Contacts"]\nsheet = "Odd"\nheader = 2\n[lists."Contacts".columns]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lists = 4", "lists holds no names"),
        ("[list]", "the file says list, which means nothing"),
        ('[lists."Contact"]', "there is no list “Contact”"),
        ('[lists."Contacts"]\nsheets = "Odd"', "Contacts says sheets"),
        ('[lists."Contacts"]\nsheet = 4', "is no text"),
        ('[lists."Contacts"]\nheader = 0', "is no row"),
        ('[lists."Contacts"]\nsheet = "List 12"', "the sheet “List 12”, which is not there"),
        ('[lists."Contacts"]\nsheet = "Odd"\nheader = 900', "it is shorter"),
        (ODD + '"Shoes" = "Who"', "no column “Shoes”"),
        (ODD + '"Gender" = "Sex"', "no such heading"),
        (ODD + '"Gender" = "Gender"', "more than one such heading"),
        ('[codes."Shoes"]', "no list has a column “Shoes”"),
        ('[codes."Gender"]\n"boy" = "a) Boy"', "“a) Boy” is no code of Gender"),
        ('[codes."Gender"', "cannot be read as a mapping file"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_a_sentence(lists, text, said):
    with pytest.raises(Unreadable) as refused:
        read_and_tell([lists], YEAR, _mapping(lists, text))
    assert said in str(refused.value)


def test_the_command_shows_it_writes_it_and_checks_with_it(lists, capsys):
    path, out = _mapping(lists, PINNED), lists.parent / "written.toml"
    assert command.main(["mapping", str(lists), "--return", "annex-a", "--mapping", str(path)]) == 0
    assert "headings in row 2" in capsys.readouterr().out
    arguments: list[Any] = [str(lists), "--mapping", str(path)]
    assert command.main(["mapping", *arguments, "--format", "toml", "--out", str(out)]) == 0
    which = ["--return", "annex-a", "--year", "2025-26"]
    assert command.main(["check", str(lists), *which]) == 1
    assert "form.blank" not in capsys.readouterr().out
    assert command.main(["check", str(lists), *which, "--mapping", str(out)]) == 1
    assert "form.blank" in capsys.readouterr().out
    assert command.main(["check", str(lists), "--return", "cin", "--year", "2025-26", "--mapping", str(out)]) == 2
    assert "read without a mapping file" in capsys.readouterr().err


def test_a_check_says_what_was_left_out_and_how_much_was_guessed(lists, tmp_path, capsys):
    which = [str(lists), "--return", "annex-a", "--year", "2025-26"]
    left_out = "The sheet “Odd” was left out"
    guessed = "writes them otherwise: 2 texts in place of codes."
    assert command.main(["check", *which]) == 1
    told = capsys.readouterr()
    assert left_out in told.out
    assert guessed in told.out
    assert told.err == ""
    page = tmp_path / "page.html"
    assert command.main(["check", *which, "--format", "html", "--out", str(page)]) == 1
    text = page.read_text()
    assert left_out in text
    assert guessed in text
    for form in ("json", "csv"):
        capsys.readouterr()
        assert command.main(["check", *which, "--format", form]) == 1
        told = capsys.readouterr()
        assert left_out in told.err
        assert left_out not in told.out


def test_what_the_mapping_file_decides_is_not_told_as_guessed(lists):
    data, _, _ = read_and_tell([lists], YEAR, _mapping(lists, PINNED))
    assert data.notes == (
        "The sheet “List 1” was left out: the mapping file names another sheet for Contacts.",
        "Contacts: headings that are no column of the list were left out: “Gender”, “Gender”.",
        "Read as what they seem to mean, as Ofsted writes them otherwise: 1 heading. The command "
        "threshold returns mapping shows each.",
    )  # fmt: skip


def _rules(told: str) -> set[str]:
    return {one["rule"] for child in json.loads(told)["children"] for one in child["findings"]}


def test_two_states_of_a_workbook_are_compared_with_one_mapping_file(lists, tmp_path, capsys):
    later = tmp_path / "later.xlsx"
    later.write_bytes(lists.read_bytes())
    which = ["--return", "annex-a", "--year", "2025-26", "--format", "json"]
    mapping = ["--mapping", str(_mapping(lists, PINNED))]
    assert command.main(["compare", str(lists), str(later), *which, *mapping]) == 0
    rules = _rules(capsys.readouterr().out)
    assert "form.blank" in rules
    assert command.main(["compare", str(lists), str(later), *which]) == 0
    rules = _rules(capsys.readouterr().out)
    assert "form.blank" not in rules


def test_reports_are_compared_without_a_mapping_file(lists, tmp_path, capsys):
    out = tmp_path / "report.json"
    assert command.main(
        ["check", str(lists), "--return", "annex-a", "--year", "2025-26", "--format", "json", "--out", str(out)]
    ) == 1  # fmt: skip
    assert command.main(["compare", str(out), str(out), "--mapping", str(_mapping(lists, PINNED))]) == 2
    assert "compared as they are" in capsys.readouterr().err


def test_it_is_converted_measured_and_kept_with_the_mapping_file(lists, tmp_path, capsys):
    mapping = ["--return", "annex-a", "--year", "2025-26", "--mapping", str(_mapping(lists, PINNED))]
    assert command.main(["convert", str(lists), *mapping, "--to", "csv", "--out", str(tmp_path / "tables")]) == 0
    assert (tmp_path / "tables" / "Contacts.csv").read_text().count("a) Individual") == 1
    capsys.readouterr()
    assert command.main(["measures", str(lists), *mapping, "--measures", "FD01", "--format", "json"]) == 0
    (measured,) = json.loads(capsys.readouterr().out)["measures"]
    assert measured["value"] == 2
    kept = ["archive", str(lists), *mapping, "--authority", "885", "--out", str(tmp_path / "kept")]
    assert command.main(kept) == 0
    archived = ["check", str(tmp_path / "kept" / "authority=885"), *mapping[:4]]
    capsys.readouterr()
    assert command.main([*archived, "--format", "csv"]) == 1
    told = capsys.readouterr()
    assert "form.blank" in told.out
    assert "The sheet “List 1” was left out" in told.err
    assert command.main([*archived, *mapping[4:]]) == 2
    assert "This is an archive" in capsys.readouterr().err
