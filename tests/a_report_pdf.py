"""Inspection reports made for tests: text put at chosen places on pages, so that every layout can be tried.

The names and findings are invented; the layouts follow those that Ofsted's reports have had since 2013.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    size: float = 12
    bold: bool = False


def pdf(pages: Sequence[Sequence[Text]], *, encrypted: bool = False) -> bytes:
    """A PDF with this text in this order, in Helvetica."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    fonts = []
    for name in ("Helvetica", "Helvetica-Bold"):
        objects.append(f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode())
        fonts.append(len(objects))
    kids = []
    for page in pages:
        drawn = b"\n".join(
            b"BT /F%d %s Tf %s %s Td (%s) Tj ET"
            % (2 if one.bold else 1, _number(one.size), _number(one.x), _number(one.y), _escaped(one.text))
            for one in page
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F1 %d 0 R/F2 %d 0 R>>>>>>" % (WIDTH, HEIGHT, len(objects), *fonts)
        )
        kids.append(len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    trailer = b""
    if encrypted:
        objects.append(_password_dictionary())
        trailer = b"/Encrypt %d 0 R/ID[<%s><%s>]" % (len(objects), _ID.hex().encode(), _ID.hex().encode())
    written = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(written))
    )


def _number(value: float) -> bytes:
    return f"{value:g}".encode()


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


_ID = b"threshold-tests!"
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _password_dictionary() -> bytes:
    """The standard security handler, revision 2, with a password that nobody is told (ISO 32000-1, 7.6.3)."""

    def padded(password: bytes) -> bytes:
        return (password + _PADDING)[:32]

    def rc4(key: bytes, data: bytes) -> bytes:
        state, j, out = list(range(256)), 0, bytearray()
        for i in range(256):
            j = (j + state[i] + key[i % len(key)]) % 256
            state[i], state[j] = state[j], state[i]
        i = j = 0
        for byte in data:
            i = (i + 1) % 256
            j = (j + state[i]) % 256
            state[i], state[j] = state[j], state[i]
            out.append(byte ^ state[(state[i] + state[j]) % 256])
        return bytes(out)

    owner = rc4(hashlib.md5(padded(b"owner")).digest()[:5], padded(b"user"))  # noqa: S324 - what the format says
    key = hashlib.md5(padded(b"user") + owner + b"\xfc\xff\xff\xff" + _ID).digest()[:5]  # noqa: S324
    return b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (owner.hex().encode(), rc4(key, _PADDING).hex().encode())


@dataclass
class Sheet:
    """Text that flows down the pages, with the page's number (and a running foot) on each."""

    foot: str = ""
    page_numbers: bool = True
    pages: list[list[Text]] = field(default_factory=lambda: [[]])
    y: float = 760
    leading: float = 14.5

    def line(self, text: str, *, x: float = 72, size: float = 12, bold: bool = False, gap: float = 0) -> Sheet:
        if self.y < 90:
            self.new_page()
        self.y -= gap
        self.pages[-1].append(Text(x, self.y, text, size, bold))
        self.y -= max(self.leading, 1.2 * size)
        return self

    def put(self, text: str, x: float, y: float, *, size: float = 12, bold: bool = False) -> Sheet:
        self.pages[-1].append(Text(x, y, text, size, bold))
        return self

    def new_page(self) -> Sheet:
        self.pages.append([])
        self.y = 760
        return self

    def words(self, text: str, *, x: float = 72, hang: float = 0, width: int = 76, gap: float = 12) -> Sheet:
        """A paragraph, its lines broken at `width` characters; `hang` indents all lines but the first."""
        for index, part in enumerate(textwrap.wrap(text, width, break_on_hyphens=False)):
            self.line(part, x=x + (hang if index else 0), gap=0 if index else gap)
        return self

    def heading(self, *lines: str, size: float = 14) -> Sheet:
        for index, part in enumerate(lines):
            self.line(part, size=size, bold=True, gap=0 if index else 16)
        return self

    def bullets(self, items: Iterable[str], *, glyph: str = "•", x: float = 72) -> Sheet:
        for item in items:
            self.words(f"{glyph} {item}", x=x, hang=17)
        return self

    def numbered(self, items: Iterable[str], *, first: int = 1, mark: str = ".", hang: float = 27) -> Sheet:
        for number, item in enumerate(items, first):
            self.words(f"{number}{mark} {item}", hang=hang)
        return self

    def bytes(self) -> bytes:
        made = []
        for number, page in enumerate(self.pages, 1):
            foot = [Text(72, 40, self.foot, 8)] if self.foot and number > 1 else []
            mark = [Text(515, 28, str(number), 20)] if self.page_numbers else []
            made.append([*foot, *mark, *page])
        return pdf(made)


