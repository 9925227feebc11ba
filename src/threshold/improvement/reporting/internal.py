"""How is the frozen report told to those who read the improvement plan? From the snapshot's values to a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from threshold.improvement.documents import blocks as b
from threshold.improvement.documents.blocks import paragraphs
from threshold.improvement.reporting import difference, words
from threshold.insight import spc
from threshold.insight.charts import xmr_chart

Content = dict[str, Any]
_STATES = {
    "not_started": "Not started", "in_progress": "Under way", "delivered": "Done, waiting for proof",
    "closed": "Closed with proof", "cancelled": "No longer wanted",
}  # fmt: skip
_FINDING_STATES = {
    "open": "Open", "closure_proposed": "Proposed to be closed", "closed": "Closed", "reopened": "Open again",
}  # fmt: skip
_OBLIGATION_STATES = {
    "open": "To be met", "met_proposed": "Said to be met", "met": "Met", "lifted": "No longer required",
}  # fmt: skip
_RAGS = {
    "blue": "Blue: done and proved",
    "green": "Green: on track",
    "amber": "Amber: at risk",
    "red": "Red: off track",
}


def document(content: Content) -> b.Document:
    """The whole report. `difference` and `compared_with` are part of the frozen content."""
    edition = content["edition"]
    facts = [("Quarter", f"{words.date(content['quarter']['first'])} to {words.date(content['quarter']['last'])}")]
    facts.append(("Numbers frozen on", words.date(content["taken_on"])))
    if edition > 1:
        facts.append(("Edition", f"{edition}, a correction"))
    return b.Document(
        title=content["title"],
        subtitle=content["quarter"]["label"],
        author=content["authority"]["name"],
        dated_on=dt.date.fromisoformat(content["taken_on"]),
        blocks=list(_blocks(content)),
        facts=facts,
        footer=f"{content['quarter']['label']}, edition {edition}. For those who may read the improvement plan.",
    )


def _blocks(content: Content) -> Iterable[b.Block]:
    if content["correction_reason"]:
        yield b.Note("This edition corrects the one before it", content["correction_reason"])
    by_kind = {section["kind"]: section for section in content["sections"]}
    yield from section_blocks(by_kind, ("overview",))
    yield from _key_figures(content)
    yield from difference_blocks(content)
    yield from section_blocks(by_kind, ("children", "voice"))
    yield b.Heading("What we measure")
    yield b.Paragraph(
        f"Each measure is shown {_since(content['measures'])}. The lines above and below are the limits of ordinary "
        "variation: a value between them, without a run or a trend, tells nothing new."
    )
    for one in content["measures"]:
        yield from _measure(one)
    yield from _audits(content["audits"])
    yield from _findings(content["findings"])
    yield from _notices(content.get("notices", []))
    yield from _obligations(content["obligations"])
    yield from _advice(content.get("advice", []))
    yield from _plan(content["plan"])
    yield from _risks(content["risks"])
    yield from _money(content["money"])
    yield from section_blocks(by_kind, ("concerns", "next"))


def section_blocks(by_kind: dict[str, dict[str, Any]], kinds: Iterable[str]) -> Iterable[b.Block]:
    for kind in kinds:
        if kind in by_kind:
            yield b.Heading(by_kind[kind]["title"])
            for text in paragraphs(by_kind[kind]["text"]):
                yield b.Paragraph(text)


def _key_figures(content: Content) -> Iterable[b.Block]:
    figures = []
    for one in content["measures"][:4]:
        was, now = one["quarters"][-2]["value"], one["quarters"][-1]["value"]
        change = f"{words.value(was, one['unit'])} in the quarter before" if was is not None else ""
        figures.append(b.KeyFigure(words.value(now, one["unit"]), one["title"], change))
    if figures:
        yield b.KeyFigures(figures)


def difference_blocks(content: Content) -> Iterable[b.Block]:
    """What moved, topic by topic; or that nothing did, or that there is nothing to compare with."""
    yield b.Heading("What is different from the last quarter")
    if not content["compared_with"]:
        yield b.Paragraph("No report of the quarter before was approved, so there is nothing to compare this one with.")
        return
    if not content["difference"]:
        yield b.Paragraph(difference.NOTHING)
        return
    for topic in difference.TOPICS:
        sentences = [change["sentence"] for change in content["difference"] if change["topic"] == topic]
        if sentences:
            yield b.Heading(topic, 2)
            yield b.Bullets(sentences)


# --- Measures ---------------------------------------------------------------------------------------------------


def _measure(one: Content) -> Iterable[b.Block]:
    yield b.Heading(one["title"], 2)
    yield b.Paragraph(one["question"])
    yield b.Paragraph(one["verdict_words"], lead=True)
    if any(row["value"] is not None for row in one["months"]):
        yield drawn(one)
    rows = [[row["label"], words.value(row["value"], one["unit"]), *_fraction(row)] for row in one["quarters"]]
    columns = ["Quarter", "Value", *(["Counted", "Out of"] if one["quarters"][0]["d"] is not None else [])]
    numeric = frozenset(range(1, len(columns)))
    yield b.Table(f"{one['title']}, by quarter", columns, rows, numeric)
    if one["comparators"]:
        told = [[row["name"], row["shown"], row["vintage"]] for row in one["comparators"]]
        yield b.Table(f"{one['title']}, compared", ["Who", "Value", "Of"], told, frozenset({1}))
    target = f" The aim is {words.value(one['target'], one['unit'])}." if one["target"] is not None else ""
    yield b.Paragraph(
        f"How it is counted: {one['numerator']} {one['denominator']} {one['exclusions']} Source: {one['source']}. "
        f"Defined by: {one['definition_source']}. Answers for it: {one['owner']}.{target}"
    )


def _since(measures: list[Content]) -> str:
    """Two years of months, or as many as there are records of."""
    first = min((one["months"][0]["first"] for one in measures if 0 < len(one["months"]) < _TWO_YEARS), default="")
    return f"by month since {known_date(first, 'month')}, when our records begin" if first else "for two years by month"


_TWO_YEARS = 24


def _fraction(row: Content) -> list[str]:
    return [f"{row['n']:,}", f"{row['d']:,}"] if row["d"] is not None else []


def drawn(one: Content) -> b.Chart:
    """The measure's months as a chart, from the frozen values."""
    values = [float(row["value"]) if row["value"] is not None else None for row in one["months"]]
    most = 100.0 if one["unit"] == "percent" else None
    chart = spc.xmr(values, least=0, most=most, steps=one["steps"])
    labels = [_short_month(row["first"]) for row in one["months"]]
    target = float(one["target"]) if one["target"] is not None else None
    drawing = xmr_chart(
        one["title"], labels, chart, better=one["better"], unit=one["unit"], target=target, png=True
    )  # fmt: skip
    return b.Chart(f"{one['title']}, by month", drawing.description, drawing.svg, drawing.png or b"")


