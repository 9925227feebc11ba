"""What stands on the pages of a PDF, line by line, with where and how it is set?

PDFium gives characters; from these come `Line`s with place, size and weight, because a heading is told by its weight
and a table's grade by the row that it stands in. Headers, footers and page numbers are taken out here.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

MOST_BYTES = 25_000_000
MOST_PAGES = 200
MOST_CHARACTERS = 1_500_000
#: PDFium puts this where a word was divided, or a compound broken, at the end of a line.
_DIVIDED = "\x02"
_PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD
_TIDY = str.maketrans(
    {
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
        "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\ufffe": _DIVIDED,
        "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
        "\u2010": "-", "\u2011": "-",
    }
)  # fmt: skip


class Unreadable(Exception):
    """The file can not be read as a report. Carries a sentence of three parts: what, what was seen, what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Cell:
    text: str
    x: float


@dataclass
class Line:
    """One printed line. `x` and `y` are where it begins, in points from the lower left; `size` is the type's."""

    page: int
    text: str
    x: float
    y: float
    size: float
    bold: bool
    #: Where the line ends, likewise in points; 0 where unknown.
    right: float = 0.0
    #: The line ends in the middle of a word or compound: PDFium took the hyphen away.
    divided: bool = False
    #: The line's parts where wide gaps stand between them, as in a table. Only on the first two pages.
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Document:
    pages: int
    lines: list[Line]
    #: The size in which most of the text is set.
    body_size: float
    metadata: dict[str, str]
    #: Lines that were taken out of every page, once each: they may name the authority and the dates.
    running: list[str]
    #: Hyphens at line ends are the typesetter's (justified text), not the writer's.
    auto_hyphenated: bool = False


def read(data: bytes) -> Document:
    """The document's lines in reading order. Raises `Unreadable`."""
    check_size(data)
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(
            f"This file is not a PDF. It begins with {_beginning(data)}, and a PDF begins with “%PDF-”. "
            "Choose the report's PDF as it was downloaded from Ofsted's page."
        )
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_NEEDED or "password" in str(error).lower():
            raise Unreadable(
                "This PDF is encrypted. It asks for a password before any page can be read. "
                "Download the report again from Ofsted's page, where it is not encrypted."
            ) from None
        raise Unreadable(
            "This PDF is damaged. Its contents could not be opened: a part of the file is missing or changed. "
            "Download the report again and compare its size with the size on Ofsted's page."
        ) from None
    try:
        return _document(pdf)
    finally:
        pdf.close()


def check_size(data: bytes) -> None:
    """Raises `Unreadable` for a file that is empty or too large to be a report."""
    if not data:
        raise Unreadable("This file is empty. It has no bytes at all. Download the report again and choose that file.")
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"This file is too large to be an inspection report. It has {len(data) // 1_000_000} MB, and at most "
            f"{MOST_BYTES // 1_000_000} MB are read. Choose the report itself, without pictures or other papers."
        )


def _beginning(data: bytes) -> str:
    shown = "".join(chr(byte) if 32 < byte < 127 else "·" for byte in data[:8])
    return f"“{shown}”"


def _document(pdf: pypdfium2.PdfDocument) -> Document:
    pages = len(pdf)
    if pages == 0:
        raise Unreadable("This PDF is damaged. It was opened, but no page was found in it. Download the report again.")
    if pages > MOST_PAGES:
        raise Unreadable(
            f"This PDF is too long to be an inspection report. It has {pages} pages, and at most {MOST_PAGES} are "
            "read. Choose the report itself, without other papers."
        )
    lines: list[Line] = []
    heights: dict[int, float] = {}
    unread = characters = 0
    for number in range(1, pages + 1):
        try:
            page = pdf[number - 1]
            heights[number] = page.get_height()
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            unread += 1
            continue
        characters += text_page.count_chars()
        if characters > MOST_CHARACTERS:
            raise Unreadable(
                f"This PDF holds more text than any inspection report. More than {MOST_CHARACTERS:,} characters were "
                f"counted by page {number}. Choose the report itself, without other papers."
            )
        lines += _lines(text_page, number)
    if unread:
        raise Unreadable(
            f"This PDF is damaged. {unread} of its {pages} pages could not be opened, so a judgement or a finding "
            "might be missing. Download the report again."
        )
    if sum(len(line.text) for line in lines) < 200:
        raise Unreadable(
            f"This PDF has no text to read. Its {pages} pages hold pictures of text, or nothing. Download the report "
            "from Ofsted's page, where the text can be selected; a scan has to be put through text recognition first."
        )
    kept, running = _without_running_lines(lines, heights)
    sizes: Counter[float] = Counter()
    for line in kept:
        sizes[line.size] += len(line.text)
    divided = sum(line.divided for line in kept)
    return Document(
        pages=pages,
        lines=kept,
        body_size=sizes.most_common(1)[0][0] if sizes else 12.0,
        metadata={key: str(value)[:200] for key, value in pdf.get_metadata_dict().items()},
        running=running,
        auto_hyphenated=divided > 20 and divided > 0.07 * len(kept),
    )


