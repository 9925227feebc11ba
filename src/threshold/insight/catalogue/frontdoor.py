"""What do we count of the front door?

Everything counts children: a contact about three children is three, as in Ofsted's lists (Annex A, list 1). A child
who was named by mistake and removed from a contact does not count. A child is the same child in every record that was
joined to theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import DateField, DateTimeField, F, FilteredRelation, Func, Max, Q, QuerySet, ValueRange, Window
from django.db.models.functions import Lag

from threshold.core.calendar import day_of
from threshold.core.models import Clock
from threshold.frontdoor.codes import Outcome, Source
from threshold.frontdoor.models import Contact, ContactChild, Decision, InformationRequest, ReturnInterview
from threshold.frontdoor.states import DecisionState
from threshold.insight.catalogue import facts
from threshold.insight.measures import Measure, register
from threshold.pathway.models import EarlyHelpEpisode, Handover, Referral

CONTACTS = "Contacts at the front door, one row for each child"
_LOCAL = "This authority"
_REMOVED = "Children who were named by mistake and removed from the contact."
#: Outcomes that make a referral to children's social care: those of which `pathway` opens one.
_REFERRAL = (Outcome.FAMILY_HELP, Outcome.STRATEGY_DISCUSSION, Outcome.PRIVATE_FOSTERING, Outcome.TRANSFER_IN)
_OF_CHILD = {**facts.of_person("person"), **facts.of_contact("contact")}


class _MonthsBefore(Func):
    """The first instant of the London day some months before a row's own moment, as the contact's page counts it."""

    template = (
        "(((%(expressions)s AT TIME ZONE 'Europe/London')::date - interval '%(months)s months')::date::timestamp "
        "AT TIME ZONE 'Europe/London')"
    )
    output_field = DateTimeField()


class _HoursBefore(Func):
    """Plain arithmetic, without any calendar."""

    template = "(%(expressions)s - interval '%(hours)s hours')"
    output_field = DateTimeField()


class _MonthsBeforeDay(Func):
    template = "(%(expressions)s - interval '%(months)s months')::date"
    output_field = DateField()


def _contacts(now: dt.datetime) -> QuerySet[Any]:
    return ContactChild.objects.standing().filter(received_at__lte=now)


CONTACTS_RECEIVED = register(
    Measure(
        code="FD01",
        title="Contacts received",
        question="How many children were we told about?",
        numerator="Children on contacts that were received in the period. A child on two contacts counts twice.",
        denominator="None: this is a count.",
        exclusions=_REMOVED,
        unit="count",
        better="neither",
        source=CONTACTS,
        definition_source="Ofsted, Annex A, list 1",
        rows=_contacts,
        when="received_at",
        team="contact__team_id",
        person="person",
        facts=_OF_CHILD,
        lister="children",
    )
)


# --- What became of a contact -----------------------------------------------------------------------------------


def _with_decision(now: dt.datetime) -> QuerySet[Any]:
    standing = FilteredRelation(
        "decisions", condition=Q(decisions__is_current=True, decisions__state=DecisionState.SIGNED_OFF)
    )
    return _contacts(now).annotate(signed=standing)


register(
    replace(
        CONTACTS_RECEIVED,
        code="FD03",
        title="Contacts that became a referral",
        question="How many of the children we are told about need children's social care?",
        numerator="Those whose signed-off decision opens a referral: family help, a "
        "strategy discussion, private fostering or a transfer in.",
        denominator="Children on contacts that were received in the period.",
        exclusions=f"{_REMOVED} Contacts without a signed-off decision yet count as not referred, so that the latest "
        "days read too low.",
        unit="percent",
        definition_source="Regional Improvement and Innovation Alliance; ADCS Safeguarding Pressures",
        rows=_with_decision,
        counted=Q(signed__outcome__in=_REFERRAL),
    )
)
register(
    replace(
        CONTACTS_RECEIVED,
        code="FD06-C",
        title="Contacts that ended with no further action",
        question="How many children are we told about for whom nothing follows?",
        numerator="Those whose signed-off decision is no further action.",
        denominator="Children on contacts that were received in the period and have a signed-off decision.",
        exclusions=f"{_REMOVED} Contacts that are not decided yet.",
        unit="percent",
        definition_source="Near the children in need census item ReferralNFA, which counts referrals: here a referral "
        "is opened only when something follows, so contacts are counted",
        rows=lambda now: _with_decision(now).filter(signed__isnull=False),
        counted=Q(signed__outcome=Outcome.NO_FURTHER_ACTION),
    )
)


# --- Again and again --------------------------------------------------------------------------------------------


class _Before(ValueRange):
    """The rows of a window that lie strictly before the current one in time: not those of the same contact."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "RANGE BETWEEN UNBOUNDED PRECEDING AND '1 microsecond'::interval PRECEDING", ()


def _with_contact_before(now: dt.datetime) -> QuerySet[Any]:
    before = Window(
        Max("received_at"), partition_by=F("person__identity_id"), order_by=F("received_at").asc(), frame=_Before()
    )
    return _contacts(now).annotate(before=before)


