"""A contact comes in: record it, add to it, rate it, take it on.

The story is written once, as passages about every child; each child gets a line in their own chronology and
clocks of their own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count, Max, Q

from threshold.access.models import Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, packs, status
from threshold.core.actions import action, change, once
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.frontdoor import pack, policies, queries
from threshold.frontdoor.actions.common import advance, audit, children_changed, locked, start_clock
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild, Referrer
from threshold.frontdoor.actions.missing import expect_interview
from threshold.frontdoor.codes import Section, Source
from threshold.frontdoor.models import ConsentEntry, Contact, ContactChild, LevelOfNeed, RagRating
from threshold.frontdoor.states import ContactState
from threshold.frontdoor.told import told_otherwise
from threshold.people import chronology, narrative
from threshold.people.actions import record_person
from threshold.people.match_panel import alert_hidden_matches
from threshold.people.queries import visible_people


@action("frontdoor.record_contact", permission=Permission.CONTACT_RECORD)
def record_contact(
    *,
    by: User,
    now: dt.datetime,
    team: Team,
    channel: str,
    source: str,
    received_at: dt.datetime,
    children: Sequence[NamedChild],
    story: Mapping[str, str],
    referrer: Referrer | None = None,
    consent: ConsentRecord | None = None,
    is_immediate_danger: bool = False,
    returned_from_missing_at: dt.datetime | None = None,
    language: str = "",
    interpreter_needed: bool = False,
    submission_key: uuid.UUID | None = None,
) -> Contact:
    """Record a contact about one or many children.

    Args:
        story: the text of each `Section`, blank lines between paragraphs; "what happened" is required.
        submission_key: the form's key; the same key again returns the contact that was made the first time.

    Raises:
        Refused: an impossible date, no child, no story, half a consent.
        NotVisible: a child was named by a record that this person may not see.
    """

    people: list[int] = []

    def make() -> Contact:
        policies.check_can_record(
            received_at=received_at,
            now=now,
            children=len(children),
            has_story=bool(story.get(Section.WHAT_HAPPENED, "").strip()),
        )
        if returned_from_missing_at:
            policies.check_return(returned_at=returned_from_missing_at, now=now)
        who = referrer or Referrer()
        contact = Contact.objects.create(
            channel=channel,
            source=source,
            received_at=received_at,
            recorded_at=now,
            recorded_by=by,
            is_immediate_danger=is_immediate_danger,
            returned_from_missing_at=returned_from_missing_at,
            referrer_name=who.name,
            referrer_role=who.role,
            referrer_organisation=who.organisation,
            referrer_organisation_name=who.organisation_name,
            referrer_telephone=who.telephone,
            referrer_email=who.email,
            referrer_anonymity=who.anonymity,
            language=language,
            interpreter_needed=interpreter_needed,
            team=team,
            pack_version=packs.current(),
        )
        status.begin(contact, by=by, now=now)
        for position, named in enumerate(children, start=1):
            people.append(_put_on(contact, named, position, by=by, now=now).person_id)
        parts = {section.value: story[section] for section in Section if story.get(section, "").strip()}
        narrative.write_first(contact, parts, by=by, now=now)
        if consent is not None:
            _set_consent(contact, consent, by=by, now=now)
        return contact

    contact, is_new = once("frontdoor.record_contact", submission_key, now, Contact, make, by=by)
    audit(
        "frontdoor.record_contact", contact, by, now, about=people if is_new else None, channel=channel,
        source=source, repeated=not is_new,
    )  # fmt: skip
    return contact


@action("frontdoor.add_child", permission=Permission.CONTACT_GATHER)
def add_child(
    contact: Contact, *, by: User, now: dt.datetime, child: NamedChild, submission_key: uuid.UUID | None = None
) -> ContactChild:
    """Another child belongs to this contact: with a decision of their own to come.

    Args:
        submission_key: the form's key; the same key again returns the child that was added the first time.
    """
    contact = locked(contact, by, now)

    def add() -> ContactChild:
        policies.check_is_open(contact)
        named = ContactChild.objects.filter(contact=contact).aggregate(
            last=Max("position"), standing=Count("pk", filter=Q(removed_at__isnull=True))
        )
        policies.check_can_record(
            received_at=contact.received_at, now=contact.received_at, children=named["standing"] + 1, has_story=True
        )
        added = _put_on(contact, child, (named["last"] or 0) + 1, by=by, now=now)
        children_changed(contact)
        change(contact)
        advance(contact, by=by, now=now, reason="A child was added")
        return added

    added, is_new = once("frontdoor.add_child", submission_key, now, ContactChild, add, by=by)
    audit("frontdoor.add_child", contact, by, now, child_id=added.pk, repeated=not is_new)
    return added


@action("frontdoor.write_story", permission=Permission.CONTACT_GATHER)
def write_story(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    section: str,
    text: str,
    expected_version: int | None = None,
) -> Contact:
    """Write one part of the story again. The revision before it stays in the record."""
    contact = locked(contact, by, now, expected_version)
    policies.check_is_open(contact)
    _write(contact, Section(section), text, by=by, now=now)
    change(contact)
    audit("frontdoor.write_story", contact, by, now, section=section)
    return contact


@action("frontdoor.record_consent", permission=Permission.CONTACT_GATHER)
def record_consent(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    consent: ConsentRecord,
    expected_version: int | None = None,
) -> Contact:
    """Say on what footing information about this family is shared."""
    contact = locked(contact, by, now, expected_version)
    policies.check_is_open(contact)
    _set_consent(contact, consent, by=by, now=now)
    audit("frontdoor.record_consent", contact, by, now, consent=consent.consent)
    return contact


@action("frontdoor.screen_contact", permission=Permission.CONTACT_SCREEN)
def screen(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    rag: str,
    reason: str,
    levels: Mapping[int, str] | None = None,
    level_reasons: Mapping[int, str] | None = None,
    expected_version: int | None = None,
) -> Contact:
    """First look: how urgent it is, and each child's level of need as it seems now.

    Args:
        levels: the level of need by the id of the child on the contact.
        level_reasons: by the same id, why it is not the level that the referrer proposed.
    """
    contact = locked(contact, by, now, expected_version)
    policies.check_can_screen(contact, reason=reason)
    change(contact, owner=contact.owner or by)
    status.move(contact, ContactState.GATHERING, by=by, now=now, reason=reason, values={"rag": rag})
    RagRating.objects.create(contact=contact, rag=rag, reason=reason, at=now, by=by)
    _start_rating_clock(contact, rag, now)
    by_referrer = queries.levels_by_referrer(contact)
    for child in ContactChild.objects.standing().filter(contact=contact).order_by("position"):
        clocks.reassign(child, team_id=contact.team_id, owner_id=contact.owner_id)
        level, why = (levels or {}).get(child.pk, ""), (level_reasons or {}).get(child.pk, "")
        policies.check_screening_level(by_referrer=by_referrer.get(child.pk, ""), level=level, reason=why)
        if level:
            set_level(child, LevelOfNeed.Point.SCREENING, level, why, by=by, now=now)
    audit("frontdoor.screen_contact", contact, by, now, rag=rag)
    return contact


@action("frontdoor.rerate_contact", permission=Permission.CONTACT_SCREEN)
def rerate(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    rag: str,
    reason: str,
    expected_version: int | None = None,
) -> Contact:
    """It is more or less urgent than it seemed. The clock begins anew and the history keeps both ratings."""
    contact = locked(contact, by, now, expected_version)
    policies.check_can_rerate(contact, rag=rag, reason=reason)
    change(contact, rag=rag)
    RagRating.objects.create(contact=contact, rag=rag, reason=reason, at=now, by=by)
    clocks.cancel("rag", contact, now=now, reason="Re-rated")
    _start_rating_clock(contact, rag, now)
    audit("frontdoor.rerate_contact", contact, by, now, rag=rag)
    return contact


@action("frontdoor.mark_danger", permission=Permission.CONTACT_GATHER)
def mark_danger(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    is_danger: bool,
    reason: str,
    expected_version: int | None = None,
) -> Contact:
    """Say that a child on this contact is in danger now, or no longer. It stands beside the ratings."""
    contact = locked(contact, by, now, expected_version)
    policies.check_can_mark_danger(
        contact, is_danger=is_danger, reason=reason, may_end=by.may(Permission.CONTACT_SCREEN)
    )
    change(contact, is_immediate_danger=is_danger)
    RagRating.objects.create(contact=contact, rag=contact.rag, is_danger=is_danger, reason=reason, at=now, by=by)
    audit("frontdoor.mark_danger", contact, by, now, is_danger=is_danger)
    return contact


@action("frontdoor.correct_contact", permission=Permission.CONTACT_GATHER)
def correct_contact(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    source: str,
    referrer: Referrer,
    language: str = "",
    interpreter_needed: bool = False,
    expected_version: int | None = None,
) -> Contact:
    """Put right who told us, how they are reached and whether the family may know, and the family's language."""
    contact = locked(contact, by, now, expected_version)
    policies.check_is_open(contact)
    values = {
        "source": Source(source).value,
        "referrer_name": referrer.name,
        "referrer_role": referrer.role,
        "referrer_organisation": referrer.organisation,
        "referrer_organisation_name": referrer.organisation_name,
        "referrer_telephone": referrer.telephone,
        "referrer_email": referrer.email,
        "referrer_anonymity": referrer.anonymity,
        "language": language,
        "interpreter_needed": interpreter_needed,
    }
    changed = {name: value for name, value in values.items() if value != getattr(contact, name)}
    if changed:
        change(contact, **changed)
    audit("frontdoor.correct_contact", contact, by, now, fields=sorted(changed))
    return contact


