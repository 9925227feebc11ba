"""Lists that stand beside SSDA903: how they are read, and that the rules which need them run with them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tally import command
from tally.check import check
from tally.read.problems import Unreadable
from tally.report import Outcome
from tally.ssda903 import reference

EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1,01/05/2025,S,C2,N1,K2,PR4,,,,ZZ1 1AA,zz99bb,sc012345\n"
    "2,01/05/2025,S,C2,N1,K2,PR4,,,,ZZ1 1AA,ZZ9 9BB,SC99\n"
)
PROVIDERS = (
    "\ufeffurn, place_codes ,PROVIDER_CODES,POSTCODE,OPENED,CLOSED,NAME\n"
    "SC012345,k2 S1,PR4,zz9 9bb,01/01/2020,,A home\n"
    "sc012345,K1,PR1,,,,The same home once more\n"
    ",K1,PR1,,,,Nobody\n"
)
POSTCODES = "POSTCODE,LA,EASTING,NORTHING\nZZ1 1AA,E06000001,400000,100000\nZZ9  9BB,E06000002,400000,somewhere\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {}
    for name, text in {"episodes": EPISODES, "providers": PROVIDERS, "postcodes": POSTCODES}.items():
        found[name] = tmp_path / f"{name}.csv"
        found[name].write_text(text, encoding="utf-8")
    return found


def test_a_list_is_read_by_its_columns_and_the_first_of_several_rows_stands(files):
    (row,) = reference.read("providers", files["providers"]).rows(named=True)
    assert row == {
        "URN": "SC012345", "PLACE_CODES": "K2 S1", "PROVIDER_CODES": "PR4", "POSTCODE": "ZZ99BB",
        "OPENED": dt.date(2020, 1, 1), "CLOSED": None,
    }  # fmt: skip


def test_a_postcode_whose_place_cannot_be_read_has_none(files):
    assert reference.read("postcodes", files["postcodes"]).rows() == [
        ("ZZ11AA", "E06000001", 400000, 100000),
        ("ZZ99BB", "E06000002", 400000, None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("POSTCODE,LA\nZZ1 1AA,E06000001\n", "no column EASTING, NORTHING"), ("", "cannot be read as CSV")],
)
def test_a_file_that_is_no_list_is_refused(files, text, said):
    files["postcodes"].write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=said):
        reference.read("postcodes", files["postcodes"])


def test_the_rules_that_need_a_list_run_with_it_and_say_so_without(files):
    without = check([files["episodes"]], "ssda903", "2025-26", rules=["1008", "454"])
    assert {(result.outcome, result.reason) for result in without.rules if result.code in ("1008", "454")} == {
        (Outcome.NOT_APPLICABLE, "Not given: providers."),
        (Outcome.NOT_APPLICABLE, "Not given: postcodes."),
    }
    report = check([files["episodes"]], "ssda903", "2025-26", rules=["1008"], lists={"providers": files["providers"]})
    assert [finding.child for finding in report.of("1008")] == ["2"]


def test_the_command_takes_them(files, capsys):
    which = ["--return", "ssda903", "--year", "2025-26", "--rules", "1008", "--format", "csv"]
    assert command.main(["check", str(files["episodes"]), *which, "--providers", str(files["providers"])]) == 1
    assert "1008" in capsys.readouterr().out


def test_a_list_that_stands_beside_no_such_return_is_refused(files):
    with pytest.raises(ValueError, match="no list of providers stands beside it"):
        check([files["episodes"]], "cin", "2025-26", lists={"providers": files["providers"]})
