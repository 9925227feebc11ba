"""Does a list leave as a file that a spreadsheet opens rightly and cannot run?"""

from __future__ import annotations

import csv
import io

import pytest

from threshold.ui.csv import csv_response, safe_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1", '=HYPERLINK("http://x")'],
)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("-12", "-12"), (-1.5, "-1.5"), ("+3", "+3"), (None, ""), ("a=b", "a=b"), ("Zoë", "Zoë"), ("a\x00b", "ab")],
)
def test_what_is_harmless_stays(value: object, shown: str) -> None:
    assert safe_cell(value) == shown


def test_the_response_streams_and_is_not_kept() -> None:
    def rows() -> object:
        yield ["Zoë, “the\nkeeper”", "=1"]
        yield [None, 12]

    response = csv_response("Houses; of the north.csv", ["Name", "@Number"], rows())  # type: ignore[arg-type]
    assert response.streaming
    body = b"".join(response).decode("utf-8")
    assert body.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(body[1:]))) == [["Name", "'@Number"], ["Zoë, “the\nkeeper”", "'=1"], ["", "12"]]
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"] == 'attachment; filename="Houses-of-the-north.csv"'


def test_a_name_cannot_break_the_header() -> None:
    assert csv_response('a"\r\nX: y', [], [])["Content-Disposition"] == 'attachment; filename="a-X-y.csv"'
