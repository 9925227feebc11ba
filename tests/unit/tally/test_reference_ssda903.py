"""Lists that stand beside SSDA903: every layout that is known is read, and the rules that need them run with them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

import an_old_workbook
from tally import command, show
from tally.check import check
from tally.read import workbook
from tally.read.problems import Unreadable
from tally.report import Outcome
from tally.ssda903 import examples, postcodes, reference
from tally.years import CollectionYear

EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1,01/05/2025,S,C2,N1,K2,PR4,,,,ZZ1 1AA,zz99bb,sc012345\n"
    "2,01/05/2025,S,C2,N1,K2,PR4,,,,ZZ1 1AA,ZZ9 9BB,SC99\n"
)
POSTCODES = (
    "POSTCODE,LA,EASTING,NORTHING\nZZ1 1AA,E07000237,400000,100000\nZZ9  9BB,E06000002,400000,somewhere\n"
    "ZZ8 8AA,E06000002,1,1\n"
)
DATA = examples.data_of({"Episodes": [{"HOME_POST": "ZZ1 1AA", "PL_POST": "zz99bb"}]}, CollectionYear("2025-26"))
HOME = {
    "URN": "SC012345", "PLACE_CODES": "K2", "PROVIDER_CODES": "PR4", "POSTCODE": "ZZ99BB", "LA": "E10000016",
    "OPENED": dt.date(2020, 1, 1), "CLOSED": None,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder of these files: text, or the sheets of a workbook as rows by their names."""

    def of(**files: Any) -> Path:
        place = tmp_path / "lists"
        place.mkdir(exist_ok=True)
        for name, content in files.items():
            if isinstance(content, str):
                (place / f"{name}.csv").write_text(content, encoding="utf-8")
            else:
                _workbook(place / f"{name}.xlsx", content)
        return place

    return of


def _workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def providers(place: Path) -> list[dict[str, Any]]:
    return reference.read(place, DATA).tables["providers"].rows(named=True)


# --- Providers ------------------------------------------------------------------------------------------------------

