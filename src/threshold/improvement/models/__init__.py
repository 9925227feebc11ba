"""The improvement loop: who looked and what they found, what must be done, and what proves that it is better."""

from threshold.improvement.models.advice import Advice
from threshold.improvement.models.appraisals import (
    AppraisalCriterion,
    AppraisalOption,
    AppraisalScore,
    OptionsAppraisal,
)
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.models.boards import Attendance, Board, BoardDecision, FollowUp, Meeting
from threshold.improvement.models.drafts import ReportDraft
from threshold.improvement.models.evidence import Evidence
from threshold.improvement.models.findings import Finding, FindingClosure
from threshold.improvement.models.history import HistoryNote, ServiceProvider, Strategy
from threshold.improvement.models.inspections import Inspection, Judgement
from threshold.improvement.models.interventions import Appointment, Intervention, Obligation
from threshold.improvement.models.plan import ActionAnswer, ActionProof, Plan, PlanAction, PlanOutcome, Priority
from threshold.improvement.models.progress import Dependency, DueChange, Milestone, RagChange
from threshold.improvement.models.publications import OtherVoice, Publication
from threshold.improvement.models.registers import Investment, Risk
from threshold.improvement.models.reports import (
    Audience,
    QuarterlyReport,
    ReportFile,
    ReportSection,
    ReportSnapshot,
)
from threshold.improvement.models.room import CaseSample, DocumentRequest, GivenItem, RoomSnapshot, StaffInterview
from threshold.improvement.models.variations import ObligationChange, Variation

__all__ = [
    "ActionAnswer", "ActionProof", "Advice", "Appointment", "AppraisalCriterion", "AppraisalOption", "AppraisalScore",
    "Attendance", "Audience", "Authority", "Board", "BoardDecision", "CaseSample", "Dependency", "DocumentRequest",
    "DueChange", "Evidence", "Finding", "FindingClosure", "FollowUp", "GivenItem", "HistoryNote", "Inspection",
    "Intervention", "Investment", "Judgement", "Meeting", "Milestone", "Obligation", "ObligationChange",
    "OptionsAppraisal", "OtherVoice", "Plan", "PlanAction", "PlanOutcome", "Priority", "Publication",
    "QuarterlyReport", "RagChange", "ReportDraft", "ReportFile", "ReportSection", "ReportSnapshot", "Risk",
    "RoomSnapshot",
    "ServiceProvider", "SourceDocument", "StaffInterview", "Strategy", "Variation",
]  # fmt: skip
