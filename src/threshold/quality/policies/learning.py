"""When may something that was learned be written, changed, proved, and put into a bulletin?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from threshold.core.errors import Refused
from threshold.people.names import times_named
from threshold.quality.models import Bulletin, LearningEntry
from threshold.quality.states import LearningState

MOST_IN_A_BULLETIN = 8


def check_names_nobody(texts: Collection[str], *, names: Collection[str]) -> None:
    """Everybody reads what was learned, so it names no child or relative. The name is not said again here."""
    for name in names:
        if len(name.strip()) > 1 and any(times_named(name, text) for text in texts):
            raise Refused(
                "This names somebody of the family that it is about. Everybody who works here can read it, and so can "
                "councillors: take the name out and write “the child”, “the mother” or “the family”."
            )


def check_can_note(*, title: str, learned: str, source_is_right: bool) -> None:
    if not title.strip():
        raise Refused("Say in one sentence what was learned.")
    if not learned.strip():
        raise Refused("Say what was learned.")
    if not source_is_right:
        raise Refused("The record that this comes from is of another kind than you chose. Choose the kind it is.")


def check_can_change(entry: LearningEntry, *, changed: str) -> None:
    if entry.state != LearningState.NOTED:
        raise Refused("It was written already what was changed. Say now how it is known that it helped.")
    if not changed.strip():
        raise Refused("Say what was changed because of it.")


def check_can_prove(entry: LearningEntry, *, proof: str, has_link: bool, measure_exists: bool) -> None:
    if entry.state == LearningState.NOTED:
        raise Refused("Say first what was changed. Proof comes after it.")
    if entry.state == LearningState.PROVED:
        raise Refused("The proof is written already.")
    if not proof.strip():
        raise Refused("Say how it is known that the change helped.")
    if not has_link:
        raise Refused("Name the measure or the audit that shows it. A proof that nobody can look up proves nothing.")
    if not measure_exists:
        raise Refused("There is no measure of this name. Choose one from the list, or name an audit.")


def check_can_correct(entry: LearningEntry, *, title: str, learned: str, is_published: bool) -> None:
    """The bulletins keep the words they were published with; what stands in one is corrected openly, by a new entry."""
    if is_published:
        raise Refused("This stands in a published bulletin. Write a new entry that says what is different.")
    check_can_note(title=title, learned=learned, source_is_right=True)


def check_can_write_bulletin(*, month: dt.date, today: dt.date, exists: bool) -> None:
    if exists:
        raise Refused("There is a bulletin of this month already. Open it and change it.")
    if month > today:
        raise Refused("This month has not begun. Choose this month or an earlier one.")


def check_can_change_bulletin(bulletin: Bulletin) -> None:
    if bulletin.published_at:
        raise Refused("This bulletin is published and stays as it is. Put what is new into the next one.")


def check_bulletin(*, intro: str, entries: int) -> None:
    if not intro.strip():
        raise Refused("Write a few words of introduction.")
    if entries > MOST_IN_A_BULLETIN:
        raise Refused(f"One page holds {MOST_IN_A_BULLETIN} lessons at most. Leave out some of them.")


def check_can_publish(bulletin: Bulletin, *, entries: int) -> None:
    check_can_change_bulletin(bulletin)
    if entries == 0:
        raise Refused("There is no lesson in this bulletin yet. Choose at least one before you publish it.")