PLAIN = (
    "\ufeffurn, place_codes ,PROVIDER_CODES,POSTCODE,LA,OPENED,CLOSED,NAME\n"
    "SC012345,k2,PR4,zz9 9bb,Kent,01/01/2020,,A home\n,K1,PR1,,,,,Nobody\n"
)
LAYOUTS = {
    "plain CSV": {"list": PLAIN},
    "CSV of the published kind, with lines above": {
        "list": "Homes\nAs at 31 March 2025,,\n,,\nURN,Provision type,Sector,Setting postcode,Local Authority,"
        "Registration date\nSC012345,Children's home,Private,ZZ9 9BB,Kent,01/01/2020\n"
    },
    "one sheet, names in the third line": {
        "list": {
            "Cover": [["Children's homes"], ["Ask us"]],
            "Provider information": [
                ["As at", dt.date(2025, 3, 31)], [],
                ["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date",
                 "Setting Postcode", "Registration date"],
                ["SC012345", "Kent", "PR4", "K2", "", "ZZ9 9BB", dt.date(2020, 1, 1)],
            ],
        }
    },
    "addresses on a sheet of their own": {
        "list": {
            "Settings and Inspection Info": [
                ["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date",
                 "Date registered"],
                ["SC012345", "KENT", "PR4", "K2", "", "01/01/2020"],
            ],
            "Address Details": [["URN", "Setting Address Postcode"], ["SC012345", "ZZ9 9BB"]],
        }
    },
    "places and agencies side by side": {
        "homes": {
            "Provider information": [
                ["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Setting Postcode", "Opened"],
                ["SC012345", "Kent", "PR4", "K2", "ZZ9 9BB", "2020-01-01"],
            ]
        },
        "agencies": {
            "Current providers": [
                ["URN", "Local authority", "Placement code", "Placement provider code", "Setting postcode"],
                [7654321, "Devon", "U1/U2,U3", "PR4", "EX1 1AA"],
            ],
            "Providers closed": [
                ["URN", "Local authority", "Placement code", "Placement provider code", "Deregistration date",
                 "Setting postcode"],
                [7654322, "Devon", "U6", "PR5", dt.date(2025, 6, 1), "EX1 1AB"],
            ],
        },
    },
    "all on one sheet and supported accommodation on another": {
        "list": {
            "Social care providers": [
                ["URN", "Local authority", "Placement code", "Placement provider code", "Deregistration date",
                 "Setting address postcode", "Registration date"],
                ["SC012345", "Kent", "K2", "PR4", "", "ZZ9 9BB", "01/01/2020"],
            ],
            "Supported accommodation": [
                ["URN", "Provider local authority", "Setting address postcode", "Closed date"],
                [2700001, "Kent", "ZZ8 8AA", ""],
            ],
        }
    },
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_of_providers_is_read(layout, folder):
    rows = {row["URN"]: row for row in providers(folder(**LAYOUTS[layout]))}
    assert rows["SC012345"] == HOME
    if "agencies" in LAYOUTS[layout]:
        assert (rows["7654321"]["PLACE_CODES"], rows["7654321"]["LA"]) == ("U1 U2 U3", "E10000008")
        assert rows["7654322"]["CLOSED"] == dt.date(2025, 6, 1)
    if "supported" in layout:
        assert (rows["2700001"]["PLACE_CODES"], rows["2700001"]["LA"]) == ("K3", "E10000016")


def test_of_several_rows_about_a_provider_all_codes_and_areas_count_and_the_first_of_the_rest(folder):
    place = folder(
        a="URN,PLACE_CODES,POSTCODE,LA,CLOSED\nSC1,K2 S1,ZZ1 1AA,Kent,\nsc1,K2,ZZ2 2AA,Devon,01/02/2025\n",
        b="URN,PLACE_CODES,LA\nSC1,K1,Kent\n",
    )
    (row,) = providers(place)
    assert (row["PLACE_CODES"], row["LA"]) == ("K2 S1 K1", "E10000016 E10000008")
    assert (row["POSTCODE"], row["CLOSED"]) == ("ZZ11AA", dt.date(2025, 2, 1))


@pytest.mark.parametrize(
    ("kind", "sector", "codes"),
    [
        ("Secure Children's Home", "Local Authority", ("K1", "PR1 PR2")),
        ("Independent Fostering Agency", "Voluntary", ("U1 U2 U3 U4 U5 U6 A3 A5", "PR5")),
        ("Residential Family Centre", "Health Authority", ("R3", "PR3")),
        ("Holiday scheme", "Other", (None, None)),
    ],
)
def test_where_no_codes_are_told_they_follow_from_kind_and_sector(kind, sector, codes, folder):
    (row,) = providers(folder(list=f"URN,Provision type,Sector\n1,{kind},{sector}\n"))
    assert (row["PLACE_CODES"], row["PROVIDER_CODES"]) == codes


# --- Postcodes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "POSTCODE,LA,EASTING,NORTHING", "pcds,oslaua,oseast1m,osnrth1m", "pcd,laua,oseast1m,osnrth1m",
        "pcd7,lad25cd,east1m,north1m", "\ufeff\"pcd8\",\"lad23cd\",\"east1m\",\"north1m\"",
    ],
)  # fmt: skip
def test_each_layout_of_postcodes_is_read_and_only_those_kept_that_are_asked_about(header, folder):
    place = folder(list=POSTCODES.replace("POSTCODE,LA,EASTING,NORTHING", header))
    assert reference.read(place, DATA).tables["postcodes"].rows() == [
        ("ZZ11AA", "E10000034", 400000, 100000),
        ("ZZ99BB", "E06000002", 400000, None),
    ]


