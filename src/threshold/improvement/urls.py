"""The addresses of `improvement`. Ours are plain; a list of an example's begins with the example's own address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from threshold.improvement.urls_governance import GOVERNANCE
from threshold.improvement.views import (
    advice,
    documents,
    drafts,
    evidence,
    findings,
    home,
    inspections,
    interventions,
    plan,
    plan_actions,
    progress,
    reports,
)


def _both(route: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """A list of ours, and the same of an example."""
    return [path(route, view, name=name), path(f"examples/<slug:slug>/{route}", view, name=f"example_{name}")]


_HOME = [
    path("improvement", home.improvement, name="improvement"),
    path("examples/<slug:slug>", home.example, name="example"),
]
_PLAN = [
    *_both("plan", plan.plan_page, "plan"),
    *_both("plan/one-page", plan.one_page, "plan_one_page"),
    *_both("plan/risks", plan.risks_page, "plan_risks"),
    *_both("plan/money", plan.money_page, "plan_money"),
    path("plan/new", plan.make_plan, name="make_plan"),
    path("plan/add/<slug:verb>", plan.change_plan, name="change_plan"),
    path("plan/priorities/<int:number>/<slug:verb>", plan.change_priority, name="change_priority"),
    path("plan/outcomes/<int:number>/<slug:verb>", plan.change_outcome, name="change_outcome"),
    path("plan/risks/<int:number>/<slug:verb>", plan.change_risk, name="change_risk"),
    path("plan/money/<int:number>/came-of-it", plan.change_money, name="change_money"),
    path("plan/actions/<str:reference>", plan_actions.action_page, name="plan_action"),
    path("plan/actions/<str:reference>/milestones/<int:number>", plan_actions.reach_milestone, name="reach_milestone"),
    path("plan/actions/<str:reference>/<slug:verb>", plan_actions.change_action, name="change_plan_action"),
]
_FINDINGS = [
    *_both("findings", findings.findings_page, "findings"),
    path("findings/new", findings.raise_finding, name="raise_finding"),
    path("findings/<str:reference>", findings.finding_page, name="finding"),
    path("findings/<str:reference>/<slug:verb>", findings.change_finding, name="change_finding"),
]
_EVIDENCE = [
    *_both("evidence", evidence.evidence_index, "evidence_index"),
    path("evidence/add/<slug:kind>", evidence.add_evidence, name="add_evidence"),
    path("evidence/<str:reference>", evidence.evidence_page, name="evidence"),
    path("evidence/<str:reference>/link", evidence.link_evidence, name="link_evidence"),
]
_DOCUMENTS = [
    path("papers/<str:reference>", documents.document_page, name="kept_document"),
    path("papers/<str:reference>/file", documents.document_file, name="kept_document_file"),
]
_INTERVENTIONS = [
    *_both("interventions", interventions.interventions_page, "interventions"),
    path("interventions/new", interventions.record_intervention, name="record_intervention"),
    path("interventions/<str:reference>", interventions.intervention_page, name="intervention"),
    path(
        "interventions/<str:reference>/appointments/<int:number>/end",
        interventions.end_appointment,
        name="end_appointment",
    ),
    path("interventions/<str:reference>/<slug:verb>", interventions.change_intervention, name="change_intervention"),
    path("requirements/<str:reference>", interventions.obligation_page, name="obligation"),
    path("requirements/<str:reference>/<slug:verb>", interventions.change_obligation, name="change_obligation"),
]
_ADVICE = [
    *_both("advice", advice.advice_list, "advice"),
    path("advice/new", advice.file_advice, name="file_advice"),
    path("advice/<str:reference>", advice.advice_page, name="advice_page"),
    path("advice/<str:reference>/answer", advice.answer_advice, name="answer_advice"),
]
_INSPECTIONS = [
    *_both("inspections", inspections.inspections, "inspections"),
    path("inspections/record", inspections.record_inspection, name="record_inspection"),
    path("inspections/record/<slug:kind>/<str:first>/<str:last>", inspections.record_look, name="record_look"),
    path("inspections/import", drafts.import_report, name="import_report"),
    path("inspections/import/<int:number>", drafts.review_report, name="review_report"),
    path("inspections/import/<int:number>/discard", drafts.discard_report, name="discard_report"),
    path("inspections/<str:reference>", inspections.inspection, name="inspection"),
    path("inspections/<str:reference>/sent/<slug:which>", inspections.send_action_plan, name="send_action_plan"),
]
_REPORT = "improvement/reports/<slug:quarter>/<int:edition>"
_REPORTS = [
    path("improvement/reports", reports.reports, name="reports"),
    path("improvement/reports/new", reports.begin_report, name="begin_report"),
    path(_REPORT, reports.report, name="report"),
    path(f"{_REPORT}/measures", reports.report_measures, name="report_measures"),
    path(f"{_REPORT}/words/<slug:kind>", reports.report_section, name="report_section"),
    path(f"{_REPORT}/preview/<slug:audience>", reports.preview_report, name="preview_report"),
    path(f"{_REPORT}/difference", reports.report_difference, name="report_difference"),
    path(f"{_REPORT}/correct", reports.correct_report, name="correct_report"),
    path(f"{_REPORT}/files/<slug:audience>/<slug:form>", reports.report_file, name="report_file"),
    path(f"{_REPORT}/<slug:verb>", reports.change_report, name="change_report"),
]
#: For everybody, without signing in.
_PROGRESS = [
    path("progress", progress.public_progress, name="public_progress"),
    path("progress/<slug:quarter>", progress.public_report, name="public_report"),
    path("progress/<slug:quarter>/<slug:form>", progress.public_report_file, name="public_report_file"),
]

urlpatterns: list[URLPattern] = [
    *_HOME, *_INSPECTIONS, *_PLAN, *_FINDINGS, *_EVIDENCE, *_DOCUMENTS, *_INTERVENTIONS, *_ADVICE, *_REPORTS,
    *_PROGRESS, *GOVERNANCE,
]  # fmt: skip
