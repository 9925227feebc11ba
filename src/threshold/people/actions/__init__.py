"""What can be done to people's records? Every verb, by the part of a person that it changes.

`person`: facts, names, addresses, numbers. `family`: relationships and households. `identity`: joining
records and taking them apart. `restrictions`: who may see a person. `organisations`: schools, police, and who
works there.
"""

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

__all__ = [
    "add_former_address",
    "add_identifier",
    "add_name",
    "change_person",
    "end_name",
    "move_address",
    "record_birth",
    "record_person",
    "verify_identifier",
]