LEADERS = ("The impact of leaders on social work", "practice with children and families")
HELP = ("The experiences and progress of", "children who need help and protection")
IN_CARE = ("The experiences and progress of", "children in care")
IN_CARE_AND_LEAVERS = ("The experiences and progress of children", "in care and care leavers")
LEAVERS = ("The experiences and progress of care", "leavers")
OVERALL = ("Overall effectiveness",)


def table(sheet: Sheet, rows: Sequence[tuple[Sequence[str], Sequence[str]]], *, order: str = "rows") -> Sheet:
    """The judgements' table. `order` is in what order its cells stand in the file: rows, columns, or lines."""
    sheet.line("Judgement", x=76, bold=True, gap=10)
    sheet.put("Grade", 330, sheet.pages[-1][-1].y, bold=True)
    labels, grades, lines = [], [], []
    for label, grade in rows:
        top = sheet.y - 12
        own_labels = [Text(76, top - 14.5 * index, part) for index, part in enumerate(label)]
        own_grades = [Text(330, top - 14.5 * index, part) for index, part in enumerate(grade)]
        labels += own_labels
        grades += own_grades
        sheet.y = top - 14.5 * max(len(label), len(grade)) - 8
        lines += sorted(own_labels + own_grades, key=lambda one: (-one.y, one.x))
        if order == "rows":
            sheet.pages[-1] += own_labels + own_grades
    if order == "columns":
        sheet.pages[-1] += labels + grades
    if order == "lines":
        sheet.pages[-1] += lines
    return sheet


NEW_ROWS = (
    (LEADERS, ("Good",)),
    (HELP, ("Outstanding",)),
    (IN_CARE, ("Requires improvement to be", "good")),
    (LEAVERS, ("Inadequate",)),
    (OVERALL, ("Requires improvement", "to be good")),
)
NEW_GRADES = {
    "leaders": "good",
    "help_and_protection": "outstanding",
    "in_care": "requires_improvement",
    "care_leavers": "inadequate",
    "overall": "requires_improvement",
}
PARAGRAPHS = [
    "Contacts are read on the day on which they arrive, and most families hear what will happen next within two days.",
    "Assessments are completed in time. They say what life is like for the child, although the family's history is "
    "not always used. Managers read them and write down why they agree. In 2019 the service was judged inadequate.",
    "Strategy meetings bring the right people together. For a few children the police could not be there.",
    "Plans say what has to change and by when. A small number of plans for children aged 16 and 17 are out of date.",
]


def new_report(
    *,
    title: Sequence[str] = ("Inspection of Severnshire local", "authority children’s services"),
    dates: Sequence[str] = ("Inspection dates: 15 to 26 May 2023",),
    lead: Sequence[str] = ("Lead inspector: Ada Specimen, His Majesty’s Inspector",),
    rows: Sequence[tuple[Sequence[str], Sequence[str]]] = NEW_ROWS,
    order: str = "rows",
    needs_heading: Sequence[str] = ("What needs to improve?",),
    needs: Sequence[str] = ("The timeliness of visits to children in care.", "The quality of plans for care leavers."),
    glyph: str = "•",
    graded_headings: bool = True,
    mark: str = ".",
    before_table: Sequence[str] = (),
    after_table: Sequence[str] = (),
) -> Sheet:
    """A report as since 2021: a title, dates, the table, a summary, the list, four sections of numbered paragraphs."""
    sheet = Sheet(foot="Inspection of Severnshire local authority children’s services", page_numbers=False)
    for part in title:
        sheet.line(part, size=26)
    for part in (*dates, *lead):
        sheet.line(part, bold=True, gap=6)
    for part in before_table:
        sheet.line(part)
    table(sheet, rows, order=order)
    for part in after_table:
        sheet.line(part)
    sheet.words(
        "Since the last inspection in 2019, when services in Severnshire were judged inadequate overall, much has been "
        "done. Children who need help and protection now receive a good service."
    )
    if needs_heading:
        sheet.heading(*needs_heading)
        sheet.bullets(needs, glyph=glyph)
    number = 1
    for label, grade in rows:
        if label is OVERALL:
            continue
        words = " ".join(label) + (": " + " ".join(grade).lower() if graded_headings else "")
        sheet.heading(*textwrap.wrap(words, 58))
        sheet.numbered(PARAGRAPHS, first=number, mark=mark)
        number += len(PARAGRAPHS)
    sheet.new_page()
    sheet.words(
        "The Office for Standards in Education, Children’s Services and Skills (Ofsted) regulates and inspects to "
        "achieve excellence in the care of children and young people."
    )
    return sheet


