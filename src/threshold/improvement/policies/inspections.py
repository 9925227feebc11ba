"""When may an inspection, a visit or another look be recorded, and its action plan be said to be sent?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from threshold.core.errors import Refused
from threshold.improvement import frameworks
from threshold.improvement.areas import GRADED, Area, Framework, InspectionKind
from threshold.quality.grades import Grade


def check_can_record(
    *,
    kind: str,
    framework: str,
    starts_on: dt.date,
    ends_on: dt.date,
    today: dt.date,
    judgements: Mapping[str, str],
    is_published: bool,
    published_on: dt.date | None,
) -> None:
    if ends_on < starts_on:
        raise Refused("It cannot end before it begins. Check the two dates.")
    if starts_on > today:
        raise Refused("It has not begun yet. Record it from its first day on.")
    if not frameworks.was_in_force(framework, ends_on):
        name = Framework(framework).label
        raise Refused(f"{name} was not in force on the day on which this ended. Check the dates or the framework.")
    if published_on is not None and not is_published:
        raise Refused("It has a day of publication and is said not to be published. Correct one of the two.")
    if published_on is not None and not ends_on <= published_on <= today:
        raise Refused("It is published after it ended, and not in the future. Check the day of publication.")
    _check_judgements(kind, framework, ends_on, judgements)


def _check_judgements(kind: str, framework: str, ends_on: dt.date, judgements: Mapping[str, str]) -> None:
    if not judgements:
        return
    if kind not in GRADED:
        raise Refused(f"A look of this kind ({InspectionKind(kind).label.lower()}) gives no graded judgements.")
    if any(grade not in Grade.values for grade in judgements.values()):
        raise Refused("A judgement is one of Ofsted's four grades, or it is left out.")
    if framework in (Framework.EARLIER, Framework.NONE):
        return
    judged = frameworks.areas_of(kind, framework, ends_on)
    for area in judgements:
        if area not in judged:
            name = Area(area).label if area in Area.values else area
            raise Refused(
                f"“{name}” has no grade of its own in an inspection under this framework on that day. "
                "Leave it out, or check the dates and the framework."
            )


def check_findings(words: Iterable[str]) -> None:
    """Each finding has words, and none stands twice."""
    seen = set()
    for text in words:
        tidy = " ".join(text.split()).casefold()
        if not tidy:
            raise Refused("A finding has no words. Write what the report says, or leave it out.")
        if tidy in seen:
            raise Refused("The same words stand twice among the findings. Leave one of them out.")
        seen.add(tidy)


def check_can_send_plan(*, is_running: bool, sent_on: dt.date, ends_on: dt.date, today: dt.date) -> None:
    if not is_running:
        raise Refused("No deadline for this action plan is running: it was sent already, or none is asked for.")
    if not ends_on <= sent_on <= today:
        raise Refused("An action plan is sent after the inspection ended, and not in the future. Check the date.")
