"""Who is told that there is something for them to judge? The messages to auditors, written in the action's transaction.

A message is read over shoulders and kept in mailboxes: it names the audit and the deadline, and nothing of the child,
the worker or the team. What a planner gives to themselves they know already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from threshold.access.models import User
from threshold.core.models import Clock
from threshold.core.posting import queue_email
from threshold.quality.models import Audit
from threshold.quality.queries.audits import clocks_of
from threshold.ui import filters

_WHERE = "Sign in to Threshold and open “Quality”: it stands there. Nothing about it is said in this message."
_STAND_ASIDE = "If you know the family, open the audit and say so: then it goes to somebody else."


def tell_auditors(audits: Iterable[Audit], *, by: User, now: dt.datetime) -> None:
    """Tell each auditor once of everything that was given to them in this moment."""
    by_auditor = sorted(audits, key=attrgetter("auditor_id", "pk"))
    for _, group in groupby(by_auditor, key=attrgetter("auditor_id")):
        given = list(group)
        heading = "An audit was given to you" if len(given) == 1 else f"{len(given)} audits were given to you"
        running = clocks_of(given)
        lines = [f"{audit.reference}{_due(running.get(audit.pk))}" for audit in given]
        _tell(given[0].auditor, given[0], (heading, f"{heading}.", "\n".join(lines), _WHERE, _STAND_ASIDE), by, now)


def tell_moderator(audit: Audit, *, by: User, now: dt.datetime) -> None:
    """Tell whoever is to grade it a second time, if anybody was found."""
    if audit.moderator is not None:
        line = f"{audit.reference}{_due(clocks_of([audit]).get(audit.pk))}"
        said = "You are asked to grade an audit a second time."
        _tell(audit.moderator, audit, ("A second grade is asked of you", said, line, _WHERE, _STAND_ASIDE), by, now)


def tell_joint_auditor(audit: Audit, *, by: User, now: dt.datetime) -> None:
    """Tell whoever audits beside the auditor."""
    if audit.joint_auditor is not None:
        said = f"You are asked to audit together with {audit.auditor}."
        _tell(audit.joint_auditor, audit, ("You are asked to audit jointly", said, audit.reference, _WHERE), by, now)


def _due(clock: Clock | None) -> str:
    return f", due by {filters.deadline(clock.due_at)}" if clock is not None else ""


def _tell(to: User, audit: Audit, texts: tuple[str, ...], by: User, now: dt.datetime) -> None:
    """Args: texts: the heading, then the paragraphs."""
    if to.pk == by.pk:
        return
    heading, *paragraphs = texts
    queue_email(
        audit,
        purpose="audit-given",
        to=to.email,
        heading=heading,
        body="\n\n".join(paragraphs) + "\n",
        by=by,
        now=now,
    )
