"""Which findings are there, what answers them, on what were they closed, and who must hear of them?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.improvement.models import ActionAnswer, Authority, Finding, FindingClosure, PlanAction
from threshold.improvement.queries.plan import proofs
from threshold.improvement.states import FindingState

S = FindingState
#: As a reader wants them: what is open again first, what is closed last.
_ORDER = [S.REOPENED, S.CLOSURE_PROPOSED, S.OPEN, S.CLOSED]


def findings_of(scope: Scope, authority: Authority) -> QuerySet[Finding]:
    """Every finding of an authority: open again, proposed, open, closed; no child is in any of them."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return Finding.objects.none()
    place = Case(*[When(state=state, then=Value(n)) for n, state in enumerate(_ORDER)], output_field=IntegerField())
    rows = Finding.objects.filter(authority=authority).select_related("inspection")
    return rows.annotate(place=place, actions=Count("answered_by", distinct=True)).order_by("place", "-raised_at", "pk")


def filtered(
    rows: QuerySet[Finding], *, state: str = "", kind: str = "", theme: str = "", words: str = ""
) -> QuerySet[Finding]:
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if theme:
        rows = rows.filter(themes__contains=[theme])
    for word in words.split()[:6]:
        rows = rows.filter(words__icontains=word)
    return rows


def get_finding(scope: Scope, reference: str) -> Finding:
    """Raises NotVisible where there is none, or this person does not read improvement."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        raise NotVisible
    rows = Finding.objects.select_related("authority", "inspection__document", "raised_by")
    found = rows.filter(pk=references.read(reference, "F") or 0).first()
    if found is None:
        raise NotVisible
    return found


def actions_answering(finding: Finding) -> list[PlanAction]:
    """The actions that answer a finding, each with its proofs."""
    rows = PlanAction.objects.filter(answers__finding=finding).select_related("owner", "outcome__priority")
    return list(rows.prefetch_related(Prefetch("proofs", queryset=proofs())).order_by("due_on", "pk"))


def closures_of(finding: Finding) -> list[FindingClosure]:
    """Every try to close it, the latest first, with what stood behind it."""
    rows = finding.closures.select_related("proposed_by", "answered_by").prefetch_related("evidence")
    return list(rows.order_by("-proposed_at", "-pk"))


def owns_an_action(user: User, finding: Finding) -> bool:
    """Whether somebody owns one of the actions that answer a finding, ended ones too."""
    return ActionAnswer.objects.filter(finding=finding, action__owner=user).exists()


def was_reopened(finding: Finding) -> bool:
    return finding.closures.filter(reopened_at__isnull=False).exists()


def to_be_told(finding: Finding) -> list[User]:
    """The owners of its actions and whoever proposed to close it, where they still have an account."""
    owners = User.objects.filter(
        Q(pk__in=ActionAnswer.objects.filter(finding=finding).values("action__owner"))
        | Q(pk__in=finding.closures.values("proposed_by")),
        is_active=True,
        is_service=False,
    )
    return list(owners.order_by("pk"))


def to_sign_off(scope: Scope) -> QuerySet[Finding]:
    """Ours that are proposed to be closed, and that this person may sign off: neither proposed nor answered by them."""
    if not scope.may(Permission.FINDING_SIGN_OFF):
        return Finding.objects.none()
    owned = ActionAnswer.objects.filter(finding__isnull=False, action__owner=scope.user).values("finding_id")
    proposed = FindingClosure.objects.filter(answered_at__isnull=True, proposed_by=scope.user).values("finding_id")
    rows = Finding.objects.filter(authority__is_ours=True, state=S.CLOSURE_PROPOSED)
    return rows.exclude(pk__in=owned).exclude(pk__in=proposed).order_by("pk")


def counts(authority: Authority) -> dict[str, int]:
    rows = Finding.objects.filter(authority=authority).values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def of_themes(scope: Scope, authority: Authority, themes: Iterable[str]) -> QuerySet[Finding]:
    """The findings that carry one of the themes: where a theme's or an audit's page leads."""
    wanted = list(themes)
    if not wanted or not scope.may(Permission.IMPROVEMENT_READ):
        return Finding.objects.none()
    return Finding.objects.filter(authority=authority, themes__overlap=wanted).order_by("pk")


def closed_with_what_proved_them() -> list[Finding]:
    """Our closed findings, each with its actions' proofs and the evidence of the closure that holds: to be watched."""
    held = FindingClosure.objects.filter(was_signed_off=True, reopened_at__isnull=True)
    answers = ActionAnswer.objects.select_related("action").prefetch_related(
        Prefetch("action__proofs", queryset=proofs())
    )
    rows = Finding.objects.filter(authority__is_ours=True, state=S.CLOSED)
    return list(
        rows.prefetch_related(
            Prefetch("answered_by", queryset=answers),
            Prefetch("closures", queryset=held.prefetch_related("evidence").order_by("-answered_at")),
        ).order_by("pk")
    )
