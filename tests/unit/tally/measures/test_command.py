"""`threshold returns measures`: what is printed, what is written, and sentences where it cannot go on."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import tally
from tally import command

WHICH = ["--return", "ssd", "--year", "2025-26"]
TABLES = {
    "ssd_person": "pers_person_id,pers_dob,pers_sex\nA1,2015-05-01,F\n=B2,2016-05-01,M\n",
    "ssd_cin_episodes": (
        "cine_referral_id,cine_person_id,cine_referral_date,cine_referral_nfa,cine_referral_team\n"
        "R1,A1,2025-05-01,Y,T1\nR2,=B2,2025-05-01,N,T2\nR3,A1,2025-06-01,N,T1\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> str:
    made = tmp_path / "ssd"
    made.mkdir()
    for name, text in TABLES.items():
        (made / f"{name}.csv").write_text(text)
    return str(made)


def test_the_table_says_value_counts_and_what_cannot_be_told(folder, capsys):
    assert command.main(["measures", folder, *WHICH]) == 0
    said = capsys.readouterr().out
    assert "Standard Safeguarding Dataset 2025-26: 1 April 2025 to 31 March 2026" in said
    (line,) = (line for line in said.splitlines() if line.startswith("  FD06 "))
    assert line.split()[:5] == ["FD06", "33.3%", "1", "of", "3"]
    assert line.endswith("Referrals that ended with no further action")
    assert "  FD01      What was read does not have ssd_contacts." in said
    assert "A rate needs --population" in said
    assert "QA01" in said


def test_a_population_makes_rates_and_comes_from_a_number_or_a_file(folder, tmp_path, capsys):
    (tmp_path / "people.csv").write_text("authority,population\n885,20000\n")
    for given in (["--population", "20,000"], ["--population", str(tmp_path / "people.csv"), "--authority", "885"]):
        assert command.main(["measures", folder, *WHICH, "--measures", "FD04", *given]) == 0
        assert "1.5 per 10,000" in capsys.readouterr().out


def test_json_has_the_shape_that_is_told(folder, capsys):
    asked = ["measures", folder, *WHICH, "--measures", "FD06,QA01", "--by", "team", "--format", "json", "--with-lists"]
    assert command.main(asked) == 0
    read = json.loads(capsys.readouterr().out)
    assert (read["return"], read["year"], read["by"], read["population"]) == ("ssd", "2025-26", ["team"], None)
    assert read["period"] == {"first": "2025-04-01", "last": "2026-03-31"}
    found, other = read["measures"]
    assert (found["id"], found["numerator"], found["denominator"], found["value"]) == ("FD06", 1, 3, 33.3333)
    assert (found["unit"], found["state"], found["alternative_to"]) == ("percent", "measured", None)
    assert found["parts"][0] == {"team": "T1", "numerator": 1, "denominator": 2, "value": 50}
    assert found["lists"]["numerator"] == [{"table": "ssd_cin_episodes", "row": 0, "child": "A1"}]
    assert len(found["lists"]["denominator"]) == 3
    assert (other["id"], other["alternative_to"], other["state"]) == ("FD06-C", "FD06", "not_applicable")
    assert [one["id"] for one in read["absent"]] == ["QA01"]


def test_csv_has_a_line_a_part(folder, capsys):
    assert command.main(["measures", folder, *WHICH, "--measures", "FD06", "--by", "team,sex", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    told = [(row["id"], row["team"], row["sex"], row["numerator"], row["denominator"], row["value"]) for row in rows]
    assert told[:3] == [
        ("FD06", "", "", "1", "3", "33.3333"), ("FD06", "T1", "Female", "1", "2", "50"),
        ("FD06", "T2", "Male", "0", "1", "0"),
    ]  # fmt: skip
    assert (rows[3]["id"], rows[3]["state"], rows[3]["value"]) == ("FD06-C", "not_applicable", "")


def test_lists_have_every_row_of_the_denominator_and_no_formula(folder, tmp_path, capsys):
    lists = tmp_path / "lists"
    assert command.main(["measures", folder, *WHICH, "--by", "team", "--lists", str(lists)]) == 0
    told = capsys.readouterr()
    assert "They name children." in told.err
    assert "A1" not in told.out + told.err
    rows = list(csv.DictReader(io.StringIO((lists / "FD06.csv").read_text())))
    assert [(row["child"], row["on"], row["counted"], row["team"]) for row in rows] == [
        ("A1", "2025-05-01", "yes", "T1"), ("'=B2", "2025-05-01", "no", "T2"), ("A1", "2025-06-01", "no", "T1"),
    ]  # fmt: skip
    assert not (lists / "FD01.csv").exists()


def test_the_page_says_what_the_table_says_and_takes_nothing_for_markup(folder, tmp_path):
    (Path(folder) / "ssd_department.csv").write_text("dept_team_id,dept_team_name\nT1,<script>alert(1)</script>\n")
    out = tmp_path / "measures.html"
    assert command.main(["measures", folder, *WHICH, "--by", "team", "--format", "html", "--out", str(out)]) == 0
    page = out.read_text()
    assert "33.3%" in page
    assert "1 of 3" in page
    assert "<script>alert" not in page
    assert "src=" not in page
    assert "https://" not in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--measures", "XX01"], "No measure is called XX01"),
        (["--by", "shoes"], "cannot be cut by shoes"),
        (["--population", "0"], "makes no rate"),
        (["--population", "people.csv"], "Name the authority's line with --authority"),
        (["--population", "{folder}/ssd_person.csv", "--authority", "885"], "the columns authority and population"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence(arguments, said, folder, capsys):
    given = [argument.format(folder=folder) for argument in arguments]
    assert command.main(["measures", folder, *WHICH, *given]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_python_has_the_same_with_frames(folder):
    measured = tally.measure([Path(folder)], "ssd", "2025-26", measures=["FD05"])
    (result,) = measured.results
    assert (result.figures.numerator, result.figures.denominator) == (1, 3)
    assert result.rows.filter("counted")["child"].to_list() == ["A1"]
    assert set(measured.seconds) == {"read", "convert", "measure"}
