"""Does the parser hold on reports that are set in other ways than those we have?

The reports are made here: every layout that we could think of, and every trap in which a grade could be guessed.
"""

from __future__ import annotations

import pytest
import typst

import a_report_pdf as made
from threshold.improvement.ofsted import reading, report

FOUR_SECTIONS = [(" ".join(label), 4) for label, _ in made.NEW_ROWS[:4]]


def read(sheet: made.Sheet, file_name: str = "") -> dict:
    return report.as_json(report.read(sheet.bytes(), file_name))


def old_report() -> made.Sheet:
    """The first page of a report of 2018 to 2021, on which each test builds."""
    sheet = made.Sheet()
    sheet.line("Severnshire County Council", size=26)
    sheet.line("Inspection of children’s social care services", size=16, bold=True)
    sheet.line("Inspection dates: 3 February 2020 to 14 February 2020", bold=True)
    rows = (
        (made.LEADERS, ("Good",)),
        (made.HELP, ("Good",)),
        (made.IN_CARE_AND_LEAVERS, ("Good",)),
        (made.OVERALL, ("Good",)),
    )
    made.table(sheet, rows)
    return sheet.words("Children are helped early. " * 12)


@pytest.mark.parametrize("order", ["rows", "columns", "lines"])
@pytest.mark.parametrize("graded_headings", [True, False])
def test_the_table_is_read_in_whatever_order_its_cells_stand(order, graded_headings):
    found = read(made.new_report(order=order, graded_headings=graded_headings))
    assert found["judgements"] == made.NEW_GRADES
    sections: dict[str, int] = {}
    for one in found["paragraphs"]:
        sections[one["section"]] = sections.get(one["section"], 0) + 1
    assert list(sections.items()) == FOUR_SECTIONS
    assert [one["number"] for one in found["paragraphs"]] == list(range(1, 17))
    assert len(found["needs_to_improve"]) == 2


def test_capitals_are_the_same_words():
    rows = tuple((tuple(map(str.upper, label)), tuple(map(str.upper, grade))) for label, grade in made.NEW_ROWS)
    assert read(made.new_report(rows=rows, graded_headings=False))["judgements"] == made.NEW_GRADES


@pytest.mark.parametrize("where", ["before_table", "after_table"])
def test_the_previous_inspections_grade_is_not_taken(where):
    previous = [
        "Date of previous inspection: 3 June 2019",
        "Overall effectiveness at the previous inspection: Inadequate",
    ]
    found = read(made.new_report(graded_headings=False, **{where: previous}))
    assert found["judgements"] == made.NEW_GRADES
    assert found["inspected_from"] == "2023-05-15"


def test_a_second_column_of_grades_leaves_all_of_them_out():
    sheet = made.new_report(graded_headings=False)
    for one in list(sheet.pages[0]):
        if one.x == 330 and one.text != "Grade":
            sheet.pages[0].append(made.Text(450, one.y, "Inadequate"))
    found = read(sheet)
    assert found["judgements"] == {}
    assert sum("without doubt" in warning for warning in found["warnings"]) == 5


def test_a_table_and_a_heading_that_differ_leave_the_area_out():
    sheet = made.new_report()
    for page in sheet.pages:
        for index, one in enumerate(page):
            if one.bold and one.text.endswith("inadequate"):
                page[index] = made.Text(one.x, one.y, one.text.replace("inadequate", "good"), one.size, bold=True)
    found = read(sheet)
    assert found["judgements"] == {area: grade for area, grade in made.NEW_GRADES.items() if area != "care_leavers"}
    assert any("care leavers" in warning and "without doubt" in warning for warning in found["warnings"])


@pytest.mark.parametrize("cell", ["Not judged", "Adequate", "Good with outstanding features", "", "See page 4"])
def test_what_is_not_one_of_the_four_grades_is_left_out(cell):
    rows = ((made.LEADERS, (cell,) if cell else ()), *made.NEW_ROWS[1:])
    found = read(made.new_report(rows=rows, graded_headings=False))
    assert "leaders" not in found["judgements"]
    assert found["judgements"].items() <= made.NEW_GRADES.items()
    assert any("the impact of leaders" in warning for warning in found["warnings"])


