"""A person's history: written by actions, read over the whole cluster, curated with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from threshold.access.models import User
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import AuditEntry
from threshold.people import chronology, queries
from threshold.people.models import ChronologyEntry, Person

from .conftest import Town


def happened(town: Town, person: Person, title: str, *, days_ago: int = 0) -> ChronologyEntry:
    at = town.now - dt.timedelta(days=days_ago)
    return chronology.add(person, at=at, kind="contact", title=title, source=person, by=town.officer, team_id=7)


def titles(town: Town, person: Person, user: User | None = None, **options: bool) -> list[str]:
    return [entry.title for entry in queries.chronology_of(town.scope(user), person, **options)]


def test_the_cluster_has_one_chronology(town: Town) -> None:
    one, other = town.child(), town.child("Robyn")
    happened(town, one, "first", days_ago=9)
    entry = happened(town, other, "second", days_ago=5)
    happened(town, one, "third")
    assert (entry.source_type, entry.source_id, entry.team_id) == ("people.person", other.pk, 7)
    assert titles(town, one) == ["third", "first"]
    town.join(one, other)
    other.refresh_from_db()
    assert titles(town, one) == titles(town, other) == ["third", "second", "first"]


def test_a_hidden_persons_history_is_empty(town: Town) -> None:
    child = town.child()
    happened(town, child, "something")
    town.allow_only(child, town.worker)
    assert titles(town, child) == []
    assert queries.chronology_of(town.scope(), child).count() == 0
    assert titles(town, child, town.worker) == ["something"]


def test_curating(town: Town, audited: Callable[[str], list[AuditEntry]]) -> None:
    child = town.child()
    entry = happened(town, child, "something")
    chronology.curate_entry(entry, weight="significant", by=town.officer, now=town.now)
    with pytest.raises(Refused, match="why"):
        chronology.curate_entry(entry, weight="hidden", note=" ", by=town.officer, now=town.now)
    with pytest.raises(Refused, match="Choose whether"):
        chronology.curate_entry(entry, weight="heavy", by=town.officer, now=town.now)
    chronology.curate_entry(entry, weight="hidden", note="Recorded on the wrong child", by=town.officer, now=town.now)
    assert titles(town, child) == []
    assert titles(town, child, with_left_out=True) == ["something"]
    entries = audited("people.curate_entry")
    assert [e.detail["weight"] for e in entries] == ["significant", "hidden"]
    assert entries[0].about_ids == [child.pk]


def test_who_may_not_curate(town: Town, make_user: Callable[..., User]) -> None:
    child = town.child()
    entry = happened(town, child, "something")
    with pytest.raises(NotPermitted):
        chronology.curate_entry(entry, weight="significant", by=make_user("auditor"), now=town.now)
    town.allow_only(child)
    with pytest.raises(NotVisible):
        chronology.curate_entry(entry, weight="significant", by=town.officer, now=town.now)


def test_a_title_is_one_line_and_not_too_long(town: Town) -> None:
    child = town.child()
    assert happened(town, child, " two \n lines ").title == "two lines"
    with pytest.raises(Refused, match="Shorten"):
        happened(town, child, "x" * 201)
