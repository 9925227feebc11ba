"""Is something put right only when a second person has seen it, and does nobody forget it?"""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from an_audit import SEEN, hide
from threshold.access.models import Membership, User
from threshold.access.scope import Scope
from threshold.core import status
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry, Clock, Message
from threshold.quality.actions import actions
from threshold.quality.models import ActionEscalation, AuditAction
from threshold.quality.queries import actions as queries

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


# --- The way of an action -----------------------------------------------------------------------------------------


def test_an_action_is_raised_evidenced_looked_at_and_closed_with_its_clock(quality):
    action = quality.action()
    clock = Clock.objects.get(rule="audit-action")
    assert (clock.about_id, clock.owner_id, clock.team_id) == (quality.child.pk, quality.worker.pk, quality.team.pk)
    assert clock.due_at.date() == action.due_on
    closed = quality.closed(action)
    assert (closed.state, closed.closed_by, closed.second_look) == ("closed", quality.manager, SEEN)
    clock.refresh_from_db()
    assert clock.outcome == "met"
    assert [row.to_state for row in status.history(closed)] == ["open", "evidenced", "closed"]


def test_a_double_click_raises_one(quality):
    audit, key = quality.audit(), uuid.uuid4()
    first, second = (quality.action(audit, submission_key=key) for _ in range(2))
    assert first == second
    assert AuditAction.objects.count() == 1


def test_neither_another_auditor_nor_the_worker_raises(quality, make_user):
    audit = quality.audit()
    with pytest.raises(NotPermitted):
        quality.action(audit, by=quality.moderator)
    with pytest.raises(NotPermitted):
        quality.action(audit, by=quality.worker)
    assert quality.action(audit, by=quality.lead).raised_by == quality.lead


def test_an_owner_must_see_the_child(quality, make_user):
    audit = quality.audit()
    hide(quality.child, quality.now, quality.lead, quality.worker, kind="exclusion")
    with pytest.raises(Refused, match="may not see"):
        quality.action(audit)
    with pytest.raises(Refused, match="works here"):
        quality.action(audit, owner=make_user("partner"))


@pytest.mark.parametrize("who", ["worker", "auditor"])
def test_the_owner_does_not_close_nor_does_who_gave_the_evidence(quality, who):
    """The auditor gives no evidence here; the owner and the giver are tried each for themselves."""
    by = getattr(quality, who)
    action = quality.evidenced(quality.action(owner=by), by=by)
    with pytest.raises(NotPermitted):
        actions.look_at_record(action, by=by, now=quality.now)
    with pytest.raises(NotPermitted):
        actions.close_action(action, by=by, now=quality.now, seen=SEEN)


def test_a_manager_who_gave_the_evidence_does_not_close(quality):
    action = quality.evidenced(by=quality.manager)
    with pytest.raises(NotPermitted, match="gave the evidence"):
        actions.look_at_record(action, by=quality.manager, now=quality.now)
    actions.look_at_record(action, by=quality.lead, now=quality.now)
    assert actions.close_action(action, by=quality.lead, now=quality.now, seen=SEEN).state == "closed"


def test_nothing_is_closed_without_evidence_without_a_look_or_without_words(quality):
    action = quality.action()
    with pytest.raises(Refused, match="after the evidence"):
        actions.look_at_record(action, by=quality.manager, now=quality.now)
    action = quality.evidenced(action)
    with pytest.raises(Refused, match="Open the child's record"):
        actions.close_action(action, by=quality.manager, now=quality.now, seen=SEEN)
    actions.look_at_record(action, by=quality.lead, now=quality.now)
    with pytest.raises(Refused, match="Open the child's record"):  # somebody else's look does not count
        actions.close_action(action, by=quality.manager, now=quality.now, seen=SEEN)
    actions.look_at_record(action, by=quality.manager, now=quality.now)
    with pytest.raises(Refused, match="Say what you saw"):
        actions.close_action(action, by=quality.manager, now=quality.now, seen="Yes, fine")