def test_grades_in_running_text_are_never_judgements():
    sheet = made.new_report(rows=(), needs_heading=())
    sheet.pages[0].append(
        made.Text(72, 300, "The experiences and progress of children in care were judged inadequate in 2016, and")
    )
    sheet.pages[0].append(made.Text(72, 285, "overall effectiveness was good"))
    assert read(sheet)["judgements"] == {}


def test_there_is_no_overall_grade_from_april_2026_and_none_is_missed():
    found = read(made.new_report(dates=["Inspection dates: 11 to 22 May 2026"], rows=made.NEW_ROWS[:4]))
    assert "overall" not in found["judgements"]
    assert len(found["judgements"]) == 4
    assert not any("overall" in warning for warning in found["warnings"])


def test_an_overall_grade_that_the_framework_has_no_more_is_not_taken():
    found = read(made.new_report(dates=["Inspection dates: 11 to 22 May 2026"], graded_headings=False))
    assert "overall" not in found["judgements"]
    assert len(found["judgements"]) == 4
    assert any("from 1 April 2026 have none" in warning for warning in found["warnings"])


@pytest.mark.parametrize(
    ("area", "label"),
    [
        ("leaders", ("The impact of leaders on practice", "with children and families")),
        ("leaders", ("The impact of leaders on social", "work practice with children and", "their families")),
        ("help_and_protection", ("The experiences and progress of", "children in need of help and protection")),
        (
            "help_and_protection",
            ("The experiences and progress of children", "and families who need help and protection"),
        ),
        ("care_leavers", ("The experiences and progress of", "care-experienced young people")),
    ],
)
def test_labels_have_been_worded_in_other_ways(area, label):
    place = list(made.NEW_GRADES).index(area)
    rows = [(label if index == place else one, grade) for index, (one, grade) in enumerate(made.NEW_ROWS)]
    found = read(made.new_report(rows=rows, graded_headings=False))
    assert found["judgements"] == made.NEW_GRADES


def test_the_column_of_an_earlier_inspection_is_not_read():
    sheet = made.new_report(graded_headings=False)
    for one in list(sheet.pages[0]):
        if one.x == 330 and one.text == "Grade":
            sheet.pages[0].append(made.Text(450, one.y, "Previous grade"))
        elif one.x == 330:
            sheet.pages[0].append(made.Text(450, one.y, "Inadequate"))
    assert read(sheet)["judgements"] == made.NEW_GRADES
    # Where only the earlier grades are there, none is this inspection's.
    for one in list(sheet.pages[0]):
        if one.x == 330:
            sheet.pages[0].remove(one)
    assert read(sheet)["judgements"] == {}


def test_a_label_that_goes_on_about_an_earlier_inspection_is_none():
    rows = [*made.NEW_ROWS[:4], (("Overall effectiveness", "at the previous inspection"), ("Good",))]
    found = read(made.new_report(rows=rows, graded_headings=False))
    assert found["judgements"] == {area: grade for area, grade in made.NEW_GRADES.items() if area != "overall"}


@pytest.mark.parametrize(
    "cell", [("Requires im-", "provement to be", "good"), ("Not yet", "good"), ("Far from", "good")]
)
def test_the_last_line_of_a_cell_is_not_taken_for_the_whole(cell):
    found = read(made.new_report(rows=[(made.LEADERS, cell), *made.NEW_ROWS[1:]], graded_headings=False))
    assert found["judgements"].get("leaders") in (None, "requires_improvement")
    assert ("leaders" in found["judgements"]) is (cell[0] == "Requires im-")


def test_a_page_that_ends_with_the_same_words_as_others_keeps_them():
    """What stands at the foot of several pages is a running foot only where it stands apart from the text."""
    sheet = old_report().heading("The experiences and progress of children who need help and", "protection: good")
    wanted = []
    for number in range(1, 5):
        sheet.new_page()
        sheet.y = 90
        sheet.line(f"{number}. Plans are late for many of the children who wait for them in the north, and")
        sheet.line("in the south. (Recommendation)", x=99)
        wanted.append(
            "Plans are late for many of the children who wait for them in the north, and in the south. (Recommendation)"
        )
    assert [one["text"] for one in read(sheet)["paragraphs"]] == wanted


