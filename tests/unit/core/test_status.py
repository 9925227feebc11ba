"""A transition table names the same states everywhere, and draws itself."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import models

from threshold.core import status
from threshold.core.errors import Refused
from threshold.core.status import TransitionTable


class State(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"


def table(**changes: object) -> TransitionTable:
    parts: dict[str, object] = {
        "title": "Thing",
        "states": State,
        "initial": frozenset({"open"}),
        "moves": {"open": frozenset({"done"}), "done": frozenset()},
        "owners": {"open": "a worker", "done": "nobody"},
    }
    return TransitionTable(**{**parts, **changes})  # type: ignore[arg-type]


def test_a_table_draws_its_diagram_in_the_order_of_its_states():
    assert table().diagram().splitlines() == [
        "stateDiagram-v2",
        "    open : Open",
        "    done : Done",
        "    [*] --> open",
        "    open --> done",
        "    done --> [*]",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"moves": {"open": frozenset({"done"})}},
        {"moves": {"open": frozenset({"gone"}), "done": frozenset()}},
        {"owners": {"open": "a worker"}},
        {"owners": {"open": "a worker", "done": "nobody", "gone": "nobody"}},
        {"initial": frozenset({"gone"})},
    ],
)
def test_a_state_forgotten_or_misspelt_is_found_when_the_table_is_made(changes):
    with pytest.raises(ValueError, match="Thing: states, moves and owners"):
        table(**changes)


def test_a_move_that_the_table_lacks_is_refused_in_words_and_changes_nothing():
    thing = SimpleNamespace(TRANSITIONS=table(), state="done")
    with pytest.raises(Refused, match="This is now “done” and cannot become “open”"):
        status.move(thing, "open", by=SimpleNamespace(pk=1), now=None)  # type: ignore[arg-type]
    assert thing.state == "done"


def test_a_record_begins_in_an_initial_state_only():
    thing = SimpleNamespace(TRANSITIONS=table(), state="done")
    with pytest.raises(ValueError, match="not a state to begin in"):
        status.begin(thing, by=SimpleNamespace(pk=1), now=None)  # type: ignore[arg-type]


def test_every_model_with_moves_lets_each_state_be_reached():
    from threshold.reference.pages import transition_tables

    tables = transition_tables()
    assert {"Contact", "Decision for one child"} <= {found.title for found in tables}
    for found in tables:
        reached, waiting = set(), set(found.initial)
        while waiting:
            state = waiting.pop()
            reached.add(state)
            waiting |= set(found.moves[state]) - reached
        assert reached == set(found.states.values), found.title
