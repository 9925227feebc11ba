"""The pages of the plan: they show, they write by one action, they refuse, and they cost no more as the plan grows."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

import a_plan
from threshold.access.models import User
from threshold.improvement.actions import authorities, findings, plan, plan_actions, plan_links
from threshold.improvement.models import Advice, Evidence, Finding, Intervention, PlanAction, Priority
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(loop):
    return a_plan.fill(loop)


@pytest.fixture
def live(loop, monkeypatch):
    """Requests are made at the loop's moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: loop.now)
    return loop


def addresses(loop, things) -> list[str]:
    pages = [
        "improvement",
        "plan",
        "plan_one_page",
        "plan_risks",
        "plan_money",
        "findings",
        "evidence_index",
        "interventions",
        "advice",
    ]
    records = {
        "plan_action": loop.action, "finding": loop.finding, "evidence": things["evidence"],
        "intervention": things["direction"], "obligation": things["obligation"], "advice_page": things["advice"],
    }  # fmt: skip
    return [reverse(name) for name in pages] + [reverse(name, args=[one.reference]) for name, one in records.items()]


@pytest.mark.parametrize(
    "role", ["improvement_lead", "senior_leader", "elected_member", "commissioner", "improvement_partner", "analyst"]
)
def test_everybody_who_reads_improvement_reads_all_of_it(loop, things, role):
    client = client_of(loop.make_user(role))
    for address in addresses(loop, things):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("role", ["social_worker", "contact_officer", "administrator", "partner"])
def test_nobody_else_reads_any_of_it(loop, things, role):
    client = client_of(loop.make_user(role))
    for address in addresses(loop, things):
        assert client.get(address).status_code in (403, 404), address


def test_the_links_lead_from_the_finding_to_the_measure_and_back(loop, things):
    client = client_of(loop.lead)
    finding = body_of(client.get(reverse("finding", args=[loop.finding.reference])))
    for found in (loop.action, things["evidence"]):
        assert found.reference in finding
    assert "Audits graded good or better" in finding
    action = body_of(client.get(reverse("plan_action", args=[loop.action.reference])))
    assert loop.finding.reference in action
    shown = body_of(client.get(reverse("evidence", args=[things["evidence"].reference])))
    assert all(one.reference in shown for one in (loop.finding, loop.action, things["obligation"]))


def _post(client, address: str, **data) -> object:
    page = body_of(client.get(address))
    version = re.search(r'name="version"[^>]*value="(\d*)"', page)
    sent = {"version": version[1] if version else "", "submission_key": str(uuid.uuid4()), **data}
    return client.post(address, {name: value for name, value in sent.items() if value is not None})


def test_a_priority_an_outcome_and_an_action_are_written_by_forms_and_twice_is_once(loop):
    client = client_of(loop.lead)
    key = str(uuid.uuid4())
    for _ in range(2):
        assert _post(client, "/plan/add/priority", title="Permanence", why="", submission_key=key).status_code == 302
    priority = Priority.objects.get(title="Permanence")
    _post(client, f"/plan/priorities/{priority.pk}/outcome", words="No child drifts")
    outcome = priority.outcomes.get()
    day = {
        "starts_on-day": 1,
        "starts_on-month": 3,
        "starts_on-year": 2026,
        "due_on-day": 1,
        "due_on-month": 9,
        "due_on-year": 2026,
    }
    sent = _post(
        client, f"/plan/outcomes/{outcome.pk}/action", title="Track plans", difference="Plans are made sooner",
        owner="", owner_role="Head of service", **day,
    )  # fmt: skip
    assert sent.status_code == 302
    action = PlanAction.objects.get(title="Track plans")
    address = f"/plan/actions/{action.reference}"
    assert _post(client, f"{address}/answers", what="finding", finding=loop.finding.pk).status_code == 302
    assert (
        _post(client, f"{address}/proof", what="measure", measure="QA01", better="higher", target="75.5").status_code
        == 302
    )
    assert action.proofs.get().target == Decimal("75.50")
    assert _post(client, f"{address}/start").status_code == 302
    action.refresh_from_db()
    assert action.state == "in_progress"


def test_a_refusal_stands_on_the_form_and_writes_nothing(loop):
    client = client_of(loop.lead)
    bare = loop.another_action()
    page = body_of(_post(client, f"/plan/actions/{bare.reference}/start"))
    assert "Say first which finding" in page
    plan_actions.add_milestone(loop.action, **loop.who(loop.lead), title="Half", due_on=loop.now.date())
    address = f"/plan/actions/{loop.action.reference}/deliver"
    plan_actions.start_action(loop.action, **loop.who(loop.owner))
    stale = _post(client, address, words="Done", version="1")
    assert "Somebody else changed this record" in body_of(stale)
    empty = body_of(_post(client, f"/plan/actions/{loop.action.reference}/rate", reason=""))
    assert "There is a problem" in empty
    huge = _post(client, f"/plan/actions/{loop.action.reference}/rate", rag="red", reason="x" * 5000)
    assert huge.status_code == 200
    loop.action.refresh_from_db()
    assert loop.action.rag == ""


