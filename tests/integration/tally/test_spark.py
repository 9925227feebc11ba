"""A cluster of Apache Spark with two workers gives the reports that this machine gives, byte for byte.

The processes of the cluster are started here and ended here. It takes the better part of a minute: `-m "not slow"`
leaves it out.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import a_cluster
from one_that_dies import check_or_die
from tally import command, distribute
from tally.cin import examples
from tally.returns import RETURNS
from tally.write import archive
from tally.years import CollectionYear

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not a_cluster.is_possible(), reason="There is no PySpark or no Java on this machine."),
]
YEAR = CollectionYear("2025-26")
WHICH = ["--return", "cin", "--year", "2025-26", "--many", "--format", "json"]
TESTS = str(Path(a_cluster.__file__).parent)


@pytest.fixture(scope="module", autouse=True)
def _environment() -> Iterator[None]:
    """Of this process's own Java, which is started once: on this machine alone, and with the tests' modules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYTHONPATH", TESTS)
        yield


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six authorities as archives and one as files, of which one has a broken table and one no file at all."""
    root = tmp_path_factory.mktemp("england")
    for name in ("E01", "E02", "E03", "E04", "E05", "E07"):
        census = root.parent / f"{name}.xml"
        children = [
            {"LAchildID": f"{name}-{number}", "Sex": "1MF"[number % 3], "CINdetails": [{"ReferralSource": "9Z"}]}
            for number in range(3 + int(name[1:]))
        ]
        census.write_bytes(examples.census(children))
        archive.write(*RETURNS["cin"].read([census], YEAR), archive.place(root, name))
    (root / "E06").mkdir()
    (root / "E06" / "census.xml").write_bytes(examples.census({"LAchildID": "E06-1", "Sex": "1"}))
    (root / "authority=E03" / "CINdetails.parquet").write_bytes(b"PAR1 and then nothing")
    (root / "E08").mkdir()
    return root


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cluster")
    with a_cluster.running(folder) as address:
        assert len(_processes(folder)) == 1 + a_cluster.WORKERS
        yield address
    assert _processes(folder) == []


def test_a_cluster_tells_the_same_as_this_machine(england, cluster, tmp_path, monkeypatch):
    monkeypatch.setenv("SPARK_MASTER", cluster)
    local, spark = tmp_path / "local.json", tmp_path / "spark.json"
    assert command.main(["check", str(england), *WHICH, "--out", str(local)]) == 2
    assert command.main(["check", str(england), *WHICH, "--engine", "spark", "--out", str(spark)]) == 2
    assert spark.read_bytes() == local.read_bytes()
    told = local.read_text()
    assert "CINdetails.parquet is missing or no Parquet" in told
    assert "There is no file of a return in its folder" in told
    assert '"child": "E05-0"' in told
    assert "E06-1" in told


def test_a_task_that_ends_its_process_costs_only_its_own_authority(england):
    asked = distribute.ask("cin", "2025-26", ["4180"])
    found = [piece for piece in distribute.pieces(england) if piece.authority in ("E01", "E05", "E07")]
    on_spark = {one.authority: one for one in distribute.on_spark(found, asked, "local[2]", check_or_die)}
    here = {one.authority: one for one in distribute.on_this_machine(found, asked, work=check_or_die)}
    assert on_spark == here
    assert {name: one.code for name, one in here.items()} == {"E01": 1, "E05": 1, "E07": 3}


def test_workers_without_tally_are_told_of(england, monkeypatch):
    # A work that the workers cannot find is what a worker without tally comes to.
    monkeypatch.setattr(check_or_die, "__module__", "not_on_the_workers")
    monkeypatch.setitem(__import__("sys").modules, "not_on_the_workers", __import__("one_that_dies"))
    with pytest.raises(ValueError, match="Install the same version"):
        list(
            distribute.on_spark(
                distribute.pieces(england)[:1], distribute.ask("cin", "2025-26"), "local[1]", check_or_die
            )
        )


def _processes(folder: Path) -> list[str]:
    """The numbers of the processes that were given the folder: the cluster's."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if str(folder) in Path(f"/proc/{number}/environ").read_text(errors="replace"):
                found.append(number)
    return found
