"""The page of `bench/returns.py`: what was measured, and whether each aim is met."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from returns_peers import TITLES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "performance-returns.md"
TIMES_FASTER = {"cin": 100, "ssda903": 25}
#: The size that the aim is set for; of a smaller one the figure is shown and not judged.
AIMED_AT = {"cin": 10_000, "ssda903": 2_000}
#: What ten times the children may cost.
MOST_TIMES = 11


def write(results: dict[str, Any]) -> None:
    began, ended = results["load"]
    lines = [
        "# How fast a return is checked",
        "",
        f"Written by `make bench-returns` on {results['on']}; do not edit. {results['cores']} cores, on which "
        f"{began:.0f} programs wanted to run at the beginning and {ended:.0f} at the end: read the seconds of the "
        "processor and the ratios. Beside it the sector's validators, "
        f"{' and '.join(results['packages'].values())}, on the same made-up files in the same run, each in a process "
        "of its own. Of the one for SSDA903 the summaries for a person are left out and its log is silent, which is to "
        "its advantage; it opens its own files of postcodes, and we are given as CSV those postcodes that the return "
        "names, which is to ours: opening the same files took us 1.6 seconds of the processor more when it was tried. "
        "Of ours the quieter of two rounds counts, of three runs each; theirs was run once.",
        "",
        *_measured(results),
        *_aims(results),
        *(_growth(results["growth"]) if "growth" in results else []),
        "## Where the findings differ",
        "",
        "See [where our findings differ from theirs](differences-returns.md), on these and other files.",
    ]
    PAGE.write_text("\n".join(lines).rstrip() + "\n")


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)] + [""]


def _ratio(case: dict[str, Any], what: str) -> float:
    return float(case["theirs"][what] / case["ours"][what])


def _measured(results: dict[str, Any]) -> list[str]:
    rows = [
        [
            TITLES[case["collection"]], f"{case['children']:,}",
            *(f"{case[who][what]:.2f}" for what in ("wall", "processor") for who in ("theirs", "ours")),
            f"{_ratio(case, 'wall'):.0f} / {_ratio(case, 'processor'):.0f}", f"{case['floor']['processor']:.3f}",
            str(case["theirs"]["memory_mb"]), str(case["ours"]["memory_mb"]),
        ]
        for case in results["cases"]
    ]  # fmt: skip
    heads = ["Return", "Children", "Theirs, s", "Ours, s", "Theirs, processor s", "Ours, processor s",
             "Times faster: seconds / processor", "Floor, processor s", "Theirs, MB", "Ours, MB"]  # fmt: skip
    note = (
        "The floor of the census is lxml reading the file into its own tree, that of SSDA903 polars reading each CSV."
    )
    return ["## Measured", "", note, "", *_table(heads, rows)]


def _aims(results: dict[str, Any]) -> list[str]:
    start, rows = results["start"], []
    for case in results["cases"]:
        of, aim = f"{TITLES[case['collection']]} of {case['children']:,}", TIMES_FASTER[case["collection"]]
        rows.append([f"{of}: at least {aim} times faster", f"{_ratio(case, 'processor'):.0f}",
                     _judged(case, _ratio(case, "processor") >= aim)])  # fmt: skip
        if case["collection"] == "cin":
            most = 4 * case["floor"]["processor"] + start["processor"]
            took = case["ours"]["processor"]
            rows.append([f"{of}: within four times the floor and start-up, {most:.2f} s", f"{took:.2f}",
                         _judged(case, took <= most)])  # fmt: skip
        memory = case["theirs"]["memory_mb"]
        rows.append([f"{of}: no more memory than theirs, {memory} MB",
                     str(case["ours"]["memory_mb"]), _judged(case, case["ours"]["memory_mb"] <= memory)])  # fmt: skip
    told = f"{start['wall']:.2f} ({start['processor']:.2f} of the processor)"
    rows.append(["Start-up of the command under 0.6 s", told,
                 _met(start["wall"] < 0.6)])  # fmt: skip
    sizes = ", ".join(f"{TITLES[case['collection']]} of {case['children']:,}" for case in results["cases"])
    note = (
        f"Measured were: {sizes}. An aim of another size (10,000 and 2,000 children, ten times the children) is open "
        "until a run has measured it. Ratios are of the processor's seconds."
    )
    return ["## Aims", "", note, "", *_table(["Aim", "Measured", ""], rows)]


def _growth(growth: dict[str, Any]) -> list[str]:
    """Each size beside the one before it, which is a tenth."""
    began, ended = growth["load"]
    start, sizes = growth["start"]["processor"], growth["sizes"]
    note = (
        f"Measured by `bench/returns_growth.py` on {growth['on']}, when {began:.0f} programs wanted to run at the "
        f"beginning and {ended:.0f} at the end: ours alone, on made-up returns, SSDA903 with last year's beside it. "
        f"Start-up is {start:.2f} of the processor's seconds at each size; the last column leaves it out. The aim is "
        f"at most {MOST_TIMES} times the time for ten times the children."
    )
    rows = []
    for what, of, title in (
        ("cin", "children", "Check of a children in need census"), ("ssda903", "looked_after", "Check of an SSDA903"),
        ("made", "children", "Making of all returns (`threshold returns synthesise`)"),
    ):  # fmt: skip
        rows.append(_grown(title, sizes[0], what, of))
        for before, after in pairwise(sizes):
            was, took = before[what]["processor"], after[what]["processor"]
            times = f"{took / was:.1f}, {_met(took <= MOST_TIMES * was)}"
            rows.append([*_grown(title, after, what, of)[:-2], times, f"{(took - start) / (was - start):.1f}"])
    heads = ["", "Children", "Processor s", "MB", "Times the size before", "Without start-up"]
    return ["## Ten times the children", "", note, "", *_table(heads, rows)]


def _grown(title: str, size: dict[str, Any], what: str, of: str) -> list[str]:
    return [title, f"{size[of]:,}", f"{size[what]['processor']:.2f}", str(size[what]["memory_mb"]), "", ""]


def _judged(case: dict[str, Any], is_met: bool) -> str:
    size = AIMED_AT[case["collection"]]
    return _met(is_met) if case["children"] >= size else f"{_met(is_met)} here; open, as the aim is of {size:,}"


def _met(is_met: bool) -> str:
    return "met" if is_met else "short"
