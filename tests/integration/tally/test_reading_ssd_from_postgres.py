"""The data set is read from a PostgreSQL server as a case system keeps it: among other tables, in its own types."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from tally import command
from tally.read.problems import Unreadable
from tally.read.sources import Database
from tally.ssd.reading import read
from tally.years import CollectionYear
from threshold.config import embedded_postgres

YEAR = CollectionYear("2025-26")
SECRET = "very-secret"
WHICH = ["--return", "ssd", "--year", "2025-26"]

#: A schema in which the data set lies among the tables of a case system, with columns of every kind that it may use.
SCHEMA = """
create schema ssd;
create table ssd.audit_trail (id bigserial primary key, what jsonb);
create table ssd.version (note text);
create table ssd.ssd_person (
    pers_person_id integer primary key, pers_legacy_id uuid, pers_forename varchar(40), pers_sex char(4),
    pers_ethnicity text, pers_dob date, pers_death_date timestamp, pers_send_flag boolean, local_note text
);
create table ssd."SSD_CIN_Episodes" (
    cine_referral_id numeric(18, 0) primary key, cine_person_id integer references ssd.ssd_person,
    cine_referral_date timestamptz, cine_close_date date, cine_referral_nfa smallint
);
create materialized view ssd.ssd_cin_assessments as
    select 'S1' as cina_assessment_id, 1 as cina_person_id, 7::numeric(18, 2) as cina_referral_id,
           timestamp '2025-06-02 09:30' as cina_assessment_start_date, null::date as cina_assessment_auth_date;
create view ssd.ssd_assessment_factors as
    select 1::bigint as cinf_table_id, 'S1' as cinf_assessment_id,
           '["1A", "2B"]'::jsonb as cinf_assessment_factors_json
    union all select 2, 'S1', '{"3A": "Yes"}';
create table ssd.ssd_contacts (cont_contact_id int, cont_person_id int, cont_contact_date date);
insert into ssd.ssd_person values
    (1, '00000000-0000-0000-0000-000000000001', 'Null', 'F', null, '2015-05-01', null, true, 'not of the data set'),
    (2, null, null, null, 'WBRI', null, '2025-06-01 23:30', false, null);
insert into ssd."SSD_CIN_Episodes" values
    (7, 1, '2025-06-01 00:00 Europe/London', null, 0), (8, 2, '2025-12-01 00:00 Europe/London', '2026-01-05', 1);
"""

#: A schema with a view that reads a text as something else.
WITH_A_TEXT_AS = """
create schema other;
create table other.ssd_person (pers_person_id int);
create table other.raw as select '{text}'::text as said;
create view other.ssd_cin_plans as
    select 1 as cinp_cin_plan_id, said::{kind} as cinp_cin_plan_end_date from other.raw;
"""


@pytest.fixture(scope="module")
def server() -> URL:
    """The server that the tests' own database is on, as a user with a password."""
    address = make_url(os.environ.get("DATABASE_URL") or embedded_postgres.url())
    return address.set(drivername="postgresql+psycopg", database="postgres", password=SECRET)