def _within(months: int) -> Q:
    """Whether the contact before lies in the months before. The calendar is asked only where it can decide."""
    certainly = _HoursBefore("received_at", hours=24 * (30 * months - 2))
    possibly = _HoursBefore("received_at", hours=24 * (31 * months + 2))
    exactly = _MonthsBefore("received_at", months=months)
    return Q(before__gte=certainly) | (Q(before__gte=possibly) & Q(before__gte=exactly))


def _repeat(code: str, months: int) -> Measure:
    return replace(
        CONTACTS_RECEIVED,
        code=code,
        title=f"Repeat contacts within {months} months",
        question="How many of the children we are told about were we told about before, a short while ago?",
        numerator=f"Those whose child was on another contact in the {months} months before.",
        denominator="Children on contacts that were received in the period.",
        exclusions=f"{_REMOVED} An earlier contact counts whichever of the child's joined records it stands on.",
        unit="percent",
        better="lower",
        definition_source=_LOCAL,
        rows=_with_contact_before,
        counted=_within(months),
        looks_back_months=months + 1,
    )


register(_repeat("FD08", 12))
register(_repeat("FD08-3", 3))


# --- In time? Each reads the clock that the front door itself works by ------------------------------------------


def _due(code: str, subject: type[Any]) -> Callable[[dt.datetime], QuerySet[Any]]:
    """The clocks of a rule that had run out by then, stopped or not; not those of what was no longer wanted."""

    def rows(now: dt.datetime) -> QuerySet[Any]:
        found = Clock.objects.filter(rule=code, subject_type=subject._meta.label_lower, due_at__lte=now)
        return found.exclude(outcome="cancelled")

    return rows


DECIDED = register(
    Measure(
        code="FD02",
        title="Contacts decided within one working day",
        question="Do we decide what should happen within one working day?",
        numerator="Those for whom a social worker decided by the end of the working day after the contact was "
        "received, and whose decision was not returned.",
        denominator="Children on contacts whose decision was due in the period.",
        exclusions=_REMOVED,
        unit="percent",
        better="higher",
        source="The clock that starts when a contact is received",
        definition_source="Working Together to Safeguard Children",
        rows=_due("decide", ContactChild),
        when="due_at",
        counted=Q(outcome="met"),
        team="team_id",
        person="about_id",
        facts={**facts.by_person_id("about_id"), **facts.by_child_id("subject_id")},
        visible=facts.clocks_about_visible,
        lister="clocks",
    )
)
register(
    replace(
        DECIDED,
        code="FD02-24H",
        title="Contacts decided within 24 hours",
        question="Do we decide what should happen within 24 hours, weekends and nights included?",
        numerator="Those for whom a social worker decided within 24 hours, and whose decision was not returned.",
        definition_source=_LOCAL,
        rows=_due("decide-24h", ContactChild),
    )
)
register(
    replace(
        DECIDED,
        code="FD11",
        title="Partners' answers in time",
        question="Do partners answer our questions in time?",
        numerator="Those answered within the limit agreed with the agency; that nothing is known is an answer too.",
        denominator="Questions to partner agencies that were due for an answer in the period.",
        exclusions="Questions that were withdrawn.",
        source="The clock that starts when a partner is asked",
        definition_source=_LOCAL,
        rows=_due("information", InformationRequest),
        person="",
        facts=facts.by_id_of(InformationRequest, "subject_id", "contact"),
        visible=facts.requests_of_visible_contacts,
    )
)
register(
    replace(
        DECIDED,
        code="FD12",
        title="Decisions signed off in time",
        question="Does a manager look at each decision in time?",
        numerator="Those signed off or returned within the limit for it.",
        denominator="Decisions whose sign-off was due in the period.",
        exclusions="None.",
        source="The clock that starts when a social worker decides",
        definition_source=_LOCAL,
        rows=_due("sign-off", Decision),
        facts={**facts.by_person_id("about_id"), **facts.by_id_of(Decision, "subject_id", "contact")},
    )
)
register(
    replace(
        DECIDED,
        code="FD13",
        title="Referrers answered in time",
        question="Does whoever was worried hear from us in time?",
        numerator="Those whose referrer was answered, or could not be, within one working day of the last sign-off.",
        denominator="Contacts whose answer was due in the period; here a contact counts once, whatever its children.",
        exclusions="None.",
        source="The clock that starts when the last decision of a contact is signed off",
        definition_source="Working Together to Safeguard Children",
        rows=_due("feedback", Contact),
        person="",
        facts=facts.by_contact_id("subject_id"),
        visible=facts.clocks_of_visible_contacts,
    )
)
register(
    replace(
        DECIDED,
        code="FD14",
        title="Hand-overs answered in time",
        question="Does the receiving team accept a child, or send the child back, in time?",
        numerator="Those accepted or sent back within the limit for it.",
        denominator="Hand-overs whose answer was due in the period; offered again, it counts again.",
        exclusions="Hand-overs that were closed before anybody answered.",
        source="The clock that starts when a child is offered to a team",
        definition_source=_LOCAL,
        rows=_due("accept", Handover),
        facts=facts.by_person_id("about_id"),
    )
)
register(
    replace(
        DECIDED,
        code="FD15",
        title="Workers allocated in time",
        question="Does every child have a worker in time?",
        numerator="Those given a worker within the limit for it.",
        denominator="Hand-overs whose worker was due in the period.",
        exclusions="Hand-overs that were closed before a worker was given.",
        source="The clock that starts when a team accepts a child",
        definition_source=_LOCAL,
        rows=_due("allocate", Handover),
        facts=facts.by_person_id("about_id"),
    )
)


