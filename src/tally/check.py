"""Check a return: read it, run the rules of the year, and say what came of each."""

from __future__ import annotations

import time
from collections.abc import Collection as Some
from dataclasses import replace
from pathlib import Path

from tally import authorities
from tally.data import Data
from tally.form import faults
from tally.read.problems import Unreadable
from tally.read.sources import Given
from tally.report import Report
from tally.returns import RETURNS, Return
from tally.rules import Rule
from tally.run import Tell, run, tell_nobody
from tally.years import CollectionYear


def check(
    paths: Given,
    collection: str,
    year: str | CollectionYear,
    previous: Given | None = None,
    rules: Some[str] | None = None,
    *,
    reference: str | Path | None = None,
    authority: str | None = None,
    mapping: str | Path | None = None,
    tell: Tell = tell_nobody,
) -> Report:
    """Check a return.

    Args:
        paths: its files or folder, one or several; for the data set (ssd) also a database (`tally.Database`).
        collection: which return it is: "cin", "ssda903", "annex-a", "ssd".
        year: the collection year, "2025-26".
        previous: the files of the year before, for the rules that compare.
        rules: the codes of the rules to run; all that are in force where none are named.
        reference: a folder of lists that stand beside the return, for the rules that need them.
        authority: whose return it is, by the number ("885") or the code ("E10000034") of the authority.
        mapping: the file that says which sheet, heading and text of a workbook is what ("annex-a" alone).
        tell: is told what is being done: how much of it is done, and how much there is (0 where nobody knows).

    Raises:
        Unreadable: the files cannot be read as that return.
        ValueError: there is no such return, year, rule or authority, or no list stands beside that return.
    """
    return check_and_keep(
        paths, collection, year, previous, rules, reference=reference, authority=authority, mapping=mapping, tell=tell
    )[0]


def check_and_keep(
    paths: Given,
    collection: str,
    year: str | CollectionYear,
    previous: Given | None = None,
    rules: Some[str] | None = None,
    *,
    reference: str | Path | None = None,
    authority: str | None = None,
    mapping: str | Path | None = None,
    tell: Tell = tell_nobody,
) -> tuple[Report, Data]:
    """Check a return as `check` does, and give back beside the report what was read."""
    wanted, year, asked = chosen(collection, year, rules, reference)
    whose = None if authority is None else authorities.authority(authority)
    started = time.perf_counter()
    tell("Reading", 0, 0)
    data, problems = wanted.read(paths, year, mapping)
    if previous is not None:
        data = data.with_previous(wanted.read(previous, year.before)[0])
    notes = [*data.notes, *(data.previous.notes if data.previous else ())]
    data = replace(data, authority=whose)
    if reference is not None and wanted.reference is not None:
        beside = wanted.reference(Path(reference), data)
        data, notes = replace(data, reference=beside.tables), notes + beside.notes
    was_read = time.perf_counter()
    form_results, form_findings = faults(problems, data, wanted.messages)
    results, findings = run(asked, data, tell)
    ended = time.perf_counter()
    report = Report(
        collection=collection,
        year=year.name,
        tables={name: frame.height for name, frame in data.frames.items()},
        rules=form_results + results,
        findings=form_findings + findings,
        seconds={"read": round(was_read - started, 3), "check": round(ended - was_read, 3)},
        notes=notes,
    )
    return report, data


def chosen(
    collection: str, year: str | CollectionYear, rules: Some[str] | None, reference: str | Path | None
) -> tuple[Return, CollectionYear, list[Rule]]:
    """The return, the year, and the rules to run.

    Raises:
        ValueError: there is no such return, year or rule, or no list stands beside that return.
    """
    wanted = _return(collection)
    year = wanted.year(year)
    found = [rule for rule in wanted.rules.in_force(year) if rules is None or rule.code in rules]
    unknown = set(rules or ()) - {rule.code for rule in found}
    if unknown:
        raise ValueError(f"No rule of {year} is called {', '.join(sorted(unknown))}.")
    if reference is not None and wanted.reference is None:
        raise ValueError(f"{wanted.collection.title}: no list stands beside it. Leave the folder of lists out.")
    return wanted, year, found


def _return(code: str) -> Return:
    if code not in RETURNS:
        raise ValueError(f"There is no return {code!r}. There are: {', '.join(RETURNS)}.")
    return RETURNS[code]


__all__ = ["Unreadable", "check"]
