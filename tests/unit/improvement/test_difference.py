"""What is different from the last quarter, in sentences that a reader understands."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from threshold.improvement.reporting import difference, words


def measure(value: str | None = "83.4", **more: Any) -> dict[str, Any]:
    return {
        "code": "FD02", "title": "Contacts decided in one working day", "unit": "percent", "better": "higher",
        "definition": "a", "verdict": "ordinary", "quarters": [{"value": "50"}, {"value": value}],
    } | more  # fmt: skip


def action(**more: Any) -> dict[str, Any]:
    return {
        "reference": "T-1", "number": "3.2", "title": "Fill the posts", "state": "in_progress", "rag": "amber",
        "rag_reason": "", "due_on": "2026-03-31", "moved_because": "", "is_late": False,
    } | more  # fmt: skip


def finding(words_of_it: str = "Timeliness", **more: Any) -> dict[str, Any]:
    return {"reference": words_of_it, "words": words_of_it, "state": "open", "reopened_because": ""} | more


def obligation(**more: Any) -> dict[str, Any]:
    return {
        "reference": "B-1", "intervention": "Direction of 2025", "number": 3, "words": "Appoint a lead",
        "state": "open", "due_on": "2026-01-31", "is_late": False,
    } | more  # fmt: skip


def risk(**more: Any) -> dict[str, Any]:
    return {"id": 1, "words": "Posts stay vacant", "score": 12, "is_closed": False, "closing_reason": ""} | more


def grades(percent: str, low: str, high: str, n: int = 20) -> dict[str, Any]:
    return {"n": n, "percent": percent, "low": low, "high": high}


def report(**more: Any) -> dict[str, Any]:
    return {
        "quarter": {"first": "2025-10-01", "last": "2025-12-31"},
        "measures": [], "findings": [], "plan": {"title": "Plan", "actions": []}, "obligations": [],
        "audits": {"completed": 0, "tools": []}, "risks": [], "money": None,
    } | more  # fmt: skip


def told(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [change["sentence"] for change in difference.between(report(**before), report(**now))]


@pytest.mark.parametrize(
    ("was", "now", "sentence", "tone"),
    [
        (
            measure("71.2"), measure("83.4", verdict="better"),
            "Contacts decided in one working day rose from 71.2% to 83.4% (an improvement beyond ordinary variation).",
            "better",
        ),
        (
            measure("83.4"), measure("71.2", verdict="worse"),
            "Contacts decided in one working day fell from 83.4% to 71.2% (worse, and beyond ordinary variation).",
            "worse",
        ),
        (
            measure("71.2"), measure("73.0"),
            "Contacts decided in one working day rose from 71.2% to 73.0% (within ordinary variation).", "",
        ),
        (
            measure("83.4"), measure("80.0", verdict="better"),
            "Contacts decided in one working day fell from 83.4% to 80.0% (although the months of two years still show "
            "a change for the better).",
            "",
        ),
        (
            measure("80.0"), measure("83.4", verdict="worse"),
            "Contacts decided in one working day rose from 80.0% to 83.4% (although the months of two years still show "
            "a change for the worse).",
            "worse",
        ),
        (
            measure("1204", unit="count", better="neither"),
            measure("1310", unit="count", better="neither", verdict="changed"),
            "Contacts decided in one working day rose from 1,204 to 1,310 (a change that needs an explanation).", "",
        ),
        (
            measure("12.34", unit="days", better="lower"),
            measure("9.05", unit="days", better="lower", verdict="better"),
            "Contacts decided in one working day fell from 12.3 days to 9.1 days (an improvement beyond ordinary "
            "variation).",
            "better",
        ),
        (
            measure("71.2"), measure("83.4", verdict="too_few"),
            "Contacts decided in one working day rose from 71.2% to 83.4% (too few months to tell this from chance).",
            "",
        ),
        (measure(None), measure("83.4"),
         "Contacts decided in one working day was 83.4%. The quarter before had no cases.", ""),
        (measure("83.4"), measure(None),
         "Contacts decided in one working day had no cases. The quarter before it was 83.4%.", ""),
    ],
)  # fmt: skip
def test_how_a_measure_moved(was, now, sentence, tone):
    (change,) = difference.between(report(measures=[was]), report(measures=[now]))
    assert (change["sentence"], change["tone"]) == (sentence, tone)


@pytest.mark.parametrize(("was", "now"), [("83.4", "83.4"), ("83.41", "83.44"), (None, None)])
def test_what_looks_the_same_did_not_move(was, now):
    assert told({"measures": [measure(was)]}, {"measures": [measure(now)]}) == []


def test_measures_that_came_went_or_are_counted_otherwise():
    other = measure(code="FD09", title="Early help opened", unit="count")
    assert told({"measures": [measure(), other]}, {"measures": [measure("90", definition="b"), measure(code="N")]}) == [
        "Contacts decided in one working day is counted in another way than in the last report, so the two cannot be "
        "compared. It is now 90.0%.",
        "Contacts decided in one working day is reported for the first time: 83.4%.",
        "No longer reported: Early help opened.",
    ]


def test_what_became_of_findings():
    before = [finding("A"), finding("B"), finding("C", state="closed"), finding("D", state="closed")]
    now = [
        finding("A", state="closed"), finding("B", state="closed"), finding("C", state="closed"),
        finding("D", state="reopened", reopened_because="The measure slipped."), finding("E"),
    ]  # fmt: skip
    assert told({"findings": before}, {"findings": now}) == [
        "Two findings were closed: “A” and “B”.",
        "A finding is open again because the measure slipped: “D”.",
        "One finding is new: “E”.",
    ]


def test_a_finding_that_came_and_was_closed_within_the_quarter_was_closed():
    assert told({}, {"findings": [finding("A", state="closed")]}) == ["One finding was closed: “A”."]


def test_how_actions_moved():
    now = action(rag="red", rag_reason="Two posts are still vacant.", due_on="2026-06-30",
                 moved_because="Nobody applied", is_late=False)  # fmt: skip
    sentences = told({"plan": {"title": "Plan", "actions": [action()]}}, {"plan": {"title": "Plan", "actions": [now]}})
    assert sentences == [
        "Action 3.2 (Fill the posts) moved from amber to red because two posts are still vacant.",
        "Action 3.2 (Fill the posts) is now due by 30 June 2026 instead of 31 March 2026 because Nobody applied.",
    ]


@pytest.mark.parametrize(
    ("was", "now", "sentences"),
    [
        (action(), action(state="closed", rag="blue"),
         ["Action 3.2 (Fill the posts) is now closed with proof; it was under way."]),
        (action(state="closed"), action(), ["Action 3.2 (Fill the posts) is now under way; it was closed with proof."]),
        (action(rag=""), action(rag="green"), ["Action 3.2 (Fill the posts) was rated green."]),
        (action(), action(is_late=True), ["Action 3.2 (Fill the posts) is late: it was due by 31 March 2026."]),
        (action(), None, ["Action 3.2 (Fill the posts) is no longer in the plan."]),
        (None, action(), ["Action 3.2 is new: Fill the posts."]),
    ],
)  # fmt: skip
def test_what_became_of_an_action(was, now, sentences):
    plans = [{"plan": {"title": "Plan", "actions": [one] if one else []}} for one in (was, now)]
    assert told(*plans) == sentences


def test_plans_that_came_and_went():
    plan = {"title": "Plan", "actions": [action()]}
    assert told({"plan": plan}, {"plan": None}) == ["There is no improvement plan any more."]
    assert told({"plan": None}, {"plan": plan}) == ["A new plan is in force: Plan."]
    assert told({"plan": None}, {"plan": None}) == []


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        (None, obligation(), "is new, due by 31 January 2026: “Appoint a lead”."),
        (obligation(), obligation(state="met"), "was met: “Appoint a lead”."),
        (obligation(), obligation(state="met_proposed"), "is said to be met and waits for its sign-off."),
        (obligation(state="met"), obligation(), "is no longer met: “Appoint a lead”."),
        (obligation(), obligation(state="lifted"), "is no longer required."),
        (obligation(), obligation(is_late=True), "is late: it was due by 31 January 2026."),
        (obligation(), obligation(due_on="2026-05-31"), "is now due by 31 May 2026."),
    ],
)  # fmt: skip
def test_what_became_of_a_requirement(was, now, sentence):
    before = {"obligations": [was] if was else []}
    assert told(before, {"obligations": [now]}) == [f"Requirement 3 of “Direction of 2025” {sentence}"]


def test_audits_say_whether_it_may_be_chance():
    def audits(completed: int, whole: dict[str, Any]) -> dict[str, Any]:
        return {"audits": {"completed": completed, "tools": [{"code": "a", "title": "Assessment", "whole": whole}]}}

    assert told(audits(19, grades("52.0", "31.0", "72.0")), audits(28, grades("61.0", "43.0", "76.0"))) == [
        "28 audits were completed, after 19 in the quarter before.",
        "Assessment: the share graded good or better rose from 52.0% to 61.0% (the intervals overlap, so this may be "
        "chance).",
    ]
    assert told(audits(90, grades("30.0", "21.0", "40.0")), audits(90, grades("70.0", "60.0", "79.0"))) == [
        "Assessment: the share graded good or better rose from 30.0% to 70.0% (the intervals do not overlap, so "
        "this is more than chance).",
    ]
    assert told(audits(1, grades("52.0", "1", "99", n=0)), audits(1, grades("61.0", "1", "99"))) == []


def advice(**more: Any) -> dict[str, Any]:
    return {
        "kind": "recommendation", "of": "Commissioner", "title": "Cover the weekends", "given_on": "2025-11-03",
        "answered_on": "", "answer_words": "", "is_late": False, "due_on": "2025-12-01",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("one", "sentences"),
    [
        (advice(), ["A recommendation of the commissioner is new: “Cover the weekends”."]),
        (advice(kind="report", of="Improvement partner"),
         ["A report of the improvement partner is new: “Cover the weekends”."]),
        (advice(given_on="2025-09-30", answered_on="2025-10-02", answer_words="Accepted in part"),
         ["A recommendation of the commissioner was answered, “Cover the weekends”: accepted in part."]),
        (advice(given_on="2025-09-01", is_late=True),
         ["A recommendation of the commissioner waits for an answer that was due by 1 December 2025: “Cover the "
          "weekends”."]),
        (advice(given_on="2025-09-01"), []),
    ],
)  # fmt: skip
def test_what_became_of_advice(one, sentences):
    assert told({}, {"advice": [one]}) == sentences


def test_notices_that_were_issued_varied_and_ended():
    notice = {
        "kind": "Improvement notice", "title": "Notice of May", "issued_in_quarter": False, "varied": [],
        "ended_on": "",
    }  # fmt: skip
    assert told({}, {"notices": [notice]}) == []
    assert told({}, {"notices": [notice | {"issued_in_quarter": True}]}) == [
        "Improvement notice “Notice of May” was issued."
    ]
    ended = notice | {"varied": [{"on": "2025-10-05"}], "ended_on": "2025-12-01"}
    assert told({}, {"notices": [ended]}) == [
        "“Notice of May” was varied on 5 October 2025.", "Improvement notice “Notice of May” has ended.",
    ]  # fmt: skip


def test_risks_and_money():
    assert told({"risks": [risk()]}, {"risks": [risk(score=20)]}) == [
        "The risk “Posts stay vacant” went up from 12 to 20 of 25."
    ]
    assert told({"risks": [risk()]}, {"risks": [risk(is_closed=True, closing_reason="All are filled.")]}) == [
        "A risk has passed: “Posts stay vacant”, because all are filled."
    ]
    assert told({}, {"risks": [risk()]}) == ["A new risk: “Posts stay vacant”, scored 12 of 25."]
    money = {"total": "1250000.00", "in_quarter": "250000.50"}
    assert told({}, {"money": money}) == [
        "£250,000.50 was given in the quarter, which makes £1,250,000 since the plan began."
    ]


def test_nothing_moves_and_nothing_is_said():
    whole = report(measures=[measure()], findings=[finding()], obligations=[obligation()], risks=[risk()],
                   plan={"title": "Plan", "actions": [action()]})  # fmt: skip
    assert difference.between(whole, copy.deepcopy(whole)) == []
    assert difference.between(None, whole) == []


def test_what_is_quoted_ends_with_the_sentence_that_quotes_it():
    assert told({"obligations": [obligation(words="Appoint a lead.")]},
                {"obligations": [obligation(words="Appoint a lead.", state="met")]}) == [
        "Requirement 3 of “Direction of 2025” was met: “Appoint a lead”.",
    ]  # fmt: skip
    assert words.quoted(["Late.", "Later."]) == "“Late” and “Later”"


def test_every_topic_is_one_that_the_report_shows():
    assert {change["topic"] for change in difference.between(report(), report(measures=[measure()]))} <= set(
        difference.TOPICS
    )


@pytest.mark.parametrize(
    ("reason", "clause"),
    [
        ("The posts are vacant.", "the posts are vacant"),
        ("Ofsted came back", "Ofsted came back"),
        ("FD02 slipped", "FD02 slipped"),
        ("  two\nlines. ", "two lines"),
        ("", ""),
    ],
)
def test_a_reason_ends_a_sentence(reason, clause):
    assert words.clause(reason) == clause


def test_numbers_in_words():
    assert [words.count(number, "finding was", "findings were") for number in (0, 1, 2, 10, 11, 1200)] == [
        "No findings were", "One finding was", "Two findings were", "Ten findings were", "11 findings were",
        "1,200 findings were",
    ]  # fmt: skip
    assert words.value("0.05", "percent") == "0.1%"
    assert words.short("a " * 100, 20) == "a a a a a a a a a a …"