def test_grades_of_an_earlier_inspection_under_its_heading_are_not_read():
    sheet = made.single_report(grades=("", "", "", "", ""), headings=("", "", "", "", ""))
    sheet.heading("Information about this local authority area").heading("Previous Ofsted inspections", size=12)
    for line in ("Children who need help and protection: good", "Leadership, management and governance: good"):
        sheet.line(line)
    assert read(sheet)["judgements"] == {"overall": "requires_improvement"}


def test_a_missing_overall_grade_before_that_is_said():
    found = read(made.new_report(rows=made.NEW_ROWS[:4]))
    assert any("No grade for overall effectiveness" in warning for warning in found["warnings"])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (["London Borough of Croydon", "Inspection of children’s social care services"], "London Borough of Croydon"),
        (["Inspection of local authority children’s services", "Stoke-on-Trent City Council"],
         "Stoke-on-Trent City Council"),
        (["Royal Borough of Windsor and Maidenhead", "Inspection of children’s social care services"],
         "Royal Borough of Windsor and Maidenhead"),
        (["Inspection of Council of the Isles of Scilly", "local authority children’s services"],
         "Council of the Isles of Scilly"),
        (["Inspection of Worcestershire Children First",
          "on behalf of Worcestershire County Council", "children’s services"],
         "Worcestershire County Council"),
        (["Inspection of Bournemouth, Christchurch", "and Poole Council children’s services"],
         "Bournemouth, Christchurch and Poole Council"),
        (["INSPECTION OF LEEDS CITY COUNCIL", "LOCAL AUTHORITY CHILDREN’S SERVICES"], "Leeds City Council"),
        (["Ofsted", "Inspection of Telford & Wrekin local authority", "children’s services"], "Telford & Wrekin"),
        (["Inspection of St Helens’ children’s services"], "St Helens"),
        (["Durham", "Inspection of children’s social care services"], "Durham"),
        (["Worcestershire", "Re-inspection of children’s social care services"], "Worcestershire"),
        (["Inspection of City of Bradford", "Metropolitan District Council local", "authority children’s services"],
         "City of Bradford Metropolitan District Council"),
    ],
)  # fmt: skip
def test_the_authoritys_name(title, name):
    sheet = made.new_report(title=title)
    sheet.foot = ""
    found = read(sheet)
    assert found["authority"] == name
    assert not any("list of English authorities" in warning for warning in found["warnings"])


def test_a_name_that_is_on_no_list_is_kept_and_said():
    found = read(made.new_report())
    assert found["authority"] == "Severnshire"
    assert any("Severnshire" in warning for warning in found["warnings"])


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (["Inspection dates: 30 January to 10 February 2023"], "2023-01-30", "2023-02-10"),
        (["Inspection date: 11 July 2018 - 12 July"], "2018-07-11", "2018-07-12"),
        (["Inspection dates: 28 November 2022 to", "9 December 2022"], "2022-11-28", "2022-12-09"),
        (["Inspection dates: 12 December to 6 January 2023"], "2022-12-12", "2023-01-06"),
        (["Inspection dates: Monday 15 May to Friday 26 May 2023"], "2023-05-15", "2023-05-26"),
        (["Inspection dates: 13 to 17 January 2020 and 27 to 31 January 2020"], "2020-01-13", "2020-01-31"),
        (["Inspection dates:", "15–26 May 2023"], "2023-05-15", "2023-05-26"),
        (["Inspection dates: 15/05/2023 to 26/05/2023"], "2023-05-15", "2023-05-26"),
        (["Dates of inspection: 15th to 26th May 2023"], "2023-05-15", "2023-05-26"),
        (["Inspection date: 3 July 2019"], "2019-07-03", "2019-07-03"),
        (["Inspection dates: 31 to 32 May 2023"], None, None),
        (["Inspection dates: 26 May to 15 May 2023"], None, None),
        (["Inspection dates: 15 May 2019 to 26 May 2023"], None, None),
        (["Inspection dates: May 2023"], None, None),
    ],
)
def test_the_dates(lines, first, last):
    sheet = made.new_report(dates=lines)
    found = read(sheet)
    assert (found["inspected_from"], found["inspected_to"]) == (first, last)
    assert any("dates of the inspection" in warning for warning in found["warnings"]) is (first is None)


