"""The bulk path writes the rows that the actions write: the same plan, played both ways, compared row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models, transaction

from threshold.core import journal
from threshold.core.models import AuditHead
from threshold.demo import steps
from threshold.demo.book import Book
from threshold.demo.bulk import TABLES, InBulk, Ledger
from threshold.demo.bulk.player import WITH_AUDIT
from threshold.demo.county import County
from threshold.demo.play import ByActions

#: Made by chance on purpose: a link's token and code, and the message that carries the token.
BY_CHANCE = {"token_hash", "code_hash"}


def rows_of(model: type[models.Model]) -> list[dict[str, Any]]:
    rows = list(model._default_manager.order_by("pk").values())
    for row in rows:
        for column in BY_CHANCE & set(row):
            row[column] = bool(row[column])
        if row.get("purpose") == "information_request":
            row["body"] = "\n".join(line for line in row["body"].splitlines() if "/answer/" not in line)
    return rows


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model._meta.label: rows_of(model) for model in (*WITH_AUDIT, AuditHead)}


def restart_numbers(numbers: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for table, number in numbers.items():
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, number])


def played(play: Callable[[], None]) -> dict[str, list[dict[str, Any]]]:
    """What the tables hold after a play, which is then undone."""
    numbers = {model._meta.db_table: 5000 for model in WITH_AUDIT}
    restart_numbers(numbers)
    try:
        with transaction.atomic():
            play()
            connection.check_constraints()
            found = everything()
            raise _Undo
    except _Undo:
        return found


class _Undo(Exception):
    pass


def by_actions(county: County, plan: list[steps.Step]) -> None:
    player = ByActions(county, Book())
    for step in plan:
        player.play(step)


def in_bulk(county: County, plan: list[steps.Step], *, flush_every: int = 10**9) -> None:
    ledger = Ledger(TABLES)
    player = InBulk(county, Book(), ledger)
    for number, step in enumerate(plan, start=1):
        player.play(step)
        if number % flush_every == 0:
            connection.check_constraints()
            ledger.flush()
    ledger.flush(everything=True)


@pytest.mark.django_db
def test_the_bulk_path_writes_what_the_actions_write(severnshire: County, small_plan: list[steps.Step]) -> None:
    expected = played(lambda: by_actions(severnshire, small_plan))
    found = played(lambda: in_bulk(severnshire, small_plan))
    for table, rows in expected.items():
        assert rows, f"the plan leaves {table} empty and proves nothing about it"
        assert found[table] == rows, table


@pytest.mark.django_db
def test_the_log_is_whole_after_a_bulk_play(severnshire: County, small_plan: list[steps.Step]) -> None:
    in_bulk(severnshire, small_plan)
    assert journal.verify().flaws == []
