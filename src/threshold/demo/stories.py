"""What do people in Severnshire write? Puts stories together from the fragments of `themes.toml` and `phrases.toml`.

Every text is made of the same fragments in the same order for the same random source. No child's name stands in a
story that is about several: a story is shown on each child's record.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from threshold.demo.steps import Facts
from threshold.frontdoor.codes import AnalysisSection, Section

_HERE = Path(__file__).parent


class Weighted(NamedTuple):
    """Codes with the running totals of their weights, as `Random.choices` wants them."""

    codes: tuple[str, ...]
    totals: tuple[float, ...]

    def pick(self, random: Random) -> str:
        return random.choices(self.codes, cum_weights=self.totals)[0]

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Weighted:
        totals: list[float] = []
        for weight in weights.values():
            totals.append((totals[-1] if totals else 0) + weight)
        return cls(tuple(weights), tuple(totals))


class Theme(NamedTuple):
    """One kind of worry; see the head of `themes.toml`."""

    code: str
    share: float
    youngest: int
    oldest: int
    triage: str
    ratings: Weighted
    outcomes: Weighted
    sources: Weighted
    parts: Mapping[str, Sequence[str]]


@cache
def themes() -> tuple[Theme, ...]:
    rows = tomllib.loads((_HERE / "themes.toml").read_text(encoding="utf-8"))["themes"]
    parts = ("what", "more", "worry", "strength", "says", "risk", "nothing")
    return tuple(
        Theme(
            code=row["code"],
            share=row["share"],
            youngest=row["ages"][0],
            oldest=row["ages"][1],
            triage=row.get("triage", ""),
            ratings=Weighted.of(row["ratings"]),
            outcomes=Weighted.of(row["outcomes"]),
            sources=Weighted.of(row["sources"]),
            parts={part: tuple(row[part]) for part in parts},
        )
        for row in rows
    )


@cache
def phrases() -> Mapping[str, Any]:
    return tomllib.loads((_HERE / "phrases.toml").read_text(encoding="utf-8"))


def say(random: Random, *path: str) -> str:
    """One of the phrases at a place of `phrases.toml`."""
    found: Any = phrases()
    for name in path:
        found = found[name]
    return str(random.choice(found))


Words = Mapping[str, str]
_MANY = {
    "who": "the children", "they": "they", "them": "them", "themself": "themselves", "their": "their", "was": "were",
    "has": "have",
}  # fmt: skip
_BY_SEX = {
    "M": {"they": "he", "them": "him", "themself": "himself", "their": "his", "was": "was", "has": "has"},
    "F": {"they": "she", "them": "her", "themself": "herself", "their": "her", "was": "was", "has": "has"},
    "U": {"they": "they", "them": "them", "themself": "themself", "their": "their", "was": "was", "has": "has"},
}


def words_for(children: Sequence[Facts]) -> Words:
    """What the placeholders stand for: one child is named, several are not."""
    if len(children) > 1:
        words = dict(_MANY)
    elif children[0].kind == "unborn":
        words = {"who": "the baby", **_BY_SEX["U"]}
    else:
        words = {"who": children[0].given_name or "the child", **_BY_SEX[children[0].sex]}
    for name in ("who", "they", "their"):
        words[name.title()] = words[name][0].upper() + words[name][1:]
    return words


def _fill(text: str, words: Words) -> str:
    # "They was": a child of unknown sex is "they" with the verb of one; English wants that of many.
    filled = text.format_map(words)
    if words["they"] == "they" and words["was"] == "was":
        for one, many in ((" was ", " were "), (" has ", " have ")):
            filled = filled.replace(f"they{one}", f"they{many}").replace(f"They{one}", f"They{many}")
    return filled


def story_of(random: Random, theme: Theme, words: Words, *, known_before: bool) -> dict[str, str]:
    """The story of a contact: what happened in two or three paragraphs, the rest in one each."""
    r, parts = random, theme.parts
    what = [r.choice(parts["what"])]
    more = list(parts["more"])
    r.shuffle(more)
    what += more[: r.choice((1, 1, 2))]
    if r.random() < 0.4:
        what.append(say(r, "short_story"))
    story = {Section.WHAT_HAPPENED.value: _paragraphs(what, words)}
    if known_before or r.random() < 0.5:
        story[Section.HISTORY.value] = _fill(say(r, "history"), words)
    worry = list(parts["worry"])
    r.shuffle(worry)
    story[Section.WORRIES.value] = _paragraphs(worry[: r.choice((1, 2))], words)
    story[Section.STRENGTHS.value] = _fill(r.choice(parts["strength"]), words)
    if r.random() < 0.75:
        story[Section.CHILD_SAYS.value] = _fill(r.choice(parts["says"]), words)
    story[Section.WHO_KNOWS.value] = _fill(say(r, "who_knows"), words)
    return story


def analysis_of(random: Random, theme: Theme, words: Words, story: Mapping[str, str]) -> dict[str, str]:
    """The structured analysis, every part of it."""
    r, parts = random, theme.parts
    first = story[Section.WHAT_HAPPENED.value].partition("\n\n")[0]
    return {
        AnalysisSection.WHAT_HAPPENED.value: f"{first}\n\n{say(r, 'summary_tail')}",
        AnalysisSection.HISTORY.value: f"{_fill(say(r, 'history'), words)}\n\n{say(r, 'meaning')}",
        AnalysisSection.RISK.value: _fill(r.choice(parts["risk"]), words),
        AnalysisSection.PROTECTION.value: (
            f"{_fill(r.choice(parts['strength']), words)}\n\n{_fill(say(r, 'protects'), words)}"
        ),
        AnalysisSection.CHILD_VOICE.value: _fill(r.choice(parts["says"]), words),
        AnalysisSection.IF_NOTHING.value: _fill(r.choice(parts["nothing"]), words),
    }


def _paragraphs(sentences: Sequence[str], words: Words) -> str:
    return "\n\n".join(_fill(sentence, words) for sentence in sentences)
