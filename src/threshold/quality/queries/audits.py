"""Which audits may this person see, and when may they read what was judged?

Everything begins with `visible_audits`. An audit about a child whose record is hidden from the reader is in no list
and no count. What was judged is read by others only when nobody can be steered by it any more: until the second
grades are in, an auditor's judgement is their own alone (`judgement_is_open`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.people.models import Person
from threshold.quality.models import Audit, AuditAnswer, AuditGrade, DeclaredConflict, FamilyFeedback, Pen
from threshold.quality.queries.scoping import about_visible_or_nobody
from threshold.quality.states import AuditState

#: The states in which the auditor has not handed in, and those in which everybody's judgement is in.
OPEN_STATES = (AuditState.ASSIGNED, AuditState.IN_PROGRESS)
JUDGED_STATES = (AuditState.IN_DISCUSSION, AuditState.COMPLETE)


def visible_audits(scope: Scope) -> QuerySet[Audit]:
    """The audits that this person may see.

    Whoever reads audits sees all about children whom they may see, and those about nobody. Others see what they
    judge, the audits of their own practice, and where they answer for a team those of its practice. A joint auditor
    without access to children sees the audits they were asked to do, and there nothing that tells who the child is.
    """
    if not scope.may(Permission.QUALITY_READ):
        return Audit.objects.none()
    joint = Q(joint_auditor=scope.user) & ~Q(state=AuditState.CANCELLED)
    if scope.reach is Reach.NOBODY:
        return Audit.objects.filter(joint) if scope.may(Permission.AUDIT_JOINTLY) else Audit.objects.none()
    found = about_visible_or_nobody(Audit.objects.all(), scope)
    if scope.may(Permission.AUDITS_READ):
        return found
    mine = Q(auditor=scope.user) | Q(moderator=scope.user) | Q(worker=scope.user) | joint
    if scope.may(Permission.AUDIT_ANSWER):
        mine |= Q(team__in=scope.user.team_ids) | Q(alerts__to=scope.user)
    return found.filter(pk__in=Audit.objects.filter(mine).values("pk"))


def get_visible_audit(scope: Scope, reference: str) -> Audit:
    """Raises NotVisible where there is none, or none for this person."""
    found = (
        visible_audits(scope)
        .select_related("person", "team", "worker", "auditor", "moderator", "joint_auditor", "agreed_by", "assigned_by")
        .select_related("re_audit_of", "sampled__draw__item")
        .filter(pk=references.read(reference, "A") or 0)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def check_visible(scope: Scope, audit: Audit) -> None:
    if not visible_audits(scope).filter(pk=audit.pk).exists():
        raise NotVisible


def sees_the_child(scope: Scope) -> bool:
    """Whether the pages of audits may name children to this person at all; a joint auditor's may not."""
    return scope.reach is not Reach.NOBODY


def judgement_is_open(scope: Scope, audit: Audit) -> bool:
    """Whether this person may read answers, grades and words: the auditor their own, others when all is in."""
    return audit.state in JUDGED_STATES or scope.user.pk == audit.auditor_id


def with_open_judgement(scope: Scope) -> QuerySet[Audit]:
    """The visible audits whose judgement this person may read: for lists, trends and files that show grades."""
    return visible_audits(scope).filter(Q(state__in=JUDGED_STATES) | Q(auditor=scope.user))


def readable(scope: Scope, audits: Iterable[Audit] | None = None) -> frozenset[int]:
    """The ids of those of these audits, or of all, whose judgement this person may read now."""
    rows = with_open_judgement(scope)
    if audits is not None:
        rows = rows.filter(pk__in=[audit.pk for audit in audits])
    return frozenset(rows.values_list("pk", flat=True))


# --- What stands on an audit's page -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """What was found, as far as it may be read now: answers and grades by domain ("" is the whole)."""

    answers: dict[tuple[str, str], AuditAnswer]
    grades: dict[tuple[str, str], AuditGrade]
    feedback: list[FamilyFeedback]

    def grade(self, pen: str, domain: str) -> AuditGrade | None:
        return self.grades.get((pen, domain))


NOTHING = Judged({}, {}, [])


