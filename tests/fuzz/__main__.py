"""Guided by what of the readers a file reaches, look for one that they neither read nor refuse.

    python -m fuzz cin|ssda903|ssda903-xml|annex-a|annex-a-cells|ssd FOLDER [libFuzzer's options, as -max_total_time=60]

FOLDER keeps what reached something new, for the next time. A file that breaks a reader is written beside it as crash-…;
`make fuzz` runs all. It needs atheris, which is there for Linux; elsewhere it says so and ends well.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    import atheris
except ImportError:
    sys.stderr.write("atheris is not installed on this system: nothing is fuzzed.\n")
    raise SystemExit(0) from None

with atheris.instrument_imports(
    include=["tally.read", "tally.cin.reading", "tally.ssda903.reading", "tally.ssda903.xml_form",
             "tally.annex_a.reading", "tally.annex_a.recognising", "tally.annex_a.values", "tally.ssd.reading"],
):  # fmt: skip
    from tally.annex_a import reading as annex_a_reading
    from tally.cin import reading as cin_reading
    from tally.ssd import reading as ssd_reading
    from tally.ssda903 import reading as ssda903_reading

import an_old_workbook
from a_workbook import workbook
from damaged import Edit, damaged, damaged_cells, read_or_refused
from fuzz.seeds import YEAR, census, data_set, expanded, files, lists

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def _edits(provider: atheris.FuzzedDataProvider) -> list[Edit]:
    return [
        Edit(*(provider.ConsumeIntInRange(0, most) for most in (15, 2**32 - 1, 2**32 - 1, 255)))
        for _ in range(provider.ConsumeIntInRange(0, 8))
    ]


def _edited(provider: atheris.FuzzedDataProvider, content: bytes) -> bytes:
    """Some edits of a good file, and then what is left of the input as it is."""
    edits = _edits(provider)
    at = provider.ConsumeIntInRange(0, len(content))
    content = damaged(content, edits)
    return content[:at] + provider.ConsumeBytes(provider.remaining_bytes()) + content[at:]


def cin(data: bytes) -> None:
    path = FOLDER / "census.xml"
    path.write_bytes(_edited(atheris.FuzzedDataProvider(data), census()))
    read_or_refused(lambda: cin_reading.read(path, YEAR))


def _with_one_edited(data: bytes, contents: dict[str, bytes], beside: set[str], read: Callable[[Path], object]) -> None:
    """Read some files of which one is edited. Few are enough for what one says of another's children, and faster."""
    provider = atheris.FuzzedDataProvider(data)
    name = sorted(contents)[provider.ConsumeIntInRange(0, len(contents) - 1)]
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        for one in beside | {name}:
            content = _edited(provider, contents[one]) if one == name else contents[one]
            (Path(folder) / f"{one}.csv").write_bytes(content)
        read_or_refused(lambda: read(Path(folder)))


def ssda903(data: bytes) -> None:
    _with_one_edited(data, dict(files()), {"Header"}, lambda folder: ssda903_reading.read([folder], YEAR))


def ssda903_xml(data: bytes) -> None:
    path = FOLDER / "return.xml"
    path.write_bytes(_edited(atheris.FuzzedDataProvider(data), expanded()))
    read_or_refused(lambda: ssda903_reading.read([path], YEAR))


def annex_a(data: bytes) -> None:
    """The bytes of a workbook, in each of the forms that it may have."""
    provider = atheris.FuzzedDataProvider(data)
    form = provider.PickValueInList(["xls", "xlsb", "xlsx"])
    path = FOLDER / f"lists.{form}"
    path.write_bytes(_edited(provider, _WORKBOOKS[form]))
    read_or_refused(lambda: annex_a_reading.read([path], YEAR))


def _some(provider: atheris.FuzzedDataProvider) -> dict[str, list[list[Any]]]:
    """Two of the lists: all of them take ten times as long."""
    first = provider.ConsumeIntInRange(0, len(lists()) - 2)
    return dict(list(lists().items())[first : first + 2])


def annex_a_cells(data: bytes) -> None:
    """What stands in a workbook that is whole: headings, cells, rows, columns and sheets."""
    provider = atheris.FuzzedDataProvider(data)
    sheets = damaged_cells(_some(provider), _edits(provider))
    path = FOLDER / "cells.xlsb"
    path.write_bytes(an_old_workbook.xlsb(sheets))
    read_or_refused(lambda: annex_a_reading.read([path], YEAR))


def ssd(data: bytes) -> None:
    beside = {"ssd_person", "ssd_cin_episodes"}
    _with_one_edited(data, data_set(), beside, lambda folder: ssd_reading.read([folder], YEAR))


_FEW = {name: lists()[name] for name in ("List 1", "List 8")}
_WORKBOOKS = {
    "xls": an_old_workbook.xls(_FEW), "xlsb": an_old_workbook.xlsb(_FEW), "xlsx": workbook(_FEW),
}  # fmt: skip
TARGETS = {
    "cin": cin, "ssda903": ssda903, "ssda903-xml": ssda903_xml, "annex-a": annex_a, "annex-a-cells": annex_a_cells,
    "ssd": ssd,
}  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == [] or sys.argv[1] not in TARGETS:
        raise SystemExit(f"Say which: {', '.join(TARGETS)}.")
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()


main()
