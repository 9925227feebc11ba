"""May an audit be begun, handed in, graded a second time, agreed, passed on or cancelled now?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.grades import RANK, Grade
from threshold.quality.models import Audit
from threshold.quality.states import AuditState

_NOT_HANDED_IN = (AuditState.ASSIGNED, AuditState.IN_PROGRESS)


def check_can_begin(audit: Audit, *, is_auditor: bool) -> None:
    if not is_auditor:
        raise NotPermitted("This audit was given to somebody else.")
    if audit.state != AuditState.ASSIGNED:
        raise Refused("This audit has begun already.")


def check_can_hand_in(audit: Audit, *, is_auditor: bool) -> None:
    """After it nothing of the auditor's judgement changes any more."""
    if not is_auditor:
        raise NotPermitted("Only the auditor hands this audit in.")
    if audit.state not in _NOT_HANDED_IN:
        raise Refused(
            f"This audit is “{audit.get_state_display().lower()}”: your judgement was handed in and stays as it is."
        )


def check_answers(
    answers: Mapping[tuple[str, str], str],
    *,
    questions: Collection[tuple[str, str]],
    allowed: Collection[str],
) -> None:
    """Every question of the tool has one answer, and nothing else has any."""
    if set(answers) != set(questions) or not set(answers.values()) <= set(allowed):
        raise Refused("Answer every question of the tool, also where the answer is “not applicable”.")


def check_grades(grades: Mapping[str, tuple[str, str]], *, domains: Collection[str]) -> None:
    """`{domain: (grade, because)}` for each domain of the tool and "" for the whole, each with a reason."""
    if set(grades) != {*domains, ""}:
        raise Refused("Grade every domain and the whole.")
    if any(grade not in Grade.values for grade, _ in grades.values()):
        raise Refused("A grade is one of the four of the scale.")
    if any(not because.strip() for _, because in grades.values()):
        raise Refused("Say for every grade why you gave it.")


def check_feedback(feedback: Mapping[str, tuple[str, str]], *, asked: Collection[str], is_about_a_child: bool) -> None:
    """`{who: (words, why not)}`: of child, parent and carer each their words or why there are none."""
    if not is_about_a_child:
        if feedback:
            raise Refused("This audit is about no child, so there is no family to hear.")
        return
    if set(feedback) != set(asked) or any(bool(words.strip()) == bool(why.strip()) for words, why in feedback.values()):
        raise Refused("For the child, a parent and a carer: write what they said, or why nobody could be heard.")


def check_story(*, together: bool | None, not_together_reason: str, strengths: str, worries: str, impact: str) -> None:
    if together is None:
        raise Refused("Say whether you did this audit together with the practitioner.")
    if not together and not not_together_reason.strip():
        raise Refused("Say why you could not do this audit together with the practitioner.")
    if not strengths.strip() or not worries.strip() or not impact.strip():
        raise Refused("Write what was strong, what worries you, and what it meant for the child.")


def check_names_nobody(*, names_somebody: bool) -> None:
    """What a joint auditor reads, who must not learn who the child is. The name is not said again here."""
    if names_somebody:
        raise Refused(
            "The note for the joint auditor names the child or the family. Take the name out: they may not know who "
            "the child is."
        )


def check_can_moderate(audit: Audit, *, is_moderator: bool) -> None:
    if not is_moderator:
        raise NotPermitted("The second grade of this audit is not yours to give.")
    if audit.state != AuditState.AWAITING_MODERATION:
        raise Refused("This audit does not wait for a second grade, or you gave it already.")


def check_can_agree(
    audit: Audit,
    *,
    is_one_of_two: bool,
    discussion: str,
    agreed: Mapping[str, str],
    given: Mapping[str, tuple[str, str]],
) -> None:
    """`given` is `{domain: (auditor's grade, moderator's grade)}`; what is agreed lies at or between the two."""
    if not is_one_of_two:
        raise NotPermitted("The agreed grade is recorded by one of the two who graded.")
    if audit.state != AuditState.IN_DISCUSSION:
        raise Refused("There is nothing to agree: the grades were the same, or one of them is missing.")
    if not discussion.strip():
        raise Refused("Write what you talked through, and what settled it.")
    if set(agreed) != set(given):
        raise Refused("Record the agreed grade of every domain and of the whole.")
    for domain, grade in agreed.items():
        if grade not in Grade.values:
            raise Refused("A grade is one of the four of the scale.")
        ranks = sorted(RANK[Grade(one)] for one in given[domain])
        if not ranks[0] <= RANK[Grade(grade)] <= ranks[1]:
            raise Refused("An agreed grade is one of the two, or lies between them.")


