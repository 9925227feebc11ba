"""The improvement loop: who looked and what they found, what must be done, and what proves that it is better."""

from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.models.evidence import Evidence
from threshold.improvement.models.findings import Finding, FindingClosure
from threshold.improvement.models.inspections import Inspection, Judgement
from threshold.improvement.models.interventions import Appointment, Intervention, Obligation
from threshold.improvement.models.plan import ActionAnswer, ActionProof, Plan, PlanAction, PlanOutcome, Priority

__all__ = [
    "ActionAnswer", "ActionProof", "Appointment", "Authority", "Evidence", "Finding", "FindingClosure", "Inspection",
    "Intervention", "Judgement", "Obligation", "Plan", "PlanAction", "PlanOutcome", "Priority", "SourceDocument",
]  # fmt: skip
