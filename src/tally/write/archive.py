"""How is a return kept as it was read, so that it can be checked once more without its files, here or on a cluster?

A folder of Parquet, one file a table with its keys (`row`, `line`, `parent`, `child`), and beside them what a check
needs and no table holds: what each child is called (`_names.parquet`), the faults of form (`_problems.parquet`), and
of which return and year it all is (`archive.json`). Many authorities lie side by side, the way Spark and others know
to read: `ROOT/authority=E10000027/Child.parquet`. Files whose names begin with `_` are left out by such readers.

Not the same as a folder of plain Parquet (`write.frames`), which is for people: there the keys mean nothing. What is
archived is read by `tally.read.archive`, and a check of it finds what a check of the files found, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tally.data import Data
from tally.read.problems import Problem

#: The form of the folder. A reader that knows another refuses it.
FORM = 1
MANIFEST, NAMES, PROBLEMS = "archive.json", "_names.parquet", "_problems.parquet"
#: The types of a problem's fields, in the order of `Problem`.
PROBLEM: dict[str, pl.DataType] = {
    "fault": pl.String(),
    "table": pl.String(),
    "row": pl.UInt32(),
    "line": pl.UInt32(),
    "element": pl.String(),
    "child": pl.UInt32(),
    "seen": pl.String(),
}


def place(root: Path, authority: str) -> Path:
    """The folder of one authority among many."""
    return root / f"authority={authority}"


def write(data: Data, problems: Sequence[Problem], folder: Path) -> None:
    """Keep a return that was read. Last year's and the lists that stand beside it are not kept with it.

    The manifest is written last: a folder that has none was not finished, and is no archive.

    Raises:
        FileExistsError: the folder has something in it already.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(17, "There is something in this folder already. Name an empty one", str(folder))
    for name, frame in data.frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    data.names.alias("name").to_frame().write_parquet(folder / NAMES)
    _problems(problems).write_parquet(folder / PROBLEMS)
    held = None if data.held is None else sorted(data.held)
    manifest = {
        "form": FORM, "return": data.collection.code, "year": data.year.name, "held": held, "notes": data.notes,
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest) + "\n", encoding="utf-8")


def _problems(problems: Sequence[Problem]) -> pl.DataFrame:
    rows = [(one.fault.value, one.table, one.row, one.line, one.element, one.child, one.seen) for one in problems]
    return pl.DataFrame(rows, schema=PROBLEM, orient="row")
