"""Does a lesson name nobody, go one step after another, and stay as it was published?"""

from __future__ import annotations

import uuid

import pytest

from an_audit import hide
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.quality import slots
from threshold.quality.actions import learning as actions
from threshold.quality.actions import voices as voice_actions
from threshold.quality.actions.themes import set_themes
from threshold.quality.models import LearningEntry, ThemeTag
from threshold.quality.queries import learning as queries
from threshold.quality.queries import themes
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db


def note(quality, **more):
    defaults = {"by": quality.auditor, "now": quality.now, "title": "Ask the child first",
                "learned": "We wrote plans before anybody had asked."}  # fmt: skip
    source = more.pop("source", "audit")
    return actions.note_learning(source, **defaults | more)


def changed(quality, entry=None, **more):
    defaults = {"by": quality.auditor, "now": quality.now, "changed": "The plan's first question is now the child's."}
    return actions.change_because_of_learning(entry or note(quality), **defaults | more)


def test_noted_changed_proved(quality):
    entry = changed(quality)
    with pytest.raises(Refused, match="Name the measure or the audit"):
        actions.prove_learning(entry, by=quality.auditor, now=quality.now, proof="It rose.")
    entry = actions.prove_learning(entry, by=quality.auditor, now=quality.now, proof="It rose.", measure="QA03")
    assert (entry.state, entry.proof_measure, entry.version) == ("proved", "QA03", 3)


def test_a_measure_that_there_is_not_proves_nothing(quality):
    entry = changed(quality)
    for code in ("XX99", "qa03", " QA03"):
        with pytest.raises(Refused, match="no measure of this name"):
            actions.prove_learning(entry, by=quality.auditor, now=quality.now, proof="It rose.", measure=code)
    entry.refresh_from_db()
    assert (entry.state, entry.proof_measure) == ("changed", "")


def test_the_lesson_leads_to_its_proof_and_the_proof_back(quality, make_user):
    audit = quality.audit()
    origin = queries.origin_called(Scope(quality.lead, quality.now), audit.reference)
    by_measure, by_audit = changed(quality, note(quality, origin=origin)), changed(quality)
    lead = client_of(quality.lead)
    page = f"/learning/{by_measure.reference}"
    assert '<option value="QA03"' in body_of(lead.get(f"{page}/prove"))
    sent = {"submission_key": str(uuid.uuid4()), "version": str(by_measure.version), "proof": "It rose."}
    assert lead.post(f"{page}/prove", {**sent, "measure": "XX99"}).status_code == 200  # asked again
    assert lead.post(f"{page}/prove", {**sent, "measure": "QA03"}).url == page
    actions.prove_learning(by_audit, by=quality.lead, now=quality.now, proof="Better.", audit=audit)
    assert 'href="/measures/QA03"' in body_of(lead.get(page))
    assert page in body_of(lead.get("/measures/QA03"))
    assert page not in body_of(lead.get("/measures/QA01"))
    assert f'href="/audits/{audit.reference}"' in body_of(lead.get(f"/learning/{by_audit.reference}"))
    html = body_of(lead.get(f"/audits/{audit.reference}"))
    assert "What we learned from it" in html
    assert page in html
    assert "What it shows to have helped" in html
    assert f"/learning/{by_audit.reference}" in html
    # Whoever may not open the audit does not learn which it is.
    member = body_of(client_of(make_user("elected_member")).get(f"/learning/{by_audit.reference}"))
    assert "One that you may not read" in member
    assert audit.reference not in member


def test_no_child_and_no_relative_is_named(quality):
    """The child is called Robin Testcase."""
    origin = queries.origin_called(Scope(quality.auditor, quality.now), quality.audit().reference)
    assert origin is not None
    for words in ({"title": "Robin was not asked"}, {"learned": "The Testcase family waited."}):
        with pytest.raises(Refused, match="names somebody"):
            note(quality, origin=origin, **words)
    entry = note(quality, origin=origin)
    with pytest.raises(Refused, match="names somebody"):
        changed(quality, entry, changed="Robin has a new plan")
    assert LearningEntry.objects.get().state == "noted"


def test_the_source_is_what_the_record_is(quality):
    scope = Scope(quality.lead, quality.now)
    voice = voice_actions.record_voice(
        "compliment", by=quality.manager, now=quality.now, came_from="child", team=quality.team,
        received_on=quality.now.date(), summary="She listened.", person=quality.child,
    )  # fmt: skip
    origin = queries.origin_called(scope, voice.reference)
    with pytest.raises(Refused, match="another kind"):
        note(quality, origin=origin)
    entry = note(quality, origin=origin, source="compliment", by=quality.lead)
    assert queries.entries_from(scope, voice) == [entry]
    assert queries.origin_of(scope, entry).href == f"/voices/{voice.reference}"
    hide(quality.child, quality.now, quality.worker)
    assert queries.origin_of(Scope(quality.lead, quality.now), entry) is None


