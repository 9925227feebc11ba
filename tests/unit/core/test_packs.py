"""A pack that cannot be used says which file, which place, and what to do."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from threshold.config.environment import ROOT
from threshold.core import packs
from threshold.core.clocks import ClockTable

SEVERNSHIRE = ROOT / "packs" / "severnshire"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SEVERNSHIRE, tmp_path / "pack"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_pack_that_comes_with_threshold_is_in_order(folder):
    assert {"clocks", "frontdoor"} <= set(packs.read(folder))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("clocks.toml", "limit = 1\n", 'limit = "one"\n', r"clocks.toml: rules\.0\.limit: .*integer.*'one'"),
        ("clocks.toml", "limit = 1\n", "", r"clocks.toml: rules\.0\.limit: Field required"),
        ("clocks.toml", 'unit = "working_days"', 'unit = "weeks"', r"rules\.0\.unit: .*'working_days'.*'weeks'"),
        ("clocks.toml", "limit = 1\n", "limit = 1\nlimmit = 2\n", r"rules\.0\.limmit: Extra inputs"),
        ("clocks.toml", 'hub_opens = "08:45:00"', "hub_opens = ", r"clocks.toml: not valid TOML: .*line 5"),
        ("frontdoor.toml", "on {telephone}", "on {child}", r"frontdoor.toml: .*unknown placeholder \['child'\]"),
        ("frontdoor.toml", 'early_help = ["2", "3"]', 'early_help = ["9"]', "names a level"),
        ("frontdoor.toml", 'outcome = "several"', 'outcome = "severall"', r"lacks \['several'\]"),
    ],
)
def test_a_fault_is_named_with_its_file_and_place(folder, name, old, new, said):
    change(folder, name, old, new)
    with pytest.raises(packs.PackError, match=said):
        packs.read(folder)


def test_a_missing_file_says_where_to_copy_it_from(folder):
    (folder / "clocks.toml").unlink()
    with pytest.raises(packs.PackError, match=r"clocks\.toml: the file is missing.*packs/severnshire"):
        packs.read(folder)


def test_a_file_that_nothing_reads_is_a_fault(folder):
    (folder / "clock.toml").write_text("")
    with pytest.raises(packs.PackError, match=r"clock\.toml: no part of Threshold reads this file"):
        packs.read(folder)


def test_a_file_in_another_encoding_is_a_fault(folder):
    (folder / "clocks.toml").write_bytes("hub_opens = 'é'".encode("latin-1"))
    with pytest.raises(packs.PackError, match=r"clocks\.toml: not UTF-8 text\. Save it as UTF-8"):
        packs.read(folder)


def test_all_faults_are_said_at_once(folder):
    change(folder, "clocks.toml", "limit = 1\n", "")
    change(folder, "frontdoor.toml", 'outcome = "several"', 'outcome = "severall"')
    with pytest.raises(packs.PackError) as caught:
        packs.read(folder)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.django_db
class TestVersions:
    def test_the_same_pack_keeps_its_number_and_a_changed_one_gets_the_next(self, folder, now):
        first = packs.load(folder, now=now)
        assert packs.load(folder, now=now + dt.timedelta(days=1)).pk == first.pk
        change(folder, "clocks.toml", "limit = 1\n", "limit = 2\n")
        second = packs.load(folder, now=now)
        assert second.number == first.number + 1

    def test_a_record_keeps_the_version_it_was_made_under(self, folder, now):
        first = packs.load(folder, now=now)
        change(folder, "clocks.toml", "limit = 1\n", "limit = 2\n")
        second = packs.load(folder, now=now)
        limits = [packs.section("clocks", ClockTable, version.pk).rules[0].limit for version in (first, second)]
        assert limits == [1, 2]

    def test_going_back_to_an_old_pack_finds_its_old_version(self, folder, now):
        first = packs.load(folder, now=now)
        change(folder, "clocks.toml", "limit = 1\n", "limit = 2\n")
        packs.load(folder, now=now)
        change(folder, "clocks.toml", "limit = 2\n", "limit = 1\n")
        assert packs.load(folder, now=now).pk == first.pk

    def test_a_pack_that_was_never_loaded_says_so(self, folder, settings):
        settings.PACK_FOLDER = str(folder)
        packs.current.cache_clear()
        with pytest.raises(packs.PackError, match=r"never loaded\. Run `threshold load-pack`"):
            packs.current()


def test_the_rule_of_a_day_is_the_one_in_force_then():
    content = packs.read(SEVERNSHIRE)["clocks"]
    rule = {**content["rules"][0], "valid_from": "2020-01-01", "valid_to": "2025-12-31"}
    later = {**rule, "limit": 3, "valid_from": "2026-01-01", "valid_to": None}
    table = ClockTable.model_validate({**content, "rules": [rule, later]})
    assert table.rule("decide", dt.date(2025, 12, 31)).limit == 1
    assert table.rule("decide", dt.date(2026, 1, 1)).limit == 3
    with pytest.raises(KeyError, match="No clock rule decide is in force on 2019-12-31"):
        table.rule("decide", dt.date(2019, 12, 31))
