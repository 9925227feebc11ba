"""Accounts, roles and teams: made and changed by an administrator, by the pages and by the actions."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from a_family import filled, text_of
from threshold.access import actions, policies
from threshold.access.models import Membership, Team, User
from threshold.access.roles import ROLES
from threshold.core.actions import ACTIONS
from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 11)


@pytest.fixture(autouse=True)
def _nobody_is_locked() -> None:
    cache.clear()


@pytest.fixture
def admin(make_user) -> User:
    return make_user("administrator", name="Ada Admin")


@pytest.fixture
def browser(signed_in, admin) -> Client:
    return signed_in(admin)


def day(field: str, date: dt.date) -> dict[str, Any]:
    return {f"{field}-day": date.day, f"{field}-month": date.month, f"{field}-year": date.year}


class TestNewAccount:
    answers = {"name": "Nia New", "email": "Nia.New@Severnshire.example", "job_title": "Student"}

    def test_shows_its_password_once_and_it_must_be_changed(self, browser, client):
        page = text_of(browser.post("/accounts/new", filled(browser, "/accounts/new", **self.answers)))
        found = re.search(r'<code class="th-code">([a-z0-9-]{23})</code>', page)
        assert found is not None
        user = User.objects.get(email="nia.new@severnshire.example")
        assert user.must_change_password
        assert found[1] not in text_of(browser.get(f"/accounts/{user.pk}"))
        client.post("/account/login/", {"login": user.email, "password": found[1]})
        assert client.get("/account").url == "/account/password/change/"

    def test_sent_twice_is_one(self, browser):
        data = filled(browser, "/accounts/new", **self.answers)
        browser.post("/accounts/new", data)
        assert browser.post("/accounts/new", data).status_code == 302
        assert User.objects.filter(name="Nia New").count() == 1

    def test_needs_a_free_address(self, browser, make_user):
        taken = make_user("contact_officer")
        text = text_of(
            browser.post("/accounts/new", filled(browser, "/accounts/new", name="Nia", email=taken.email.upper()))
        )
        assert "There is an account with this email address already" in text
        assert 'value="Nia"' in text

    def test_leaves_no_password_in_the_log(self, admin, now):
        actions.create_user(by=admin, now=now, name="A", email="a@b.example", password="secret-one-time")
        assert "secret" not in str(list(AuditEntry.objects.values()))

    def test_one_time_passwords_are_long_and_never_the_same(self):
        made = {actions.new_one_time_password() for _ in range(200)}
        assert len(made) == 200
        assert all(len(password) == 23 for password in made)


class TestRoles:
    def test_a_role_is_given_and_ended_by_the_pages(self, browser, make_user, make_team):
        user, team = make_user(), make_team("early_help", "Early help east")
        url = f"/accounts/{user.pk}/give-role"
        assert "Sees the families of the own team only" in text_of(browser.get(url))
        data = filled(browser, url, role="early_help_practitioner", team=str(team.pk)) | day("starts_on", TODAY)
        assert browser.post(url, data).status_code == 302
        assert browser.post(url, data).status_code == 302
        membership = Membership.objects.get(user=user)
        assert (membership.team, membership.starts_on, membership.ends_on) == (team, TODAY, None)
        url = f"/accounts/{user.pk}/roles/{membership.pk}/end"
        assert browser.post(url, filled(browser, url, when="now")).status_code == 302
        assert not User.objects.get(pk=user.pk).roles

    def test_nothing_is_chosen_beforehand(self, browser, make_user):
        assert "checked" not in text_of(browser.get(f"/accounts/{make_user().pk}/give-role"))

    def test_nobody_changes_their_own(self, admin, browser, now, make_user):
        make_user("administrator")
        with pytest.raises(Refused, match="Nobody changes their own roles"):
            actions.grant_role(admin, role="team_manager", team=None, starts_on=TODAY, by=admin, now=now)
        with pytest.raises(Refused, match="Nobody changes their own roles"):
            actions.end_role(admin.memberships.get(), ends_on=None, by=admin, now=now)
        for act, more in (
            (actions.deactivate_user, {}),
            (actions.reset_password, {"password": "x"}),
            (actions.remove_second_step, {}),
        ):
            with pytest.raises(Refused, match="your own account"):
                act(admin, by=admin, now=now, **more)
        page = text_of(browser.get(f"/accounts/{admin.pk}"))
        assert "This is your own account" in page
        assert "give-role" not in page

    def test_the_last_who_can_make_accounts_stays(self, admin, make_user, now):
        # Two administrators: the second may be closed by the first, and then nobody is left to close the first.
        second = make_user("administrator")
        ending = actions.grant_role(
            make_user(), role="administrator", team=None, starts_on=TODAY, ends_on=TODAY, by=admin, now=now
        )
        assert ending.ends_on == TODAY
        leaving = Membership.objects.get(user=admin)
        actions.end_role(leaving, ends_on=TODAY, by=second, now=now)
        with pytest.raises(Refused, match="Nobody would be left"):
            actions.deactivate_user(second, by=admin, now=now)
        with pytest.raises(Refused, match="Nobody would be left"):
            actions.end_role(second.memberships.get(), ends_on=None, by=admin, now=now)
        assert User.objects.get(pk=second.pk).is_active

    def test_programs_roles_and_teams_that_are_gone_are_refused(self, admin, make_user, make_team, now):
        user, team = make_user(), make_team("early_help")
        team.ends_on = TODAY - dt.timedelta(days=1)
        team.save()
        for role, where, sentence in (
            ("worker_service", None, "Choose a role"),
            ("wizard", None, "Choose a role"),
            ("early_help_practitioner", None, "Choose the team"),
            ("early_help_practitioner", team, "The team does not exist"),
        ):
            with pytest.raises(Refused, match=sentence):
                actions.grant_role(user, role=role, team=where, starts_on=TODAY, by=admin, now=now)
        assert not Membership.objects.filter(user=user).exists()

    def test_the_same_role_twice_at_a_time_is_refused(self, admin, make_user, now):
        user = make_user("auditor")
        with pytest.raises(Refused, match="already"):
            actions.grant_role(user, role="auditor", team=None, starts_on=TODAY, by=admin, now=now)

    def test_a_role_that_ends_at_once_is_gone_at_once(self, admin, make_user, now):
        user = make_user("auditor")
        actions.end_role(user.memberships.get(), ends_on=None, by=admin, now=now)
        assert user.memberships.get().ends_on == TODAY - dt.timedelta(days=1)
        given = actions.grant_role(user, role="auditor", team=None, starts_on=TODAY, by=admin, now=now)
        actions.end_role(given, ends_on=None, by=admin, now=now)
        assert user.memberships.count() == 1
        assert AuditEntry.objects.filter(action="access.end_role").count() == 2

    @pytest.mark.parametrize(
        ("starts", "ended", "ends", "refused"),
        [(0, None, 5, False), (0, None, None, False), (3, None, 1, True), (0, 4, 5, True), (0, 5, 5, False)],
    )
    def test_days_of_an_end(self, starts, ended, ends, refused):
        def on(number: int | None) -> dt.date | None:
            return None if number is None else TODAY + dt.timedelta(days=number)

        try:
            policies.check_can_end_role(is_own=False, starts_on=on(starts), ended_on=on(ended), ends_on=on(ends))
            assert not refused
        except Refused:
            assert refused


class TestAccounts:
    def test_are_found_by_words_team_and_role(self, browser, make_user, make_team):
        team = make_team("early_help", "Early help east")
        make_user("early_help_practitioner", team=team, name="Zia Practitioner")
        make_user("auditor", name="Olu Auditor")
        assert "Olu Auditor" in text_of(browser.get("/accounts"))
        found = text_of(browser.get(f"/accounts?words=zia&team={team.pk}&role=early_help_practitioner"))
        assert "Zia Practitioner" in found
        assert "Olu Auditor" not in found
        assert "Zia Practitioner" in text_of(browser.get("/accounts?format=csv"))
        assert "Zia" not in text_of(browser.get("/accounts?words=zia&closed=yes"))

    def test_the_teams_leave_as_a_file(self, browser, make_user, make_team, signed_in):
        team = make_team("early_help", "=Early help east")
        make_user("early_help_practitioner", team=team)
        assert "format=csv" in text_of(browser.get("/teams"))
        head, *lines = text_of(browser.get("/teams?format=csv")).removeprefix("\ufeff").splitlines()
        assert head == "Team,What it does,Email address,From,To,People"
        (line,) = [line for line in lines if "Early help east" in line]
        assert line.startswith("'=Early help east,Early help,")
        assert line.endswith(",,1")  # no end; one person
        assert AuditEntry.objects.filter(action="access.download_teams").count() == 1
        assert signed_in("team_manager").get("/teams?format=csv").status_code == 403

    def test_cost_the_same_number_of_queries_however_many(self, browser, make_user, django_assert_max_num_queries):
        for _ in range(15):
            make_user("auditor", "analyst")
        browser.get("/accounts")
        with django_assert_max_num_queries(12):
            browser.get("/accounts")

    def test_are_changed_closed_and_opened(self, browser, make_user, signed_in):
        user = make_user("auditor", name="Olu Auditor")
        theirs = signed_in(user)
        assert theirs.get("/account").status_code == 200
        url = f"/accounts/{user.pk}/change"
        assert browser.post(url, filled(browser, url, name="Olu <b>Newname</b>")).status_code == 302
        assert "Olu &lt;b&gt;Newname&lt;/b&gt;" in text_of(browser.get(f"/accounts/{user.pk}"))
        for verb, active in (("close", False), ("open-again", True)):
            url = f"/accounts/{user.pk}/{verb}"
            assert browser.post(url, filled(browser, url)).status_code == 302
            assert User.objects.get(pk=user.pk).is_active is active
            assert (theirs.get("/account").status_code == 200) is active

    def test_a_new_one_time_password_ends_every_session(self, browser, make_user, signed_in):
        user = make_user("auditor")
        theirs = signed_in(user)
        url = f"/accounts/{user.pk}/new-password"
        assert 'class="th-code"' in text_of(browser.post(url, filled(browser, url)))
        assert theirs.get("/account").status_code == 302
        assert User.objects.get(pk=user.pk).must_change_password

    def test_a_lost_phone_is_taken_off(self, admin, make_user, now):
        from allauth.mfa.models import Authenticator

        user = make_user("auditor")
        Authenticator.objects.create(user=user, type="totp", data={})
        actions.remove_second_step(user, by=admin, now=now)
        assert not Authenticator.objects.filter(user=user).exists()

    def test_programs_are_not_among_them(self, browser):
        program = User.objects.service("worker_service")
        assert program.email not in text_of(browser.get("/accounts"))
        assert browser.get(f"/accounts/{program.pk}").status_code == 404


class TestTeams:
    def test_are_made_and_ended_when_nobody_is_left_in_them(self, browser, make_user, admin, now):
        data = filled(browser, "/teams/new", name="North", kind="early_help") | day("starts_on", dt.date(2025, 1, 1))
        assert browser.post("/teams/new", data).status_code == 302
        assert browser.post("/teams/new", data).status_code == 302
        team = Team.objects.get()
        membership = Membership.objects.create(
            user=make_user(), team=team, role="early_help_manager", starts_on=dt.date(2025, 1, 1)
        )
        url = f"/teams/{team.pk}/end"
        last = day("ends_on", dt.date(2026, 3, 31))
        assert "People still have a role in this team" in text_of(browser.post(url, filled(browser, url) | last))
        actions.end_role(membership, ends_on=dt.date(2026, 3, 10), by=admin, now=now)
        assert browser.post(url, filled(browser, url) | last).status_code == 302
        team.refresh_from_db()
        assert team.ends_on == dt.date(2026, 3, 31)

    def test_of_one_name_are_refused(self, admin, make_team, now):
        make_team("early_help", "North")
        with pytest.raises(Refused, match="of this name"):
            actions.create_team(by=admin, now=now, name="north", kind="care", starts_on=TODAY)


PAGES = [
    "/accounts",
    "/accounts/new",
    "/accounts/1",
    "/accounts/1/give-role",
    "/accounts/1/close",
    "/teams",
    "/teams/new",
]


@pytest.mark.parametrize("role", [role.code for role in ROLES.values() if not role.is_service])
def test_only_an_administrator_has_the_pages(signed_in, role):
    client = signed_in(role)
    for page in PAGES:
        status = client.get(page).status_code
        assert (status != 403) is (role == "administrator"), page


def test_only_an_administrator_may_act(make_user, now):
    manager = make_user("team_manager")
    for name in [name for name in ACTIONS if name.startswith("access.")]:
        with pytest.raises(NotPermitted):
            ACTIONS[name].function(by=manager, now=now)


class TestFirstAdministrator:
    """An installation begins with nobody who could make an account."""

    def make(self, capsys: Any, email: str = "Ida@council.example") -> str:
        call_command("first_administrator", "--name", " Ida  First ", "--email", email)
        found = re.search(r"One-time password: ([a-z0-9-]{23})\n", capsys.readouterr().out)
        assert found is not None
        return found[1]

    def test_signs_in_chooses_a_password_and_makes_the_next_account(self, client, capsys):
        password = self.make(capsys)
        client.post("/account/login/", {"login": "ida@council.example", "password": password})
        assert client.get("/accounts").url == "/account/password/change/"
        own = "four words and a tree"
        client.post("/account/password/change/", {"oldpassword": password, "password1": own, "password2": own})
        client.post("/accounts/new", filled(client, "/accounts/new", name="Nia New", email="nia@council.example"))
        assert User.objects.filter(email="nia@council.example").exists()
        entry = AuditEntry.objects.get(action="access.make_first_administrator")
        ida = User.objects.get(email="ida@council.example")
        assert (entry.subject_id, ida.name) == (str(ida.pk), "Ida First")

    def test_is_only_made_where_there_is_none(self, admin, capsys):
        with pytest.raises(CommandError, match="There is an administrator already"):
            self.make(capsys)
        # Roles that have ended and accounts that are closed make nobody's account.
        Membership.objects.filter(user=admin).update(ends_on=TODAY)
        self.make(capsys)

    def test_needs_an_address_that_has_no_account(self, make_user, capsys):
        taken = make_user("contact_officer").email
        for email, said in ((taken, "There is an account with this email address"), ("ida", "is not an email address")):
            with pytest.raises(CommandError, match=said):
                self.make(capsys, email)

    def test_nobody_makes_one_by_a_page(self, admin, now):
        with pytest.raises(NotPermitted):
            actions.make_first_administrator(by=admin, now=now, name="X", email="x@council.example", password="y")
