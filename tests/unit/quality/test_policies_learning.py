"""May a lesson be noted, changed, proved, published? Every fact that counts. And it names nobody."""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import Bulletin, LearningEntry, ReAuditProposal
from threshold.quality.policies import learning, re_audits, themes
from threshold.quality.states import LearningState, ReAuditState

L = LearningState
YES_NO = (True, False)
NOW = dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC)


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("Robin was not asked", False),
        ("robin redbreasts in the garden", True),
        ("Ask Robinson about it", True),
        ("Robin's wishes", False),
        ("We ask every child", True),
        ("The Testcase-Jones plan", False),
        ("", True),
    ],
)
def test_names_nobody(text, fine):
    assert allows(learning.check_names_nobody, ["Fine", text], names={"Robin", "Testcase", "J", ""}) == fine


def test_the_refusal_does_not_say_the_name_again():
    with pytest.raises(Refused) as refusal:
        learning.check_names_nobody(["Robin"], names={"Robin"})
    assert "Robin" not in refusal.value.sentence


@pytest.mark.parametrize(("title", "learned"), [("A", "B"), ("", "B"), (" ", "B"), ("A", ""), ("A", "\n")])
@pytest.mark.parametrize("source_is_right", YES_NO)
def test_noting(title, learned, source_is_right):
    expected = bool(title.strip() and learned.strip()) and source_is_right
    facts = {"title": title, "learned": learned, "source_is_right": source_is_right}
    assert allows(learning.check_can_note, **facts) == expected


@pytest.mark.parametrize("state", L)
@pytest.mark.parametrize("text", ["", " ", "Something"])
@pytest.mark.parametrize("has_link", YES_NO)
@pytest.mark.parametrize("measure_exists", YES_NO)
def test_one_step_after_another(state, text, has_link, measure_exists):
    entry = LearningEntry(state=state)
    says = bool(text.strip())
    assert allows(learning.check_can_change, entry, changed=text) == (state == L.NOTED and says)
    expected = state == L.CHANGED and says and has_link and measure_exists
    facts = {"proof": text, "has_link": has_link, "measure_exists": measure_exists}
    assert allows(learning.check_can_prove, entry, **facts) == expected


@pytest.mark.parametrize("is_published", YES_NO)
@pytest.mark.parametrize("title", ["", "A"])
def test_what_is_published_is_not_rewritten(is_published, title):
    facts = {"title": title, "learned": "B", "is_published": is_published}
    assert allows(learning.check_can_correct, LearningEntry(), **facts) == (bool(title) and not is_published)


@pytest.mark.parametrize("exists", YES_NO)
@pytest.mark.parametrize(("month", "has_begun"), [(dt.date(2026, 3, 1), True), (dt.date(2026, 4, 1), False)])
def test_one_bulletin_a_month(exists, month, has_begun):
    facts = {"month": month, "today": NOW.date(), "exists": exists}
    assert allows(learning.check_can_write_bulletin, **facts) == (has_begun and not exists)


@pytest.mark.parametrize(("intro", "says"), [("", False), (" ", False), ("Hello", True)])
@pytest.mark.parametrize(("entries", "fits"), [(0, True), (8, True), (9, False)])
def test_a_bulletin_fits_one_page(intro, says, entries, fits):
    assert allows(learning.check_bulletin, intro=intro, entries=entries) == (says and fits)


@pytest.mark.parametrize("published_at", [None, NOW])
@pytest.mark.parametrize("entries", [0, 1])
def test_publishing_once(published_at, entries):
    bulletin = Bulletin(published_at=published_at)
    assert allows(learning.check_can_change_bulletin, bulletin) == (published_at is None)
    expected = published_at is None and entries > 0
    assert allows(learning.check_can_publish, bulletin, entries=entries) == expected


@pytest.mark.parametrize("state", ReAuditState)
@pytest.mark.parametrize("known", YES_NO)
@pytest.mark.parametrize("reason", ["", "Moved to Mercia"])
def test_re_audits_are_decided_once(state, known, reason):
    proposal, waits = ReAuditProposal(state=state), state == ReAuditState.PROPOSED
    assert allows(re_audits.check_can_decide, proposal) == waits
    assert allows(re_audits.check_can_accept, proposal, tool_is_known=known) == (waits and known)
    assert allows(re_audits.check_can_decline, proposal, reason=reason) == (waits and bool(reason))


@pytest.mark.parametrize("may_tag", YES_NO)
@pytest.mark.parametrize(
    ("chosen", "fits"),
    [((), True), (("a",), True), (("z",), False), (tuple("abcdef"), True), (tuple("abcdefg"), False)],
)
def test_themes_are_the_packs_and_few(chosen, fits, may_tag):
    assert allows(themes.check_themes, chosen, known="abcdefg", may_tag=may_tag) == (fits and may_tag)
