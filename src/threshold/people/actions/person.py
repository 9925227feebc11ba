"""How is a person recorded, and how are their facts, names, addresses and numbers changed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import calendar, journal
from threshold.core.actions import action, change, lock
from threshold.core.errors import Refused
from threshold.people import identifiers as numbers
from threshold.people import names, policies
from threshold.people.actions._common import Place, place_of, see
from threshold.people.codes import Ethnicity, Sex, UpnUnknown
from threshold.people.languages import LANGUAGES
from threshold.people.models import Identifier, Identity, Organisation, Person, PersonAddress, PersonName

#: kind, value as typed, whether verified, and who or what it comes from.
TypedNumber = tuple[str, str, bool, str]


@action("people.record_person", permission=Permission.PEOPLE_WRITE)
def record_person(
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    given_name: str = "",
    family_name: str = "",
    birth_on: dt.date | None = None,
    birth_precision: str = Person.Precision.EXACT,
    expected_on: dt.date | None = None,
    sex: str = Sex.UNKNOWN,
    ethnicity: str = Ethnicity.NOBT,
    disabilities: Collection[str] = (),
    first_language: str = "",
    interpreter_needed: bool = False,
    communication_needs: str = "",
    address: Place | Mapping[str, Any] | None = None,
    identifiers: Iterable[TypedNumber] | None = None,
    school: Organisation | None = None,
) -> Person:
    """Record somebody nobody has recorded before: a new identity with its first record.

    Raises:
        Refused: a date is impossible, a number's check digit does not fit, a line is too long.
    """
    today = calendar.day_of(now)
    policies.check_facts(kind=kind, birth_on=birth_on, expected_on=expected_on, disabilities=disabilities, today=today)
    _check_codes(sex=sex, ethnicity=ethnicity, birth_precision=birth_precision, first_language=first_language)
    given_name, family_name = names.tidy(given_name), names.tidy(family_name)
    typed = [(n_kind, numbers.read(n_kind, value), ok, source) for n_kind, value, ok, source in identifiers or ()]
    person = Person.objects.create(
        identity=Identity.objects.create(created_at=now),
        kind=kind,
        given_name=given_name,
        family_name=family_name,
        birth_on=birth_on,
        birth_precision=birth_precision,
        expected_on=expected_on,
        sex=sex,
        ethnicity=ethnicity,
        disabilities=sorted(set(disabilities)),
        first_language=first_language,
        interpreter_needed=interpreter_needed,
        communication_needs=names.tidy(communication_needs, longest=200, what="Communication needs"),
        school=school,
        created_at=now,
        created_by=by,
    )
    if given_name or family_name:
        _write_name(person, PersonName.Kind.CURRENT, given_name, family_name, now=now)
    if address and any(str(value).strip() for key, value in address.items() if key != "is_confidential"):
        PersonAddress.objects.create(
            person=person, address=place_of(address), is_confidential=bool(address.get("is_confidential"))
        )
    Identifier.objects.bulk_create(
        Identifier(person=person, kind=n_kind, value=value, is_verified=ok, source=_source(source), recorded_on=today)
        for n_kind, value, ok, source in {(row[0], row[1]): row for row in typed}.values()
    )
    journal.record("people.record_person", by=by, now=now, subject=person, about=[person.pk], detail={"kind": kind})
    return person


#: What `change_person` may change. A name changes by `add_name`, a birth of an unborn child by
#: `record_birth`.
CHANGEABLE = frozenset(
    {
        "kind", "sex", "birth_on", "birth_precision", "expected_on", "died_on", "ethnicity", "disabilities",
        "first_language", "interpreter_needed", "communication_needs", "upn_unknown", "school",
    }
)  # fmt: skip


@action("people.change_person", permission=Permission.PEOPLE_WRITE)
def change_person(
    person: Person, *, changes: Mapping[str, Any], expected_version: int | None, by: User, now: dt.datetime
) -> Person:
    """Change facts of a record.

    Args:
        changes: new values by field name, out of `CHANGEABLE`.
        expected_version: the version that the form showed; None where no form was shown.

    Raises:
        NotVisible: the record is hidden from this user.
        Stale: somebody else has changed the record since; nothing is written.
        Refused: the facts would contradict each other.
    """
    see(by, now, person)
    person = lock(person, expected_version=expected_version)
    if set(changes) - CHANGEABLE:
        raise ValueError(f"Not a field that can be changed here: {sorted(set(changes) - CHANGEABLE)}")
    values = {name: _tidy_field(name, value) for name, value in changes.items()}
    became_born = person.kind == Person.Kind.UNBORN and values.get("kind", person.kind) != Person.Kind.UNBORN
    if became_born:
        raise Refused("An unborn child becomes a child by its birth. Record the birth instead.")
    after = {name: values.get(name, getattr(person, name)) for name in CHANGEABLE}
    policies.check_facts(
        kind=after["kind"],
        birth_on=after["birth_on"],
        expected_on=after["expected_on"] if "expected_on" in values else None,
        died_on=after["died_on"],
        disabilities=after["disabilities"],
        today=calendar.day_of(now),
    )
    _check_codes(
        sex=after["sex"],
        ethnicity=after["ethnicity"],
        birth_precision=after["birth_precision"],
        upn_unknown=after["upn_unknown"],
        first_language=after["first_language"],
    )
    changed = {name: value for name, value in values.items() if value != getattr(person, name)}
    if changed:
        change(person, **changed)
    journal.record(
        "people.change_person", by=by, now=now, subject=person, about=[person.pk], detail={"fields": sorted(changed)}
    )
    return person


def _tidy_field(name: str, value: Any) -> Any:
    if name == "disabilities":
        return sorted(set(value))
    if name == "communication_needs":
        return names.tidy(value, longest=200, what="Communication needs")
    return value


def _check_codes(
    *, sex: str, ethnicity: str, birth_precision: str, upn_unknown: str = "", first_language: str = ""
) -> None:
    if (
        sex not in Sex.values
        or ethnicity not in Ethnicity.values
        or birth_precision not in Person.Precision.values
        or upn_unknown not in ("", *UpnUnknown.values)
        or first_language not in ("", *LANGUAGES)
    ):
        raise Refused("One of the answers is not in its list. Choose from the list.")


def _source(text: str) -> str:
    return names.tidy(text, longest=80, what="The source of a number")


@action("people.record_birth", permission=Permission.PEOPLE_WRITE)
def record_birth(
    person: Person,
    *,
    birth_on: dt.date,
    birth_precision: str = Person.Precision.EXACT,
    given_name: str = "",
    family_name: str = "",
    sex: str = Sex.UNKNOWN,
    expected_version: int | None = None,
    by: User,
    now: dt.datetime,
) -> Person:
    """The unborn child is born: the same record becomes a child's, with whatever name is known.

    Raises:
        NotVisible, Stale: as in `change_person`.
        Refused: the child is already born, or the date is impossible.
    """
    see(by, now, person)
    person = lock(person, expected_version=expected_version)
    policies.check_can_record_birth(person, birth_on=birth_on, today=calendar.day_of(now))
    _check_codes(sex=sex, ethnicity=person.ethnicity, birth_precision=birth_precision)
    given_name, family_name = names.tidy(given_name), names.tidy(family_name)
    values: dict[str, Any] = {"kind": Person.Kind.CHILD, "birth_on": birth_on, "birth_precision": birth_precision}
    if sex != Sex.UNKNOWN:
        values["sex"] = sex
    if given_name or family_name:
        _replace_current_name(person, given_name, family_name or person.family_name, now)
        values |= {"given_name": given_name, "family_name": family_name or person.family_name}
    change(person, **values)
    journal.record(
        "people.record_birth", by=by, now=now, subject=person, about=[person.pk], detail={"fields": sorted(values)}
    )
    return person


# --- Names --------------------------------------------------------------------------------------------------


@action("people.add_name", permission=Permission.PEOPLE_WRITE)
def add_name(
    person: Person,
    *,
    kind: str,
    given_name: str = "",
    family_name: str = "",
    expected_version: int | None = None,
    by: User,
    now: dt.datetime,
) -> PersonName:
    """Add a name. A new name in use makes the one before it a former name, which search still finds.

    Raises:
        NotVisible, Stale: as in `change_person`.
        Refused: the name is empty, too long, or already on the record.
    """
    see(by, now, person)
    person = lock(person, expected_version=expected_version)
    given_name, family_name = names.tidy(given_name), names.tidy(family_name)
    policies.check_name(kind=kind, given_name=given_name, family_name=family_name)
    same = person.names.filter(kind=kind, given_name=given_name, family_name=family_name, ended_at__isnull=True)
    if same.exists():
        raise Refused("This name is already on the record.")
    if kind == PersonName.Kind.CURRENT:
        name = _replace_current_name(person, given_name, family_name, now)
        change(person, given_name=given_name, family_name=family_name)
    else:
        ended_at = now if kind == PersonName.Kind.FORMER else None
        name = _write_name(person, kind, given_name, family_name, now=now, ended_at=ended_at)
    journal.record("people.add_name", by=by, now=now, subject=name, about=[person.pk], detail={"kind": kind})
    return name


@action("people.end_name", permission=Permission.PEOPLE_WRITE)
def end_name(name: PersonName, *, by: User, now: dt.datetime) -> PersonName:
    """A nickname or alias is no longer used. It stays in the history, and search still finds it.

    Raises:
        NotVisible: the record is hidden from this user.
        Refused: it is the name in use, or has ended.
    """
    see(by, now, name.person_id)
    name = lock(name)
    policies.check_can_end_name(name)
    name.ended_at = now
    name.save(update_fields=["ended_at"])
    journal.record("people.end_name", by=by, now=now, subject=name, about=[name.person_id])
    return name


def _replace_current_name(person: Person, given_name: str, family_name: str, now: dt.datetime) -> PersonName:
    person.names.filter(kind=PersonName.Kind.CURRENT).update(kind=PersonName.Kind.FORMER, ended_at=now)
    return _write_name(person, PersonName.Kind.CURRENT, given_name, family_name, now=now)


def _write_name(
    person: Person,
    kind: str,
    given_name: str,
    family_name: str,
    *,
    now: dt.datetime,
    ended_at: dt.datetime | None = None,
) -> PersonName:
    return PersonName.objects.create(
        person=person,
        kind=kind,
        given_name=given_name,
        family_name=family_name,
        recorded_at=now,
        ended_at=ended_at,
        **names.columns(given_name, family_name),
    )


# --- Addresses ----------------------------------------------------------------------------------------------


@action("people.move_address", permission=Permission.PEOPLE_WRITE)
def move_address(
    person: Person, *, address: Place | Mapping[str, Any], starts_on: dt.date | None, by: User, now: dt.datetime
) -> PersonAddress:
    """The person lives somewhere new: the present address ends on the day the new one begins.

    Args:
        starts_on: the first day there; None where it is not known, and the present address then ends today.

    Raises:
        NotVisible: the record is hidden from this user.
        Refused: the dates would overlap, or the address cannot be one.
    """
    see(by, now, person)
    person = lock(person)
    today = calendar.day_of(now)
    stays = list(person.addresses.select_for_update())
    present = next((stay for stay in stays if stay.ends_on is None), None)
    policies.check_can_move(
        starts_on=starts_on,
        current_starts_on=present.starts_on if present else None,
        latest_end=max((stay.ends_on for stay in stays if stay.ends_on), default=None),
        today=today,
    )
    if present:
        present.ends_on = starts_on or today
        present.save(update_fields=["ends_on"])
    stay = PersonAddress.objects.create(
        person=person,
        address=place_of(address),
        starts_on=starts_on,
        is_confidential=bool(address.get("is_confidential")),
    )
    journal.record("people.move_address", by=by, now=now, subject=stay, about=[person.pk])
    return stay


@action("people.add_former_address", permission=Permission.PEOPLE_WRITE)
def add_former_address(
    person: Person,
    *,
    address: Place | Mapping[str, Any],
    starts_on: dt.date | None,
    ends_on: dt.date,
    by: User,
    now: dt.datetime,
) -> PersonAddress:
    """Somebody told us where the person used to live.

    Raises:
        NotVisible: the record is hidden from this user.
        Refused: the person lived elsewhere on some of those days.
    """
    see(by, now, person)
    person = lock(person)
    others = [(stay.starts_on, stay.ends_on) for stay in person.addresses.all()]
    policies.check_can_add_former_address(
        starts_on=starts_on, ends_on=ends_on, others=others, today=calendar.day_of(now)
    )
    stay = PersonAddress.objects.create(
        person=person,
        address=place_of(address),
        starts_on=starts_on,
        ends_on=ends_on,
        is_confidential=bool(address.get("is_confidential")),
    )
    journal.record("people.add_former_address", by=by, now=now, subject=stay, about=[person.pk])
    return stay


# --- Numbers ------------------------------------------------------------------------------------------------


@action("people.add_identifier", permission=Permission.PEOPLE_WRITE)
def add_identifier(
    person: Person,
    *,
    kind: str,
    value: str,
    is_verified: bool = False,
    source: str = "",
    by: User,
    now: dt.datetime,
) -> Identifier:
    """Add a number by which the person is known.

    Raises:
        NotVisible: the record is hidden from this user.
        Refused: the check digit does not fit, it is on the record, or another is already verified.
    """
    see(by, now, person)
    person = lock(person)
    value = numbers.read(kind, value)
    policies.check_can_add_identifier(is_on_record=person.identifiers.filter(kind=kind, value=value).exists())
    if is_verified:
        policies.check_can_verify_identifier(has_other_verified=_has_other_verified(person.identity_id, kind, value))
    identifier = Identifier.objects.create(
        person=person,
        kind=kind,
        value=value,
        is_verified=is_verified,
        source=_source(source),
        recorded_on=calendar.day_of(now),
    )
    journal.record(
        "people.add_identifier", by=by, now=now, subject=identifier, about=[person.pk], detail={"kind": kind}
    )
    return identifier


@action("people.verify_identifier", permission=Permission.PEOPLE_WRITE)
def verify_identifier(identifier: Identifier, *, source: str, by: User, now: dt.datetime) -> Identifier:
    """A number was traced at its source, such as the NHS's own service.

    Raises:
        NotVisible: the record is hidden from this user.
        Refused: another number of the kind is verified for the same person.
    """
    see(by, now, identifier.person_id)
    person = lock(identifier.person)
    identifier = lock(identifier)
    policies.check_can_verify_identifier(
        has_other_verified=_has_other_verified(person.identity_id, identifier.kind, identifier.value)
    )
    identifier.is_verified, identifier.source = True, _source(source)
    identifier.save(update_fields=["is_verified", "source"])
    journal.record("people.verify_identifier", by=by, now=now, subject=identifier, about=[person.pk])
    return identifier


def _has_other_verified(identity_id: int, kind: str, value: str) -> bool:
    if kind == Identifier.Kind.LOCAL:
        return False  # an authority's older systems may each have given one
    same_kind = Identifier.objects.filter(person__identity_id=identity_id, kind=kind, is_verified=True)
    return same_kind.exclude(value=value).exists()
