"""The pages of `access`: signing in, one's own account, everybody's accounts and teams, the audit log, drafts."""

from threshold.access.views.drafts import save_draft

__all__ = ["save_draft"]