def _lines(text_page: pypdfium2.PdfTextPage, number: int) -> list[Line]:
    count = text_page.count_chars()
    characters = [chr(pdfium.FPDFText_GetUnicode(text_page, index) or 32).translate(_TIDY) for index in range(count)]
    found = []
    start = 0
    for index in range(count):
        if characters[index] == "\u00ad":  # drawn as a hyphen; at a line's end it divides a word
            at_end = index + 1 == count or characters[index + 1] in ("\r", "\n")
            characters[index] = _DIVIDED if at_end else "-"
    for index in range(count + 1):
        end = index == count or characters[index] in ("\r", "\n", _DIVIDED)
        if end:
            line = _line(text_page, number, characters, start, index)
            if line is not None:
                line.divided = index < count and characters[index] == _DIVIDED
                found.append(line)
            start = index + 1
    return found


def _line(text_page: pypdfium2.PdfTextPage, number: int, characters: list[str], start: int, end: int) -> Line | None:
    visible = [index for index in range(start, end) if characters[index].strip()]
    if not visible:
        return None
    first, last = visible[0], visible[-1]
    size = _size(text_page, visible[len(visible) // 2])
    # A bullet or a number is often set in another font than the words after it.
    after_mark = next((index for index in visible[1:] if characters[index].isalpha()), first)
    kept = [characters[index] for index in range(start, end)]
    for index in visible[1:]:  # a footnote's number set small and high is no part of the sentence
        if characters[index].isdigit() and characters[index - 1].strip() and _size(text_page, index) < 0.8 * size:
            kept[index - start] = ""
    text = " ".join("".join(kept).split())
    if not text:
        return None
    box = text_page.get_charbox(first)
    return Line(
        page=number,
        text=text,
        x=round(box[0], 1),
        y=round(_baseline(text_page, first, box), 1),
        size=round(size, 1),
        bold=_is_bold(text_page, after_mark) and _is_bold(text_page, last),
        right=round(text_page.get_charbox(last)[2], 1),
        cells=_cells(text_page, characters, visible, size) if number <= 2 else [],
    )


def _cells(text_page: pypdfium2.PdfTextPage, characters: list[str], visible: list[int], size: float) -> list[Cell]:
    cells: list[Cell] = []
    text, x, right, before = "", 0.0, None, -1
    for index in visible:
        left_edge, _, right_edge, _ = text_page.get_charbox(index)
        if right is not None and (left_edge - right > 1.3 * size or left_edge < right - 3 * size):
            cells.append(Cell(text, x))
            text = ""
        elif index != before + 1 and text:
            text += " "
        if not text:
            x = round(left_edge, 1)
        text += characters[index]
        right, before = right_edge, index
    cells.append(Cell(text, x))
    return cells


def _size(text_page: pypdfium2.PdfTextPage, index: int) -> float:
    return float(pdfium.FPDFText_GetFontSize(text_page, index))


def _baseline(text_page: pypdfium2.PdfTextPage, index: int, box: tuple[float, ...]) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    if pdfium.FPDFText_GetCharOrigin(text_page, index, x, y):
        return y.value
    return box[1]


def _is_bold(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    name = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text_page, index, name, 256, flags)
    words = name.value[:length].decode("ascii", "ignore").lower() if length else ""
    weight = pdfium.FPDFText_GetFontWeight(text_page, index)
    return "bold" in words or "black" in words or "heavy" in words or weight >= 600


def _without_running_lines(lines: list[Line], heights: dict[int, float]) -> tuple[list[Line], list[str]]:
    """Without page numbers and what stands at the head or foot of several pages."""
    pages_of: dict[str, set[int]] = {}
    in_margin = {}
    for index, line in enumerate(lines):
        height = heights.get(line.page, 842.0)
        in_margin[index] = line.y < 0.1 * height or line.y > 0.92 * height
        if in_margin[index]:
            pages_of.setdefault(_shape(line.text), set()).add(line.page)
    kept: list[Line] = []
    running: list[str] = []
    for index, line in enumerate(lines):
        is_number = re.fullmatch(r"(?:page )?[\divx]{1,4}(?: of \d{1,3})?", line.text.lower()) is not None
        repeated = len(pages_of.get(_shape(line.text), ())) >= min(3, max(2, len(heights)))
        if in_margin[index] and (is_number or repeated):
            if not is_number and line.text not in running and len(running) < 200:
                running.append(line.text)
            continue
        kept.append(line)
    return kept, running


def _shape(text: str) -> str:
    """Footers differ from page to page in their number only."""
    return re.sub(r"\d+", "#", text.lower())
