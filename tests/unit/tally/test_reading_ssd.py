"""The data set reads the same from CSV, Parquet and a database; what does not hold together is told where it stands."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy
from polars.testing import assert_frame_equal

from tally import command
from tally.read.keyed import as_text
from tally.read.problems import Fault, Unreadable
from tally.read.sources import Database, source
from tally.ssd.reading import read
from tally.ssd.tables import SSD
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")


def csv_of(table: str, *rows: dict[str, str]) -> str:
    """A file of a table with every column that it has, in the order it is declared."""
    names = [column.name for column in SSD.table(table).columns]
    assert not {name for row in rows for name in row} - set(names)
    return "\n".join([",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]) + "\n"


PERSONS = csv_of(
    "ssd_person",
    {"pers_person_id": "A1", "pers_dob": "2015-05-01", "pers_sex": "f", "pers_send_flag": "Y"},
    {"pers_person_id": "A2", "pers_dob": "01/06/2016 00:00:00", "pers_sex": "M", "pers_send_flag": "N"},
)
REFERRALS = csv_of(
    "ssd_cin_episodes",
    {"cine_referral_id": "R1", "cine_person_id": "A2", "cine_referral_date": "2025-05-01T00:00:00"},
    {"cine_referral_id": "R2", "cine_person_id": "A1", "cine_referral_date": "2025-06-01 00:00:00.000"},
)
ASSESSMENTS = csv_of(
    "ssd_cin_assessments",
    {"cina_assessment_id": "S1", "cina_person_id": "A1", "cina_referral_id": "R2"},
    {"cina_assessment_id": "S2", "cina_person_id": "A2", "cina_referral_id": "R1"},
)
FACTORS = csv_of("ssd_assessment_factors", {"cinf_table_id": "F1", "cinf_assessment_id": "S2"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = {"ssd_person": PERSONS, "dbo.SSD_CIN_Episodes": REFERRALS, "cin_assessments": ASSESSMENTS, "x": FACTORS}
    for name, content in names.items():
        (tmp_path / f"{name}.csv").write_text(content)
    return tmp_path


def told(folder: Path) -> list[tuple[str, str, int | None, int, str]]:
    return [(one.fault.value, one.table, one.row, one.line, one.element) for one in read([folder], YEAR)[1]]


def test_files_are_known_by_their_names_or_their_columns(folder):
    data, problems = read([folder], YEAR)
    assert problems == []
    assert data.names.to_list() == ["A1", "A2"]
    persons = data["ssd_person"]
    assert persons["pers_dob"].to_list() == [dt.date(2015, 5, 1), dt.date(2016, 6, 1)]
    assert persons["pers_sex"].to_list() == ["F", "M"]
    assert persons["pers_send_flag"].to_list() == [True, False]
    assert persons["line"].to_list() == [2, 3]
    assert data["ssd_cin_episodes"]["cine_referral_date"].to_list() == [dt.date(2025, 5, 1), dt.date(2025, 6, 1)]


def test_keys_become_numbers_of_persons_and_parents(folder):
    data, _ = read([folder], YEAR)
    assert data["ssd_cin_episodes"]["child"].to_list() == [1, 0]
    assert data["ssd_cin_episodes"]["parent"].to_list() == [1, 0]
    assert data["ssd_cin_assessments"]["parent"].to_list() == [1, 0]
    # Factors name no person: they are about whom their assessment is about.
    assert data["ssd_assessment_factors"].select("parent", "child").row(0) == (1, 1)
    seen = data.view("ssd_assessment_factors", "ssd_cin_episodes.cine_referral_date", "ssd_person.pers_sex").row(
        0, named=True
    )
    assert (seen["cine_referral_date"], seen["pers_sex"]) == (dt.date(2025, 5, 1), "M")


def test_what_was_not_given_is_not_held(folder):
    data, _ = read([folder], YEAR)
    assert data.holds("ssd_cin_episodes.cine_referral_date")
    assert not data.holds("ssd_contacts.cont_contact_date")
    assert data["ssd_contacts"].height == 0
    (folder / "ssd_contacts.csv").write_text("cont_contact_id,cont_person_id\n")
    data, _ = read([folder], YEAR)
    assert data.holds("ssd_contacts.cont_person_id")
    assert not data.holds("ssd_contacts.cont_contact_date")


def test_parquet_reads_as_csv_does(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("parquet")
    data, _ = read([folder], YEAR)
    for name in ("ssd_person", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_assessment_factors"):
        data[name].drop("row", "line", "parent", "child").write_parquet(other / f"{name}.parquet")
    again, problems = read([other], YEAR)
    assert problems == []
    for table in SSD.tables:
        assert_frame_equal(again[table.name].drop("line"), data[table.name].drop("line"))
    assert again.held == data.held


def test_a_database_reads_as_csv_does(folder, tmp_path_factory):
    file = tmp_path_factory.mktemp("database") / "ssd.db"
    data, _ = read([folder], YEAR)
    with sqlite3.connect(file) as database:
        for name in ("ssd_person", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_assessment_factors"):
            frame = data[name].drop("row", "line", "parent", "child")
            database.execute(f"create table {name} ({', '.join(frame.columns)})")
            holes = ", ".join("?" * frame.width)
            database.executemany(f"insert into {name} values ({holes})", frame.cast(pl.String()).rows())  # noqa: S608
        database.execute("create table other (x)")
    database.close()
    again, problems = read([Database(f"sqlite:///{file}")], YEAR)
    assert problems == []
    for table in SSD.tables:
        assert_frame_equal(again[table.name].drop("line"), data[table.name].drop("line"))


def test_what_typed_columns_hold_is_read_as_what_it_is(tmp_path):
    pl.DataFrame(
        {
            "PERS_PERSON_ID": [1.0, 2.0],
            "pers_dob": [dt.datetime(2015, 5, 1, 9, 30), None],  # noqa: DTZ001 - databases hold such
            "pers_send_flag": [True, False],
            "pers_legacy_id": [7, 8],
        }
    ).write_parquet(tmp_path / "person.parquet")
    data, _ = read([tmp_path], YEAR)
    persons = data["ssd_person"]
    assert data.names.to_list() == ["1", "2"]
    assert persons["pers_dob"].to_list() == [dt.date(2015, 5, 1), None]
    assert persons["pers_send_flag"].to_list() == [True, False]
    assert persons["pers_legacy_id"].to_list() == ["7", "8"]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1.0, None, float("nan")], ["1", None, None]),
        ([1.0, 1e20], ["1.0", "1e+20"]),
        ([Decimal("7.00"), Decimal("7.50")], ["7", "7.50"]),
        ([["1A", "2B"], None], ['["1A", "2B"]', None]),
        ([{"1A": "Yes", "2B": None}], ['{"1A": "Yes", "2B": null}']),
        ([dt.datetime(2025, 5, 31, 23, tzinfo=dt.UTC)], ["2025-06-01"]),
        ([dt.datetime(2025, 11, 30, 23, tzinfo=dt.UTC)], ["2025-11-30T23:00:00"]),
    ],
)
def test_a_typed_value_is_the_text_that_a_file_would_hold(values, texts):
    assert as_text(pl.Series(values)).to_list() == texts


def test_what_does_not_hold_together_is_told_where_it_stands(folder):
    rows = [
        {"cina_assessment_id": "S1", "cina_person_id": "A1", "cina_referral_id": "R2"},
        {"cina_assessment_id": "S1", "cina_person_id": "A1", "cina_referral_id": "R2"},
        {"cina_person_id": "A1", "cina_referral_id": "R2"},
        {"cina_assessment_id": "S4", "cina_referral_id": "R2"},
        {"cina_assessment_id": "S5", "cina_person_id": "A1", "cina_referral_id": "R9"},
        {"cina_assessment_id": "S6", "cina_person_id": "A9", "cina_referral_id": ""},
        {"cina_assessment_id": "S7", "cina_person_id": "A1", "cina_referral_id": "R1"},
        {"cina_assessment_id": "S8", "cina_person_id": "A1", "cina_assessment_start_date": "31/02/2025"},
        {"cina_assessment_id": "S2", "cina_person_id": "A2", "cina_referral_id": "R1"},
    ]
    (folder / "cin_assessments.csv").write_text(csv_of("ssd_cin_assessments", *rows))
    assert sorted(told(folder), key=str) == sorted(
        [
            ("same_key", "ssd_cin_assessments", 1, 3, "cina_assessment_id"),
            ("no_key", "ssd_cin_assessments", 2, 4, "cina_assessment_id"),
            ("no_key", "ssd_cin_assessments", 3, 5, "cina_person_id"),
            ("no_owner", "ssd_cin_assessments", 4, 6, "cina_referral_id"),
            ("no_owner", "ssd_cin_assessments", 5, 7, "cina_person_id"),
            ("other_child", "ssd_cin_assessments", 6, 8, "cina_referral_id"),
            ("bad_value", "ssd_cin_assessments", 7, 9, "cina_assessment_start_date"),
        ],
        key=str,
    )
    data, _ = read([folder], YEAR)
    assert data["ssd_cin_assessments"]["parent"].to_list() == [1, 1, 1, 1, None, None, None, None, 0]
    assert data["ssd_cin_assessments"]["child"].to_list() == [0, 0, 0, 0, 0, 2, 0, 0, 1]
    assert data.names.to_list() == ["A1", "A2", "A9"]


def test_a_value_that_is_no_code_is_told_and_kept(folder):
    (folder / "ssd_person.csv").write_text(
        csv_of(
            "ssd_person",
            {"pers_person_id": "A1", "pers_sex": "male", "pers_ethnicity": "wbri", "pers_gender": "1"},
            {"pers_person_id": "A2", "pers_sex": "M", "pers_ethnicity": "CNHE", "pers_gender": "42"},
        )
    )
    data, problems = read([folder], YEAR)
    assert [(one.fault.value, one.table, one.row, one.line, one.element, one.seen, one.child) for one in problems] == [
        ("other_code", "ssd_person", 0, 2, "pers_sex", "MALE", 0)
    ]
    assert data["ssd_person"]["pers_sex"].to_list() == ["MALE", "M"]
    assert data.unread == {}


@pytest.mark.parametrize(
    ("table", "column", "codes", "others"),
    [
        (
            "ssd_cp_plans",
            "cppl_cp_plan_initial_category",
            ["NEG", "Neglect", "Multiple: neglect, sexual abuse"],
            ["N1"],
        ),
        ("ssd_cla_placement", "clap_cla_placement_type", ["H5", "K3", "u4"], ["U7", "Foster care"]),
        ("ssd_care_leavers", "clea_care_leaver_eligibility", ["Former relevant", "ELIGIBLE"], ["Relevant child"]),
        ("ssd_cla_health", "clah_health_check_status", ["Planned", "completed"], ["NULL and void"]),
        ("ssd_missing", "miss_missing_rhi_offered", ["Y", "n", "NA", "NULL"], ["X"]),
        ("ssd_cin_episodes", "cine_referral_source_code", ["1A", "anything"], []),
    ],
)
def test_the_codes_that_the_data_set_states_are_known(folder, table, column, codes, others):
    for one in folder.iterdir():
        one.unlink()
    keys = SSD.table(table)
    rows = [
        {keys.key: f"K{number}", keys.person: "A1", column: value} for number, value in enumerate([*codes, *others])
    ]
    (folder / f"{table}.csv").write_text(_as_csv(table, rows))
    (folder / "ssd_person.csv").write_text(PERSONS)
    told = [one.seen for one in read([folder], YEAR)[1] if one.fault is Fault.OTHER_CODE]
    assert [one.upper() for one in told] == [one.upper() for one in others]


def _as_csv(table: str, rows: list[dict[str, str]]) -> str:
    names = [column.name for column in SSD.table(table).columns]
    return "\n".join(
        ",".join(f'"{row.get(name, "")}"' for name in names) for row in [{name: name for name in names}, *rows]
    )


def test_a_header_that_is_not_the_tables_is_told(folder):
    (folder / "ssd_person.csv").write_text("PERS_PERSON_ID,pers_colour\nA1,red\nA2,blue\n")
    (folder / "ssd_cin_plans.csv").write_text("cinp_person_id,cinp_cin_plan_start_date\n")
    assert set(told(folder)) == {
        ("unknown", "ssd_person", None, 1, "PERS_COLOUR"),
        # Other columns may not be there; without these nobody knows which plan it is, nor of which referral.
        ("missing", "ssd_cin_plans", None, 1, "cinp_cin_plan_id"),
        ("missing", "ssd_cin_plans", None, 1, "cinp_referral_id"),
    }


def test_what_stands_for_nothing_is_nothing_but_a_person_may_be_called_so(folder):
    content = csv_of(
        "ssd_person",
        {"pers_person_id": "A1", "pers_surname": "NULL", "pers_dob": "NULL", "pers_nationality": "PLACEHOLDER_DATA"},
        {"pers_person_id": "A2"},
        {"pers_person_id": "PLACEHOLDER_DATA", "pers_dob": "NULL"},
    )
    (folder / "ssd_person.csv").write_text(content)
    data, problems = read([folder], YEAR)
    assert problems == []
    person = data["ssd_person"].row(0, named=True)
    assert (person["pers_surname"], person["pers_dob"], person["pers_nationality"]) == ("NULL", None, None)
    assert data["ssd_person"].height == 2


def test_without_persons_nobody_is_there_to_be_about(folder):
    (folder / "ssd_person.csv").unlink()
    found = told(folder)
    assert found == [("missing", "", None, 0, "ssd_person")]
    data, _ = read([folder], YEAR)
    assert data.names.to_list() == ["A2", "A1"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "There is no table of the Standard Safeguarding Dataset"),
        ({"person.csv": PERSONS, "ssd_person.csv": PERSONS}, "both hold ssd_person"),
        ({"x.csv": "a,b\n1,2\n"}, "its columns are those of no table"),
        ({"ssd_person.parquet": "PAR1"}, "cannot be read as Parquet"),
    ],
)
def test_what_is_no_data_set_is_refused(files, said, tmp_path):
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(Unreadable, match=said):
        read([tmp_path], YEAR)


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////nowhere/at/all.db",
        "postgresql+psycopg://reader:very-secret@127.0.0.1:1/cms",
        "postgresql://127.0.0.1:1/cms?user=reader&password=very-secret",
        "postgresql://reader:half-of-it@very-secret@127.0.0.1:1/cms",
        "postgresql://reader:half-of-it@is/very-secret@127.0.0.1:1/cms",
        "postgresql://reader:half-of-it@is:very-secret@127.0.0.1:1/cms",
        "postgresql://reader:very-secret?@127.0.0.1:1/cms",
        "nothing://very-secret@host",
        "://very-secret",
    ],
)
def test_a_database_that_cannot_be_read_is_told_without_its_password(address):
    with pytest.raises(Unreadable) as told:
        read([source(address)], YEAR)
    assert "very-secret" not in str(told.value)
    assert "very-secret" not in repr(source(address))
    assert "reader" not in str(told.value)
    assert told.value.__suppress_context__ or told.value.__context__ is None


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(Unreadable, match="there is no such file"):
        read([source(f"sqlite:///{tmp_path}/ssd.db")], YEAR)
    assert list(tmp_path.iterdir()) == []


def test_two_schemas_are_a_question_and_one_is_named(tmp_path):
    main, other = tmp_path / "main.db", tmp_path / "other.db"
    for file, identifier in ((main, "A1"), (other, "B1")):
        with sqlite3.connect(file) as database:
            database.execute("create table ssd_person (pers_person_id)")
            database.execute("insert into ssd_person values (?)", [identifier])
        database.close()

    def attach(connection: Any, record: Any) -> None:
        connection.execute(f"attach '{other}' as second")

    sqlalchemy.event.listen(sqlalchemy.Engine, "connect", attach)
    try:
        with pytest.raises(Unreadable, match="stands in several schemas: main, second"):
            read([Database(f"sqlite:///{main}")], YEAR)
        assert read([Database(f"sqlite:///{main}?schema=second")], YEAR)[0].names.to_list() == ["B1"]
    finally:
        sqlalchemy.event.remove(sqlalchemy.Engine, "connect", attach)


def test_the_command_checks_a_data_set(folder, capsys):
    which = ["--return", "ssd", "--year", "2025-26", "--format", "json"]
    assert command.main(["check", str(folder), *which]) == 0
    capsys.readouterr()
    (folder / "x.csv").write_text(csv_of("ssd_assessment_factors", {"cinf_table_id": "1", "cinf_assessment_id": "S9"}))
    assert command.main(["check", str(folder), *which]) == 1
    report = json.loads(capsys.readouterr().out)
    (finding,) = report["findings"]
    assert (finding["rule"], finding["table"], finding["row"], finding["line"]) == (
        "form.no_owner", "ssd_assessment_factors", 0, 2,
    )  # fmt: skip
    assert finding["columns"] == ["cinf_assessment_id"]


def test_a_return_of_files_is_not_read_from_a_database(capsys):
    assert command.main(["check", "sqlite:///x.db", "--return", "cin", "--year", "2025-26"]) == 2
    assert "from files, not from a database" in capsys.readouterr().err
