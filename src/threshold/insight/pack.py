"""Who answers for each measure, when is it looked at again, with whom is it compared? The pack's `insight.toml`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import model_validator

from threshold.core import packs


class Population(packs.Section):
    """Children aged 0 to 17 who live here, and the estimate that says so."""

    children: int
    year: int
    source: str


class Comparators(packs.Section):
    """With which real authorities this one is compared: codes of the Department for Education."""

    #: The authority's own code in published statistics; empty where it has none.
    authority_code: str = ""
    region: str
    statistical_neighbours: tuple[str, ...]


class Keeper(packs.Section):
    """Who answers for one measure. `owner` is a job title."""

    code: str
    owner: str
    next_review_on: dt.date
    #: Where the authority wants to be; absent where there is no sensible one.
    target: float | None = None
    #: The first day from which the limits of variation are worked out anew, because the way of working changed.
    step_changes: tuple[dt.date, ...] = ()
    step_reason: str = ""

    @model_validator(mode="after")
    def _step_has_reason(self) -> Keeper:
        if self.step_changes and not self.step_reason:
            raise ValueError(f"{self.code}: step_changes needs step_reason, which says what was changed")
        return self


class Insight(packs.Section):
    """`insight.toml`."""

    population: Population
    comparators: Comparators
    cohorts: tuple[Literal["age", "sex", "ethnicity", "source", "danger"], ...]
    #: Answers for every measure that is not named below.
    default_owner: str
    default_review_on: dt.date
    measures: tuple[Keeper, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Insight:
        codes = [keeper.code for keeper in self.measures]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"[[measures]] names {', '.join(twice)} more than once")
        return self

    def keeper(self, code: str) -> Keeper:
        for keeper in self.measures:
            if keeper.code == code:
                return keeper
        return Keeper(code=code, owner=self.default_owner, next_review_on=self.default_review_on)


packs.register("insight", Insight)


def of(version_pk: int | None = None) -> Insight:
    """Who answers for measures now, or under an old version of the pack."""
    return packs.section("insight", Insight, version_pk)
