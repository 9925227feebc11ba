"""When may an account, a role or a team be changed, whoever does it? Plain facts in, `Refused` with a sentence out."""

from __future__ import annotations

import datetime as dt

from threshold.core.errors import Refused


def check_account(*, name: str, email_is_taken: bool) -> None:
    if not name:
        raise Refused("The name is empty. Type the person's name.")
    if email_is_taken:
        raise Refused("There is an account with this email address already. It may be closed: look for it and open it.")


def check_not_own(*, is_own: bool) -> None:
    if is_own:
        raise Refused("This is your own account. Somebody else who manages accounts has to do this.")


def check_can_give_role(
    *,
    is_own: bool,
    is_open: bool,
    is_known: bool,
    needs_team: bool,
    team_exists: bool | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    overlaps: bool,
) -> None:
    """`team_exists`: whether the team exists on the first day; None where no team was chosen."""
    if is_own:
        raise Refused("Nobody changes their own roles. Ask somebody else who manages accounts.")
    if not is_open:
        raise Refused("This account is closed. Open it again before you give it a role.")
    if not is_known:
        raise Refused("Choose a role from the list.")
    if needs_team and team_exists is None:
        raise Refused("People in this role see the families of their own team only. Choose the team.")
    if team_exists is False:
        raise Refused("The team does not exist on the first day of the role. Check the day, or choose another team.")
    if ends_on and ends_on < starts_on:
        raise Refused("The role ends before it begins. Check both days.")
    if overlaps:
        raise Refused("The person holds this role in this team on some of these days already.")


def check_can_end_role(*, is_own: bool, starts_on: dt.date, ended_on: dt.date | None, ends_on: dt.date | None) -> None:
    """`ends_on` is None where the role ends at once."""
    if is_own:
        raise Refused("Nobody changes their own roles. Ask somebody else who manages accounts.")
    if ends_on and ends_on < starts_on:
        raise Refused("The last day is before the role began. Check the day.")
    if ends_on and ended_on and ends_on > ended_on:
        raise Refused("The role ends before that day already. Give the role again to make it longer.")


def check_managers_remain(*, remain: int) -> None:
    if not remain:
        raise Refused("Nobody would be left who can make accounts. Give that role to somebody else first.")


def check_nobody_manages(*, managers: int) -> None:
    if managers:
        raise Refused("There is an administrator already. Ask them to make the account.")


def check_can_close(*, is_own: bool, is_open: bool) -> None:
    check_not_own(is_own=is_own)
    if not is_open:
        raise Refused("This account is closed already.")


def check_can_open(*, is_open: bool) -> None:
    if is_open:
        raise Refused("This account is open already.")


def check_team(*, name: str, name_is_taken: bool) -> None:
    if not name:
        raise Refused("The name is empty. Type the name of the team.")
    if name_is_taken:
        raise Refused("There is, or was, a team of this name already. Choose another name.")


def check_can_end_team(*, starts_on: dt.date, ended_on: dt.date | None, ends_on: dt.date, members: int) -> None:
    """`members`: people who still have a role in it after that day."""
    if ended_on:
        raise Refused("This team has an end already.")
    if ends_on < starts_on:
        raise Refused("The last day is before the team began. Check the day.")
    if members:
        raise Refused("People still have a role in this team after that day. End their roles first.")
