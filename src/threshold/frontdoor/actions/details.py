"""What goes into the front door's actions: the shapes that forms, the portal and the demo hand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from threshold.frontdoor.codes import Consent
from threshold.frontdoor.models import Contact
from threshold.people.models import Organisation, Person


@dataclass(frozen=True)
class NamedChild:
    """A child as the referrer named them: a person already known, or the details of a new record.

    `details` are the keyword arguments of `people.actions.record_person`; where the person is known already, those
    that the record does not say are kept as they were told. `as_told` is what was said of the child and has no place
    there: a description where no name is known, a school that is not on our list, an age.
    """

    person: Person | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    level_by_referrer: str = ""
    as_told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Referrer:
    """Who told us. Everything may be empty: some people will not say."""

    name: str = ""
    role: str = ""
    organisation: Organisation | None = None
    organisation_name: str = ""
    telephone: str = ""
    email: str = ""
    anonymity: str = Contact.Anonymity.ANONYMOUS_TO_FAMILY


@dataclass(frozen=True)
class ConsentRecord:
    """The footing on which information is shared: see `codes.Consent`."""

    consent: str = Consent.NOT_SOUGHT
    given_by: str = ""
    given_on: dt.date | None = None
    scope: str = ""
    reason: str = ""
    lawful_basis: str = ""
