"""What can be audited? Each population lists its records of a period, whose work they are, and where they are read.

register(Population("supervisions", …)) in an app's or module's start. Everybody's records are listed, those of
restricted children too: nobody is shown this list, a sample is drawn from it (see docs/explanation/sampling.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from threshold.core import references
from threshold.core.calendar import LONDON, day_of
from threshold.frontdoor import pack as frontdoor_pack
from threshold.frontdoor.codes import Outcome
from threshold.frontdoor.models import ContactChild, Decision
from threshold.frontdoor.states import DecisionState
from threshold.pathway.models import Handover

#: A contact counts as a repeat one within so many days of an earlier one about the same child.
REPEAT_DAYS = 365


@dataclass(frozen=True)
class Candidate:
    """One record that could be audited.

    Attributes:
        reference: how the record is named, unique in its population, twenty signs at most.
        person_id: the child it is about; None for what is about a worker.
        worker_id: whose practice it is.
        involved: the accounts of everybody who took part: none of them audits it.
        on: the day of the practice.
        outcome: what was decided, in words, for a sample that is stratified by it.
        weight: 1, or more for a record that is riskier: see the population's `weights`.
    """

    subject_id: int
    reference: str
    person_id: int | None
    team_id: int
    team_name: str
    worker_id: int | None
    involved: tuple[int, ...]
    on: dt.date
    outcome: str = ""
    weight: int = 1


@dataclass(frozen=True)
class Population:
    """Records of one sort.

    Attributes:
        candidates: `(first day, last day, team's id or None)` gives the records of that time.
        address: from a record's reference to the page on which it is read.
        weights: what makes a record weigh more in a risk-weighted sample, in words; empty where nothing does.
    """

    code: str
    title: str
    subject_type: str
    candidates: Callable[[dt.date, dt.date, int | None], list[Candidate]]
    address: Callable[[str], str]
    weights: str = ""


REGISTRY: dict[str, Population] = {}


def register(population: Population) -> Population:
    REGISTRY[population.code] = population
    return population


def population(code: str) -> Population:
    """Raises KeyError, naming the code, where there is none."""
    if code not in REGISTRY:
        raise KeyError(f"No population {code!r}. There are {sorted(REGISTRY)}.")
    return REGISTRY[code]


def of_subject(subject_type: str) -> Population | None:
    """The population that such records come from."""
    return next((one for one in REGISTRY.values() if one.subject_type == subject_type), None)


def _between(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the first moment of a London day to the first moment after another."""
    return (
        dt.datetime.combine(first, dt.time.min, LONDON),
        dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, LONDON),
    )


def _ids(*found: int | None) -> tuple[int, ...]:
    return tuple(sorted({pk for pk in found if pk is not None}))


# --- The front door: children whose decision was signed off -------------------------------------------------------


def signed_off_children(first: dt.date, last: dt.date, team_id: int | None) -> list[Candidate]:
    begin, end = _between(first, last)
    earlier = ContactChild.objects.standing().filter(
        person=OuterRef("child__person"),
        received_at__lt=OuterRef("child__received_at"),
        received_at__gte=OuterRef("child__received_at") - dt.timedelta(days=REPEAT_DAYS),
    )
    rows = (
        Decision.objects.filter(
            is_current=True,
            state=DecisionState.SIGNED_OFF,
            signed_off_at__gte=begin,
            signed_off_at__lt=end,
            child__removed_at__isnull=True,
        )
        .select_related("contact__team", "child")
        .annotate(is_repeat=Exists(earlier))
        .order_by("pk")
    )
    if team_id is not None:
        rows = rows.filter(contact__team=team_id)
    urgent = [rating.code for rating in frontdoor_pack.of().ratings][:2]
    found = []
    for row in rows.iterator(1000):
        contact, child = row.contact, row.child
        decided_at = row.decided_at or row.signed_off_at
        assert decided_at is not None  # noqa: S101 - the query asks for signed ones
        weight = 1 + (2 - urgent.index(contact.rag) if contact.rag in urgent else 0)
        weight += int(row.is_repeat) + int(row.outcome == Outcome.NO_FURTHER_ACTION)
        found.append(
            Candidate(
                subject_id=child.pk,
                reference=f"{contact.reference}/{references.make('P', child.person_id)}",
                person_id=child.person_id,
                team_id=contact.team_id,
                team_name=contact.team.name,
                worker_id=row.decided_by_id,
                involved=_ids(
                    row.decided_by_id, row.signed_off_by_id, row.proposed_by_id, contact.owner_id,
                    contact.analysed_by_id, contact.recorded_by_id,
                ),
                on=day_of(decided_at),
                outcome=row.get_outcome_display(),
                weight=weight,
            )
        )  # fmt: skip
    return found


def _contact_address(reference: str) -> str:
    return reverse("contact", args=[reference.partition("/")[0]])


register(
    Population(
        "front_door_decisions",
        "Children whose front-door decision was signed off",
        ContactChild._meta.label_lower,
        signed_off_children,
        _contact_address,
        "2 more for the most urgent rating and 1 more for the next; 1 more for another contact within the year before; "
        "1 more where no further action was decided",
    )
)


# --- Family help: children who were allocated to a worker ---------------------------------------------------------


def allocated_children(first: dt.date, last: dt.date, team_id: int | None) -> list[Candidate]:
    begin, end = _between(first, last)
    rows = (
        Handover.objects.filter(
            kind__in=(Handover.Kind.FAMILY_HELP, Handover.Kind.STRATEGY_DISCUSSION),
            allocated_at__gte=begin,
            allocated_at__lt=end,
        )
        .select_related("team")
        .order_by("pk")
    )
    if team_id is not None:
        rows = rows.filter(team=team_id)
    return [
        Candidate(
            subject_id=row.pk,
            reference=row.reference,
            person_id=row.person_id,
            team_id=row.team_id,
            team_name=row.team.name,
            worker_id=row.worker_id,
            involved=_ids(row.worker_id, row.accepted_by_id),
            on=day_of(row.allocated_at),
            outcome=row.get_kind_display(),
            weight=2 if row.kind == Handover.Kind.STRATEGY_DISCUSSION else 1,
        )
        for row in rows.iterator(1000)
        if row.allocated_at is not None
    ]


register(
    Population(
        "family_help_children",
        "Children who were allocated to a family help worker",
        Handover._meta.label_lower,
        allocated_children,
        lambda reference: reverse("handover", args=[reference]),
        "1 more for a child who came by a strategy discussion",
    )
)
