"""When may something be done to a person's record, whoever does it?

Each rule takes plain facts and raises `Refused` with a sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from threshold.core import calendar
from threshold.core.errors import NotPermitted, Refused
from threshold.people.codes import Disability
from threshold.people.models import (
    ChronologyEntry,
    Organisation,
    Passage,
    Person,
    PersonName,
    Relationship,
    Restriction,
)

OLDEST_AGE = 120
#: A care leaver is a child of the authority's until the 25th birthday (Children Act 1989, section 23CZB).
OLDEST_CHILD = 25
#: Younger than this is a child here, a young parent too.
YOUNGEST_ADULT = 16
LONGEST_PREGNANCY = dt.timedelta(days=310)
LONGEST_EMERGENCY = dt.timedelta(hours=24)
SHORTEST_REASON = 10


def check_has_reason(reason: str, *, what: str = "this") -> None:
    if len("".join(reason.split())) < SHORTEST_REASON:
        raise Refused(f"Give the reason for {what}, in a few words that somebody else will understand later.")


# --- The facts of a person ----------------------------------------------------------------------------------


def check_facts(
    *,
    kind: str,
    birth_on: dt.date | None,
    expected_on: dt.date | None,
    died_on: dt.date | None = None,
    disabilities: Collection[str] = (),
    today: dt.date,
) -> None:
    """Raises Refused where dates are impossible or facts contradict each other."""
    if kind not in Person.Kind.values:
        raise Refused("Choose whether this is a child, an unborn child or an adult.")
    if kind == Person.Kind.UNBORN:
        _check_unborn(birth_on, expected_on, today)
    elif birth_on:
        _check_birth(kind, birth_on, died_on or today, today)
    if died_on and died_on > today:
        raise Refused("The date of death is in the future. Check the date.")
    if died_on and birth_on and died_on < birth_on:
        raise Refused("The date of death is before the date of birth. Check both dates.")
    if set(disabilities) - set(Disability.values):
        raise Refused("One of the disabilities is not in the list. Choose from the list.")
    if Disability.NONE in disabilities and len(set(disabilities)) > 1:
        raise Refused("“No disability” is chosen together with a disability. Take one of them away.")


def _check_unborn(birth_on: dt.date | None, expected_on: dt.date | None, today: dt.date) -> None:
    if birth_on:
        raise Refused("An unborn child has no date of birth. Give the expected date, or record the child as born.")
    if expected_on and expected_on > today + LONGEST_PREGNANCY:
        raise Refused("The expected date is more than ten months ahead. Check the date.")
    if expected_on and expected_on < today - dt.timedelta(days=60):
        raise Refused("The expected date is more than two months ago. If the child is born, record the birth.")


def _check_birth(kind: str, birth_on: dt.date, until: dt.date, today: dt.date) -> None:
    if birth_on > today:
        raise Refused("The date of birth is in the future. Check the date, or record an unborn child.")
    age = age_on(birth_on, until)
    if age > OLDEST_AGE:
        raise Refused(f"This date of birth makes the person older than {OLDEST_AGE}. Check the year.")
    if kind == Person.Kind.CHILD and age > OLDEST_CHILD:
        raise Refused(f"This date of birth makes a child older than {OLDEST_CHILD}. Check the date, or choose adult.")
    if kind == Person.Kind.ADULT and age < YOUNGEST_ADULT:
        raise Refused(
            f"Somebody younger than {YOUNGEST_ADULT} is a child here, a parent too. Check the date, or choose child."
        )


def age_on(birth_on: dt.date, day: dt.date) -> int:
    """Age in whole years."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def check_can_record_birth(person: Person, *, birth_on: dt.date, today: dt.date) -> None:
    if person.kind != Person.Kind.UNBORN:
        raise Refused("This child is already recorded as born. Change the date of birth instead, if it is wrong.")
    _check_birth(Person.Kind.CHILD, birth_on, today, today)


def check_name(*, kind: str, given_name: str, family_name: str) -> None:
    if kind not in PersonName.Kind.values:
        raise Refused("Choose what sort of name this is.")
    if not (given_name or family_name):
        raise Refused("The name is empty. Type a given name or a family name.")


def check_can_end_name(name: PersonName) -> None:
    if name.ended_at:
        raise Refused("This name has already ended.")
    if name.kind == PersonName.Kind.CURRENT:
        raise Refused("This is the name in use. Add the new name instead, and this one becomes a former name.")


# --- Addresses ----------------------------------------------------------------------------------------------


def check_address(*, line_1: str, postcode: str) -> None:
    if not (line_1 or postcode):
        raise Refused("The address is empty. Type its first line or its postcode.")


def check_can_move(
    *, starts_on: dt.date | None, current_starts_on: dt.date | None, latest_end: dt.date | None, today: dt.date
) -> None:
    """A move begins a new address where the last one ends, so it may not reach back before it."""
    day = starts_on or today
    if day > today:
        raise Refused("The date of the move is in the future. Record the move when it has happened.")
    if current_starts_on and day < current_starts_on:
        raise Refused(
            "The move is dated before the person came to the present address, so the two would overlap. "
            "Check the date, or record it as a former address."
        )
    if latest_end and day < latest_end:
        raise Refused("The move is dated before an earlier address ended, so the two would overlap. Check the date.")


