"""Quality assurance: audits of real records, what follows from them, and what is learned."""

from threshold.quality.models.actions import AuditAction
from threshold.quality.models.audits import Audit
from threshold.quality.models.judgements import (
    AuditAlert,
    AuditAnswer,
    AuditGrade,
    DeclaredConflict,
    FamilyFeedback,
    Pen,
)
from threshold.quality.models.programme import Draw, ProgrammeItem, SampledRecord

__all__ = [
    "Audit",
    "AuditAction",
    "AuditAlert",
    "AuditAnswer",
    "AuditGrade",
    "DeclaredConflict",
    "Draw",
    "FamilyFeedback",
    "Pen",
    "ProgrammeItem",
    "SampledRecord",
]
