"""Quality assurance: audits of real records, what follows from them, and what is learned."""

from threshold.quality.models.actions import AuditAction
from threshold.quality.models.audits import Audit

__all__ = ["Audit", "AuditAction"]