def check_can_add_former_address(
    *,
    starts_on: dt.date | None,
    ends_on: dt.date,
    others: Collection[tuple[dt.date | None, dt.date | None]],
    today: dt.date,
) -> None:
    """`others` are the start and end of the person's addresses on record; an open side has no date."""
    if ends_on > today:
        raise Refused("A former address cannot end in the future. Check the date.")
    if starts_on and starts_on > ends_on:
        raise Refused("The address ends before it begins. Check both dates.")
    begin = starts_on or ends_on
    for other_start, other_end in others:
        if begin < (other_end or dt.date.max) and (other_start or dt.date.min) < ends_on and (other_start or other_end):
            raise Refused("The person lived at another address on some of these days. Check the dates of both.")


# --- Identifiers --------------------------------------------------------------------------------------------


def check_can_add_identifier(*, is_on_record: bool) -> None:
    if is_on_record:
        raise Refused("This number is already on the record.")


def check_can_verify_identifier(*, has_other_verified: bool) -> None:
    if has_other_verified:
        raise Refused(
            "Another number of this kind is already verified for this person, and a person has only one. "
            "Find out which is right before you verify this one."
        )


# --- Family -------------------------------------------------------------------------------------------------

_PARENTS_AGE_AT_LEAST = 10
_EXCLUDE_EACH_OTHER = frozenset(
    {
        Relationship.Kind.PARENT,
        Relationship.Kind.GRANDPARENT,
        Relationship.Kind.SIBLING,
        Relationship.Kind.HALF_SIBLING,
        Relationship.Kind.TWIN,
    }
)


def check_can_relate(
    *,
    kind: str,
    is_same_person: bool,
    between_them: Collection[str],
    is_on_record: bool,
    would_loop: bool,
    births: tuple[dt.date | None, dt.date | None],
) -> None:
    """Raises Refused where `person` cannot be the <kind> of `other`.

    Args:
        between_them: the kinds of their current relationships in either direction.
        is_on_record: exactly this relationship, or for a mutual one its mirror image, exists.
        would_loop: `other` is already an ancestor of `person`.
        births: of `person` and of `other`, exact ones only.
    """
    if kind not in Relationship.Kind.values:
        raise Refused("Choose how the two are related.")
    if is_same_person:
        raise Refused("Nobody can be related to themselves. Choose somebody else.")
    if is_on_record:
        raise Refused("This relationship is already on the record.")
    if kind == Relationship.Kind.PARENT:
        if would_loop:
            raise Refused("This would make somebody their own ancestor. Check who is the parent and who the child.")
        parent, child = births
        if parent and child and child.year - parent.year < _PARENTS_AGE_AT_LEAST:
            raise Refused("The parent would be too young to be one. Check both dates of birth, and who is the child.")
    if kind in _EXCLUDE_EACH_OTHER and (_EXCLUDE_EACH_OTHER & set(between_them)):
        raise Refused("Another close relationship of these two is on the record. End it first if it is wrong.")
    one, other = births
    if kind == Relationship.Kind.TWIN and one and other and abs((one - other).days) > 90:
        raise Refused("Twins cannot be born more than three months apart. Check both dates of birth.")


def check_can_end(*, starts_on: dt.date | None, ended_on: dt.date | None, ends_on: dt.date, today: dt.date) -> None:
    """Of a relationship or a stay in a household."""
    if ended_on:
        raise Refused("This has already ended.")
    if ends_on > today:
        raise Refused("The end is in the future. Record it when it has happened.")
    if starts_on and ends_on < starts_on:
        raise Refused("The end is before the beginning. Check the date.")


def check_can_join_household(*, is_member: bool, starts_on: dt.date | None, today: dt.date) -> None:
    if is_member:
        raise Refused("This person already lives in the household.")
    if starts_on and starts_on > today:
        raise Refused("The date is in the future. Record it when it has happened.")


# --- Identity -----------------------------------------------------------------------------------------------


def check_can_merge(*, is_same_identity: bool, marked_different: bool, is_related: bool, reason: str) -> None:
    if is_same_identity:
        raise Refused("These two records are already joined.")
    if marked_different:
        raise Refused(
            "Somebody looked at these two and found that they are different people. "
            "If that is wrong, take the mark away first."
        )
    if is_related:
        raise Refused(
            "The two records are related to each other as members of one family, so they cannot be one person. "
            "If the relationship is wrong, end it first."
        )
    check_has_reason(reason, what="joining the records")


def check_can_unmerge(*, is_merge: bool, is_undone: bool, later: tuple[int, dt.datetime] | None, reason: str) -> None:
    """`later` is the newest join, not yet undone, that the same records went through afterwards."""
    if not is_merge:
        raise Refused("Only a join can be taken apart.")
    if is_undone:
        raise Refused("This join has already been taken apart.")
    if later:
        number, at = later
        day = calendar.day_of(at)
        raise Refused(
            f"The same records were joined again later (join {number}, on {day.day} {day:%B %Y}). "
            "Take that join apart first."
        )
    check_has_reason(reason, what="taking the records apart")


