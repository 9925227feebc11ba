"""How are many rows written at once? Rows collected in memory, numbered, sealed, and copied into their tables.

For the demo and the benchmarks only, in a database where nobody else writes. A row is a dictionary by column; one
that may still change is held back until the record it belongs to is closed. Audit entries are sealed here, with
the same function that verification uses, because the trigger locks a chain's head once for every entry.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from threshold.core.journal import seal
from threshold.core.models import CHAINS, AuditEntry, AuditHead

Row = dict[str, Any]
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Table:
    """One table's new rows: their numbers go on from the table's own sequence."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self._blank: Row = {field.column: _default(field) for field in fields}
        self._rows: list[tuple[Any, ...]] = []
        self._held: list[tuple[Row, str, Row]] = []
        self.last_id = self._last_value()

    def add(self, **values: Any) -> Row:
        """A new row that will not change, with the model's defaults for what is not given."""
        row = self._make(values)
        self._rows.append(tuple(row.values()))
        return row

    def add_open(self, column: str, owner: Row | None = None, **values: Any) -> Row:
        """A new row that may be changed until that column of its owner (itself where None) is filled."""
        row = self._make(values)
        self._held.append((row if owner is None else owner, column, row))
        return row

    def _make(self, values: Row) -> Row:
        self.last_id += 1
        row = {**self._blank, **values, "id": self.last_id}
        if len(row) != len(self._blank):
            raise KeyError(f"{self.name} has no {sorted(set(row) - set(self._blank))}")
        return row

    def flush(self, *, everything: bool) -> int:
        """Copy what is final into the table. Returns how many rows."""
        held = []
        for owner, column, row in self._held:
            if everything or owner[column] is not None:
                self._rows.append(tuple(row.values()))
            else:
                held.append((owner, column, row))
        self._held = held
        written, self._rows = self._rows, []
        if not written:
            return 0
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with connection.cursor() as cursor:
            with cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy:
                for row in written:
                    copy.write_row(row)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [self.name, self.last_id])
        return len(written)

    def _last_value(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [self.name])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence}")
            (value,) = cursor.fetchone()
        return int(value)


def _default(field: Any) -> Any:
    value = field.get_default()
    return json.dumps(value) if isinstance(field, models.JSONField) else value


class Ledger:
    """The tables that the bulk path writes, and the audit log."""

    def __init__(self, tables: Iterable[type[models.Model]]) -> None:
        self._tables = {model: Table(model) for model in tables}
        self._audit = Table(AuditEntry)
        # The heads are ours until the end of the transaction.
        heads = AuditHead.objects.select_for_update().order_by("chain")
        self._heads = {head.chain: (head.sequence, head.seal) for head in heads}

    def __getitem__(self, model: type[models.Model]) -> Table:
        return self._tables[model]

    def note(
        self,
        action: str,
        *,
        by: int,
        at: dt.datetime,
        subject: tuple[str, int],
        about: Collection[int] = (),
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """What `journal.record` writes inside an action, sealed."""
        chain = by % CHAINS
        sequence, previous = self._heads[chain]
        about_ids = sorted(set(about))
        detail_text = as_jsonb(detail or {})
        subject_type, subject_id = subject[0], str(subject[1])
        mark = seal(
            previous,
            (
                str(chain), str(sequence + 1), str(_microseconds(at)), str(by), "change", action, subject_type,
                subject_id, "{" + ",".join(map(str, about_ids)) + "}", detail_text,
            ),
        )  # fmt: skip
        self._audit.add(
            chain=chain,
            sequence=sequence + 1,
            at=at,
            actor_id=by,
            kind="change",
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            about_ids=about_ids,
            detail=detail_text,
            previous_seal=previous,
            seal=mark,
        )
        self._heads[chain] = (sequence + 1, mark)

    def flush(self, *, everything: bool = False) -> int:
        """Write what is final; at the end, everything. Returns how many rows."""
        number = sum(table.flush(everything=everything) for table in self._tables.values())
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_seal")
            number += self._audit.flush(everything=True)
            cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER core_audit_seal")
        for chain, (sequence, mark) in self._heads.items():
            AuditHead.objects.filter(chain=chain).update(sequence=sequence, seal=mark)
        return number


def _microseconds(at: dt.datetime) -> int:
    passed = at - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def as_jsonb(value: Mapping[str, Any]) -> str:
    """The text that PostgreSQL gives a jsonb object without nesting: shorter keys first, then by their bytes."""
    in_order = sorted(value.items(), key=lambda pair: (len(pair[0].encode()), pair[0].encode()))
    return json.dumps(dict(in_order), ensure_ascii=False)


@contextmanager
def bare_tables(tables: Iterable[type[models.Model]]) -> Iterator[None]:
    """Take foreign keys and plain indexes away for the block, and make them again after it.

    Making an index once is many times faster than keeping it through millions of rows, and a foreign key that is
    made again checks every row at once. All of it is in the caller's transaction: an end by force leaves nothing.
    """
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname""",
            [names],
        )
        keys = cursor.fetchall()
        cursor.execute(
            """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
                WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY 1""",
            [names],
        )
        indexes = cursor.fetchall()
        for table, key, _ in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key}"')
        for index, _ in indexes:
            cursor.execute(f"DROP INDEX {index}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        for table, key, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{key}" {definition}')