def letter(title: str, opening: str, *, needs_heading: str = "", needs: Sequence[str] = ()) -> Sheet:
    """A letter about a visit, as Ofsted has written them since 2016."""
    sheet = Sheet()
    for part in (
        "Ofsted", "Piccadilly Gate", "Store Street", "Manchester", "M1 2WD", "T 0300 123 1231",
        "enquiries@ofsted.gov.uk", "www.gov.uk/ofsted", "21 October 2021", "Ms Una Fiction",
        "Director of Children’s Services", "Severnshire County Council", "County Hall", "Dear Ms Fiction",
    ):  # fmt: skip
        sheet.line(part)
    sheet.heading(title, size=12)
    sheet.words(opening)
    sheet.heading("Headline findings", size=12)
    sheet.words(
        "The authority was judged inadequate in 2019. Services for children in care are now good, and improving."
    )
    if needs_heading:
        sheet.heading(needs_heading, size=12)
        sheet.bullets(needs)
    sheet.heading("Main findings", size=12)
    for text in PARAGRAPHS:
        sheet.words(text)
    sheet.words("Yours sincerely")
    sheet.words("Ada Specimen")
    return sheet


def single_report(
    *,
    overall: Sequence[str] = ("The overall judgement is that children’s services require", "improvement"),
    grades: Sequence[str] = ("Requires improvement", "Good", "Outstanding", "Inadequate", "Requires improvement"),
    headings: tuple[str, ...] = ("requires improvement", "good", "outstanding", "inadequate", "requires improvement"),
    board: str = "inadequate",
) -> Sheet:
    """A report of the single inspection framework (2013 to 2017), with the review of the safeguarding board."""
    sheet = Sheet()
    sheet.line("Severnshire County Council", size=26)
    for part in (
        "Inspection of services for children in need of help and",
        "protection, children looked after and care leavers",
    ):
        sheet.line(part, size=14, bold=True)
    sheet.line("and")
    for part in ("Review of the effectiveness of the Local Safeguarding Children", "Board1"):
        sheet.line(part, size=14, bold=True)
    sheet.line("Inspection date: 3 March 2015 – 25 March 2015", size=14)
    sheet.line("Report published: 19 May 2015", size=14)
    for part in overall:
        sheet.line(part, bold=True)
    sheet.words(
        "It is Ofsted’s expectation that, as a minimum, all children and young people receive good help, care and "
        "protection."
    )
    sheet.line("The judgements on areas of the service that contribute to overall effectiveness are:", gap=10)
    labels = (
        ("1. Children who need help and protection",),
        ("2. Children looked after and achieving", "permanence"),
        ("2.1 Adoption performance",),
        ("2.2 Experiences and progress of care leavers",),
        ("3. Leadership, management and governance",),
    )
    for label, grade in zip(labels, grades, strict=True):
        top = sheet.y - 12
        for index, part in enumerate(label):
            sheet.put(part, 72, top - 14.5 * index, bold=True)
        sheet.put(grade, 390, top - 7 * (len(label) - 1))
        sheet.y = top - 14.5 * len(label) - 6
    sheet.words(f"The effectiveness of the Local Safeguarding Children Board (LSCB) is {board}", width=90)
    sheet.new_page()
    sheet.heading("Contents")
    for part in ("Recommendations 3", "The experiences and progress of children who need help and protection 4"):
        sheet.line(part)
    sheet.new_page()
    sheet.heading("Recommendations")
    sheet.numbered(["Visit every child as often as the plan says.", "Make sure that managers read what is written."])
    sheet.heading("The experiences and progress of children who need help and", f"protection {headings[0]}")
    sheet.heading("Summary", size=12)
    sheet.words("Services are better than in 2012, when they were judged to be inadequate.")
    sheet.heading("Inspection findings", size=12)
    sheet.numbered(PARAGRAPHS, first=3)
    sheet.heading("The experiences and progress of children looked after and", f"achieving permanence {headings[1]}")
    sheet.numbered(PARAGRAPHS, first=7)
    sheet.heading(f"The graded judgement for adoption performance is that it is {headings[2]}", size=12)
    sheet.numbered(PARAGRAPHS[:1], first=11)
    sheet.heading(
        "The graded judgement about the experience and progress of care leavers",
        f"is that it is {headings[3]}",
        size=12,
    )
    sheet.numbered(PARAGRAPHS[:1], first=12)
    sheet.heading("Leadership, management and governance", headings[4])
    sheet.numbered(PARAGRAPHS[:2], first=13)
    sheet.heading("The Local Safeguarding Children Board (LSCB)", size=16)
    sheet.heading(f"The Local Safeguarding Children Board is {board}")
    sheet.heading("Recommendations")
    sheet.numbered(["The board should look at its own records."], first=15)
    sheet.heading("Inspection findings", size=12)
    sheet.numbered(PARAGRAPHS[:2], first=16)
    return sheet
