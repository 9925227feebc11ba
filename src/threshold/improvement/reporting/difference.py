"""What is different from the last quarter, in sentences for a reader? From the two frozen reports and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from threshold.improvement.reporting import words

Snapshot = dict[str, Any]
#: An action's state within a sentence.
_STATES = {
    "not_started": "not started", "in_progress": "under way", "delivered": "done and waiting for proof",
    "closed": "closed with proof", "cancelled": "no longer wanted",
}  # fmt: skip
_ENDED = ("closed", "cancelled")
NOTHING = "Nothing moved between the two quarters: every number, action, finding and requirement is as it was."


@dataclass(frozen=True)
class Change:
    """One sentence. `tone` is "better", "worse" or "" and never the only bearer of the meaning."""

    topic: str
    sentence: str
    tone: str = ""


MEASURES, FINDINGS, PLAN = "What we measure", "Findings", "The improvement plan"
OBLIGATIONS, ADVICE = "What the government requires", "What we were advised"
AUDITS, RISKS, MONEY = "Audits", "Risks", "Money"
TOPICS = (MEASURES, FINDINGS, PLAN, OBLIGATIONS, ADVICE, AUDITS, RISKS, MONEY)


def between(before: Snapshot | None, now: Snapshot) -> list[dict[str, str]]:
    """Every change as a plain value, topic by topic as in `TOPICS`. Empty where there is nothing to compare with."""
    if before is None:
        return []
    found = [
        *_measures(before["measures"], now["measures"]),
        *_findings(_by(before["findings"], "reference"), _by(now["findings"], "reference")),
        *_plan(before["plan"], now["plan"]),
        *_notices(now.get("notices", [])),
        *_obligations(_by(before["obligations"], "reference"), _by(now["obligations"], "reference")),
        *_advice(now["quarter"], now.get("advice", [])),
        *_audits(before["audits"], now["audits"]),
        *_risks(_by(before["risks"], "id"), _by(now["risks"], "id")),
        *_money(before["money"], now["money"]),
    ]
    return [asdict(change) for change in found]


def _by(rows: Iterable[dict[str, Any]], key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in rows}


# --- Measures ---------------------------------------------------------------------------------------------------


def _measures(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> Iterable[Change]:
    then = _by(before, "code")
    for one in now:
        if one["code"] not in then:
            yield Change(MEASURES, f"{one['title']} is reported for the first time: {_last(one)}.")
        elif then[one["code"]]["definition"] != one["definition"]:
            yield Change(
                MEASURES,
                f"{one['title']} is counted in another way than in the last report, so the two cannot be compared. It "
                f"is now {_last(one)}.",
            )
        elif change := _moved(then[one["code"]], one):
            yield change
    told = {one["code"] for one in now}
    gone = [one["title"] for one in before if one["code"] not in told]
    if gone:
        yield Change(MEASURES, f"No longer reported: {'; '.join(gone)}.")


def _last(one: dict[str, Any]) -> str:
    return words.value(one["quarters"][-1]["value"], one["unit"])


def _moved(then: dict[str, Any], now: dict[str, Any]) -> Change | None:
    """How a measure moved between what each report gave for its own quarter; None where what is shown is the same."""
    was, is_now, unit = then["quarters"][-1]["value"], now["quarters"][-1]["value"], now["unit"]
    shown_was, shown_now = words.value(was, unit), words.value(is_now, unit)
    if shown_was == shown_now:
        return None
    if was is None:
        return Change(MEASURES, f"{now['title']} was {shown_now}. The quarter before had no cases.")
    if is_now is None:
        return Change(MEASURES, f"{now['title']} had no cases. The quarter before it was {shown_was}.")
    rose = Decimal(is_now) > Decimal(was)
    sentence = f"{now['title']} {'rose' if rose else 'fell'} from {shown_was} to {shown_now}"
    bracket, tone = _judged(now, rose)
    return Change(MEASURES, f"{sentence} ({bracket}).", tone)


def _judged(now: dict[str, Any], rose: bool) -> tuple[str, str]:
    """What the limits of two years of months say of a movement. Two points alone are never called a trend."""
    is_better = None if now["better"] == "neither" else rose == (now["better"] == "higher")
    if now["verdict"] == "better" and is_better:
        return "an improvement beyond ordinary variation", "better"
    if now["verdict"] == "worse" and is_better is False:
        return "worse, and beyond ordinary variation", "worse"
    return _OTHERWISE[now["verdict"]], "worse" if now["verdict"] == "worse" else ""


#: Where the quarter and the months of two years do not say the same.
_OTHERWISE = {
    "better": "although the months of two years still show a change for the better",
    "worse": "although the months of two years still show a change for the worse",
    "changed": "a change that needs an explanation",
    "too_few": "too few months to tell this from chance",
    "ordinary": "within ordinary variation",
}


# --- Findings and requirements ----------------------------------------------------------------------------------


def _findings(then: dict[Any, dict[str, Any]], now: dict[Any, dict[str, Any]]) -> Iterable[Change]:
    def was(reference: str) -> str:
        return then[reference]["state"] if reference in then else ""

    closed = [one for key, one in now.items() if one["state"] == "closed" and was(key) != "closed"]
    open_again = [one for key, one in now.items() if one["state"] != "closed" and was(key) == "closed"]
    new = [one for key, one in now.items() if key not in then and one["state"] != "closed"]
    if closed:
        began = words.count(len(closed), "finding was closed", "findings were closed")
        yield Change(FINDINGS, f"{began}: {words.quoted([one['words'] for one in closed])}.", "better")
    for one in open_again:
        reason = f" because {words.clause(one['reopened_because'])}" if one["reopened_because"] else ""
        yield Change(FINDINGS, f"A finding is open again{reason}: {words.quoted([one['words']])}.", "worse")
    if new:
        began = words.count(len(new), "finding is new", "findings are new")
        yield Change(FINDINGS, f"{began}: {words.quoted([one['words'] for one in new])}.")


def _notices(now: list[dict[str, Any]]) -> Iterable[Change]:
    """What happened within the quarter: a report that told no notices yet is then no hindrance."""
    for one in now:
        if one["issued_in_quarter"]:
            yield Change(OBLIGATIONS, f"{one['kind']} “{one['title']}” was issued.")
        for varied in one["varied"]:
            yield Change(OBLIGATIONS, f"“{one['title']}” was varied on {words.date(varied['on'])}.")
        if one["ended_on"]:
            yield Change(OBLIGATIONS, f"{one['kind']} “{one['title']}” has ended.", "better")


def _advice(quarter: dict[str, Any], now: list[dict[str, Any]]) -> Iterable[Change]:
    for one in now:
        what = "A recommendation" if one["kind"] == "recommendation" else "A report"
        name = f"{what} of the {words.within(one['of'])}"
        if one["given_on"] >= quarter["first"]:
            yield Change(ADVICE, f"{name} is new: {words.quote(one['title'])}.")
        if one["answered_on"] and one["answered_on"] >= quarter["first"]:
            said = one["answer_words"].lower()
            yield Change(ADVICE, f"{name} was answered, {words.quote(one['title'])}: {said}.")
        elif one["is_late"]:
            due = words.date(one["due_on"])
            yield Change(ADVICE, f"{name} waits for an answer that was due by {due}: {words.quote(one['title'])}.",
                         "worse")  # fmt: skip


def _obligations(then: dict[Any, dict[str, Any]], now: dict[Any, dict[str, Any]]) -> Iterable[Change]:
    def name(one: dict[str, Any]) -> str:
        return f"Requirement {one['number']} of “{one['intervention']}”"

    for key, one in now.items():
        before = then.get(key)
        if before is None:
            due = f", due by {words.date(one['due_on'])}" if one["due_on"] else ""
            yield Change(OBLIGATIONS, f"{name(one)} is new{due}: {words.quote(one['words'])}.")
            continue
        if one["state"] != before["state"]:
            if one["state"] == "met":
                yield Change(OBLIGATIONS, f"{name(one)} was met: {words.quote(one['words'])}.", "better")
            elif one["state"] == "lifted":
                yield Change(OBLIGATIONS, f"{name(one)} is no longer required.")
            elif before["state"] == "met":
                yield Change(OBLIGATIONS, f"{name(one)} is no longer met: {words.quote(one['words'])}.", "worse")
            elif one["state"] == "met_proposed":
                yield Change(OBLIGATIONS, f"{name(one)} is said to be met and waits for its sign-off.")
        if one["is_late"] and not before["is_late"]:
            due = words.date(one["due_on"])
            yield Change(OBLIGATIONS, f"{name(one)} is late: it was due by {due}.", "worse")
        elif one["due_on"] != before["due_on"] and one["due_on"]:
            yield Change(OBLIGATIONS, f"{name(one)} is now due by {words.date(one['due_on'])}.")


# --- The plan ---------------------------------------------------------------------------------------------------


def _plan(before: dict[str, Any] | None, now: dict[str, Any] | None) -> Iterable[Change]:
    if now is None:
        if before is not None:
            yield Change(PLAN, "There is no improvement plan any more.")
        return
    if before is None or before["title"] != now["title"]:
        yield Change(PLAN, f"A new plan is in force: {now['title']}.")
        return
    then = _by(before["actions"], "reference")
    for one in now["actions"]:
        if one["reference"] not in then:
            yield Change(PLAN, f"Action {one['number']} is new: {one['title']}.")
        else:
            yield from _action(then[one["reference"]], one)
    told = {one["reference"] for one in now["actions"]}
    for one in before["actions"]:
        if one["reference"] not in told:
            yield Change(PLAN, f"Action {one['number']} ({one['title']}) is no longer in the plan.")


def _action(then: dict[str, Any], now: dict[str, Any]) -> Iterable[Change]:
    name = f"Action {now['number']} ({words.short(now['title'], 80)})"
    if now["state"] != then["state"]:
        tone = "better" if now["state"] in ("closed", "delivered") else ("worse" if then["state"] in _ENDED else "")
        yield Change(PLAN, f"{name} is now {_STATES[now['state']]}; it was {_STATES[then['state']]}.", tone)
    if now["rag"] and now["rag"] != then["rag"] and now["state"] not in _ENDED:
        moved = f"moved from {then['rag']} to {now['rag']}" if then["rag"] else f"was rated {now['rag']}"
        reason = f" because {words.clause(now['rag_reason'])}" if now["rag_reason"] else ""
        yield Change(PLAN, f"{name} {moved}{reason}.", _rag_tone(then["rag"], now["rag"]))
    if now["due_on"] != then["due_on"]:
        reason = f" because {words.clause(now['moved_because'])}" if now["moved_because"] else ""
        was, due = words.date(then["due_on"]), words.date(now["due_on"])
        yield Change(PLAN, f"{name} is now due by {due} instead of {was}{reason}.")
    if now["is_late"] and not then["is_late"]:
        yield Change(PLAN, f"{name} is late: it was due by {words.date(now['due_on'])}.", "worse")


_ORDER = ("red", "amber", "green", "blue")


def _rag_tone(then: str, now: str) -> str:
    if then not in _ORDER:
        return ""
    return "better" if _ORDER.index(now) > _ORDER.index(then) else "worse"


# --- Audits, risks, money ---------------------------------------------------------------------------------------


def _audits(before: dict[str, Any], now: dict[str, Any]) -> Iterable[Change]:
    if before["completed"] != now["completed"]:
        done = words.count(now["completed"], "audit was completed", "audits were completed")
        yield Change(AUDITS, f"{done}, after {words.of_them(before['completed'])} in the quarter before.")
    then = _by(before["tools"], "code")
    for tool in now["tools"]:
        if tool["code"] in then:
            yield from _grades(tool["title"], then[tool["code"]]["whole"], tool["whole"])


def _grades(title: str, then: dict[str, Any], now: dict[str, Any]) -> Iterable[Change]:
    """Two shares of small samples: their intervals say whether the difference means anything."""
    if not then["n"] or not now["n"] or then["percent"] == now["percent"]:
        return
    rose = Decimal(now["percent"]) > Decimal(then["percent"])
    apart = Decimal(now["low"]) > Decimal(then["high"]) or Decimal(now["high"]) < Decimal(then["low"])
    said = (
        "the intervals do not overlap, so this is more than chance"
        if apart
        else "the intervals overlap, so this may be chance"
    )
    tone = ("better" if rose else "worse") if apart else ""
    was, is_now = words.value(then["percent"], "percent"), words.value(now["percent"], "percent")
    yield Change(
        AUDITS,
        f"{title}: the share graded good or better {'rose' if rose else 'fell'} from {was} to {is_now} ({said}).",
        tone,
    )


def _risks(then: dict[Any, dict[str, Any]], now: dict[Any, dict[str, Any]]) -> Iterable[Change]:
    for key, one in now.items():
        before, name = then.get(key), words.quote(one["words"])
        if before is None and not one["is_closed"]:
            yield Change(RISKS, f"A new risk: {name}, scored {one['score']} of 25.")
        elif before is not None and one["is_closed"] and not before["is_closed"]:
            yield Change(RISKS, f"A risk has passed: {name}, because {words.clause(one['closing_reason'])}.", "better")
        elif before is not None and one["score"] != before["score"]:
            went = "up" if one["score"] > before["score"] else "down"
            tone = "worse" if went == "up" else "better"
            yield Change(RISKS, f"The risk {name} went {went} from {before['score']} to {one['score']} of 25.", tone)


def _money(before: dict[str, Any] | None, now: dict[str, Any] | None) -> Iterable[Change]:
    if now and Decimal(now["in_quarter"]):
        total, added = words.pounds(now["total"]), words.pounds(now["in_quarter"])
        yield Change(MONEY, f"{added} was given in the quarter, which makes {total} since the plan began.")
