"""Which organisations and professionals do we know? They are no family's secret: whoever reads people reads them."""

from __future__ import annotations

from django.db.models import Case, Count, Q, QuerySet, When
from django.db.models.functions import Lower

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.people.models import Organisation, Professional


def organisations(scope: Scope, *, name: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Organisations by name, each with `number_of_people`; those that have closed come last."""
    if not scope.may(Permission.PEOPLE_READ):
        return Organisation.objects.none()
    closed = Case(When(ends_on__lte=day_of(scope.now), then=1), default=0)
    found = Organisation.objects.annotate(number_of_people=Count("professionals"), is_closed=closed)
    for word in name.split():
        found = found.filter(Q(name__icontains=word) | Q(urn=word))
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("is_closed", Lower("name"), "pk")


def get_organisation(scope: Scope, pk: int) -> Organisation:
    found = organisations(scope).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def professionals_of(organisation: Organisation) -> list[Professional]:
    return list(organisation.professionals.order_by(Lower("name"), "pk"))


def get_professional(organisation: Organisation, pk: int) -> Professional:
    found = organisation.professionals.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def organisation_named(name: str) -> Organisation | None:
    """The open organisation of this very name, in whatever letters; None where there is none, or more than one."""
    tidy = " ".join(name.split())
    found = list(Organisation.objects.filter(name__iexact=tidy, ends_on__isnull=True)[:2]) if tidy else []
    return found[0] if len(found) == 1 else None
