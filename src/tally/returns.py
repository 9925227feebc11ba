"""Which returns are there, and how is each read?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tally.annex_a import form as annex_a_form
from tally.annex_a import reading as annex_a_reading
from tally.annex_a.rules import RULES as ANNEX_A_RULES
from tally.annex_a.tables import ANNEX_A
from tally.cin import reading as cin_reading
from tally.cin.rules import RULES as CIN_RULES
from tally.cin.tables import CIN
from tally.data import Data
from tally.form import Messages
from tally.read import archive
from tally.read.problems import Problem, Unreadable
from tally.read.sources import Source, only_files
from tally.rules import Rules
from tally.ssd import reading as ssd_reading
from tally.ssd.tables import SSD
from tally.ssda903 import reading as ssda903_reading
from tally.ssda903 import reference as ssda903_reference
from tally.ssda903.reference import Reference
from tally.ssda903.rules import RULES as SSDA903_RULES
from tally.ssda903.tables import SSDA903
from tally.tables import Collection
from tally.years import CollectionYear


@dataclass(frozen=True)
class Return:
    """A return, its rules, and what reads its files and the folder of lists that can stand beside it.

    Attributes:
        read_mapped: reads it with a file that says what in it is what, where there is such a file for it.
        messages: its own sentences for faults of form, where it has them.
    """

    collection: Collection
    rules: Rules
    read_sources: Callable[[Sequence[Source], CollectionYear], tuple[Data, list[Problem]]]
    reference: Callable[[Path, Data], Reference] | None = None
    read_mapped: Callable[[Sequence[Source], CollectionYear, Path], tuple[Data, list[Problem]]] | None = None
    messages: Messages | None = None

    def read(self, sources: Sequence[Source], year: CollectionYear) -> tuple[Data, list[Problem]]:
        """Its tables and faults of form, from its files or from one archive of it. Raises Unreadable."""
        if len(sources) == 1 and isinstance(sources[0], Path) and archive.is_archive(sources[0]):
            return archive.read(sources[0], self.collection, year)
        return self.read_sources(sources, year)


def _read_cin(sources: Sequence[Source], year: CollectionYear) -> tuple[Data, list[Problem]]:
    paths = only_files(sources)
    if len(paths) != 1:
        raise Unreadable("The children in need census is one XML file. Name that file alone.")
    return cin_reading.read(paths[0], year)


def _read_ssda903(sources: Sequence[Source], year: CollectionYear) -> tuple[Data, list[Problem]]:
    return ssda903_reading.read(only_files(sources), year)


def _read_annex_a(
    sources: Sequence[Source], year: CollectionYear, mapping: Path | None = None
) -> tuple[Data, list[Problem]]:
    return annex_a_reading.read(only_files(sources), year, mapping)


RETURNS = {
    "cin": Return(CIN, CIN_RULES, _read_cin),
    "ssda903": Return(SSDA903, SSDA903_RULES, _read_ssda903, ssda903_reference.read),
    "annex-a": Return(
        ANNEX_A,
        ANNEX_A_RULES,
        _read_annex_a,
        read_mapped=_read_annex_a,
        messages=annex_a_form.MESSAGES,
    ),
    "ssd": Return(SSD, Rules(SSD, guidance="Standard Safeguarding Dataset 1.4.5"), ssd_reading.read),
}
