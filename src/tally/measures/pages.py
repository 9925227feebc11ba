"""The measures as a reference page: what each counts, from what, and what comes of its examples."""

from __future__ import annotations

import json

from tally.measures.ask import chosen_of
from tally.measures.catalogue import AREAS
from tally.measures.declare import Example, Measure, Unit
from tally.measures.show import number

_UNITS = {
    Unit.COUNT: "A count",
    Unit.PERCENT: "A percentage",
    Unit.RATE: "A rate for 10,000 children",
    Unit.AVERAGE: "A mean",
    Unit.GROUPS: "Percentages of groups",
}


def measures_page(note: str) -> str:
    """Markdown. `note` stands below the title and says that the page is generated."""
    measures, absent = chosen_of(None)
    parts = [
        "# Measures of returns\n",
        note,
        f"The {len(measures)} measures that `threshold returns measures` computes, each from the tables of the "
        "Standard Safeguarding Dataset that it names; any other return is turned into that first. A code with letters "
        "behind it is another definition of the indicator with that code. Each is run on its own examples whenever the "
        "tests run, and sees then no column that it does not name. The examples are of the year 2025-26.\n",
    ]
    for letters, area in AREAS.items():
        of_area = [measure for measure in measures if measure.code.startswith(letters)]
        if of_area:
            parts += [f"## {area}\n", *map(_measure, of_area)]
    parts += [
        "## In no return\n",
        "Indicators that neither the data set nor a return that can be turned into it can tell.\n",
        *(f"- **{one.code}** {one.title}. {one.reason}" for one in absent),
        "",
    ]
    return "\n".join(parts)


def _measure(measure: Measure) -> str:
    lines = [
        f"### {measure.code}: {measure.title}\n",
        f"{_UNITS[measure.unit]}, {_when(measure)}.\n",
        f"- Numerator: {measure.numerator}",
        f"- Denominator: {measure.denominator}",
        f"- Reads {', '.join(measure.reads)}",
        *([f"- Uses, where it is there: {', '.join(measure.uses)}"] if measure.uses else []),
        *([f"- Needs every row of the period of {', '.join(measure.needs_all)}"] if measure.needs_all else []),
        *([f"- Needs every row, however old, of {', '.join(measure.needs_history)}"] if measure.needs_history else []),
        *([f"- Looks back in {', '.join(measure.looks_back)}"] if measure.looks_back else []),
        f"- From: {measure.source} ({measure.wording})",
        "",
        *([measure.note + "\n"] if measure.note else []),
        "```",
        *map(_example, measure.examples),
        "```\n",
    ]
    return "\n".join(lines)


def _when(measure: Measure) -> str:
    if measure.is_of_a_day:
        return "of how things stand on the last day of the period"
    return f"of what happened in the period, by `{measure.rows}.{measure.day}`"


def _example(example: Example) -> str:
    tables = {
        table: [{name: value for name, value in row.items() if value is not None} for row in rows]
        for table, rows in example.tables.items()
    }
    of_all = "" if example.denominator is None else f" of {number(example.denominator)}"
    return f"{number(example.numerator)}{of_all}  {json.dumps(tables, ensure_ascii=False)}"
