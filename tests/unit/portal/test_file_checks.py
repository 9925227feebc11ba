"""Which files are taken: content and name must agree, and nothing in them may run or burst."""

from __future__ import annotations

import io
import zipfile

import pytest

from threshold.core.errors import Refused
from threshold.people import file_checks

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(40) + b"\xff\xd9"
HEIC = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)
PROGRAM = b"MZ\x90\x00" + bytes(200)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def package(parts: dict[str, bytes], *, before: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return before + stream.getvalue()


def docx(*, kind: str = WORD, before: bytes = b"", **more: bytes) -> bytes:
    parts = {"[Content_Types].xml": f'<Override ContentType="{kind}"/>'.encode(), "word/document.xml": b"<w/>"}
    return package(parts | {name.replace("__", "/").replace("_bin", ".bin"): data for name, data in more.items()},
                   before=before)  # fmt: skip


ODT = package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"})


def kind_of(content: bytes, name: str) -> str:
    return file_checks.check(io.BytesIO(content), name).content_type


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PDF, "report.pdf", "application/pdf"),
        (PNG, "bruise.png", "image/png"),
        (JPEG, "bruise.jpg", "image/jpeg"),
        (JPEG, "bruise.jpeg", "image/jpeg"),
        (HEIC, "bruise.heic", "image/heic"),
        (docx(), "report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (ODT, "report.odt", "application/vnd.oasis.opendocument.text"),
        ("Zoë said “stop”.\n".encode(), "notes.txt", "text/plain"),
        ("Zoë".encode("cp1252"), "notes.txt", "text/plain"),
        ("\ufeffZoë".encode("utf-16-le"), "notes.txt", "text/plain"),
    ],
)
def test_what_is_taken(content, name, content_type):
    assert kind_of(content, name) == content_type


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PROGRAM, "report.pdf"),
        (PROGRAM, "notes.txt"),
        (PROGRAM, "picture.jpg"),
        (PDF, "picture.jpg"),
        (JPEG, "report.pdf"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "notes.txt"),
        (b"  <html>", "notes.txt"),
        (b"#!/bin/sh\nrm -rf /\n", "notes.txt"),
        (b"junk before" + PDF, "report.pdf"),
        (PDF + docx(), "report.pdf"),  # two kinds at once: opens as either
        (PNG + package({"a.txt": b"a"}), "picture.png"),
        (docx(before=JPEG), "report.docx"),
        (docx(), "report.odt"),
        (ODT, "report.docx"),
        (docx(kind=WITH_MACROS), "report.docx"),
        (package({"a.txt": b"a"}), "report.docx"),
        (docx()[:-30], "report.docx"),  # cut off
    ],
)
def test_what_is_not_what_it_says(content, name):
    with pytest.raises(Refused, match="something else, or it is damaged"):
        kind_of(content, name)


@pytest.mark.parametrize("name", ["virus.exe", "macro.docm", "page.html", "picture.svg", "letter", "mail.eml", ".pdf"])
def test_kinds_that_are_not_taken(name):
    with pytest.raises(Refused, match="cannot take this kind"):
        kind_of(PDF, file_checks.tidy_name(name) if name != ".pdf" else "pdf.")


@pytest.mark.parametrize("part", ["word__vbaProject_bin", "word__embeddings__oleObject1_bin", "word__activeX__x_bin"])
def test_macros_and_programs_inside(part):
    with pytest.raises(Refused, match="macros"):
        kind_of(docx(**{part: b"x"}), "report.docx")


def test_a_bomb():
    with pytest.raises(Refused, match="far too large"):
        kind_of(docx(word__bomb=bytes(50 * 1024 * 1024)), "report.docx")


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\jo\\Report.PDF", "Report.pdf"),
        ("annex\u202efdp.exe", "annexfdp.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("  two   spaces .pdf", "two spaces.pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        ("ليلى 🐣.pdf", "ليلى 🐣.pdf"),
        ('<script>"x".pdf', "scriptx.pdf"),
        ("", "file"),
        (".pdf", "pdf"),
    ],
)
def test_names(name, tidy):
    assert file_checks.tidy_name(name) == tidy


def test_a_very_long_name_keeps_its_ending():
    tidy = file_checks.tidy_name("x" * 5000 + ".docx")
    assert len(tidy) == file_checks.LONGEST_NAME
    assert tidy.endswith(".docx")
