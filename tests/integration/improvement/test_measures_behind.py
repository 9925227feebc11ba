"""What the plan's own measures count is listed, for whoever reads the plan: no row of it is of a child."""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted
from threshold.improvement.actions import interventions
from threshold.improvement.actions.interventions import Requirement
from threshold.improvement.models import Finding, Obligation, PlanAction
from threshold.insight import behind, compute
from threshold.insight.measures import REGISTRY, measure
from threshold.insight.periods import Period
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db

#: The loop's moment is in March: what was due in February is told.
FEBRUARY = Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28), "month")


@pytest.fixture
def counted(loop, monkeypatch):
    """One of each in February, of which the requirement and the finding count, and the action does not."""
    made = interventions.record_intervention(
        loop.authority, **loop.who(loop.lead), kind="notice", title="Notice", issuer="The Department", legal_basis="-",
        issued_on=dt.date(2026, 1, 5),
        requirements=[Requirement("Report every month", dt.date(2026, 2, 20), loop.owner)],
    )  # fmt: skip
    Obligation.objects.filter(intervention=made).update(state="met", met_on=dt.date(2026, 2, 19))
    PlanAction.objects.filter(pk=loop.action.pk).update(due_on=dt.date(2026, 2, 20))
    at = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)
    Finding.objects.filter(pk=loop.finding.pk).update(state="closed", closed_at=at)
    monkeypatch.setattr("django.utils.timezone.now", lambda: loop.now)
    return {
        "IM01": (made.obligations.get(), "/requirements/", True),
        "IM02": (loop.action, "/plan/actions/", False),
        "IM03": (loop.finding, "/findings/", True),
    }


@pytest.mark.parametrize("code", ["IM01", "IM02", "IM03"])
@pytest.mark.parametrize("role", ["improvement_lead", "elected_member", "commissioner", "quality_lead"])
def test_the_list_is_as_long_as_the_number_and_leads_to_each_record(loop, counted, code, role):
    record, address, is_counted = counted[code]
    reader = loop.make_user(role)
    rows = behind.Behind(Scope(reader, loop.now), measure(code), FEBRUARY)
    [reading] = compute.readings([code], [FEBRUARY], now=loop.now)[code]
    assert rows.count() == (reading.numerator if reading.denominator is None else reading.denominator) == 1
    [row] = rows[0:10]
    assert (row.listed.reference, row.is_counted) == (record.reference, is_counted)
    page = body_of(client_of(reader).get(f"/measures/{code}/list?from=2026-02-01&to=2026-02-28"))
    assert f'href="{address}{record.reference}"' in page


@pytest.mark.parametrize("code", ["IM01", "IM02", "IM03"])
def test_whoever_does_not_read_the_plan_opens_no_list(loop, counted, code):
    scope = Scope(loop.make_user("contact_officer"), loop.now)
    assert not behind.may_open(scope, measure(code))
    with pytest.raises(NotPermitted):
        behind.Behind(scope, measure(code), FEBRUARY)


def test_whoever_sees_no_child_still_opens_no_list_of_children(loop):
    scope = Scope(loop.lead, loop.now)
    opened = {code for code in REGISTRY if behind.may_open(scope, measure(code))}
    assert opened == {"IM01", "IM02", "IM03"}
