"""What has changed between what the department was sent of each child and what is so now?

What is no longer there is sent as a purge, at the level at which it is gone: a child, an episode, a plan. What is new
or changed is sent; what is as it was is not. The order of lists and keys, space around words, and whether nothing is
written as null or left out make no change.

`applied` is the other side: what the department holds once it has taken a payload in. Its shape is `write.dfe_payload`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Thing = dict[str, Any]

#: The identifier of a child, and of an episode.
CHILD, EPISODE, EPISODES = "la_child_id", "social_care_episode_id", "social_care_episodes"
#: What stands in an episode any number of times, and the identifier by which each is known.
LISTS = {
    "child_and_family_assessments": "child_and_family_assessment_id",
    "child_in_need_plans": "child_in_need_plan_id",
    "section_47_assessments": "section_47_assessment_id",
    "child_protection_plans": "child_protection_plan_id",
    "child_looked_after_placements": "child_looked_after_placement_id",
}
#: What stands once in a child, and once in an episode, and can be purged by itself.
OF_CHILD = ("child_details", "health_and_wellbeing")
OF_EPISODE = ("adoption", "care_leavers")
PURGE = "purge"


def changes(before: Sequence[Thing], now: Sequence[Thing]) -> list[Thing]:
    """What must be sent, so that who holds `before` holds `now`: children in the order of now, then those who are gone.

    Args:
        before, now: children in full, without purges.
    """
    return _changed(before, now, CHILD, _changed_child)


def applied(held: Sequence[Thing], sent: Sequence[Thing]) -> list[Thing]:
    """The children that are held when a payload was taken in: what it purges is gone, what it does not tell stays."""
    return _applied(held, sent, CHILD, _applied_child)


def same(one: Any, other: Any) -> bool:
    """Whether two parts of a payload tell the same."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    """A value without what makes no difference: null and empty entries, order in lists, space in words."""
    if isinstance(value, Mapping):
        inside = {key: _plain(inner) for key, inner in value.items() if not (key == PURGE and inner is False)}
        return {key: inner for key, inner in inside.items() if inner not in (None, [], {})}
    if isinstance(value, (list, tuple)):
        return sorted((_plain(inner) for inner in value), key=lambda inner: json.dumps(inner, sort_keys=True))
    if isinstance(value, str):
        return " ".join(value.split()) or None
    return value


# --- What changed ---------------------------------------------------------------------------------------------------


def _changed(before: Iterable[Thing], now: Iterable[Thing], key: str, changed: Any) -> list[Thing]:
    """Of things that are known by a key: the new in full, the changed as `changed` says, the gone as purges."""
    old, new = _by_key(before, key), _by_key(now, key)
    found = [
        (changed(old[name], thing) if name in old else thing)
        for name, thing in new.items()
        if name not in old or not same(old[name], thing)
    ]
    return [*found, *({key: thing[key], PURGE: True} for name, thing in old.items() if name not in new)]


def _by_key(things: Iterable[Thing], key: str) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for thing in things:
        found.setdefault(str(thing[key]).strip(), thing)
    return found


def _changed_child(before: Thing, now: Thing) -> Thing:
    sent = _own(before, now, (*OF_CHILD, EPISODES))
    sent |= _changed_parts(before, now, OF_CHILD)
    episodes = _changed(before.get(EPISODES) or [], now.get(EPISODES) or [], EPISODE, _changed_episode)
    return sent | ({EPISODES: episodes} if episodes else {})


def _changed_episode(before: Thing, now: Thing) -> Thing:
    others = (*LISTS, *OF_EPISODE)
    own = _own(before, now, others)
    is_same = same(own, {name: value for name, value in before.items() if name not in others})
    sent = {EPISODE: now[EPISODE], PURGE: False} if is_same else own
    for name, key in LISTS.items():
        things = _changed(before.get(name) or [], now.get(name) or [], key, lambda _, thing: thing)
        if things:
            sent[name] = things
    return sent | _changed_parts(before, now, OF_EPISODE)


def _own(before: Thing, now: Thing, others: Iterable[str]) -> Thing:
    """A thing's own items, without the `others`; null where something stood before and nothing does now."""
    return {name: now.get(name) for name in (*now, *(name for name in before if name not in now)) if name not in others}


def _changed_parts(before: Thing, now: Thing, names: Iterable[str]) -> Thing:
    """Parts that stand once: in full where they changed, as a purge where they are gone."""
    sent = {}
    for name in names:
        old, new = before.get(name), now.get(name)
        if not same(old, new):
            sent[name] = new if _plain(new) else {PURGE: True}
    return sent


# --- What is held then ----------------------------------------------------------------------------------------------


def _applied(held: Iterable[Thing], sent: Iterable[Thing], key: str, applied_one: Any) -> list[Thing]:
    found = _by_key(held, key)
    for thing in sent:
        name = str(thing[key]).strip()
        if thing.get(PURGE):
            found.pop(name, None)
        else:
            found[name] = applied_one(found.get(name, {}), thing)
    return list(found.values())


def _applied_child(held: Thing, sent: Thing) -> Thing:
    found = _with_parts(held, sent, OF_CHILD)
    if EPISODES in sent or EPISODES in held:
        found[EPISODES] = _applied(held.get(EPISODES) or [], sent.get(EPISODES) or [], EPISODE, _applied_episode)
    return found


def _applied_episode(held: Thing, sent: Thing) -> Thing:
    found = _with_parts(held, sent, OF_EPISODE)
    for name, key in LISTS.items():
        if name in sent or name in held:
            found[name] = _applied(held.get(name) or [], sent.get(name) or [], key, lambda _, thing: thing)
    return found


def _with_parts(held: Thing, sent: Thing, names: Iterable[str]) -> Thing:
    found = held | sent
    return {name: value for name, value in found.items() if not (name in names and (value or {}).get(PURGE))}