def test_nonsense_numbers_are_refused_at_the_field(loop):
    client = client_of(loop.lead)
    day = {"given_on-day": 1, "given_on-month": 3, "given_on-year": 2026}
    for amount in ("", "much", "NaN", "1e999", "1.234", "-5", "Infinity"):
        sent = _post(client, "/plan/add/money", amount=amount, given_by="x", purpose="x", for_action="", **day)
        assert sent.status_code == 200, amount
    assert not loop.plan.investments.exists()
    assert (
        _post(
            client, "/plan/add/money", amount="£1,200.50", given_by="x", purpose="x", for_action="", **day
        ).status_code
        == 302
    )
    assert loop.plan.investments.get().amount == Decimal("1200.50")


def test_a_finding_is_raised_proposed_and_signed_off_in_the_browser(loop):
    loop.audits(1, good=9)
    client, director = client_of(loop.lead), client_of(loop.director)
    _post(client, "/findings/new", kind="learning", words="Letters are late")
    finding = Finding.objects.get(words="Letters are late")
    from threshold.improvement.actions import evidence

    kept = evidence.add_reading(
        loop.authority, **loop.who(loop.lead), measure="QA01", first=loop.now.date().replace(month=2, day=1),
        last=loop.now.date().replace(month=2, day=28), shows="Nine of nine", links=evidence.Links(findings=[finding]),
    )  # fmt: skip
    assert (
        _post(client, f"/findings/{finding.reference}/propose", reason="In time now", evidence=kept.pk).status_code
        == 302
    )
    assert client.get(f"/findings/{finding.reference}/sign-off").status_code == 403
    assert "Finding to sign off" in body_of(director.get("/improvement"))
    assert _post(director, f"/findings/{finding.reference}/sign-off", words="Read ten").status_code == 302
    finding.refresh_from_db()
    assert finding.state == "closed"


