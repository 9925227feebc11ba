"""How is a synthetic authority written to a folder?"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tally.data import Data
from tally.synthesise import as_cin, as_ssd, as_ssda903, faults_cin, faults_ssda903
from tally.synthesise.dice import Dice
from tally.synthesise.faults import LIST, plant
from tally.synthesise.world import World, make
from tally.write import cin_xml, frames, ssda903_csv
from tally.write.whole import whole
from tally.years import CollectionYear

#: England: 83.8 thousand in care when the year begins and 33 who come into it, of 890 thousand in the census.
LOOKED_AFTER = 0.131
#: So many of the children may be looked after: beyond that there would be no room for the others' stories.
MOST_LOOKED_AFTER = 0.5
DEFAULT_AUTHORITY = "999"
_README = """\
This is made up. Severnshire (authority {authority}) does not exist, and neither does anybody in these files.

They were made by `threshold returns synthesise` with {children:,} children in the census, {looked_after:,} of them
looked after, seed {seed}, year {year}. The same again gives the same files.

{files}
"""
_CONTENT = {
    "cin.xml": "the children in need census of the year",
    "ssda903/": "SSDA903 of the year, as CSV files",
    "ssda903-last-year/": "SSDA903 of the year before, to be given beside it",
    "ssd/": "the Standard Safeguarding Dataset on the last day of the year, as CSV files",
    "annex-a.xlsx": "Annex A on the last day of the year",
    "faults.csv": "the faults that were planted in the census and in SSDA903, and the rule that is to find each",
}


def synthesise(
    out: Path,
    *,
    year: CollectionYear | str,
    seed: int,
    children: int | None = None,
    looked_after: int | None = None,
    faults: float = 0.0,
    authority: str = DEFAULT_AUTHORITY,
) -> World:
    """Make an authority and write its returns to a folder, which is made where it is not there.

    Args:
        children: how many are in the year's children in need census; by England's proportions where only `looked_after`
            is given.
        looked_after: how many of them are looked after at some time in the year; by England's proportions where it is
            not given.
        faults: in what part of the children of the census, and of the year's SSDA903, a fault is planted: from 0 to 1.
        authority: its code, three digits.

    Raises:
        ValueError: there are no children, more than half of them are looked after, the part with faults is none, the
            year is not known, or the folder is not empty.
    """
    year = CollectionYear(year) if isinstance(year, str) else year
    children, looked_after = _sizes(children, looked_after)
    if not 0 <= faults <= 1:
        raise ValueError(f"Faults in {faults} of the children: give a part of them, from 0 to 1.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        # It may be a real return that lies there under the same names.
        raise ValueError(f"There is something in {out} already. Name another folder, or empty it yourself.")
    world = make(children=children, looked_after=looked_after, seed=seed, year=year, authority=authority)
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    text = _README.format(
        authority=authority, children=children, looked_after=looked_after, seed=seed, year=year,
        files="\n".join(f"- {name}: {what}" for name, what in _CONTENT.items()),
    )  # fmt: skip
    with whole(out) as part:
        part.mkdir()
        _write(world, part, faults)
        (part / "README.txt").write_text(text, encoding="utf-8")
    return world


def _write(world: World, out: Path, faults: float) -> None:
    looked_after = as_ssda903.of_both_years(world)
    census, with_faults, planted = _with_faults(world, looked_after[world.year], faults)
    cin_xml.write(census, out / "cin.xml")
    ssda903_csv.write(with_faults, out / "ssda903")
    ssda903_csv.write(looked_after[world.year.before], out / "ssda903-last-year")
    frames.as_csv(as_ssd.data_set(world, looked_after), out / "ssd")
    _write_annex_a(out, world.year)
    planted.write_csv(out / "faults.csv")


def _write_annex_a(out: Path, year: CollectionYear) -> None:
    """Annex A as it would be made of the data set that was written."""
    from tally.convert.annex_a import from_ssd  # noqa: PLC0415 - loaded for this alone, as the two below
    from tally.ssd.reading import read  # noqa: PLC0415
    from tally.write import annex_a_xlsx  # noqa: PLC0415

    annex_a_xlsx.write(from_ssd(read([out / "ssd"], year)[0], year).data, out / "annex-a.xlsx")


def _with_faults(world: World, looked_after: Data, rate: float) -> tuple[Data, Data, pl.DataFrame]:
    """The census and the year's SSDA903 with faults in them, and the list of these."""
    census = as_cin.census(world)
    if not rate:
        return census, looked_after, pl.DataFrame(schema=LIST)
    from tally.returns import RETURNS  # noqa: PLC0415 - all the rules are loaded for this alone

    dice = Dice(world.seed)
    census, first = plant(census, faults_cin.FAULTS, RETURNS["cin"].rules, "cin.xml", rate=rate, dice=dice)
    looked_after, second = plant(
        looked_after, faults_ssda903.FAULTS, RETURNS["ssda903"].rules, "ssda903", rate=rate, dice=dice
    )
    return census, looked_after, pl.concat([first, second])


def _sizes(children: int | None, looked_after: int | None) -> tuple[int, int]:
    if children is None:
        if looked_after is None:
            raise ValueError("Say how many children there are: --children, --looked-after or both.")
        children = round(looked_after / LOOKED_AFTER)
    if looked_after is None:
        looked_after = round(children * LOOKED_AFTER)
    if children < 1 or looked_after < 0:
        raise ValueError(f"{children} children, {looked_after} of them looked after: give numbers greater than that.")
    if looked_after > MOST_LOOKED_AFTER * children:
        raise ValueError(
            f"{looked_after} of {children} children looked after are more than half. Give more children, or leave "
            "--children out."
        )
    return children, looked_after