def judged(scope: Scope, audit: Audit) -> Judged:
    """Answers, grades and feedback of a visible audit; nothing where it is not open to this person yet."""
    if not judgement_is_open(scope, audit):
        return NOTHING
    answers = {(row.domain, row.question): row for row in AuditAnswer.objects.filter(audit=audit)}
    grades = AuditGrade.objects.filter(audit=audit).select_related("by")
    if audit.state not in JUDGED_STATES:
        grades = grades.filter(pen=Pen.AUDITOR)
    feedback = list(FamilyFeedback.objects.filter(audit=audit).order_by("pk")) if sees_the_child(scope) else []
    return Judged(answers, {(row.pen, row.domain): row for row in grades}, feedback)


def conflicts_of(audit: Audit) -> list[DeclaredConflict]:
    return list(DeclaredConflict.objects.filter(audit=audit).select_related("user").order_by("at", "pk"))


def clocks_of(audits: Iterable[Audit]) -> dict[int, Clock]:
    """The running clock of each audit that runs out first: one query for a list."""
    ids = [audit.pk for audit in audits]
    rows = Clock.objects.filter(subject_type=Audit._meta.label_lower, subject_id__in=ids, stopped_at__isnull=True)
    return {clock.subject_id: clock for clock in rows.order_by("-due_at")}


# --- Lists --------------------------------------------------------------------------------------------------------


def audits(scope: Scope, *, state: str = "", team_id: int | None = None, tool: str = "") -> QuerySet[Audit]:
    """Every audit that this person sees, the latest first."""
    found = visible_audits(scope)
    if state:
        found = found.filter(state=state)
    if team_id is not None:
        found = found.filter(team=team_id)
    if tool:
        found = found.filter(tool=tool)
    return found.select_related("person", "team", "auditor").order_by("-assigned_at", "-pk")


def audits_about(scope: Scope, person: Person) -> QuerySet[Audit]:
    """The audits about one person, whichever of their records they were about."""
    rows = visible_audits(scope).filter(person__identity_id=person.identity_id)
    return rows.select_related("team", "auditor").order_by("-assigned_at", "-pk")


def to_audit(scope: Scope) -> QuerySet[Audit]:
    """What I have been given and not handed in, the longest waiting first."""
    rows = visible_audits(scope).filter(auditor=scope.user, state__in=OPEN_STATES)
    return rows.select_related("person", "team", "sampled__draw__item").order_by("assigned_at", "pk")


def to_moderate(scope: Scope) -> QuerySet[Audit]:
    rows = visible_audits(scope).filter(moderator=scope.user, state=AuditState.AWAITING_MODERATION)
    return rows.select_related("person", "team").order_by("graded_at", "pk")


def to_talk_through(scope: Scope) -> QuerySet[Audit]:
    """Both grades are in and differ, and one of them is mine."""
    mine = Q(auditor=scope.user) | Q(moderator=scope.user)
    rows = visible_audits(scope).filter(mine, state=AuditState.IN_DISCUSSION)
    return rows.select_related("person", "team").order_by("moderated_at", "pk")


def to_audit_jointly(scope: Scope) -> QuerySet[Audit]:
    if not scope.may(Permission.AUDIT_JOINTLY):
        return Audit.objects.none()
    rows = visible_audits(scope).filter(joint_auditor=scope.user, joint_view="")
    return rows.select_related("team").order_by("assigned_at", "pk")


def without_moderator(scope: Scope) -> QuerySet[Audit]:
    """Nobody could be found who may grade these a second time: for whoever plans audits."""
    if not scope.may(Permission.AUDIT_PLAN):
        return Audit.objects.none()
    rows = visible_audits(scope).filter(state=AuditState.AWAITING_MODERATION, moderator__isnull=True)
    return rows.select_related("person", "team").order_by("graded_at", "pk")


def about_my_work(scope: Scope) -> QuerySet[Audit]:
    """Audits of my own practice."""
    rows = visible_audits(scope).filter(worker=scope.user).exclude(state=AuditState.CANCELLED)
    return rows.select_related("person", "team", "auditor").order_by("-assigned_at", "-pk")


def dip_rows(scope: Scope, item_id: int, user: User) -> list[Audit]:
    """The dip-sample records of one item that somebody still has to answer, in the order of the draw."""
    rows = visible_audits(scope).filter(
        kind=Audit.Kind.DIP_SAMPLE, auditor=user, state__in=OPEN_STATES, sampled__draw__item=item_id
    )
    return list(rows.select_related("person", "team").order_by("sampled__position"))
