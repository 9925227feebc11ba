"""Is a grade ever wrong, or a finding lost, when a typesetter breaks the lines as it likes?

Drawn with fixed seeds, so that a failure names its own style and can be set again.
"""

from __future__ import annotations

from random import Random

import pytest

import a_typeset_report as typeset
from threshold.improvement.ofsted import report


def read(data: bytes) -> dict:
    return report.as_json(report.read(data))


def whole(text: str) -> str:
    """Without hyphens: in a short report that divides a word or two, a hyphen may be the writer's and is kept."""
    return text.replace("-", "")


def drawn(seed: str, areas: dict[str, str]) -> tuple[Random, dict[str, str]]:
    chance = Random(seed)
    return chance, {area: chance.choice(list(typeset.GRADES)) for area in areas}


@pytest.mark.parametrize("seed", range(24))
def test_a_report_since_2023(seed):
    chance, grades = drawn(f"new {seed}", typeset.LABELS)
    how = typeset.style(chance)
    found = read(typeset.new_report(grades, how))
    assert found["judgements"] == {area: typeset.GRADES[grade] for area, grade in grades.items()}, how
    assert found["authority"] == "Kirklees", how
    assert found["needs_to_improve"] == typeset.NEEDS, how
    assert [one["number"] for one in found["paragraphs"]] == list(range(1, 4 * typeset.EACH + 1)), how
    assert {whole(one["text"]) for one in found["paragraphs"]} == {whole(typeset.FINDING)}, how


def test_a_grade_that_stands_against_its_label_is_not_read_from_its_last_line():
    """ "… help and protection Requires improvement to be", with no gap to see, and "good" on the next line."""
    grades = dict.fromkeys(typeset.LABELS, "Requires improvement to be good")
    how = typeset.Style("70%, 30%", "top", 11, "2pt", "Libertinus Serif", True, False, True, False)
    found = read(typeset.new_report(grades, how))
    assert found["judgements"] == dict.fromkeys(typeset.LABELS, "requires_improvement")
    assert not any("Check it" in warning for warning in found["warnings"]), "the table itself is read"


@pytest.mark.parametrize("seed", range(24))
def test_a_report_of_the_single_framework(seed):
    chance, grades = drawn(f"single {seed}", typeset.SINGLE_LABELS)
    how = typeset.style(chance)
    grade = chance.choice(list(typeset.GRADES))
    verb = grade.lower().replace("requires", "require") if grade.startswith("R") else f"are {grade.lower()}"
    overall = chance.choice(
        [
            f"The overall judgement is that children’s services {verb}",
            f"The overall judgement is {grade.lower()}",
            f"Overall judgement: {grade}",
            f"Children’s services in Kirklees {verb}",
            f"Children’s services in the Royal Borough of Kirklees {verb}",
        ]
    )
    found = read(typeset.single_report(overall, grades, how))
    wanted = {area: typeset.GRADES[printed] for area, printed in grades.items()} | {"overall": typeset.GRADES[grade]}
    assert found["other_judgements"] == {"adoption": wanted.pop("adoption")}, how
    assert found["judgements"] == wanted, (how, overall)
    assert (found["authority"], found["framework"]) == ("Kirklees Council", "SIF"), how
    assert (found["inspected_from"], found["inspected_to"]) == ("2015-03-03", "2015-03-25")
    assert found["needs_to_improve"] == typeset.NEEDS, how
    assert [one["number"] for one in found["paragraphs"]] == list(range(1, 5 * typeset.EACH + 3)), how
    assert {whole(one["text"]) for one in found["paragraphs"][2:]} == {whole(typeset.FINDING)}, how
