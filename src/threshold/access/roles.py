"""What may each job do? Roles are code: read here, tested here, described to people in their own words.

A role carries permissions (what it may do) and a reach (whose records it may see at all). Restrictions on a
person's record and the state of a thing come on top: see docs/explanation/access.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a job may do. Actions and pages name these, never roles."""

    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    PEOPLE_LINK = "people.link"
    RESTRICTION_MANAGE = "people.restrict"
    BREAK_GLASS = "people.break_glass"
    BREAK_GLASS_REVIEW = "people.review_break_glass"
    CONTACT_READ = "frontdoor.read"
    CONTACT_RECORD = "frontdoor.record"
    CONTACT_SCREEN = "frontdoor.screen"
    CONTACT_GATHER = "frontdoor.gather"
    CONTACT_PROPOSE = "frontdoor.propose"
    CONTACT_DECIDE = "frontdoor.decide"
    CONTACT_SIGN_OFF = "frontdoor.sign_off"
    CONSENT_OVERRIDE = "frontdoor.override_consent"
    FEEDBACK_SEND = "frontdoor.send_feedback"
    MESSAGE_RESEND = "messages.resend"
    TRIAGE_RECORD = "frontdoor.record_triage"
    SHIFT_RECORD = "frontdoor.record_shift"
    SHIFT_ACCEPT = "frontdoor.accept_shift"
    PATHWAY_READ = "pathway.read"
    PATHWAY_RECEIVE = "pathway.receive"
    PATHWAY_ALLOCATE = "pathway.allocate"
    NUMBERS_READ = "numbers.read"
    QUALITY_READ = "quality.read"
    AUDITS_READ = "quality.read_audits"
    AUDIT_PLAN = "quality.plan"
    AUDIT_DO = "quality.audit"
    AUDIT_JOINTLY = "quality.audit_jointly"
    AUDIT_MODERATE = "quality.moderate"
    AUDIT_ANSWER = "quality.answer"
    LEARNING_WRITE = "quality.learn"
    SUPERVISION_RECORD = "quality.supervise"
    VOICE_RECORD = "quality.record_voice"
    MEASURES_MANAGE = "insight.manage"
    CAPACITY_RUN = "insight.simulate"
    IMPROVEMENT_READ = "improvement.read"
    INSPECTION_RECORD = "improvement.record_inspection"
    INTERVENTION_RECORD = "improvement.record_intervention"
    PLAN_WRITE = "improvement.plan"
    PLAN_ACT = "improvement.act"
    FINDING_SIGN_OFF = "improvement.sign_off"
    ADVICE_GIVE = "improvement.advise"
    GOVERNANCE_RECORD = "improvement.govern"
    REPORT_WRITE = "improvement.report"
    REPORT_APPROVE = "improvement.approve_report"
    PUBLICATION_WRITE = "improvement.publish"
    ROOM_USE = "improvement.inspection_room"
    LISTS_EXPORT = "lists.export"
    USERS_MANAGE = "access.manage_users"
    AUDIT_READ = "audit.read"
    PORTAL_SUBMIT = "portal.submit"
    WORKER = "system.work"


class Reach(StrEnum):
    """Whose records a role may see, before restrictions."""

    NOBODY = "nobody"
    OWN_TEAMS = "own teams"
    EVERYBODY = "everybody"


P = Permission
#: Everybody who works for the authority may know of quality: results, learning, and the audits of their own work.
_READ = frozenset({P.PEOPLE_READ, P.CONTACT_READ, P.PATHWAY_READ, P.QUALITY_READ})
#: What whoever leads a team does about quality and the plan, beside the work with children.
_LEADS_A_TEAM = frozenset({P.AUDIT_ANSWER, P.SUPERVISION_RECORD, P.VOICE_RECORD, P.IMPROVEMENT_READ, P.PLAN_ACT})
#: What whoever keeps the improvement plan writes; signing off and approving are somebody else's.
_KEEPS_THE_PLAN = frozenset(
    {
        P.INSPECTION_RECORD,
        P.INTERVENTION_RECORD,
        P.PLAN_WRITE,
        P.PLAN_ACT,
        P.GOVERNANCE_RECORD,
        P.REPORT_WRITE,
        P.PUBLICATION_WRITE,
        P.ROOM_USE,
    }
)
_GATHER = _READ | {
    P.PEOPLE_WRITE,
    P.CONTACT_RECORD,
    P.CONTACT_GATHER,
    P.CONTACT_PROPOSE,
    P.FEEDBACK_SEND,
    P.MESSAGE_RESEND,
    P.TRIAGE_RECORD,
    P.NUMBERS_READ,
}


