"""May a strategy, a provider or an event be recorded?"""

import datetime as dt

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import ServiceProvider
from threshold.improvement.policies import authorities
from threshold.improvement.policies import history as policies

YES_NO = (True, False)
DAY = dt.date(2026, 3, 11)
EARLIER, LATER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize(("ends_on", "expected"), [(None, True), (EARLIER, False), (DAY, True), (LATER, True)])
def test_what_ends_ends_after_it_began(ends_on, expected):
    assert allows(policies.check_dates, starts_on=DAY, ends_on=ends_on) == expected


@pytest.mark.parametrize("title", ["", " ", "Plan"])
@pytest.mark.parametrize("is_recorded", YES_NO)
def test_a_strategy_has_a_name_and_is_recorded_once(title, is_recorded):
    expected = bool(title.strip()) and not is_recorded
    assert allows(policies.check_can_record_strategy, title=title, is_recorded=is_recorded) == expected


@pytest.mark.parametrize("same", YES_NO)
def test_what_is_linked_is_of_the_same_authority(same):
    assert allows(policies.check_can_name_strategy, is_of_the_authority=same) == same
    assert allows(authorities.check_same, same) == same


@pytest.mark.parametrize("name", ["", " ", "Company"])
@pytest.mark.parametrize("has_other", YES_NO)
def test_one_organisation_provides_at_a_time(name, has_other):
    expected = bool(name.strip()) and not has_other
    assert allows(policies.check_can_record_provider, name=name, has_other=has_other) == expected


@pytest.mark.parametrize("ended", [None, DAY])
@pytest.mark.parametrize("ends_on", [EARLIER, DAY, LATER])
@pytest.mark.parametrize("reason", ["", " ", "Handed back"])
@pytest.mark.parametrize("is_ours", YES_NO)
def test_a_provider_ends_once_with_a_reason_if_it_is_ours(ended, ends_on, reason, is_ours):
    expected = ended is None and ends_on >= DAY and (bool(reason.strip()) or not is_ours)
    provider = ServiceProvider(starts_on=DAY, ends_on=ended)
    facts = {"ends_on": ends_on, "reason": reason, "is_ours": is_ours}
    assert allows(policies.check_can_end_provider, provider, **facts) == expected


@pytest.mark.parametrize("title", ["", " ", "A new director"])
@pytest.mark.parametrize("source", ["", " ", "Paper 3"])
@pytest.mark.parametrize("happened_on", [EARLIER, DAY, LATER])
def test_an_event_has_happened_and_says_how_it_is_known(title, source, happened_on):
    expected = bool(title.strip() and source.strip()) and happened_on <= DAY
    facts = {"title": title, "source": source, "happened_on": happened_on, "today": DAY}
    assert allows(policies.check_can_note, **facts) == expected
