"""How far is a check from the least that it can take? CIN against `lxml`, SSDA903 against `polars`, on the same files.

    .venv/bin/python bench/returns_floor.py cin census.xml
    .venv/bin/python bench/returns_floor.py ssda903 FOLDER [FOLDER OF LAST YEAR]

Every figure is processor time (user and system) of a process of its own, the least of five: it moves less than the
clock's when the machine is busy. The floor parses the file and builds nothing: `lxml.etree.iterparse` over the
children, each cleared; `polars.read_csv` of every file. Start-up is the command's on a return with one empty child or
row. The ratio is (check - start-up) / floor, where the floor is without its own start-up too.

Python's compiled modules must be there: PYTHONDONTWRITEBYTECODE is taken out of the environment, and the first of the
five runs writes them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 5
YEAR = "2025-26"
_LXML = """
import sys
from lxml import etree
for _, child in etree.iterparse(sys.argv[1], events=("end",), tag="{*}Child"):
    child.clear()
    while child.getprevious() is not None:
        del child.getparent()[0]
"""
_POLARS = """
import sys
from pathlib import Path
import polars
for path in sorted(Path(sys.argv[1]).glob("*.csv")):
    polars.read_csv(path)
"""
_EMPTY = {
    "cin": ("census.xml", "<Message><Header/><Children><Child/></Children></Message>"),
    "ssda903": ("header.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA1,,,,,,\n"),
}


def main() -> None:
    collection, path, *last_year = sys.argv[1:]
    command = [str(Path(sys.executable).with_name("threshold")), "returns", "check"]
    which = ["--return", collection, "--year", YEAR, "--format", "json", "--out", os.devnull]
    previous = [argument for folder in last_year for argument in ("--previous", folder)]
    floor = [sys.executable, "-c", _LXML if collection == "cin" else _POLARS, path]
    bare = [sys.executable, "-c", "from lxml import etree" if collection == "cin" else "import polars"]
    with tempfile.TemporaryDirectory() as folder:
        name, text = _EMPTY[collection]
        empty = Path(folder) / name
        empty.write_text(text)
        least = seconds(floor) - seconds(bare)
        start, whole = seconds([*command, str(empty), *which]), seconds([*command, path, *previous, *which])
    print(
        f"floor {least:.3f} s, start-up {start:.3f} s, check {whole:.3f} s: "
        f"{(whole - start) / least:.1f} times the floor"
    )


def seconds(arguments: list[str]) -> float:
    """The processor time of a command, the least of several runs."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    found = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(arguments, env=environment, capture_output=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr.decode())
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


if __name__ == "__main__":
    main()
