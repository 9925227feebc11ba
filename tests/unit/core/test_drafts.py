"""What was typed is found again by its owner, and a token opens nothing but its own draft, for a day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import signing

from threshold.core import drafts
from threshold.core.drafts import DraftKey

KEY = DraftKey("user:17", "frontdoor.analysis", "C-00001-1")


class TestTokens:
    def test_a_token_names_its_draft(self):
        assert drafts.key_from_token(KEY.token()) == KEY

    def test_a_token_signed_for_something_else_names_none(self):
        assert drafts.key_from_token(signing.dumps(["user:17", "f", ""], salt="other")) is None

    @pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
    def test_a_forged_token_names_none(self, token):
        assert drafts.key_from_token(token) is None

    def test_a_changed_token_names_none(self):
        token = KEY.token()
        assert drafts.key_from_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None

    def test_a_signed_list_of_another_length_names_none(self):
        assert drafts.key_from_token(signing.dumps(["user:17"], salt="threshold.draft", compress=True)) is None

    def test_a_token_is_good_for_a_day(self, monkeypatch):
        import time

        token, begin = KEY.token(), time.time()
        monkeypatch.setattr(time, "time", lambda: begin + 24 * 3600 - 60)
        assert drafts.key_from_token(token) == KEY
        monkeypatch.setattr(time, "time", lambda: begin + 24 * 3600 + 60)
        assert drafts.key_from_token(token) is None


@pytest.mark.django_db
class TestKeeping:
    def test_the_newest_typing_replaces_the_older(self, now):
        drafts.save(KEY, "a=1", now)
        drafts.save(KEY, "a=2", now)
        found = drafts.load(KEY)
        assert found is not None
        assert found.typed == "a=2"

    @pytest.mark.parametrize(
        "other",
        [
            DraftKey("user:18", KEY.form, KEY.subject),
            DraftKey(KEY.owner, "frontdoor.story", KEY.subject),
            DraftKey(KEY.owner, KEY.form, "C-00002-2"),
        ],
    )
    def test_another_persons_form_or_record_finds_nothing(self, now, other):
        drafts.save(KEY, "a=1", now)
        assert drafts.load(other) is None
        drafts.discard(other)
        assert drafts.load(KEY) is not None

    def test_a_sent_form_forgets_its_draft(self, now):
        drafts.save(KEY, "a=1", now)
        drafts.discard(KEY)
        assert drafts.load(KEY) is None

    def test_only_what_nobody_touched_for_a_month_is_forgotten(self, now):
        drafts.save(KEY, "a=1", now - dt.timedelta(days=31))
        fresh = DraftKey(KEY.owner, KEY.form, "C-00002-2")
        drafts.save(fresh, "a=1", now - dt.timedelta(days=29))
        assert drafts.discard_old(now) == 1
        assert drafts.load(fresh) is not None
