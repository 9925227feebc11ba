"""A restricted child in quality, measures and improvement: by a reference that was kept, by a file, by a number.

Every page and every form of every role is walked through in `test_every_route`. Here somebody who knew the child's
audit before it was hidden types its reference where a form asks for one, downloads, or counts.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import a_council
import a_plan
from a_family import filled, signed_in, text_of
from an_audit import Quality, follow_up, hide, make_quality
from an_audit_office import AuditOffice
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import packs
from threshold.core.models import Clock
from threshold.improvement.actions import evidence, room
from threshold.improvement.models import ActionProof, Evidence, RoomSnapshot
from threshold.insight import periods
from threshold.insight.behind import Behind
from threshold.insight.measures import REGISTRY
from threshold.quality.actions import alerts, learning
from threshold.quality.models import Audit, AuditAction, LearningEntry, VoiceRecord
from visiting import body_of, client_of

__all__ = ["signed_in"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def quality(door: Any, make_user: Any) -> Quality:
    door.now = timezone.now()
    return make_quality(door, make_user)


@pytest.fixture
def loop(quality: Quality, make_user: Any) -> a_plan.Loop:
    return a_plan.begin(make_user, quality.team, packs.current(), quality.now)


NOBODYS = "A-00009-8"


# --- Typing a reference ---------------------------------------------------------------------------------------------


def send(client: Client, url: str, **answers: Any) -> str:
    """The page that comes back when a form is sent; what stands in it beside what was typed."""
    response = client.post(url, filled(client, url, **answers))
    assert response.status_code == 200, "it must be refused on the form"
    return text_of(response)


def told(page: str, *typed: str) -> str:
    """What the page says, without what its reader typed and without what differs by chance."""
    start = page.index("govuk-error-summary")
    said = page[start : page.index("</ul>", start)]
    for one in typed:
        said = said.replace(one, "")
    return said


@pytest.mark.parametrize(
    ("url", "answers"),
    [
        pytest.param("/evidence/add/audit", {"shows": "The child was heard", "of": "{finding}"}, id="evidence"),
        pytest.param("/learning/{lesson}/prove", {"proof": "The re-audit is good"}, id="proof of a lesson"),
        pytest.param(
            "/learning/new",
            {"source": "audit", "title": "Ask first", "learned": "Ask the child.", "reference": "{audit}"}, id="lesson",
        ),
    ],
)  # fmt: skip
def test_a_hidden_audits_reference_says_the_same_as_one_that_nobody_has(
    quality: Quality, loop: a_plan.Loop, url: str, answers: dict[str, str]
) -> None:
    audit = quality.audit()
    who: dict[str, Any] = {"by": quality.lead, "now": quality.now}
    lesson = learning.note_learning("other", **who, title="Ask first", learned="Ask the child before the plan.")
    lesson = learning.change_because_of_learning(lesson, **who, changed="The form begins with it.")
    hide(quality.child, quality.now, quality.manager)
    client, pages = client_of(quality.lead), []
    for reference in (audit.reference, NOBODYS):
        known = {"audit": reference, "finding": f"finding:{loop.finding.pk}", "lesson": lesson.reference}
        sent = {name: value.format(**known) for name, value in answers.items()} | {"audit": reference}
        pages.append(told(send(client, url.format(**known), **sent), reference))
    assert pages[0] == pages[1]
    assert not Evidence.objects.exists()
    assert LearningEntry.objects.get().state == "changed"


def test_a_hidden_audit_proves_no_action_of_the_plan(quality: Quality, loop: a_plan.Loop) -> None:
    audit = quality.audit()
    hide(quality.child, quality.now, quality.manager)
    client, url = client_of(loop.director), f"/plan/actions/{loop.action.reference}/proof"
    pages = [
        told(send(client, url, kind="re_audit", audit=reference, at_least="good"), reference)
        for reference in (audit.reference, NOBODYS)
    ]
    assert pages[0] == pages[1]
    assert not ActionProof.objects.filter(kind="re_audit").exists()


def test_a_hidden_child_is_not_found_by_reference_for_a_complaint(quality: Quality) -> None:
    hide(quality.child, quality.now, quality.lead)
    client, today = client_of(quality.manager), quality.now.date()
    day = {"received_on-day": today.day, "received_on-month": today.month, "received_on-year": today.year}
    words = {"kind": "complaint", "came_from": "parent", "team": str(quality.team.pk), "summary": "Nobody called"} | day
    pages = [
        told(send(client, "/voices/new", person=reference, **words), reference)
        for reference in (quality.child.reference, "P-00009-N")
    ]
    assert pages[0] == pages[1]
    assert not VoiceRecord.objects.exists()


# --- What was written before the child was hidden ---------------------------------------------------------------------


def test_a_lesson_names_no_record_to_who_may_not_see_it(quality: Quality, make_user: Any) -> None:
    """Neither the record that it comes from nor the audit that proves it; on the page and in the file."""
    things = follow_up(quality)
    who: dict[str, Any] = {"by": quality.lead, "now": quality.now}
    audit, complaint = quality.audit(), things["complaint"]
    proved = learning.change_because_of_learning(things["lesson"], **who, changed="We call back within a day")
    proved = learning.prove_learning(proved, **who, proof="The audit is good", measure="", audit=audit)
    page, file = f"/learning/{proved.reference}", "/learning?format=csv"
    for address in (page, file):
        assert complaint.reference in body_of(client_of(quality.lead).get(address)), address
    assert audit.reference in body_of(client_of(quality.lead).get(page))
    readers = [quality.lead, make_user("elected_member"), make_user("commissioner"), make_user("contact_officer")]
    hide(quality.child, quality.now, quality.manager, quality.manager)
    for user in readers:
        for address in (page, file):
            response = client_of(user).get(address)
            text = body_of(response)
            assert (response.status_code == 200) == (address == page or user.may(Permission.LISTS_EXPORT)), (
                user,
                address,
            )
            assert not any(one in text for one in (audit.reference, complaint.reference)), (user.roles, address)
    # The service manager's colleague, for whom the child is there, reads both as before.
    assert complaint.reference in body_of(client_of(quality.manager).get(page))


def test_what_was_given_to_inspectors_holds_no_audit_and_no_child(
    quality: Quality, loop: a_plan.Loop, make_user: Any
) -> None:
    council = a_council.build(make_user, quality.now)
    audit = quality.audit()
    kept = evidence.add_audit(
        loop.authority, by=quality.lead, now=quality.now, audit=audit, shows="The child was heard",
        links=evidence.Links(findings=[loop.finding]),
    )  # fmt: skip
    asked = room.record_request(
        council.inspection, by=council.lead, now=quality.now, words="What shows that children are heard?",
        asked_by="Lead inspector", owner=council.lead,
    )  # fmt: skip
    room.answer_request(asked, by=council.lead, now=quality.now, answer="This", evidence=[kept])
    sealed = room.seal_snapshot(council.inspection, by=council.lead, now=quality.now)
    hide(quality.child, quality.now, quality.manager)
    address = f"/inspection-rooms/{council.inspection.reference}/snapshots/{sealed.number}"
    child = (quality.child.reference, quality.child.family_name, audit.reference, audit.subject_reference)
    for user in (council.lead, council.leader, make_user("senior_leader")):
        for form in ("", "?format=json"):
            text = body_of(client_of(user).get(address + form))
            assert not any(one in text for one in child)
    assert json.loads(RoomSnapshot.objects.get().content)["given"][0]["facts"]["title"] == "The child was heard"


def test_an_inspectors_list_of_cases_leaves_a_child_out_who_was_hidden_after_the_draw(
    quality: Quality, make_user: Any
) -> None:
    council = a_council.build(make_user, quality.now)
    today = quality.now.date()
    sample = room.draw_cases(
        council.inspection, by=council.leader, now=quality.now, kind="front_door", first_on=today, last_on=today, size=5
    )
    address = f"/inspection-rooms/{council.inspection.reference}/cases/{sample.number}"
    assert quality.child.reference in body_of(client_of(council.leader).get(address))
    hide(quality.child, quality.now, quality.manager)
    for one in (address, f"{address}?format=csv", f"/inspection-rooms/{council.inspection.reference}"):
        text = body_of(client_of(council.leader).get(one))
        assert quality.child.reference not in text, one
        assert quality.child.family_name not in text, one
    assert client_of(council.lead).get(address).status_code == 403


# --- Blind grading --------------------------------------------------------------------------------------------------


def test_whoever_still_grades_blind_learns_nothing_from_the_lists_behind_measures(quality: Quality) -> None:
    """An alert or an action says that the first auditor found something inadequate."""
    audit = quality.audit(state="in_progress")
    alerts.raise_alert(audit, by=quality.auditor, now=quality.now - dt.timedelta(days=40), what="Nobody saw the child")
    Clock.objects.filter(rule="audit-alert").update(due_at=quality.now - dt.timedelta(days=39))
    action = quality.action(audit)
    AuditAction.objects.update(due_on=quality.now.date() - dt.timedelta(days=39))
    Audit.objects.update(
        state="awaiting_moderation", grade="inadequate", graded_at=quality.now, moderator=quality.moderator
    )
    period = periods.Period(quality.now.date() - dt.timedelta(days=60), quality.now.date(), "now")

    def behind(user: Any) -> dict[str, int]:
        return {code: Behind(Scope(user, quality.now), REGISTRY[code], period).count() for code in ("QA03", "QA05")}

    assert behind(quality.lead) == {"QA03": 1, "QA05": 1}
    assert behind(quality.moderator) == {"QA03": 0, "QA05": 0}
    for code in ("QA03", "QA05"):
        for form in ("", "&format=csv"):
            address = f"/measures/{code}/list?from={period.first}&to={period.last}{form}"
            text = body_of(client_of(quality.moderator).get(address))
            assert not any(one in text for one in (audit.reference, action.reference)), address
    Audit.objects.update(state="in_discussion", moderated_at=quality.now)
    assert behind(quality.moderator) == {"QA03": 1, "QA05": 1}


# --- Counting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["elected_member", "commissioner", "improvement_partner", "improvement_lead"])
def test_who_sees_no_child_sees_grades_of_no_few(quality: Quality, make_team: Any, make_user: Any, role: str) -> None:
    """The pages of measures withhold a team's one audit; the page of grades must not give it."""
    small = make_team("family_help", "Quillfeather team")
    quality.audit(team=small, grade="inadequate")
    for _ in range(12):
        quality.audit()
    client, lead = client_of(make_user(role)), client_of(quality.lead)
    whole = body_of(client.get("/grades"))
    assert "12 of 13 audits were good or better" in whole
    assert "Quillfeather team" not in whole
    for query in (f"team={small.pk}", "by=month", "theme=voice", f"team={small.pk}&by=month&theme=voice"):
        assert "12 of 13 audits were good or better" in body_of(client.get(f"/grades?{query}")), query
    assert "Quillfeather team" in body_of(lead.get("/grades"))
    assert "0 of 1 audit was good or better" in body_of(lead.get(f"/grades?team={small.pk}"))


