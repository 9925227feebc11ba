"""How are schools, police, surgeries and the people who work there recorded?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import calendar, journal
from threshold.core.actions import action, lock
from threshold.core.errors import Refused
from threshold.people import identifiers, policies
from threshold.people.models import Organisation, Professional
from threshold.people.names import tidy


@action("people.record_organisation", permission=Permission.PEOPLE_WRITE)
def record_organisation(
    *,
    name: str,
    kind: str,
    urn: str = "",
    telephone: str = "",
    email: str = "",
    starts_on: dt.date | None = None,
    by: User,
    now: dt.datetime,
) -> Organisation:
    """Record an organisation whose staff know children.

    Raises:
        Refused: it has no name, its DfE number is malformed or another organisation's.
    """
    name = tidy(name, longest=160, what="The name of an organisation")
    urn = identifiers.compact(urn)
    policies.check_organisation(
        name=name,
        kind=kind,
        urn_is_possible=not urn or re.fullmatch(r"[0-9]{6}", urn) is not None,
        urn_is_taken=bool(urn) and Organisation.objects.filter(urn=urn).exists(),
    )
    organisation = Organisation.objects.create(
        name=name,
        kind=kind,
        urn=urn,
        telephone=identifiers.telephone(telephone),
        email=_email(email),
        starts_on=starts_on,
    )
    journal.record("people.record_organisation", by=by, now=now, subject=organisation)
    return organisation


@action("people.change_organisation", permission=Permission.PEOPLE_WRITE)
def change_organisation(
    organisation: Organisation,
    *,
    name: str,
    kind: str,
    urn: str = "",
    telephone: str = "",
    email: str = "",
    ends_on: dt.date | None = None,
    by: User,
    now: dt.datetime,
) -> Organisation:
    """Put an organisation's details right, or say on which day it closed. What names it goes on naming it.

    Raises:
        Refused: it has no name, its number is malformed or another's, or it would close before it began.
    """
    organisation = lock(organisation)
    urn = identifiers.compact(urn)
    policies.check_organisation(
        name=(name := tidy(name, longest=160, what="The name of an organisation")),
        kind=kind,
        urn_is_possible=not urn or re.fullmatch(r"[0-9]{6}", urn) is not None,
        urn_is_taken=bool(urn) and Organisation.objects.filter(urn=urn).exclude(pk=organisation.pk).exists(),
    )
    policies.check_closing(starts_on=organisation.starts_on, ends_on=ends_on, today=calendar.day_of(now))
    values = {
        "name": name,
        "kind": kind,
        "urn": urn,
        "telephone": identifiers.telephone(telephone),
        "email": _email(email),
        "ends_on": ends_on,
    }
    _save(organisation, values)
    journal.record(
        "people.change_organisation", by=by, now=now, subject=organisation, detail={"fields": sorted(values)}
    )
    return organisation


@action("people.change_professional", permission=Permission.PEOPLE_WRITE)
def change_professional(
    professional: Professional,
    *,
    name: str,
    job_title: str = "",
    telephone: str = "",
    email: str = "",
    by: User,
    now: dt.datetime,
) -> Professional:
    """Put the details of somebody who works with children elsewhere right.

    Raises:
        Refused: there is no name, or a telephone number or address cannot be one.
    """
    professional = lock(professional)
    _save(professional, _details(name, job_title, telephone, email))
    journal.record("people.change_professional", by=by, now=now, subject=professional)
    return professional


@action("people.record_professional", permission=Permission.PEOPLE_WRITE)
def record_professional(
    organisation: Organisation,
    *,
    name: str,
    job_title: str = "",
    telephone: str = "",
    email: str = "",
    by: User,
    now: dt.datetime,
) -> Professional:
    """Record somebody who works with children at an organisation.

    Raises:
        Refused: there is no name, or a telephone number or address cannot be one.
    """
    organisation = lock(organisation)
    professional = Professional.objects.create(organisation=organisation, **_details(name, job_title, telephone, email))
    journal.record("people.record_professional", by=by, now=now, subject=professional)
    return professional


def _details(name: str, job_title: str, telephone: str, email: str) -> dict[str, str]:
    name = tidy(name, longest=120)
    if not name:
        raise Refused("The name is empty. Type the name of the professional.")
    return {
        "name": name,
        "job_title": tidy(job_title, longest=120, what="A job title"),
        "telephone": identifiers.telephone(telephone),
        "email": _email(email),
    }


def _save(thing: Organisation | Professional, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(values))


def _email(text: str) -> str:
    address = text.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("This is not an e-mail address. Check it, such as name@school.example.") from None
    return address