def test_several_lists_of_postcodes_are_joined_and_the_first_row_of_each_stands(folder):
    first, *_, last = POSTCODES.splitlines()
    place = folder(
        a=f"{first}\nZZ1 1AA,E06000001,1,1\n", b=f"{first},x\nZZ1 1AA,E06000002,2,2,\nZZ9 9BB,E06000002,3,3,y\n"
    )
    assert reference.read(place, DATA).tables["postcodes"].rows() == [
        ("ZZ11AA", "E06000001", 1, 1), ("ZZ99BB", "E06000002", 3, 3),
    ]  # fmt: skip
    assert last.startswith("ZZ8")


def _packed(place: Path) -> None:
    brotli, msgpack = pytest.importorskip("brotli"), pytest.importorskip("msgpack")
    columns = {
        "pcd": ["ZZ1 1AA", "ZZ9 9BB"], "laua": ["E07000237", float("nan")], "oseast1m": [400000.0, float("nan")],
        "osnrth1m": [100000.0, 1.0],
    }  # fmt: skip
    content = msgpack.packb({"columns": list(columns), "data": columns})
    (place / "postcodes_Z.msgpack.br").write_bytes(brotli.compress(content))


def test_the_files_of_the_package_of_postcodes_are_read(folder):
    place = folder()
    _packed(place)
    assert reference.read(place, DATA).tables["postcodes"].row(0) == ("ZZ11AA", "E10000034", 400000, 100000)


def test_what_opens_a_compressed_list_may_be_missing(folder, monkeypatch):
    place = folder()
    (place / "postcodes_Z.msgpack.br").write_bytes(b"something")
    monkeypatch.setitem(__import__("sys").modules, "brotli", None)
    with pytest.raises(Unreadable, match="Install brotli and msgpack"):
        reference.read(place, DATA)


def test_where_the_package_is_not_installed_it_is_not_asked(monkeypatch):
    monkeypatch.setattr(postcodes, "_PACKAGE", "no_such_package_of_postcodes")
    assert postcodes.of_package(pl.Series(["ZZ11AA"])) == []


# --- The folder -----------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_list_is_named_and_the_rest_is_read(folder):
    place = folder(list=PLAIN, names="NAME,SHOES\nA,4\n", empty="", book={"Sheet1": [["Nothing"]]})
    (place / "notes.txt").write_text("Ask Ofsted.")
    (place / "old").mkdir()
    (place / ".hidden").write_text("")
    found = reference.read(place, DATA)
    assert list(found.tables) == ["providers"]
    assert [note.split(" was left out")[0] for note in found.notes] == [
        "book.xlsx", "empty.csv", "names.csv", "notes.txt", "old",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [("list.xlsx", b"PK\x03\x04 no more"), ("list.csv", b"\x81\x8d\x8f" * 9)])
def test_a_damaged_file_is_refused(name, content, folder):
    place = folder()
    (place / name).write_bytes(content)
    with pytest.raises(Unreadable, match=name):
        reference.read(place, DATA)