@dataclass(frozen=True)
class Role:
    """One job. `description` is what an administrator reads when choosing it."""

    code: str
    title: str
    description: str
    reach: Reach
    permissions: frozenset[Permission]
    is_service: bool = False


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "contact_officer",
            "Contact officer",
            "Takes contacts, finds out who the child is, asks partners what they know and proposes what should "
            "happen. Cannot decide.",
            Reach.EVERYBODY,
            _GATHER | {P.CONTACT_SCREEN, P.PEOPLE_LINK, P.SHIFT_ACCEPT, P.LISTS_EXPORT},
        ),
        Role(
            "social_worker",
            "Social worker",
            "A registered social worker: everything a contact officer does, and decides what should happen. "
            "Needs a manager to sign the decision off.",
            Reach.EVERYBODY,
            _GATHER
            | {
                P.CONTACT_SCREEN,
                P.CONTACT_DECIDE,
                P.PEOPLE_LINK,
                P.BREAK_GLASS,
                P.PATHWAY_RECEIVE,
                P.SHIFT_ACCEPT,
                P.LISTS_EXPORT,
            },
        ),
        Role(
            "student",
            "Student social worker",
            "Gathers and proposes under supervision. Cannot decide, and cannot join people's records.",
            Reach.EVERYBODY,
            _GATHER,
        ),
        Role(
            "team_manager",
            "Team manager",
            "Signs decisions off, never their own; allocates work; overrides consent with a reason; accepts work "
            "for the team; audits other teams' work.",
            Reach.EVERYBODY,
            _GATHER
            | _LEADS_A_TEAM
            | {
                P.AUDIT_DO,
                P.CONTACT_SCREEN,
                P.CONTACT_DECIDE,
                P.CONTACT_SIGN_OFF,
                P.CONSENT_OVERRIDE,
                P.PEOPLE_LINK,
                P.RESTRICTION_MANAGE,
                P.BREAK_GLASS,
                P.BREAK_GLASS_REVIEW,
                P.PATHWAY_RECEIVE,
                P.PATHWAY_ALLOCATE,
                P.SHIFT_ACCEPT,
                P.LISTS_EXPORT,
                P.CAPACITY_RUN,
            },
        ),
        Role(
            "edt",
            "Emergency duty social worker",
            "Works out of hours: keeps the shift log, takes contacts and decides what cannot wait for the morning.",
            Reach.EVERYBODY,
            _GATHER | {P.CONTACT_SCREEN, P.CONTACT_DECIDE, P.PEOPLE_LINK, P.BREAK_GLASS, P.SHIFT_RECORD},
        ),
        Role(
            "early_help_practitioner",
            "Early help practitioner",
            "Receives families for early help. Sees the families of the own team only.",
            Reach.OWN_TEAMS,
            _READ | {P.PATHWAY_RECEIVE},
        ),
        Role(
            "early_help_manager",
            "Early help manager",
            "Accepts and allocates families for early help. Sees the families of the own team only.",
            Reach.OWN_TEAMS,
            _READ | _LEADS_A_TEAM | {P.PATHWAY_RECEIVE, P.PATHWAY_ALLOCATE, P.NUMBERS_READ, P.LISTS_EXPORT},
        ),
        Role(
            "conference_chair",
            "Independent reviewing officer or conference chair",
            "Reads children's records to review and to challenge. Changes nothing at the front door.",
            Reach.EVERYBODY,
            _READ | {P.BREAK_GLASS, P.VOICE_RECORD, P.AUDIT_DO},
        ),
        Role(
            "lado",
            "Designated officer (LADO)",
            "Handles allegations against adults who work with children. Reads contacts and receives those handed "
            "over as allegations.",
            Reach.EVERYBODY,
            _READ | {P.PATHWAY_RECEIVE, P.PATHWAY_ALLOCATE},
        ),
        Role(
            "auditor",
            "Auditor",
            "Reads records to judge the quality of practice, and moderates others' judgements. Changes no child's "
            "record.",
            Reach.EVERYBODY,
            _READ | {P.NUMBERS_READ, P.AUDITS_READ, P.AUDIT_DO, P.AUDIT_MODERATE, P.LEARNING_WRITE},
        ),
        Role(
            "quality_lead",
            "Quality assurance lead",
            "Plans the year's audits, draws the samples, appoints auditors and moderators, and keeps what is learned.",
            Reach.EVERYBODY,
            _READ
            | {
                P.NUMBERS_READ,
                P.AUDITS_READ,
                P.AUDIT_PLAN,
                P.AUDIT_DO,
                P.AUDIT_MODERATE,
                P.AUDIT_ANSWER,
                P.LEARNING_WRITE,
                P.VOICE_RECORD,
                P.LISTS_EXPORT,
                P.IMPROVEMENT_READ,
                P.PLAN_ACT,
            },
        ),
        Role(
            "analyst",
            "Performance analyst",
            "Sees numbers and the lists behind them, keeps the measures and drafts reports. Changes no child's record.",
            Reach.EVERYBODY,
            _READ
            | {
                P.NUMBERS_READ,
                P.LISTS_EXPORT,
                P.MEASURES_MANAGE,
                P.CAPACITY_RUN,
                P.IMPROVEMENT_READ,
                P.REPORT_WRITE,
            },
        ),
        Role(
            "senior_leader",
            "Senior leader",
            "Director or assistant director: reads everything that is not restricted, reviews emergency access, signs "
            "findings off as closed and approves the quarterly report.",
            Reach.EVERYBODY,
            _READ
            | {
                P.NUMBERS_READ,
                P.BREAK_GLASS,
                P.BREAK_GLASS_REVIEW,
                P.AUDIT_READ,
                P.AUDITS_READ,
                P.AUDIT_ANSWER,
                P.LEARNING_WRITE,
                P.CAPACITY_RUN,
                P.IMPROVEMENT_READ,
                P.PLAN_WRITE,
                P.PLAN_ACT,
                P.FINDING_SIGN_OFF,
                P.REPORT_APPROVE,
                P.ROOM_USE,
            },
        ),
        Role(
            "improvement_lead",
            "Improvement lead",
            "Keeps the inspections, the improvement plan, the boards' papers and the quarterly report. Sees no child's "
            "record, and signs nothing off.",
            Reach.NOBODY,
            _KEEPS_THE_PLAN | {P.NUMBERS_READ, P.QUALITY_READ, P.IMPROVEMENT_READ},
        ),
        Role(
            "elected_member",
            "Elected member",
            "Sees totals, the improvement plan and the reports. Never a child, a family or a contact.",
            Reach.NOBODY,
            frozenset({P.NUMBERS_READ, P.QUALITY_READ, P.IMPROVEMENT_READ}),
        ),
        Role(
            "commissioner",
            "Commissioner",
            "Appointed by the Secretary of State: reads the plan and its evidence, and files reports and "
            "recommendations that must be answered. Sees no child's record.",
            Reach.NOBODY,
            frozenset({P.NUMBERS_READ, P.QUALITY_READ, P.IMPROVEMENT_READ, P.ADVICE_GIVE}),
        ),
        Role(
            "improvement_partner",
            "Improvement partner",
            "From the authority that helps: reads the plan and its evidence, advises, and audits together with our own "
            "auditors. Sees only the audits that it was asked to do.",
            Reach.NOBODY,
            frozenset({P.NUMBERS_READ, P.QUALITY_READ, P.IMPROVEMENT_READ, P.ADVICE_GIVE, P.AUDIT_JOINTLY}),
        ),
        Role(
            "partner",
            "Partner professional",
            "Somebody at a school, the police or in health. Uses the public form and one-time links; sees no record.",
            Reach.NOBODY,
            frozenset(),
        ),
        Role(
            "administrator",
            "Administrator",
            "Makes accounts and teams, reads the audit log, and tries again what could not be sent. Sees no child's "
            "record.",
            Reach.NOBODY,
            frozenset({P.USERS_MANAGE, P.AUDIT_READ, P.MESSAGE_RESEND}),
        ),
        Role(
            "portal_service",
            "Public form (a program)",
            "Stands for people without an account: writes what they send, reads nothing.",
            Reach.NOBODY,
            frozenset({P.PORTAL_SUBMIT, P.CONTACT_RECORD, P.PEOPLE_WRITE}),
            is_service=True,
        ),
        Role(
            "worker_service",
            "Background worker (a program)",
            "Sends waiting messages, proposes re-audits, escalates what is overdue and watches measures. Shows nobody "
            "a child's record.",
            Reach.NOBODY,
            frozenset({P.WORKER}),
            is_service=True,
        ),
    )
}


def permissions_of(codes: frozenset[str]) -> frozenset[Permission]:
    """All permissions of somebody with these roles."""
    return frozenset().union(*(ROLES[code].permissions for code in codes)) if codes else frozenset()


def reach_of(codes: frozenset[str]) -> Reach:
    """The widest reach of these roles."""
    order = [Reach.NOBODY, Reach.OWN_TEAMS, Reach.EVERYBODY]
    return max((ROLES[code].reach for code in codes), key=order.index, default=Reach.NOBODY)
