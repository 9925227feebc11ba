"""The rules of the census. Each module holds those of one part; `RULES` holds all of them."""

from tally.cin.rules import (  # noqa: F401 - each declares its own
    assessments,
    characteristics,
    episodes,
    header,
    identifiers,
    plans,
    pre_proceedings,
    protection,
    section47,
    whole_return,
)
from tally.cin.rules.common import RULES

__all__ = ["RULES"]