def test_the_dates_are_taken_from_the_foot_of_the_pages_where_the_cover_has_none():
    sheet = made.new_report(dates=[])
    sheet.foot = "15 to 26 May 2023"
    found = read(sheet)
    assert (found["inspected_from"], found["inspected_to"]) == ("2023-05-15", "2023-05-26")


def test_the_day_of_publication_is_printed_or_in_the_files_name_or_unknown():
    printed = made.new_report(dates=["Inspection dates: 15 to 26 May 2023", "Report published: 18 July 2023"])
    assert read(printed, "other-3-march-2024.pdf")["published_on"] == "2023-07-18"
    found = read(made.new_report(), "severnshire-14-july-2023.pdf")
    assert found["published_on"] == "2023-07-14"
    assert any("file's name" in warning for warning in found["warnings"])
    assert read(made.new_report(), "50221177.pdf")["published_on"] is None
    assert read(made.new_report(), "before-the-visit-1-may-2023.pdf")["published_on"] is None


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["Lead inspector: Ada Specimen HMI"], "Ada Specimen"),
        (["Lead inspector: Ada Specimen", "Her Majesty’s Inspector"], "Ada Specimen"),
        (["Lead inspector:", "Ada Mary Specimen-Example, His Majesty’s Inspector"], "Ada Mary Specimen-Example"),
        (["Lead inspectors: Ada Specimen and Bo O’Sample, HMI"], "Ada Specimen and Bo O’Sample"),
        ([], None),
    ],
)
def test_the_lead_inspector(lines, name):
    assert read(made.new_report(lead=lines))["lead_inspector"] == name


@pytest.mark.parametrize(
    "heading",
    [
        "What needs to improve", "What needs to improve?",
        "What needs to improve in this area of social work practice?",
        "Areas for improvement", "What does the local authority need to improve?", "Recommendations",
        "Area for priority action", "WHAT NEEDS TO IMPROVE?", "Areas for priority action",
    ],
)  # fmt: skip
def test_the_list_has_many_headings(heading):
    found = read(made.new_report(needs_heading=[heading]))
    assert found["needs_to_improve"] == [
        "The timeliness of visits to children in care.",
        "The quality of plans for care leavers.",
    ]


@pytest.mark.parametrize("glyph", ["•", "-", "–", "*", "o", "§"])
def test_bullets_have_many_shapes(glyph):
    long = "A long thing to improve that goes on over the end of its line, as the true ones do, and ends only here."
    assert read(made.new_report(glyph=glyph, needs=["Short one.", long]))["needs_to_improve"] == ["Short one.", long]


@pytest.mark.parametrize("mark", [".", ")", ""])
def test_numbers_have_a_stop_a_bracket_or_nothing(mark):
    assert [one["number"] for one in read(made.new_report(mark=mark))["paragraphs"]] == list(range(1, 17))


def test_an_items_own_bullets_and_a_page_break_stay_inside_the_item():
    sheet = old_report()
    sheet.y = 240
    long = "The third is long. " + "It has a great many words in it so that the page is full before it ends. " * 2
    sheet.heading("What needs to improve").bullets(["The first.", "Services to care leavers, including:"])
    sheet.bullets(["homes", "health histories"], glyph="–", x=90)
    sheet.bullets([long.strip(), "The fourth."])
    found = read(sheet)
    assert found["needs_to_improve"] == [
        "The first.",
        "Services to care leavers, including: – homes – health histories",
        long.strip(),
        "The fourth.",
    ]
    assert [item["page"] for item in found["needs_to_improve_items"]] == [1, 1, 1, 2]