def test_the_database_refuses_what_the_actions_refuse(quality):
    action = quality.evidenced()
    for closer, looker in ((quality.worker, quality.worker), (quality.manager, None), (quality.manager, quality.lead)):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditAction.objects.filter(pk=action.pk).update(
                state="closed", closed_at=quality.now, closed_by=closer, second_look=SEEN,
                looked_at=quality.now if looker else None, looked_by=looker,
            )  # fmt: skip


def test_what_is_not_found_goes_back_to_the_owner_with_the_reason_and_the_old_evidence_is_kept(quality):
    action = quality.evidenced()
    actions.look_at_record(action, by=quality.manager, now=quality.now)
    action = actions.return_action(
        action, by=quality.manager, now=quality.now, seen="The plan is still of January 2025."
    )
    assert (action.state, action.evidence, action.looked_by) == ("open", "", None)
    reasons = [row.reason for row in status.history(action)]
    assert reasons[1:] == ["Visited; the plan is rewritten", "The plan is still of January 2025."]
    assert Clock.objects.get(rule="audit-action").stopped_at is None
    assert quality.closed(action).state == "closed"


def test_cancelled_with_a_reason_by_who_raised_it(quality):
    action = quality.action()
    with pytest.raises(NotPermitted):
        actions.cancel_action(action, by=quality.manager, now=quality.now, reason="No")
    action = actions.cancel_action(action, by=quality.auditor, now=quality.now, reason="The family moved away")
    assert action.state == "cancelled"
    assert Clock.objects.get(rule="audit-action").outcome == "cancelled"


def test_another_owner_and_day_with_the_reason(quality, door):
    action = quality.action()
    later = action.due_on + 7 * DAY
    who = {"by": quality.manager, "now": quality.now, "reason": "Sam is away"}
    with pytest.raises(Refused, match="Neither"):
        actions.reassign_action(action, owner=action.owner, due_on=action.due_on, **who)
    action = actions.reassign_action(action, owner=door.officer, due_on=later, **who)
    assert (action.owner, action.due_on, action.state) == (door.officer, later, "open")
    old, new = Clock.objects.filter(rule="audit-action").order_by("pk")
    assert (old.outcome, new.due_at.date(), new.owner_id) == ("cancelled", later, door.officer.pk)
    assert status.history(action).last().reason == "Sam is away"


def test_a_form_that_came_too_late_writes_nothing(quality):
    action = quality.action()
    seen = action.version
    quality.evidenced(action)
    with pytest.raises(Stale):
        actions.give_evidence(action, by=quality.worker, now=quality.now, evidence="Again", expected_version=seen)


# --- Who sees it --------------------------------------------------------------------------------------------------


def test_a_hidden_child_is_in_no_list_and_no_action_reaches_it(quality):
    action = quality.evidenced()
    hide(quality.child, quality.now, quality.lead, quality.worker)
    for user in (quality.manager, quality.auditor, quality.lead, quality.leader):
        scope = Scope(user, quality.now)
        for found in (queries.open_actions, queries.overdue_actions, queries.to_look_at, queries.my_actions):
            assert list(found(scope)) == []
        assert queries.of_audit(scope, action.audit).actions == []
        with pytest.raises(NotVisible):
            queries.get_visible_action(scope, action.reference)
    with pytest.raises(NotVisible):
        actions.look_at_record(action, by=quality.manager, now=quality.now)
    assert list(queries.my_actions(Scope(quality.worker, quality.now))) == [action]


def test_who_sees_which(quality, make_user, make_team):
    mine = quality.action()
    other_team = make_team("family_help")
    stranger = make_user("social_worker", team=other_team)
    other_manager = make_user("team_manager", team=other_team)
    for role in ("elected_member", "commissioner", "improvement_partner", "improvement_lead"):
        assert not queries.visible_actions(Scope(make_user(role), quality.now)).exists(), role
    assert not queries.visible_actions(Scope(stranger, quality.now)).exists()
    assert not queries.visible_actions(Scope(other_manager, quality.now)).exists()
    quality.evidenced(mine)  # now a second person is looked for
    assert list(queries.to_look_at(Scope(other_manager, quality.now))) == [mine]
    assert list(queries.my_actions(Scope(quality.worker, quality.now))) == [mine]


