"""Charts: the same bytes each time, nothing that the page's security policy blocks, and a description in words."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest

from threshold.insight import charts, spc

VALUES: list[float | None] = [80.0, 82.0, 79.0, 81.0, None, 80.5, 82.5, 79.5, 81.5, 80.0, 82.0, 92.0]
LABELS = [f"Month {number}" for number in range(1, 13)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def xmr(title: str = "Decided in time", **options: object) -> charts.Drawing:
    chart = spc.xmr(VALUES, least=0, most=100)
    return charts.xmr_chart(title, LABELS, chart, better="higher", unit="percent", **options)  # type: ignore[arg-type]


def every() -> list[charts.Drawing]:
    grades = [(dt.date(2017, 1, 24), "Leaders", "Inadequate"), (dt.date(2023, 7, 14), "Leaders", "Good")]
    return [
        xmr(target=95.0),
        charts.line_chart("Referrals", ["2022", "2023"], {"Ours": [1.0, None], "England": [2.0, 3.0]}, unit="rate"),
        charts.bar_chart("By team", [("A & <B>", 3.0), ("C", None)], highlighted="C"),
        charts.grades_chart("Grades", grades, until=dt.date(2026, 1, 1)),
    ]


def test_every_chart_is_a_picture_with_title_and_description_and_nothing_that_a_page_forbids():
    for drawing in every():
        for svg in (drawing.svg, drawing.narrow):
            root = parsed(svg)
            assert root.get("role") == "img"
            title, description = root[0], root[1]
            assert (title.tag.endswith("title"), description.text) == (True, drawing.description)
            assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
            assert not re.search(r'style=|<style|<script|@import|href="http|@font-face', svg)
            assert len(re.findall(r' role="', svg)) == 1
        assert float(parsed(drawing.svg).get("width")) <= charts.WIDE + 20
        assert float(parsed(drawing.narrow).get("width")) <= charts.NARROW + 20


def test_the_same_numbers_are_the_same_bytes():
    first = [(drawing.svg, drawing.narrow) for drawing in every()]
    charts._render.cache_clear()
    assert [(drawing.svg, drawing.narrow) for drawing in every()] == first
    assert xmr(png=True).png == xmr(png=True).png


def test_two_drawings_share_no_id():
    one, two = (set(re.findall(r'id="([^"]+)"', xmr(title).svg)) for title in ("One", "Two"))
    assert one and not one & two


def test_what_is_typed_into_a_title_is_escaped():
    drawing = xmr('<script>alert("x")</script>')
    assert "<script>" not in drawing.svg
    assert parsed(drawing.svg)[0].text == '<script>alert("x")</script>'


def test_the_description_says_what_the_marks_say():
    said = xmr(target=95.0).description
    assert said.startswith("From 80.0% in Month 1 to 92.0% in Month 12.")
    assert "The target is 95.0%." in said
    assert "A change for the better: the latest value is above the upper limit" in said


def test_a_special_cause_differs_in_shape_and_not_in_colour_alone():
    svg = xmr().svg
    assert "Ordinary variation" in svg and "Change for the better" in svg
    shapes = {re.sub(r"[\d.,-]+", "#", d) for d in re.findall(r'<path transform="translate[^"]*" d="([^"]+)"', svg)}
    assert len(shapes) >= 2


@pytest.mark.parametrize("values", [[], [None], [0.0], [5.0, 5.0]])
def test_little_or_nothing_to_draw(values):
    labels = [str(number) for number in range(len(values))]
    drawing = charts.xmr_chart("Few", labels, spc.xmr(values), unit="count", png=True)
    assert parsed(drawing.svg) is not None
    assert drawing.png is not None and drawing.png.startswith(b"\x89PNG")
    assert charts.bar_chart("Few", [(label, value) for label, value in zip(labels, values, strict=True)]).svg


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (83.44, "percent", "83.4%"),
        (1204.0, "count", "1,204"),
        (518.3, "rate", "518.3 per 10,000"),
        (2.5, "days", "2.5 days"),
    ],
)
def test_numbers_in_words(value, unit, text):
    assert charts.number_text(value, unit) == text


def test_an_area_that_was_judged_late_stands_late_on_the_same_line_of_time():
    """Two areas, one judged ten years after the other: both lines of time begin and end in the same years."""
    grades = [(dt.date(2012, 3, 1), "Overall", "Good"), (dt.date(2022, 3, 1), "Overall", "Good"),
              (dt.date(2022, 3, 1), "Care leavers", "Good")]  # fmt: skip
    drawn = charts.grades_chart("Grades", grades, until=dt.date(2026, 1, 1)).svg
    years = re.findall(r">(20\d\d)<", drawn)
    assert years[: len(years) // 2] == years[len(years) // 2 :]
    assert years.count("2013") == 2
