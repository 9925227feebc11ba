"""What can go wrong in a way the user should hear about?

Each error carries one or two plain sentences that may be shown to the person as they stand, so none may hold
another person's data. Anything else that is raised is a defect and shows the general failure page.
"""

from __future__ import annotations


class UserFacingError(Exception):
    """The sentence may be shown as it is. Never put a person's data in it: it also reaches the log."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(UserFacingError):
    """A policy says no: the thing is not in a state in which this may happen."""


class NotPermitted(UserFacingError):
    """This person's role or relationship does not allow it."""


class NotVisible(Exception):
    """There is no such record for this person. Looks exactly like a record that does not exist."""


class Stale(UserFacingError):
    """Somebody else changed the record since the form was opened.

    `current_version` is the version now stored, so that the page can show both side by side; `field` is the form's
    hidden field that carries it.
    """

    def __init__(self, sentence: str, *, current_version: int | str, field: str = "version") -> None:
        super().__init__(sentence)
        self.current_version = current_version
        self.field = field
