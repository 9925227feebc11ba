"""Do the clocks of supervision run, and does personal supervision stay between those whom it concerns?"""

from __future__ import annotations

import datetime as dt

import pytest

from an_audit import hide
from threshold.access.roles import ROLES, Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import AuditEntry, Clock
from threshold.people import narrative
from threshold.people.models import ChronologyEntry
from threshold.quality.actions import supervisions as actions
from threshold.quality.populations import population
from threshold.quality.queries import supervisions as queries
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db
WORDS = {"progress": "She sleeps at home again.", "agreed": "Sam visits twice a week until April."}


@pytest.fixture
def arrangement(quality):
    return actions.arrange_supervision(
        quality.worker, by=quality.manager, now=quality.now, supervisor=quality.manager, team=quality.team
    )


def case(quality, arrangement, **more):
    defaults = {"by": quality.manager, "now": quality.now, "kind": "case", "held_on": quality.now.date(),
                "people": [quality.child], "words": WORDS}  # fmt: skip
    return actions.record_supervision(arrangement, **defaults | more)


def personal(quality, arrangement, **more):
    words = {"wellbeing": "Tired after the winter.", "agreed": "Two days off."}
    return case(quality, arrangement, **{"kind": "personal", "people": [], "words": words} | more)


def running(rule):
    return Clock.objects.get(rule=rule, stopped_at__isnull=True)


def test_the_clocks_run_from_the_arrangement_and_start_again_with_each_supervision(quality, arrangement):
    assert running("supervision-personal").due_at.date() == dt.date(2026, 4, 11)
    later = quality.now + dt.timedelta(days=20)
    case(quality, arrangement, now=later, held_on=later.date())
    assert running("supervision-case").due_at.date() == dt.date(2026, 4, 30)
    assert running("supervision-personal").due_at.date() == dt.date(2026, 4, 11)
    # One that was held earlier and is written down later does not put the next one off.
    case(quality, arrangement, now=later, held_on=quality.now.date())
    assert running("supervision-case").due_at.date() == dt.date(2026, 4, 30)
    late = quality.now + dt.timedelta(days=90)
    personal(quality, arrangement, now=late, held_on=late.date())
    assert Clock.objects.filter(rule="supervision-personal", outcome="late").count() == 1


def test_the_list_of_what_is_due(quality, arrangement, make_user, make_team):
    personal(quality, arrangement)
    for user in (quality.worker, quality.manager, quality.lead):
        due = queries.next_due(Scope(user, quality.now))
        assert [(row.kind, row.last_on) for row in due] == [("case", None), ("personal", quality.now.date())], user
    stranger = make_user("team_manager", team=make_team())
    assert queries.next_due(Scope(stranger, quality.now)) == []
    assert queries.next_due(Scope(make_user("elected_member"), quality.now)) == []


def test_who_arranges_and_for_whom(quality, arrangement, make_user, make_team, door):
    who = {"now": quality.now, "team": quality.team}
    with pytest.raises(NotPermitted):
        actions.arrange_supervision(quality.worker, by=quality.worker, supervisor=quality.manager, **who)
    with pytest.raises(Refused, match="not in the team"):
        actions.arrange_supervision(quality.auditor, by=quality.manager, supervisor=quality.manager, **who)
    with pytest.raises(Refused, match="does not give supervision"):
        actions.arrange_supervision(quality.worker, by=quality.manager, supervisor=door.officer, **who)
    second = make_user("team_manager", team=quality.team)
    again = actions.arrange_supervision(quality.worker, by=quality.manager, supervisor=second, **who)
    arrangement.refresh_from_db()
    assert (arrangement.ends_on, again.supervisor) == (quality.now.date(), second)
    assert running("supervision-case").subject_id == again.pk
    actions.arrange_supervision(second, by=quality.manager, supervisor=quality.manager, **who)
    with pytest.raises(Refused, match="supervises the supervisor"):
        actions.arrange_supervision(quality.manager, by=quality.lead, supervisor=second, **who)


def test_only_the_supervisor_records_and_of_children_whom_they_see(quality, arrangement):
    with pytest.raises(NotPermitted):
        case(quality, arrangement, by=quality.worker)
    hide(quality.child, quality.now, quality.lead, quality.worker)
    with pytest.raises(NotVisible):
        case(quality, arrangement)


def test_case_supervision_becomes_part_of_each_childs_record(quality, arrangement):
    made = case(quality, arrangement)
    scope = Scope(quality.auditor, quality.now)
    assert queries.get_visible_supervision(scope, made.reference) == made
    assert [one.text for one in narrative.read_record(scope, made)["progress"]] == ["She sleeps at home again."]
    assert ChronologyEntry.objects.filter(person=quality.child, kind="supervision").count() == 1
    assert list(queries.supervisions_about(scope, quality.child)) == [made]


