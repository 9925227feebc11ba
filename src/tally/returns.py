"""Which returns are there, and how is each read?

Each is loaded when it is first asked for: the rules of all take longer to load than those of one to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tally.data import Data
from tally.form import Messages
from tally.read import archive
from tally.read.problems import Problem, Unreadable
from tally.read.sources import Given, Source, only_files, sources
from tally.rules import Rules
from tally.tables import Collection
from tally.years import CollectionYear

if TYPE_CHECKING:
    from tally.ssda903.reference import Reference


@dataclass(frozen=True)
class Return:
    """A return, its rules, and what reads its files and the folder of lists that can stand beside it.

    Attributes:
        read_mapped: reads it with a file that says what in it is what, where there is such a file for it.
        read_mapping: reads that file alone, and refuses one that means nothing.
        messages: its own sentences for faults of form, where it has them.
    """

    collection: Collection
    rules: Rules
    read_sources: Callable[[Sequence[Source], CollectionYear], tuple[Data, list[Problem]]]
    reference: Callable[[Path, Data], Reference] | None = None
    read_mapped: Callable[[Sequence[Source], CollectionYear, Path], tuple[Data, list[Problem]]] | None = None
    read_mapping: Callable[[Path], object] | None = None
    messages: Messages | None = None

    def year(self, named: str | CollectionYear) -> CollectionYear:
        """The collection year of that name. Raises ValueError where it is none, or none of this return's."""
        year = CollectionYear(named) if isinstance(named, str) else named
        if year.name not in self.collection.years:
            raise ValueError(f"{self.collection.title}: known are the years {', '.join(self.collection.years)}.")
        return year

    def look_through(self, mapping: Path) -> None:
        """Refuse a mapping file that means nothing. Raises Unreadable, OSError, or ValueError where there is none."""
        if self.read_mapping is None:
            raise ValueError(self._unmapped)
        self.read_mapping(mapping)

    @property
    def _unmapped(self) -> str:
        return f"{self.collection.title} is read without a mapping file. Leave --mapping out."

    def read(self, given: Given, year: CollectionYear, mapping: str | Path | None = None) -> tuple[Data, list[Problem]]:
        """Its tables and faults of form, from its files or from one archive of it.

        Args:
            given: the files, the folder, the database.
            mapping: the file that says what in its files is what.

        Raises:
            Unreadable: they cannot be read as this return, or the mapping file does not fit them.
            ValueError: there is no mapping file for this return.
        """
        named = sources(given)
        if mapping is not None and self.read_mapped is None:
            raise ValueError(self._unmapped)
        if len(named) == 1 and isinstance(named[0], Path) and archive.is_archive(named[0]):
            if mapping is not None:
                raise Unreadable(
                    "This is an archive: what is what in it was decided when it was made. Leave the mapping file out, "
                    "or make the archive anew with it."
                )
            return archive.read(named[0], self.collection, year)
        if mapping is not None and self.read_mapped is not None:
            return self.read_mapped(named, year, Path(mapping))
        return self.read_sources(named, year)


def _cin() -> Return:
    from tally.cin import reading  # noqa: PLC0415 - as the module says
    from tally.cin.rules import RULES  # noqa: PLC0415
    from tally.cin.tables import CIN  # noqa: PLC0415

    def read(sources: Sequence[Source], year: CollectionYear) -> tuple[Data, list[Problem]]:
        paths = only_files(sources)
        if any(path.is_dir() for path in paths):
            raise Unreadable("The children in need census is one XML file, and this is a folder. Name the file in it.")
        if len(paths) != 1:
            raise Unreadable("The children in need census is one XML file. Name that file alone.")
        return reading.read(paths[0], year)

    return Return(CIN, RULES, read)


def _ssda903() -> Return:
    from tally.ssda903 import reading, reference  # noqa: PLC0415
    from tally.ssda903.rules import RULES  # noqa: PLC0415
    from tally.ssda903.tables import SSDA903  # noqa: PLC0415

    return Return(
        SSDA903, RULES, lambda sources, year: reading.read(only_files(sources), year), reference=reference.read
    )


def _annex_a() -> Return:
    from tally.annex_a import form, reading  # noqa: PLC0415
    from tally.annex_a.mapping import read_pinned  # noqa: PLC0415
    from tally.annex_a.rules import RULES  # noqa: PLC0415
    from tally.annex_a.tables import ANNEX_A  # noqa: PLC0415

    def read(
        sources: Sequence[Source], year: CollectionYear, mapping: Path | None = None
    ) -> tuple[Data, list[Problem]]:
        return reading.read(only_files(sources), year, mapping)

    return Return(ANNEX_A, RULES, read, read_mapped=read, read_mapping=read_pinned, messages=form.MESSAGES)


def _ssd() -> Return:
    from tally.ssd import reading  # noqa: PLC0415
    from tally.ssd.tables import SSD  # noqa: PLC0415

    return Return(SSD, Rules(SSD, guidance="Standard Safeguarding Dataset 1.4.5"), reading.read)


class _Returns(Mapping[str, Return]):
    """The returns by their codes; to name them loads none."""

    def __init__(self, makers: Mapping[str, Callable[[], Return]]) -> None:
        self._makers = makers
        self._made: dict[str, Return] = {}

    def __getitem__(self, code: str) -> Return:
        if code not in self._made:
            self._made[code] = self._makers[code]()
        return self._made[code]

    def __contains__(self, code: object) -> bool:
        return code in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


RETURNS = _Returns({"cin": _cin, "ssda903": _ssda903, "annex-a": _annex_a, "ssd": _ssd})
