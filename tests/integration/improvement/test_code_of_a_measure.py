"""Does what was written under a measure's old code follow it to the new one?"""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.utils import timezone

import a_plan
from a_report import reports_in_every_state
from threshold.core import packs
from threshold.improvement import codes
from threshold.improvement.models import ActionProof, QuarterlyReport

pytestmark = pytest.mark.django_db


def test_reports_and_proofs_follow_a_measure_to_its_new_code(door, make_user):
    migration = importlib.import_module("threshold.improvement.migrations.0005_contacts_without_further_action")
    reports_in_every_state(make_user, timezone.now())
    a_plan.fill(a_plan.begin(make_user, door.team, packs.current(), timezone.now()))
    assert ActionProof.objects.filter(kind="measure").update(measure="FD06")
    QuarterlyReport.objects.update(measures=["FD01", "FD06"])
    migration.follow(apps, None)
    assert all(report.measures == ["FD01", "FD06-C"] for report in QuarterlyReport.objects.all())
    assert QuarterlyReport.objects.exists()
    assert set(ActionProof.objects.filter(kind="measure").values_list("measure", flat=True)) == {"FD06-C"}
    assert "FD06-C" in codes.measures()
    migration.go_back(apps, None)
    assert all(report.measures == ["FD01", "FD06"] for report in QuarterlyReport.objects.all())
