"""The same blocks in three kinds of file: read by everybody, the same bytes again, and nothing typed is ever code."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile
from html.parser import HTMLParser

import docx
import pypdfium2
import pytest
import vl_convert
from docx.oxml.ns import qn

from threshold.improvement.documents import blocks as b
from threshold.improvement.documents import pdf, web, word

#: What a person could type to make a program of it, in Typst, HTML, XML or a template's language.
ATTACKS = [
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    '#import "@preview/anything:1.0.0": *',
    "#{panic()}",
    "$ sum_(i=1)^n $",
    "@reference <label> = heading",
    "*bold* _italic_ `raw` ```typ #panic()``` // comment /* comment",
    "\\ \\u{1F600} \\#",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</w:t></w:r><w:r><w:t>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt; &amp; & ]]> <![CDATA[",
    "\" ' ) ( ] [ } {",
    "#sys.version",
    '"); #panic("out',
]


def picture() -> tuple[str, bytes]:
    spec = {
        "data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 4}]}, "mark": "line", "width": 300, "height": 120,
        "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
    }  # fmt: skip
    return vl_convert.vegalite_to_svg(spec), vl_convert.vegalite_to_png(spec)


SVG, PNG = picture()


def document(text: str = "Some words", **more: object) -> b.Document:
    blocks = [
        b.Heading("What changed"),
        b.Paragraph(text, lead=True),
        b.Bullets([text, "Another"]),
        b.KeyFigures([b.KeyFigure("83%", text, text)]),
        b.Heading("Measures"),
        b.Heading(b.printable(text).strip() or "Contacts", 2),
        b.Chart(text or "Contacts by month", f"A line that rises. {text}", SVG, PNG),
        b.Table(
            text or "Contacts", ["Month", "Contacts"], [["April 2025", "120"], [text, "7\n8"]], frozenset({1}), text
        ),
        b.Note("Small numbers", text),
    ]
    return b.Document(
        title="Quarterly report", subtitle="Quarter 2 2025-26", author="Severnshire County Council",
        dated_on=dt.date(2026, 1, 5), blocks=blocks, facts=[("Approved on", "5 January 2026")], footer="Edition 1",
        **more,
    )  # fmt: skip


def text_of_pdf(made: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made))


def text_of_word(made: bytes) -> str:
    read = docx.Document(io.BytesIO(made))
    return "\n".join(p.text for p in read.element.body.iter(qn("w:t")))


class Reader(HTMLParser):
    """Tags with their attributes, and the text outside the rules for the look."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def squeezed(text: str) -> str:
    """Without white space, which a PDF breaks lines with."""
    return re.sub(r"\s|\ufffe|\xad|-", "", text)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_person_typed_is_printed_and_never_run(attack):
    made = document(attack)
    assert squeezed(text_of_pdf(pdf.write(made))).count(squeezed(attack)) >= 6
    assert text_of_word(word.write(made)).count(attack) >= 6
    page = Reader(web.write(made).decode())
    assert page.text.count(attack) >= 6
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in Reader(web.write(document()).decode()).tags}


def test_the_compiler_reads_no_file_of_this_computer():
    assert "root:" not in text_of_pdf(pdf.write(document('#read("/etc/passwd")')))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00\x01\x1f\x7f\x85",
        "\ud800",
        "😀 漢字 ไทย العربية ﷺ",
        "\ufffe\uffff",
        "a\r\nb\rc",
        "x" * 5000,
        "z " * 9000,
    ],
    ids=["empty", "space", "controls", "half a pair", "scripts", "no characters", "line ends", "one long word", "long"],
)
def test_no_text_makes_a_writer_fall_over(text):
    made = document(text)
    assert pdf.write(made).startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(word.write(made)))
    assert web.write(made).startswith(b"<!DOCTYPE html>")


def test_a_letter_that_no_font_has_is_a_square_on_paper_and_whole_elsewhere():
    made = document("Ann 漢 said")
    assert "Ann □ said" in text_of_pdf(pdf.write(made))
    assert "Ann 漢 said" in text_of_word(word.write(made))
    assert "Ann 漢 said" in web.write(made).decode()


@pytest.mark.parametrize("writer", [pdf, word, web], ids=["pdf", "word", "web"])
def test_the_same_document_gives_the_same_bytes(writer):
    first = writer.write(document())
    time.sleep(2.1)  # a ZIP file counts in steps of two seconds
    assert writer.write(document()) == first
    assert writer.write(document("Other words")) != first


def test_the_pdf_can_be_read_aloud():
    made = pdf.write(document())
    for mark in (b"/StructTreeRoot", b"/Lang(en-GB)", b"/MarkInfo", b"/DisplayDocTitle true", b"pdfuaid:part"):
        assert mark in made, mark
    read = pypdfium2.PdfDocument(made)
    assert read.get_metadata_dict()["Title"] == "Quarterly report"
    assert read.get_metadata_dict()["CreationDate"].startswith("D:20260105")
    assert pdf.STANDARD == "ua-1"


