"""Who saw or changed what? Writes the audit log.

For investigators, never for features: a feature that wants history reads the status history instead. An entry
names records and fields; it never copies what a person wrote.

The log is a set of hash chains (see `models.AuditEntry`). A database trigger numbers and seals every row, so
one insert is one round trip; `verify` computes the seals again in Python and finds any edited, missing or
reordered row. Entries of an action are held back until its end and written just before the commit, because
sealing locks the chain's head: held any longer it would queue everybody else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from threshold.core.actors import Actor
from threshold.core.models import CHAINS, AuditEntry, AuditHead, Kind


@dataclass
class _Held:
    """The entries of the action that is running."""

    entries: list[AuditEntry] = field(default_factory=list)


_held: ContextVar[_Held | None] = ContextVar("threshold_audit_held", default=None)


def record(
    action: str,
    *,
    by: Actor,
    now: dt.datetime,
    kind: Kind = Kind.CHANGE,
    subject: object = None,
    about: Iterable[int] = (),
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the log: at the end of the running action, or at once where none runs.

    Args:
        action: what was done, as `app.verb_noun`.
        kind: a read, a change, a refusal, or a sign-in.
        subject: the record, any model instance.
        about: ids of the persons whose record this touches, so that "who has seen this child" is one query.
        detail: field names, ids and codes; never narrative, never a name.
    """
    entry = AuditEntry(
        chain=by.pk % CHAINS,
        at=now,
        actor_id=by.pk,
        kind=kind,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",  # type: ignore[attr-defined]
        subject_id=str(subject.pk) if subject is not None else "",  # type: ignore[attr-defined]
        about_ids=sorted(set(about)),
        detail=dict(detail or {}),
    )
    held = _held.get()
    if held is None:
        AuditEntry.objects.bulk_create([entry])
    else:
        held.entries.append(entry)


def is_holding() -> bool:
    """Whether an action is running."""
    return _held.get() is not None


@contextmanager
def holding() -> Iterator[_Held]:
    """Hold entries back until the end of the outermost block, then write them. Nothing is written on an error."""
    outer = _held.get()
    if outer is not None:
        yield outer
        return
    held = _Held()
    token = _held.set(held)
    try:
        yield held
        # In one order of chains for everybody: two actions can then never wait for each other in a ring.
        AuditEntry.objects.bulk_create(sorted(held.entries, key=lambda entry: entry.chain))
    finally:
        _held.reset(token)


# --- Verification ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flaw:
    """One place where the log is not what was written.

    `entry_id` is None where a row is missing; `chain` and `sequence` are 0 where the whole log is meant.
    """

    chain: int
    sequence: int
    entry_id: int | None
    sentence: str


@dataclass(frozen=True)
class Verification:
    entries: int
    flaws: list[Flaw]
    heads: dict[int, tuple[int, str]]  # chain → (last number, its seal): keep a copy elsewhere


def seal(previous: str, fields: Iterable[str]) -> str:
    """The seal of a row: SHA-256 over the seal before it and each field with its length in bytes before it."""
    lengths = [(len(value) if value.isascii() else len(value.encode()), value) for value in fields]
    text = previous + "".join([f"{length}:{value}" for length, value in lengths])
    return hashlib.sha256(text.encode()).hexdigest()


_ROWS = """
    SELECT id, chain, sequence, previous_seal, seal,
           (extract(epoch from at) * 1000000)::bigint::text, coalesce(actor_id::text, ''), kind, action,
           subject_type, subject_id, about_ids::text, detail::text
      FROM core_auditentry ORDER BY chain, sequence
"""


def verify(anchors: Mapping[int, tuple[int, str]] | None = None) -> Verification:
    """Walk every chain and say where it is broken. May run while others write.

    Args:
        anchors: heads noted at an earlier verification and kept outside the database; with them even a log
            that was rewritten whole, heads included, is found out.
    """
    flaws = _missing_guards()
    found: dict[int, tuple[int, str]] = {}
    count = 0
    # Entries that a chain must hold: (chain, number) → seals, each with what is wrong where the entry differs.
    marks: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for chain, number, mark in _heads():
        marks[chain, number].append((mark, "The entry is not the one the chain's head names."))
    for chain, (number, mark) in (anchors or {}).items():
        marks[chain, number].append((mark, "The entry is not the one that was noted elsewhere."))
    for row in _stream(_ROWS):
        count += 1
        entry_id, chain, sequence, previous, stored = row[:5]
        last, last_seal = found.get(chain, (0, ""))
        if sequence != last + 1:
            flaws.append(Flaw(chain, last + 1, None, f"Entries {last + 1} to {sequence - 1} are missing."))
        elif previous != last_seal:
            flaws.append(Flaw(chain, sequence, entry_id, "The entry does not follow the one before it."))
        if seal(previous, (str(chain), str(sequence), *row[5:])) != stored:
            flaws.append(Flaw(chain, sequence, entry_id, "The entry was changed after it was written."))
        for mark, sentence in marks.get((chain, sequence), ()):
            if mark != stored:
                flaws.append(Flaw(chain, sequence, entry_id, sentence))
        found[chain] = (sequence, stored)
    for chain, sequence in marks:
        if found.get(chain, (0, ""))[0] < sequence:
            flaws.append(Flaw(chain, sequence, None, f"The chain ends before entry {sequence}, which was written."))
    return Verification(entries=count, flaws=flaws + _wrong_ends(found), heads=found)


def _wrong_ends(found: Mapping[int, tuple[int, str]]) -> list[Flaw]:
    """Chains that go on after their head, or have none. Heads are read again: what was added meanwhile moved them."""
    flaws = []
    ends = {chain: sequence for chain, sequence, _ in _heads()}
    for chain in sorted(set(range(CHAINS)) | set(found)):
        last = found.get(chain, (0, ""))[0]
        if chain not in ends:
            flaws.append(Flaw(chain, last, None, "The chain has no head."))
        elif last > ends[chain]:
            flaws.append(Flaw(chain, last, None, f"The chain's head was set back from {last} to {ends[chain]}."))
    return flaws


def _heads() -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT chain, sequence, seal FROM core_audithead ORDER BY chain")
        return list(cursor.fetchall())


_GUARDS = ("core_audit_seal", "core_audit_keep", "core_audit_keep_all")


def _missing_guards() -> list[Flaw]:
    """The triggers that number, seal and protect the log: each must be there and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'core_auditentry'::regclass AND tgenabled IN ('O', 'A')"
        )
        found = {name for (name,) in cursor.fetchall()}
    return [Flaw(0, 0, None, f"The trigger {name} is switched off or gone.") for name in _GUARDS if name not in found]


def _stream(query: str) -> Iterator[tuple[Any, ...]]:
    """Rows one after another, without holding millions of them in memory."""
    connection.ensure_connection()
    raw = connection.connection
    with raw.transaction(), raw.cursor(name="audit_verify") as cursor:
        cursor.itersize = 10_000
        cursor.execute(query)
        yield from cursor


def anchors_as_json(verification: Verification) -> str:
    return json.dumps({str(chain): list(head) for chain, head in verification.heads.items()}, indent=1)


def anchors_from_json(text: str) -> dict[int, tuple[int, str]]:
    return {int(chain): (int(sequence), str(mark)) for chain, (sequence, mark) in json.loads(text).items()}


__all__ = ["AuditHead", "Flaw", "Kind", "Verification", "holding", "record", "seal", "verify"]
