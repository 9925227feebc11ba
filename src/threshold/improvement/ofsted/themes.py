"""Which themes of our own audits does a sentence of a report belong to? Suggestions by keyword, for a person to choose.

The words are those that Ofsted's lists of what needs to improve most often use; the codes are the pack's. A pack
without a code simply gets no suggestion of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = {
    "voice": r"voice|wishes and feelings|views of children|participat|advoca|listen",
    "thresholds": r"threshold|front door|\bmash\b|contacts? and referrals?|consent",
    "oversight": r"oversight|management grip|managers[’']? (?:decision|reason)|grip",
    "supervision": r"supervis|reflecti",
    "assessment": r"assess",
    "plans": r"\bplans?\b|planning",
    "timeliness": r"timel|drift|delay|promptly|prompt\b|swift",
    "partners": r"partner|multi-agency|agencies|strategy (?:meeting|discussion)",
    "recording": r"record|chronolog|data\b|performance information",
    "identity": r"identity|ethnic|cultur|disab|divers",
    "history": r"histor|cumulative|neglect|domestic abuse",
    "fathers": r"father|wider famil|kinship|connected (?:carer|person)",
    "missing_exploitation": r"missing|exploit|return home|traffick",
    "permanence": r"permanen|adopti|special guardian|life[- ]story|placement|matching",
    "pre_proceedings": r"pre-?proceedings|public law outline|\bplo\b|legal planning|court",
    "care_leavers": r"care leaver|leaving care|pathway plan|personal advis|care-experienced",
    "workforce": r"workforce|caseload|workload|recruit|retention|turnover|staffing|agency staff",
}


def suggest(words: str, known: Iterable[str]) -> list[str]:
    """The codes whose words stand in the text, of those that the pack knows, in the pack's order."""
    low = words.lower()
    return [code for code in known if code in _WORDS and re.search(_WORDS[code], low)]
