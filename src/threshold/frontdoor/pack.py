"""How does this authority's front door work? The model of the pack's `frontdoor.toml`."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.db import Error
from pydantic import model_validator

from threshold.core import clocks, packs
from threshold.frontdoor.codes import Outcome

_PLACEHOLDERS = {"reference", "referrer", "service", "telephone", "received"}


class Authority(packs.Section):
    name: str
    service: str
    telephone: str
    out_of_hours_telephone: str
    email: str


class Rating(packs.Section):
    """How urgent a contact is, and how long its information gathering may take."""

    code: str
    title: str
    meaning: str
    colour: str
    limit: int
    unit: clocks.Unit


class Named(packs.Section):
    code: str
    title: str


class Explained(Named):
    meaning: str


class Agency(Named):
    """A partner to ask. Without an e-mail address the question is put by telephone and the answer typed in."""

    email: str
    limit_hours: int  # of the front door's opening time


class Letter(packs.Section):
    heading: str
    body: str

    @model_validator(mode="after")
    def _known_placeholders(self) -> Letter:
        for text in (self.heading, self.body):
            names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            if names - _PLACEHOLDERS:
                raise ValueError(f"unknown placeholder {sorted(names - _PLACEHOLDERS)}; use {sorted(_PLACEHOLDERS)}")
        return self


class FeedbackLetter(Letter):
    """`outcome` is an outcome's code, `social_care`, `elsewhere`, or `several`."""

    outcome: str


class Frontdoor(packs.Section):
    """`frontdoor.toml`."""

    authority: Authority
    ratings: tuple[Rating, ...]
    levels: tuple[Explained, ...]
    expected_levels: dict[Outcome, tuple[str, ...]]
    lawful_bases: tuple[Named, ...]
    agencies: tuple[Agency, ...]
    offers: tuple[Explained, ...]
    triage_meetings: tuple[Named, ...]
    letters: tuple[FeedbackLetter, ...]
    acknowledgement: Letter

    @model_validator(mode="after")
    def _whole(self) -> Frontdoor:
        levels = {level.code for level in self.levels}
        for outcome, expected in self.expected_levels.items():
            if not set(expected) <= levels:
                raise ValueError(f"expected_levels.{outcome} names a level that [[levels]] does not have")
        missing = {"social_care", "elsewhere", "several"} - {letter.outcome for letter in self.letters}
        if missing:
            raise ValueError(f"[[letters]] lacks {sorted(missing)}")
        return self

    def rating(self, code: str) -> Rating:
        return _find(self.ratings, code)

    def agency(self, code: str) -> Agency:
        return _find(self.agencies, code)

    def level(self, code: str) -> Explained:
        return _find(self.levels, code)


class _HasCode(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=_HasCode)


def _find(rows: Iterable[T], code: str) -> T:
    """The row of that code. Raises KeyError, naming the code, where the pack has none."""
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(f"The pack has no {code!r} here.")


packs.register("frontdoor", Frontdoor)


def of(version_pk: int | None = None) -> Frontdoor:
    """The front door's practice now, or under the version that an old record keeps."""
    return packs.section("frontdoor", Frontdoor, version_pk)


def authority_name() -> str:
    """The authority's name, for the header; empty before the first pack is loaded and while the database is away."""
    try:
        return of().authority.name
    except (packs.PackError, Error):
        return ""