def test_of_two_children_a_reader_sees_the_one_and_with_the_last_hidden_nothing(quality, arrangement, door):
    other = door.screened().children.get().person
    made = case(quality, arrangement, people=[quality.child, other])
    hide(other, quality.now, quality.lead)
    scope = Scope(quality.auditor, quality.now)
    shown = queries.get_visible_supervision(scope, made.reference).shown_children
    assert [one.person for one in shown] == [quality.child]
    hide(quality.child, quality.now, quality.lead)
    with pytest.raises(NotVisible):
        queries.get_visible_supervision(Scope(quality.auditor, quality.now), made.reference)


def test_personal_supervision_is_read_by_the_two_by_those_above_and_by_its_auditor(quality, arrangement, make_user):
    made = personal(quality, arrangement)

    def reads(user):
        return queries.visible_supervisions(Scope(user, quality.now)).filter(pk=made.pk).exists()

    colleague = make_user("team_manager", team=quality.team)
    leader = quality.leader
    assert [reads(user) for user in (quality.worker, quality.manager)] == [True, True]
    others = (colleague, leader, quality.lead, quality.auditor, make_user("social_worker", team=quality.team))
    assert not any(map(reads, others))
    actions.arrange_supervision(
        quality.manager, by=quality.lead, now=quality.now, supervisor=leader, team=quality.team, has_cases=False
    )
    assert reads(leader)
    audit = quality.audit(
        state="assigned", kind="supervision", tool="supervision", person=None, subject_type="quality.supervision",
        subject_id=made.pk, subject_reference=made.reference,
    )  # fmt: skip
    assert reads(quality.auditor)
    audit.state = "cancelled"
    audit.save()
    assert not reads(quality.auditor)


def test_the_audit_log_holds_no_word_of_it(quality, arrangement):
    from threshold.core.models import AuditEntry

    personal(quality, arrangement)
    assert not AuditEntry.objects.filter(detail__icontains="Tired").exists()
    assert AuditEntry.objects.filter(action="quality.record_supervision").count() == 1


def test_supervisions_are_a_population_that_judges_the_supervisor(quality, arrangement):
    made = personal(quality, arrangement)
    today = quality.now.date()
    found = population("supervisions").candidates(today, today, quality.team.pk)
    assert [(one.subject_id, one.person_id, one.worker_id) for one in found] == [(made.pk, None, quality.manager.pk)]
    assert set(found[0].involved) == {quality.worker.pk, quality.manager.pk}
    assert population("supervisions").address(made.reference) == f"/supervision/held/{made.reference}"
    assert population("supervisions").candidates(today, today, quality.team.pk + 1) == []


def test_the_childs_pages_show_case_supervision_and_lead_to_it_and_back(quality, arrangement):
    held = case(quality, arrangement)
    alone = personal(quality, arrangement)
    reader = client_of(quality.worker)
    person, page = f"/people/{quality.child.reference}", f"/supervision/held/{held.reference}"
    listed = body_of(reader.get(f"{person}/supervision"))
    assert f'href="{page}"' in listed
    assert alone.reference not in listed
    assert f'href="{person}/supervision"' in body_of(reader.get(person))
    assert f'href="{page}"' in body_of(reader.get(f"{person}/chronology"))
    opened = reader.get(page)
    assert opened.status_code == 200
    assert f'href="{person}"' in body_of(opened)
    entry = AuditEntry.objects.filter(action="quality.read_supervisions_of_person").get()
    assert entry.about_ids == [quality.child.pk]


def test_a_child_that_nobody_talked_about_says_so(quality):
    html = body_of(client_of(quality.worker).get(f"/people/{quality.child.reference}/supervision"))
    assert "Not talked about in supervision yet" in html


def test_a_restricted_child_has_no_list_and_is_in_no_brothers(quality, arrangement, door):
    brother = door.screened().children.get().person
    both = case(quality, arrangement, people=[quality.child, brother])
    alone = case(quality, arrangement)
    hide(quality.child, quality.now, quality.manager, quality.manager)
    reader = client_of(quality.worker)
    assert reader.get(f"/people/{quality.child.reference}/supervision").status_code in (403, 404)
    assert reader.get(f"/supervision/held/{alone.reference}").status_code == 404
    listed = body_of(reader.get(f"/people/{brother.reference}/supervision"))
    assert both.reference in listed
    assert alone.reference not in listed
    assert quality.child.reference not in body_of(reader.get(f"/supervision/held/{both.reference}"))


def test_whoever_reads_a_chronology_may_open_the_supervision_that_it_leads_to(quality):
    """The link of a line stands for everybody who sees the child: no role reads the one and not the other."""
    reads = {code for code, role in ROLES.items() if Permission.PEOPLE_READ in role.permissions}
    assert reads
    assert {code for code in reads if Permission.QUALITY_READ not in ROLES[code].permissions} == set()
