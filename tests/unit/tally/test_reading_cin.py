"""A census is read as it stands: every repeated element, every line, every fault of form; nothing unsafe is opened."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tally.cin.examples import census
from tally.cin.reading import read
from tally.read import xml
from tally.read.problems import Unreadable
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
HEADER = "<Header><CollectionDetails/><Source><LEA>885</LEA></Source></Header>"
IDENTIFIERS = "<ChildIdentifiers><LAchildID>A1</LAchildID><Sex>F</Sex></ChildIdentifiers>"
CHARACTERISTICS = "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>"
EPISODE = (
    "<CINdetails><CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>6</ReferralSource>{}"
    "<ReferralNFA>0</ReferralNFA>{}</CINdetails>"
)
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "cin"


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """Read a text, and say what was read and which faults were found where: (fault, element, line)."""

    def reading(text: str | bytes, year: CollectionYear = YEAR) -> tuple[Any, list[tuple[str, str, int]]]:
        path = tmp_path / "census.xml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        data, problems = read(path, year)
        return data, [(problem.fault.value, problem.element, problem.line) for problem in problems]

    return reading


def message(*children: str, header: str = HEADER) -> str:
    inside = "\n".join(f"<Child>{child}</Child>" for child in children)
    return f"<Message>\n{header}\n<Children>\n{inside}\n</Children>\n</Message>"


def whole(before: str = "", behind: str = "") -> str:
    return IDENTIFIERS + CHARACTERISTICS + EPISODE.format(before, behind)


def test_a_whole_child_has_no_faults_and_keeps_its_line(told):
    data, faults = told(message(whole(), whole()))
    assert faults == []
    assert data["CINdetails"].row(1, named=True) == {
        "row": 1, "line": 5, "parent": 1, "child": 1, "CINreferralDate": dt.date(2025, 5, 1), "ReferralSource": "6",
        "PrimaryNeedCode": None, "CINclosureDate": None, "ReasonForClosure": None, "DateOfInitialCPC": None,
        "ReferralNFA": False,
    }  # fmt: skip
    assert data.names.to_list() == ["A1", "A1"]


@pytest.mark.parametrize(
    "reviews",
    [
        "<Reviews><CPPreviewDate>2025-08-01</CPPreviewDate><CPPreviewDate>2025-11-01</CPPreviewDate></Reviews>",
        "<Reviews><CPPreviewDate>2025-08-01</CPPreviewDate></Reviews>"
        "<Reviews><CPPreviewDate>2025-11-01</CPPreviewDate></Reviews>",
    ],
)
def test_every_review_is_kept_however_they_are_written(told, reviews):
    plan = (
        "<ChildProtectionPlans><CPPstartDate>2025-05-20</CPPstartDate><InitialCategoryOfAbuse>NEG"
        "</InitialCategoryOfAbuse><LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0"
        f"</NumberOfPreviousCPP>{reviews}</ChildProtectionPlans>"
    )
    data, faults = told(message(whole(behind=plan)))
    assert faults == []
    assert data["Reviews"]["CPPreviewDate"].to_list() == [dt.date(2025, 8, 1), dt.date(2025, 11, 1)]
    assert data["Reviews"]["parent"].to_list() == [0, 0]


def test_an_empty_review_is_a_review_without_a_date(told):
    data, faults = told(message(whole(behind="<ChildProtectionPlans><Reviews/></ChildProtectionPlans>")))
    assert data["Reviews"]["CPPreviewDate"].to_list() == [None]
    assert ("missing", "CPPreviewDate", 4) in faults


def test_what_is_of_another_table_is_told_apart(told):
    enquiry = (
        "<Section47><S47ActualStartDate>2025-05-02</S47ActualStartDate><DateOfInitialCPC>2025-05-20"
        "</DateOfInitialCPC><ICPCnotRequired>false</ICPCnotRequired></Section47>"
    )
    data, faults = told(message(whole("<DateOfInitialCPC>2025-06-01</DateOfInitialCPC>" + enquiry)))
    assert faults == []
    assert data["CINdetails"]["DateOfInitialCPC"].to_list() == [dt.date(2025, 6, 1)]
    assert data["Section47"]["DateOfInitialCPC"].to_list() == [dt.date(2025, 5, 20)]


@pytest.mark.parametrize(
    ("child", "fault"),
    [
        (whole("<Shoes>4</Shoes>"), ("unknown", "Shoes", 4)),
        (whole("<LAchildID>A1</LAchildID>"), ("misplaced", "LAchildID", 4)),
        (whole("<CINclosureDate>2025-06-01</CINclosureDate><PrimaryNeedCode>N1</PrimaryNeedCode>"),
         ("order", "PrimaryNeedCode", 4)),
        (IDENTIFIERS + EPISODE.format("", ""), ("missing", "ChildCharacteristics", 4)),
        (IDENTIFIERS + CHARACTERISTICS, ("missing", "CINdetails", 4)),
        (whole("<PrimaryNeedCode>N1</PrimaryNeedCode><PrimaryNeedCode>N2</PrimaryNeedCode>"),
         ("too_many", "PrimaryNeedCode", 4)),
        (whole("<CINclosureDate>01/06/2025</CINclosureDate>"), ("bad_value", "CINclosureDate", 4)),
        (whole("<CINclosureDate>2025-02-30</CINclosureDate>"), ("bad_value", "CINclosureDate", 4)),
        (whole("<CINclosureDate>2025-6-1</CINclosureDate>"), ("bad_value", "CINclosureDate", 4)),
        (whole() + "words", ("stray_text", "Child", 4)),
        (whole("<PrimaryNeedCode>N1<b/></PrimaryNeedCode>"), ("unknown", "b", 4)),
        (whole("<PreProceedingsandFGDM/>"), ("unknown", "PreProceedingsandFGDM", 4)),
    ],
)  # fmt: skip
def test_each_fault_of_form_is_told_with_its_line_and_the_rest_is_read(told, child, fault):
    data, faults = told(message(child))
    assert fault in faults
    assert data["Child"].height == 1
    assert data["ChildIdentifiers"]["LAchildID"].to_list() == ["A1"]


def test_of_two_values_the_first_stands(told):
    data, _ = told(message(whole("<PrimaryNeedCode>N1</PrimaryNeedCode><PrimaryNeedCode>N2</PrimaryNeedCode>")))
    assert data["CINdetails"]["PrimaryNeedCode"].to_list() == ["N1"]


def test_a_second_header_and_something_beside_the_children_are_told(told):
    _, faults = told(message(whole(), header=HEADER + HEADER + "<Footer/>"))
    assert faults == [("too_many", "Header", 2), ("unknown", "Footer", 2)]


def test_a_missing_header_is_told(told):
    assert told(message(whole(), header=""))[1] == [("missing", "Header", 1)]


def test_what_stands_between_children_is_told(told):
    text = message(whole(), whole())
    data, faults = told(text.replace("</Child>", "</Child><Dog/>\n<Header/>"))
    assert data["Child"]["line"].to_list() == [4, 6]
    assert faults == [
        ("unknown", "Dog", 4),
        ("misplaced", "Header", 5),
        ("unknown", "Dog", 6),
        ("misplaced", "Header", 7),
    ]


def test_a_return_without_the_element_of_its_children_and_one_with_two_are_told(told):
    assert told(f"<Message>{HEADER}</Message>")[1] == [("missing", "Children", 1)]
    data, faults = told(
        message(whole()).replace("</Message>", f"<Children><Child>{whole()}</Child></Children></Message>")
    )
    assert faults == [("too_many", "Children", 6)]
    assert data["Child"].height == 2


def test_lines_beyond_those_that_the_parser_keeps_are_told_truly(told):
    # Each child has elements on lines of their own, values, an empty element and one that is unknown.
    spread = whole("<Shoes/><PrimaryNeedCode/>").replace("><", ">\n\n<")
    text = message(*[spread] * 5_000)
    data, faults = told(text)
    lines = text.split("\n")
    assert len(lines) > 100_000
    for table in ("Child", "ChildIdentifiers", "ChildCharacteristics", "CINdetails"):
        told_lines = data[table]["line"].to_list()
        assert len(told_lines) == 5_000
        assert [line for line in told_lines if f"<{table}>" not in lines[line - 1]] == []
    assert len(faults) == 5_000
    assert [line for _, _, line in faults if "<Shoes/>" not in lines[line - 1]] == []


def test_a_file_that_has_nothing_but_faults_is_refused_before_it_fills_the_memory(told, monkeypatch):
    monkeypatch.setattr(xml, "MOST_PROBLEMS", 1_000)
    with pytest.raises(Unreadable, match="more than 1,000 elements"):
        told(message(whole("<Shoes/>" * 1_001)))


def test_each_year_has_its_own_elements(told):
    older = IDENTIFIERS.replace("Sex", "GenderCurrent").replace(">F<", ">2<")
    _, faults = told(message(older + CHARACTERISTICS + EPISODE.format("", "")), CollectionYear("2023-24"))
    assert faults == []
    newer = whole(behind="<PreProceedingsandFGDM><PPStartDate>2026-05-01</PPStartDate></PreProceedingsandFGDM>")
    data, faults = told(message(newer), CollectionYear("2026-27"))
    assert faults == []
    assert data["PreProceedingsandFGDM"]["PPStartDate"].to_list() == [dt.date(2026, 5, 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_encodings_names_of_spaces_and_comments_make_no_difference(told, encoding):
    text = message(whole("<!-- closed --><PrimaryNeedCode> N1 </PrimaryNeedCode>"))
    text = text.replace("<Message>", '<Message xmlns="http://example.org/cin">').replace(">A1<", ">Zoë1<")
    data, faults = told(f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'.encode(encoding))
    assert faults == []
    assert data["CINdetails"]["PrimaryNeedCode"].to_list() == ["N1"]
    assert data.names.to_list() == ["Zoë1"]


BOMB = "<!DOCTYPE Message [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE Message [<!ENTITY secret SYSTEM 'file:///etc/hostname'>]>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (message(whole())[:-40], "breaks at line"),
        ("", "breaks at line"),
        ("\x00\x01\x02" * 1000, "breaks at line"),
        ("<School><Children/></School>", "begins with School, not Message"),
        (BOMB + message(whole("<PrimaryNeedCode>&b;</PrimaryNeedCode>")), "declares a document type"),
        (OUTSIDE + message(whole("<PrimaryNeedCode>&secret;</PrimaryNeedCode>")), "declares a document type"),
        ("<Message>" * 100_000, "breaks at line"),
    ],
)
def test_what_is_no_census_is_refused_in_a_sentence(told, text, said):
    with pytest.raises(Unreadable, match=said):
        told(text)


def test_a_file_that_is_far_too_large_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(xml, "MOST_BYTES", 1_000_000)
    path = tmp_path / "census.xml"
    path.write_bytes(b"<Message>" + b" " * 1_000_000)
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        read(path, YEAR)


def test_a_child_inside_a_child_is_left_out_and_told(told):
    data, faults = told(message(whole() + f"<Child>{whole()}</Child>"))
    assert data["Child"].height == 1
    assert [fault[:2] for fault in faults] == [("misplaced", "Child")]


def test_an_example_is_written_as_the_census_it_stands_for(told):
    made = census({"LAchildID": "A1", "Sex": "F", "Ethnicity": "WBRI", "Disability": ["MOB", "AUT"], "CINdetails": [
        {"CINreferralDate": "2025-05-01", "ReferralSource": "6", "ReferralNFA": 0, "Assessments": [
            {"AssessmentActualStartDate": "2025-05-02", "AssessmentFactors": ["1A", "2B"]}]}]})  # fmt: skip
    data, faults = told(made)
    assert [fault for fault in faults if fault[0] != "missing"] == []
    assert data["Disabilities"]["Disability"].to_list() == ["MOB", "AUT"]
    assert data["FactorsIdentifiedAtAssessment"]["AssessmentFactors"].to_list() == ["1A", "2B"]


def test_an_example_that_names_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="has no Shoes"):
        census({"CINdetails": [{"Shoes": 4}]})


@pytest.mark.parametrize(
    ("name", "children", "reviews"),
    [
        ("synthetic_1000_children.xml", 1000, 154),
        ("synthetic_1000_children_many_reviews.xml", 1000, 154),
        ("fake_CIN_data.xml", 332, 0),
        ("CIN_Census_2026.xml", 2, 1),
    ],
)
def test_the_samples_are_read(name, children, reviews):
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"{name} lies in shared/samples/cin, which is not beside this checkout")
    data, _ = read(path, YEAR)
    assert (data["Child"].height, data["Reviews"].height) == (children, reviews)