def test_a_sentence_that_leads_into_the_list_is_no_item():
    sheet = old_report().heading("What needs to improve").words("The local authority should improve:")
    assert read(sheet.bullets(["One.", "Two."]))["needs_to_improve"] == ["One.", "Two."]


def test_a_list_without_bullets_is_one_item_for_each_printed_paragraph():
    sheet = old_report().heading("What needs to improve")
    one = "The first thing is here and runs over a line, which is what long sentences tend to do in reports."
    assert read(sheet.words(one).words("The second."))["needs_to_improve"] == [one, "The second."]


def test_a_list_that_says_there_is_nothing_has_no_items():
    sheet = old_report().heading("Areas for priority action").words("There are no priority actions.")
    assert read(sheet)["needs_to_improve"] == []


def test_numbers_of_the_list_are_not_paragraphs_when_the_findings_begin_again_at_one():
    sheet = old_report().heading("What needs to improve").numbered(["The first.", "The second."])
    sheet.heading("The experiences and progress of children who need help and", "protection: good")
    found = read(sheet.numbered(made.PARAGRAPHS))
    assert found["needs_to_improve"] == ["The first.", "The second."]
    assert [one["text"] for one in found["paragraphs"]] == made.PARAGRAPHS


def test_a_number_at_the_beginning_of_a_line_inside_a_sentence_begins_no_paragraph():
    sheet = old_report().heading("The experiences and progress of children who need help and", "protection: good")
    sheet.line("1. Visits are made every week to all of the children who are under the age of")
    sheet.line("2. They are late for those who are older, and late for care leavers too.", x=99)
    found = read(sheet.line("2. Another one."))
    assert [one["text"] for one in found["paragraphs"]] == [
        "Visits are made every week to all of the children who are under the age of 2. They are late for those who are "
        "older, and late for care leavers too.",
        "Another one.",
    ]


def test_a_lost_number_is_said():
    sheet = old_report().heading("The experiences and progress of children who need help and", "protection: good")
    found = read(sheet.numbered(made.PARAGRAPHS[:2]).numbered(made.PARAGRAPHS[2:], first=4))
    assert [one["number"] for one in found["paragraphs"]] == [1, 2, 4, 5]
    assert any("Paragraph 3 was not found" in warning for warning in found["warnings"])


def test_a_report_of_the_single_framework_and_its_boards_review():
    found = read(made.single_report())
    assert found["framework"] == "SIF"
    assert found["judgements"] == {
        "overall": "requires_improvement",
        "leaders": "requires_improvement",
        "help_and_protection": "requires_improvement",
        "in_care": "good",
        "care_leavers": "inadequate",
    }
    assert found["other_judgements"] == {"adoption": "outstanding", "local_safeguarding_children_board": "inadequate"}
    assert found["published_on"] == "2015-05-19"
    assert found["needs_to_improve"] == [
        "Visit every child as often as the plan says.",
        "Make sure that managers read what is written.",
    ]
    of_the_board = [one["number"] for one in found["paragraphs"] if "about" in one]
    assert of_the_board == [15, 16, 17]


@pytest.mark.parametrize(
    ("lines", "grade"),
    [
        (["The overall judgement is good"], "good"),
        (["The overall judgement is that children’s services are inadequate"], "inadequate"),
        (["Children’s services in Severnshire require improvement to be", "good"], "requires_improvement"),
        (["Children’s services in the Royal Borough of Severnshire are outstanding"], "outstanding"),
        (["The overall judgement is under review"], None),
        (["The overall judgement is good", "The overall judgement is inadequate"], None),
    ],
)
def test_the_single_frameworks_overall_judgement_is_a_sentence(lines, grade):
    assert read(made.single_report(overall=lines))["judgements"].get("overall") == grade


@pytest.mark.parametrize("board", ["good", "outstanding", "requires improvement"])
def test_the_boards_judgement_is_never_the_authoritys(board):
    found = read(made.single_report(overall=["The overall judgement is under review"], board=board))
    assert "overall" not in found["judgements"]