def test_who_writes_and_who_reads(quality, make_user):
    entry = note(quality)
    with pytest.raises(NotPermitted):
        note(quality, by=quality.worker)
    for role in ("elected_member", "commissioner", "social_worker"):
        assert queries.get_entry(Scope(make_user(role), quality.now), entry.reference) == entry
    with pytest.raises(NotVisible):
        queries.get_entry(Scope(make_user("administrator"), quality.now), entry.reference)


def test_a_double_click_notes_one(quality):
    key = uuid.uuid4()
    assert note(quality, submission_key=key) == note(quality, submission_key=key)


def test_a_published_bulletin_keeps_its_words(quality, make_user):
    month, who = quality.now.date(), {"by": quality.auditor, "now": quality.now}
    entry = note(quality)
    bulletin = actions.begin_bulletin(month, **who, intro="A short month.", entries=[])
    with pytest.raises(Refused, match="no lesson"):
        actions.publish_bulletin(bulletin, **who)
    with pytest.raises(Refused, match="already"):
        actions.begin_bulletin(month, **who, intro="Again", entries=[])
    reader = Scope(make_user("elected_member"), quality.now)
    with pytest.raises(NotVisible):
        queries.get_bulletin(reader, "2026-03")
    bulletin = actions.change_bulletin(bulletin, **who, intro="A short month.", entries=[entry])
    bulletin = actions.publish_bulletin(bulletin, **who)
    changed(quality, entry)
    assert [line.changed for line in queries.lines_of(queries.get_bulletin(reader, "2026-03"))] == [""]
    with pytest.raises(Refused, match="published"):
        actions.change_bulletin(bulletin, **who, intro="Other", entries=[])
    with pytest.raises(Refused, match="published bulletin"):
        actions.correct_learning(LearningEntry.objects.get(), **who, title="Other", learned="Words")
    assert queries.entries_to_choose(reader, None) == []
    for code in ("2026-3x", "x", "2026-04"):
        with pytest.raises(NotVisible):
            queries.get_bulletin(reader, code)


# --- Themes -------------------------------------------------------------------------------------------------------


def test_themes_are_set_and_counted_for_who_may_see(quality, make_user):
    audit, entry = quality.audit(), note(quality)
    who = {"by": quality.auditor, "now": quality.now}
    assert set_themes(audit, **who, themes=["voice", "plans"]) == ["plans", "voice"]
    assert set_themes(audit, **who, themes=["voice"]) == ["voice"]
    set_themes(entry, **who, themes=["voice"])
    with pytest.raises(Refused, match="not in the pack"):
        set_themes(audit, **who, themes=["nonsense"])
    with pytest.raises(NotPermitted):
        set_themes(audit, by=quality.worker, now=quality.now, themes=[])

    def counts(user):
        return next(row for row in themes.theme_counts(Scope(user, quality.now)) if row.code == "voice")

    assert (counts(quality.lead).audits, counts(quality.lead).learning) == (1, 1)
    assert (counts(make_user("elected_member")).audits, counts(make_user("elected_member")).learning) == (0, 1)
    hide(quality.child, quality.now, quality.worker)
    assert counts(quality.lead).audits == 0
    assert list(themes.audits_of(Scope(quality.lead, quality.now), "voice")) == []


def test_an_older_theme_stays_readable(quality):
    entry = note(quality)
    ThemeTag.objects.create(theme="bygone", subject_type="quality.learningentry", subject_id=entry.pk,
                            tagged_at=quality.now, tagged_by=quality.lead)  # fmt: skip
    assert themes.get_theme("bygone") == "bygone"
    with pytest.raises(NotVisible):
        themes.get_theme("never-there")
    assert set_themes(entry, by=quality.lead, now=quality.now, themes=["bygone", "voice"]) == ["bygone", "voice"]


def test_other_apps_add_links_to_a_theme(quality, monkeypatch):
    monkeypatch.setattr(slots, "_theme_links", [])
    slots.add_theme_links(lambda scope, theme: [(f"Plan for {theme}", "/plan")])
    assert slots.theme_links(Scope(quality.lead, quality.now), "voice") == [("Plan for voice", "/plan")]
