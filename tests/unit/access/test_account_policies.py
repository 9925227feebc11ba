"""The truth tables of what may be done to accounts, roles and teams, without a database."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from threshold.access import policies
from threshold.core.errors import Refused

DAY = dt.date(2026, 3, 11)
YES_NO = (True, False)
DAYS = (None, DAY - dt.timedelta(days=1), DAY, DAY + dt.timedelta(days=1))


def allows(check, **facts) -> bool:
    try:
        check(**facts)
    except Refused as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("name", ["", "Jo Officer"])
@pytest.mark.parametrize("email_is_taken", YES_NO)
def test_an_account_has_a_name_and_an_address_of_its_own(name, email_is_taken):
    assert allows(policies.check_account, name=name, email_is_taken=email_is_taken) == (
        bool(name) and not email_is_taken
    )


@pytest.mark.parametrize("is_own", YES_NO)
@pytest.mark.parametrize("is_open", YES_NO)
def test_nobody_manages_their_own_account(is_own, is_open):
    assert allows(policies.check_not_own, is_own=is_own) == (not is_own)
    assert allows(policies.check_can_close, is_own=is_own, is_open=is_open) == (not is_own and is_open)
    assert allows(policies.check_can_open, is_open=is_open) == (not is_open)


def test_who_is_given_a_role():
    columns = itertools.product(YES_NO, YES_NO, YES_NO, YES_NO, (None, True, False), DAYS, YES_NO)
    for is_own, is_open, is_known, needs_team, team_exists, ends_on, overlaps in columns:
        expected = (
            not is_own and is_open and is_known
            and not (needs_team and team_exists is None) and team_exists is not False
            and not (ends_on and ends_on < DAY) and not overlaps
        )  # fmt: skip
        facts = {
            "is_own": is_own, "is_open": is_open, "is_known": is_known, "needs_team": needs_team,
            "team_exists": team_exists, "starts_on": DAY, "ends_on": ends_on, "overlaps": overlaps,
        }  # fmt: skip
        assert allows(policies.check_can_give_role, **facts) == expected, facts


def test_when_a_role_ends():
    for is_own, ended_on, ends_on in itertools.product(YES_NO, DAYS, DAYS):
        expected = not is_own and not (ends_on and ends_on < DAY) and not (ends_on and ended_on and ends_on > ended_on)
        facts = {"is_own": is_own, "starts_on": DAY, "ended_on": ended_on, "ends_on": ends_on}
        assert allows(policies.check_can_end_role, **facts) == expected, facts


@pytest.mark.parametrize("remain", [0, 1, 7])
def test_somebody_who_makes_accounts_remains(remain):
    assert allows(policies.check_managers_remain, remain=remain) == (remain > 0)


@pytest.mark.parametrize("name", ["", "North"])
@pytest.mark.parametrize("name_is_taken", YES_NO)
def test_a_team_has_a_name_of_its_own(name, name_is_taken):
    assert allows(policies.check_team, name=name, name_is_taken=name_is_taken) == (bool(name) and not name_is_taken)


def test_a_team_ends_once_when_nobody_is_left_in_it():
    for ended_on, ends_on, members in itertools.product(DAYS, DAYS[1:], (0, 1)):
        expected = ended_on is None and ends_on >= DAY and not members
        facts = {"starts_on": DAY, "ended_on": ended_on, "ends_on": ends_on, "members": members}
        assert allows(policies.check_can_end_team, **facts) == expected, facts


@pytest.mark.parametrize("managers", [0, 1, 7])
def test_the_first_administrator_is_made_where_there_is_none(managers):
    assert allows(policies.check_nobody_manages, managers=managers) == (managers == 0)