def test_an_inspection_of_an_older_framework_gives_no_grades():
    sheet = made.Sheet()
    sheet.line("Inspection of safeguarding and looked after", size=26).line("children services", size=26)
    sheet.line("Severnshire", size=26).line("Inspection dates: 11 to 22 October 2010")
    sheet.line("Overall effectiveness Inadequate").words("Contacts are read on the day on which they arrive. " * 6)
    found = read(sheet)
    assert found["judgements"] == {}
    assert any("framework" in warning for warning in found["warnings"])


@pytest.mark.parametrize(
    ("title", "opening", "kind", "authority", "first", "last"),
    [
        ("Focused visit to Torbay Council children’s services",
         "This letter summarises the findings of a focused visit to Torbay children’s services on 14 and 15 September "
         "2021. The visit was carried out by His Majesty’s Inspectors.",
         "focused_visit", "Torbay Council", "2021-09-14", "2021-09-15"),
        ("Monitoring visit to Torbay children’s services",
         "This letter summarises the findings of the monitoring visit to Torbay children’s services on 28 September "
         "2021. This was the third monitoring visit since the local authority was judged inadequate in June 2018.",
         "monitoring_visit", "Torbay", "2021-09-28", "2021-09-28"),
        ("Joint targeted area inspection of the multi-agency response to abuse and neglect in Salford",
         "This letter summarises the findings of the joint targeted area inspection of the multi-agency response "
         "to abuse and neglect in Salford. The inspection of Salford took place from 4 to 8 October 2021.",
         "joint_inspection", "Salford", "2021-10-04", "2021-10-08"),
    ],
)  # fmt: skip
def test_letters_have_no_grades(title, opening, kind, authority, first, last):
    heading = "What needs to improve in this area of social work practice?"
    found = read(made.letter(title, opening, needs_heading=heading, needs=["The quality of plans.", "Supervision."]))
    assert found["judgements"] == {}
    assert (found["kind"], found["authority"]) == (kind, authority)
    assert (found["inspected_from"], found["inspected_to"]) == (first, last)
    assert found["needs_to_improve"] == ["The quality of plans.", "Supervision."]
    assert found["letter_dated"] == "2021-10-21"
    assert found["published_on"] is None
    assert any("no graded judgements" in warning for warning in found["warnings"])


def test_ligatures_and_divided_words_are_undone_where_a_typesetter_made_them():
    """Set by typst: justified, words divided at the ends of lines, "fi" and "ffi" drawn as one sign."""
    sentence = (
        "Officers find difficult information about fifteen families, and the effective office affirms sufficient "
        "protection for unaccompanied children whose circumstances are exceptionally complicated. "
    )
    source = (
        '#set page(width: 200pt, margin: 20pt)\n#set text(lang: "en", hyphenate: true)\n#set par(justify: true)\n'
        "= Inspection of Torbay local authority children’s services\n*Inspection dates: 15 to 26 May 2023*\n\n"
        "= The experiences and progress of care leavers: good\n\n"
        + "\n\n".join(f"{number}\\. {sentence * 6}" for number in range(1, 4))
    )
    found = report.as_json(report.read(typst.compile(source.encode())))
    assert [one["text"] for one in found["paragraphs"]] == [(sentence * 6).strip()] * 3


@pytest.mark.parametrize(
    ("codes", "read"),
    [
        # Word draws "ti" and others as one sign, and many files name it by a letter that English has not.
        ([0x50, 0x72, 0x6F, 0x74, 0x65, 0x63, 0x19F, 0x6F, 0x6E], "Protection"),
        ([0x73, 0x65, 0x1AB, 0x6E, 0x67], "setting"),
        ([0x63, 0x6F, 0x6D, 0x6D, 0x69, 0x1A9, 0x65, 0x65], "committee"),
        ([0xFB03, 0x20AC, 0x2011], "ffi€-"),
        # Half of a pair is no character: neither a file nor the database could hold it.
        ([0xD83D, 0x41, 0x00, 0x07], "\ufffdA  "),
    ],
)
def test_signs_become_the_letters_that_they_are_drawn_for(codes, read):
    assert "".join(map(reading._character, codes)) == read
    assert "".join(map(reading._character, codes)) == read, "and the same when they are remembered"