def check_can_stand_aside(audit: Audit, *, is_auditor: bool, is_moderator: bool, reason: str) -> None:
    """Whoever is to judge says that they know the family; before they judged, and never after."""
    waits_for_auditor = is_auditor and audit.state in _NOT_HANDED_IN
    waits_for_moderator = is_moderator and audit.state == AuditState.AWAITING_MODERATION
    if not waits_for_auditor and not waits_for_moderator:
        raise Refused("You have nothing to judge here now, so there is nothing to pass on.")
    if not reason.strip():
        raise Refused("Say how you know the family, or what else stands between you and a fair judgement.")


def check_can_pass_on(audit: Audit, *, reason: str) -> None:
    """Whoever plans audits takes it from somebody who is away or overloaded; the next is found by the program."""
    if audit.state not in (*_NOT_HANDED_IN, AuditState.AWAITING_MODERATION):
        raise Refused("Nobody has this in hand to judge it, so there is nothing to pass on.")
    if not reason.strip():
        raise Refused("Say why it is passed on.")


def check_can_cancel(audit: Audit, *, has_alert: bool, is_sampled: bool, reason: str) -> None:
    if audit.state not in _NOT_HANDED_IN:
        raise Refused("This audit was handed in. What was found stays.")
    if has_alert:
        raise Refused("This audit raised an alert. It cannot be cancelled.")
    if is_sampled:
        raise Refused("This record was drawn in a sample. Replace it there, so that the sample stays whole.")
    if not reason.strip():
        raise Refused("Say why this audit is cancelled.")


def check_can_finish_alone(audit: Audit, *, somebody_may_moderate: bool, reason: str) -> None:
    """Without a second grade: only where nobody can give one."""
    if audit.state != AuditState.AWAITING_MODERATION:
        raise Refused("This audit does not wait for a second grade.")
    if audit.moderator_id is not None or somebody_may_moderate:
        raise Refused("Somebody can give the second grade. It is left out only where nobody may.")
    if not reason.strip():
        raise Refused("Say why there is no second grade.")


def check_can_join(audit: Audit, *, may_join: bool, has_other: bool) -> None:
    if not may_join:
        raise Refused("Only somebody whose role allows joint audits can be asked to do one.")
    if audit.state not in _NOT_HANDED_IN:
        raise Refused("This audit was handed in. Ask for a joint auditor before it is.")
    if has_other:
        raise Refused("Another joint auditor was asked already.")


def check_can_give_joint_view(audit: Audit, *, is_joint_auditor: bool, view: str) -> None:
    if not is_joint_auditor:
        raise NotPermitted("You were not asked to do this audit jointly.")
    if audit.state == AuditState.CANCELLED:
        raise Refused("This audit was cancelled.")
    if audit.joint_view:
        raise Refused("Your view is recorded already.")
    if not view.strip():
        raise Refused("Write what you saw.")


def check_can_answer_dip_sample(audit: Audit, *, is_auditor: bool) -> None:
    if audit.kind != Audit.Kind.DIP_SAMPLE:
        raise Refused("This is a full audit. It is handed in on its own page.")
    check_can_hand_in(audit, is_auditor=is_auditor)


def check_is_full_audit(audit: Audit) -> None:
    if audit.kind == Audit.Kind.DIP_SAMPLE:
        raise Refused("This belongs to a dip sample. Its questions are answered on the page of the sample.")


def check_can_re_audit(audit: Audit, *, has_re_audit: bool) -> None:
    if audit.state != AuditState.COMPLETE:
        raise Refused("Only a complete audit is followed by another of the same child.")
    if has_re_audit:
        raise Refused("A re-audit of this audit exists already.")
