"""How is a published report told to somebody who knows no word of ours? From the public content to a document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from threshold.improvement.documents import blocks as b
from threshold.improvement.reporting import words
from threshold.improvement.reporting.disclosure import SMALL, STEP
from threshold.improvement.reporting.internal import known_date, section_blocks
from threshold.improvement.reporting.public import KEPT, SHOWN, STATE_WORDS
from threshold.insight.charts import line_chart

Content = dict[str, Any]
STATES = {"not_started": "not begun", "in_progress": "under way", "delivered": "done, and being checked",
          "closed": "done, and shown to help", "cancelled": "no longer needed"}  # fmt: skip
FINDINGS = {"open": "We are working on this.", "closure_proposed": "We think this is put right; it is being checked.",
            "closed": "Put right", "reopened": "We thought this was put right, and work on it again."}  # fmt: skip
SMALL_NUMBERS = (
    f"Numbers about children are rounded, to the nearest {STEP} or to whole percent. A number from 1 to {SMALL} is not "
    "shown, and neither is another from which it could be worked out, so that nobody can recognise a child. A figure "
    "that was published once is repeated as it was."
)


def document(content: Content) -> b.Document:
    """The public report."""
    edition = content["edition"]
    facts = [
        ("The months", f"{words.date(content['quarter']['first'])} to {words.date(content['quarter']['last'])}"),
        ("Published on", words.date(content["published_on"])),
    ]
    return b.Document(
        title=content["title"],
        subtitle=content["quarter"]["label"],
        author=content["authority"]["name"],
        dated_on=dt.date.fromisoformat(content["published_on"]),
        blocks=list(_blocks(content)),
        facts=facts,
        footer=f"{content['authority']['name']}, {content['quarter']['label']}"
        + (f", edition {edition}" if edition > 1 else ""),
    )


def _blocks(content: Content) -> Iterable[b.Block]:
    if content["correction_reason"]:
        yield b.Note("This corrects what we published before", content["correction_reason"])
    by_kind = {section["kind"]: section for section in content["sections"]}
    yield from section_blocks(by_kind, ("overview", "children", "voice"))
    yield from figures(content)
    yield from _audits(content["audits"])
    yield from _themes(content.get("themes", []))
    yield from _found(content["findings"])
    yield from _required(content["obligations"], content.get("notices", []))
    yield from _advice(content.get("advice"))
    yield from _plan(content["plan"])
    yield from section_blocks(by_kind, ("concerns", "next"))
    yield from _judged(content["judgements"])


def figures(content: Content) -> Iterable[b.Block]:
    yield b.Heading("The numbers")
    if not content["measures"]:
        yield b.Paragraph("This report has no numbers.")
        return
    if content["difference"]:
        yield b.Bullets(content["difference"])
    for one in content["measures"]:
        yield b.Heading(one["title"], 2)
        yield b.Paragraph(one["question"])
        if sum(number_of(row) is not None for row in one["quarters"]) >= FEWEST_TO_DRAW:
            yield drawn(one)
        has_of = any(row["of"] for row in one["quarters"])
        rows = [[row["label"], figure(row), *([row["of"]] if has_of else [])] for row in one["quarters"]]
        columns = ["Quarter", "Figure", *(["Out of"] if has_of else [])]
        kept = any(row["state"] == KEPT for row in one["quarters"])
        note = "A correction since then is too small to be shown." if kept else ""
        yield b.Table(f"{one['title']}, by quarter", columns, rows, frozenset(range(1, len(columns))), note)
    yield b.Note("How children are protected", SMALL_NUMBERS)


#: Fewer figures than these are read faster in the table.
FEWEST_TO_DRAW = 3


def number_of(row: Content) -> float | None:
    """The figure as a number, from what is printed and nothing else; None where that is words."""
    found = re.fullmatch(r"(?:about )?([\d,]+)(?:%| days| for every 10,000 children)?", row["shown"])
    return float(found[1].replace(",", "")) if found and row["state"] in (SHOWN, KEPT) else None


def drawn(one: Content) -> b.Chart:
    """The quarters as a line, of the rounded figures that stand in the table."""
    labels = [row["label"].replace("Quarter ", "Q") for row in one["quarters"]]
    values = {one["title"]: [number_of(row) for row in one["quarters"]]}
    drawing = line_chart(one["title"], labels, values, unit=one["unit"], png=True)
    return b.Chart(f"{one['title']}, by quarter", drawing.description, drawing.svg, drawing.png or b"")


def figure(row: Content) -> str:
    return row["shown"] if row["state"] in (SHOWN, KEPT) else STATE_WORDS[row["state"]]


def _audits(audits: list[Content]) -> Iterable[b.Block]:
    if not audits:
        return
    yield b.Heading("How good our work was")
    yield b.Paragraph(
        "Experienced colleagues read children's records together with the people who did the work, and judge it on the "
        "scale that Ofsted uses. This is the share that was good or outstanding."
    )
    rows = [[one["title"], figure(one["quarters"][-1]), one["quarters"][-1]["of"]] for one in audits]
    yield b.Table(
        "Good or outstanding in this quarter", ["What was looked at", "Share", "Out of"], rows, frozenset({1, 2})
    )


def _themes(themes: list[str]) -> Iterable[b.Block]:
    if themes:
        yield b.Paragraph("What we looked at most:")
        yield b.Bullets(themes)


def _notices(notices: list[Content]) -> Iterable[b.Block]:
    if notices:
        rows = [
            [one["title"], one["issuer"], known_date(one["issued_on"], one["issued_precision"]),
             known_date(one["ended_on"], one["ended_precision"]) or "In force"]
            for one in notices
        ]  # fmt: skip
        yield b.Table("Notices and directions of the government", ["What", "By", "Issued", "Ended"], rows)


def _advice(advice: Content | None) -> Iterable[b.Block]:
    """How many recommendations were answered how; what they say was said to us."""
    if not advice or not (advice["waiting"] or any(advice["answers"].values())):
        return
    yield b.Heading("Advice that we were given")
    yield b.Paragraph(
        "Whoever the government appoints, and the council that helps us, give us recommendations. We answer every one."
    )
    told = [(ANSWERS[answer], number) for answer, number in advice["answers"].items()]
    told.append(("Not answered yet", advice["waiting"]))
    rows = [[label, str(number)] for label, number in told if number]
    note = f"Late: {advice['late']}." if advice["late"] else ""
    yield b.Table("Recommendations of this quarter, and those that still wait", ["Our answer", "How many"], rows,
                  frozenset({1}), note)  # fmt: skip


ANSWERS = {"accepted": "Accepted", "partly": "Accepted in part", "not_accepted": "Not accepted"}


def _found(findings: list[Content]) -> Iterable[b.Block]:
    if not findings:
        return
    yield b.Heading("What inspectors found, and what we do about it")
    for number, one in enumerate(findings, start=1):
        yield b.Heading(f"{number}. {finding_state(one)}", 2)
        page = f", page {one['page']}" if one["page"] else ""
        yield b.Paragraph(f"“{one['words']}” ({one['source']}{page})")
        if one["actions"]:
            yield b.Bullets([f"{action['title']}: {action_state(action)}" for action in one["actions"]])


def finding_state(one: Content) -> str:
    if one["closed_on"]:
        return f"{FINDINGS['closed']} on {words.date(one['closed_on'])}"
    return FINDINGS[one["state"]].rstrip(".")


def action_state(action: Content) -> str:
    late = ", and late" if action["is_late"] else ""
    due = f", due by {words.date(action['due_on'])}" if action["state"] in ("not_started", "in_progress") else ""
    return f"{STATES[action['state']]}{due}{late}."


def _required(obligations: list[Content], notices: list[Content]) -> Iterable[b.Block]:
    if not obligations and not notices:
        return
    yield b.Heading("What the government requires of us")
    yield from _notices(notices)
    if not obligations:
        return
    rows = []
    for one in obligations:
        state = {"open": "Not yet met", "met_proposed": "Being checked", "met": f"Met on {words.date(one['met_on'])}",
                 "lifted": "No longer required"}[one["state"]]  # fmt: skip
        rows.append(
            [words.short(one["words"], 200), words.date(one["due_on"]), f"{state}, late" if one["is_late"] else state]
        )
    yield b.Table("Requirements", ["What it asks", "By", "How far it is"], rows)


def _plan(plan: Content | None) -> Iterable[b.Block]:
    if plan is None:
        return
    yield b.Heading("How far our plan is")
    yield b.Paragraph(f"Our plan is called “{plan['title']}”. Its priorities:")
    if plan["priorities"]:
        yield b.Bullets(plan["priorities"])
    rows = [[STATES[state].capitalize(), str(number)] for state, number in plan["states"].items() if number]
    if rows:
        yield b.Table("Actions of the plan", ["How far", "Actions"], rows, frozenset({1}), f"Late: {plan['late']}.")


def _judged(judgements: list[Content]) -> Iterable[b.Block]:
    if not judgements:
        return
    yield b.Heading("How inspectors judged us")
    rows = [[words.date(one["ended_on"]), one["area_title"], one["grade_title"]] for one in reversed(judgements)]
    yield b.Table("Judgements, the latest first", ["Inspection ended", "What was judged", "Judgement"], rows)
