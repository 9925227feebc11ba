"""Is this file what its name says, and is it one that we take?

Decided by content: the ending of the name and the content must agree, and what is two kinds of file at once, carries
macros or unpacks to something huge is refused. Each refusal is a sentence for the person who chose the file.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import puremagic

from threshold.core.errors import Refused

LONGEST_NAME = 120
_HEAD = 64 * 1024
#: Word files hold a few hundred parts, and text packs to about a tenth.
_MOST_PARTS = 5_000
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_RATIO = 200
_MACROS = re.compile(r"vbaproject|vbadata|activex|oleobject|^basic/|^scripts/", re.IGNORECASE)
_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODT = b"application/vnd.oasis.opendocument.text"
# Text that a program would run, or that is another kind of file without saying so.
_NOT_PLAIN = re.compile(rb"\s*(?:<!doctype|<html|<script|<\?|<svg|#!|%PDF|\{\\rtf|MIME-Version:)", re.IGNORECASE)
# Signs that no writing has: control characters but tab, line feed, form feed, carriage return.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _is_word(file: IO[bytes]) -> bool:
    with zipfile.ZipFile(file) as parts:
        if "word/document.xml" not in parts.namelist():
            return False
        with parts.open("[Content_Types].xml") as types:
            return _WORD in types.read(1_000_000)


def _is_open_document(file: IO[bytes]) -> bool:
    with zipfile.ZipFile(file) as parts, parts.open("mimetype") as kind:
        return kind.read(200).strip() == _ODT


def _is_text(file: IO[bytes]) -> bool:
    content = file.read()
    if _NOT_PLAIN.match(content):
        return False
    for encoding in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            return not _CONTROL.search(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


def _has_magic(*endings: str) -> Callable[[IO[bytes]], bool]:
    def check(file: IO[bytes]) -> bool:
        try:
            found = puremagic.magic_string(file.read(_HEAD))
        except puremagic.PureError:
            return False
        return any(match.extension in endings for match in found)

    return check


@dataclass(frozen=True)
class FileKind:
    """A kind of file that we take. `is_package`: a zip archive by design."""

    content_type: str
    is_that: Callable[[IO[bytes]], bool]
    begins: bytes = b""
    is_package: bool = False


_JPEG = FileKind("image/jpeg", _has_magic(".jpg", ".jpeg"), begins=b"\xff\xd8\xff")
KINDS: dict[str, FileKind] = {
    "pdf": FileKind("application/pdf", _has_magic(".pdf"), begins=b"%PDF-"),
    "docx": FileKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _is_word,
        begins=b"PK\x03\x04",
        is_package=True,
    ),
    "odt": FileKind(_ODT.decode(), _is_open_document, begins=b"PK\x03\x04", is_package=True),
    "txt": FileKind("text/plain", _is_text),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": FileKind("image/png", _has_magic(".png"), begins=b"\x89PNG\r\n\x1a\n"),
    "heic": FileKind("image/heic", _has_magic(".heic", ".heif")),
}


def tidy_name(name: str) -> str:
    """The file's name as it is kept and given back: no path, no hidden or direction signs, not too long."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    stem, dot, ending = " ".join(kept.split()).lstrip(".").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending) - 1] or "file"
    return f"{stem}.{ending.lower()}" if ending else stem


def check(file: IO[bytes], name: str) -> FileKind:
    """The kind of the file with this tidied name.

    Raises:
        Refused: we do not take such files, or it is not what its name says.
    """
    ending = name.rpartition(".")[2]
    kind = KINDS.get(ending)
    if kind is None:
        raise Refused(f"We cannot take this kind of file. Choose one of these: {', '.join(KINDS)}.")
    file.seek(0)
    try:
        agrees = file.read(len(kind.begins)) == kind.begins
        is_package = zipfile.is_zipfile(file)
        if is_package and kind.is_package:
            _check_package(file)
        file.seek(0)
        agrees = agrees and is_package == kind.is_package and kind.is_that(file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, OSError):
        agrees = False  # a broken or locked package
    finally:
        file.seek(0)
    if not agrees:
        raise Refused(
            f"The file is called “.{ending}”, but what is in it is something else, or it is damaged or locked. "
            "Open it, save it again as a PDF and choose that."
        )
    return kind


def _check_package(file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as parts:
        entries = parts.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > _MOST_PARTS or unpacked > _MOST_UNPACKED or unpacked > _MOST_RATIO * max(packed, 4096):
        raise Refused("The file unpacks to something far too large. Save it as a PDF and choose that.")
    if any(_MACROS.search(entry.filename) for entry in entries):
        raise Refused("The file has macros or other programs in it. Save it as a PDF and choose that.")