# --- Somebody of the improvement partner, and the commissioner --------------------------------------------------------


@pytest.mark.parametrize("role", ["improvement_partner", "commissioner", "elected_member", "improvement_lead"])
def test_a_guessed_audit_is_nobodys_who_was_not_asked_to_do_it(
    quality: Quality, make_user: Any, signed_in: Callable[..., Client], role: str
) -> None:
    """Asked for one, a joint auditor tries the next number, every page and every form of it."""
    user = make_user(role)
    things = follow_up(quality)
    if role == "improvement_partner":
        asked = quality.audit(state="in_progress", joint_auditor=user)
        assert client_of(user).get(f"/audits/{asked.reference}").status_code == 200
        # A cancelled one is no longer theirs.
        Audit.objects.filter(pk=asked.pk).update(state="cancelled")
        assert client_of(user).get(f"/audits/{asked.reference}").status_code == 404
    states = ("assigned", "in_progress", "awaiting_moderation", "in_discussion", "complete")
    others = [quality.audit(state=state, moderator=quality.moderator) for state in states]
    verbs = ("", "/begin", "/hand-in", "/moderate", "/agree", "/themes", "/raise-an-action", "/joint-view",
             "/stand-aside", "/raise-an-alert", "/pass-on", "/cancel")  # fmt: skip
    pages = [f"/audits/{audit.reference}{verb}" for audit in others for verb in verbs]
    pages += [f"/audit-actions/{things['action'].reference}{verb}" for verb in ("", "/evidence", "/second-look")]
    pages += [f"/re-audits/{things['proposal'].reference}", f"/voices/{things['complaint'].reference}",
              f"/supervision/held/{things['case'].reference}", f"/people/{quality.child.reference}/audits"]  # fmt: skip
    client = client_of(user)
    for page in pages:
        for response in (client.get(page), client.post(page, {"version": "1", "words": "x", "found": "yes"})):
            assert response.status_code in (403, 404, 405), page