def check_can_mark_not_same(*, is_same_identity: bool, is_marked: bool) -> None:
    if is_same_identity:
        raise Refused("These two records are joined. Take the join apart first.")
    if is_marked:
        raise Refused("These two are already marked as different people.")


# --- Restrictions -------------------------------------------------------------------------------------------


def check_can_restrict(*, kind: str, message: str, reason: str, named: int, can_be_lifted: bool) -> None:
    """`can_be_lifted`: somebody on the allow-list may manage restrictions."""
    if kind not in Restriction.Kind.values:
        raise Refused("Choose whether only the people named may see the record, or the people named may not.")
    if not message:
        raise Refused("Write the sentence that somebody who is kept out will read. It must not say why.")
    check_has_reason(reason, what="the restriction")
    if not named:
        raise Refused("Name at least one person.")
    if kind == Restriction.Kind.ALLOW_LIST and not can_be_lifted:
        raise Refused("Nobody on the list could lift the restriction again. Add a manager who may.")


def check_sees_by_right(*, is_by_emergency: bool) -> None:
    if is_by_emergency:
        raise NotPermitted(
            "You see this record by emergency access. Somebody who is named on its list must change who may see it."
        )


def check_can_lift(restriction: Restriction, *, reason: str) -> None:
    if restriction.lifted_at:
        raise Refused("This restriction has already been lifted.")
    check_has_reason(reason, what="lifting the restriction")


def check_can_break_glass(
    *, is_hidden: bool, is_excluded: bool, reason: str, now: dt.datetime, ends_at: dt.datetime
) -> None:
    if is_excluded:
        raise Refused("Emergency access does not open this record to you. Ask your manager to act instead.")
    if not is_hidden:
        raise Refused("You can already see this record. Open it as usual.")
    check_has_reason(reason, what="opening the record in an emergency")
    if ends_at <= now:
        raise Refused("Emergency access has to end after it begins. Choose a later end.")
    if ends_at - now > LONGEST_EMERGENCY:
        raise Refused("Emergency access lasts 24 hours at the most. Choose an earlier end.")


def check_can_review(*, is_own: bool, is_reviewed: bool, was_justified: bool, note: str) -> None:
    if is_own:
        raise Refused("This was your own emergency access. Somebody else has to review it.")
    if is_reviewed:
        raise Refused("This emergency access has already been reviewed.")
    if not was_justified:
        check_has_reason(note, what="finding it not justified")


# --- What is written ----------------------------------------------------------------------------------------


def check_passage(*, travels: str, about: tuple[int, ...] | None) -> None:
    if travels not in Passage.Travels.values:
        raise Refused("Choose how the paragraph may travel.")
    if about is not None and not about:
        raise Refused("Say whom the paragraph is about, or that it is about every child.")


def check_can_narrow(
    passage: Passage, *, now_about: Collection[int], travels: str, about: tuple[int, ...] | None, may_widen: bool
) -> None:
    """Narrowing keeps something from somebody. Widening shows it to more people, and is said to be meant."""
    check_passage(travels=travels, about=about)
    if may_widen:
        return
    if travels == Passage.Travels.OPEN and passage.travels != Passage.Travels.OPEN:
        raise Refused("This would let the paragraph travel further. Say below that this is meant, or choose again.")
    if not passage.about_everyone and (about is None or not set(about) <= set(now_about)):
        raise Refused("This would show the paragraph on more records. Say below that this is meant, or choose again.")


def check_can_curate(*, weight: str, note: str, is_withdrawn: bool) -> None:
    if is_withdrawn:
        raise Refused("This entry was withdrawn: what it tells of is about somebody else.")
    if weight not in ChronologyEntry.Weight.values:
        raise Refused("Choose whether the entry is normal, significant or left out.")
    if weight == ChronologyEntry.Weight.HIDDEN and not note:
        raise Refused("Say in a note why the entry is left out of the chronology.")


# --- Organisations


def check_closing(*, starts_on: dt.date | None, ends_on: dt.date | None, today: dt.date) -> None:
    if ends_on and ends_on > today:
        raise Refused("The day on which it closed lies ahead. Enter it when the day has come.")
    if ends_on and starts_on and ends_on < starts_on:
        raise Refused("It would have closed before it began. Check the date.")


def check_organisation(*, name: str, kind: str, urn_is_possible: bool, urn_is_taken: bool) -> None:
    if not name:
        raise Refused("The name is empty. Type the name of the organisation.")
    if kind not in Organisation.Kind.values:
        raise Refused("Choose what kind of organisation this is.")
    if not urn_is_possible:
        raise Refused("A school's number (URN) has six digits. Check it, or leave it empty.")
    if urn_is_taken:
        raise Refused("Another organisation has this number (URN). Find it in the list and use it.")
