"""A return that was archived is found fault with as its files are, and an archive that is not whole is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from a_workbook import rows, whole, workbook
from tally import Unreadable, check, command
from tally.annex_a.tables import CHILD
from tally.cin import examples
from tally.returns import RETURNS
from tally.write import archive
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
WRONG = [
    {
        "LAchildID": "A1", "Sex": "1", "PersonBirthDate": "yesterday",
        "CINdetails": [{"CINreferralDate": "2025-05-01", "Assessments": [{"AssessmentFactors": ["18A"]}]}],
    },
    {"Sex": "F", "CINdetails": [{}]},
]  # fmt: skip


def archived(paths: list[Path], collection: str, folder: Path) -> Path:
    archive.write(*RETURNS[collection].read(paths, YEAR), folder)
    return folder


def told(paths: list[Path], collection: str = "cin") -> str:
    return replace(check(paths, collection, YEAR), seconds={}).as_json()


@pytest.fixture
def census(tmp_path: Path) -> Path:
    path = tmp_path / "census.xml"
    path.write_bytes(examples.census(WRONG).replace(b"<Children>", b"<Shoes>9</Shoes><Children>"))
    return path


@pytest.fixture
def kept(census: Path, tmp_path: Path) -> Path:
    return archived([census], "cin", tmp_path / "kept")


def test_a_census_is_told_the_same_of(census, kept):
    of_files = told([census])
    assert '"form.bad_value"' in of_files
    assert told([kept]) == of_files


def test_what_was_unread_stays_unread(census, kept):
    of_files, of_archive = (RETURNS["cin"].read([path], YEAR)[0] for path in (census, kept))
    assert of_files.unread == of_archive.unread != {}
    assert of_files.names.to_list() == of_archive.names.to_list() == ["A1", None]


@pytest.mark.parametrize(
    ("collection", "name"),
    [
        ("cin", "cin/synthetic_1000_children.xml"),
        ("cin", "cin/fake_CIN_data.xml"),
        ("ssda903", "ssda903/this_year"),
    ],
)
def test_the_samples_are_told_the_same_of(collection, name, tmp_path):
    if not (SAMPLES / name).exists():
        pytest.skip("The samples are not on this machine.")
    kept = archived([SAMPLES / name], collection, tmp_path / "kept")
    assert told([kept], collection) == told([SAMPLES / name], collection)


def test_lists_of_annex_a_are_told_the_same_of_with_what_is_to_be_known_of_them(tmp_path):
    path = tmp_path / "lists.xlsx"
    contact = {CHILD: "1", "Gender": "boy", "Date of Contact": "yesterday"}
    path.write_bytes(workbook(whole(list_1=rows("Contacts", contact)) | {"Cover": [["Title"]]}))
    kept = archived([path], "annex-a", tmp_path / "kept")
    of_files = check([path], "annex-a", YEAR)
    assert {one.rule for one in of_files.findings} >= {"form.bad_value", "form.blank"}
    assert told([kept], "annex-a") == told([path], "annex-a")
    assert check([kept], "annex-a", YEAR).notes == of_files.notes
    assert "“Cover” was left out" in of_files.notes[0]


def test_a_data_set_is_told_the_same_of(tmp_path):
    folder = tmp_path / "ssd"
    folder.mkdir()
    (folder / "ssd_person.csv").write_text("pers_person_id,pers_dob\nA1,yesterday\n")
    (folder / "ssd_cin_episodes.csv").write_text("cine_referral_id,cine_person_id\nR1,A9\n")
    kept = archived([folder], "ssd", tmp_path / "kept")
    assert '"form.no_owner"' in told([folder], "ssd")
    assert told([kept], "ssd") == told([folder], "ssd")
    of_files, of_archive = (RETURNS["ssd"].read([path], YEAR)[0] for path in (folder, kept))
    assert of_files.held == of_archive.held
    assert of_files.unread == of_archive.unread != {}


def test_an_archive_that_was_made_before_there_were_notes_is_read(kept):
    manifest = json.loads((kept / archive.MANIFEST).read_text())
    del manifest["notes"]
    (kept / archive.MANIFEST).write_text(json.dumps(manifest))
    assert RETURNS["cin"].read([kept], YEAR)[0].notes == ()


def test_it_remembers_what_its_source_can_hold(census, tmp_path):
    data, problems = RETURNS["cin"].read([census], YEAR)
    held = frozenset({"Child.row", "CINdetails.CINreferralDate"})
    archive.write(replace(data, held=held), problems, tmp_path / "kept")
    assert RETURNS["cin"].read([tmp_path / "kept"], YEAR)[0].held == held


def test_it_is_not_written_over_something(census, kept):
    with pytest.raises(FileExistsError, match="Name an empty one"):
        archived([census], "cin", kept)


def spoilt(kept: Path, how: str) -> None:
    path = kept / "CINdetails.parquet"
    match how:
        case "missing":
            path.unlink()
        case "broken":
            path.write_bytes(path.read_bytes()[:40])
        case "narrow":
            pl.read_parquet(path).drop("CINclosureDate").write_parquet(path)
        case "other type":
            pl.read_parquet(path).cast({"CINreferralDate": pl.String()}).write_parquet(path)
        case "no manifest of ours":
            (kept / archive.MANIFEST).write_text("[]")
        case "other form":
            text = (kept / archive.MANIFEST).read_text()
            (kept / archive.MANIFEST).write_text(text.replace('"form": 1', '"form": 2'))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("missing", "CINdetails.parquet is missing"),
        ("broken", "CINdetails.parquet is missing or no Parquet"),
        ("narrow", "has no column CINclosureDate"),
        ("other type", "another type than it should in CINreferralDate"),
        ("no manifest of ours", "does not say of which return"),
        ("other form", "has form 2"),
    ],
)
def test_what_is_not_whole_is_refused_with_what_to_do(kept, how, said):
    spoilt(kept, how)
    with pytest.raises(Unreadable, match=said):
        check([kept], "cin", YEAR)


def test_another_year_is_refused(kept):
    with pytest.raises(Unreadable, match="an archive of cin 2025-26, not of cin 2024-25"):
        check([kept], "cin", "2024-25")


def test_the_command_keeps_a_return_and_the_one_before(census, tmp_path):
    out = tmp_path / "england"
    arguments = ["archive", str(census), "--return", "cin", "--year", "2025-26", "--previous", str(census)]
    assert command.main([*arguments, "--authority", "E10000027", "--out", str(out)]) == 0
    kept = out / "authority=E10000027"
    assert told([kept]) == told([census])
    assert RETURNS["cin"].read([kept / "previous"], YEAR.before)[0].names.len() == 2