@action("frontdoor.take_on_contact", permission=Permission.CONTACT_GATHER)
def take_on(contact: Contact, *, by: User, now: dt.datetime, owner: User | None = None) -> Contact:
    """Work on this contact: oneself, or somebody else whom one gives it to."""
    contact = locked(contact, by, now)
    policies.check_is_open(contact)
    new_owner = owner or by
    if not new_owner.may(Permission.CONTACT_GATHER):
        raise NotVisible
    change(contact, owner=new_owner)
    clocks.reassign(contact, team_id=contact.team_id, owner_id=new_owner.pk)
    for child in ContactChild.objects.standing().filter(contact=contact).order_by("position"):
        clocks.reassign(child, team_id=contact.team_id, owner_id=new_owner.pk)
    audit("frontdoor.take_on_contact", contact, by, now, owner_id=new_owner.pk)
    return contact


# --- Inside ---------------------------------------------------------------------------------------------------


def _put_on(contact: Contact, named: NamedChild, position: int, *, by: User, now: dt.datetime) -> ContactChild:
    details, told = dict(named.details), dict(named.as_told)
    received_on = day_of(contact.received_at)
    if named.person is not None:
        person = named.person
        if not visible_people(Scope(by, now)).filter(pk=person.pk).exists():
            raise NotVisible
        if details:
            told = {**told_otherwise(person, details), **told}
        policies.check_is_not_named(
            is_named=ContactChild.objects.standing().filter(contact=contact, person=person).exists()
        )
    else:
        policies.check_birth(
            birth_on=details.get("birth_on"), expected_on=details.get("expected_on"), received_on=received_on
        )
        person = record_person(by=by, now=now, **details)
        alert_hidden_matches(Scope(by, now), person)
    child = ContactChild.objects.create(
        contact=contact,
        person=person,
        position=position,
        as_told=told,
        received_at=contact.received_at,
    )
    clocks.start_first(
        ("decide", "decide-24h"),
        child,
        started_at=contact.received_at,
        about_id=person.pk,
        team_id=contact.team_id,
        owner_id=contact.owner_id,
    )
    if contact.returned_from_missing_at:
        expect_interview(contact, child, returned_at=contact.returned_from_missing_at)
    if named.level_by_referrer:
        set_level(child, LevelOfNeed.Point.REFERRER, named.level_by_referrer, "", by=by, now=now)
    chronology.add(
        person,
        at=contact.received_at,
        kind="contact",
        title=f"Contact received: {contact.get_source_display()}",
        source=contact,
        by=by,
        team_id=contact.team_id,
    )
    return child


