"""What does the public page say? The latest published report in fewer and plainer words."""

from __future__ import annotations

from typing import Any

from threshold.improvement.reporting import for_everybody, words
from threshold.improvement.reporting.public import KEPT, SHOWN, moved

#: How many figures a page bears that everybody reads.
FEW = 6
_COLOURS = {"open": "yellow", "closure_proposed": "blue", "closed": "green", "reopened": "orange"}


def latest(content: dict[str, Any] | None) -> dict[str, Any] | None:
    """The parts of the page; None where nothing was published yet."""
    if content is None:
        return None
    return {
        "quarter": content["quarter"]["label"],
        "months": f"{words.date(content['quarter']['first'])} to {words.date(content['quarter']['last'])}",
        "published_on": words.date(content["published_on"]),
        "overview": next((part["text"] for part in content["sections"] if part["kind"] == "overview"), ""),
        "findings": [_finding(one) for one in content["findings"]],
        "figures": [_figure(one) for one in content["measures"][:FEW]],
        "judgements": [
            (words.date(one["ended_on"]), one["area_title"], one["grade_title"])
            for one in reversed(content["judgements"])
        ],
        "required": len(content["obligations"]),
        "met": sum(one["state"] == "met" for one in content["obligations"]),
        "plan": content["plan"],
        "small_numbers": for_everybody.SMALL_NUMBERS,
    }


def _finding(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": one["words"],
        "source": one["source"],
        "state": for_everybody.finding_state(one),
        "colour": _COLOURS[one["state"]],
        "actions": [f"{action['title']}: {for_everybody.action_state(action)}" for action in one["actions"]],
    }


def _figure(one: dict[str, Any]) -> dict[str, str]:
    row = one["quarters"][-1]
    is_shown = row["state"] in (SHOWN, KEPT)
    of = f"Out of {row['of']}" if is_shown and row["of"] else ""
    return {"title": one["title"], "shown": for_everybody.figure(row), "of": of, "moved": moved(one)}
