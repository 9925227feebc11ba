"""Do the pages that any app may use stand by themselves, with and without what they may be given?"""

from __future__ import annotations

from typing import Any

import pytest
from django import forms as django_forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import path

from threshold.ui import forms
from threshold.ui.foreign import govuk_field

from .conftest import sent

urlpatterns = [path("leave", lambda _: HttpResponse(), name="account_logout")]
pytestmark = pytest.mark.urls(__name__)


class Reason(forms.WorkingForm):
    reason = forms.TextareaField("Why?")


class SomeoneElses(django_forms.Form):
    login = django_forms.EmailField(label="Email", widget=django_forms.EmailInput(attrs={"autocomplete": "email"}))
    password = django_forms.CharField(widget=django_forms.PasswordInput, help_text="<ul><li>Long</li></ul>")
    remember = django_forms.BooleanField(required=False)
    how = django_forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=django_forms.RadioSelect)
    where = django_forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    key = django_forms.CharField(widget=django_forms.HiddenInput)
    more = django_forms.CharField(widget=django_forms.Textarea)


def render(name: str, rf: RequestFactory, **context: Any) -> str:
    request = rf.get("/")
    for attribute, value in context.pop("on_request", {}).items():
        setattr(request, attribute, value)
    return str(engines["jinja2"].get_template(name).render(context, request))


def test_a_confirm_page(rf: RequestFactory, parse: type) -> None:
    html = render(
        "confirm.html",
        rf,
        heading="Close <this>?",
        form=Reason(),
        consequences=["It leaves the list"],
        button="Close it",
        dangerous=True,
        cancel_href="/back",
    )
    page = parse(html)
    assert "Close &lt;this&gt;?" in html
    assert page.named("csrfmiddlewaretoken")
    assert page.named("submission_key")
    assert "/back" in page.links


def test_the_frame_shows_the_authority_and_where_one_is(rf: RequestFactory) -> None:
    class Link:
        text, href, current = "My day", "/my-day", True

    class Person:
        is_authenticated = True

        def __str__(self) -> str:
            return "R. <Okonjo>"

    html = render(
        "base.html",
        rf,
        on_request={"navigation": [Link], "authority_name": "Some Council", "user": Person(), "search_url": "/find"},
    )
    assert "Some Council" in html
    assert "R. &lt;Okonjo&gt;" in html
    assert 'aria-current="page"' in html
    assert 'action="/find"' in html
    assert 'action="/leave" method="post"' in html


def test_a_public_page_has_no_navigation_and_no_sign_out(rf: RequestFactory) -> None:
    html = render("base_public.html", rf, on_request={"navigation": [object()]})
    assert "th-navigation" not in html
    assert "Sign out" not in html


def test_a_letter_is_bare(rf: RequestFactory) -> None:
    html = render("base_print.html", rf)
    assert "<script" not in html
    assert "th-header" not in html


def test_messages_become_banners(rf: RequestFactory) -> None:
    messages = [Message(constants.SUCCESS, "Saved <b>"), Message(constants.WARNING, "Look")]
    html = render("base.html", rf, on_request={"_messages": messages})
    assert "Saved &lt;b&gt;" in html
    assert "govuk-notification-banner--success" in html
    assert "Please note" in html


def test_somebody_elses_form_looks_like_ours(parse: type) -> None:
    form = SomeoneElses(sent(login='"><script>', password="secret", more="\na", how="b", where="b", key="<"))
    html = "".join(str(govuk_field(bound)) for bound in form)
    page = parse(html)
    assert "<script" not in html
    assert "secret" not in html
    assert page.named("login")["type"] == "email"
    assert page.named("login")["autocomplete"] == "email"
    assert page.text["more"] == "\n\na"
    assert "<li>" not in html
    assert str(forms.error_summary(form)).count("href") == 1
