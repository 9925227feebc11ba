"""What do audits ask, and what does each grade look like? The model of the pack's `quality.toml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import model_validator

from threshold.core import packs
from threshold.quality.grades import Grade

#: The kinds of audit that a tool with domains can be used for; a dip sample is a list of questions and nothing else.
KINDS = {
    "case": "Full case audit",
    "supervision": "Supervision audit",
    "observation": "Observation of practice",
    "multi_agency": "Multi-agency audit",
}


class Exemplars(packs.Section):
    """What each grade looks like."""

    outstanding: str
    good: str
    requires_improvement: str
    inadequate: str

    def of(self, grade: str) -> str:
        text: str = getattr(self, Grade(grade).value)
        return text


class Question(packs.Section):
    """Answered with yes, partly, no, or not applicable."""

    code: str
    text: str


class Domain(packs.Section):
    """One part of practice, graded by itself."""

    code: str
    title: str
    about: str
    exemplars: Exemplars
    questions: tuple[Question, ...]


class Tool(packs.Section):
    """What an audit of a record asks. `version` is for readers; the pack's number is what an audit keeps."""

    code: str
    title: str
    version: str
    kinds: tuple[str, ...]
    population: str
    purpose: str
    whole: Exemplars
    domains: tuple[Domain, ...]

    @model_validator(mode="after")
    def _whole(self) -> Tool:
        unknown = set(self.kinds) - set(KINDS)
        if unknown or not self.kinds:
            raise ValueError(f"kinds holds {sorted(unknown)}; use some of {sorted(KINDS)}")
        _once("domains", (domain.code for domain in self.domains))
        for domain in self.domains:
            _once(f"questions of {domain.code}", (question.code for question in domain.questions))
        if not self.domains:
            raise ValueError("a tool needs at least one [[tools.domains]]")
        return self

    def domain(self, code: str) -> Domain:
        return next(domain for domain in self.domains if domain.code == code)


class DipSample(packs.Section):
    """A few questions that are asked of many records, on one page."""

    code: str
    title: str
    version: str
    population: str
    purpose: str
    questions: tuple[Question, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("dip_sample",)


class Theme(packs.Section):
    code: str
    title: str


class Moderation(packs.Section):
    #: About one audit in so many is moderated; 0 for none but those with something inadequate.
    every: int


class Alerts(packs.Section):
    unsafe_hours: int


class Quality(packs.Section):
    """`quality.toml`."""

    moderation: Moderation
    alerts: Alerts
    tools: tuple[Tool, ...]
    dip_samples: tuple[DipSample, ...]
    themes: tuple[Theme, ...]

    @model_validator(mode="after")
    def _unlike(self) -> Quality:
        _once("tools and dip_samples", [tool.code for tool in self.tools] + [tool.code for tool in self.dip_samples])
        _once("themes", (theme.code for theme in self.themes))
        return self

    def tool(self, code: str) -> Tool:
        """Raises KeyError, naming the code, where the pack has no such tool with domains."""
        found: Tool = _find(self.tools, code)
        return found

    def dip_sample(self, code: str) -> DipSample:
        found: DipSample = _find(self.dip_samples, code)
        return found

    def any_tool(self, code: str) -> Tool | DipSample:
        """A tool of either sort."""
        return next((tool for tool in self.dip_samples if tool.code == code), None) or self.tool(code)

    def kinds_by_tool(self) -> dict[str, tuple[str, ...]]:
        """The kinds of audit that each tool is made for, dip samples among them."""
        return {tool.code: tool.kinds for tool in self.tools} | {tool.code: tool.kinds for tool in self.dip_samples}

    def theme_title(self, code: str) -> str:
        """The theme in words; its code where this version of the pack no longer has it."""
        return next((theme.title for theme in self.themes if theme.code == code), code)


def _find(rows: Iterable[Any], code: str) -> Any:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(f"The pack has no {code!r} here.")


def _once(what: str, codes: Iterable[str]) -> None:
    twice = sorted(code for code, number in Counter(codes).items() if number > 1)
    if twice:
        raise ValueError(f"{what}: {twice} stand more than once; every code is used once")


packs.register("quality", Quality)


def of(version_pk: int | None = None) -> Quality:
    """The authority's quality assurance now, or under the version that an old audit keeps."""
    return packs.section("quality", Quality, version_pk)
