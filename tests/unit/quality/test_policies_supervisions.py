"""Who may supervise whom, and when is a supervision recorded? Every fact that counts."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.policies import supervisions

YES_NO = (True, False)
TODAY, BEGAN = dt.date(2026, 3, 11), dt.date(2026, 2, 1)


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize(
    ("is_same", "may", "in_team", "circular", "manages"),
    list(itertools.product(YES_NO, YES_NO, YES_NO, YES_NO, YES_NO)),
)
def test_arranging(is_same, may, in_team, circular, manages):
    expected = not is_same and may and in_team and not circular and manages
    assert (
        allows(
            supervisions.check_can_arrange,
            is_same=is_same,
            supervisor_may=may,
            worker_is_in_team=in_team,
            would_be_circular=circular,
            manages_team=manages,
        )
        == expected
    )


@pytest.mark.parametrize(("manages", "has_ended"), list(itertools.product(YES_NO, YES_NO)))
def test_ending(manages, has_ended):
    assert allows(supervisions.check_can_end, manages_team=manages, has_ended=has_ended) == (manages and not has_ended)


@pytest.mark.parametrize("kind", ["case", "personal"])
@pytest.mark.parametrize(("is_supervisor", "has_words"), list(itertools.product(YES_NO, YES_NO)))
@pytest.mark.parametrize(
    ("held_on", "day_fits"),
    [(TODAY, True), (BEGAN, True), (TODAY + dt.timedelta(days=1), False), (BEGAN - dt.timedelta(days=1), False)],
)
@pytest.mark.parametrize("children", [0, 1, 30, 31])
def test_recording(kind, is_supervisor, has_words, held_on, day_fits, children):
    number_fits = children <= 30 and (kind == "personal" or children > 0)
    expected = is_supervisor and has_words and day_fits and number_fits
    assert (
        allows(
            supervisions.check_can_record,
            kind=kind,
            is_supervisor=is_supervisor,
            held_on=held_on,
            today=TODAY,
            began_on=BEGAN,
            children=children,
            has_words=has_words,
        )
        == expected
    )
