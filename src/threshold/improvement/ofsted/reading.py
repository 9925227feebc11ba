"""What stands on the pages of a PDF, line by line, with where and how it is set?

PDFium gives characters; from these come `Line`s with place, size and weight, because a heading is told by its weight
and a table's grade by the row that it stands in. Headers, footers and page numbers are taken out here.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass, field, replace

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
        "\ufb06": "st", "\u2010": "-", "\u2011": "-",
        # Word's "ti", "tti", "tt" and "tf" drawn as one sign, which many files name by a letter that English has not.
        "\u019f": "ti", "\u01ab": "tti", "\u01a9": "tt", "\u019e": "tf",
    }
)  # fmt: skip


class Unreadable(Exception):
    """The file can not be read as a report. Carries a sentence of three parts: what, what was seen, what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Cell:
    """Words with only ordinary gaps between them, and where they stand: a table's cell, or one line of it."""

    page: int
    text: str
    x: float
    right: float
    y: float
    size: float
    #: It ends in the middle of a word.
    divided: bool = False
    #: Where each word begins: its place in the text, and on the page.
    starts: tuple[tuple[int, float], ...] = ()


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
    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]:
        raise Unreadable(
            "This PDF is damaged. Its end is missing, so that pages may be missing too. "
            "Download the report again and compare its size with the size on Ofsted's page."
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
    page = text_page.raw
    unicode = pdfium.FPDFText_GetUnicode
    codes = [unicode(page, index) for index in range(text_page.count_chars())]
    # One character for each of PDFium's, so that places can be asked for; signs for two letters become two at the end.
    characters = [_CHARACTERS.get(code) or _character(code) for code in codes]
    count = len(characters)
    for index in [index for index, one in enumerate(characters) if one in _TO_LOOK_AT]:
        if characters[index] == "\u00ad":  # drawn as a hyphen; at a line's end it divides a word
            at_end = index + 1 == count or characters[index + 1] in ("\r", "\n")
            characters[index] = _DIVIDED if at_end else "-"
        elif index and characters[index - 1].islower():
            characters[index] = "ft"  # as above, but a letter with which a name may begin
    found = []
    start = 0
    for end in [*(index for index, one in enumerate(characters) if one in _ENDS), count]:
        divided = end < count and characters[end] == _DIVIDED
        line = _line(text_page, number, characters, range(start, end), divided)
        if line is not None:
            found.append(line)
        start = end + 1
    return found


_TO_LOOK_AT = frozenset("\u00ad\u014c")
_ENDS = frozenset(("\r", "\n", _DIVIDED))


def _character(code: int) -> str:
    """What `code` means; the rest of what is asked for often is remembered."""
    if code == ord(_DIVIDED) or code in (10, 13):
        known = chr(code)
    elif code < ord(" "):
        known = " "
    elif 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:  # half of a pair: no character, and no file can hold it
        known = "\ufffd"
    else:
        known = chr(code).translate(_TIDY)
    if len(_CHARACTERS) < 10_000:
        _CHARACTERS[code] = known
    return known


_CHARACTERS: dict[int, str] = {}


def _line(
    text_page: pypdfium2.PdfTextPage, number: int, characters: list[str], span: range, divided: bool
) -> Line | None:
    visible = [index for index in span if characters[index].strip()]
    if not visible:
        return None
    first, last = visible[0], visible[-1]
    size = _size(text_page, visible[len(visible) // 2])
    # A bullet or a number is often set in another font than the words after it.
    after_mark = next((index for index in visible[1:] if characters[index].isalpha()), first)
    raised = [  # a footnote's number set small and high is no part of the sentence
        index
        for index in visible[1:]
        if characters[index].isdigit() and characters[index - 1].strip() and _size(text_page, index) < 0.8 * size
    ]
    kept = characters[span.start : span.stop]
    for index in raised:
        kept[index - span.start] = ""
    text = " ".join("".join(kept).split())
    if not text:
        return None
    box = text_page.get_charbox(first)
    cells: list[Cell] = []
    if number <= 2:
        cells = _cells(text_page, number, characters, [index for index in visible if index not in raised], size)
        if divided:
            cells[-1:] = [replace(cells[-1], divided=True)]
    return Line(
        page=number,
        text=text,
        x=round(box[0], 1),
        y=round(_baseline(text_page, first, box), 1),
        size=round(size, 1),
        bold=_is_bold(text_page, after_mark) and _is_bold(text_page, last),
        right=round(text_page.get_charbox(last)[2], 1),
        divided=divided,
        cells=cells,
    )


def _cells(
    text_page: pypdfium2.PdfTextPage, page: int, characters: list[str], visible: list[int], size: float
) -> list[Cell]:
    """The line's parts: what a wide gap, a step back or another height sets apart is another cell, or its next line."""
    cells: list[Cell] = []
    starts: list[tuple[int, float]] = []
    text, right, y, before = "", 0.0, 0.0, -1
    for index in visible:
        box = text_page.get_charbox(index)
        left_edge, right_edge, baseline = box[0], box[2], _baseline(text_page, index, box)
        apart = left_edge - right > 1.3 * size or left_edge < right - 3 * size or abs(baseline - y) > 0.5 * size
        if text and apart:
            cells.append(Cell(page, text, starts[0][1], round(right, 1), y, size, starts=tuple(starts)))
            text, starts = "", []
        elif text and (index != before + 1 or left_edge - right > 0.5 * size):
            text += " "
        if not text:
            y, right = round(baseline, 1), right_edge
        if not text or text.endswith(" "):
            starts.append((len(text), round(left_edge, 1)))
        text += characters[index]
        right, before = max(right, right_edge), index
    cells.append(Cell(page, text, starts[0][1], round(right, 1), y, size, starts=tuple(starts)))
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
    on_page: dict[int, list[Line]] = {}
    for line in lines:
        on_page.setdefault(line.page, []).append(line)
        if _in_margin(line, heights):
            pages_of.setdefault(_shape(line.text), set()).add(line.page)
    enough = 2 if len(heights) <= 4 else 3
    running = {id(line) for line in lines if _in_margin(line, heights) and len(pages_of[_shape(line.text)]) >= enough}
    for page in on_page.values():
        running -= _belonging(page, running)
    kept: list[Line] = []
    taken_out: list[str] = []
    for line in lines:
        if _in_margin(line, heights) and _is_page_number(line.text, len(heights)):
            continue
        if id(line) not in running:
            kept.append(line)
        elif line.text not in taken_out and len(taken_out) < 200:
            taken_out.append(line.text)
    return kept, taken_out


def _belonging(page: list[Line], running: set[int]) -> set[int]:
    """Lines in the margin that go on directly from the text: a full page may end with words with which others end."""
    text = [line for line in page if id(line) not in running]
    waiting = [line for line in page if id(line) in running]
    belonging: set[int] = set()
    while added := [line for line in waiting if any(_adjoins(line, other) for other in text)]:
        belonging |= {id(line) for line in added}
        waiting = [line for line in waiting if id(line) not in belonging]
        text = added
    return belonging


def _adjoins(line: Line, other: Line) -> bool:
    near = 0 < abs(other.y - line.y) < 1.45 * line.size and abs(other.size - line.size) < 0.6
    return near and not re.fullmatch(r"[\divx]{1,4}", other.text.lower())


def _in_margin(line: Line, heights: dict[int, float]) -> bool:
    height = heights.get(line.page, 842.0)
    return line.y < 0.1 * height or line.y > 0.92 * height


def _is_page_number(text: str, pages: int) -> bool:
    number = re.fullmatch(r"(?:page )?(?:(\d{1,4})|[ivx]{1,5})(?: of \d{1,3})?", text.lower())
    return number is not None and (number[1] is None or int(number[1]) <= pages + 20)  # "2019." may end a sentence


def _shape(text: str) -> str:
    """Footers differ from page to page in their number only."""
    return re.sub(r"\d+", "#", text.lower())