def test_the_word_file_has_headings_header_rows_descriptions_and_its_language():
    read = docx.Document(io.BytesIO(word.write(document())))
    assert [(p.text, p.style.name) for p in read.paragraphs if p.style.name.startswith(("Title", "Heading"))] == [
        ("Quarterly report", "Title"), ("What changed", "Heading 1"), ("Measures", "Heading 1"),
        ("Some words", "Heading 2"),
    ]  # fmt: skip
    (table,) = read.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert read.inline_shapes[0]._inline.docPr.get("descr") == "A line that rises. Some words"
    assert {lang.get(qn("w:val")) for lang in read.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert read.core_properties.language == "en-GB"
    assert read.core_properties.created == dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)


def test_the_page_has_headings_in_order_header_cells_and_descriptions():
    page = Reader(web.write(document()).decode())
    assert [tag for tag, _ in page.tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h2", "h3"]
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert [attributes["scope"] for tag, attributes in page.tags if tag == "th"] == ["col", "col", "row", "row"]
    assert all(attributes["alt"] for tag, attributes in page.tags if tag == "img")
    assert not [attributes for _, attributes in page.tags if "style" in attributes]
    assert "script" not in {tag for tag, _ in page.tags}


def test_a_heading_that_skips_a_level_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="skips a level"):
        b.Document(
            title="T", subtitle="", author="A", dated_on=dt.date(2026, 1, 5), blocks=[b.Heading("Deep", level=2)]
        )


def test_a_row_with_a_column_too_few_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="2 columns, and a row of 1"):
        b.Table("Contacts", ["Month", "Contacts"], [["April"]])


def test_a_date_or_a_number_is_never_torn_apart_and_the_table_fills_the_page():
    table = b.Table(
        "Money", ["Given on", "Amount", "By", "For"],
        [["29 January 2026", "£96,000", "The council's budget of the year", "Two posts for a year at the front door"]],
    )  # fmt: skip
    given_on, amount, by, what = pdf.widths(table)
    assert (given_on, amount) == (0, 0)
    assert by > 0
    assert what > 0
    quarters = b.Table("By quarter", ["Quarter", "Value"], [["Quarter 3 2025-26", "85.0%"]])
    assert pdf.widths(quarters) == [17, 0]
    # Many short columns leave room for the words.
    many = b.Table("Many", [f"A column {n:03}" for n in range(9)], [["29 January 2026"] * 9])
    assert sum(share == 0 for share in pdf.widths(many)) == 3


def page_with(title: str, blocks: list[b.Block]) -> tuple[str, bool]:
    """The words of the first page that has a title, and whether it has a picture."""
    made = pypdfium2.PdfDocument(pdf.write(b.Document("Report", "", "Council", dt.date(2026, 3, 11), blocks)))
    for page in made:
        if title in (words := page.get_textpage().get_text_range()):
            return words, any(found.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for found in page.get_objects())
    raise AssertionError(f"No page has {title!r}.")


@pytest.mark.parametrize("lines", range(24, 34))
def test_a_title_is_on_the_page_of_its_table_and_of_its_picture(lines):
    """Wherever the page ends within the words before, the title goes to the next page with what it is of."""
    before: list[b.Block] = [b.Paragraph(f"Line {n}") for n in range(lines)]
    short = b.Table("The title", ["A", "B"], [[f"Row {n}.", str(n)] for n in range(8)])
    long = b.Table("The title", ["A", "B"], [[f"Row {n}.", str(n)] for n in range(60)])
    words, _ = page_with("The title", [*before, short])
    assert "Row 0." in words
    assert "Row 7." in words
    assert "Row 0." in page_with("The title", [*before, long])[0]
    assert page_with("The title", [*before, b.Chart("The title", "A line", SVG, PNG)])[1]
    led = [b.Heading("Contacts"), b.Paragraph("How many?"), b.Paragraph("No change.", lead=True), short]
    assert "Row 7." in page_with("How many?", [*before, *led])[0]


def test_what_is_printable_character_by_character():
    """Against the rules of XML 1.0 and of Unicode's noncharacters, for every character there is."""

    def is_kept(number: int) -> bool:
        if number in (0x09, 0x0A):
            return True
        is_control = number < 0x20 or 0x7F <= number <= 0x9F
        is_nobody = 0xD800 <= number <= 0xDFFF or 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE
        return not is_control and not is_nobody

    numbers = [number for number in range(0x110000) if number != 0x0D]
    assert b.printable("".join(map(chr, numbers))) == "".join(chr(number) for number in numbers if is_kept(number))
    assert b.printable("one\r\ntwo\rthree") == "one\ntwo\nthree"
