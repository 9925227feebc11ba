"""How is the data set written as the JSON that the department's interface for children's social care takes?

In full the first time. With what was sent before beside it, only what changed since: see `write.dfe_changes`. What was
sent before may be several files, in the order in which they were sent: the first in full, the others with changes.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path

from tally import authorities
from tally.data import Data
from tally.read.problems import Unreadable
from tally.write.dfe_changes import CHILD, EPISODE, EPISODES, LISTS, Thing, applied, changes
from tally.write.dfe_payload import children

_AUTHORITY, _CHILDREN = "la_code", "Children"


def write(data: Data, path: Path, previous: Sequence[Path] = ()) -> None:
    """Write the payload.

    Args:
        data: the Standard Safeguarding Dataset, of an authority that is known.
        previous: what was sent before, in the order in which it was sent.

    Raises:
        ValueError: whose data it is was not told, or what was sent before is another authority's.
        Unreadable: what was sent before is no such payload.
    """
    if data.authority is None:
        raise ValueError("The department must be told whose data it is. Name the authority: --authority 885.")
    number = int(authorities.number(data.authority))
    now = children(data)
    if previous:
        now = changes(_held(previous, number), now)
    payload = {_AUTHORITY: number, _CHILDREN: now}
    path.write_text(json.dumps(payload, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _held(previous: Sequence[Path], number: int) -> list[Thing]:
    payloads = [_sent(path, number) for path in previous]
    return functools.reduce(applied, payloads, [])


def _sent(path: Path, number: int) -> list[Thing]:
    """The children of a payload that was sent. One child alone may stand there without a list."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        sent = found[_CHILDREN]
        sent = sent if isinstance(sent, list) else [sent]
        whose = int(found[_AUTHORITY])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _no_payload(path) from None
    if whose != number:
        raise ValueError(f"{path.name} was sent by another authority ({whose}). Name what {number} sent.")
    if not all(_is_named(child) for child in sent):
        raise _no_payload(path)
    return sent


def _is_named(child: object) -> bool:
    """Whether a child and everything in it carries the identifier by which it is known."""
    return (
        isinstance(child, dict)
        and child.get(CHILD) is not None
        and _are_named(child.get(EPISODES), EPISODE)
        and all(_are_named(one.get(name), key) for one in child.get(EPISODES) or [] for name, key in LISTS.items())
    )


def _are_named(things: object, key: str) -> bool:
    if things is None:
        return True
    return isinstance(things, list) and all(isinstance(one, dict) and one.get(key) is not None for one in things)


def _no_payload(path: Path) -> Unreadable:
    return Unreadable(
        f"{path.name} is no payload that was sent to the department: it must be JSON with {_AUTHORITY} and "
        f"{_CHILDREN}, and everything in it must carry its identifier."
    )
