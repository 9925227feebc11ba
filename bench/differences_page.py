"""The page of `bench/differences.py`: who finds the planted faults, and which rules differ, with who is right."""

from __future__ import annotations

from collections import Counter
from typing import Any

import returns_findings
from returns_findings import UNEXPLAINED
from returns_peers import ROOT, TITLES

PAGE = ROOT / "docs" / "reference" / "differences-returns.md"


def written(results: dict[str, Any]) -> str:
    """The page's text.

    Args:
        results: what `bench/differences.py` counted.
    """
    packages = " and ".join(results["packages"].values())
    there = (
        "The sample files are named as they lie in the folder of samples, which is not part of this work; of them only "
        "counts are written."
        if results["samples"]
        else "The sample files were not there when this was written, so they are left out."
    )
    lines = [
        "# Where our findings differ from the sector's validators",
        "",
        f"Written by `make bench-returns` on {results['on']}; do not edit. The validators are {packages}. Compared are "
        "the sets of children on whom a rule finds something. The made-up files hold "
        f"{results['children']['cin']:,} children in the census and {results['children']['ssda903']:,} looked after in "
        f"two years of SSDA903, all of 2025-26. {there}",
        "",
    ]
    for collection in results["packages"]:
        title = TITLES[collection]
        lines += [f"## {title[0].upper()}{title[1:]}", ""]
        lines += _differences(collection, [one for one in results["files"] if one["collection"] == collection])
        lines += _faults(results["faults"][collection])
    return "\n".join(lines).rstrip() + "\n"


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)] + [""]


# --- Rules that differ ----------------------------------------------------------------------------------------------


def _differences(collection: str, files: list[dict[str, Any]]) -> list[str]:
    reasons = returns_findings.reasons().get(collection, {})
    unknown = {"right": UNEXPLAINED, "why": "Nobody has looked into this yet."}
    codes = sorted({code for one in files for code in one["differs"]})
    known = {code: reasons.get(code, unknown) for code in codes}
    rows = [
        [code, *(_counts(one["differs"].get(code)) for one in files), known[code]["right"], known[code]["why"]]
        for code in codes
    ]
    heads = ["Rule", *(one["title"] for one in files), "Right", "Why"]
    return [
        f"### Rules that differ: {len(codes)}",
        "",
        f"{_verdicts(known)} Each cell tells on how many children only they, only we and both find something; it is "
        "empty where there is no difference.",
        "",
        *_table(heads, rows),
    ]


def _verdicts(known: dict[str, dict[str, str]]) -> str:
    """How often who is right, in one sentence, with the rules that nobody has looked into."""
    counts = Counter(one["right"] for one in known.values())
    told = ", ".join(f"{right} {counts[right]}" for right in ("ours", "theirs", "both", "open") if counts[right])
    missing = [code for code, one in known.items() if one["right"] == UNEXPLAINED]
    return f"Right: {told or 'none'}. {UNEXPLAINED.capitalize()}: {', '.join(missing) or 'none'}."


def _counts(counts: dict[str, Any] | None) -> str:
    if counts is None:
        return ""
    told = " / ".join(str(counts[who]) for who in ("theirs", "ours", "both"))
    return f"{told}, they crash" if counts["crashed"] else told


# --- Planted faults -------------------------------------------------------------------------------------------------


def _faults(kinds: list[dict[str, Any]]) -> list[str]:
    planted, ours, theirs = (
        sum(sum(kind[name] for name in names) for kind in kinds)
        for names in (("planted",), ("both", "ours"), ("both", "theirs"))
    )
    rows = [
        [kind["rule"], kind["where"], kind["change"], *(str(kind[name]) for name in (
            "planted", "both", "ours", "theirs", "ours_otherwise", "theirs_otherwise"))]
        for kind in kinds
    ]  # fmt: skip
    heads = ["Rule", "Changed", "What is wrong", "Planted", "Both", "Only we", "Only they", "We otherwise",
             "They otherwise"]  # fmt: skip
    return [
        f"### Planted faults: {planted}, of which we find {ours} and they {theirs}",
        "",
        "A fault is found where the rule that is to find it names the child. Otherwise found are those on whom another "
        "rule finds what is not in the same files without faults. A child has one fault at most. The kinds are ours, "
        "each chosen for a rule that we have, so that we find them all proves little.",
        "",
        *_table(heads, rows),
    ]
