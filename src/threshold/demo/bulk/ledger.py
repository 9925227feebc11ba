"""How are many rows written at once? Rows collected in memory, numbered, sealed, and copied into their tables.

For the demo and the benchmarks only, in a database where nobody else writes. A row is a dictionary by column; one
that may still change is held back until the record it belongs to is closed. Audit entries are sealed here, with
the same function that verification uses, because the trigger locks a chain's head once for every entry.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from threshold.core.journal import seal
from threshold.core.models import CHAINS, AuditEntry, AuditHead

Row = dict[str, Any]
#: Rows handed to the server at once.
_AT_ONCE = 2_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Table:
    """One table's new rows: their numbers go on from the table's own sequence."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self._blank: Row = {field.column: _default(field) for field in fields}
        self._patterns: dict[tuple[str, ...], str] = {}
        self._lines: list[str] = []
        self._held: list[tuple[Row, str, Row]] = []
        self.last_id = self._last_value()

    def add(self, **values: Any) -> int:
        """A new row that will not change, with the model's defaults for what is not given. Returns its number."""
        self.last_id += 1
        given = tuple(values)
        pattern = self._patterns.get(given) or self._pattern(given)
        self._lines.append(pattern.format(self.last_id, *[_ENCODERS[type(value)](value) for value in values.values()]))
        return self.last_id

    def _pattern(self, given: tuple[str, ...]) -> str:
        """The line of a row in which these columns are given, with a place for each of them."""
        self._check({**self._blank, **dict.fromkeys(given)})
        places = {"id": 0, **{column: place for place, column in enumerate(given, start=1)}}
        parts = (
            f"{{{places[column]}}}" if column in places else _ENCODERS[type(value)](value).translate(_BRACES)
            for column, value in self._blank.items()
        )
        self._patterns[given] = "\t".join(parts) + "\n"
        return self._patterns[given]

    def add_line(self, values: str) -> None:
        """A new row whose columns after `id` are encoded already."""
        self.last_id += 1
        self._lines.append(f"{self.last_id}\t{values}\n")

    def add_open(self, column: str, owner: Row | None = None, **values: Any) -> Row:
        """A new row that may be changed until that column of its owner (itself where None) is filled."""
        row = self._make(values)
        self._held.append((row if owner is None else owner, column, row))
        return row

    def _make(self, values: Row) -> Row:
        self.last_id += 1
        row = {**self._blank, **values, "id": self.last_id}
        self._check(row)
        return row

    def _check(self, row: Row) -> None:
        if len(row) != len(self._blank):
            raise KeyError(f"{self.name} has no {sorted(set(row) - set(self._blank))}")

    def flush(self, *, everything: bool) -> int:
        """Copy what is final into the table. Returns how many rows."""
        held = []
        for owner, column, row in self._held:
            if everything or owner[column] is not None:
                self._lines.append(_line(row))
            else:
                held.append((owner, column, row))
        self._held = held
        written, self._lines = self._lines, []
        if not written:
            return 0
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with connection.cursor() as cursor:
            with cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy:
                for start in range(0, len(written), _AT_ONCE):
                    copy.write("".join(written[start : start + _AT_ONCE]))
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [self.name, self.last_id])
        return len(written)

    def _last_value(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [self.name])
            (sequence,) = cursor.fetchone()
            cursor.execute(
                f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence}"  # noqa: S608
            )
            (value,) = cursor.fetchone()
        return int(value)


# --- PostgreSQL's text format for COPY ---------------------------------------------------------------------------

_BRACES = str.maketrans({"{": "{{", "}": "}}"})
_ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def _text(value: str) -> str:
    return value.translate(_ESCAPED) if "\\" in value or not value.isprintable() else value


def _array(values: Iterable[Any]) -> str:
    parts = (
        str(value) if isinstance(value, int) else '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'
        for value in values
    )
    return _text("{" + ",".join(parts) + "}")


_latest: list[Any] = [None, ""]


def _instant(value: dt.datetime) -> str:
    """One step writes many rows of the same moment: the latest is kept."""
    if value is not _latest[0]:
        _latest[:] = value, value.isoformat()
    return str(_latest[1])


_ENCODERS: dict[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: r"\N",
    dt.datetime: _instant,
    dt.date: dt.date.isoformat,
    list: _array,
}


def _line(row: Row) -> str:
    """A row as COPY reads it. Written by hand: a million contacts have a hundred million rows' columns."""
    return "\t".join([_ENCODERS[type(value)](value) for value in row.values()]) + "\n"


def _default(field: Any) -> Any:
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return str(value) if isinstance(value, str) else value  # a choice of an enumeration becomes its plain code


_AUDIT_COLUMNS = (
    "id", "chain", "sequence", "at", "actor_id", "kind", "action", "subject_type", "subject_id", "about_ids", "detail",
    "previous_seal", "seal",
)  # fmt: skip


class Ledger:
    """The tables that the bulk path writes, and the audit log."""

    def __init__(self, tables: Iterable[type[models.Model]]) -> None:
        self._tables = {model: Table(model) for model in tables}
        self._audit = Table(AuditEntry)
        if tuple(self._audit.columns) != _AUDIT_COLUMNS:
            raise AssertionError("`note` writes the columns of the audit log in another order.")
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
        sequence += 1
        about_ids = "{" + ",".join(map(str, sorted(set(about)))) + "}"
        subject_type, subject_id = subject
        text = as_jsonb(detail) if detail else "{}"
        fields = (
            str(chain), str(sequence), str(_microseconds(at)), str(by), "change", action, subject_type,
            str(subject_id), about_ids, text,
        )  # fmt: skip
        mark = seal(previous, fields)
        self._audit.add_line(
            f"{chain}\t{sequence}\t{_instant(at)}\t{by}\tchange\t{action}\t{subject_type}\t{subject_id}\t"
            f"{about_ids}\t{_text(text)}\t{previous}\t{mark}"
        )
        self._heads[chain] = (sequence, mark)

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
    if not value:
        return "{}"
    in_order = sorted(value, key=lambda name: (len(name), name))  # names are plain ASCII
    return "{" + ", ".join([f'"{name}": {_ENCODE_JSON(value[name])}' for name in in_order]) + "}"


_ENCODE_JSON = json.JSONEncoder(ensure_ascii=False).encode


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
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, key, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{key}" {definition}')
