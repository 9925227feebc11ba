"""Quality assurance: audits of real records, what follows from them, and what is learned."""

from threshold.quality.models.actions import ActionEscalation, AuditAction
from threshold.quality.models.audits import Audit
from threshold.quality.models.judgements import (
    AuditAlert,
    AuditAnswer,
    AuditGrade,
    DeclaredConflict,
    FamilyFeedback,
    Pen,
)
from threshold.quality.models.learning import Bulletin, BulletinEntry, LearningEntry
from threshold.quality.models.programme import Draw, ProgrammeItem, SampledRecord
from threshold.quality.models.re_audits import ReAuditProposal
from threshold.quality.models.supervisions import Supervision, SupervisionArrangement, SupervisionChild
from threshold.quality.models.themes import ThemeTag
from threshold.quality.models.voices import VoiceRecord, VoiceStage

__all__ = [
    "ActionEscalation",
    "Audit",
    "AuditAction",
    "AuditAlert",
    "AuditAnswer",
    "AuditGrade",
    "Bulletin",
    "BulletinEntry",
    "DeclaredConflict",
    "Draw",
    "FamilyFeedback",
    "LearningEntry",
    "Pen",
    "ProgrammeItem",
    "ReAuditProposal",
    "SampledRecord",
    "Supervision",
    "SupervisionArrangement",
    "SupervisionChild",
    "ThemeTag",
    "VoiceRecord",
    "VoiceStage",
]
