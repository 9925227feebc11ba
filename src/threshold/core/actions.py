"""How is anything written? The one wrapper around every action.

An action is a function `verb_noun(thing, *, by, now, …)`. The wrapper opens the transaction, asks whether the
person may, runs the body, and writes the audit entries just before the commit. A body that wrote no audit entry
is a defect and is rolled back.
"""

from __future__ import annotations

import functools
import inspect
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, models, transaction

from threshold.core import journal
from threshold.core.errors import NotPermitted, Stale
from threshold.core.models import Submission

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Action:
    """What the registry knows of an action: its name, the permission it asks for, and the function."""

    name: str
    permission: str
    function: Callable[..., Any]


#: Every action of the running program, by name. The shape tests and the generated documentation read it.
ACTIONS: dict[str, Action] = {}


def action(name: str, *, permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare an action.

    Args:
        name: `app.verb_noun`, as it appears in the audit log.
        permission: what a role of `by` must carry; see `threshold.access.roles`.

    Raises:
        ValueError: another action has the name; an entry of the audit log would not say which it was.
    Raises (from the action):
        NotPermitted: `by` has no role with the permission.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        _check_signature(function)
        if name in ACTIONS:
            raise ValueError(f"There is an action {name} already: {ACTIONS[name].function.__module__}")

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by: Any = kwargs["by"]
            if not by.may(permission):
                raise NotPermitted(f"Your role does not allow this ({permission}).")
            # An action inside an action is part of it: what stops the inner one undoes both, so it needs no way back.
            with transaction.atomic(savepoint=not journal.is_holding()), journal.holding() as held:
                before = len(held.entries)
                result = function(*args, **kwargs)
                if len(held.entries) == before:
                    raise AssertionError(f"{name} wrote no audit entry")
            return result

        ACTIONS[name] = Action(name, permission, run)
        return run

    return wrap


def _check_signature(function: Callable[..., Any]) -> None:
    parameters = list(inspect.signature(function).parameters.values())
    keyword_only = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
    positional = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
    if not {"by", "now"} <= keyword_only or len(positional) > 1:
        raise TypeError(
            f"{function.__qualname__}: an action takes one thing, then keywords, `by` and `now` among them."
        )


def lock(thing: M, *, expected_version: int | None = None) -> M:
    """The row as it is now, locked until the end of the transaction.

    The lock leaves the key alone (FOR NO KEY UPDATE). PostgreSQL looks at the key of the record above whenever a row
    is added below it, or changed twice in one transaction, as change and move of state are. Two actions, one of which
    locks the record above first, would else wait for each other in a ring.

    Raises:
        Stale: `expected_version` was given and somebody else has written since.
    """
    current = type(thing)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
    version = getattr(current, "version", None)
    if expected_version is not None and version != expected_version:
        raise Stale("Somebody else changed this record while you were writing.", current_version=version or 0)
    return current


def submission_id(form: str, key: uuid.UUID, by: Any) -> uuid.UUID:
    """Under which key a sending is remembered: a form's key counts for that form and that person alone.

    Somebody else who sends the same key makes a thing of their own; they are not handed the first one's.
    """
    return uuid.uuid5(key, f"{form} {by.pk}")


def once(
    form: str, key: uuid.UUID | None, now: Any, result_type: type[M], make: Callable[[], M], *, by: Any
) -> tuple[M, bool]:
    """Make a thing once for a form's key: a second sending gets the first one's result, and False.

    The key's row is written with the thing, so two at the same moment cannot both succeed: the later one waits
    for the earlier and then finds it.
    """
    if key is None:
        return make(), True
    key = submission_id(form, key, by)
    found = Submission.objects.filter(key=key).first()
    if found is None:
        try:
            with transaction.atomic():
                submission = Submission.objects.create(
                    key=key, form=form, result_type=result_type._meta.label_lower, result_id=0, at=now
                )
        except IntegrityError:
            found = Submission.objects.get(key=key)
        else:
            made = make()
            submission.result_id = made.pk
            submission.save(update_fields=["result_id"])
            return made, True
    return result_type._default_manager.get(pk=found.result_id), False


def change(thing: models.Model, **values: Any) -> None:
    """Set fields of a locked record and count its version up, so that an older form is noticed.

    Only for records with a `version`; the caller writes the audit entry.
    """
    for name, value in values.items():
        setattr(thing, name, value)
    thing.version += 1  # type: ignore[attr-defined]
    thing.save(update_fields=[*values, "version"])
