"""Does a text say in its own words something about the judgements that the inspection did not judge?

Only warnings come of this: a program does not understand sentences. What stands in quotation marks is checked against
the source instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from threshold.improvement.areas import Area
from threshold.improvement.quoting import marks
from threshold.improvement.quoting.stream import alike
from threshold.quality.grades import Grade

_GRADES = {
    Grade.OUTSTANDING: r"outstanding",
    Grade.REQUIRES_IMPROVEMENT: r"requir(?:es|ed|ing) improvement(?: to be good)?",
    Grade.INADEQUATE: r"inadequate",
    Grade.GOOD: r"good",
}
_GRADE = re.compile(
    r"\b(?:" + "|".join(f"(?P<{grade.value}>{words})" for grade, words in _GRADES.items()) + r")\b", re.I
)
_AREAS = {
    Area.OVERALL: r"overall(?: effectiveness)?|children's services (?:are|is|were|was|as)",
    Area.LEADERS: r"leaders(?:hip)?|impact of leaders",
    Area.HELP_AND_PROTECTION: r"help and protection|need(?:ing|s)? help|child protection",
    Area.IN_CARE: r"in care|looked[- ]after",
    Area.CARE_LEAVERS: r"care leavers?|leaving care",
    Area.ADOPTION: r"adoption",
}
#: "Good" is also an everyday word: it is taken for a grade only behind one of these, or before "judgement" or "rating".
_JUDGED = re.compile(
    r"\b(?:judged?|judges|rated?|rates|graded?|grades|rating|found|now|is|are|was|were|remains?|as|to be|to)\b"
    r"(?:\s+(?:us|them|it|to be|as|be|overall|both|all|now|at)){0,3}\s*:?\s*$",
    re.I,
)
_GRADE_NOUN = re.compile(r"^\s*(?:judge?ments?|ratings?|grades?)\b|^\s*(?:[.;,:]|$|\bby ofsted\b|\boverall\b)", re.I)
_JUDGEMENT = re.compile(r"\s*(?:judge?ment|rating|grade)", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEFORE = re.compile(r"\b(?:previous(?:ly)?|before|earlier|formerly|from|last inspection)\b", re.I)
_FIGURE = re.compile(r"(?<![\w.,£-])\d[\d,]*(?:\.\d+)?\s?(?:%|per cent\b)?")


def warnings(text: str, judgements: Mapping[str, str], *, year: int | None, pages: Sequence[str] = ()) -> list[str]:
    """Sentences for whoever approves the text: grades that contradict the judgements, figures the source has not.

    Args:
        judgements: the grade of each judged area; empty where the inspection had none.
        year: of the inspection; a sentence about another year is left alone.
        pages: the source's text.
    """
    own = alike(_own_words(text))
    found = []
    for sentence in _SENTENCE.split(own):
        if judgements and not _is_about_another_time(sentence, year):
            found += _contradictions(sentence, judgements)
    if pages:
        found += _unknown_figures(own, alike(" ".join(pages)))
    return list(dict.fromkeys(found))


def _own_words(text: str) -> str:
    """The text without its quotations, but with a grade that stands alone in marks: of what it is said is theirs."""
    for quotation in reversed(marks.find(text)):
        words = quotation.words if _GRADE.fullmatch(alike(quotation.words).strip(" .,;")) else ""
        text = f"{text[: quotation.start]} {words} {text[quotation.end :]}"
    return text


def _is_about_another_time(sentence: str, year: int | None) -> bool:
    years = {int(found) for found in _YEAR.findall(sentence)}
    return bool(years) and year is not None and year not in years


def _contradictions(sentence: str, judgements: Mapping[str, str]) -> list[str]:
    areas = [area for area, words in _AREAS.items() if re.search(rf"\b(?:{words})", sentence, re.I)]
    found = []
    for match in _GRADE.finditer(sentence):
        grade = Grade(str(match.lastgroup))
        before, after = sentence[: match.start()], sentence[match.end() :]
        if _BEFORE.search(before[-30:]):
            continue
        if grade in (Grade.GOOD, Grade.OUTSTANDING) and not _is_meant_as_grade(before, after, areas):
            continue
        judged = [area for area in areas if area in judgements]
        # Of several areas in one sentence the program cannot tell which is meant: one that has the grade will do.
        if judged and all(judgements[area] != grade for area in judged):
            names = " and ".join(f"“{Area(area).label}” as “{Grade(judgements[area]).label}”" for area in judged)
            found.append(f"The text says “{match[0]}”, but the inspection judged {names}.")
        elif not judged and grade not in judgements.values():
            found.append(f"The text says “{match[0]}”, but the inspection judged no area as “{grade.label}”.")
    return found


def _is_meant_as_grade(before: str, after: str, areas: Sequence[str]) -> bool:
    """Whether an everyday word is used as a judgement here."""
    is_judged = _JUDGED.search(before) is not None
    if areas:
        return is_judged or _JUDGEMENT.match(after) is not None
    return is_judged and _GRADE_NOUN.search(after) is not None


def _unknown_figures(own: str, source: str) -> list[str]:
    """Figures of the text that stand nowhere in the source. Years and days of months are left alone."""
    known = {_plain(figure) for figure in _FIGURE.findall(source)}
    missing = []
    for match in _FIGURE.finditer(own):
        plain = _plain(match[0])
        share = not match[0].strip()[-1].isdigit()
        if plain in known or (not share and (len(plain) < 2 or _is_of_a_date(own, match))):
            continue
        missing.append(f"The figure {match[0].strip()} is not in the source. Check where it comes from.")
    return missing


def _plain(figure: str) -> str:
    return re.sub(r"[^\d.]", "", figure).rstrip(".")


def _is_of_a_date(text: str, match: re.Match[str]) -> bool:
    months = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    around = text[max(0, match.start() - 12) : match.end() + 12]
    return bool(_YEAR.fullmatch(match[0].strip()) or re.search(rf"\b{months}\b", around, re.I))
