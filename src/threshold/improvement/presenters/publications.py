"""What does the page say of each quotation? Its verdict, the difference word by word, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from threshold.improvement.queries.publications import Finding, Report
from threshold.improvement.quoting.check import Part, Verdict
from threshold.improvement.states import PublicationState

STATES = {PublicationState.DRAFT: "yellow", PublicationState.APPROVED: "blue", PublicationState.PUBLISHED: "green"}
_TAGS = {
    Verdict.VERBATIM: ("Verbatim", "green"), Verdict.ALTERED: ("Altered", "red"),
    Verdict.NOT_FOUND: ("Not in the source", "orange"),
}  # fmt: skip
_ADVICE = {
    Verdict.ALTERED: "Give the source’s own words, or say it in yours without quotation marks.",
    Verdict.NOT_FOUND: "Say whose words these are, or take the quotation marks away.",
}
#: What a run of words is called for whoever cannot see its colour.
_RUNS = {Part.SAME: "", Part.ADDED: "not in the source: ", Part.MISSING: "left out: "}


@dataclass(frozen=True)
class Quotation:
    number: int
    words: str
    tag: tuple[str, str]
    where: str
    runs: list[tuple[str, str, str]]  # code, words, what it is called
    passage: str
    notes: list[str]
    advice: str
    whose: str
    is_unknown: bool


def quotations(report: Report) -> list[Quotation]:
    return [_quotation(number, finding) for number, finding in enumerate(report.findings, start=1)]


def _quotation(number: int, finding: Finding) -> Quotation:
    one = finding.checked
    tag = ("Somebody else’s words", "blue") if finding.whose else _TAGS[one.verdict]
    return Quotation(
        number=number,
        words=one.quotation.words,
        tag=tag,
        where=_where(one.first_page, one.last_page),
        runs=[(part.value, words, _RUNS[part]) for part, words in one.difference],
        passage=one.passage,
        notes=one.notes,
        advice="" if finding.whose else _ADVICE.get(one.verdict, ""),
        whose=finding.whose,
        is_unknown=finding.is_unknown,
    )


def _where(first: int | None, last: int | None) -> str:
    if first is None:
        return ""
    return f"page {first} of the source" if first == last else f"pages {first} to {last} of the source"