def _write(contact: Contact, section: Section, text: str, *, by: User, now: dt.datetime) -> None:
    narrative.rewrite_section(contact, section.value, text, by=by, now=now)


def _set_consent(contact: Contact, record: ConsentRecord, *, by: User, now: dt.datetime) -> None:
    may_override = by.may(Permission.CONSENT_OVERRIDE)
    policies.check_consent(
        record.consent,
        given_by=record.given_by,
        given_on=record.given_on,
        reason=record.reason,
        may_override=may_override,
    )
    overridden = record.consent == "overridden"
    change(
        contact,
        consent=record.consent,
        consent_given_by=record.given_by,
        consent_given_on=record.given_on,
        consent_scope=record.scope,
        consent_reason=record.reason,
        consent_overridden_by=by if overridden else None,
        lawful_basis=record.lawful_basis,
    )
    ConsentEntry.objects.create(
        contact=contact,
        consent=record.consent,
        given_by=record.given_by,
        given_on=record.given_on,
        scope=record.scope,
        reason=record.reason,
        lawful_basis=record.lawful_basis,
        at=now,
        by=by,
    )


def _start_rating_clock(contact: Contact, rag: str, now: dt.datetime) -> None:
    """The rating's own limit, unless the information is gathered already."""
    if contact.analysed_at is None:
        rating = pack.of().rating(rag)
        start_clock("rag", contact, started_at=now, limit=rating.limit, unit=rating.unit)


def set_level(child: ContactChild, point: str, level: str, reason: str, *, by: User, now: dt.datetime) -> LevelOfNeed:
    """Keep how somebody saw a child's level of need at one point; earlier ones stay."""
    pack.of().level(level)  # a code that the pack does not have is refused here
    return LevelOfNeed.objects.create(
        child=child, point=point, level=level, reason=reason, pack_version=packs.current(), at=now, by=by
    )
