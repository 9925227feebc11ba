"""How does a document become the files that are kept?"""

from __future__ import annotations

from threshold.improvement.documents import pdf, web, word
from threshold.improvement.documents.blocks import Document

#: What a browser is told of each kind of file, and how its name ends.
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def files(document: Document) -> dict[str, bytes]:
    """The document in every form of `ReportFile.Form`."""
    page = web.body(document)
    return {
        "page": str(page).encode(),
        "html": web.write(document, page),
        "pdf": pdf.write(document),
        "docx": word.write(document),
    }
