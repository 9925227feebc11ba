"""The pages of themes: all of them, everything of one, and which of them a record has."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.quality import slots
from threshold.quality.actions.themes import set_themes
from threshold.quality.forms.themes import ThemesForm
from threshold.quality.presenters import trends as trend_presenters
from threshold.quality.presenters.links import audit_href
from threshold.quality.queries import learning, themes, trends, voices
from threshold.quality.queries.audits import get_visible_audit
from threshold.quality.views.common import form_page, scope_of
from threshold.ui.paging import paginate


@require_GET
def all_themes(request: HttpRequest) -> HttpResponse:
    """Every theme, and how much of each kind there is."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    context = {"themes": themes.theme_counts(scope), "shows_voices": voices.may_read(scope)}
    return render(request, "quality/themes.html", context)


@require_GET
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Everything of one theme, and how the grades of its audits went."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    title = themes.get_theme(code)
    trend = trends.trend(scope, theme=code)
    context = {
        "title": title, "code": code, "audits": paginate(themes.audits_of(scope, code), request.GET),
        "lessons": themes.learning_of(scope, code)[:50], "voices": themes.voices_of(scope, code)[:50],
        "links": slots.theme_links(scope, code), "chart": trend_presenters.chart(trend, "Good or better, in percent"),
        "is_drawn": trend_presenters.is_drawn(trend), "words": trend_presenters.in_words(trend),
        "audit_href": audit_href,
        "shows_voices": voices.may_read(scope), "names_children": scope.may(Permission.PEOPLE_READ),
    }  # fmt: skip
    return render(request, "quality/theme.html", context)


def _themes_page(request: HttpRequest, scope: Scope, record: Any, back: str, caption: str) -> HttpResponse:
    known = themes.themes() | dict(themes.titles_of(record))
    return form_page(
        request, ThemesForm, "quality.set_themes", subject=record, options={"themes": known},
        initial={"themes": themes.codes_of(record)},
        act=lambda form: [set_themes(record, by=scope.user, now=scope.now, themes=form.cleaned_data["themes"])],
        after=lambda _: back, done="The themes are changed.", title="Themes",
        context={"back": back, "caption": caption},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def voice_themes(request: HttpRequest, reference: str) -> HttpResponse:
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    voice = voices.get_visible_voice(scope, reference)
    caption = f"{voice.get_kind_display()} {voice.reference}"
    return _themes_page(request, scope, voice, reverse("voice", args=[reference]), caption)


@require_http_methods(["GET", "POST"])
def learning_themes(request: HttpRequest, reference: str) -> HttpResponse:
    scope = scope_of(request)
    scope.require(Permission.LEARNING_WRITE)
    entry = learning.get_entry(scope, reference)
    return _themes_page(request, scope, entry, reverse("learning_entry", args=[reference]), entry.title)


@require_http_methods(["GET", "POST"])
def audit_themes(request: HttpRequest, reference: str) -> HttpResponse:
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    audit = get_visible_audit(scope, reference)
    return _themes_page(request, scope, audit, audit_href(audit) or reverse("themes"), f"Audit {audit.reference}")