@pytest.fixture(scope="module")
def database(server: URL) -> Iterator[URL]:
    name = f"ssd_of_a_case_system_{os.getpid()}"
    _run(server, sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        _run(server.set(database=name), sql.SQL(SCHEMA))
        yield server.set(database=name)
    finally:
        _run(server, sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def given(database: URL) -> Iterator[Callable[[str], None]]:
    """Run what changes the database; what else was made in it, in a schema of its own, is gone after the test."""
    yield lambda statements: _run(database, sql.SQL(statements))
    _run(database, sql.SQL("drop schema if exists other cascade"))


def _run(address: URL, statements: sql.Composable) -> None:
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statements)


def typed(address: URL, **query: str) -> str:
    """The address as a person types it."""
    return address.update_query_dict(query).render_as_string(hide_password=False)


def test_tables_views_and_types_of_the_server_are_read(database):
    data, problems = read([Database(typed(database))], YEAR)
    assert [(one.fault.value, one.table, one.element) for one in problems] == [("unknown", "ssd_person", "LOCAL_NOTE")]
    assert data.names.to_list() == ["1", "2"]
    persons = data["ssd_person"].rows(named=True)
    assert persons[0]["pers_legacy_id"] == "00000000-0000-0000-0000-000000000001"
    assert [one["pers_sex"] for one in persons] == ["F", None]
    assert [one["pers_dob"] for one in persons] == [dt.date(2015, 5, 1), None]
    assert [one["pers_death_date"] for one in persons] == [None, dt.date(2025, 6, 1)]
    assert [one["pers_send_flag"] for one in persons] == [True, False]
    # A forename that looks like nothing is one all the same, and what is null is null.
    assert [one["pers_forename"] for one in persons] == ["Null", None]


def test_a_moment_is_the_day_that_it_was_in_london(database):
    """Midnight in summer is eleven in the evening of the day before for a server that keeps universal time."""
    data, _ = read([Database(typed(database))], YEAR)
    referrals = data["ssd_cin_episodes"]
    assert referrals["cine_referral_date"].to_list() == [dt.date(2025, 6, 1), dt.date(2025, 12, 1)]
    assert referrals["cine_close_date"].to_list() == [None, dt.date(2026, 1, 5)]
    assert referrals["cine_referral_nfa"].to_list() == [False, True]


def test_rows_find_what_they_belong_to_though_keys_have_other_types(database):
    data, _ = read([Database(typed(database))], YEAR)
    assert data["ssd_cin_assessments"].select("cina_referral_id", "parent", "child").row(0) == ("7", 0, 0)
    factors = data["ssd_assessment_factors"]
    assert factors.select("parent", "child").rows() == [(0, 0), (0, 0)]
    assert [json.loads(one) for one in factors["cinf_assessment_factors_json"]] == [["1A", "2B"], {"3A": "Yes"}]


def test_a_table_that_is_not_there_is_not_held_and_one_without_rows_is(database):
    data, _ = read([Database(typed(database))], YEAR)
    assert not data.holds("ssd_cp_plans.cppl_cp_plan_id")
    assert data["ssd_cp_plans"].height == 0
    assert data.holds("ssd_contacts.cont_contact_date")


def test_without_persons_that_is_told_and_without_any_table_it_is_refused(database, given):
    given("create schema other; create table other.ssd_contacts (cont_contact_id int, cont_person_id int)")
    _, problems = read([Database(typed(database, schema="other"))], YEAR)
    assert [(one.fault.value, one.element) for one in problems] == [("missing", "ssd_person")]
    with pytest.raises(Unreadable, match="There is no table of the Standard Safeguarding Dataset"):
        read([Database(typed(database, schema="nowhere"))], YEAR)


def test_two_schemas_are_a_question(database, given):
    given("create schema other; create table other.ssd_person (pers_person_id int)")
    with pytest.raises(Unreadable, match=r"ssd_person stands in several schemas: other, ssd"):
        read([Database(typed(database))], YEAR)
    assert read([Database(typed(database, schema="ssd"))], YEAR)[0].names.to_list() == ["1", "2"]


def test_nothing_is_written_and_nothing_can_be(database, given):
    given(
        "create schema other;"
        "create table other.ssd_person (pers_person_id int);"
        "create function other.writes() returns int language sql as"
        " 'insert into other.ssd_person values (1) returning 1';"
        "create view other.ssd_contacts as select other.writes() as cont_contact_id, 1 as cont_person_id"
    )
    with pytest.raises(Unreadable, match=r"ssd_contacts of .* cannot be read"):
        read([Database(typed(database, schema="other"))], YEAR)


@pytest.mark.parametrize(
    ("text", "kind"), [("infinity", "date"), ("Maria Example", "int")], ids=["a day without end", "what fails"]
)
def test_what_the_server_cannot_give_is_told_by_its_table_and_not_by_what_it_holds(database, given, text, kind):
    """Nobody may take a data set for whole that lost a table on the way."""
    given(WITH_A_TEXT_AS.format(text=text, kind=kind))
    with pytest.raises(Unreadable, match=r"ssd_cin_plans of .* cannot be read") as refused:
        read([Database(typed(database, schema="other"))], YEAR)
    assert text not in str(refused.value)
    assert SECRET not in str(refused.value)


def test_the_password_is_in_no_output_and_no_error(database, tmp_path, capfd):
    address = typed(database)
    out = tmp_path / "out.html"
    assert SECRET in address
    assert command.main(["check", address, *WHICH]) == 1
    assert command.main(["check", address, *WHICH, "--format", "json"]) == 1
    assert command.main(["check", address, *WHICH, "--format", "html", "--out", str(out)]) == 1
    assert command.main(["measures", address, *WHICH]) == 0
    assert command.main(["compare", address, address, *WHICH]) == 0
    assert command.main(["convert", address, *WHICH, "--to", "parquet", "--out", str(tmp_path / "parquet")]) == 0
    assert command.main(["archive", address, *WHICH, "--authority", "E06000999", "--out", str(tmp_path / "all")]) == 0
    assert command.main(["check", address, "--return", "cin", "--year", "2025-26"]) == 2
    assert command.main(["mapping", address]) == 2
    for wrong in (["explain", "100", address], ["check", address, *WHICH, "--format", address], [address]):
        with pytest.raises(SystemExit):
            command.main(wrong)
    assert command.main(["check", typed(database.set(database="nowhere")), *WHICH]) == 2
    assert command.main(["check", typed(database, password=f"x{SECRET}"), *WHICH, "--mapping", "x.toml"]) == 2
    told = capfd.readouterr()
    assert SECRET not in told.out + told.err
    assert "nowhere" in told.err
    written = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert out in written
    assert [one.name for one in written if SECRET.encode() in one.read_bytes()] == []


def test_a_server_that_is_down_is_told_in_a_sentence(database, capfd):
    down = database.set(port=1, host="127.0.0.1", query={})
    assert command.main(["check", typed(down), *WHICH]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.startswith(
        f"postgresql+psycopg://127.0.0.1:1/{database.database} cannot be read (OperationalError)."
    )
    assert "Traceback" not in told.err


def test_a_folder_says_the_same_as_the_server(database, tmp_path):
    """What was read from the server is written as CSV and read again."""
    data, _ = read([Database(typed(database))], YEAR)
    for table in ("ssd_person", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_assessment_factors"):
        data[table].drop("row", "line", "parent", "child").write_csv(Path(tmp_path) / f"{table}.csv")
    again, problems = read([tmp_path], YEAR)
    assert problems == []
    for table in ("ssd_person", "ssd_cin_episodes", "ssd_cin_assessments", "ssd_assessment_factors"):
        assert again[table].drop("line").equals(data[table].drop("line")), table
