"""What can be done to people's records? Every verb, by the part of a person that it changes.

`person`: facts, names, addresses, numbers. `family`: relationships and households. `identity`: joining
records and taking them apart. `restrictions`: who may see a person. `organisations`: schools, police, and who
works there.
"""

from threshold.people.actions.family import (
    change_parental_responsibility,
    end_relationship,
    leave_household,
    relate_people,
    set_household,
)
from threshold.people.actions.identity import (
    alert_restricted_match,
    close_restricted_match,
    mark_not_same,
    merge_people,
    unmerge_people,
    withdraw_not_same,
)
from threshold.people.actions.organisations import (
    change_organisation,
    change_professional,
    record_organisation,
    record_professional,
)
from threshold.people.actions.person import (
    add_former_address,
    add_identifier,
    add_name,
    change_person,
    end_name,
    move_address,
    record_birth,
    record_person,
    verify_identifier,
)
from threshold.people.actions.restrictions import (
    break_glass,
    change_restriction,
    lift_restriction,
    restrict_person,
    review_emergency_access,
)

__all__ = [
    "add_former_address",
    "add_identifier",
    "add_name",
    "alert_restricted_match",
    "break_glass",
    "change_organisation",
    "change_parental_responsibility",
    "change_person",
    "change_professional",
    "change_restriction",
    "close_restricted_match",
    "end_name",
    "end_relationship",
    "leave_household",
    "lift_restriction",
    "mark_not_same",
    "merge_people",
    "move_address",
    "record_birth",
    "record_organisation",
    "record_person",
    "record_professional",
    "relate_people",
    "restrict_person",
    "review_emergency_access",
    "set_household",
    "unmerge_people",
    "verify_identifier",
    "withdraw_not_same",
]