def test_evidence_advice_and_a_direction_are_written_by_forms(loop):
    client = client_of(loop.lead)
    seen = {"seen_on-day": 1, "seen_on-month": 3, "seen_on-year": 2026}
    assert (
        _post(client, "/evidence/add/observation", shows="Seen", of=f"finding:{loop.finding.pk}", **seen).status_code
        == 302
    )
    assert Evidence.objects.get().kind == "observation"
    assert client.get("/evidence/add/nonsense").status_code == 404
    partner = client_of(loop.make_user("improvement_partner"))
    assert (
        _post(partner, "/advice/new", kind="recommendation", given_as="partner", title="T", words="W").status_code
        == 302
    )
    asked = Advice.objects.get()
    sent = _post(
        client,
        f"/advice/{asked.reference}/answer",
        answer="accepted",
        reason="Yes",
        finding="",
        plan_action=loop.action.pk,
    )
    assert sent.status_code == 302
    direction = {
        "kind": "notice", "title": "Notice", "issuer": "DfE", "legal_basis": "A letter", "issued_on-day": 1,
        "issued_on-month": 2, "issued_on-year": 2026, "requirement-keys": "0", "requirement-0-words": "Do it",
        "requirement-0-owner": "", "requirement-0-owner_role": "Director", "requirement-0-due_on-day": "",
        "requirement-0-due_on-month": "", "requirement-0-due_on-year": "",
        "requirement-0-submission_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert _post(client, "/interventions/new", **direction).status_code == 302
    assert Intervention.objects.get().obligations.count() == 1


def test_an_example_has_its_own_lists_and_no_buttons(loop):
    worker = User.objects.service("worker_service")
    example = authorities.add_example(by=worker, now=loop.now, name="Exampleshire", slug="exampleshire", note="Record.")
    theirs = findings.raise_finding(example, **loop.who(loop.lead), kind="learning", words="Theirs alone")
    authorities.seal_example(example, by=worker, now=loop.now)
    client = client_of(loop.lead)
    assert "Theirs alone" not in body_of(client.get("/findings"))
    page = body_of(client.get("/examples/exampleshire/findings"))
    assert "Theirs alone" in page
    assert loop.finding.words not in page
    one = body_of(client.get(f"/findings/{theirs.reference}"))
    assert "example of public record" in one
    assert "Propose to close it" not in one
    for name in ("", "/plan", "/plan/one-page", "/plan/risks", "/plan/money", "/evidence", "/interventions", "/advice"):
        assert client.get(f"/examples/exampleshire{name}").status_code == 200, name
    assert client.get("/examples/nowhere/plan").status_code == 404


def test_evidence_of_a_hidden_childs_audit_shows_neither_the_child_nor_the_audit(loop, make_team):
    from threshold.improvement.actions import evidence
    from threshold.people.actions import record_person
    from threshold.people.models import Restriction

    child = record_person(
        kind="child", given_name="Robin", family_name="Quillfeather", by=loop.make_user("contact_officer"), now=loop.now
    )
    [audit] = loop.audits(1, good=1)
    audit.person = child
    audit.save()
    quality = loop.make_user("quality_lead")
    kept = evidence.add_audit(
        loop.authority, **loop.who(quality), audit=audit, shows="The child was heard",
        links=evidence.Links(findings=[loop.finding]),
    )  # fmt: skip
    pages = ["/evidence", f"/evidence/{kept.reference}", f"/findings/{loop.finding.reference}"]
    assert audit.reference in body_of(client_of(quality).get(pages[1]))
    Restriction.objects.create(
        person=child, kind="allow_list", message="Ask", reason="Safety", starts_at=loop.now, started_by=loop.director
    )
    for reader in (quality, loop.lead, loop.director, loop.make_user("elected_member"), loop.make_user("commissioner")):
        for address in pages:
            text = body_of(client_of(reader).get(address))
            assert "The child was heard" in text
            assert not any(word in text for word in ("Quillfeather", child.reference, audit.reference)), address


@pytest.fixture
def large(loop):
    """60 actions of 6 priorities and 80 findings."""
    who = loop.who(loop.lead)
    made = [findings.raise_finding(loop.authority, **who, kind="learning", words=f"Finding {n}") for n in range(80)]
    for number in range(6):
        outcome = plan.add_outcome(
            plan.add_priority(loop.plan, **who, title=f"Priority {number}"), **who, words="Better"
        )
        loop.outcome = outcome
        for n in range(10):
            action = loop.another_action(f"Action {number}.{n}")
            plan_links.answer_with_action(action, **who, finding=made[number * 10 + n])
            plan_links.prove_by_measure(
                action, **who, measure=["QA01", "QA03", "FD01"][n % 3], better="higher", target=Decimal(80)
            )
            plan_actions.rate_action(action, **who, rag=["green", "amber", "red"][n % 3], reason="As it is")
    return loop


def test_a_large_plan_costs_a_bounded_number_of_queries(large, django_assert_max_num_queries):
    client = client_of(large.lead)
    client.get("/plan")
    for address, most in {
        "/plan": 24,
        "/plan/one-page": 28,
        "/findings": 16,
        "/improvement": 26,
        "/evidence": 18,
    }.items():
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_measure_and_an_audit_lead_back_to_what_rests_on_them(loop):
    from threshold.improvement.actions import evidence

    [audit] = loop.audits(1, good=1)
    director = client_of(loop.director)
    kept = evidence.add_audit(
        loop.authority, **loop.who(loop.director), audit=audit, shows="The child was heard",
        links=evidence.Links(findings=[loop.finding]),
    )  # fmt: skip
    measure = body_of(director.get("/measures/QA01"))
    assert f"/plan/actions/{loop.action.reference}" in measure
    assert f"/findings/{loop.finding.reference}" in measure
    page = body_of(director.get(reverse("quality_audit", args=[audit.reference])))
    assert f"/findings/{loop.finding.reference}" in page
    assert f"/evidence/{kept.reference}" in page


def test_a_priority_says_which_strategy_it_comes_from_and_the_strategy_leads_back(live):
    from threshold.improvement.actions import history

    priority = live.outcome.priority
    chosen = history.record_strategy(
        live.authority, **live.who(live.lead), kind="children", title="Children and Young People's Plan",
        starts_on=live.now.date(),
    )  # fmt: skip
    client = client_of(live.lead)
    address = f"/plan/priorities/{priority.pk}/strategy"
    assert "It is not said which strategy" in body_of(client.get("/plan"))
    assert "There is a problem" in body_of(_send(client, address))
    assert _send(client, address, strategy=str(chosen.pk)).status_code == 302
    for page in ("/plan", "/plan/one-page"):
        assert f'href="/history/strategies/{chosen.pk}"' in body_of(client.get(page)), page
    member = client_of(live.make_user("elected_member"))
    page = body_of(member.get(f"/history/strategies/{chosen.pk}"))
    assert f'href="/plan#priority-{priority.number}"' in page
    assert member.get(address).status_code == 403
    assert f'href="{address}"' not in body_of(member.get("/plan"))
    # None is an answer too.
    assert _send(client, address, strategy="none").status_code == 302
    assert Priority.objects.get(pk=priority.pk).strategy is None


def _send(client, address, **fields):
    found = re.search(r'name="version" value="(\d*)"', body_of(client.get(address)))
    return client.post(
        address, {"submission_key": str(uuid.uuid4()), "version": found[1] if found else "", **fields}
    )  # fmt: skip


def test_what_an_action_answers_is_told_by_name_on_the_plan(live):
    plan_links.answer_with_action(live.action, **live.who(live.lead), theme="timeliness")
    page = body_of(client_of(live.lead).get("/plan"))
    assert 'href="/themes/timeliness"' in page
    assert "A theme of audits" not in page