def test_a_moderator_who_grades_blind_sees_no_action_until_both_grades_are_in(quality):
    audit = quality.audit(state="awaiting_moderation", moderator=quality.moderator)
    action = quality.action(audit)
    scope = Scope(quality.moderator, quality.now)
    assert list(queries.visible_actions(scope)) == []
    with pytest.raises(NotPermitted):
        quality.action(audit, by=quality.moderator)
    audit.state = "in_discussion"
    audit.save()
    assert list(queries.visible_actions(Scope(quality.moderator, quality.now))) == [action]


# --- Escalation ---------------------------------------------------------------------------------------------------


def escalate(quality, now):
    return actions.escalate_overdue_actions(by=User.objects.get(pk=quality.machine.pk), now=now)


def test_what_is_overdue_goes_to_the_manager_and_then_to_a_senior_leader_once_each(quality):
    action = quality.action()
    on_the_day = dt.datetime.combine(action.due_on, dt.time(23, 0), dt.UTC)
    assert escalate(quality, on_the_day) == 0
    late = on_the_day + DAY
    assert [escalate(quality, late) for _ in range(3)] == [1, 0, 0]
    action.refresh_from_db()
    assert (action.escalated_to, action.state) == (quality.manager, "open")
    assert escalate(quality, late + 5 * DAY) == 0  # the manager has five working days
    much_later = late + 12 * DAY
    assert [escalate(quality, much_later) for _ in range(3)] == [1, 0, 0]
    action.refresh_from_db()
    assert action.escalated_to == quality.leader
    assert list(ActionEscalation.objects.values_list("step", flat=True)) == ["manager", "senior_leader"]
    assert list(Message.objects.values_list("to", flat=True)) == [quality.manager.email, quality.leader.email]


def test_the_message_says_nothing_of_the_child_or_the_worker(quality):
    action = quality.action()
    escalate(quality, quality.now + 30 * DAY)
    message = Message.objects.get()
    said = f"{message.heading} {message.body}"
    assert action.reference in said
    for word in (quality.child.given_name, quality.child.family_name, quality.child.reference, action.what,
                 action.difference, quality.worker.name):  # fmt: skip
        assert word not in said


def test_whoever_may_not_see_the_child_is_not_told(quality):
    quality.action()
    hide(quality.child, quality.now, quality.lead, quality.manager, kind="exclusion")
    escalate(quality, quality.now + 30 * DAY)
    assert AuditAction.objects.get().escalated_to == quality.leader


def test_where_nobody_is_left_to_tell_nothing_happens_and_it_is_tried_again(quality):
    quality.action()
    Membership.objects.filter(user__in=[quality.manager, quality.leader]).update(ends_on=dt.date(2021, 1, 1))
    late = quality.now + 30 * DAY
    assert escalate(quality, late) == 0
    Membership.objects.filter(user=quality.leader).update(ends_on=None)
    assert escalate(quality, late) == 1


def test_a_later_day_is_a_new_start(quality):
    action = quality.action()
    late = quality.now + 30 * DAY
    escalate(quality, late)
    due = late.date() + 7 * DAY
    action = actions.reassign_action(
        action, by=quality.manager, now=late, owner=action.owner, due_on=due, reason="Agreed"
    )
    assert action.escalated_at is None
    assert escalate(quality, late + DAY) == 0
    assert escalate(quality, late + 9 * DAY) == 1


def test_what_is_closed_or_cancelled_is_left_alone(quality):
    quality.closed()
    actions.cancel_action(quality.action(), by=quality.auditor, now=quality.now, reason="Moved")
    assert escalate(quality, quality.now + 90 * DAY) == 0


def test_nobody_but_the_worker_program_escalates(quality):
    with pytest.raises(NotPermitted):
        actions.escalate_overdue_actions(by=quality.lead, now=quality.now)


def test_the_audit_log_names_the_child_and_copies_no_words(quality):
    quality.closed()
    rows = AuditEntry.objects.filter(action__startswith="quality.", subject_type="quality.auditaction")
    assert {row.action for row in rows} >= {
        "quality.raise_action", "quality.give_evidence", "quality.look_at_record", "quality.close_action",
    }  # fmt: skip
    for row in rows:
        assert row.about_ids == [quality.child.pk]
        assert "wishes" not in str(row.detail)
