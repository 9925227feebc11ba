"""How are a return's files checked by us and by the sector's validators? What `returns.py` and `differences.py` share.

Both validators are installed from the package index into environments of their own below `var/`, once. Each is run on
the same files as `threshold returns check`.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
VAR = ROOT / "var" / "bench-returns"
PEERS = ROOT / "var" / "peers"
YEAR = "2025-26"
#: What each is installed as. The validator of the census does not say that it needs the older numpy.
PACKAGES = {
    "cin": ("csc-validator-be-cin==0.1.13", "numpy<2"),
    "ssda903": ("csc-validator-be-903==0.1.17",),
}
TITLES = {"cin": "children in need census", "ssda903": "SSDA903"}


@dataclass(frozen=True)
class Case:
    """One return that both are run on.

    Attributes:
        previous: last year's folder.
        children: how many it was made with.
    """

    name: str
    collection: str
    path: Path
    previous: Path | None = None
    year: str = YEAR
    children: int = 0
    authority: str = "885"
    area: str = "E10000034"


# --- The programs -------------------------------------------------------------------------------------------------


def install(collection: str) -> None:
    """The validator's environment, unless it is there."""
    folder = PEERS / collection
    if (folder / "installed").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", *PACKAGES[collection]], check=True)
    (folder / "installed").write_text("\n".join(PACKAGES[collection]) + "\n")


def their_command(case: Case, out: Path) -> list[str | Path]:
    python = [PEERS / case.collection / "bin" / "python", "-W", "ignore"]
    script = ROOT / "bench" / "peers" / f"{case.collection}.py"
    if case.collection == "cin":
        return [*python, script, case.path, case.year, out]
    return [*python, script, case.path, case.previous or "", case.year, case.area, out]


def our_command(case: Case, out: Path) -> list[str | Path]:
    command: list[str | Path] = [BIN / "threshold", "returns", "check", case.path, "--return", case.collection]
    command += ["--year", case.year, "--format", "json", "--out", out]
    if case.collection == "ssda903":
        command += ["--authority", case.authority, "--reference", postcodes(case)]
        command += ["--previous", case.previous] if case.previous else []
    return command


def postcodes(case: Case) -> Path:
    """A folder with the postcodes that the other validator knows, as CSV: all that begin as those of the return do."""
    folder = VAR / "postcodes" / case.name
    if not (folder / "postcodes.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [*their_command(case, VAR / "unused.json"), folder / "postcodes.csv"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


# --- What they are run on -----------------------------------------------------------------------------------------


def census(children: int, *more: str) -> Case:
    """The census of an authority that does not exist. More words are given to `threshold returns synthesise`."""
    return Case(_named("cin", children, *more), "cin", synthesised(children, *more) / "cin.xml", children=children)


def looked_after(children: int, *more: str) -> Case:
    """SSDA903 of two years, in the same way."""
    folder = synthesised(children * 5, "--looked-after", str(children), *more)
    return Case(
        _named("ssda903", children, *more), "ssda903", folder / "ssda903", folder / "ssda903-last-year",
        children=children,
    )  # fmt: skip


def synthesised(children: int, *more: str) -> Path:
    """The folder of an authority that does not exist, made once for a number of children."""
    folder = VAR / _named("made", children, *more)
    if not folder.exists():
        command = [BIN / "threshold", "returns", "synthesise", "--children", str(children), "--seed", "1"]
        subprocess.run([*command, "--year", YEAR, *more, "--out", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def _named(what: str, children: int, *more: str) -> str:
    return "-".join([what, str(children), *(word.strip("-") for word in more)])
