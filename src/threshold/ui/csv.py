"""How does a list leave as a file? Streams CSV that a spreadsheet opens rightly and that cannot run there."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

#: A cell that begins so is a formula to a spreadsheet (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


class _Echo:
    """A file that hands back what is written to it, so that rows can be streamed."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: Any) -> str:
    """The value as text that a spreadsheet shows and does not calculate. A plain number stays a number."""
    if value is None:
        return ""
    text = str(value).replace("\x00", "")
    if isinstance(value, (int, float)) or _NUMBER.fullmatch(text):
        return text
    # Spaces first do not protect: some spreadsheets trim them before they look.
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # The mark tells Excel that it is UTF-8; without it names with accents come out broken.
    yield "\ufeff" + writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download. `rows` is read as it is sent, so give it an iterator and not a list of a whole table."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", filename).strip("-.") or "list"
    if not name.endswith(".csv"):
        name += ".csv"
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