# --- Referrals and early help -----------------------------------------------------------------------------------


def _referrals(now: dt.datetime) -> QuerySet[Any]:
    return Referral.objects.filter(referred_on__lte=day_of(now))


REFERRALS = register(
    Measure(
        code="FD04",
        title="Referrals per 10,000 children",
        question="How many children are referred to children's social care, for as many as live here?",
        numerator="Referrals that began in the period, as many as there would be in a year at that pace.",
        denominator="Children aged 0 to 17 who live here, in ten thousands.",
        exclusions="New information about a child whose case is open: it opens no second referral.",
        unit="rate",
        better="neither",
        source="Referrals",
        definition_source="Department for Education, children in need census",
        rows=_referrals,
        when="referred_on",
        team="handover__team_id",
        person="person",
        facts={**facts.of_person("person"), "source": F("source_code")},
        lister="referrals",
    )
)


def _with_referral_before(now: dt.datetime) -> QuerySet[Any]:
    order = (F("referred_on").asc(), F("pk").asc())
    return _referrals(now).annotate(
        before=Window(Lag("referred_on"), partition_by=F("person__identity_id"), order_by=order)
    )


register(
    replace(
        REFERRALS,
        code="FD05",
        title="Re-referrals within 12 months",
        question="How many children come back within a year?",
        numerator="Those whose child was referred before, in the 12 months up to the referral.",
        denominator="Referrals that began in the period.",
        exclusions="None. An earlier referral counts whichever of the child's joined records it stands on.",
        unit="percent",
        better="lower",
        rows=_with_referral_before,
        counted=Q(before__gte=_MonthsBeforeDay("referred_on", months=12)),
        looks_back_months=13,
    )
)
for _code, _title, _source in (
    ("FD07", "Referrals that came from the police", Source.POLICE),
    ("FD07-S", "Referrals that came from schools", Source.SCHOOL),
):
    register(
        replace(
            REFERRALS,
            code=_code,
            title=_title,
            question="Who refers children to us? Choose another group to see its share.",
            numerator=f"Those that came from {'the police' if _source == Source.POLICE else 'a school'}.",
            denominator="Referrals that began in the period.",
            exclusions="None.",
            unit="percent",
            counted=Q(source_code=_source),
        )
    )
register(
    replace(
        REFERRALS,
        code="FD09",
        title="Early help opened",
        question="For how many children does early help begin?",
        numerator="Times of early help that began in the period, when a team accepted the child.",
        denominator="None: this is a count.",
        exclusions="None.",
        unit="count",
        source="Early help episodes",
        definition_source="ADCS Safeguarding Pressures; Ofsted, Annex A, list 2",
        rows=lambda now: EarlyHelpEpisode.objects.filter(started_on__lte=day_of(now)),
        when="started_on",
        facts=facts.of_person("person"),
        lister="early_help",
    )
)


# --- Back from being missing ------------------------------------------------------------------------------------

_LIMIT = dt.timedelta(hours=72)
_IN_TIME = Q(happened_at__lte=F("returned_at") + _LIMIT)
_OFFERED = (ReturnInterview.State.HELD, ReturnInterview.State.DECLINED)


def _returned(now: dt.datetime) -> QuerySet[Any]:
    """Those whose 72 hours had passed by then."""
    found = ReturnInterview.objects.filter(child__removed_at__isnull=True, returned_at__lte=now - _LIMIT)
    return found.exclude(state=ReturnInterview.State.NOT_MISSING)


OFFERED = register(
    Measure(
        code="CL12",
        title="Return home interviews offered within 72 hours",
        question="Is a child who was missing offered somebody to talk to, soon after coming back?",
        numerator="Those that were held, or offered and declined, within 72 hours of the child's return.",
        denominator="Times that a child was missing and came back in the period.",
        exclusions="Returns of the last 72 hours, and children who turn out not to have been missing.",
        unit="percent",
        better="higher",
        source="Return home interviews of the front door",
        definition_source="Statutory guidance on children who run away or go missing (2014); Ofsted, Annex A, list 8",
        rows=_returned,
        when="returned_at",
        counted=Q(_IN_TIME, state__in=_OFFERED),
        team="child__contact__team_id",
        person="child__person",
        facts={**facts.of_person("child__person"), **facts.of_contact("child__contact")},
        lister="interviews",
    )
)
register(
    replace(
        OFFERED,
        code="CL12-H",
        title="Return home interviews held within 72 hours",
        question="Does a child who was missing talk with somebody soon after coming back?",
        numerator="Those that were held within 72 hours of the child's return.",
        counted=Q(_IN_TIME, state=ReturnInterview.State.HELD),
    )
)
