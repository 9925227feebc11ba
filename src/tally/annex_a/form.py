"""What can be wrong with the form of a workbook of Annex A, and what of it was guessed, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tally.annex_a.mapping import Seen
from tally.read.likeness import How
from tally.read.problems import Fault
from tally.show import count

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


def notes(seen: Seen) -> Iterator[str]:
    """What a check should not keep to itself: sheets and headings that were left out, and how much was guessed."""
    for name, why in seen.left.items():
        yield f"The sheet {shown([name])} was left out: {why}."
    for one in seen.lists:
        if one.left:
            yield f"{one.table}: headings that are no column of the list were left out: {shown(one.left)}."
    headings = sum(_is_guessed(header.how) for one in seen.lists for header in one.columns.values())
    texts = sum(
        _is_guessed(value.match.how) and bool(value.match.name) for values in seen.values.values() for value in values
    )
    guessed = [(headings, "heading", "headings"), (texts, "text in place of a code", "texts in place of codes")]
    told = " and ".join(count(number, one, several) for number, one, several in guessed if number)
    if told:
        yield (
            f"Read as what they seem to mean, as Ofsted writes them otherwise: {told}. The command "
            "threshold returns mapping shows each."
        )


def _is_guessed(how: How) -> bool:
    return how not in (How.SAME, How.PINNED)