def test_a_workbook_is_opened_with_the_limits_of_every_other(folder, monkeypatch):
    """It is read by the one reader, so that no list can fill the memory, and each is refused in a sentence."""
    rows = [["URN", "Place codes", "Setting postcode"], ["SC1", "K2", "ZZ9 9BB"]]
    place = folder(homes={"Providers": rows})
    path = place / "homes.xlsx"
    good = path.read_bytes()
    assert len(providers(place)) == 1
    for content, said in (
        (good[: len(good) // 2], "homes.xlsx is damaged"),
        (b"Dear inspector", "homes.xlsx is no workbook"),
        (an_old_workbook.xls({"Providers": rows}, password=True), "homes.xlsx is locked with a password"),
        (_with(good, "xl/media/picture.bin", bytes(2_000_000)), "homes.xlsx unpacks to more than 1 MB"),
        (_with(good, "xl/worksheets/sheet9.xml", b'<row r="1048576"><c r="XFD1048576"/></row>'), "span 17,179,"),
    ):
        path.write_bytes(content)
        monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000_000)
        with pytest.raises(Unreadable, match=said):
            reference.read(place, DATA)
    monkeypatch.setattr(workbook, "MOST_BYTES", len(good) - 1)
    path.write_bytes(good)
    with pytest.raises(Unreadable, match=r"homes\.xlsx is larger than"):
        reference.read(place, DATA)


@pytest.mark.parametrize("form", ["xls", "xlsb"])
def test_a_list_may_be_in_any_of_excels_forms(form, folder):
    place = folder()
    rows = [["URN", "Place codes", "Registration date"], [7654321, "K2", dt.date(2020, 1, 1)]]
    (place / f"list.{form}").write_bytes(getattr(an_old_workbook, form)({"Providers": rows}))
    (row,) = providers(place)
    assert (row["URN"], row["PLACE_CODES"], row["OPENED"]) == ("7654321", "K2", dt.date(2020, 1, 1))


def _with(packed: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return out.getvalue()


def test_what_is_no_folder_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="is no folder"):
        reference.read(tmp_path / "nothing", DATA)


# --- The rules that need them ---------------------------------------------------------------------------------------


@pytest.fixture
def episodes(tmp_path: Path) -> Path:
    path = tmp_path / "episodes.csv"
    path.write_text(EPISODES, encoding="utf-8")
    return path


def test_rules_that_need_a_list_or_the_authority_run_with_it_and_say_so_without(episodes, folder):
    rules = ["1008", "1015", "229", "454"]
    report = check([episodes], "ssda903", "2025-26", rules=rules)
    assert {one.code: one.reason for one in report.rules if one.code in rules} == {
        "1008": "Not given: providers.", "454": "Not given: postcodes.", "1015": "Not given: postcodes, authority.",
        "229": "Not given: providers, authority.",
    }  # fmt: skip
    place = folder(providers=PLAIN, shoes="NAME\nA\n")
    report = check([episodes], "ssda903", "2025-26", rules=rules, reference=place, authority="885")
    assert [finding.child for finding in report.of("1008")] == ["2"]
    outcomes = {one.code: one.outcome for one in report.rules}
    assert (outcomes["229"], outcomes["454"]) == (Outcome.PASSED, Outcome.NOT_APPLICABLE)
    assert report.notes[1:] == ["shoes.csv was left out: it is neither a list of providers nor one of postcodes."]
    assert "Not given: postcodes." in show.as_table(report)
    assert "\n  shoes.csv was left out" in show.as_table(report)


def test_the_command_takes_them_and_names_what_it_left_out(episodes, folder, capsys):
    which = ["--return", "ssda903", "--year", "2025-26", "--rules", "1008", "--format", "csv", "--authority", "886"]
    place = folder(providers=PLAIN, shoes="NAME\nA\n")
    assert command.main(["check", str(episodes), *which, "--reference", str(place)]) == 1
    told = capsys.readouterr()
    assert "1008" in told.out
    assert "shoes.csv was left out" in told.err


def test_a_list_beside_no_such_return_and_an_unknown_authority_are_refused(episodes, folder):
    with pytest.raises(ValueError, match="no list stands beside it"):
        check([episodes], "cin", "2025-26", reference=folder())
    with pytest.raises(ValueError, match="no authority that is responsible"):
        check([episodes], "ssda903", "2025-26", authority="999")


def test_what_is_defined_and_not_asked_is_listed_and_explained(capsys):
    assert command.main(["rules", "--return", "ssda903", "--year", "2025-26"]) == 0
    said = capsys.readouterr().out
    assert "Defined by the department and not asked" in said
    assert "\n411 " in said
    assert "\n706 " not in said
    assert command.main(["explain", "706"]) == 0
    assert "2027-28 is the first" in capsys.readouterr().out
    assert command.main(["rules", "--return", "cin", "--year", "2025-26"]) == 0
    assert "not asked" not in capsys.readouterr().out
