"""How does a document become a page? The part between title and foot for our own pages, or one whole file.

The file stands alone: its rules for the look are inside, its pictures too, so that it can be kept, sent and read
without a network. Everything is escaped by Jinja; a chart is a picture with its description.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from threshold.improvement.documents.blocks import Document, long_date, paragraphs, printable

_FOLDER = Path(__file__).parent


def _lines(text: str) -> Markup:
    """Escaped, with its line ends kept."""
    return Markup("<br>").join(printable(text).split("\n"))


def _written(value: object) -> object:
    """What a person typed without what no file may hold; what a writer made stays as it is."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _picture(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True, finalize=_written,
    )  # fmt: skip
    found.filters |= {"lines": _lines, "picture": _picture, "long_date": long_date, "paragraphs": paragraphs}
    return found


def body(document: Document, *, first_level: int = 2) -> Markup:
    """The blocks as a part of one of our pages, whose own heading is above `first_level`."""
    template = _environment().get_template("document_body.html")
    return Markup(template.render(document=document, first_level=first_level))  # noqa: S704 - made by an escaping template


def write(document: Document, blocks: Markup | None = None) -> bytes:
    """The document as one HTML file that needs nothing else.

    Args:
        blocks: its `body`, where the caller has it already.
    """
    css = (_FOLDER / "document.css").read_text(encoding="utf-8")
    template = _environment().get_template("document.html")
    return template.render(document=document, css=Markup(css), body=blocks or body(document)).encode()  # noqa: S704 - our own file
