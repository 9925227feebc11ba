"""Signing in: with a password, a second step and a passkey; locked, closed, timed out; and what is in the log."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from a_family import filled, standing, text_of
from threshold.core.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
LOGIN = "/account/login/"
DIRECTORY = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "directory",
                "name": "your council account",
                "client_id": "x",
                "secret": "y",
                "settings": {"server_url": "https://directory.example"},
            }
        ]
    }
}


@pytest.fixture(autouse=True)
def _nobody_is_locked() -> None:
    cache.clear()


def sign_in(client: Client, user: Any, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": user.email, "password": password, **more})


def log() -> list[str]:
    return list(AuditEntry.objects.filter(kind="sign-in").order_by("pk").values_list("action", flat=True))


class TestPassword:
    def test_lets_in_whatever_the_case_of_the_address_and_goes_where_one_wanted(self, client, make_user):
        user = make_user("contact_officer")
        response = client.post(LOGIN, {"login": user.email.upper(), "password": PASSWORD, "next": "/account"})
        assert (response.status_code, response.url) == (302, "/account")
        page = text_of(client.get("/account"))
        assert "Takes contacts, finds out who the child is" in page
        assert "Successfully" not in page

    def test_leads_to_no_other_site(self, client, make_user):
        response = sign_in(client, make_user("contact_officer"), next="https://elsewhere.example/")
        assert response.url == "/"

    def test_that_is_wrong_says_so_without_saying_which(self, client, make_user):
        user = make_user("contact_officer")
        wrong = text_of(sign_in(client, user, "not the password"))
        user.email = "nobody@severnshire.example"
        unknown = text_of(sign_in(client, user, "not the password"))
        sentence = "The email address and the password do not fit together"
        assert sentence in wrong
        assert sentence in unknown
        assert "not the password" not in wrong

    def test_five_wrong_lock_the_account_also_for_the_right_one_until_fifteen_minutes_are_over(
        self, client, make_user, monkeypatch
    ):
        user, other = make_user("contact_officer"), make_user("contact_officer")
        for _ in range(5):
            sign_in(client, user, "wrong")
        locked = text_of(sign_in(client, user))
        assert "The account is locked for 15 minutes" in locked
        assert client.get("/account").status_code == 302
        assert sign_in(Client(), other).status_code == 302
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 1)
        assert sign_in(client, user).status_code == 302
        assert log().count("access.sign_in_failed") == 5
        assert "access.sign_in_locked" in log()

    def test_a_whole_office_behind_one_address_can_sign_in_at_nine(self, make_user):
        user = make_user("contact_officer")
        assert {sign_in(Client(), user).status_code for _ in range(40)} == {302}

    def test_a_busy_morning_unlocks_nobody(self, client, make_user):
        user = make_user("contact_officer")
        for _ in range(5):
            sign_in(client, user, "wrong")
        for number in range(400):  # more counts than Django's cache keeps unless told; it drops the first by name
            cache.set(f"visitor-{number}", 1, 900)
        assert "The account is locked" in text_of(sign_in(client, user))

    @pytest.mark.parametrize("proxies", [0, 1])
    def test_wrong_ones_lock_the_address_they_come_from_whatever_it_says_of_itself(
        self, client, make_user, settings, proxies
    ):
        settings.PROXIES_IN_FRONT = proxies
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "4/15m/ip,100/15m/key"}

        def come_from(address: str, forged: str) -> dict[str, str]:
            """What reaches Threshold from there, through our proxies, with a forged entry put in front."""
            entries = [forged, address][: proxies + 1]
            at = "127.0.0.1" if proxies else address
            return {"REMOTE_ADDR": at, "HTTP_X_FORWARDED_FOR": ", ".join(entries)}

        for number in range(4):  # each time another account and another made-up address
            guess = {"login": make_user("contact_officer").email, "password": "wrong"}
            client.post(LOGIN, guess, **come_from("203.0.113.9", f"198.51.100.{number}"))
        user = make_user("contact_officer")
        right = {"login": user.email, "password": PASSWORD}
        locked = client.post(LOGIN, right, **come_from("203.0.113.9", "198.51.100.9"))
        assert "Too many wrong passwords" in text_of(locked)
        # The neighbour behind the same proxy signs in.
        assert client.post(LOGIN, right, **come_from("203.0.113.10", "203.0.113.9")).status_code == 302

    def test_sign_in_failure_and_sign_out_are_in_the_log(self, client, make_user):
        user = make_user("contact_officer")
        sign_in(client, user, "wrong")
        sign_in(client, user)
        client.post("/account/logout/")
        assert log() == ["access.sign_in_failed", "access.sign_in", "access.sign_out"]
        assert set(AuditEntry.objects.filter(kind="sign-in").values_list("actor_id", flat=True)) == {user.pk}

    def test_of_a_closed_account_opens_nothing(self, client, make_user):
        user = make_user("contact_officer")
        user.is_active = False
        user.save()
        response = client.post(LOGIN, {"login": user.email, "password": PASSWORD}, follow=True)
        assert "Your account is closed" in text_of(response)
        assert client.get("/account").status_code == 302

    def test_is_changed_with_the_old_one_and_is_in_the_log(self, client, make_user):
        user = make_user("contact_officer")
        sign_in(client, user)
        page = "/account/password/change/"
        new = {"oldpassword": PASSWORD, "password1": "four words and a tree", "password2": "four words and a tree"}
        wrong = text_of(client.post(page, new | {"oldpassword": "something else"}))
        assert "This is not the password you have now" in wrong
        short = text_of(client.post(page, new | {"password1": "short", "password2": "short"}))
        assert "There is a problem" in short
        response = client.post(page, new, follow=True)
        assert "Your password is changed." in text_of(response)
        assert "access.password_changed" in log()
        assert sign_in(Client(), user, "four words and a tree").status_code == 302

    def test_cannot_be_changed_where_there_is_none(self, client, make_user):
        user = make_user("contact_officer")
        user.set_unusable_password()
        user.save()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/account/password/change/").status_code == 404
        assert "change your password there" in text_of(client.get("/account"))


class TestOneTimePassword:
    def test_opens_nothing_before_a_password_of_ones_own_is_chosen(self, client, make_user):
        user = make_user("contact_officer")
        user.must_change_password = True
        user.save()
        sign_in(client, user)
        for page in ("/", "/account", "/search?q=x"):
            assert client.get(page).url == "/account/password/change/"
        assert "Choose a password of your own" in text_of(client.get("/account/password/change/"))
        new = {"oldpassword": PASSWORD, "password1": "four words and a tree", "password2": "four words and a tree"}
        client.post("/account/password/change/", new)
        assert client.get("/account").status_code == 200


class TestSecondStep:
    def code_for(self, page: str) -> str:
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

        secret = re.search(r"enter: <strong>([A-Z2-7 ]+)</strong>", page)
        assert secret is not None
        return format_hotp_value(hotp_value(secret[1].replace(" ", ""), int(time.time()) // 30))

    def set_up(self, client: Client, user: Any) -> list[str]:
        sign_in(client, user)
        page = "/account/second-step/app/activate/"
        asked = client.get(page, follow=True)
        if asked.redirect_chain:  # some time after signing in: confirm
            client.post(asked.redirect_chain[-1][0], {"password": PASSWORD, "next": page})
            asked = client.get(page)
        text = text_of(asked)
        assert "data:image/svg+xml" in text
        done = client.post(page, {"code": self.code_for(text)}, follow=True)
        return re.findall(r"<code>(\w+)</code>", text_of(done))

    def test_the_app_is_set_up_and_asked_for_and_a_recovery_code_opens_once(
        self, client, make_user, django_capture_on_commit_callbacks
    ):
        user = make_user("contact_officer")
        with django_capture_on_commit_callbacks(execute=True):
            codes = self.set_up(client, user)
        assert len(codes) == 10
        assert "the app on your phone" in text_of(client.get("/account"))
        assert "access.totp_activated" in log()
        other = Client()
        response = sign_in(other, user, next="/account")
        assert response.url == "/account/second-step/authenticate/"
        assert other.get("/account").status_code == 302
        page = text_of(other.get(response.url))
        assert "Enter your code" in page
        assert "Incorrect" in text_of(other.post(response.url, {"code": "000000"}))
        assert other.post(response.url, {"code": codes[0]}).url == "/account"
        again = Client()
        sign_in(again, user)
        assert "Incorrect" in text_of(again.post("/account/second-step/authenticate/", {"code": codes[0]}))

    def test_every_page_of_it_is_drawn_in_our_frame(self, client, make_user):
        user = make_user("contact_officer")
        self.set_up(client, user)
        for name in (
            "mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp",
            "mfa_list_webauthn", "mfa_add_webauthn", "account_reauthenticate", "mfa_reauthenticate", "account_logout",
        ):  # fmt: skip
            text = text_of(client.get(reverse(name)))
            assert "th-header" in text, name
            assert "<h1" in text, name
        assert "text/plain" in client.get(reverse("mfa_download_recovery_codes"))["Content-Type"]

    def test_where_it_is_asked_of_everybody_nothing_opens_without_one(self, client, make_user, settings):
        settings.SECOND_FACTOR_REQUIRED = True
        sign_in(client, make_user("contact_officer"))
        assert client.get("/account").url == "/account/second-step/"
        assert "You have no second step yet" in text_of(client.get("/account/second-step/"))


class TestPages:
    @pytest.mark.parametrize(
        "path",
        ["signup/", "email/", "password/reset/", "password/set/", "confirm-email/", "3rdparty/", "3rdparty/signup/",
         "2fa/", "login/code/"],
    )  # fmt: skip
    def test_that_nobody_needs_do_not_exist(self, path):
        with pytest.raises(Resolver404):
            resolve(f"/account/{path}")

    def test_of_ones_own_ask_to_sign_in(self, client):
        from threshold.access.urls import account_pages

        public = {"account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn",
                  "socialaccount_login_cancelled", "socialaccount_login_error", "openid_connect_login",
                  "openid_connect_callback"}  # fmt: skip
        for page in account_pages:
            if page.name in public:
                continue
            arguments = [1] if "<int:pk>" in str(page.pattern) else []
            for method in (client.get, client.post):
                response = method(reverse(page.name, args=arguments))
                assert response.status_code == 302, page.name
                assert response.url.startswith(LOGIN), page.name

    def test_the_directory_is_offered_only_where_it_is_set_up(self, client, settings):
        assert "directory" not in text_of(client.get(LOGIN))
        settings.SOCIALACCOUNT_PROVIDERS = DIRECTORY
        text = text_of(client.get(LOGIN))
        assert "Sign in with your council account" in text
        assert 'action="/account/directory/directory/login/"' in text

    def test_the_directory_lets_in_only_who_has_an_account(self, client, make_user, rf, settings):
        from allauth.account.models import EmailAddress
        from allauth.core.exceptions import ImmediateHttpResponse
        from allauth.socialaccount.models import SocialAccount, SocialLogin

        from threshold.access.models import User
        from threshold.access.sign_in import DirectoryAdapter

        settings.SOCIALACCOUNT_PROVIDERS = DIRECTORY

        def coming(email: str, process: str = "login") -> SocialLogin:
            login = SocialLogin(
                user=User(email=email),
                account=SocialAccount(provider="directory", uid=email),
                email_addresses=[EmailAddress(email=email, verified=True)],
            )
            login.state = {"process": process}
            return login

        request = rf.get("/")
        request.session = client.session
        user = make_user("contact_officer")
        known = coming(user.email)
        DirectoryAdapter().pre_social_login(request, known)
        assert known.user == user
        for stranger in (coming("stranger@severnshire.example"), coming(user.email, process="connect")):
            with pytest.raises(ImmediateHttpResponse) as refused:
                DirectoryAdapter().pre_social_login(request, stranger)
            assert refused.value.response.status_code == 403

    def test_every_script_on_them_carries_the_nonce_or_is_no_script(self, client, make_user):
        sign_in(client, make_user("contact_officer"))
        for page in (LOGIN, "/account/second-step/keys/add/", "/account"):
            text = text_of(Client().get(page) if page == LOGIN else client.get(page, follow=True))
            for opening in re.findall(r"<script[^>]*>", text):
                assert "nonce=" in opening or 'type="application/json"' in opening, opening
            assert " onclick" not in text
            assert "<style" not in text

    def test_the_back_button_shows_nothing_after_signing_out(self, client, make_user):
        sign_in(client, make_user("contact_officer"))
        assert client.get("/account")["Cache-Control"] == "no-store"


def test_filled_and_standing_read_a_page(client, make_user):
    """The helpers of these tests: what they say a page would send is what a browser would send."""
    assert set(standing(client.get(LOGIN))) >= {"login", "password", "csrfmiddlewaretoken"}
    assert filled(client, LOGIN, login="a")["login"] == "a"
