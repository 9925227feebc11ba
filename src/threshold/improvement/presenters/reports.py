"""What do the pages of the quarterly report say: the colour of a state, what is still to write, what was frozen?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from threshold.improvement.models import QuarterlyReport, ReportSection, ReportSnapshot
from threshold.improvement.reporting import difference
from threshold.improvement.states import ReportState
from threshold.ui.filters import plural

COLOURS = {
    ReportState.DRAFT: "yellow",
    ReportState.AWAITING_APPROVAL: "purple",
    ReportState.APPROVED: "blue",
    ReportState.PUBLISHED: "green",
    ReportState.GIVEN_UP: "grey",
}
#: What a part of the report should tell, for whoever writes it.
ABOUT = {
    "overview": "Three or four paragraphs for somebody who reads nothing else.",
    "children": "What children and families would notice, and how you know.",
    "voice": "What they said, from feedback, audits and the participation service. No single story.",
    "concerns": "What is not going well, and what is done about it.",
    "next": "What will happen in the coming quarter.",
}
_TONES = {"better": ("Better", "green"), "worse": ("Worse", "red"), "": ("", "")}


def tag(report: QuarterlyReport) -> tuple[str, str]:
    return report.get_state_display(), COLOURS[ReportState(report.state)]


def name(report: QuarterlyReport) -> str:
    """ "Edition 2, a correction", or nothing for the first."""
    return f"Edition {report.edition}, a correction" if report.edition > 1 else ""


def parts(written: Mapping[str, ReportSection]) -> list[dict[str, Any]]:
    """Every part that a report may have, written or not."""
    return [
        {
            "kind": kind.value,
            "title": kind.label,
            "about": ABOUT[kind],
            "section": written.get(kind),
            "length": plural(len(written[kind].text.split()), "word") if kind in written else "",
            "needed": kind == ReportSection.Kind.OVERVIEW,
        }
        for kind in ReportSection.Kind
    ]


def changes(content: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The difference by topic, each sentence with its tag."""
    found = []
    for topic in difference.TOPICS:
        rows = [
            {"sentence": change["sentence"], "tag": _TONES[change["tone"]]}
            for change in content["difference"]
            if change["topic"] == topic
        ]
        if rows:
            found.append((topic, rows))
    return found


def downloads(snapshots: Iterable[ReportSnapshot]) -> list[dict[str, Any]]:
    """What was frozen, with its files."""
    return [
        {
            "audience": snapshot.audience,
            "title": snapshot.get_audience_display(),
            "taken_at": snapshot.taken_at,
            "sha256": snapshot.sha256,
            "files": [file for file in snapshot.files.all() if file.form != "page"],
        }
        for snapshot in snapshots
    ]
