"""May these words stand where people read them who never see a child? They need to be there, and to name nobody."""

from __future__ import annotations

from collections.abc import Collection

from threshold.core.errors import Refused
from threshold.people.names import times_named


def check_said(text: str, sentence: str) -> None:
    """`sentence` says what is missing and what to write."""
    if not text.strip():
        raise Refused(sentence)


def check_names_nobody(text: str, *, names: Collection[str]) -> None:
    """Evidence, findings and reports are read by members, commissioners and inspectors. The name is not said again."""
    if any(len(name.strip()) > 1 and times_named(name, text) for name in names):
        raise Refused(
            "This text names the child or somebody of the family on the audited record. People read it who may see no "
            "child's record. Write “the child”, “the mother” or “the family” instead."
        )
