"""The addresses of `access`, and which of allauth's pages there are at all."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as directory
from django.contrib.auth.decorators import login_required
from django.urls import path

from threshold.access import views
from threshold.access.views import accounts, audit, sign_in, teams

urlpatterns = [
    path("drafts/save", views.save_draft, name="save_draft"),
    path("account", sign_in.own_account, name="account"),
    path("accounts", accounts.listing, name="accounts"),
    path("accounts/new", accounts.create, name="account_new"),
    path("accounts/<int:pk>", accounts.show, name="account_of"),
    path("accounts/<int:pk>/change", accounts.change, name="account_change"),
    path("accounts/<int:pk>/give-role", accounts.give_role, name="account_give_role"),
    path("accounts/<int:pk>/roles/<int:membership>/end", accounts.end_role, name="account_end_role"),
    path("accounts/<int:pk>/new-password", accounts.new_password, name="account_new_password"),
    path("accounts/<int:pk>/remove-second-step", accounts.remove_second_step, name="account_remove_second_step"),
    path("accounts/<int:pk>/close", accounts.close, name="account_close"),
    path("accounts/<int:pk>/open-again", accounts.open_again, name="account_open_again"),
    path("teams", teams.listing, name="teams"),
    path("teams/new", teams.create, name="team_new"),
    path("teams/<int:pk>/end", teams.end, name="team_end"),
    path("audit", audit.listing, name="audit"),
]


def _own(view: Any) -> Any:
    """allauth asks some of its pages' visitors to sign in and fails on the others."""
    return login_required(view)


#: Under `account/`. Signing up, e-mail addresses, passwords by e-mail and joining further directory accounts are
#: not here, so there are no such pages: accounts are made by the authority.
account_pages = [
    # On the way in.
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("second-step/authenticate/", second_step.authenticate, name="mfa_authenticate"),
    path("second-step/keys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("directory/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("directory/error/", social.login_error, name="socialaccount_login_error"),
    path("directory/<slug:provider_id>/login/", directory.login, name="openid_connect_login"),
    path("directory/<slug:provider_id>/login/callback/", directory.callback, name="openid_connect_callback"),
    # Of somebody who is in.
    path("reauthenticate/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", _own(sign_in.change_password), name="account_change_password"),
    path("second-step/", _own(second_step.index), name="mfa_index"),
    path("second-step/reauthenticate/", _own(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/app/activate/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("second-step/app/deactivate/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-step/codes/", _own(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-step/codes/make/", _own(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "second-step/codes/download/", _own(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("second-step/keys/", _own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("second-step/keys/add/", _own(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "second-step/keys/reauthenticate/", _own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"
    ),
    path("second-step/keys/<int:pk>/rename/", _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("second-step/keys/<int:pk>/remove/", _own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]
