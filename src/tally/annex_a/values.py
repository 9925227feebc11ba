"""Which of Ofsted's codes does a cell mean? "a) Male", "a", "MALE", "Mael", "M", or "q) 6: Police".

Case systems letter their lists themselves, so the words count more than the letter before them, and the department's
code more than a letter: "b) 1B: Individual" is "a) Individual". A letter alone is Ofsted's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tally.annex_a.codes import CODE_SETS, OTHER_NAMES, words
from tally.read.likeness import How, Match, nearest, plain

#: A letter or a code before the words: "a) ", "6: ", "PR4 - ", "(b) ".
_BEFORE = re.compile(r"^\(?([A-Za-z0-9]{1,4})(?:[).:]\s*|\s+[-–—]\s+)(?=\S)")
#: A letter or a code and nothing else, with or without a bracket: "a", "a)", "(a)".
_ALONE = re.compile(r"^\(?([A-Za-z0-9]{1,8})[).:]?$")

#: The name of the set that a column of yes or no has: Ofsted's set without "Unknown".
YES_OR_NO = "Yes or no"
_SETS = {codes.name: [code.code for code in codes.codes] for codes in CODE_SETS} | {YES_OR_NO: ["Yes", "No"]}
_OTHERS = OTHER_NAMES | {
    YES_OR_NO: {name: code for name, code in OTHER_NAMES["Yes, no or unknown"].items() if code != "Unknown"}
}


def code_of(written: str, code_set: str, *, spelling: bool = True) -> Match:
    """The code of a set that a text means. Raises KeyError where there is no such set."""
    codes, others = _SETS[code_set], _OTHERS[code_set]
    if written in codes:
        return Match((written,), How.SAME)
    by_words = {words(code): code for code in codes}
    by_other = {plain(name): code for name, code in others.items()}
    by_letter = {plain(code[: len(code) - len(words(code))]): code for code in codes} | {"": ""}
    before, rest = _taken_apart(written)
    same, other = _in(by_words, rest), _in(by_other, rest)
    alone = _ALONE.match(rest)
    if alone and not before:
        # A letter alone may be Ofsted's or the department's; where they differ, nobody can tell.
        letter = by_letter.get(alone[1].lower())
        if found := {same, other, letter} - {None, ""}:
            how = How.WORDS if same else How.OTHER if other else How.LETTER
            return Match(tuple(code for code in codes if code in found), how)
    if same or other:
        return Match((same or other or "",), How.WORDS if same else How.OTHER)
    for code in reversed(before):
        # The innermost stands nearest to the words: "q) 6: Police". A bare letter before unknown words says nothing.
        if len(code) > 1 and (its := by_other.get(code.lower()) or by_letter.get(code.lower())):
            return Match((its,), How.OTHER)
    near = nearest(rest, [*by_words, *(name for name in others if " " in name)], spelling=spelling)
    names = dict.fromkeys(by_words.get(name) or others[name] for name in near.names)
    return Match(tuple(names), near.how)


def _taken_apart(written: str) -> tuple[list[str], str]:
    """The letters and codes before the words, and the words."""
    before, rest = [], written.strip()
    while found := _BEFORE.match(rest):
        before.append(found[1])
        rest = rest[found.end() :]
    return before, rest


def _in(names: Mapping[str, str], written: str) -> str | None:
    return {plain(name): code for name, code in names.items()}.get(plain(written))
