"""What should happen for each child? Analysis, proposal, decision, sign-off, return.

A contact officer or student proposes; a registered social worker decides; a manager who did not decide signs off
or returns it with what to do. Sign-off hands the child over in the same transaction: there is no moment at which
a signed decision has led nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from threshold.access.models import Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.core.errors import NotVisible, Stale
from threshold.frontdoor import pack, policies
from threshold.frontdoor.actions.common import advance, audit, locked
from threshold.frontdoor.actions.intake import set_level
from threshold.frontdoor.codes import AnalysisSection, Outcome
from threshold.frontdoor.destinations import HANDS_OVER
from threshold.frontdoor.models import Contact, ContactChild, Decision, LevelOfNeed
from threshold.frontdoor.queries import current_decision, visible_children
from threshold.frontdoor.queries_sign_off import case_for_sign_off
from threshold.frontdoor.states import DecisionState
from threshold.pathway.actions import open_handover
from threshold.pathway.queries import open_referral
from threshold.people import chronology, narrative


@dataclass(frozen=True)
class Destination:
    """Where an outcome leads: a team, and for early help the named offer or what it should do."""

    team: Team | None = None
    offer: str = ""
    note: str = ""


@action("frontdoor.write_analysis", permission=Permission.CONTACT_PROPOSE)
def write_analysis(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    sections: Mapping[str, str],
    expected_version: int | None = None,
) -> Contact:
    """Write the structured analysis, all parts of it; writing it again keeps the earlier revision."""
    contact = locked(contact, by, now, expected_version)
    policies.check_can_analyse(contact, sections=sections, required=dict(AnalysisSection.choices))
    for section in AnalysisSection:
        narrative.rewrite_section(contact, section.value, sections[section], by=by, now=now)
    change(contact, analysed_at=now, analysed_by=by)
    advance(contact, by=by, now=now, reason="The analysis is written")
    audit("frontdoor.write_analysis", contact, by, now)
    return contact


@action("frontdoor.propose_outcome", permission=Permission.CONTACT_PROPOSE)
def propose(
    child: ContactChild,
    *,
    by: User,
    now: dt.datetime,
    outcome: str,
    reason: str,
    destination: Destination | None = None,
    expected_version: int | None = None,
) -> Decision:
    """Say what one thinks should happen for one child. A registered social worker decides."""
    contact, child = _locked_child(child, by, now, expected_version)
    current = current_decision(child)
    policies.check_can_propose(contact, current, reason=reason)
    where = _checked_destination(child, outcome, destination or Destination(), is_final=False)
    _replace(current, by=by, now=now)
    decision = Decision.objects.create(
        child=child,
        contact=contact,
        state=DecisionState.PROPOSED,
        outcome=outcome,
        reason=reason,
        destination_team=where.team,
        destination_offer=where.offer,
        destination_note=where.note,
        proposed_at=now,
        proposed_by=by,
    )
    status.begin(decision, by=by, now=now)
    change(contact)
    advance(contact, by=by, now=now)
    _audit("frontdoor.propose_outcome", decision, by, now)
    return decision


@action("frontdoor.decide_outcome", permission=Permission.CONTACT_DECIDE)
def decide(
    child: ContactChild,
    *,
    by: User,
    now: dt.datetime,
    outcome: str,
    reason: str,
    level: str,
    level_reason: str = "",
    destination: Destination | None = None,
    expected_version: int | None = None,
) -> Decision:
    """Decide for one child, as a registered social worker. A manager must sign it off, also "no further action"."""
    contact, child = _locked_child(child, by, now, expected_version)
    current = current_decision(child)
    policies.check_can_decide(
        contact,
        current,
        is_registered=by.is_registered_social_worker,
        reason=reason,
        level=level,
        level_differs=_level_differs(child, outcome, level),
        level_reason=level_reason,
    )
    where = _checked_destination(child, outcome, destination or Destination(), is_final=True)
    _replace(current, by=by, now=now)
    decision = Decision.objects.create(
        child=child,
        contact=contact,
        state=DecisionState.AWAITING_SIGN_OFF,
        outcome=outcome,
        reason=reason,
        destination_team=where.team,
        destination_offer=where.offer,
        destination_note=where.note,
        proposed_at=current.proposed_at if current else None,
        proposed_by=current.proposed_by if current else None,
        decided_at=now,
        decided_by=by,
    )
    status.begin(decision, by=by, now=now)
    set_level(child, LevelOfNeed.Point.DECISION, level, level_reason, by=by, now=now)
    for code in ("decide", "decide-24h"):
        clocks.stop(code, child, now=now)
    clocks.start("sign-off", decision, started_at=now, about_id=child.person_id, team_id=contact.team_id)
    change(contact)
    advance(contact, by=by, now=now)
    _audit("frontdoor.decide_outcome", decision, by, now)
    return decision


@action("frontdoor.sign_off_decision", permission=Permission.CONTACT_SIGN_OFF)
def sign_off(
    decision: Decision,
    *,
    by: User,
    now: dt.datetime,
    reason: str,
    expected_version: int | None = None,
    expected_contact_version: str | None = None,
) -> Decision:
    """Agree with a decision that somebody else made, and hand the child over.

    Args:
        expected_contact_version: the mark of what was read before; see `queries_sign_off`.

    Raises:
        NotVisible, Refused.
        Stale: the decision, or something that it rests on, is no longer what was read.
    """
    contact, child, decision = _locked_decision(decision, by, now, expected_version)
    policies.check_can_sign_off(decision, is_own=decision.decided_by_id == by.pk, reason=reason)
    _check_was_read(contact, child, decision, expected_contact_version, by=by, now=now)
    change(decision)
    status.move(
        decision,
        DecisionState.SIGNED_OFF,
        by=by,
        now=now,
        reason=reason,
        values={"signed_off_at": now, "signed_off_by": by, "sign_off_reason": reason},
    )
    clocks.stop("sign-off", decision, now=now)
    _hand_over(contact, child, decision, by=by, now=now)
    chronology.add(
        child.person,
        at=now,
        kind="decision",
        title=f"Decision signed off: {decision.get_outcome_display()}",
        source=contact,
        by=by,
        team_id=contact.team_id,
    )
    change(contact)
    advance(contact, by=by, now=now)
    _audit("frontdoor.sign_off_decision", decision, by, now)
    return decision


@action("frontdoor.return_decision", permission=Permission.CONTACT_SIGN_OFF)
def return_decision(
    decision: Decision,
    *,
    by: User,
    now: dt.datetime,
    reason: str,
    expected_version: int | None = None,
    expected_contact_version: str | None = None,
) -> Decision:
    """Give a decision back to who made it, with what to do before it can be signed off.

    Args, Raises: as `sign_off`.
    """
    contact, child, decision = _locked_decision(decision, by, now, expected_version)
    policies.check_can_return(decision, is_own=decision.decided_by_id == by.pk, reason=reason)
    _check_was_read(contact, child, decision, expected_contact_version, by=by, now=now)
    change(decision)
    status.move(
        decision,
        DecisionState.RETURNED,
        by=by,
        now=now,
        reason=reason,
        values={"returned_at": now, "returned_by": by, "return_reason": reason},
    )
    clocks.stop("sign-off", decision, now=now, reason="Returned")
    # The child has no decision again: the working day still counts from when the contact was received.
    for code in ("decide", "decide-24h"):
        clocks.resume(code, child)
    change(contact)
    # The reason is about one child and stays with the decision: whoever may see another child of the contact reads
    # the contact's history.
    advance(contact, by=by, now=now, reason="A decision was returned")
    _audit("frontdoor.return_decision", decision, by, now)
    return decision


# --- Inside ---------------------------------------------------------------------------------------------------


def _locked_child(
    child: ContactChild, by: User, now: dt.datetime, expected_version: int | None
) -> tuple[Contact, ContactChild]:
    """The contact locked and its child, if this person may see that child."""
    contact = locked(child.contact, by, now, expected_version)
    # Asked once the contact is locked: until then somebody may have removed the child.
    found = visible_children(Scope(by, now)).filter(pk=child.pk).select_related("person").first()
    if found is None:
        raise NotVisible
    return contact, found


def _locked_decision(
    decision: Decision, by: User, now: dt.datetime, expected_version: int | None
) -> tuple[Contact, ContactChild, Decision]:
    # The contact first, always: every action of the front door takes its locks in this order.
    contact, child = _locked_child(decision.child, by, now, None)
    return contact, child, lock(decision, expected_version=expected_version)


def _check_was_read(
    contact: Contact, child: ContactChild, decision: Decision, expected: str | None, *, by: User, now: dt.datetime
) -> None:
    """A manager answers for what they have read. Everything that writes to the case locks the contact first."""
    if expected is None:
        return
    case = case_for_sign_off(Scope(by, now), contact, child, decision)
    changed = case.changed_since(expected)
    if changed:
        raise Stale(
            f"Since you opened this page something has changed: {'; '.join(changed)}.",
            current_version=case.version,
            field="contact_version",
        )


def _replace(current: Decision | None, *, by: User, now: dt.datetime) -> None:
    if current is not None:
        status.move(current, DecisionState.REPLACED, by=by, now=now, values={"is_current": False})


def _level_differs(child: ContactChild, outcome: str, level: str) -> bool:
    """Whether the level is not the one seen last, or not one that the pack expects with this outcome."""
    expected = pack.of().expected_levels.get(Outcome(outcome))
    earlier = LevelOfNeed.objects.filter(child=child).order_by("-at", "-pk").values_list("level", flat=True).first()
    return bool((expected and level not in expected) or (earlier and earlier != level))


def _checked_destination(child: ContactChild, outcome: str, where: Destination, *, is_final: bool) -> Destination:
    """The destination, checked when it counts; an outcome that leads nowhere keeps none."""
    kinds = HANDS_OVER.get(outcome, ("", ()))[1]
    if is_final:
        policies.check_destination(
            outcome,
            has_team=where.team is not None,
            has_offer=bool(where.offer),
            note=where.note,
            has_open_referral=open_referral(child.person) is not None,
            team_fits=where.team is None or where.team.kind in kinds,
        )
    return Destination(
        team=where.team if outcome in policies.LEADS_TO_TEAM else None,
        offer=where.offer if outcome == Outcome.EARLY_HELP else "",
        note=where.note,
    )


def _hand_over(contact: Contact, child: ContactChild, decision: Decision, *, by: User, now: dt.datetime) -> None:
    if decision.outcome not in HANDS_OVER:
        return
    kind, _ = HANDS_OVER[decision.outcome]
    team = decision.destination_team
    if team is None:
        referral = open_referral(child.person)
        team = referral.handover.team if referral else contact.team
    open_handover(
        child.person,
        by=by,
        now=now,
        kind=kind,
        team=team,
        source=decision,
        source_reference=contact.reference,
        source_code=contact.source,
        offer=decision.destination_offer,
        summary=decision.reason,
    )


def _audit(name: str, decision: Decision, by: User, now: dt.datetime) -> None:
    journal.record(
        name,
        by=by,
        now=now,
        subject=decision,
        about=[decision.child.person_id],
        detail={"outcome": decision.outcome, "contact_id": decision.contact_id},
    )
