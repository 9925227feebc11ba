"""How does the year's plan come to be, and how is a sample drawn? Everything is said before the seed exists."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from threshold.access.models import Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, packs, status
from threshold.core.actions import action, change, lock, once
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.quality import pack, populations, sampling, telling
from threshold.quality.actions import giving
from threshold.quality.models import Audit, AuditAlert, Draw, ProgrammeItem, SampledRecord
from threshold.quality.policies import programme as policies
from threshold.quality.populations import Candidate
from threshold.quality.queries import programme as queries
from threshold.quality.queries.eligible import Pool, practice_of
from threshold.quality.sampling import Entry, Method
from threshold.quality.states import AuditState, ProgrammeState
from threshold.ui import filters


@dataclass(frozen=True)
class Plan:
    """What an item says. `month` is any day of it; `stratify_by` is for a stratified sample only."""

    title: str
    month: dt.date
    kind: str
    tool: str
    population: str
    population_from: dt.date
    population_to: dt.date
    size: int
    method: str = "random"
    stratify_by: str = ""
    theme: str = ""
    team: Team | None = None
    practice_week_on: dt.date | None = None
    #: None for what the pack says.
    moderate_every: int | None = None


@action("quality.plan_item", permission=Permission.AUDIT_PLAN)
def plan_item(
    *, by: User, now: dt.datetime, plan: Plan, submission_key: uuid.UUID | None = None
) -> tuple[ProgrammeItem, bool]:
    """Put an item into the year's programme.

    Returns:
        The item, and whether it is new: a form sent twice makes one.

    Raises:
        Refused: the tool does not fit the kind, the period or the size is impossible, or nothing says what it is for.
    """
    values = _checked(plan)

    def make() -> ProgrammeItem:
        item = ProgrammeItem.objects.create(**values, planned_at=now, planned_by=by)
        status.begin(item, by=by, now=now)
        return item

    item, is_new = once("quality.plan_item", submission_key, now, ProgrammeItem, make, by=by)
    journal.record("quality.plan_item", by=by, now=now, subject=item, detail={"repeated": not is_new})
    return item, is_new


def _checked(plan: Plan) -> dict[str, Any]:
    """What an item of this plan holds, by field. Raises Refused as `plan_item` says."""
    practice = pack.of()
    every = practice.moderation.every if plan.moderate_every is None else plan.moderate_every
    known = populations.REGISTRY.get(plan.population)
    policies.check_can_plan(
        title=plan.title,
        size=plan.size,
        first=plan.population_from,
        last=plan.population_to,
        kind=plan.kind,
        tool_kinds=practice.kinds_by_tool().get(plan.tool),
        population_exists=known is not None,
        population_has_weights=bool(known and known.weights),
        method=plan.method,
        stratify_by=plan.stratify_by,
        theme_exists=not plan.theme or plan.theme in {theme.code for theme in practice.themes},
        moderate_every=every,
    )
    return {
        "title": plan.title.strip(),
        "month": plan.month.replace(day=1),
        "kind": plan.kind,
        "tool": plan.tool,
        "population": plan.population,
        "theme": plan.theme,
        "team": plan.team,
        "practice_week_on": plan.practice_week_on,
        "population_from": plan.population_from,
        "population_to": plan.population_to,
        "method": plan.method,
        "stratify_by": plan.stratify_by,
        "size": plan.size,
        "moderate_every": every,
    }


@action("quality.change_item", permission=Permission.AUDIT_PLAN)
def change_item(
    item: ProgrammeItem, *, by: User, now: dt.datetime, plan: Plan, reason: str, expected_version: int | None = None
) -> ProgrammeItem:
    """Plan an item otherwise, while nothing is drawn. Its history keeps what was different before, and why.

    Raises:
        Refused: it was drawn or cancelled, nothing is different, there is no reason, or as for `plan_item`.
    """
    item = lock(item, expected_version=expected_version)
    values = _checked(plan)
    before = {name: getattr(item, name) for name, value in values.items() if getattr(item, name) != value}
    policies.check_can_change(item, changes=len(before), reason=reason)
    told = "; ".join(_was(name, value) for name, value in before.items())
    change(item, **values)
    status.move(item, ProgrammeState.PLANNED, by=by, now=now, reason=f"{reason.strip()} (Before: {told}.)")
    journal.record("quality.change_item", by=by, now=now, subject=item, detail={"fields": sorted(before)})
    return item


#: What an item's history calls its details, and how it shows the value that one had before.
_DETAILS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "title": ("the title", lambda value: f"“{value}”"),
    "month": ("the month", lambda value: f"{value:%B %Y}"),
    "kind": ("the kind", lambda value: Audit.Kind(value).label.lower()),
    "tool": ("the tool", lambda value: _title(value, _tools())),
    "population": ("what it is drawn from", lambda value: _title(value, populations.REGISTRY)),
    "theme": ("the theme", lambda value: f"“{pack.of().theme_title(value)}”"),
    "team": ("the team", str),
    "practice_week_on": ("the practice week", filters.date),
    "population_from": ("the first day", filters.date),
    "population_to": ("the last day", filters.date),
    "method": ("the method", lambda value: ProgrammeItem.Method(value).label.lower()),
    "stratify_by": ("the grouping", lambda value: ProgrammeItem.Group(value).label.lower()),
    "size": ("the number of records", str),
    "moderate_every": ("one in how many is graded twice", str),
}


def _tools() -> dict[str, Any]:
    practice = pack.of()
    return {code: practice.any_tool(code) for code in practice.kinds_by_tool()}


def _title(code: str, known: Mapping[str, Any]) -> str:
    return f"“{known[code].title}”" if code in known else code


def _was(name: str, value: Any) -> str:
    called, show = _DETAILS[name]
    return f"{called} was {'not set' if value in (None, '') else show(value)}"


@action("quality.cancel_item", permission=Permission.AUDIT_PLAN)
def cancel_item(
    item: ProgrammeItem, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> ProgrammeItem:
    """Take an item that was not drawn out of the plan, with the reason.

    Raises:
        Refused: it was drawn, or there is no reason.
    """
    item = lock(item, expected_version=expected_version)
    policies.check_can_cancel(item, reason=reason)
    change(item)
    status.move(item, ProgrammeState.CANCELLED, by=by, now=now, reason=reason.strip())
    journal.record("quality.cancel_item", by=by, now=now, subject=item)
    return item


@action("quality.draw_sample", permission=Permission.AUDIT_PLAN)
def draw_sample(item: ProgrammeItem, *, by: User, now: dt.datetime, expected_version: int | None = None) -> Draw:
    """Draw an item's sample, once, and give its records to auditors by turns.

    The population is listed and stored first, every record of it; then the seed is made.

    Raises:
        Refused: it was drawn or cancelled, its period is not over, or there is nothing to draw from: nothing is
            written then.
    """
    item = lock(item, expected_version=expected_version)
    source = populations.population(item.population)
    candidates = source.candidates(item.population_from, item.population_to, item.team_id)
    policies.check_can_draw(item, population=len(candidates), period_is_over=item.population_to < day_of(now))
    entries = {one.reference: Entry(one.reference, _group(item, one), one.weight) for one in candidates}
    seed, pool = giving.new_seed(), Pool(Permission.AUDIT_DO, now)
    draw = Draw.objects.create(
        item=item,
        seed=seed,
        subject_type=source.subject_type,
        population=[_frozen(one, entries[one.reference]) for one in candidates],
        population_digest=sampling.digest(entries.values()),
        rotation=sampling.rotation(seed, [user.pk for user in pool.users]),
        pack_version=packs.current(),
        drawn_at=now,
        drawn_by=by,
    )
    drawn = sampling.draw(seed, list(entries.values()), size=item.size, method=Method(item.method))
    by_reference = {one.reference: one for one in candidates}
    load: Counter[int] = Counter()
    records = [_record(draw, place, entry, by_reference[entry.reference]) for place, entry in enumerate(drawn, 1)]
    given = [audit for record in records if (audit := _give(record, pool, load, by, now))]
    held = len(records) - len(given)
    telling.tell_auditors(given, by=by, now=now)
    change(item)
    status.move(item, ProgrammeState.DRAWN, by=by, now=now)
    about = [one.person_id for entry in drawn if (one := by_reference[entry.reference]).person_id]
    detail = {"population": len(candidates), "drawn": len(drawn), "held": held}
    journal.record("quality.draw_sample", by=by, now=now, subject=item, about=about, detail=detail)
    return draw


@action("quality.replace_record", permission=Permission.AUDIT_PLAN)
def replace_record(record: SampledRecord, *, by: User, now: dt.datetime, reason: str) -> SampledRecord:
    """Put the next record in rank in the place of one that cannot be audited. The reason is kept.

    Returns:
        The record that stands in.

    Raises:
        Refused: it was audited, raised an alert, was replaced already, nobody says why, or none is left.
    """
    record = lock(record)
    if not queries.visible_records(Scope(by, now)).filter(pk=record.pk).exists():
        raise NotVisible
    draw = Draw.objects.select_for_update(of=("self",)).select_related("item").get(pk=record.draw_id)
    audit = lock(record.audit) if record.audit is not None else None
    policies.check_can_replace(
        record,
        audit_state=audit.state if audit else "",
        has_alert=audit is not None and AuditAlert.objects.filter(audit=audit).exists(),
        reason=reason,
    )
    rows = {row.entry.reference: row for row in queries.frozen(draw)}
    taken = list(draw.records.values_list("subject_reference", flat=True))
    entry = sampling.next_after(
        draw.seed, [row.entry for row in rows.values()], taken, method=Method(draw.item.method), stratum=record.stratum
    )
    policies.check_somebody_stands_in(found=entry is not None)
    assert entry is not None  # noqa: S101 - the policy above has refused
    if audit is not None:
        change(audit)
        status.move(audit, AuditState.CANCELLED, by=by, now=now, reason=f"Replaced: {reason.strip()}")
        clocks.cancel("audit-do", audit, now=now, reason="Replaced")
    record.replaced_at, record.replaced_by, record.replaced_reason = now, by, reason.strip()
    record.save(update_fields=["replaced_at", "replaced_by", "replaced_reason"])
    row = rows[entry.reference]
    new = SampledRecord.objects.create(
        draw=draw,
        position=len(taken) + 1,
        subject_id=row.subject_id,
        subject_reference=entry.reference,
        stratum=entry.stratum,
        person_id=row.person_id,
        team_id=row.team_id,
        worker_id=row.worker_id,
        involved_ids=list(row.involved),
        practised_on=row.on,
        replaces=record,
    )
    load = Counter(draw.records.values_list("audit__auditor_id", flat=True))
    audit = _give(new, Pool(Permission.AUDIT_DO, now), load, by, now)
    telling.tell_auditors([audit] if audit else [], by=by, now=now)
    about = [pk for pk in (record.person_id, new.person_id) if pk]
    journal.record("quality.replace_record", by=by, now=now, subject=record, about=about, detail={"by_record": new.pk})
    return new


def _group(item: ProgrammeItem, one: Candidate) -> str:
    """The group that a record counts in; none where the sample is not stratified."""
    match item.stratify_by:
        case ProgrammeItem.Group.TEAM:
            return one.team_name
        case ProgrammeItem.Group.OUTCOME:
            return one.outcome
    return ""


def _frozen(one: Candidate, entry: Entry) -> list[object]:
    return [
        one.subject_id, one.reference, entry.stratum, entry.weight, one.person_id, one.team_id, one.worker_id,
        list(one.involved), one.on.isoformat(),
    ]  # fmt: skip


def _record(draw: Draw, position: int, entry: Entry, one: Candidate) -> SampledRecord:
    return SampledRecord.objects.create(
        draw=draw,
        position=position,
        subject_id=one.subject_id,
        subject_reference=one.reference,
        stratum=entry.stratum,
        person_id=one.person_id,
        team_id=one.team_id,
        worker_id=one.worker_id,
        involved_ids=list(one.involved),
        practised_on=one.on,
    )


def _give(record: SampledRecord, pool: Pool, load: Counter[int], by: User, now: dt.datetime) -> Audit | None:
    """Give a drawn record to whoever's turn it is. None where nobody may audit it, and it is held."""
    auditor = giving.turn(record.draw.rotation, pool.who_may_judge(practice_of(record)), load)
    if auditor is None:
        return None
    return giving.give_drawn(record, auditor, by, now)