# --- Forged answers ---------------------------------------------------------------------------------------------------


def test_an_id_that_no_form_offered_is_refused(door: Any, make_user: Any) -> None:
    office = AuditOffice(door, make_user)
    audit = office.audit(moderate_every=1)
    stranger, partner = make_user("partner"), make_user("improvement_partner")
    lead = client_of(office.lead)
    url = f"/audits/{audit.reference}/ask-jointly"
    for user in (audit.auditor, office.door.worker, stranger, make_user("commissioner")):
        assert lead.post(url, filled(lead, url, joint_auditor=str(user.pk))).status_code == 200
    assert lead.post(url, filled(lead, url, joint_auditor=str(partner.pk))).status_code == 302
    assert Audit.objects.get().joint_auditor == partner
    alert = alerts.raise_alert(
        Audit.objects.get(), by=audit.auditor, now=office.now, what="Nobody saw the child this week"
    )
    assert alert.to is not None
    manager, url = client_of(alert.to), f"/quality/alerts/{alert.reference}/pass-on"
    for user in (audit.auditor, audit.worker, stranger, partner):
        assert user is not None
        assert manager.post(url, filled(manager, url, to=str(user.pk), words="Yours")).status_code == 200
    alert.refresh_from_db()
    assert alert.to is not None
    assert alert.to.pk not in (stranger.pk, partner.pk, audit.auditor_id, audit.worker_id)
    auditor, url = client_of(audit.auditor), f"/audits/{audit.reference}/raise-an-action"
    auditor.post(f"/audits/{audit.reference}/begin")
    day = {"due_on-day": "1", "due_on-month": str(office.now.month % 12 + 1), "due_on-year": str(office.now.year + 1)}
    day["due_on-year"] = str(office.now.year + (office.now.month == 12))
    hide(Audit.objects.get().person, office.now, office.lead, office.door.worker, kind="exclusion")
    for user in (office.door.worker, stranger, partner):  # the relative, from whom the child is hidden, among them
        sent = filled(auditor, url, owner=str(user.pk), what="Ask her", difference="She is asked", **day)
        assert auditor.post(url, sent).status_code == 200
    assert not AuditAction.objects.exists()


def test_nobody_makes_themselves_the_auditor(door: Any, make_user: Any) -> None:
    """No form of giving out takes a name: whoever sends one is not heard."""
    office = AuditOffice(door, make_user)
    audit = office.audit_not_by(office.lead)
    lead, url = client_of(office.lead), f"/audits/{audit.reference}/pass-on"
    own = {"auditor": str(audit.worker_id), "moderator": str(audit.worker_id), "to": str(audit.worker_id)}
    assert lead.post(url, filled(lead, url, words="Away", **own)).status_code == 302
    passed = Audit.objects.get()
    assert passed.auditor_id not in (audit.worker_id, audit.auditor_id)
    assert passed.moderator is None
    for user in (office.door.worker, office.door.manager, office.door.officer):
        client = client_of(user)
        for verb in ("begin", "hand-in", "moderate", "agree", "stand-aside"):
            response = client.post(f"/audits/{audit.reference}/{verb}", {"version": "1", "words": "x"})
            assert response.status_code in (403, 404), (user, verb)
    assert Audit.objects.get().state == "assigned"
