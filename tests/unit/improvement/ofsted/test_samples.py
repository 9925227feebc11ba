"""Does the parser read twelve real reports as a person does?

Every grade, date, name and count below was read in the PDF by a person and typed in; nothing was copied from the
parser. The reports themselves are not part of this project: without them these tests are skipped.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from threshold.improvement.ofsted import report

SHARED = Path(__file__).parents[5] / "shared"
SAMPLES = SHARED / "samples" / "ofsted-reports"
GRADES = SHARED / "statistics" / "ofsted_ilacs_latest_grades_by_la.csv"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the sample reports are not at {SAMPLES}")

G, O, R, I = "good", "outstanding", "requires_improvement", "inadequate"  # noqa: E741 - as in the table below


def grades(overall: str, leaders: str, help_and_protection: str, in_care: str, care_leavers: str | None = None) -> dict:
    found = {"overall": overall, "leaders": leaders, "help_and_protection": help_and_protection, "in_care": in_care}
    return found | ({"care_leavers": care_leavers} if care_leavers else {})


HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care"
BOTH = "The experiences and progress of children in care and care leavers"
LEAVERS = "The experiences and progress of care leavers"
LEADERS = "The impact of leaders on social work practice with children and families"
LOOKED_AFTER = "The experiences and progress of children looked after and achieving permanence"
MANAGEMENT = "Leadership, management and governance"

#: file: authority, framework, from, to, printed publication, lead, grades
COVERS = {
    "birmingham-18-april-2023": (
        "Birmingham City Council", "ILACS", "2023-02-20", "2023-03-03", None, "John Roughton", grades(G, G, G, G, G),
    ),
    "croydon-16-march-2020": (
        "London Borough of Croydon", "ILACS", "2020-02-03", "2020-02-14", None, "Tara Geere", grades(G, G, G, R),
    ),
    "devon-17-march-2020": (
        "Devon County Council", "ILACS", "2020-01-20", "2020-01-31", None, "Steve Lowe", grades(I, I, R, I),
    ),
    "essex-07-january-2019": (
        "Essex County Council", "ILACS", "2018-11-19", "2018-11-23", None, "Tara Geere", grades(O, O, O, G),
    ),
    "essex-11-august-2023": (
        "Essex", "ILACS", "2023-06-26", "2023-06-30", None, "Kendra Bell", grades(O, O, O, O, O),
    ),
    "essex-21-march-2014": (
        "Essex County Council", "SIF", "2014-01-14", "2014-02-05", None, "Ian Young", grades(G, G, G, G, G),
    ),
    "leeds-27-march-2015": (
        "Leeds City Council", "SIF", "2015-01-20", "2015-02-11", "2015-03-27", None, grades(G, O, G, G, G),
    ),
    "st-helens-20-january-2015": (
        "St. Helens Metropolitan Borough Council", "SIF", "2014-11-05", "2014-11-25", "2015-01-20", None,
        grades(R, R, R, R, R),
    ),
    "torbay-24-august-2018": (
        "Torbay Council", "SIF", "2018-06-11", "2018-07-05", "2018-08-24", "Karen Wareing", grades(I, I, I, R, R),
    ),
    "worcestershire-14-july-2023": (
        "Worcestershire", "ILACS", "2023-05-15", "2023-05-26", None, "Rebecca Quested", grades(G, G, G, R, G),
    ),
    "worcestershire-24-january-2017": (
        "Worcestershire County Council", "SIF", "2016-10-24", "2016-11-17", "2017-01-24", None, grades(I, I, I, I, I),
    ),
    "worcestershire-29-july-2019": (
        "Worcestershire", "ILACS", "2019-06-17", "2019-06-28", None, "Peter McEntee", grades(R, R, R, R),
    ),
}  # fmt: skip

#: file: how many items, the first words of the first and the last words of the last, the pages they begin on
NEEDS = {
    "birmingham-18-april-2023": (4, "The effectiveness of the response", "Consistency of written plans.", {2}),
    "croydon-16-march-2020": (4, "The quality of written plans", "and accommodation for care leavers.", {2}),
    "devon-17-march-2020": (8, "Services to care leavers, including:", "case audits and supervision.", {2}),
    "essex-07-january-2019": (1, "Consistency in planning for", "disabled children and care leavers.", {2}),
    "essex-11-august-2023": (1, "Consistent, high-quality care", "migrant children and care leavers.", {2}),
    "essex-21-march-2014": (10, "Professionals who assess and offer", "Conference (MARAC) cases.", {5}),
    "leeds-27-march-2015": (15, "Extend the reach of the outcomes-based", "about their entitlements.", {4, 5}),
    "st-helens-20-january-2015": (27, "Ensure that the profile, aspirations", "government timescales.", {4, 5, 6}),
    "torbay-24-august-2018": (
        16,
        "Take immediate action to ensure that supervision",
        "recruitment and retention.",
        {9, 10},
    ),
    "worcestershire-14-july-2023": (4, "Effective analysis of risk", "strategic developments.", {2}),
    "worcestershire-24-january-2017": (14, "Ensure that elected members", "complaints and training.", {7, 8}),
    "worcestershire-29-july-2019": (8, "The engagement with partners", "or become homeless.", {3}),
}

#: file: (section, its first paragraph, its last, the page on which it begins); all paragraphs, in order
SECTIONS = {
    "birmingham-18-april-2023": [(HELP, 1, 19, 2), (CARE, 20, 39, 5), (LEAVERS, 40, 50, 7), (LEADERS, 51, 62, 9)],
    "croydon-16-march-2020": [(HELP, 1, 18, 2), (BOTH, 19, 44, 5), (LEADERS, 45, 56, 9)],
    "devon-17-march-2020": [(HELP, 1, 17, 3), (BOTH, 18, 38, 6), (LEADERS, 39, 50, 9)],
    "essex-07-january-2019": [(HELP, 1, 20, 2), (BOTH, 21, 38, 6), (LEADERS, 39, 47, 9)],
    "essex-11-august-2023": [(HELP, 1, 14, 2), (CARE, 15, 27, 5), (LEAVERS, 28, 37, 7), (LEADERS, 38, 47, 9)],
    "essex-21-march-2014": [
        ("Summary of key findings", 1, 13, 3), ("Areas for improvement", 14, 23, 5), (HELP, 24, 50, 10),
        (LOOKED_AFTER, 51, 76, 16), ("The graded judgment for adoption performance is good.", 77, 85, 22),
        ("The graded judgement for the experiences and progress of care leavers is good", 86, 95, 23),
        (MANAGEMENT, 96, 110, 26), ("Areas for improvement", 111, 115, 31),
        ("Key strengths and weaknesses of the LSCB", 116, 124, 31),
    ],
    "leeds-27-march-2015": [
        ("Areas for improvement", 1, 15, 4), ("The local authority’s strengths", 16, 24, 5),
        ("Progress since the last inspection", 25, 34, 7), (HELP, 35, 76, 14), (LOOKED_AFTER, 77, 111, 25),
        ("The graded judgement for adoption is good", 112, 134, 33),
        ("The graded judgement for care leavers is good", 135, 152, 37), (MANAGEMENT, 153, 183, 43),
        ("Areas for improvement", 184, 188, 50), ("Inspection judgement about the LSCB", 189, 215, 50),
    ],
    "st-helens-20-january-2015": [
        ("Priority and immediate action", 1, 7, 4), ("Areas for improvement", 8, 27, 5),
        ("The local authority’s strengths", 28, 34, 6), ("Progress since the last inspection", 35, 44, 7),
        (HELP, 45, 81, 14), (LOOKED_AFTER, 82, 111, 23),
        ("The graded judgment for adoption performance is that it requires improvement.", 112, 128, 28),
        ("The graded judgment about the experience and progress of care leavers is that it requires improvement.",
         129, 142, 32),
        (MANAGEMENT, 143, 160, 37), ("Priority and immediate action", 161, 165, 44),
        ("Areas for improvement", 166, 172, 44), ("Inspection judgement about the LSCB", 173, 206, 45),
    ],
    "torbay-24-august-2018": [
        ("Recommendations", 1, 16, 9), (HELP, 17, 34, 13), (LOOKED_AFTER, 35, 61, 20),
        ("The graded judgement for adoption performance is that it is good", 62, 71, 24),
        ("The graded judgement about the experience and progress of care leavers is that it requires improvement to be "
         "good", 72, 82, 26),
        (MANAGEMENT, 83, 101, 30),
    ],
    "worcestershire-14-july-2023": [(HELP, 1, 16, 2), (CARE, 17, 37, 4), (LEAVERS, 38, 48, 7), (LEADERS, 49, 62, 9)],
    "worcestershire-24-january-2017": [
        ("Recommendations", 1, 14, 7), (HELP, 15, 39, 11), (LOOKED_AFTER, 40, 65, 17),
        ("The graded judgement for adoption performance is that it requires improvement", 66, 80, 21),
        ("The graded judgement about the experience and progress of care leavers is that it is inadequate", 81, 92, 24),
        (MANAGEMENT, 93, 117, 28), ("Inspection findings", 118, 139, 34),
    ],
    "worcestershire-29-july-2019": [(HELP, 1, 21, 3), (BOTH, 22, 44, 7), (LEADERS, 45, 57, 10)],
}  # fmt: skip

#: The review of the safeguarding children board stands in the same PDF: adoption's and the board's own grades.
OTHERS = {
    "essex-21-march-2014": (G, R),
    "leeds-27-march-2015": (G, None),
    "st-helens-20-january-2015": (R, None),
    "torbay-24-august-2018": (G, None),
    "worcestershire-24-january-2017": (R, None),
}


@pytest.fixture(scope="module")
def read():
    known: dict[str, dict] = {}

    def one(name: str) -> dict:
        if name not in known:
            known[name] = report.as_json(report.read((SAMPLES / f"{name}.pdf").read_bytes()))
        return known[name]

    return one


@pytest.mark.parametrize("name", COVERS)
def test_the_cover_and_the_grades(read, name):
    authority, framework, first, last, published, lead, judged = COVERS[name]
    found = read(name)
    assert found["authority"] == authority
    assert found["framework"] == framework
    assert (found["inspected_from"], found["inspected_to"]) == (first, last)
    assert found["published_on"] == published
    assert found["judgements"] == judged
    if lead:
        assert found["lead_inspector"] == lead
    assert all("without doubt" not in warning for warning in found["warnings"])


@pytest.mark.parametrize("name", NEEDS)
def test_what_needs_to_improve(read, name):
    count, begins, ends, pages = NEEDS[name]
    found = read(name)
    assert len(found["needs_to_improve"]) == count
    assert found["needs_to_improve"][0].startswith(begins)
    assert found["needs_to_improve"][-1].endswith(ends)
    assert {item["page"] for item in found["needs_to_improve_items"]} == pages
    assert [item["text"] for item in found["needs_to_improve_items"]] == found["needs_to_improve"]


@pytest.mark.parametrize("name", SECTIONS)
def test_the_paragraphs_are_unbroken_in_their_sections_and_on_their_pages(read, name):
    paragraphs = read(name)["paragraphs"]
    assert [one["number"] for one in paragraphs] == list(range(1, SECTIONS[name][-1][2] + 1))
    by_number = {one["number"]: one for one in paragraphs}
    for section, first, last, page in SECTIONS[name]:
        assert {by_number[number]["section"] for number in range(first, last + 1)} == {section}
        assert by_number[first]["page"] == page
    pages = [one["page"] for one in paragraphs]
    assert pages == sorted(pages)


@pytest.mark.parametrize("name", OTHERS)
def test_adoption_and_the_board_are_kept_apart(read, name):
    adoption, board = OTHERS[name]
    other = read(name)["other_judgements"]
    assert other["adoption"] == adoption
    assert other.get("local_safeguarding_children_board") == board


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        # A word that was divided or a compound broken at a line's end, a footnote's mark, a number inside a sentence.
        ("birmingham-18-april-2023", 29, "Children benefit from age-appropriate direct work, which helps workers"),
        ("worcestershire-14-july-2023", 14, "they receive a well-coordinated response from housing"),
        ("essex-21-march-2014", 64, "given to using the pupil premium funding. Planned activities"),
        ("devon-17-march-2020", 38, "until they are well beyond 17. This results in some delays in securing"),
        (
            "torbay-24-august-2018",
            20,
            "build relationships with their social workers due to frequent changes in social",
        ),
        ("st-helens-20-january-2015", 29, "response to 16- and 17-year-old young people who are vulnerable"),
    ],
)
def test_the_words_are_the_reports_own(read, name, number, words):
    text = next(one["text"] for one in read(name)["paragraphs"] if one["number"] == number)
    assert words in text


def test_nothing_of_headers_footers_or_the_last_page_is_in_a_paragraph(read):
    for name in COVERS:
        for one in read(name)["paragraphs"]:
            assert "local authority children’s services 2" not in one["text"]
            assert "Office for Standards in Education" not in one["text"]
            assert "Crown copyright" not in one["text"]
            assert one["text"].rstrip()[-1] in ".)’”‘" or one["number"] in (6, 176), (name, one["number"])


@pytest.mark.skipif(not GRADES.is_file(), reason=f"the published grades are not at {GRADES}")
def test_a_sample_that_is_an_authoritys_latest_agrees_with_the_published_grades(read):
    compared = 0
    with GRADES.open(encoding="utf-8") as file:
        published = {row["local_authority"]: row for row in csv.DictReader(file)}
    for name in COVERS:
        found = read(name)
        row = published.get(found["authority_short"], {})
        if not row or _iso(row["inspection_start_date"]) != found["inspected_from"]:
            continue
        compared += 1
        assert _iso(row["inspection_end_date"]) == found["inspected_to"]
        assert found["judgements"] == {
            area: row[column].replace(" ", "_")
            for area, column in {
                "overall": "overall_effectiveness_grade",
                "leaders": "impact_of_leaders_grade",
                "help_and_protection": "help_and_protection_grade",
                "in_care": "in_care_grade",
                "care_leavers": "care_leavers_grade",
            }.items()
        }
    assert compared == 3  # Birmingham, Essex and Worcestershire, all of 2023


def _iso(day: str) -> str:
    return datetime.strptime(day, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day, not an instant
