"""May these words stand where people read them who never see a child? They need to be there, and to name nobody."""

from __future__ import annotations

import re
from collections.abc import Collection

from threshold.core.errors import Refused


def check_said(text: str, sentence: str) -> None:
    """`sentence` says what is missing and what to write."""
    if not text.strip():
        raise Refused(sentence)


def check_names_nobody(text: str, *, names: Collection[str]) -> None:
    """Evidence, findings and reports are read by members, commissioners and inspectors. The name is not said again."""
    if any(len(name.strip()) > 1 and _is_named(name, text) for name in names):
        raise Refused(
            "This text names the child or somebody of the family on the audited record. People read it who may see no "
            "child's record. Write “the child”, “the mother” or “the family” instead."
        )


def _is_named(name: str, text: str) -> bool:
    """Whether a whole name stands in a text, written as a name is."""
    return re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text) is not None
