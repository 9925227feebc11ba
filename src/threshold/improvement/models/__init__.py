"""The improvement loop: who looked and what they found, what must be done, and what proves that it is better."""

from threshold.improvement.models.advice import Advice
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.models.evidence import Evidence
from threshold.improvement.models.findings import Finding, FindingClosure
from threshold.improvement.models.inspections import Inspection, Judgement
from threshold.improvement.models.interventions import Appointment, Intervention, Obligation
from threshold.improvement.models.plan import ActionAnswer, ActionProof, Plan, PlanAction, PlanOutcome, Priority
from threshold.improvement.models.progress import Dependency, DueChange, Milestone, RagChange
from threshold.improvement.models.registers import Investment, Risk
from threshold.improvement.models.variations import ObligationChange, Variation

__all__ = [
    "ActionAnswer", "ActionProof", "Advice", "Appointment", "Authority", "Dependency", "DueChange", "Evidence",
    "Finding", "FindingClosure", "Inspection", "Intervention", "Investment", "Judgement", "Milestone", "Obligation",
    "ObligationChange", "Plan", "PlanAction", "PlanOutcome", "Priority", "RagChange", "Risk", "SourceDocument",
    "Variation",
]  # fmt: skip
