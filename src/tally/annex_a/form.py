"""What can be wrong with the form of a workbook of Annex A, in sentences for whoever puts it right."""

from __future__ import annotations

from collections.abc import Sequence

from tally.read.problems import Fault

#: How much of a text is shown, and how many of several.
_LONGEST, _MOST = 60, 6

#: For each fault: what it says in general, and of one list or column, with what was seen there.
MESSAGES = {
    Fault.NO_LIST: (
        "A list was not found: no sheet has its headings. Add it, even without rows, or name its sheet in a mapping "
        "file.",
        "No sheet has the headings of the list {}.",
    ),
    Fault.MISSING: (
        "A column was not found. Add it, or name its heading in a mapping file.",
        "No heading is “{}”. Headings that are no column of the list: {seen}.",
    ),
    Fault.TOO_MANY: (
        "Several headings may each be the same column, so none of them was read. Leave one, or name it in a mapping "
        "file.",
        "“{}” may be each of {seen}.",
    ),
    Fault.BLANK: ("A cell is blank that may not be.", "“{}” is blank."),
    Fault.BAD_VALUE: (
        "A cell does not hold what it should: a date as Excel's own or as 31/03/2026, or a whole number.",
        "“{}” holds {seen}.",
    ),
    Fault.NO_CODE: (
        "A cell holds none of the codes of its column. Write one of them, or say in a mapping file which it is.",
        "“{}” holds {seen}, which is no code.",
    ),
    Fault.UNCLEAR: (
        "A cell may mean several of the codes of its column, so none was taken. Write one of them, or say in a mapping "
        "file which it is.",
        "“{}” may mean several codes: {seen}.",
    ),
}


def shown(texts: Sequence[str]) -> str:
    """Some texts of the workbook in a sentence, shortened where they are long or many; "none" where there are none."""
    short = [f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”" for text in texts[:_MOST]]
    more = [f"{len(texts) - _MOST} more"] if len(texts) > _MOST else []
    return ", ".join([*short, *more]) or "none"
