"""How does a document become a Word file that others can go on with?

Real heading styles, table headers that repeat, a description at every picture, and the language of the text, so that
Word's own accessibility check finds them. The same document gives the same bytes: the parts of the file carry one fixed
date instead of the clock's.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from threshold.improvement.documents import blocks as b
from threshold.improvement.documents.blocks import Document, printable

#: The earliest date that a ZIP file can name.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_FONT = "Arial"
_GREY = RGBColor(0x48, 0x49, 0x49)
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write(document: Document) -> bytes:
    """The document as a .docx file."""
    word = docx.Document()
    _set_up(word, document)
    _line(word, document.author).runs[0].font.color.rgb = _GREY
    word.add_paragraph(printable(document.title), style="Title")
    if document.subtitle:
        _line(word, document.subtitle, style="Subtitle")
    for name, value in document.facts:
        line = word.add_paragraph()
        line.add_run(f"{printable(name)}: ").bold = True
        line.add_run(printable(value))
    for block in document.blocks:
        _add(word, block)
    packed = io.BytesIO()
    word.save(packed)
    return _without_clock(packed.getvalue())


def _line(parent: Any, text: str, style: str | None = None) -> Any:
    """A paragraph; line ends within it stay."""
    paragraph = parent.add_paragraph(style=style)
    for number, line in enumerate(printable(text).split("\n")):
        run = paragraph.add_run(line)
        if number:
            run._r.insert(0, OxmlElement("w:br"))
    return paragraph


def _add(word: Any, block: b.Block) -> None:
    match block:
        case b.Heading(text, level):
            word.add_heading(printable(text), level=level)
        case b.Paragraph(text, lead):
            paragraph = _line(word, text)
            for run in paragraph.runs if lead else ():
                run.font.size = Pt(13)
        case b.Bullets(items):
            for item in items:
                _line(word, item, style="List Bullet")
        case b.Note(title, text):
            _line(word, title, style="Intense Quote").paragraph_format.keep_with_next = True
            _line(word, text)
        case b.KeyFigures(figures):
            for figure in figures:
                line = word.add_paragraph(style="List Bullet")
                value = line.add_run(printable(figure.value))
                value.bold, value.font.size = True, Pt(15)
                line.add_run(f" {printable(figure.label)}")
                if figure.change:
                    line.add_run(f". {printable(figure.change)}").font.color.rgb = _GREY
        case b.Table():
            _table(word, block)
        case b.Chart(title, description, _svg, png):
            word.add_paragraph(printable(title), style="Caption").paragraph_format.keep_with_next = True
            word.add_picture(io.BytesIO(png), width=Cm(16))
            word.inline_shapes[-1]._inline.docPr.set("descr", printable(description))


def _table(word: Any, block: b.Table) -> None:
    word.add_paragraph(printable(block.caption), style="Caption").paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(block.columns), style="Light Shading")
    table.autofit = True
    _describe(table, block.caption)
    _fill(table.rows[0].cells, block.columns, block.numeric)
    _mark(table.rows[0], "w:tblHeader")
    for row in block.rows:
        added = table.add_row()
        _fill(added.cells, row, block.numeric)
        _mark(added, "w:cantSplit")
    if block.note:
        note = _line(word, block.note)
        for run in note.runs:
            run.font.size, run.font.color.rgb = Pt(9), _GREY


def _fill(cells: Any, texts: Any, numeric: frozenset[int]) -> None:
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        for number, line in enumerate(printable(text).split("\n")):
            run = paragraph.add_run(line)
            run.font.size = Pt(9.5)
            if number:
                run._r.insert(0, OxmlElement("w:br"))
        if place in numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _describe(table: Any, text: str) -> None:
    """The table's title for a screen reader."""
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), printable(text))
    table._tbl.tblPr.append(caption)


def _set_up(word: Any, document: Document) -> None:
    """Page, styles, language and properties."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.footer.paragraphs[0].text = printable(document.footer)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    for style in word.styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            for name in list(fonts.attrib):
                del fonts.attrib[name]
            for name in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{name}"), _FONT)
        if style.name.startswith(("Heading", "Title", "Subtitle", "Caption", "Intense")):
            style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
    for lang in word.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), document.language)
    noon = dt.datetime.combine(document.dated_on, dt.time(12), dt.UTC).replace(tzinfo=None)
    properties = word.core_properties
    properties.title, properties.author, properties.subject = (
        printable(text)[:255] for text in (document.title, document.author, document.subtitle)
    )
    properties.language, properties.comments, properties.keywords = document.language, "", ""
    properties.last_modified_by, properties.revision = printable(document.author)[:255], 1
    properties.created = properties.modified = noon


def _without_clock(packed: bytes) -> bytes:
    """The same file with one date on all its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in read.namelist():
            # The template's picture of a first page would show another document.
            part = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            made.writestr(part, read.read(name))
    return out.getvalue()