def _short_month(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{b.MONTHS[day.month - 1][:3]} {day.year}"


# --- The rest ---------------------------------------------------------------------------------------------------


def _audits(audits: Content) -> Iterable[b.Block]:
    yield b.Heading("What audits found")
    if not audits["completed"]:
        yield b.Paragraph("No audit was completed in this quarter.")
    for tool in audits["tools"]:
        yield b.Heading(tool["title"], 2)
        if not tool["whole"]["n"] and not tool["domains"]:
            yield b.Paragraph(f"{tool['completed']:,} completed. These are a few questions each, and give no grade.")
            continue
        rows = [_grade_row("The whole", tool["whole"])]
        rows += [_grade_row(domain["title"], domain) for domain in tool["domains"]]
        few = any(row["is_few"] for row in (tool["whole"], *tool["domains"]))
        note = "The range is the 95% interval of the share that is good or better."
        yield b.Table(
            f"{tool['title']}: {tool['completed']} completed",
            ["Graded", "Outstanding", "Good", "Requires improvement", "Inadequate", "Good or better", "Range"],
            rows,
            frozenset(range(1, 7)),
            f"{note} With so few audits it is wide: read it before the share." if few else note,
        )
    yield from _themes(audits.get("themes", []))
    actions = audits["actions"]
    yield b.Paragraph(
        f"Actions from audits: {actions['raised']:,} raised in the quarter, {actions['closed']:,} closed by a second "
        f"person, {actions['late']:,} late at its end."
    )


def _themes(themes: list[Content]) -> Iterable[b.Block]:
    if not themes:
        return
    yield b.Heading("Themes of the audits", 2)
    rows = [
        [
            one["title"],
            f"{one['audits']:,}",
            f"{one['good_or_better']:,} of {one['graded']:,}" if one["graded"] else "–",
        ]
        for one in themes
    ]
    yield b.Table(
        "How many audits of the quarter were about a theme", ["Theme", "Audits", "Good or better"], rows,
        frozenset({1, 2}), "One audit can be about several themes.",
    )  # fmt: skip


def _grade_row(name: str, row: Content) -> list[str]:
    grades = [str(row["grades"][grade]) for grade in ("outstanding", "good", "requires_improvement", "inadequate")]
    if not row["n"]:
        return [name, *grades, "None graded", ""]
    low, high = (str(words.rounded(row[end], 0)) for end in ("low", "high"))
    return [name, *grades, words.value(row["percent"], "percent"), f"{low}% to {high}%"]


def _findings(findings: list[Content]) -> Iterable[b.Block]:
    yield b.Heading("What was found, and what became of it")
    if not findings:
        yield b.Paragraph("No finding is recorded.")
        return
    closed = [one for one in findings if one["closed_in_quarter"]]
    if closed:
        yield b.Heading("Closed in this quarter", 2)
        for one in closed:
            yield b.Paragraph(f"“{one['words']}”")
            told = [f"How children are better served: {one['better_how']}"]
            told += [f"Evidence ({proof['kind'].lower()}): {proof['shows']}" for proof in one["evidence"]]
            yield b.Bullets([f"Finding {one['reference']}, {_origin(one)}", *told])
    rows = [[one["reference"], words.short(one["words"], 160), _origin(one), finding_state(one)] for one in findings]
    yield b.Table("All findings", ["Finding", "What was found", "From", "State"], rows)


def _origin(one: Content) -> str:
    page = f", page {one['page']}" if one["page"] else ""
    return f"{one['source'] or one['kind']}{page}"


def finding_state(one: Content) -> str:
    state = _FINDING_STATES[one["state"]]
    return f"{state} on {words.date(one['closed_on'])}" if one["closed_on"] else state


def known_date(iso: str, precision: str) -> str:
    """A day of the record as far as it is known."""
    if not iso:
        return ""
    day = dt.date.fromisoformat(iso)
    return {"month": f"{b.MONTHS[day.month - 1]} {day.year}", "year": str(day.year)}.get(precision, b.long_date(day))


def _notices(notices: list[Content]) -> Iterable[b.Block]:
    if not notices:
        return
    yield b.Heading("Notices and directions")
    for one in notices:
        yield b.Heading(one["title"], 2)
        yield b.Bullets(list(_of_notice(one)))


def _of_notice(one: Content) -> Iterable[str]:
    new = ", in this quarter" if one["issued_in_quarter"] else ""
    issued = known_date(one["issued_on"], one["issued_precision"])
    yield f"{one['kind']}, issued by: {one['issuer']}, {issued}{new}."
    for varied in one["varied"]:
        changes = "; ".join(f"requirement {change['number']}: {change['what'].lower()}" for change in varied["changes"])
        told = f" ({changes})" if changes else ""
        yield f"Varied on {words.date(varied['on'])}{told}, because {words.clause(varied['reason'])}."
    for row in one["appointed"]:
        since = known_date(row["from"], row["from_precision"])
        until = f" to {known_date(row['until'], row['until_precision'])}" if row["until"] else ", and still"
        yield f"{row['role']}: {row['name']}, from {since}{until}."
    if one["ended_on"]:
        ended = known_date(one["ended_on"], one["ended_precision"])
        yield f"It ended: {ended}, because {words.clause(one['end_reason'])}."
    else:
        yield "It was in force at the end of the quarter."


def _advice(advice: list[Content]) -> Iterable[b.Block]:
    if not advice:
        return
    yield b.Heading("What we were advised, and our answers")
    for one in advice:
        what = "Recommendation" if one["kind"] == "recommendation" else "Report"
        yield b.Heading(one["title"], 2)
        yield b.Paragraph(f"{what} of the {words.within(one['of'])}, {words.date(one['given_on'])}: {one['words']}")
        if one["kind"] == "recommendation":
            yield b.Paragraph(f"Our answer: {advice_answer(one)}")


def advice_answer(one: Content) -> str:
    """What was answered, or by when it must be."""
    if one["waits"]:
        due = f", due by {words.date(one['due_on'])}" if one["due_on"] else ""
        return f"not given yet{due}{', and late' if one['is_late'] else ''}."
    leads = f" It leads to {one['leads_to']}." if one["leads_to"] else ""
    said = words.clause(one["answer_reason"])
    return f"{one['answer_words'].lower()} on {words.date(one['answered_on'])}: {said}.{leads}"


def _obligations(obligations: list[Content]) -> Iterable[b.Block]:
    if not obligations:
        return
    yield b.Heading("What the government requires")
    rows = [
        [f"{one['intervention']}, {one['number']}", words.short(one["words"], 160), words.date(one["due_on"]),
         obligation_state(one), one["owner"]]
        for one in obligations
    ]  # fmt: skip
    yield b.Table("Requirements", ["Requirement", "What it asks", "Due by", "State", "In hand with"], rows)


def obligation_state(one: Content) -> str:
    state = _OBLIGATION_STATES[one["state"]]
    if one["met_on"]:
        return f"{state} on {words.date(one['met_on'])}"
    return f"{state}: late" if one["is_late"] else state


def plan_counts(plan: Content) -> list[tuple[str, int]]:
    """How many actions are in each state, those without any left out."""
    counts = [(label, sum(one["state"] == state for one in plan["actions"])) for state, label in _STATES.items()]
    return [(label, number) for label, number in counts if number]


def _plan(plan: Content | None) -> Iterable[b.Block]:
    yield b.Heading("The improvement plan")
    if plan is None:
        yield b.Paragraph("No improvement plan is in force.")
        return
    told = ", ".join(f"{number} {label.lower()}" for label, number in plan_counts(plan))
    late = sum(one["is_late"] for one in plan["actions"])
    yield b.Paragraph(f"{plan['title']}. Actions: {told or 'none yet'}. Late at the end of the quarter: {late}.")
    for priority in plan["priorities"]:
        mine = [one for one in plan["actions"] if one["priority"] == priority["number"]]
        yield b.Heading(f"Priority {priority['number']}: {priority['title']}", 2)
        if not mine:
            yield b.Paragraph("No action stands under this priority yet.")
            continue
        rows = [
            [one["number"], one["title"], action_state(one), rating(one), words.date(one["due_on"]), one["owner"]]
            for one in mine
        ]
        yield b.Table(
            f"Actions of priority {priority['number']}", ["Action", "What", "State", "Rating", "Due by", "Owner"], rows
        )


def action_state(one: Content) -> str:
    return f"{_STATES[one['state']]}: late" if one["is_late"] else _STATES[one["state"]]


def rating(one: Content) -> str:
    if not one["rag"]:
        return "Not rated"
    return f"{_RAGS[one['rag']]}\n{one['rag_reason']}" if one["rag_reason"] else _RAGS[one["rag"]]


def _risks(risks: list[Content]) -> Iterable[b.Block]:
    still = [one for one in risks if not one["is_closed"]]
    if not still:
        return
    yield b.Heading("Risks")
    rows = [[one["words"], str(one["score"]), one["mitigation"], one["owner"]] for one in still]
    columns = ["What could go wrong", "Score of 25", "What is done about it", "Owner"]
    yield b.Table(
        "Open risks, the gravest first", columns, rows, frozenset({1}), "Likelihood times impact, each 1 to 5."
    )


def _money(money: Content | None) -> Iterable[b.Block]:
    if not money or not money["given"]:
        return
    yield b.Heading("Money")
    yield b.Paragraph(
        f"{words.pounds(money['total'])} so far, {words.pounds(money['in_quarter'])} of it in this quarter."
    )
    rows = [
        [words.date(one["given_on"]), words.pounds(one["amount"]), one["given_by"], one["purpose"],
         one["came_of_it"] or "Not told yet"]
        for one in money["given"]
    ]  # fmt: skip
    columns = ["Given on", "Amount", "By", "For", "What came of it"]
    yield b.Table("What was given for the plan", columns, rows, frozenset({1}))
