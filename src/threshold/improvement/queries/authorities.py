"""Which authority is meant? Ours unless an example is asked for by its address."""

from __future__ import annotations

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement.models import Authority


def ours(scope: Scope) -> Authority:
    """Our own authority.

    Raises:
        NotVisible: this person does not read improvement, or nothing of it was ever recorded.
    """
    found = Authority.objects.filter(is_ours=True).first() if scope.may(Permission.IMPROVEMENT_READ) else None
    if found is None:
        raise NotVisible
    return found


def examples(scope: Scope) -> list[Authority]:
    """The worked examples, by name."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return []
    return list(Authority.objects.filter(is_ours=False).order_by("name"))


def get_authority(scope: Scope, slug: str) -> Authority:
    """Raises NotVisible where there is none of that address, or this person does not read improvement."""
    found = Authority.objects.filter(slug=slug).first() if scope.may(Permission.IMPROVEMENT_READ) else None
    if found is None:
        raise NotVisible
    return found


def authority_at(scope: Scope, slug: str = "") -> Authority:
    """The example of that address; ours where none is asked for."""
    return get_authority(scope, slug) if slug else ours(scope)
