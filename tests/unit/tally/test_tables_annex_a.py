"""The lists of Annex A are those that Ofsted asks for: columns, kinds, codes, and what may be blank."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from tally.annex_a.codes import CODE_SETS, OTHER_NAMES
from tally.annex_a.mapping import codes_of
from tally.annex_a.tables import ANNEX_A, TABLES
from tally.annex_a.values import code_of
from tally.tables import Column, Kind

REFERENCE = Path(__file__).parents[4] / "shared" / "reference"
KINDS = {"date": Kind.DATE, "numeric": Kind.NUMBER, "string": Kind.TEXT}
#: Beside a code the list has the same with a slip of the pen.
MISSPELT = "f) Detained on child protection grounds in LA accomodation"


def _listed(name: str) -> list[dict[str, str]]:
    if not (REFERENCE / name).exists():
        pytest.skip(f"{name} lies in shared/reference, which is not beside this checkout")
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _same(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def _kind(row: dict[str, str]) -> Kind:
    if row["type"] != "category":
        return KINDS[row["type"]]
    # Which authorities there are is asked of nobody; and a column of yes or no is one.
    return {"(local authority name)": Kind.TEXT, "No | Yes": Kind.FLAG}.get(row["categories"], Kind.CODE)


def test_the_lists_are_ofsteds():
    assert [table.name for table in TABLES] == [row["title"] for row in _listed("annex_a_lists.csv")]


def test_the_columns_are_ofsteds_in_their_order():
    columns: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _listed("annex_a_columns.csv"):
        columns[row["list_title"]].append(row)
    assert sum(len(table.columns) for table in TABLES) == 169
    for table in TABLES:
        declared = [(column.name, column.kind, column.needed) for column in table.columns]
        listed = [(row["column"], _kind(row), row["can_be_blank"] == "N") for row in columns[table.name]]
        assert declared == listed, table.name


def test_the_codes_are_ofsteds():
    for row in _listed("annex_a_columns.csv"):
        column = ANNEX_A.table(row["list_title"]).column(row["column"])
        if row["type"] == "category" and column.kind is not Kind.TEXT:
            listed = {_same(code) for code in row["categories"].split(" | ")} - {MISSPELT}
            assert set(codes_of(column)) == listed, row["column"]


def test_a_column_of_one_name_holds_the_same_in_every_list():
    declared: dict[str, Column] = {}
    for table in TABLES:
        for column in table.columns:
            assert declared.setdefault(column.name, column) == column


@pytest.mark.parametrize("codes", CODE_SETS, ids=lambda one: one.name)
def test_every_code_is_read_as_itself_however_it_is_written(codes):
    for code in codes.codes:
        for written in (code.code, code.code.upper(), code.meaning, code.meaning.lower(), f"  {code.meaning}\n"):
            assert code_of(written.strip(), codes.name).names == (code.code,), written


@pytest.mark.parametrize("codes", CODE_SETS, ids=lambda one: one.name)
def test_another_name_is_its_code_or_cannot_be_told(codes):
    for name, code in OTHER_NAMES[codes.name].items():
        assert code in code_of(name, codes.name).names
        assert code_of(f"q) {name}", codes.name).names == (code,)
