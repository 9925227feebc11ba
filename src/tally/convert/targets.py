"""Into what can a return be turned, and by which way?

Whatever was read becomes the Standard Safeguarding Dataset, and from there whatever is wanted. Where that is the same
return, its tables are written as they were read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from tally.convert.converted import Converted
from tally.convert.frames import unread
from tally.data import Data
from tally.years import CollectionYear

SSD = "ssd"
#: The module of each return that turns it into the Standard Safeguarding Dataset (`to_ssd`) and back (`from_ssd`).
WAYS = {
    "cin": "tally.convert.cin",
    "ssda903": "tally.convert.ssda903",
    "annex-a": "tally.convert.annex_a",
}


@dataclass(frozen=True)
class Target:
    """What is written: of which return ("" is the one that was read), by which module's function, with a title.

    `place` is what the file or folder is called where nobody gives it a name.
    `losses` is the module that tells what the form itself cannot take, where it takes not all.
    """

    title: str
    place: str
    collection: str
    module: str
    function: str = "write"
    losses: str = ""

    def write(self, data: Data, path: Path, **more: Any) -> None:
        """Raises TypeError where the form knows nothing of what is given more."""
        write: Callable[..., object] = getattr(import_module(self.module), self.function)
        write(data, path, **more)


TARGETS = {
    "ssd": Target("the Standard Safeguarding Dataset as a folder of CSV", "ssd", SSD, "tally.write.frames", "as_csv"),
    "csv": Target("its own tables as a folder of CSV", "csv", "", "tally.write.frames", "as_csv"),
    "parquet": Target("its own tables as a folder of Parquet", "parquet", "", "tally.write.frames", "as_parquet"),
    "cin-xml": Target("the children in need census", "cin.xml", "cin", "tally.write.cin_xml"),
    "ssda903-csv": Target("SSDA903 as a folder of its files", "ssda903", "ssda903", "tally.write.ssda903_csv"),
    "dfe-api-json": Target(
        "the department's interface as JSON",
        "dfe-api.json",
        SSD,
        "tally.write.dfe_api",
        losses="tally.write.dfe_payload",
    ),
    "annex-a-xlsx": Target("Annex A as a workbook", "annex-a.xlsx", "annex-a", "tally.write.annex_a_xlsx"),
}


def convert(data: Data, to: str, year: CollectionYear, *, made_at: dt.datetime | None = None) -> Converted:
    """The data as what `to` is written from, with everything that was lost on the way.

    Args:
        to: a name of `TARGETS`.
        year: of which year the return shall be that is made of a data set.
        made_at: the moment that the heading of a census tells.

    Raises:
        ValueError: there is no such target.
    """
    if to not in TARGETS:
        raise ValueError(f"Nothing is called {to!r}. A return can be turned into {', '.join(TARGETS)}.")
    source, wanted = data.collection.code, TARGETS[to].collection
    if wanted in ("", source):
        return _with_losses_of(TARGETS[to], Converted(data, tuple(unread(data))))
    there = as_ssd(data)
    if wanted == SSD:
        return _with_losses_of(TARGETS[to], there)
    more = {"made_at": made_at} if wanted == "cin" else {}
    back: Converted = import_module(WAYS[wanted]).from_ssd(there.data, year, **more)
    return Converted(replace(back.data, authority=data.authority), (*there.losses, *back.losses))


def _with_losses_of(target: Target, converted: Converted) -> Converted:
    """With what the form itself cannot take, where its module tells that (`losses`)."""
    if not target.losses:
        return converted
    more = import_module(target.losses).losses(converted.data)
    return Converted(converted.data, (*converted.losses, *more))


def as_ssd(data: Data) -> Converted:
    """What was read, as the Standard Safeguarding Dataset."""
    if data.collection.code == SSD:
        return Converted(data, ())
    found: Converted = import_module(WAYS[data.collection.code]).to_ssd(data)
    return found
